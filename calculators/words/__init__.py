"""The wording of each language, from the text files, filled with quantities and linked figures.

A template names its arguments as `{weight}` and the figures of the text as `{nel-initial-dose}` or
`{nel-rate-2.duration}`; `{mr-dose-trough-serious:low}` is one end of a range. A figure in wording always
comes from the facts and carries its source.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from calculators.answer import Args
from calculators.errors import UsageError
from calculators.facts import LANGUAGES, Facts
from calculators.facts.figure import Figure, bind_units
from calculators.folders import folder_of
from calculators.words import show

HERE = Path(__file__).resolve().parent
PLACE = re.compile(r"\{([a-z0-9_-]+(?:\.[a-z-]+)?(?::(?:low|high))?)\}")


@dataclass(frozen=True)
class FigureLink:
    """A figure of the text inside wording: what it reads, and the fact it stands in."""

    text: str
    fact: str
    anchor: str


Part = str | FigureLink
Words = dict[str, Any]
"""A text file as it was read: phrases, and tables of phrases."""


@cache
def common(lang: str) -> Words:
    """The words that all calculators share."""
    return _load(HERE / f"{lang}.toml", lang)


@cache
def calculator_words(calculator: str, lang: str) -> Words:
    """The words of one calculator."""
    return _load(folder_of(calculator) / f"{lang}.toml", lang)


def _load(path: Path, lang: str) -> Words:
    if lang not in LANGUAGES:
        raise UsageError("unknown_language", lang, LANGUAGES)
    return tomllib.loads(bind_units(path.read_text(encoding="utf-8")))


def phrase(words: Words, *path: str) -> str:
    """The phrase that the keys lead to. Raises KeyError."""
    found: Any = words
    for key in path:
        found = found[key]
    return str(found)


def places(template: str) -> list[str]:
    """The placeholders of a template."""
    return PLACE.findall(template)


@cache
def _pieces(template: str) -> list[str]:
    return PLACE.split(template)


def fill(template: str, args: Args, facts: Facts, lang: str) -> tuple[Part, ...]:
    """The template with everything put in, figures of the text still carrying their fact."""
    parts: list[Part] = []
    # Text and names of places in turn.
    for at, name in enumerate(_pieces(template)):
        if at % 2 == 0:
            parts.append(name)
        elif "-" in name:
            whole, _, end = name.partition(":")
            fact, _, figure = whole.partition(".")
            read = facts.figure(fact, figure or "value")
            if end:
                if not isinstance(read, Figure):
                    raise ValueError(f"no range: {read}")
                read = read.end(end)
            parts.append(FigureLink(show.figure(read, lang), fact, anchor(fact, figure)))
        else:
            parts.append(show.shown(args[name], lang))
    return tuple(part for part in parts if part != "")


def anchor(fact: str, figure: str = "") -> str:
    """The id of a mark in the page: the fact's own, or its sibling figure's."""
    return f"{fact}--{figure}" if figure and figure != "value" else fact


def text_of(parts: tuple[Part, ...]) -> str:
    """The parts as plain text."""
    return "".join(part if isinstance(part, str) else part.text for part in parts)
