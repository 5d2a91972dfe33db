"""`sid-route`: SCIG or IVIG, and the products of Table 1."""

from dataclasses import asdict

from calculators.answer import Answer, Criterion, Handover, Note, Quantity, Value
from calculators.calculator import Calculator
from calculators.form.fields import YES_NO, Field
from calculators.sid.products import Table
from calculators.sid.route.rule import (
    CATEGORY,
    IVIG_ROUTE,
    MONTHLY_ROUTE,
    PLAIN_ROUTE,
    SCIG_ROUTE,
    Patient,
    Sentence,
    asked,
    decide,
    listed,
)

_IVIG = ("short_treatment", "very_high_dose", "skin_problems", "self_injection_trouble")
_FACT = {**dict.fromkeys(_IVIG, Sentence.IVIG_WHEN), "small_child": Sentence.SMALL_CHILDREN, "prefers_monthly": Sentence.MONTHLY_REASONS}
_FACT_OF_OUTCOME = {
    IVIG_ROUTE: Sentence.IVIG_WHEN,
    PLAIN_ROUTE: Sentence.SMALL_CHILDREN,
    MONTHLY_ROUTE: Sentence.MONTHLY_REASONS,
    SCIG_ROUTE: Sentence.PREFER_SCIG,
}


def fields(figures: Table) -> tuple[Field, ...]:
    return tuple(Field(name, "yesno", options=YES_NO, group="ivig" if name in _IVIG else "scig") for name in Patient.__dataclass_fields__)


def solve(patient: Patient, figures: Table) -> Answer:
    """SCIG or IVIG by the answers given, and the products of that route (Medicinrådet, choice of product)."""
    outcome, missing = decide(patient)
    answers = asdict(patient)
    return Answer(
        outcome=outcome,
        outcome_facts=(_FACT_OF_OUTCOME[outcome],),
        rows=tuple(
            (
                Value("product", product.name),
                Value("form", product.form),
                Value("strength_mg_per_ml", Quantity(product.strength_mg_per_ml, "mg/ml"), (product.fact,)),
                Value("category", CATEGORY[product.form]),
            )
            for product in listed(outcome, figures.products.values())
        ),
        criteria=tuple(Criterion(name, answers[name], (fact,)) for name, fact in _FACT.items()),
        missing=missing,
        notes=_notes(patient, outcome, missing),
        handovers=(Handover("sid-dose", {}),),
    )


def _notes(patient: Patient, outcome: str, missing: tuple[str, ...]) -> tuple[Note, ...]:
    notes = []
    if missing:
        notes.append(Note("by_the_answers_given", "info", (Sentence.PREFER_SCIG,)))
    if outcome == IVIG_ROUTE:
        notes.append(Note("scig_stays", "info", (Sentence.PREFER_SCIG, Sentence.IVIG_WHEN)))
        notes.append(Note("ivig_equal", "info", (Sentence.IVIG_EQUAL,)))
    else:
        notes.append(Note("prefers_scig", "info", (Sentence.PREFER_SCIG,)))
    if patient.small_child:
        notes.append(Note("small_child", "info", (Sentence.SMALL_CHILDREN,)))
        if patient.prefers_monthly and outcome == PLAIN_ROUTE:
            notes.append(Note("reading_child_first", "info", (Sentence.SMALL_CHILDREN, Sentence.MONTHLY_REASONS)))
    if outcome == MONTHLY_ROUTE:
        notes.append(Note("monthly", "info", (Sentence.MONTHLY_REASONS, Sentence.FACILITATED)))
    return tuple(notes)


CALCULATOR = Calculator(
    "sid-route",
    "sid/choice",
    reads=Table,
    sentences=Sentence,
    inputs=Patient,
    fields=fields,
    solve=solve,
    asked=asked,
)
