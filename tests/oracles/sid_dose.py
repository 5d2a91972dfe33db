"""`sid-dose` from the contract: dose and volume."""

from fractions import Fraction

from .numbers import shown

# mg/ml
STRENGTH = {
    "hizentra": 200,  # mr-hizentra
    "cutaquig": 165,  # mr-cutaquig
    "hyqvia": 100,  # mr-hyqvia
    "xembify": 200,  # mr-xembify
    "kiovig": 100,  # mr-kiovig
    "octagam": 100,  # mr-octagam
    "privigen": 100,  # mr-privigen
    "gamunex": 100,  # mr-gamunex
}
WEEKLY = frozenset({"hizentra", "cutaquig", "xembify"})  # mr-fscig: plain SCIG about once a week
MONTH_WEEKS = 4
SOURCE_LOW, SOURCE_HIGH = Fraction(4, 10), Fraction(8, 10)  # g/kg a month, mr-dose-month
ML_FIGURE_FOR = 200  # mg/ml, mr-dose-ml
LEAST, MOST = Fraction(1, 10), Fraction(2)  # g/kg, the field's range
LIGHTEST, HEAVIEST = Fraction(1, 2), Fraction(300)  # slips of the finger

NAMED_NOTES = frozenset({"unusual_weight", "outside_source_range", "interval_not_in_source", "volume_figure_for_200"})
NAMED_VALUES = frozenset({"monthly_dose_g", "monthly_volume_ml", "dose_per_infusion_g", "volume_per_infusion_ml"})


def usual_interval(product: str) -> int:
    return 1 if product in WEEKLY else MONTH_WEEKS


def dose(weight: Fraction, per_kg: Fraction, product: str, interval: int | None = None) -> dict:
    """Readings:
    * "Another" interval is another than the default of this product's form, though it may be the default of a different form.
    * The ends of mr-dose-month belong to it.
    * 200 mg/ml has no note about the volume figure.
    """
    errors = set()
    if not LIGHTEST <= weight <= HEAVIEST:
        errors.add(("weight_kg", "out_of_range"))
    if not LEAST <= per_kg <= MOST:
        errors.add(("monthly_dose_g_per_kg", "out_of_range"))
    if errors:
        return {"status": "invalid", "errors": errors}
    if interval is None:
        interval = usual_interval(product)
    grams = weight * per_kg
    ml = grams * 1000 / STRENGTH[product]
    share = Fraction(interval, MONTH_WEEKS)
    notes = set()
    if weight < 30 or weight > 150:
        notes.add("unusual_weight")
    if not SOURCE_LOW <= per_kg <= SOURCE_HIGH:
        notes.add("outside_source_range")
    if interval != usual_interval(product):
        notes.add("interval_not_in_source")
    if STRENGTH[product] != ML_FIGURE_FOR:
        notes.add("volume_figure_for_200")
    return {
        "status": "ok",
        "values": {
            "monthly_dose_g": shown(grams, 2),
            "monthly_volume_ml": shown(ml, 1),
            "dose_per_infusion_g": shown(grams * share, 2),
            "volume_per_infusion_ml": shown(ml * share, 1),
        },
        "notes": notes,
        # The contract names no names for these two: they stand among the values.
        "range_g": (shown(weight * SOURCE_LOW, 2), shown(weight * SOURCE_HIGH, 2)),
    }
