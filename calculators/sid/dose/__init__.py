"""`sid-dose`: the dose and volume of a month and of one infusion."""

from decimal import Decimal

from calculators.answer import Answer, Handover, Note, Quantity, Step, Value
from calculators.answer.quantities import counted, grams, millilitres, ml_of
from calculators.calculator import Calculator
from calculators.form.fields import Field
from calculators.form.weight import weight_of
from calculators.rulekit.numbers import CONTEXT, as_typed
from calculators.sid.dose.rule import (
    WEEKS_IN_A_MONTH,
    DoseFigures,
    DoseInputs,
    Sentence,
    dose,
    usual_interval_weeks,
    volume_figure_fits,
)
from calculators.sid.dose.table import table
from calculators.sid.products import PRODUCTS, Product


def fields(figures: DoseFigures) -> tuple[Field, ...]:
    return (
        weight_of("sid").field,
        # Not clinical: wider than the text, whose figure is "in the order of"; outside it, a warning.
        Field("monthly_dose_g_per_kg", "number", "g/kg", required=True, low=Decimal("0.1"), high=Decimal(2), group="dose"),
        Field("product", "choice", required=True, options=PRODUCTS, group="dose"),
        Field("interval_weeks", "whole", "", low=Decimal(1), high=Decimal(4), group="dose"),
    )


def solve(inputs: DoseInputs, figures: DoseFigures) -> Answer:
    """Dose and volume of a month and of one infusion (Medicinrådet, dose); a month is four weeks."""
    weight, per_kg = inputs.weight_kg, inputs.monthly_dose_g_per_kg
    product = figures.table.products[inputs.product]
    interval = inputs.interval_weeks or usual_interval_weeks(product)
    result = dose(weight, per_kg, product, interval)

    monthly_g, monthly_ml = grams(result.monthly_dose_g), millilitres(result.monthly_volume_ml)
    infusion_g, infusion_ml = grams(result.dose_per_infusion_g), millilitres(result.volume_per_infusion_ml)
    kg, strength = Quantity(weight, "kg"), Quantity(product.strength_mg_per_ml, "mg/ml")
    weeks, month = counted(interval, "week"), counted(WEEKS_IN_A_MONTH, "week")
    # Four weeks of infusions as they are shown: do they give the month as it is shown?
    infusions_a_month = CONTEXT.divide(Decimal(WEEKS_IN_A_MONTH), Decimal(interval))
    infusions_add_up = (grams(infusion_g.value * infusions_a_month), millilitres(infusion_ml.value * infusions_a_month)) == (
        monthly_g,
        monthly_ml,
    )
    ends = [grams(weight * end) for end in (figures.lowest_g_per_kg, figures.highest_g_per_kg)]
    return Answer(
        values=(
            Value("monthly_dose_g", monthly_g, (Sentence.MONTHLY_DOSE,)),
            Value("monthly_volume_ml", monthly_ml, (product.fact,)),
            Value("dose_per_infusion_g", infusion_g),
            Value("volume_per_infusion_ml", infusion_ml, (product.fact,)),
            Value("source_range_low_g", ends[0], (Sentence.MONTHLY_DOSE,)),
            Value("source_range_high_g", ends[1], (Sentence.MONTHLY_DOSE,)),
        ),
        notes=(*_notes(inputs, figures, product, interval), *(() if infusions_add_up else (Note("shown_rounded"),))),
        working=(
            Step("monthly", {"weight": kg, "per_kg": Quantity(per_kg, "g/kg"), "dose": monthly_g}, (Sentence.MONTHLY_DOSE,)),
            Step(
                "monthly_volume",
                {"dose": monthly_g, "strength": strength, "volume": monthly_ml},
                (product.fact,),
                ml_of(monthly_g, product.strength_mg_per_ml) == monthly_ml,
            ),
            Step(
                "infusion",
                {"dose": monthly_g, "weeks": weeks, "month": month, "infusion": infusion_g},
                adds_up=grams(CONTEXT.divide(monthly_g.value * interval, Decimal(WEEKS_IN_A_MONTH))) == infusion_g,
            ),
            Step(
                "infusion_volume",
                {"dose": infusion_g, "strength": strength, "volume": infusion_ml},
                (product.fact,),
                ml_of(infusion_g, product.strength_mg_per_ml) == infusion_ml,
            ),
        ),
        used={"interval_weeks": interval},
        handovers=(
            Handover(
                "sid-switch",
                {"from_product": product.name, "dose_g": as_typed(infusion_g.value), "from_interval_weeks": str(interval)},
            ),
            Handover("sid-followup", {}),
        ),
    )


def _notes(inputs: DoseInputs, figures: DoseFigures, product: Product, interval: int) -> tuple[Note, ...]:
    notes = [*weight_of("sid").notes(inputs.weight_kg)]
    if not figures.lowest_g_per_kg <= inputs.monthly_dose_g_per_kg <= figures.highest_g_per_kg:
        notes.append(Note("outside_source_range", "warning", (Sentence.MONTHLY_DOSE,)))
    notes.append(Note("not_a_starting_dose", "info", (Sentence.MONTHLY_DOSE,)))
    notes.append(Note("month_of_four_weeks", "info", (Sentence.MONTHLY_DOSE,)))
    if interval != usual_interval_weeks(product):
        notes.append(Note("interval_not_in_source", "info", (Sentence.FORMS,)))
    if not volume_figure_fits(product, figures):
        notes.append(Note("volume_figure_for_200", "info", (Sentence.MONTHLY_VOLUME, product.fact)))
    return tuple(notes)


CALCULATOR = Calculator(
    "sid-dose",
    "sid/dose",
    reads=DoseFigures,
    sentences=Sentence,
    inputs=DoseInputs,
    fields=fields,
    solve=solve,
    hands_over_to=("sid-switch",),
    table=table,
)
