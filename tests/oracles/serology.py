"""`serology-window` from the contract: can this antibody test be trusted?"""

from datetime import date, timedelta

WINDOW = timedelta(days=60)  # nel-lab-window


def serology(last: date, first: date | None, earlier: bool | None, sample: date | None) -> dict:
    """Readings:
    * A first infusion after the last one is a contradiction at both fields.
    * Without a sample date there is no outcome.
    * `missing` with a sample date is the earlier course where it decides, else nothing.
    """
    if first is not None and first > last:
        return {"status": "invalid", "errors": {("first_infusion_date", "contradiction"), ("last_infusion_date", "contradiction")}}
    end = last + WINDOW
    wanted = {"status": "ok", "window_end": end.isoformat(), "outcome": None}
    if sample is None:
        return wanted
    wanted["missing"] = set()
    if sample < (first or last):
        wanted["outcome"] = {False: "before_course", None: "undetermined", True: "possibly_affected"}[earlier]
        if earlier is None:
            wanted["missing"] = {"earlier_course_60d"}
    elif sample <= end:
        wanted["outcome"] = "in_window"
    else:
        wanted["outcome"] = "after_window"
    return wanted
