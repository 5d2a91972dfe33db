"""`ivig-course` from the contract: the dose of a course."""

from fractions import Fraction

from .numbers import half_up, shown

USUAL_DOSE = Fraction(2)  # g/kg, nel-initial-dose
LOWEST_DOSE = Fraction(3, 10)  # 300 mg/kg, nel-low-dose
LOW_DOSE_END = Fraction(5, 10)  # 500 mg/kg, nel-low-dose
HIGH_DOSE_START = Fraction(1)  # g/kg, nel-high-dose
HIGHEST_DOSE = Fraction(2)  # g/kg, nel-high-dose
DAYS = (5, 2)  # nel-days-usual, nel-days-short
MG_PER_ML = {
    "kiovig": 100,  # nel-products-100
    "panzyga": 100,  # nel-products-100
    "octagam-100": 100,  # nel-products-100
    "privigen": 100,  # nel-products-100
    "octagam-50": 50,  # nel-products-50
}
STEP_ML = Fraction(50)  # read out of nel-example-100 and nel-example-50
LIMIT_PERCENT = Fraction(10)

# Slips of the finger, not clinical.
LIGHTEST, HEAVIEST = Fraction(1, 2), Fraction(300)
SMALLEST_ML, LARGEST_ML = Fraction(1), Fraction(5000)

#: The codes the contract names; other notes may stand beside them.
NAMED_NOTES = frozenset({"unusual_weight", "not_rounded", "rounding_deviation", "dose_is_per_course", "dose_between_ranges"})


def course(
    weight: Fraction,
    dose: Fraction | None,
    days: int,
    product: str,
    chosen: Fraction | None = None,
) -> dict:
    errors = set()
    if not LIGHTEST <= weight <= HEAVIEST:
        errors.add(("weight_kg", "out_of_range"))
    if dose is None:
        dose = USUAL_DOSE
    if not LOWEST_DOSE <= dose <= HIGHEST_DOSE:
        errors.add(("dose_g_per_kg", "out_of_range"))
    if days not in DAYS:
        errors.add(("days", "not_in_source"))
    if product not in MG_PER_ML:
        errors.add(("product", "not_a_choice"))
    # Reading: the range of "volume" holds for the chosen daily volume too.
    if chosen is not None and not SMALLEST_ML <= chosen <= LARGEST_ML:
        errors.add(("chosen_daily_volume_ml", "out_of_range"))
    if errors:
        return {"status": "invalid", "errors": errors}

    g_per_ml = Fraction(MG_PER_ML[product], 1000)
    grams = weight * dose
    volume = grams / g_per_ml
    exact = volume / days
    notes = set()

    if chosen is not None:
        daily = chosen
        if abs(percent(daily, exact)) > LIMIT_PERCENT:
            notes.add("rounding_deviation")
    else:
        # Reading: to the nearest 50 ml from the exact volume, a tie (25, 75 ml) upwards.
        daily = half_up(exact, STEP_ML)
        if daily == 0 or abs(percent(daily, exact)) > LIMIT_PERCENT:
            # Reading: the exact volume goes on into what is planned; it is not first
            # rounded to 0.1 ml ("rounding happens once, at the end"). So nothing deviates.
            daily = exact
            notes.add("not_rounded")

    if weight < 30 or weight > 150:
        notes.add("unusual_weight")
    # Reading: both ranges of the source hold their ends, so 0.5 is low and 1 is high.
    if dose <= LOW_DOSE_END:
        notes.add("dose_is_per_course")
    elif dose < HIGH_DOSE_START:
        notes.add("dose_between_ranges")

    planned_ml = daily * days
    planned_g = planned_ml * g_per_ml
    return {
        "status": "ok",
        "values": {
            "total_dose_g": shown(grams, 2),
            "total_volume_ml": shown(volume, 1),
            "daily_volume_exact_ml": shown(exact, 1),
            "daily_volume_ml": shown(daily, 1),
            "daily_dose_g": shown(daily * g_per_ml, 2),
            "planned_volume_ml": shown(planned_ml, 1),
            "planned_dose_g": shown(planned_g, 2),
            "planned_dose_g_per_kg": shown(planned_g / weight, 2),
            "deviation_percent": shown(percent(daily, exact), 1),
        },
        "notes": notes,
    }


def percent(daily: Fraction, exact: Fraction) -> Fraction:
    """How far the daily volume, and so the dose, is moved; signed."""
    return (daily - exact) / exact * 100
