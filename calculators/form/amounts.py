"""Reading a number as it was typed. Nothing is guessed: what could be two numbers is asked back."""

import re
from collections.abc import Callable
from decimal import Decimal

from calculators.characters import has_invisible, has_other_digits, with_digits
from calculators.form.slips import BadInput
from calculators.rulekit.numbers import as_typed

LONGEST = 12  # characters of a typed number: longer is a slip, and keeps all arithmetic exact
_NUMBER = re.compile(r"(?P<sign>-)?(?P<whole>0|[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]*)(?:[.,](?P<part>[0-9]+))?")
_SEPARATED = re.compile(r"-?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+(?:[.,][0-9]+)?")
_NO_ZERO = re.compile(r"(?P<sign>-?)[.,](?P<part>[0-9]+)")
_LEADING_ZEROS = re.compile(r"(?P<sign>-?)0+(?P<rest>[0-9]+(?:[.,][0-9]+)?)")
_NOTHING_AFTER = re.compile(r"(?P<number>-?(?:0|[1-9][0-9]*))[.,]")
_PLAIN = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_LITRE = "lI"  # behind a number an l is a unit
_OTHER_UNIT = re.compile(r"-?[0-9][0-9 .,]*(?P<unit>[A-Za-zÆØÅæøåµμ%][A-Za-zÆØÅæøåµμ%/. ]*)")

Usable = Callable[[Decimal], bool]


def read_number(text: str, unit: str, is_usable: Usable) -> Decimal:
    """The number in `text`, with the field's own unit or none. `is_usable`: would the field take this one?

    `3,125` and `1.200` may have a separator of thousands. Where the field takes one of the two numbers only, it is
    that one; where it takes both, BadInput asks back. Where it takes neither, the one with decimals is given, for the
    field to refuse.
    """
    if has_invisible(text):
        raise BadInput("not_a_number", cause="invisible")
    if unit and text.lower().endswith(unit.lower()):
        text = text[: -len(unit)].rstrip()
    if len(text) > LONGEST:
        raise BadInput("not_a_number", cause="long")
    if _SEPARATED.fullmatch(text):
        return _separated(text, is_usable)
    if match := _NUMBER.fullmatch(text):
        return Decimal(f"{match['sign'] or ''}{match['whole'].replace(' ', '')}.{match['part'] or 0}")
    return _mendable(text, unit, is_usable)


def _separated(text: str, is_usable: Usable) -> Decimal:
    groups = text.replace(",", ".").split(".")
    grouped, decimals = Decimal("".join(groups)), Decimal(f"{''.join(groups[:-1])}.{groups[-1]}")
    if len(groups) == 2:
        usable = [value for value in (grouped, decimals) if is_usable(value)]
        if len(usable) == 2:
            raise BadInput("ambiguous_number", one=_written(grouped), two=_written(decimals))
        return usable[0] if usable else decimals
    # `1.200.000` and `1.200,5` have one meaning in full, but a first separator alone could still be a slip.
    same_sign = len(groups[-1]) == 3 and not ("." in text and "," in text)
    only = grouped if same_sign else decimals
    if is_usable(only):
        raise BadInput("ambiguous_number", cause="grouping", way=_written(only))
    return only


def _mendable(text: str, unit: str, is_usable: Usable) -> Decimal:
    """Why it is no number. A number that only lacks its form is named; one the field would not take is given to be refused."""
    for pattern, cause, form in (
        (_NO_ZERO, "no_zero", "{sign}0.{part}"),
        (_LEADING_ZEROS, "leading_zero", "{sign}{rest}"),
        (_NOTHING_AFTER, "nothing_after", "{number}"),
    ):
        if match := pattern.fullmatch(text):
            value = Decimal(form.format(**match.groupdict()).replace(",", "."))
            if is_usable(value):
                raise BadInput("not_a_number", cause=cause, way=_written(value))
            return value
    digits = with_digits(text)
    if _PLAIN.fullmatch(digits) and text[-1] not in _LITRE:
        value = Decimal(digits.replace(",", "."))
        raise BadInput("not_a_number", cause="letter", way=_written(value)) if is_usable(value) else BadInput("not_a_number")
    if has_other_digits(text):
        raise BadInput("not_a_number", cause="digits")
    if unit and _OTHER_UNIT.fullmatch(text):
        raise BadInput("not_a_number", cause="unit")
    raise BadInput("not_a_number")


def _written(value: Decimal) -> str:
    """As a reader types it, and as every field reads it back."""
    return as_typed(value).replace(".", ",")
