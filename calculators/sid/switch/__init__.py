"""`sid-switch`: from one product to another, gram for gram."""

from decimal import Decimal

from calculators.answer import Answer, Note, Quantity, Step, Value
from calculators.answer.quantities import counted, g_of, grams, millilitres, ml_of
from calculators.calculator import Calculator, between
from calculators.form.fields import YES_NO, Field, FieldError, contradiction
from calculators.rulekit.numbers import CONTEXT
from calculators.sid.products import FACILITATED, IVIG, PRODUCTS, Product
from calculators.sid.switch.rule import (
    DO_NOT_SWITCH,
    REASONS,
    SWITCH,
    UNDETERMINED,
    WEEKS_IN_A_PERIOD,
    OldDose,
    Sentence,
    SwitchFigures,
    SwitchInputs,
    missing_fields,
    switch,
    verdict,
)
from calculators.sid.switch.table import table


def fields(figures: SwitchFigures) -> tuple[Field, ...]:
    def weeks(name: str, group: str) -> Field:
        return Field(name, "whole", required=True, low=Decimal(1), high=Decimal(4), group=group)

    return (
        Field("from_product", "choice", required=True, options=PRODUCTS, group="from"),
        # Not clinical: these catch slips of the finger.
        Field("dose_g", "number", "g", low=Decimal("0.1"), high=Decimal(600), group="from"),
        Field("volume_ml", "number", "ml", low=Decimal(1), high=Decimal(5000), group="from"),
        weeks("from_interval_weeks", "from"),
        Field("to_product", "choice", required=True, options=PRODUCTS, group="to"),
        weeks("to_interval_weeks", "to"),
        Field("reason", "choice", options=REASONS, group="why"),
        Field("adequate_igg_rise", "yesno", options=YES_NO, group="why", when=("reason", ("no_effect",))),
        Field("small_child", "yesno", options=YES_NO, group="why"),
    )


def conflicts(old: OldDose, figures: SwitchFigures) -> list[FieldError]:
    """Exactly one of dose and volume is given."""
    if old.dose_g is not None and old.volume_ml is not None:
        return contradiction("dose_g", "volume_ml", "one_of_two")
    if old.dose_g is None and old.volume_ml is None:
        pair = ("dose_g", "volume_ml")
        return [FieldError(one, "required", {"other": other}) for one, other in (pair, pair[::-1])]
    return []


def solve(inputs: SwitchInputs, figures: SwitchFigures) -> Answer:
    """The new product's dose and volume, gram for gram (Medicinrådet, switching); none unless the outcome is to switch."""
    volume, products = inputs.volume_ml, figures.table.products
    old, new = products[inputs.from_product], products[inputs.to_product]
    outcome = verdict(inputs.reason, inputs.adequate_igg_rise)
    missing = missing_fields(inputs.reason, inputs.adequate_igg_rise)
    notes = _notes(inputs, outcome, old, new)
    if outcome != SWITCH:
        return Answer(outcome=outcome, notes=notes, missing=missing)
    result = switch(old, inputs.dose_g, volume, inputs.from_interval_weeks, new, inputs.to_interval_weeks, figures)

    old_weeks, new_weeks = counted(inputs.from_interval_weeks, "week"), counted(inputs.to_interval_weeks, "week")
    old_g, total, new_g = grams(result.old_dose_g), grams(result.grams_per_4_weeks), grams(result.dose_per_infusion_g)
    new_ml = millilitres(result.volume_per_infusion_ml)
    # What the infusions of four weeks give as they are shown.
    adds_up = grams(CONTEXT.divide(new_g.value * WEEKS_IN_A_PERIOD, new_weeks.value)) == total
    working = []
    if volume is not None:
        strength = Quantity(old.strength_mg_per_ml, "mg/ml")
        args = {"volume": Quantity(volume, "ml"), "strength": strength, "dose": old_g}
        working.append(Step("old_dose", args, (old.fact,), g_of(Quantity(volume, "ml"), old.strength_mg_per_ml) == old_g))
    working += [
        Step(
            "four_weeks",
            {"dose": old_g, "weeks": old_weeks, "total": total},
            (Sentence.RATIO,),
            grams(CONTEXT.divide(old_g.value * Decimal(WEEKS_IN_A_PERIOD), old_weeks.value) * figures.new_grams_per_old) == total,
        ),
        Step(
            "infusion",
            {"total": total, "weeks": new_weeks, "dose": new_g},
            adds_up=grams(CONTEXT.divide(total.value * new_weeks.value, Decimal(WEEKS_IN_A_PERIOD))) == new_g,
        ),
        Step(
            "volume",
            {"dose": new_g, "strength": Quantity(new.strength_mg_per_ml, "mg/ml"), "volume": new_ml},
            (new.fact,),
            ml_of(new_g, new.strength_mg_per_ml) == new_ml,
        ),
    ]
    return Answer(
        outcome=outcome,
        values=(
            Value("grams_per_4_weeks", total, (Sentence.GRAM_FOR_GRAM, Sentence.RATIO)),
            Value("dose_per_infusion_g", new_g, (Sentence.GRAM_FOR_GRAM,)),
            Value("volume_per_infusion_ml", new_ml, (new.fact,)),
        ),
        missing=missing,
        notes=notes if adds_up else (*notes, Note("shown_rounded")),
        working=tuple(working),
    )


def _notes(inputs: SwitchInputs, outcome: str, old: Product, new: Product) -> tuple[Note, ...]:
    notes = []
    if outcome in (DO_NOT_SWITCH, UNDETERMINED):
        notes.append(Note("class_effect", "info", (Sentence.NO_EFFECT,)))
    if inputs.reason == "adverse_effects":
        # The source's reason is the other profile of the other form, not of a sister product.
        within = (old.form == IVIG) == (new.form == IVIG)
        notes.append(Note("adverse_effects", "warning" if within else "info", (Sentence.ADVERSE_EFFECTS,)))
    if outcome == SWITCH and (old.form == FACILITATED) != (new.form == FACILITATED):
        notes.append(Note("facilitated", "warning", (Sentence.HOME, Sentence.TRAINING)))
    if inputs.small_child and new.form == FACILITATED:
        notes.append(Note("small_child", "warning", (Sentence.SMALL_CHILDREN,)))
    if inputs.reason == "tender":
        notes.append(Note("tender", "info", (Sentence.TENDER, Sentence.SAVING, Sentence.TRAINING)))
    return tuple(notes)


CALCULATOR = Calculator(
    "sid-switch",
    "sid/switching",
    reads=SwitchFigures,
    sentences=Sentence,
    inputs=SwitchInputs,
    fields=fields,
    solve=solve,
    conflicts=between(OldDose, conflicts),
    table=table,
)
