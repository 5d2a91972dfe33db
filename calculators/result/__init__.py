"""A calculator's result in one language, and its form as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Any

from calculators.answer import Answer, Quantity, Shown
from calculators.calculator import AnyCalculator
from calculators.facts import Facts
from calculators.form.fields import UNKNOWN, Field, FieldError, Parsed
from calculators.result.worded import Line, Worded, worded
from calculators.rulekit.numbers import plain
from calculators.words import show
from calculators.words.wording import Wording


@dataclass(frozen=True)
class Result:
    """What `calculators.run` gives. `answer` is None where inputs cannot be used."""

    calculator: AnyCalculator
    lang: str
    fields: tuple[Field, ...]
    inputs: dict[str, Parsed]
    """The parsed inputs, by field; those with an error are left out."""
    errors: tuple[FieldError, ...]
    answer: Answer | None
    facts: Facts
    today: date | None = None

    @property
    def status(self) -> str:
        """What became of it: "ok", "refused" by the source, or "invalid" for inputs that cannot be used."""
        if self.answer is None:
            return "invalid"
        return "refused" if self.answer.refusal else "ok"

    @property
    def wording(self) -> Wording:
        """The words of this calculator in the language of the result."""
        return Wording(self.calculator.id, self.lang, self.facts)

    @cached_property
    def worded(self) -> Worded:
        """The answer in words, gone through once for all its forms; empty where the inputs cannot be used."""
        return worded(self.answer or Answer(), self.wording)

    @cached_property
    def shown(self) -> Worded:
        """What a reader sees of it, in words: all of it, unless its verdict stands alone."""
        return worded(self.answer.to_show, self.wording) if self.answer and self.answer.to_show is not self.answer else self.worded

    def field(self, name: str) -> Field:
        """The field with this name, which must be one of the calculator's."""
        return next(field for field in self.fields if field.name == name)

    def inputs_used(self) -> Iterator[tuple[Field, Parsed]]:
        """The inputs that the answer repeats: as they were used, defaults among them. Left out are unanswered questions, and the
        default of a question that was not asked."""
        for field in self.fields:
            value = self.inputs[field.name]
            if value is not None and (self._is_asked(field) or value != field.default):
                yield field, value

    def typed(self, field: Field, value: Parsed) -> str:
        """An input as the answer repeats it; of a date that mostly is today's it says whether it is."""
        said = self.wording.typed(field, value)
        is_today = self.today is not None and field.name in self.wording.looks.today and value == self.today
        return f"{said} ({self.wording.ui('today')})" if is_today else said

    def _is_asked(self, field: Field) -> bool:
        if field.when is None:
            return True
        name, answers = field.when
        given = self.inputs[name]
        if given is None:
            return UNKNOWN in answers
        return (("yes" if given else "no") if isinstance(given, bool) else str(given)) in answers

    def to_json(self) -> dict[str, Any]:
        """The result by the contract: plain strings, every key always there."""
        return dict(self._json)

    @cached_property
    def _json(self) -> dict[str, Any]:
        answer, said = self.answer or Answer(), self.worded

        def sentences(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
            return [{"code": one.code, "text": one.text, "facts": list(one.facts)} for one in lines]

        return {
            "calculator": self.calculator.id,
            "lang": self.lang,
            "status": self.status,
            "errors": [
                {"field": error.field, "code": error.code, "message": self.wording.error(error, self.field(error.field))}
                for error in self.errors
            ],
            "refusal": said.refusal
            and {"code": said.refusal.code, "message": said.refusal.text, "facts": list(said.refusal.facts)},
            "outcome": answer.outcome,
            "values": {item.name: plain_value(item.shown) for item in answer.values},
            "rows": [{item.name: plain_value(item.shown) for item in row} for row in answer.rows],
            "criteria": [{"id": c.code, "state": c.state, "text": c.text, "facts": list(c.facts)} for c in said.criteria],
            "missing": list(answer.missing),
            "outstanding": sentences(said.outstanding),
            "notes": [{"code": n.code, "level": n.level, "text": n.text, "facts": list(n.facts)} for n in said.notes],
            "working": [{"text": step.text, "facts": list(step.facts)} for step in said.working],
            "facts": sorted(said.facts),
        }


def plain_value(value: Shown) -> dict[str, str]:
    """A value by the contract: a plain string and its unit."""
    if isinstance(value, Quantity):
        return {"value": plain(value.value), "unit": value.unit}
    if isinstance(value, date):
        return {"value": value.isoformat(), "unit": ""}
    if isinstance(value, time):
        return {"value": show.clock(value), "unit": ""}
    return {"value": value, "unit": ""}
