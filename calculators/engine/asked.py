"""Which questions the form of a calculator asks, by what stands in it: those whose answers can still change what it says.

Nothing is said by hand of when a question matters: each calculator tries its own rule (`Calculator.asked`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from calculators.calculator import AnyCalculator
from calculators.engine.run import run
from calculators.facts import LANGUAGES, Facts
from calculators.form.fields import Field, as_inputs
from calculators.result import Result


def asked(result: Result, typed: Mapping[str, str]) -> tuple[str, ...] | None:
    """The fields to show, in the order of the form: what is asked, and what stands in it already.

    None where this calculator asks everything, and where an input cannot be used: then the form stays as it is.
    """
    calculator = result.calculator
    if calculator.asked is None:
        return None
    given = frozenset(name for name, text in typed.items() if text.strip())
    required = {one.name for one in result.fields if one.required}
    if result.answer is None:
        if any(error.code != "required" for error in result.errors):
            return None
        wanted = _before_an_answer(result.fields, {error.field for error in result.errors})
    else:
        inputs = as_inputs(calculator.inputs, result.inputs)
        wanted = frozenset(calculator.asked(inputs, calculator.figures(result.facts), given))
    return tuple(one.name for one in result.fields if one.name in wanted | given | required)


def _before_an_answer(fields: tuple[Field, ...], required: set[str]) -> frozenset[str]:
    """There is nothing to change yet: what is needed for an answer is asked, and what stands before that in the form."""
    last = max(at for at, one in enumerate(fields) if one.name in required)
    return frozenset(one.name for one in fields[: last + 1])


def asked_at_first(calculator: AnyCalculator, facts: Facts) -> tuple[str, ...] | None:
    """The fields of an empty form."""
    return asked(run(calculator, {}, LANGUAGES[0], facts), {})


@dataclass(frozen=True)
class Asking:
    """What a form asks while an answer stands: `seen` are the fields on show, None for all; `given` those that hold something."""

    seen: tuple[str, ...] | None = None
    given: frozenset[str] = frozenset()

    def shows(self, field: str) -> bool:
        """Whether the field is on show."""
        return self.seen is None or field in self.seen

    def next_of(self, missing: tuple[str, ...]) -> tuple[str, ...]:
        """Of what could still change the verdict what is on show, as the form asks it; what is answered, but not known, comes last."""
        shown = [name for name in self.seen or missing if name in missing]
        return (*(name for name in shown if name not in self.given), *(name for name in shown if name in self.given))


def asking(result: Result, typed: Mapping[str, str]) -> Asking:
    """What the form asks beside this answer."""
    return Asking(asked(result, typed), frozenset(name for name, text in typed.items() if text.strip()))
