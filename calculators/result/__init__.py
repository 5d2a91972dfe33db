"""A calculator's result in one language, and its form as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property

from calculators import words
from calculators.answer import Answer, Quantity, Shown
from calculators.calculator import Calculator
from calculators.facts import Facts
from calculators.form.fields import UNKNOWN, Field, FieldError
from calculators.rulekit.numbers import plain
from calculators.words import FigureLink, Part, show
from calculators.words.wording import Wording


@dataclass(frozen=True)
class Result:
    """What `calculators.run` gives. `answer` is None where inputs cannot be used."""

    calculator: Calculator
    lang: str
    fields: tuple[Field, ...]
    inputs: dict
    """The parsed inputs, by field; those with an error are left out."""
    errors: tuple[FieldError, ...]
    answer: Answer | None
    facts: Facts

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

    def field(self, name: str) -> Field:
        """The field with this name, which must be one of the calculator's."""
        return next(field for field in self.fields if field.name == name)

    def inputs_used(self) -> Iterator[tuple[Field, object]]:
        """The inputs that the answer repeats: as they were used, defaults among them. Left out are unanswered questions, and the
        default of a question that was not asked."""
        for field in self.fields:
            value = self.inputs[field.name]
            if value is not None and (self._is_asked(field) or value != field.default):
                yield field, value

    def _is_asked(self, field: Field) -> bool:
        if field.when is None:
            return True
        name, answers = field.when
        given = self.inputs[name]
        return {True: "yes", False: "no", None: UNKNOWN}.get(given, given) in answers

    def to_json(self) -> dict:
        """The result by the contract: plain strings, every key always there."""
        return dict(self._json)

    @cached_property
    def _json(self) -> dict:
        wording, answer = self.wording, self.answer or Answer()
        used: list[str] = []

        def worded(parts: tuple[Part, ...], facts=()) -> str:
            used.extend(facts)
            used.extend(part.fact for part in parts if isinstance(part, FigureLink))
            return words.text_of(parts)

        def value(item):
            used.extend(item.facts)
            return plain_value(item.shown)

        data = {
            "calculator": self.calculator.id,
            "lang": self.lang,
            "status": self.status,
            "errors": [
                {"field": error.field, "code": error.code, "message": wording.error(error, self.field(error.field))}
                for error in self.errors
            ],
            "refusal": answer.refusal
            and {
                "code": answer.refusal.code,
                "message": worded(wording.refusal(answer.refusal), answer.refusal.facts),
                "facts": list(answer.refusal.facts),
            },
            "outcome": answer.outcome,
            "values": {item.name: value(item) for item in answer.values},
            "rows": [{item.name: value(item) for item in row} for row in answer.rows],
            "criteria": [
                {"id": c.id, "state": c.state, "text": worded(wording.criterion(c), c.facts), "facts": list(c.facts)}
                for c in answer.criteria
            ],
            "missing": list(answer.missing),
            "outstanding": [
                {"code": item.code, "text": worded(wording.outstanding(item), item.facts), "facts": list(item.facts)}
                for item in answer.outstanding
            ],
            "notes": [
                {"code": n.code, "level": n.level, "text": worded(wording.note(n), n.facts), "facts": list(n.facts)}
                for n in answer.notes
            ],
            "working": [{"text": worded(wording.step(s), s.facts), "facts": list(s.facts)} for s in answer.working],
        }
        if answer.outcome:
            worded(wording.outcome(answer), answer.outcome_facts)
        return data | {"facts": sorted(set(used))}


def plain_value(value: Shown) -> dict[str, str]:
    """A value by the contract: a plain string and its unit."""
    if isinstance(value, Quantity):
        return {"value": plain(value.value), "unit": value.unit}
    if isinstance(value, date):
        return {"value": value.isoformat(), "unit": ""}
    if isinstance(value, time):
        return {"value": show.clock(value), "unit": ""}
    return {"value": value, "unit": ""}
