"""What the rules expect of the text besides figures: tables with these rows, lists with these items, products at their strength.

Each guideline says so in `calculators/FOLDER/text.toml`. What is new there needs a rule, what is gone or moved leaves a rule
without its ground: both are errors, in words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

from calculators.facts.check import register
from calculators.facts.figure import Figure, FigureSlip, parse_figure
from calculators.facts.marks import MARK, sentence
from guide.editing.finding import ERROR, WARNING, Finding, Worded, in_each
from guide.editing.outline import HEADINGS, Unit, in_words
from guide.editing.pairs import marks_in

_ASIDE = re.compile(r"\s*\([^()]*\)")
_TARGET = re.compile(r"\]\(#([a-z0-9-]+)\)")


@dataclass(frozen=True)
class Expected:
    """One table or list that the rules rest on, as `text.toml` writes it."""

    kind: str
    facts: tuple[str, ...] = ()
    after: str = ""
    under: str = ""
    items: int = 0
    links: tuple[str, ...] = ()
    ordered: bool = False
    rising: bool = False
    cells: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)  # by language, one list a row
    says: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by language
    head: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by language, a word of each column's head


def read(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[Expected, ...]:
    """The expectations of files by their path. Raises ValueError for a file that cannot be read."""
    return _read(tuple(text for _, text in sorted(texts.items())), tuple(languages))


@lru_cache(maxsize=20)
def _read(texts: tuple[str, ...], languages: tuple[str, ...]) -> tuple[Expected, ...]:
    found = []
    for text in texts:
        data = tomllib.loads(text)
        for kind in ("table", "list", "sentence"):
            found += [_expected(kind, one, languages) for one in data.get(kind, [])]
    return tuple(found)


def _expected(kind: str, one: dict[str, Any], languages: Sequence[str]) -> Expected:
    cells = {lang: one.get(f"cells_{lang}", one.get("cells")) for lang in languages}
    return Expected(
        kind,
        facts=tuple(one.get("facts", [one["fact"]] if "fact" in one else [])),
        after=one.get("after", ""),
        under=one.get("under", ""),
        items=one.get("items", len(one.get("links", ()))),
        links=tuple(one.get("links", ())),
        ordered=one.get("ordered", False),
        rising=one.get("rising", False),
        cells={lang: rows for lang, rows in cells.items() if rows},
        head={lang: one.get(f"head_{lang}", ()) for lang in languages},
        says={lang: one.get(f"says_{lang}", ()) for lang in languages},
    )


@dataclass(frozen=True)
class _At:
    file: str
    lang: str
    units: Sequence[Unit]
    index: int

    @property
    def unit(self) -> Unit:
        return self.units[self.index]

    def finding(self, code: str, unit: Unit | None = None, **values: str | Worded) -> Finding:
        return Finding(code, self.file, (unit or self.unit).line, self.lang, values)


def expected_findings(outlines: Mapping[tuple[str, str], Sequence[Unit]], expected: Sequence[Expected]) -> Iterator[Finding]:
    """Where a text is not what the rules rest on. `outlines` are by language and file."""
    places: dict[tuple[str, str], _At] = {}
    for (lang, file), units in outlines.items():
        for index, unit in enumerate(units):
            for mark in marks_in(unit):
                places.setdefault((lang, mark), _At(file, lang, units, index))
    for (lang, mark), at in places.items():
        main = places.get((lang, mark.partition(".")[0]))
        if "." in mark and main and (main.file, main.index) != (at.file, at.index):
            yield at.finding("sibling_elsewhere", read=mark, fact=mark.partition(".")[0], other=f"{main.file}:{main.unit.line}")
    for lang in dict.fromkeys(lang for lang, _ in outlines):
        for one in expected:
            check = {"table": _table, "sentence": _sentence}.get(one.kind, _list if one.facts else _list_after)
            yield from check(one, {fact: place for (where, fact), place in places.items() if where == lang})


def _table(one: Expected, places: Mapping[str, _At]) -> Iterator[Finding]:
    there = [places[fact] for fact in one.facts if fact in places]  # a mark that is gone stops the build already
    loose = [at for at in there if at.unit.kind != "row"]
    for at in loose:
        yield at.finding("not_a_row", what=_what(at.unit))
    rows = [at for at in there if at not in loose]
    if not rows:
        return
    first = rows[0]
    table = _table_around(first)
    for at in rows:
        if at.units is not first.units or at.index not in table:
            yield at.finding("not_a_row", what=_what(at.unit))
    known = {at.index for at in rows}
    new = [index for index in table if index not in known]
    broken = len(one.facts) - len(there)  # rows whose mark is broken are there, and told already
    for index in new:
        if len(new) > broken and not loose:
            yield first.finding("row_new", first.units[index], row=_said(first.units[index]), known=str(len(one.facts)))
    if [at.index for at in rows] != sorted(known):
        yield first.finding("row_order", there=", ".join(one.facts))
    yield from _cells(one, places)
    yield from _columns(one, rows, first.units[table[0] - 1] if table[0] else None)
    if one.rising:
        yield from _rising(rows, [fact for fact in one.facts if fact in places])


def _sentence(one: Expected, places: Mapping[str, _At]) -> Iterator[Finding]:
    for at in [places[fact] for fact in one.facts if fact in places]:
        text = sentence(at.unit.text).casefold()
        for words_of_rule in one.says[at.lang]:
            if words_of_rule.casefold() not in text:
                yield replace(at.finding("words_gone", fact=one.facts[0], wanted=words_of_rule), level=WARNING)


def _table_around(at: _At) -> list[int]:
    start = at.index
    while start > 0 and at.units[start - 1].kind == "row":
        start -= 1
    end = at.index
    while end + 1 < len(at.units) and at.units[end + 1].kind == "row":
        end += 1
    return list(range(start, end + 1))


def _cells(one: Expected, places: Mapping[str, _At]) -> Iterator[Finding]:
    for number, fact in enumerate(one.facts):
        at = places.get(fact)
        if at is None or at.lang not in one.cells or number >= len(one.cells[at.lang]):
            continue
        cells = [_plain(cell) for cell in at.unit.cells if not MARK.search(cell)]
        for wanted in one.cells[at.lang][number]:
            if _plain(wanted) not in cells:
                read = sentence(at.unit.text)
                yield at.finding("cell_differs", read=read, wanted=wanted, fact=fact)


def _columns(one: Expected, rows: Sequence[_At], head: Unit | None) -> Iterator[Finding]:
    """Each kind of figure stands in one column, under its own head."""
    columns: dict[str, int] = {}
    for at in rows:
        for number, cell in enumerate(at.unit.cells):
            for mark in MARK.finditer(cell):
                if columns.setdefault(mark["name"] or "value", number) != number and mark["fact"] in one.facts:
                    yield at.finding("column_moved", read=mark["text"], row=sentence(rows[0].unit.cells[number]))
    wanted = one.head.get(rows[0].lang, ())
    cells = [sentence(cell).casefold() for cell in head.cells] if head and head.kind == "head" else []
    for number, word in enumerate(wanted if cells else ()):
        if number < len(cells) and word.casefold() not in cells[number]:
            moved = any(word.casefold() in cell for cell in cells)
            yield replace(rows[0].finding("head_moved", head, wanted=word, column=str(number + 1)), level=ERROR if moved else WARNING)


def _plain(cell: str) -> tuple[str, ...]:
    text = _ASIDE.sub("", sentence(cell)).strip().casefold()
    return tuple(sorted(part.strip() for part in text.split(",")))


def _rising(rows: Sequence[_At], facts: Sequence[str]) -> Iterator[Finding]:
    before: tuple[Figure, str] | None = None
    for at, fact in zip(rows, facts, strict=False):
        text = next((match["text"] for match in MARK.finditer(at.unit.text) if match["fact"] == fact and not match["name"]), "")
        try:
            figure = parse_figure(text, at.lang, register()[fact].shape["value"])
        except (FigureSlip, KeyError):
            continue
        if isinstance(figure, Figure):
            if before and figure.low <= before[0].low:
                yield at.finding("not_rising", read=text, before=before[1])
            before = figure, text


def _list(one: Expected, places: Mapping[str, _At]) -> Iterator[Finding]:
    there = [places[fact] for fact in one.facts if fact in places]
    for at in there:
        if at.unit.kind != "li":
            yield at.finding("not_an_item", what=_what(at.unit))
    there = [at for at in there if at.unit.kind == "li"]
    if not there:
        return
    first = there[0]
    items = _items_around(first)
    torn = False
    for at in there:
        if at.units is not first.units or at.index not in items:
            torn = True
            yield at.finding("item_elsewhere", fact=one.facts[0], other=str(first.unit.line))
    if one.under and one.under in places:
        parent = _parent(first)
        if parent is None or one.under not in marks_in(parent):
            torn = True
            yield first.finding("item_level", fact=one.under, other=str(places[one.under].unit.line))
    if torn:
        return  # which items are new can only be said of a whole list
    known = {at.index for at in there}
    if len(known) < len(there):
        joined = next(at for number, at in enumerate(there) if at.index in {other.index for other in there[:number]})
        yield joined.finding("items_joined")
    new = [index for index in items if index not in known]
    for index in new:
        if len(new) > len(one.facts) - len(there):
            yield first.finding("item_new", first.units[index], item=_said(first.units[index]), known=str(len(one.facts)))
    if one.ordered and [at.index for at in there] != sorted(known):
        yield first.finding("item_order", there=", ".join(one.facts))


def _items_around(at: _At) -> list[int]:
    """The items of the list that an item stands in."""
    inside = at.unit.inside

    def of_list(unit: Unit) -> bool:
        return unit.inside[: len(inside)] == inside and unit.kind not in HEADINGS

    start = at.index
    while start > 0 and of_list(at.units[start - 1]):
        start -= 1
    end = at.index
    while end + 1 < len(at.units) and of_list(at.units[end + 1]):
        end += 1
    return [index for index in range(start, end + 1) if at.units[index].kind == "li" and at.units[index].inside == inside]


def _parent(at: _At) -> Unit | None:
    for unit in reversed(at.units[: at.index]):
        if unit.kind == "li" and len(unit.inside) < len(at.unit.inside):
            return unit if unit.inside == at.unit.inside[:-1] else None
        if unit.kind in HEADINGS:
            return None
    return None


def _list_after(one: Expected, places: Mapping[str, _At]) -> Iterator[Finding]:
    at = places.get(one.after)
    if at is None:
        return
    following = at.index + 1
    if following >= len(at.units) or at.units[following].kind != "li":
        what = _what(at.units[following]) if following < len(at.units) else "–"
        yield at.finding("list_missing", what=what, items=str(one.items))
        return
    inside = at.units[following].inside
    items = []
    for unit in at.units[following:]:
        if unit.inside[: len(inside)] != inside:
            break
        items += [unit] if unit.inside == inside and unit.kind == "li" else []
    if len(items) != one.items:
        extra = items[min(len(items), one.items) - 1 if len(items) < one.items else one.items]
        yield at.finding("list_length", extra, read=str(len(items)), wanted=str(one.items))
    elif one.links:
        led = [_TARGET.search(unit.text) for unit in items]
        if [match[1] if match else "" for match in led] != list(one.links):
            yield at.finding("list_links", items[0], wanted=", ".join(one.links))
    figure = _count(at, one.after)
    if figure is not None and figure != one.items:
        yield at.finding("count_differs", read=str(figure), wanted=str(one.items))


def _count(at: _At, fact: str) -> int | None:
    """The number of things that a mark says there are; None where it gives no number."""
    entry = register().get(fact)
    text = next((match["text"] for match in MARK.finditer(at.unit.text) if match["fact"] == fact), "")
    if entry is None or entry.shape.get("value") != "count":
        return None
    try:
        figure = parse_figure(text, at.lang, "count")
    except FigureSlip:
        return None
    return int(figure.low) if isinstance(figure, Figure) else None


def _said(unit: Unit) -> str:
    return sentence("| " + unit.text if unit.cells else unit.text)[:120]


def _what(unit: Unit) -> Worded:
    return in_each(partial(in_words, unit))
