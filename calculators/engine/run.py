"""From what was typed to a result."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from calculators.calculator import AnyCalculator
from calculators.errors import UsageError
from calculators.facts import LANGUAGES, Facts
from calculators.form.far import far_dates
from calculators.form.fields import Field, FieldError, Parsed, as_inputs, parse_all, with_read
from calculators.result import Result


def run(calculator: AnyCalculator, inputs: Mapping[str, str], lang: str, facts: Facts, today: date | None = None) -> Result:
    """Work out one calculator from its inputs as typed.

    A field left out is unknown, unless a default is named. Bad input gives a Result with all
    errors at once. With `today`, dates far from it are warned of. Raises UsageError for a field or language that does not exist.
    """
    if lang not in LANGUAGES:
        raise UsageError("unknown_language", lang, LANGUAGES)
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
        answer = calculator.solve(as_inputs(calculator.inputs, values), figures)
        values |= answer.used
        if today and not answer.refusal:
            answer = replace(answer, notes=(*far_dates(fields, values, today, calculator.spans), *answer.notes))
    return Result(calculator, lang, fields, values, tuple(errors), answer, facts, today)


def _conflicts(
    calculator: AnyCalculator,
    figures: Any,
    fields: tuple[Field, ...],
    values: Mapping[str, Parsed],
    errors: list[FieldError],
    typed: Mapping[str, str],
) -> list[FieldError]:
    """The errors between inputs, all at once with the rest; none at a field that could not be read."""
    unread = {error.field for error in errors}
    read = {field.name: values.get(field.name) for field in fields}
    return [
        FieldError(error.field, error.code, with_read(typed.get(error.field, ""), error.values))
        for error in calculator.conflicts(read, figures)
        if not unread & {error.field, error.values.get("other")}
    ]


def _in_form_order(errors: list[FieldError], names: tuple[str, ...]) -> list[FieldError]:
    return sorted(errors, key=lambda error: names.index(error.field))
