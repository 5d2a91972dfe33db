"""`ivig-maintenance` from the contract: review dates and taper."""

from datetime import date, timedelta
from fractions import Fraction

from .numbers import shown

REVIEW = timedelta(weeks=3)  # nel-maint-review
SECOND_COURSE = timedelta(weeks=6)  # nel-maint-second
SECOND_REVIEW = timedelta(weeks=3)  # nel-maint-review-2
DOSE = Fraction(2)  # g/kg, nel-initial-dose, nel-maint-second
KEPT = Fraction(80, 100)  # what 20 % leaves, nel-maint-taper
HIGH_DOSE = Fraction(1)  # g/kg, nel-high-dose
LOWEST_DOSE = Fraction(3, 10)  # 300 mg/kg, nel-low-dose
COURSES = 5
LEAST_COURSES, MOST_COURSES = 1, 10

LIGHTEST, HEAVIEST = Fraction(1, 2), Fraction(300)  # slips of the finger

NAMED_NOTES = frozenset({"unusual_weight", "below_high_dose"})
NAMED_VALUES = frozenset({"first_review_date", "second_course_date", "second_course_dose_g", "second_review_date"})
ROW = ("course", "dose_g_per_kg", "dose_g")


def maintenance(first: date, response: str | None, second: str | None, weight: Fraction | None, courses: int | None) -> dict:
    """`response` is good, suboptimal or None; `second` is effect, none or None.

    Readings:
    * A second response typed as unknown is one left out: it contradicts nothing.
    * A second response after an unknown first one is a contradiction too ("only after suboptimal").
    * "No row goes below 0.3": the table ends before the row that would, it is not held at 0.3.
    * A row is compared with 1 and 0.3 by its exact dose, and grams follow from that too
      (1.024 × 60 = 61.44, not 1.02 × 60).
    * The second dates stand whatever the second response is.
    """
    errors = set()
    if weight is not None and not LIGHTEST <= weight <= HEAVIEST:
        errors.add(("weight_kg", "out_of_range"))
    if courses is None:
        courses = COURSES
    if not LEAST_COURSES <= courses <= MOST_COURSES:
        errors.add(("taper_courses", "out_of_range"))
    if second is not None and response != "suboptimal":
        errors |= {("first_response", "contradiction"), ("second_response", "contradiction")}
    if errors:
        return {"status": "invalid", "errors": errors}

    values = {"first_review_date": (first + REVIEW).isoformat()}
    if response == "suboptimal":
        values["second_course_date"] = (first + SECOND_COURSE).isoformat()
        if weight is not None:
            values["second_course_dose_g"] = shown(weight * DOSE, 2)
        values["second_review_date"] = (first + SECOND_COURSE + SECOND_REVIEW).isoformat()

    if response is None:
        outcome = "await_first_review"
    elif response == "good":
        outcome = "follow_responder"
    else:
        outcome = {None: "second_course", "none": "stop_non_responder", "effect": "follow_responder"}[second]

    notes, rows = set(), []
    if outcome == "follow_responder":
        dose, course = DOSE, 2 if response == "good" else 3
        while len(rows) < courses and dose >= LOWEST_DOSE:
            row = {"course": str(course), "dose_g_per_kg": shown(dose, 2)}
            if weight is not None:
                row["dose_g"] = shown(weight * dose, 2)
            if dose < HIGH_DOSE:
                notes.add("below_high_dose")
            rows.append(row)
            dose, course = dose * KEPT, course + 1
    if weight is not None and (weight < 30 or weight > 150):
        notes.add("unusual_weight")
    return {"status": "ok", "outcome": outcome, "values": values, "rows": rows, "notes": notes}
