"""The calculators of the immunoglobulin guide.

`catalog()` lists them in page order; `run(id, inputs, lang)` works one out from what was typed.
The figures come from the marked text of the guideline pages, never from a literal in the code.
"""

from collections.abc import Mapping

from calculators import (
    igg_samples,
    ivig_course,
    ivig_maintenance,
    ivig_precheck,
    ivig_rate,
    serology_window,
    sid_dose,
    sid_eligibility,
    sid_followup,
    sid_route,
    sid_switch,
    sid_trough,
)
from calculators.answer import Calculator
from calculators.errors import GuideError, UsageError
from calculators.facts import LANGUAGES, Facts, current
from calculators.fields import FieldError, echo, parse_all
from calculators.result import Result

__all__ = ["GuideError", "Result", "UsageError", "catalog", "find", "run"]

_CALCULATORS = (
    ivig_course.CALCULATOR,
    ivig_rate.CALCULATOR,
    ivig_maintenance.CALCULATOR,
    ivig_precheck.CALCULATOR,
    serology_window.CALCULATOR,
    igg_samples.CALCULATOR,
    sid_eligibility.CALCULATOR,
    sid_route.CALCULATOR,
    sid_dose.CALCULATOR,
    sid_trough.CALCULATOR,
    sid_switch.CALCULATOR,
    sid_followup.CALCULATOR,
)


def catalog() -> tuple[Calculator, ...]:
    """The calculators, in page order."""
    return _CALCULATORS


def find(id: str) -> Calculator:
    """The calculator with this id. Raises UsageError."""
    for calculator in _CALCULATORS:
        if calculator.id == id:
            return calculator
    raise UsageError("unknown_calculator", id, tuple(calculator.id for calculator in _CALCULATORS))


def run(id: str, inputs: Mapping[str, str], lang: str = "nb", facts: Facts | None = None) -> Result:
    """Work out one calculator from its inputs as typed.

    A field left out is unknown, unless a default is named. Bad input gives a Result with all
    errors at once. `facts` defaults to those of the text. Raises UsageError for a calculator,
    field or language that does not exist, FactErrors where the text cannot be used.
    """
    calculator = find(id)
    if lang not in LANGUAGES:
        raise UsageError("unknown_language", lang, LANGUAGES)
    facts = facts or current()
    figures = calculator.figures(facts)
    fields = calculator.fields(figures)
    known = tuple(field.name for field in fields)
    for name in inputs:
        if name not in known:
            raise UsageError("unknown_field", name, known)
    values, errors = parse_all(fields, inputs)
    errors = _in_form_order(errors + _conflicts(calculator, figures, fields, values, errors, inputs), known)
    answer = None
    if not errors:
        answer = calculator.solve(values, figures)
        values |= answer.used
    return Result(calculator, lang, fields, values, tuple(errors), answer, facts)


def _conflicts(calculator, figures, fields, values, errors, inputs) -> list[FieldError]:
    """The errors between inputs, all at once with the rest; none at a field that could not be read."""
    unread = {error.field for error in errors}
    read = {field.name: values.get(field.name) for field in fields}
    return [
        FieldError(error.field, error.code, {"read": echo(inputs.get(error.field, "")), **error.values})
        for error in calculator.conflicts(read, figures)
        if not unread & {error.field, error.values.get("other")}
    ]


def _in_form_order(errors: list[FieldError], names: tuple[str, ...]) -> list[FieldError]:
    return sorted(errors, key=lambda error: names.index(error.field))
