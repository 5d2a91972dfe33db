"""The one parser for what is typed: numbers, whole numbers, IgG, dates, times, choices.

Nothing is guessed: text that could mean two numbers is refused with a code, and the message (in
the text files) says how to write either.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from calculators.answer import Args
from calculators.errors import GuideError

LONGEST = 12  # characters of a typed number: longer is a slip, and keeps all arithmetic exact
_ECHO = 40  # characters of bad input that a message repeats
_LOOKED_AT = 1000  # characters that are looked at for it: a whole page pasted into a field is refused as fast as a slip
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
UNKNOWN = "unknown"  # as the form says it; a value that is not known is None, and nothing else
YES_NO = ("yes", "no", UNKNOWN)
_GROUP = "[ \u00a0\u202f]"
_NUMBER = re.compile(rf"(?P<sign>[-−])?(?P<whole>0|[1-9][0-9]{{0,2}}(?:{_GROUP}[0-9]{{3}})+|[1-9][0-9]*)(?:[.,](?P<part>[0-9]+))?")
_AMBIGUOUS = re.compile(r"[-−]?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class Below:
    """An IgG reported as `<1,1`: known to be below `limit`, no more."""

    limit: Decimal


Parsed = Decimal | int | Below | str | bool | date | time | None
"""What a field was read as. None is unknown, or an optional field left empty."""


class Wrong(TypedDict, total=False):
    """What an error fills its wording with; each code has what it needs."""

    read: str
    """What was typed."""
    low: Decimal | date | None
    high: Decimal | date | None
    unit: str
    options: tuple[str | int, ...]
    other: str
    """The other field of a contradiction."""
    why: str
    """Which words of the calculator say what contradicts."""
    limit: Decimal


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


class BadInput(GuideError):
    """A typed value that cannot be used."""

    def __init__(self, code: str, **values: Unpack[Wrong]):
        self.code, self.values = code, values
        super().__init__(code)


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
        text = typed.strip(" \t\r\n\u00a0\u202f")
        if not text:
            if self.required:
                raise BadInput("required")
            return self.default
        return _PARSERS[self.kind](self, text)


def _bare_number(field: Field, text: str) -> Decimal:
    """A number with the field's own unit or none."""
    if len(text) > LONGEST:
        raise BadInput("not_a_number")
    unit = field.unit
    if unit and text.lower().endswith(unit.lower()):
        text = text[: -len(unit)].rstrip(" \u00a0\u202f")
    if _AMBIGUOUS.fullmatch(text):
        raise BadInput("ambiguous_number")
    match = _NUMBER.fullmatch(text)
    if not match:
        raise BadInput("not_a_number")
    whole = re.sub(_GROUP, "", match["whole"])
    value = Decimal(f"{whole}.{match['part'] or 0}")
    return -value if match["sign"] else value


def _in_range(field: Field, value: Decimal) -> Decimal:
    if (field.low is not None and value < field.low) or (field.high is not None and value > field.high):
        raise BadInput("out_of_range", low=field.low, high=field.high, unit=field.unit)
    return value


def _number(field: Field, text: str) -> Decimal:
    return _in_range(field, _bare_number(field, text))


def _whole(field: Field, text: str) -> int:
    value = _bare_number(field, text)
    if value != value.to_integral_value():
        raise BadInput("not_whole")
    return int(_in_range(field, value))


def _one_of(field: Field, text: str) -> int:
    value = _bare_number(field, text)
    if value != value.to_integral_value():
        raise BadInput("not_whole")
    if value not in field.options:
        raise BadInput("not_in_source", options=field.options, unit=field.unit)
    return int(value)


def _igg(field: Field, text: str) -> Decimal | Below:
    if not text.startswith("<"):
        return _number(field, text)
    limit = _number(field, text[1:].strip())
    if limit == 0:
        raise BadInput("out_of_range", low=field.low, high=field.high, unit=field.unit)
    return Below(limit)


def _choice(field: Field, text: str) -> str | None:
    if text not in field.options:
        raise BadInput("not_a_choice", options=field.options)
    return None if text == UNKNOWN else text


def _yesno(field: Field, text: str) -> bool | None:
    if text not in YES_NO:
        raise BadInput("not_a_choice", options=YES_NO)
    return {"yes": True, "no": False, UNKNOWN: None}[text]


def _date(field: Field, text: str) -> date:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    day_first = re.fullmatch(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})", text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif day_first:
        day, month, year = int(day_first[1]), int(day_first[3]), int(day_first[4])
    else:
        raise BadInput("not_a_date")
    try:
        value = date(year, month, day)
    except ValueError:
        raise BadInput("not_a_date") from None
    if not EARLIEST <= value <= LATEST:
        raise BadInput("out_of_range", low=EARLIEST, high=LATEST, unit="")
    return value


def _time(field: Field, text: str) -> time:
    match = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})|([0-9]{2})([0-9]{2})", text)
    if not match:
        raise BadInput("not_a_time")
    hour, minute = (int(part) for part in match.groups() if part is not None)
    try:
        return time(hour, minute)
    except ValueError:
        raise BadInput("not_a_time") from None


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


def echo(typed: str) -> str:
    """What was read, fit for one line of a message: control characters and length tamed."""
    typed = typed.strip()
    text = " ".join("".join(c if c.isprintable() else " " for c in typed[:_LOOKED_AT]).split())
    return text if len(text) <= _ECHO and len(typed) <= _LOOKED_AT else text[:_ECHO] + "…"
