"""Figures as they stand in the text, read into exact decimals with canonical units.

A figure is a comparator (none, `<`, `>`, at least, at most, about), a number or a range, and a
unit; or a date, a period of the year, a ratio or a code such as a document number. Nothing here
guesses: text that is not wholly understood is a `FigureSlip`.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from calculators.characters import without_format
from calculators.errors import GuideError
from calculators.facts.units import comparators, spellings
from calculators.guidelines import LANGUAGES

NBSP = "\N{NO-BREAK SPACE}"

UNITS_OF_LANGUAGE = {lang: spellings(lang) for lang in LANGUAGES}
COMPARATORS_OF_LANGUAGE = {lang: comparators(lang) for lang in LANGUAGES}
_WORDS = "to tre fire fem seks {seven} {eight} ni ti elleve tolv"
NUMBER_WORDS_OF_LANGUAGE = {
    "nb": {
        **dict.fromkeys(("en", "én", "ett", "ét", "et"), 1),
        **{word: n for n, word in enumerate(_WORDS.format(seven="sju", eight="åtte").split(), 2)},
        "syv": 7,
    },
    "da": {
        **dict.fromkeys(("en", "én", "et", "ét"), 1),
        **{word: n for n, word in enumerate(_WORDS.format(seven="syv", eight="otte").split(), 2)},
    },
}
MONTHS_OF_LANGUAGE = {
    "nb": ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"],
    "da": ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"],
}
_NUMBER = r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?"


_SPELLINGS = sorted({unit for units in UNITS_OF_LANGUAGE.values() for unit in units}, key=len, reverse=True)
_GAP_BEFORE_UNIT = re.compile(rf"(?<=[0-9]) (?=(?:{'|'.join(map(re.escape, _SPELLINGS))})(?!\w))")


def bind_units(text: str) -> str:
    """The text with a no-break space between every number and its unit."""
    return _GAP_BEFORE_UNIT.sub(NBSP, text)


class FigureSlip(GuideError):
    """A marked figure that cannot be read. `code` names the slip, `read` the text."""

    def __init__(self, code: str, read: str):
        self.code, self.read = code, read
        super().__init__(f"{code}: {read!r}")


@dataclass(frozen=True)
class Figure:
    """A number or a closed range with its unit, exactly as the text states it.

    `high` is None for a single number. `comparator` is one of "", "<", ">", "≥", "≤", "≈".
    """

    low: Decimal
    high: Decimal | None
    unit: str
    comparator: str = ""

    @property
    def shape(self) -> str:
        """How the register writes it: `< g/l`, `range g/kg`, `count`."""
        return " ".join(filter(None, (self.comparator, "range" if self.high is not None else "", self.unit)))

    def end(self, name: str) -> "Figure":
        """One end of a range, `low` or `high`, as a figure of its own. ValueError where there is no range."""
        if self.high is None:
            raise ValueError(f"no range: {self}")
        return Figure(self.low if name == "low" else self.high, None, self.unit)

    def to_json(self) -> dict[str, Any]:
        """Decimals as strings: nothing is lost on the way."""
        return {
            "comparator": self.comparator,
            "low": str(self.low),
            "high": None if self.high is None else str(self.high),
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Written:
    """A figure that nobody multiplies: a date, a period of the year, a ratio, a code."""

    shape: str
    value: str

    def to_json(self) -> dict[str, Any]:
        """As `facts.json` holds it; `figure_from_json` tells it by its shape."""
        return {"shape": self.shape, "value": self.value}


def figure_from_json(data: dict[str, Any]) -> Figure | Written:
    """A figure from what its `to_json` gave."""
    if "shape" in data:
        return Written(data["shape"], data["value"])
    high = None if data["high"] is None else Decimal(data["high"])
    return Figure(Decimal(data["low"]), high, data["unit"], data["comparator"])


@lru_cache(maxsize=1000)
def parse_figure(text: str, lang: str, shape: str) -> Figure | Written:
    """Read the text of a mark as the shape that the register names.

    Raises FigureSlip when the text is not a figure, lacks a unit, has a point in a number, a hyphen
    for a dash, a range turned round, or a comparator that the language does not have.
    """
    text = " ".join(without_format(text).split())
    if shape in ("date", "season", "ratio", "code"):
        return Written(shape, _WRITTEN[shape](text, lang))
    return _parse_number(text, lang, bare="count" in shape.split())


def _decimal(text: str, words: dict[str, int]) -> Decimal:
    if text.lower() in words:
        return Decimal(words[text.lower()])
    return Decimal(re.sub(r"\s", "", text).replace(",", ".")).normalize() + 0


def _parse_number(text: str, lang: str, bare: bool) -> Figure:
    words = NUMBER_WORDS_OF_LANGUAGE[lang]
    comparators = COMPARATORS_OF_LANGUAGE[lang]
    rest, comparator = text, ""
    for spelling, sign in comparators.items():
        if rest.lower().startswith(spelling + " "):
            rest, comparator = rest[len(spelling) + 1 :].strip(), sign
            break
    if re.search(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9])", rest):
        raise FigureSlip("thousands_point", text)
    if re.search(r"[0-9]\.[0-9]", rest):
        raise FigureSlip("decimal_point", text)
    number = rf"(?:{_NUMBER}|(?:{'|'.join(words)})(?!\w))"
    if re.match(rf"{number}\s*-\s*{number}", rest, re.IGNORECASE):
        raise FigureSlip("hyphen_for_dash", text)
    match = re.fullmatch(rf"(?P<low>{number})(?:\s?–\s?(?P<high>{number}))?(?P<gap>\s*)(?P<unit>[^0-9].*|)", rest, re.IGNORECASE)
    if not match:
        raise FigureSlip("not_a_figure", text)
    unit_text = match["unit"].strip()
    if unit_text and not match["gap"]:
        raise FigureSlip("no_space_before_unit", text)
    if not unit_text and not bare:
        raise FigureSlip("no_unit", text)
    spellings = UNITS_OF_LANGUAGE[lang]
    if unit_text and unit_text not in spellings:
        raise FigureSlip("unknown_unit", text)
    unit, factor = spellings[unit_text] if unit_text else ("count", "1")
    low = _decimal(match["low"], words) * Decimal(factor)
    high = None if match["high"] is None else _decimal(match["high"], words) * Decimal(factor)
    if high is not None and high <= low:
        raise FigureSlip("range_turned", text)
    return Figure(low.normalize() + 0, None if high is None else high.normalize() + 0, unit, comparator)


def _parse_date(text: str, lang: str) -> str:
    match = re.fullmatch(r"([0-9]{1,2})\. (\w+) ([0-9]{4})", text)
    months = MONTHS_OF_LANGUAGE[lang]
    if not match or match[2] not in months:
        raise FigureSlip("not_a_date", text)
    try:
        return date(int(match[3]), months.index(match[2]) + 1, int(match[1])).isoformat()
    except ValueError:
        raise FigureSlip("not_a_date", text) from None


def _parse_season(text: str, lang: str) -> str:
    match = re.fullmatch(r"([0-9]{1,2})\. (\w+)\s?–\s?([0-9]{1,2})\. (\w+)", text)
    months = MONTHS_OF_LANGUAGE[lang]
    if not match or match[2] not in months or match[4] not in months:
        raise FigureSlip("not_a_season", text)
    days = [(months.index(match[m]) + 1, int(match[d])) for d, m in ((1, 2), (3, 4))]
    try:
        for month, day in days:
            date(2001, month, day)  # a year without 29 February: a season must exist every year
    except ValueError:
        raise FigureSlip("not_a_season", text) from None
    return "/".join(f"{month:02}-{day:02}" for month, day in days)


def _parse_ratio(text: str, lang: str) -> str:
    match = re.fullmatch(r"([0-9]+):([0-9]+)|([0-9]+) gram (?:til|mot) ([0-9]+) gram", text)
    if not match:
        raise FigureSlip("not_a_ratio", text)
    return ":".join(part for part in match.groups() if part)


def _parse_code(text: str, lang: str) -> str:
    if not re.fullmatch(r"[0-9][0-9.]*", text):
        raise FigureSlip("not_a_code", text)
    return text


_WRITTEN = {"date": _parse_date, "season": _parse_season, "ratio": _parse_ratio, "code": _parse_code}
