"""`sid-route`: SCIG or IVIG, and the products of Table 1."""

from calculators.answer import Answer, Criterion, Note, Quantity, Value
from calculators.calculator import Calculator
from calculators.facts import Facts
from calculators.form.fields import YES_NO, Field
from calculators.sid.products import STRENGTHS, Product, products
from calculators.sid.route.rule import CATEGORY, IVIG_ROUTE, MONTHLY_ROUTE, PLAIN_ROUTE, SCIG_ROUTE, Patient, decide, listed

_IVIG = ("short_treatment", "very_high_dose", "skin_problems", "self_injection_trouble")
_FACT = {**dict.fromkeys(_IVIG, "mr-ivig-when"), "small_child": "mr-small-children", "prefers_monthly": "mr-monthly-reasons"}
_FACT_OF_OUTCOME = {
    IVIG_ROUTE: "mr-ivig-when",
    PLAIN_ROUTE: "mr-small-children",
    MONTHLY_ROUTE: "mr-monthly-reasons",
    SCIG_ROUTE: "mr-prefer-scig",
}


def figures(facts: Facts) -> dict[str, Product]:
    """The products with their strengths, in the order of the table."""
    return products(facts)


def fields(figures: dict[str, Product]) -> tuple[Field, ...]:
    return tuple(Field(name, "yesno", options=YES_NO, group="ivig" if name in _IVIG else "scig") for name in Patient.__dataclass_fields__)


def solve(values: dict, figures: dict[str, Product]) -> Answer:
    """SCIG or IVIG by the answers given, and the products of that route (Medicinrådet, choice of product)."""
    patient = Patient(**values)
    outcome, missing = decide(patient)
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
            for product in listed(outcome, figures.values())
        ),
        criteria=tuple(Criterion(name, values[name], (fact,)) for name, fact in _FACT.items()),
        missing=missing,
        notes=_notes(patient, outcome, missing),
    )


def _notes(patient: Patient, outcome: str, missing: tuple[str, ...]) -> tuple[Note, ...]:
    notes = []
    if missing:
        notes.append(Note("by_the_answers_given", "info", ("mr-prefer-scig",)))
    if outcome == IVIG_ROUTE:
        notes.append(Note("scig_stays", "info", ("mr-prefer-scig", "mr-ivig-when")))
        notes.append(Note("ivig_equal", "info", ("mr-ivig-equal",)))
    else:
        notes.append(Note("prefers_scig", "info", ("mr-prefer-scig",)))
    if patient.small_child:
        notes.append(Note("small_child", "info", ("mr-small-children",)))
        if patient.prefers_monthly and outcome == PLAIN_ROUTE:
            notes.append(Note("reading_child_first", "info", ("mr-small-children", "mr-monthly-reasons")))
    if outcome == MONTHLY_ROUTE:
        notes.append(Note("monthly", "info", ("mr-monthly-reasons", "mr-fscig")))
    return tuple(notes)


CALCULATOR = Calculator(
    "sid-route",
    "sid/choice",
    ("mr-prefer-scig", "mr-ivig-when", "mr-ivig-equal", "mr-small-children", "mr-monthly-reasons", "mr-fscig"),
    STRENGTHS,
    figures,
    fields,
    solve,
)
