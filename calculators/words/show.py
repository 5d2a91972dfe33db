"""Numbers, units, dates and times as a reader of each language sees them.

Decimal comma, leading zero, no trailing zero, a no-break space before the unit and between
thousands, units that cannot be misread (ISMP's advice on doses).
"""

from datetime import date, time
from decimal import Decimal

from calculators.answer import Quantity, Shown
from calculators.facts.figure import MONTHS_OF_LANGUAGE, NBSP, Figure, Written
from calculators.facts.units import COMPARATORS, unit_word
from calculators.rulekit.numbers import plain

MINUS = "−"


def number(value: Decimal, lang: str) -> str:
    """`1234.5` -> `1 234,5`; the same in both languages, which share the decimal comma."""
    sign, digits = ("", plain(value)) if value >= 0 else (MINUS, plain(-value))
    whole, _, part = digits.partition(".")
    return sign + f"{int(whole):,}".replace(",", NBSP) + (f",{part}" if part else "")


def unit(canonical: str, value: Decimal, lang: str) -> str:
    """The unit as read after `value`: singular for exactly 1."""
    return unit_word(canonical, lang, value == 1)


def parts(shown: Quantity, lang: str, signed: bool = False) -> tuple[str, str]:
    """The number, which may hold spaces itself, and its unit or "": `1 200` and `ml`. `signed` shows a plus too."""
    text = number(shown.value, lang)
    if signed and shown.value > 0:
        text = "+" + text
    return text, unit(shown.unit, shown.value, lang) if shown.unit else ""


def quantity(shown: Quantity, lang: str, signed: bool = False) -> str:
    """`1,2 g/kg`; `signed` shows a plus too."""
    return NBSP.join(filter(None, parts(shown, lang, signed)))


def day(value: date, lang: str) -> str:
    """`20. november 2026`, with no-break spaces."""
    return f"{value.day}.{NBSP}{MONTHS_OF_LANGUAGE[lang][value.month - 1]}{NBSP}{value.year}"


def clock(value: time) -> str:
    """`08:05`."""
    return f"{value.hour:02}:{value.minute:02}"


def shown(value: Shown, lang: str) -> str:
    """Any value of an answer as text."""
    if isinstance(value, Quantity):
        return quantity(value, lang)
    if isinstance(value, date):
        return day(value, lang)
    if isinstance(value, time):
        return clock(value)
    return value


def _written(value: Written, lang: str) -> str:
    if value.shape == "date":
        return day(date.fromisoformat(value.value), lang)
    if value.shape == "season":
        ends = (end.split("-") for end in value.value.split("/"))
        return "–".join(f"{int(d)}.{NBSP}{MONTHS_OF_LANGUAGE[lang][int(month) - 1]}" for month, d in ends)
    return value.value


def figure(value: Figure | Written, lang: str) -> str:
    """A figure of the text, with its comparator in words: `under 4 g/l`, `5–10 min`."""
    if isinstance(value, Written):
        return _written(value, lang)
    comparator = COMPARATORS[lang].get(value.comparator, "")
    unit_name = "" if value.unit == "count" else unit(value.unit, value.high or value.low, lang)
    numbers = number(value.low, lang) + ("" if value.high is None else "–" + number(value.high, lang))
    return NBSP.join(filter(None, (comparator, numbers, unit_name)))
