"""Which words of one language stand for which of the other: every heading, paragraph, item and row has its partner.

A section of a page is paired with the section of the same name. Where both are built alike, units are paired one by one.
Where they are not (a list here, a table there), marks find the partner, and what stands between marks is paired as a whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from calculators.facts.check import register
from calculators.facts.marks import MARK, QUOTE, sentence
from guide.editing.outline import HEADINGS, Unit, outline
from guide.project import LANGUAGES

Units = tuple[Unit, ...]
_COMMA = re.compile(r",(?![0-9])")


@dataclass(frozen=True, eq=False)  # by identity: pairs are kept, and compared by what they say
class Pair:
    """Units of both languages that say the same; one side may be empty. `sides` are in the order of LANGUAGES."""

    sides: tuple[Units, Units]

    @cached_property
    def alike(self) -> bool:
        """Whether both sides are built alike."""
        return [unit.shape for unit in self.sides[0]] == [unit.shape for unit in self.sides[1]]

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that are marked in it, each once, in reading order."""
        return tuple(dict.fromkeys(fact.partition(".")[0] for side in self.sides for unit in side for fact in marks_in(unit)))

    @cached_property
    def said(self) -> tuple[str, str]:
        """A hash of the words of each side, without figures of marks, links, emphasis, commas and spaces."""
        return _hash(_words(self.sides[0])), _hash(_words(self.sides[1]))

    @cached_property
    def built(self) -> str:
        """A hash of how both sides are built, whatever they say."""
        return _hash(repr([[(unit.shape, marks_in(unit)) for unit in side] for side in self.sides]))

    def text(self, at: int) -> str:
        """What a side says, as plain words; units in a row are set apart by a stroke."""
        return " / ".join(sentence(unit.text) if not unit.cells else " · ".join(map(sentence, unit.cells)) for unit in self.sides[at])


@lru_cache(maxsize=8000)
def marks_in(unit: Unit) -> tuple[str, ...]:
    return tuple(".".join(filter(None, (match["fact"], match["name"]))) for match in MARK.finditer(unit.text))


@lru_cache(maxsize=400)
def pairs(first: str, second: str) -> tuple[Pair, ...]:
    """The pairs of a page, given its text in both languages, in reading order."""
    here, there = (dict(_sections(outline(text))) for text in (first, second))
    found: list[Pair] = []
    for name in [*here, *(name for name in there if name not in here)]:
        found += _paired(here.get(name, ()), there.get(name, ()))
    return tuple(found)


def _sections(units: Units) -> Iterator[tuple[str, Units]]:
    """The units under each heading, by the heading's name (a heading without one counts by its number)."""
    name, count = "", 0
    own: list[Unit] = []
    for unit in units:
        if unit.kind in HEADINGS and not unit.inside:
            if own:
                yield name, tuple(own)
            count += 1
            name, own = unit.name or f"#{count}", []
        own.append(unit)
    yield name, tuple(own)


def _paired(here: Units, there: Units) -> list[Pair]:
    if [_key(unit) for unit in here] == [_key(unit) for unit in there]:
        return [Pair(((one,), (two,))) for one, two in zip(here, there, strict=True)]
    partners = _partners(here, there)
    found: list[Pair] = []
    emitted: set[int] = set()
    for pair in _absorbed(_aligned(here, there, lambda unit: partners.get(id(unit), unit.shape))):
        # Marked units find their partner wherever it stands in the section; what is left is paired by its order.
        for unit in (unit for side in pair.sides for unit in side):
            root = partners.get(id(unit))
            if root is not None and root not in emitted:
                emitted.add(root)
                found.append(Pair(tuple(tuple(one for one in side if partners.get(id(one)) == root) for side in (here, there))))  # type: ignore[arg-type]  # two sides
        left = Pair(tuple(tuple(one for one in side if id(one) not in partners) for side in pair.sides))  # type: ignore[arg-type]  # two sides
        if any(left.sides):
            found.append(left)
    return found


def _key(unit: Unit) -> object:
    return unit.shape, frozenset(marks_in(unit))


def _partners(here: Units, there: Units) -> dict[int, int]:
    """For each unit that shares a fact with one of the other side: a number that all of them have."""
    of_fact: dict[str, int] = {}
    joined: dict[int, int] = {}

    def root(number: int) -> int:
        while joined.get(number, number) != number:
            number = joined[number]
        return number

    for unit in (*here, *there):
        for mark in marks_in(unit):
            first = of_fact.setdefault(mark.partition(".")[0], id(unit))
            joined[root(id(unit))] = root(first)
    sides = [{root(id(unit)) for unit in side if marks_in(unit)} for side in (here, there)]
    return {id(unit): root(id(unit)) for unit in (*here, *there) if marks_in(unit) and root(id(unit)) in sides[0] & sides[1]}


def _aligned(here: Units, there: Units, key: Callable[[Unit], object]) -> list[Pair]:
    blocks = SequenceMatcher(None, [key(unit) for unit in here], [key(unit) for unit in there], autojunk=False).get_opcodes()
    found: list[Pair] = []
    for kind, a, b, c, d in blocks:
        if kind == "equal":
            found += [Pair(((one,), (two,))) for one, two in zip(here[a:b], there[c:d], strict=True)]
        else:
            found.append(Pair((here[a:b], there[c:d])))
    return found


def _absorbed(found: Sequence[Pair]) -> list[Pair]:
    """Units without a mark beside a gap may be partners by chance alone: they go into the gap."""
    merged: list[Pair] = []
    for pair in found:
        last = merged[-1] if merged else None
        if last is not None and (_loose(pair, last) or _loose(last, pair)):
            merged[-1] = Pair((last.sides[0] + pair.sides[0], last.sides[1] + pair.sides[1]))
        else:
            merged.append(pair)
    return merged


def _loose(one: Pair, gap: Pair) -> bool:
    """Whether this pair of single units has no mark, and stands in the list, table or text that the gap is in."""
    if gap.alike and len(gap.sides[0]) == 1:
        return False
    if not (one.alike and len(one.sides[0]) == 1) or one.facts or one.sides[0][0].kind in (*HEADINGS, "block"):
        return False
    return any(unit.shape == one.sides[0][0].shape for side in gap.sides for unit in side)


def _words(units: Units) -> str:
    text = "\n".join(_bare(unit) for unit in units)
    return " ".join(_COMMA.sub("", text).split())


def _bare(unit: Unit) -> str:
    if unit.kind == "block":
        return f"/// {unit.name}"
    return sentence(QUOTE.sub("…", MARK.sub(_without_figure, unit.text)))


def _without_figure(match: re.Match[str]) -> str:
    entry = register().get(match["fact"])
    is_text = entry is None or entry.shape.get(match["name"] or "value", "text") == "text"
    whole, text = str(match[0]), str(match["text"])
    return whole if is_text else whole.replace(text, "…", 1)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


NOTHING = _hash("")  # of a side that says nothing


def by_page(pages: dict[str, dict[str, str]]) -> dict[str, tuple[Pair, ...]]:
    """The pairs of every page that both languages have, by its name (`ivig/dose.md`)."""
    first, second = LANGUAGES
    found = {}
    for file, text in pages[first].items():
        name = file.split("/", 2)[2]
        other = pages[second].get(f"docs/{second}/{name}")
        if other is not None:
            found[name] = pairs(text, other)
    return found
