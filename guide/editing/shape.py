"""What a reader would see otherwise than the editor meant: signs shown as they are, torn tables and boxes, odd indents.

And what has no mark where everything should have one: a figure with a unit in a marked table or list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from calculators.facts.check import register
from calculators.facts.figure import UNITS_OF_LANGUAGE
from calculators.facts.marks import MARK, QUOTE
from guide.editing.finding import WARNING, Finding, Paste
from guide.editing.outline import HEADINGS, Unit
from guide.editing.page import Page
from guide.editing.pairs import marks_in

_PIPES = re.compile(r"^\s*\|.*\|", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[-*+]|[0-9]{1,2}[.)])\s+\S", re.MULTILINE)
_NO_ITEM = re.compile(r"^\s*(?:[0-9]{1,2}\)|[•*+]|[a-z]\))\s+\S")  # an item elsewhere, running text here
BOXES = ("note", "warning")
_BOX = re.compile(r"^\s*(?:!!!|\?\?\?|!+\s?\w+ [\"'“«])", re.MULTILINE)
_INDENTED_ITEM = re.compile(r"^([ \t]+)(?:[-*+]|[0-9]{1,2}\.)\s+\S")
_NUMBER = r"[0-9][0-9,]*(?:\s?[–-]\s?[0-9][0-9,]*)?"
_UNITS = {lang: "|".join(map(re.escape, sorted(units, key=len, reverse=True))) for lang, units in UNITS_OF_LANGUAGE.items()}
_FIGURE = {lang: re.compile(rf"(?<![\w,.–-]){_NUMBER}\s?(?:{units})(?!\w)") for lang, units in _UNITS.items()}


def shape(page: Page, units: Sequence[Unit]) -> Iterator[Finding]:
    """The findings of a page."""
    yield from _shown_as_written(page, units)
    yield from _joined(page, units)
    yield from _headings(page, units)
    yield from _indents(page)
    yield from _boxes(page)
    yield from _unmarked(page, units)


def _shown_as_written(page: Page, units: Sequence[Unit]) -> Iterator[Finding]:
    for unit in units:
        if unit.kind == "code":
            yield Finding("shown_as_code", page.file, unit.line, page.lang, {"read": unit.text.strip()[:60]})
        elif unit.kind == "rule":
            continue
        elif unit.kind not in ("row", "head", *HEADINGS):
            if match := _PIPES.search(unit.text):
                yield Finding("shown_pipes", page.file, unit.line, page.lang, {"read": match[0].strip()[:60]})
            elif (match := _BOX.search(unit.text)) or unit.text.startswith(":::"):
                yield Finding("shown_box", page.file, unit.line, page.lang, {"read": unit.text.strip()[:60]})
            elif match := _NO_ITEM.match(unit.text):
                yield Finding("shown_item_sign", page.file, unit.line, page.lang, {"read": match[0].strip()[:60]})
            elif match := _ITEM.search(unit.text, unit.text.find("\n") + 1 or len(unit.text)):
                yield Finding("shown_item", page.file, unit.line, page.lang, {"read": match[0].strip()[:60]})


def _joined(page: Page, units: Sequence[Unit]) -> Iterator[Finding]:
    """Lines that run together, stars that are shown, boxes of no kind."""
    for unit in units:
        if unit.kind in ("p", "li", "dd") and "\n" in unit.text.strip() and not _ITEM.search(unit.text) and not _PIPES.search(unit.text):
            second = unit.text.strip().split("\n")[1].strip()
            yield Finding("lines_joined", page.file, unit.line, page.lang, {"read": second[:60]}, WARNING)
        if MARK.sub("", unit.text).count("**") % 2:
            yield Finding("stars_shown", page.file, unit.line, page.lang, {})
        if unit.kind == "title" and unit.inside[-1] not in BOXES:
            values = {"read": unit.inside[-1], "allowed": ", ".join(BOXES)}
            yield Finding("box_kind", page.file, unit.line, page.lang, values)


def _headings(page: Page, units: Sequence[Unit]) -> Iterator[Finding]:
    for unit in units:
        if unit.kind in HEADINGS and not page.lines[unit.line - 1].lstrip().startswith("#"):
            write = "#" * int(unit.kind[1]) + " " + unit.text.strip()
            yield Finding("heading_underlined", page.file, unit.line, page.lang, {"read": unit.text.strip()[:60], "write": write})


def _indents(page: Page) -> Iterator[Finding]:
    for number in page.words:
        line = page.lines[number - 1]
        indented = _INDENTED_ITEM.match(line)
        if indented and (len(indented[1]) % 4 or "\t" in indented[1]):
            wanted = 4 * max(1, round(len(indented[1].expandtabs(4)) / 4))
            paste = Paste(page.file, number, " " * wanted + line.lstrip())
            yield Finding("indent", page.file, number, page.lang, {"read": str(len(indented[1])), "write": str(wanted)}, paste=(paste,))


def _boxes(page: Page) -> Iterator[Finding]:
    """A box ends where a line is not indented: one that touches it was meant to be in it."""
    inside, blank = False, False
    for number, line in enumerate(page.lines, 1):
        if re.match(r"!!!\s*\w", line):
            inside, blank = True, False
            following = page.lines[number] if number < len(page.lines) else ""
            if not following.strip():
                following = page.lines[number + 1] if number + 1 < len(page.lines) else ""
            if not following.startswith("    "):
                yield Finding("box_empty", page.file, number, page.lang, {"read": line.strip()})
                inside = False
        elif inside and not line.strip():
            blank = True
        elif inside and line.startswith("    "):
            blank = False
        elif inside:
            if not blank:
                paste = Paste(page.file, number, f"    {line.lstrip()}")
                yield Finding("box_torn", page.file, number, page.lang, {"read": line.strip()[:60]}, paste=(paste,))
            elif line.startswith("- "):
                yield Finding("box_left", page.file, number, page.lang, {"read": line.strip()[:60]})
            inside = False


def _unmarked(page: Page, units: Sequence[Unit]) -> Iterator[Finding]:
    """Figures with a unit and without a mark, in a table or list in which figures are marked."""
    for group in _groups(units):
        if not any(_is_figure(mark) for unit in group for mark in marks_in(unit)):
            continue
        for unit in group:
            bare = QUOTE.sub(" ", MARK.sub(" ", unit.text))
            for match in _FIGURE[page.lang].finditer(bare):
                yield Finding("figure_unmarked", page.file, unit.line, page.lang, {"read": match[0]})


def _groups(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The rows of each table, the items of each list."""
    group: list[Unit] = []
    for unit in units:
        if unit.kind not in ("row", "li"):
            if group and unit.inside[:1] == group[0].inside[:1] and unit.kind == "p" and unit.depth:
                continue
            yield group
            group = []
        elif group and (unit.kind != group[0].kind or unit.inside[: len(group[0].inside)] != group[0].inside):
            yield group
            group = [unit]
        else:
            group.append(unit)
    yield group


def _is_figure(mark: str) -> bool:
    fact, _, name = mark.partition(".")
    entry = register().get(fact)
    return entry is not None and entry.shape.get(name or "value", "text") not in ("text", "code", "date")
