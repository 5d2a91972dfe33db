"""`sid-switch`: from one product to another, gram for gram."""

from decimal import Decimal

from calculators.answer import Answer, Note, Quantity, Step, Value
from calculators.answer.quantities import grams, millilitres
from calculators.calculator import Calculator
from calculators.facts import Facts
from calculators.form.fields import YES_NO, Field, FieldError, contradiction
from calculators.sid.products import FACILITATED, IVIG, PRODUCTS, STRENGTHS, products
from calculators.sid.switch.rule import (
    DO_NOT_SWITCH,
    REASONS,
    SWITCH,
    UNDETERMINED,
    SwitchFigures,
    missing_fields,
    switch,
    verdict,
)
from calculators.sid.switch.table import table


def figures(facts: Facts) -> SwitchFigures:
    old, new = facts.ratio("mr-ratio")
    return SwitchFigures(Decimal(new) / Decimal(old), products(facts))


def fields(figures: SwitchFigures) -> tuple[Field, ...]:
    def weeks(name, group):
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


def conflicts(values: dict, figures: SwitchFigures) -> list[FieldError]:
    """Exactly one of dose and volume is given."""
    dose, volume = values["dose_g"], values["volume_ml"]
    if dose is not None and volume is not None:
        return contradiction("dose_g", "volume_ml", "one_of_two")
    if dose is None and volume is None:
        pair = ("dose_g", "volume_ml")
        return [FieldError(one, "required", {"other": other}) for one, other in (pair, pair[::-1])]
    return []


def solve(values: dict, figures: SwitchFigures) -> Answer:
    """The new product's dose and volume, gram for gram (Medicinrådet, switching); none unless the outcome is to switch."""
    dose, volume = values["dose_g"], values["volume_ml"]
    old, new = figures.products[values["from_product"]], figures.products[values["to_product"]]
    outcome = verdict(values["reason"], values["adequate_igg_rise"])
    notes = _notes(values, outcome, old, new)
    if outcome != SWITCH:
        return Answer(outcome=outcome, notes=notes, missing=missing_fields(values["reason"], values["adequate_igg_rise"]))
    result = switch(old, dose, volume, values["from_interval_weeks"], new, values["to_interval_weeks"], figures)

    def weeks(name):
        return Quantity(Decimal(values[name]), "week")

    old_g, total, new_g = grams(result.old_dose_g), grams(result.grams_per_4_weeks), grams(result.dose_per_infusion_g)
    new_ml = millilitres(result.volume_per_infusion_ml)
    working = []
    if volume is not None:
        strength = Quantity(old.strength_mg_per_ml, "mg/ml")
        working.append(Step("old_dose", {"volume": Quantity(volume, "ml"), "strength": strength, "dose": old_g}, (old.fact,)))
    working += [
        Step("four_weeks", {"dose": old_g, "weeks": weeks("from_interval_weeks"), "total": total}, ("mr-ratio",)),
        Step("infusion", {"total": total, "weeks": weeks("to_interval_weeks"), "dose": new_g}),
        Step("volume", {"dose": new_g, "strength": Quantity(new.strength_mg_per_ml, "mg/ml"), "volume": new_ml}, (new.fact,)),
    ]
    return Answer(
        outcome=outcome,
        values=(
            Value("grams_per_4_weeks", total, ("mr-switch-gram", "mr-ratio")),
            Value("dose_per_infusion_g", new_g, ("mr-switch-gram",)),
            Value("volume_per_infusion_ml", new_ml, (new.fact,)),
        ),
        missing=missing_fields(values["reason"], values["adequate_igg_rise"]),
        notes=notes,
        working=tuple(working),
    )


def _notes(values, outcome, old, new) -> tuple[Note, ...]:
    notes = []
    if outcome in (DO_NOT_SWITCH, UNDETERMINED):
        notes.append(Note("class_effect", "info", ("mr-switch-no-effect",)))
    if values["reason"] == "adverse_effects":
        # The source's reason is the other profile of the other form, not of a sister product.
        within = (old.form == IVIG) == (new.form == IVIG)
        notes.append(Note("adverse_effects", "warning" if within else "info", ("mr-switch-ae",)))
    if outcome == SWITCH and (old.form == FACILITATED) != (new.form == FACILITATED):
        notes.append(Note("facilitated", "warning", ("mr-switch-home", "mr-switch-training")))
    if values["small_child"] and new.form == FACILITATED:
        notes.append(Note("small_child", "warning", ("mr-small-children",)))
    if values["reason"] == "tender":
        notes.append(Note("tender", "info", ("mr-switch-tender", "mr-switch-saving", "mr-switch-training")))
    return tuple(notes)


CALCULATOR = Calculator(
    "sid-switch",
    "sid/switching",
    ("mr-ratio", "mr-switch-gram"),
    STRENGTHS,
    figures,
    fields,
    solve,
    conflicts=conflicts,
    table=table,
)
