"""`ivig-rate` from the contract: the steps of one day's infusion."""

from fractions import Fraction

from .course import HEAVIEST, LARGEST_ML, LIGHTEST, MG_PER_ML, SMALLEST_ML
from .numbers import down, half_up, plain, up_to_whole

# ml/kg per hour: nel-rate-1, nel-rate-2, nel-rate-3, nel-rate-4, nel-rate-5
RATES = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4), Fraction(6))
FIRST_MINUTES = 30  # nel-rate-1
STEP2_MINUTES = STEP3_MINUTES = 5  # the shortest of nel-rate-2 and nel-rate-3
STEP4_MINUTES = 10  # the slower end of nel-rate-4
LONGEST_STEP = 60  # a slip of the finger, not clinical
STEP4_RANGE = (5, 10)  # nel-rate-4
RATES_HOLD_FOR = 100  # mg/ml, nel-rate-for
DAY_LIMIT_ML_PER_KG = Fraction(2) / 2 / Fraction(100, 1000)  # nel-initial-dose, nel-days-short
TENTH = Fraction(1, 10)

NAMED_NOTES = frozenset(
    {"unusual_weight", "more_than_a_day", "check_label", "less_than_a_day", "volume_is_strength", "volume_is_weight"}
)
# 1 g/kg over 5 days of a product with 100 mg/ml: 1000 / 100 / 5.
LEAST_DAY_ML_PER_KG = Fraction(2)


def rate(
    weight: Fraction,
    volume: Fraction,
    product: str,
    start: int | None = None,
    step2: int = STEP2_MINUTES,
    step3: int = STEP3_MINUTES,
    step4: int = STEP4_MINUTES,
) -> dict:
    """`start` in minutes after midnight; step times in whole minutes.

    Reading: errors come before the refusal.
    """
    errors = set()
    if not LIGHTEST <= weight <= HEAVIEST:
        errors.add(("weight_kg", "out_of_range"))
    if not SMALLEST_ML <= volume <= LARGEST_ML:
        errors.add(("volume_ml", "out_of_range"))
    if product not in MG_PER_ML:
        errors.add(("product", "not_a_choice"))
    for field, minutes, longest in (
        ("step2_minutes", step2, LONGEST_STEP),
        ("step3_minutes", step3, LONGEST_STEP),
        ("step4_minutes", step4, STEP4_RANGE[1]),
    ):
        if not 5 <= minutes <= longest:
            errors.add((field, "out_of_range"))
    if errors:
        return {"status": "invalid", "errors": errors}
    if MG_PER_ML[product] != RATES_HOLD_FOR:
        return {"status": "refused", "refusal": "no_rate_for_strength"}

    rows = []
    given = Fraction(0)  # ml so far, exact
    gone = Fraction(0)  # minutes so far, exact
    for step, per_kg, planned in zip(range(1, 6), RATES, (FIRST_MINUTES, step2, step3, step4, None), strict=True):
        if given == volume:
            break  # never reached; a step in which any volume is left is reached
        per_hour = down(weight * per_kg, TENTH)
        takes = (volume - given) * 60 / per_hour
        if planned is not None and takes > planned:
            takes = Fraction(planned)
        before_ml, before_min = given, gone
        given += per_hour * takes / 60
        gone += takes
        row = {
            "step": str(step),
            "rate_ml_per_kg_h": plain(per_kg, 1),
            "rate_ml_h": plain(per_hour, 1),
            # Running totals are rounded, the rows are their differences.
            "minutes": plain(half_up(gone, TENTH) - half_up(before_min, TENTH), 1),
            "volume_ml": plain(shown(given, volume) - shown(before_ml, volume), 12),
            "cumulative_ml": plain(shown(given, volume), 12),
        }
        if start is not None:
            # Only the last step can end within a minute; its end is the end of the infusion,
            # so it goes up to the next whole minute like `total_minutes`.
            row["start"] = clock(start + up_to_whole(before_min))
            row["end"] = clock(start + up_to_whole(gone))
        rows.append(row)
    # Reading: up from the exact time, not from the time to 0.1 minute.
    total = up_to_whole(gone)
    values = {"total_minutes": str(total)}
    if start is not None:
        values["end_time"] = clock(start + total)
        values["end_day"] = str((start + total) // (24 * 60))

    notes = {"check_label"}
    if weight < 30 or weight > 150:
        notes.add("unusual_weight")
    if volume > weight * DAY_LIMIT_ML_PER_KG:
        notes.add("more_than_a_day")
    if volume < weight * LEAST_DAY_ML_PER_KG:
        notes.add("less_than_a_day")
    if volume == RATES_HOLD_FOR:
        notes.add("volume_is_strength")
    if volume == weight:
        notes.add("volume_is_weight")
    return {
        "status": "ok",
        "values": values,
        "rows": rows,
        "notes": notes,
        "label_level": "warning" if product == "privigen" else "info",
    }


def shown(given: Fraction, volume: Fraction) -> Fraction:
    """A running total to 0.1 ml; the last one is the volume as typed and none is above it, so that the rows add up."""
    return volume if given == volume else min(volume, half_up(given, TENTH))


def clock(minutes: int) -> str:
    minutes %= 24 * 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
