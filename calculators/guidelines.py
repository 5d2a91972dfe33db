"""The guidelines: names, source, document, colour and menu of each, from `docs/guidelines.toml` and nowhere else.

In a wheel the file lies beside this module, put there by the build; a checkout reads the one under `docs`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from calculators.errors import GuideError

HERE = Path(__file__).resolve().parent
PLACES = (HERE / "guidelines.toml", HERE.parent / "docs/guidelines.toml")
TEXT = next(path for path in PLACES if path.is_file()).read_text(encoding="utf-8")  # now: a memory snapshot has no files
LANGUAGES: tuple[str, ...] = tuple(tomllib.loads(TEXT)["languages"])
"""The languages of the guide; a list begins with the first."""
WORDS = ("name", "source", "panel", "called", "footer", "answer")


class GuidelinesError(GuideError):
    """`docs/guidelines.toml` lacks something; the text says what and where."""

    code = "guidelines"


@dataclass(frozen=True)
class Words:
    """What a guideline is called in one language, and its pages by file name, in the order of the menu."""

    name: str
    source: str
    panel: str
    called: str
    footer: str
    answer: str
    menu: Mapping[str, str]


@dataclass(frozen=True)
class Weights:
    """Body weights in kg: the least that is taken, the usual ones from and to, the most; and those of the ready-made tables."""

    limits: tuple[Decimal, Decimal, Decimal, Decimal]
    table: tuple[Decimal, ...]


@dataclass(frozen=True)
class Guideline:
    """A guideline. `folder` is that of its pages and its calculators, `source` the prefix of its facts.

    `home` is the language of its readers, where it comes before the others. `version` and `approved` are the facts that carry
    the document's own version and day; None where the source gives neither. `weight_kg` is what its calculators take for a body weight.
    """

    folder: str
    source: str
    colour: str
    words: Mapping[str, Words]
    version: str | None = None
    approved: str | None = None
    home: str | None = None
    weight_kg: Weights | None = None

    def menu(self, lang: str) -> dict[str, list[str | dict[str, str]]]:
        """Its part of the site's menu, as MkDocs wants it: the overview first, which bears the guideline's own name."""
        own = self.words[lang]
        pages = [{title: f"{self.folder}/{page}.md"} for page, title in own.menu.items()]
        return {own.name: [f"{self.folder}/index.md", *pages]}


@cache
def guidelines() -> tuple[Guideline, ...]:
    """All guidelines, in the order of the menu. Raises GuidelinesError."""
    return read(TEXT)


def in_order(lang: str) -> tuple[Guideline, ...]:
    """All guidelines as the readers of a language want them: those that are theirs first."""
    return tuple(sorted(guidelines(), key=lambda one: one.home != lang))


def read(text: str) -> tuple[Guideline, ...]:
    """The guidelines by the text of the file. Raises GuidelinesError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GuidelinesError(f"docs/guidelines.toml: {error}") from None
    tables.pop("languages", None)
    found = []
    for folder, table in tables.items():
        words = {lang: _words(folder, lang, table.pop(lang, {})) for lang in LANGUAGES}
        if missing := {"source", "colour"} - set(table):
            raise GuidelinesError(f"docs/guidelines.toml: [{folder}] lacks {min(missing)}")
        if unknown := set(table) - {"source", "colour", "version", "approved", "home", "weight_kg"}:
            raise GuidelinesError(f"docs/guidelines.toml: [{folder}] has {min(unknown)}, which is unknown")
        if "weight_kg" in table:
            table["weight_kg"] = _weights(folder, table["weight_kg"])
        found.append(Guideline(folder, words=words, **table))
    for guideline in found:
        one, other = (list(guideline.words[lang].menu) for lang in LANGUAGES)
        if one != other:
            raise GuidelinesError(f"docs/guidelines.toml: the menus of {guideline.folder} differ: {one} and {other}")
    return tuple(found)


def _words(folder: str, lang: str, table: Mapping[str, Any]) -> Words:
    if missing := [name for name in WORDS if not table.get(name)]:
        raise GuidelinesError(f"docs/guidelines.toml: [{folder}.{lang}] lacks {missing[0]}")
    return Words(**{name: table[name] for name in WORDS}, menu=table.get("menu", {}))


def _weights(folder: str, table: Any) -> Weights:
    try:
        limits, (first, last, step) = ([Decimal(text) for text in table[name]] for name in ("limits", "table"))
        least, low, high, most = limits
        if not (0 < least <= low < high <= most and least <= first < last <= most and step > 0):
            raise ValueError
        rows = tuple(first + step * number for number in range(int((last - first) / step) + 1))
    except (ArithmeticError, KeyError, TypeError, ValueError):
        wanted = 'weight_kg = { limits = ["0.5", "30", "150", "300"], table = ["40", "120", "5"] }, each pair rising'
        raise GuidelinesError(f"docs/guidelines.toml: [{folder}]: write {wanted}") from None
    return Weights((least, low, high, most), rows)


def sources() -> tuple[str, ...]:
    """The guidelines by their sources: the prefixes of the facts."""
    return tuple(one.source for one in guidelines())


def of_folder(folder: str) -> Guideline:
    """The guideline whose pages and calculators stand in this folder. Raises GuidelinesError."""
    return _by("folder", folder)


def of_source(source: str) -> Guideline:
    """The guideline with this prefix of its facts. Raises GuidelinesError."""
    return _by("source", source)


def _by(what: str, wanted: str) -> Guideline:
    for one in guidelines():
        if getattr(one, what) == wanted:
            return one
    there = ", ".join(getattr(one, what) for one in guidelines())
    raise GuidelinesError(f"docs/guidelines.toml has no guideline with {what} {wanted!r}; there is: {there}")
