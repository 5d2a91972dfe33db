"""The one parser for what is typed: numbers, whole numbers, IgG, dates, times, choices.

Nothing is guessed: text that could mean two numbers is refused with a code, and the message (in
the text files) says how to write either.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from calculators.answer import Args
from calculators.characters import as_typed_by_hand, has_invisible, has_other_digits, with_digits, with_plain_signs
from calculators.form.amounts import read_number
from calculators.form.days import read_day
from calculators.form.slips import BadInput, Wrong

_ECHO = 40  # characters of bad input that a message repeats
_LOOKED_AT = 1000  # characters that are looked at for it: a whole page pasted into a field is refused as fast as a slip
UNKNOWN = "unknown"  # as the form says it; a value that is not known is None, and nothing else
YES_NO = ("yes", "no", UNKNOWN)


@dataclass(frozen=True)
class Below:
    """An IgG reported as `<1,1`: known to be below `limit`, no more."""

    limit: Decimal


Parsed = Decimal | int | Below | str | bool | date | time | None
"""What a field was read as. None is unknown, or an optional field left empty."""


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field. `values` fill the wording: what was read, what is allowed.

    `shown` fill the calculator's own words for it, where it has such.
    """

    field: str
    code: str
    values: Wrong
    shown: Args | None = None


def contradiction(one: str, other: str, why: str) -> list[FieldError]:
    """Two fields that cannot both be true: an error at each, naming the other. `why` is a key of the calculator's words."""
    return [FieldError(here, "contradiction", {"other": there, "why": why}) for here, there in ((one, other), (other, one))]


def not_exact(name: str, igg: Decimal | Below | None, limits: tuple[Decimal, ...]) -> list[FieldError]:
    """An IgG as `<x` that decides not every comparison: with x above a limit it may lie below that limit or not."""
    if not isinstance(igg, Below) or all(igg.limit <= limit for limit in limits):
        return []
    return [FieldError(name, "not_exact", {"limit": min(limits)})]


@dataclass(frozen=True)
class Field:
    """One input: what it takes, and where the page shows it.

    kind: number, whole, igg, one_of (a number out of `options`), choice, yesno, date, time.
    `low` and `high` are inclusive. `default` is what an empty field means; it is shown.
    `when` names the field and the values for which the page shows this one.
    """

    name: str
    kind: str
    unit: str = ""
    required: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    options: tuple[str | int, ...] = ()
    default: Decimal | int | None = None
    group: str = "main"
    when: tuple[str, tuple[str, ...]] | None = None

    def parse(self, typed: str) -> Parsed:
        """The value of what was typed; `default` for an empty optional field. Raises BadInput."""
        text = _readable(typed)
        if not text:
            if self.required:
                raise BadInput("required")
            return self.default
        try:
            return _PARSERS[self.kind](self, text)
        except BadInput as slip:
            plain = with_plain_signs(text)
            _PARSERS[self.kind](self, plain)  # raises what is wrong, unless it is the signs alone
            raise BadInput(slip.code, cause="alike", way=plain) from None


def _fits(field: Field, value: Decimal) -> bool:
    return (field.low is None or value >= field.low) and (field.high is None or value <= field.high)


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _in_range(field: Field, value: Decimal) -> Decimal:
    if not _fits(field, value):
        raise BadInput("out_of_range", low=field.low, high=field.high, unit=field.unit)
    return value


def _number(field: Field, text: str) -> Decimal:
    return _in_range(field, read_number(text, field.unit, lambda value: _fits(field, value)))


def _whole(field: Field, text: str) -> int:
    value = read_number(text, field.unit, lambda value: _is_whole(value) and _fits(field, value))
    if not _is_whole(value):
        raise BadInput("not_whole")
    return int(_in_range(field, value))


def _one_of(field: Field, text: str) -> int:
    value = read_number(text, field.unit, lambda value: value in field.options)
    if not _is_whole(value):
        raise BadInput("not_whole")
    if value not in field.options:
        raise BadInput("not_in_source", options=field.options, unit=field.unit)
    return int(value)


def _igg(field: Field, text: str) -> Decimal | Below:
    if not text.startswith("<"):
        return _number(field, text)
    nothing = BadInput("out_of_range", low=field.low, high=field.high, unit=field.unit)
    try:
        limit = _number(field, text[1:].strip())
    except BadInput as slip:
        raise nothing if slip.values.get("way") == "0" else _of_below(slip) from None
    if limit == 0:
        raise nothing
    return Below(limit)


def _of_below(slip: BadInput) -> BadInput:
    """What is wrong with the number of `<x`: what to write instead is a `<x` too, for 4 is not below 4."""
    values = slip.values.copy()
    if "way" in values:
        values["way"] = f"<{values['way']}"
    if "one" in values:  # and the other
        values["one"], values["two"] = f"<{values['one']}", f"<{values['two']}"
    return BadInput(slip.code, **values)


def _choice(field: Field, text: str) -> str | None:
    if text not in field.options:
        raise BadInput("not_a_choice", options=field.options)
    return None if text == UNKNOWN else text


def _yesno(field: Field, text: str) -> bool | None:
    if text not in YES_NO:
        raise BadInput("not_a_choice", options=YES_NO)
    return {"yes": True, "no": False, UNKNOWN: None}[text]


def _date(field: Field, text: str) -> date:
    return read_day(text)


def _time(field: Field, text: str) -> time:
    match = re.fullmatch(r"([0-9]{1,2}) ?[:.] ?([0-9]{2})|([0-9]{2})([0-9]{2})", text)
    if not match:
        raise _no_time(field, text)
    hour, minute = (int(part) for part in match.groups() if part is not None)
    if (hour, minute) == (24, 0):
        raise BadInput("not_a_time", cause="midnight")
    try:
        return time(hour, minute)
    except ValueError:
        raise BadInput("not_a_time", cause="no_such_time") from None


def _no_time(field: Field, text: str) -> BadInput:
    if (digits := with_digits(text)) != text:
        return BadInput("not_a_time", cause="letter", way=f"{_time(field, digits):%H:%M}")
    cause = "invisible" if has_invisible(text) else "digits" if has_other_digits(text) else ""
    return BadInput("not_a_time", cause=cause)


_PARSERS: dict[str, Callable[[Field, str], Parsed]] = {
    "number": _number,
    "whole": _whole,
    "one_of": _one_of,
    "igg": _igg,
    "choice": _choice,
    "yesno": _yesno,
    "date": _date,
    "time": _time,
}


def parse_all(fields: tuple[Field, ...], typed: Mapping[str, str]) -> tuple[dict[str, Parsed], list[FieldError]]:
    """All values by name, and all errors at once. A field with an error has no value."""
    values: dict[str, Parsed] = {}
    errors: list[FieldError] = []
    for field in fields:
        read = typed.get(field.name, "")
        try:
            values[field.name] = field.parse(read)
        except BadInput as error:
            errors.append(FieldError(field.name, error.code, with_read(read, error.values)))
    return values, errors


def as_inputs[I](inputs: type[I], values: Mapping[str, Any]) -> I:
    """The values of all fields as a dataclass that has a field of the same name and type for each."""
    return inputs(**values)


def with_read(typed: str, values: Wrong) -> Wrong:
    """What is wrong, with what was typed."""
    told: Wrong = {"read": echo(typed)}
    told.update(values)
    return told


def _readable(typed: str) -> str:
    """What a field reads: as typed by hand. A page pasted into it is cut, and marked so that no field takes the rest."""
    typed = typed.strip()
    if len(typed) > _LOOKED_AT:
        typed = typed[:_LOOKED_AT] + "…"
    return as_typed_by_hand(typed)


def echo(typed: str) -> str:
    """What was read, fit for one line of a message: control characters and length tamed."""
    text = " ".join("".join(c if c.isprintable() else " " for c in _readable(typed)).split())
    return text if len(text) <= _ECHO else text[:_ECHO] + "…"
