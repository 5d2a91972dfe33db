"""`sid-dose`: the dose and volume of a month and of one infusion."""

from decimal import Decimal

from calculators.answer import Answer, Handover, Note, Quantity, Step, Value
from calculators.answer.quantities import grams, millilitres
from calculators.calculator import Calculator
from calculators.facts import Facts, Read
from calculators.form.fields import Field
from calculators.form.weight import WEIGHT, weight_notes
from calculators.rulekit.numbers import as_typed
from calculators.sid.dose.rule import WEEKS_IN_A_MONTH, DoseFigures, dose, usual_interval_weeks, volume_figure_fits
from calculators.sid.dose.table import table
from calculators.sid.products import PRODUCTS, STRENGTHS, products

READS = {
    "lowest_g_per_kg": Read("mr-dose-month", "g/kg", part="low"),
    "highest_g_per_kg": Read("mr-dose-month", "g/kg", part="high"),
    "lowest_ml_per_kg": Read("mr-dose-ml", "ml/kg", part="low"),
    "highest_ml_per_kg": Read("mr-dose-ml", "ml/kg", part="high"),
}


def figures(facts: Facts) -> DoseFigures:
    return DoseFigures(**facts.numbers(READS), products=products(facts))


def fields(figures: DoseFigures) -> tuple[Field, ...]:
    return (
        WEIGHT,
        # Not clinical: wider than the text, whose figure is "in the order of"; outside it, a warning.
        Field("monthly_dose_g_per_kg", "number", "g/kg", required=True, low=Decimal("0.1"), high=Decimal(2), group="dose"),
        Field("product", "choice", required=True, options=PRODUCTS, group="dose"),
        Field("interval_weeks", "whole", "", low=Decimal(1), high=Decimal(4), group="dose"),
    )


def solve(values: dict, figures: DoseFigures) -> Answer:
    """Dose and volume of a month and of one infusion (Medicinrådet, dose); a month is four weeks."""
    weight, per_kg = values["weight_kg"], values["monthly_dose_g_per_kg"]
    product = figures.products[values["product"]]
    interval = values["interval_weeks"] or usual_interval_weeks(product)
    result = dose(weight, per_kg, product, interval)

    monthly_g, monthly_ml = grams(result.monthly_dose_g), millilitres(result.monthly_volume_ml)
    infusion_g, infusion_ml = grams(result.dose_per_infusion_g), millilitres(result.volume_per_infusion_ml)
    kg, strength = Quantity(weight, "kg"), Quantity(product.strength_mg_per_ml, "mg/ml")
    weeks, month = Quantity(Decimal(interval), "week"), Quantity(Decimal(WEEKS_IN_A_MONTH), "week")
    ends = [grams(weight * end) for end in (figures.lowest_g_per_kg, figures.highest_g_per_kg)]
    return Answer(
        values=(
            Value("monthly_dose_g", monthly_g, ("mr-dose-month",)),
            Value("monthly_volume_ml", monthly_ml, (product.fact,)),
            Value("dose_per_infusion_g", infusion_g),
            Value("volume_per_infusion_ml", infusion_ml, (product.fact,)),
            Value("source_range_low_g", ends[0], ("mr-dose-month",)),
            Value("source_range_high_g", ends[1], ("mr-dose-month",)),
        ),
        notes=_notes(values, figures, product, interval),
        working=(
            Step("monthly", {"weight": kg, "per_kg": Quantity(per_kg, "g/kg"), "dose": monthly_g}, ("mr-dose-month",)),
            Step("monthly_volume", {"dose": monthly_g, "strength": strength, "volume": monthly_ml}, (product.fact,)),
            Step("infusion", {"dose": monthly_g, "weeks": weeks, "month": month, "infusion": infusion_g}),
            Step("infusion_volume", {"dose": infusion_g, "strength": strength, "volume": infusion_ml}, (product.fact,)),
        ),
        used={"interval_weeks": interval},
        handovers=(
            Handover(
                "sid-switch",
                {"from_product": product.name, "dose_g": as_typed(infusion_g.value), "from_interval_weeks": str(interval)},
            ),
        ),
    )


def _notes(values, figures, product, interval) -> tuple[Note, ...]:
    notes = [*weight_notes(values["weight_kg"])]
    if not figures.lowest_g_per_kg <= values["monthly_dose_g_per_kg"] <= figures.highest_g_per_kg:
        notes.append(Note("outside_source_range", "warning", ("mr-dose-month",)))
    notes.append(Note("not_a_starting_dose", "info", ("mr-dose-month",)))
    notes.append(Note("month_of_four_weeks", "info", ("mr-dose-month",)))
    if interval != usual_interval_weeks(product):
        notes.append(Note("interval_not_in_source", "info", ("mr-fscig",)))
    if not volume_figure_fits(product, figures):
        notes.append(Note("volume_figure_for_200", "info", ("mr-dose-ml", product.fact)))
    return tuple(notes)


CALCULATOR = Calculator(
    "sid-dose",
    "sid/dose",
    ("mr-fscig",),
    READS | STRENGTHS,
    figures,
    fields,
    solve,
    hands_over_to=("sid-switch",),
    table=table,
)
