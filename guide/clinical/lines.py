"""Every line of the pages that changed, marked or not, with its partner in the other language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from guide.editing.pairs import Pair, pairs
from guide.project import LANGUAGES


@dataclass(frozen=True)
class LineDiff:
    """Sentences that belong together and of which at least one changed. By language: place and words, before and after.

    Words are None where there is no such sentence; `built` says that the words stayed and their place in a list, table or box
    did not.
    """

    page: str
    at: Mapping[str, tuple[str, int]]
    old: Mapping[str, str | None]
    new: Mapping[str, str | None]
    built: bool = False

    def changed(self, lang: str) -> bool:
        return self.old[lang] != self.new[lang]


def compare_lines(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[LineDiff, ...]:
    """What changed in pages given by path, in the order of the pages. Figures, words and structure count; blanks do not."""
    found: list[LineDiff] = []
    for page in sorted({path.split("/", 2)[2] for path in {*old, *new} if path.count("/") >= 2}):
        texts = [[side.get(f"docs/{lang}/{page}", "") for lang in LANGUAGES] for side in (old, new)]
        if texts[0] != texts[1]:
            found += _of_page(page, pairs(*texts[0]), pairs(*texts[1]))
            found += _of_head(page, *texts)
    return tuple(found)


def _of_page(page: str, before: tuple[Pair, ...], after: tuple[Pair, ...]) -> list[LineDiff]:
    old, new = ([_key(pair) for pair in side] for side in (before, after))
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [_line(page, one, two) for one, two in _matched(before[a:b], after[c:d])]
    return found


def _matched(before: tuple[Pair, ...], after: tuple[Pair, ...]) -> list[tuple[Pair | None, Pair | None]]:
    """The old pair for each new one: one that shares a fact or the words of a language, else by order."""
    left = list(before)
    found: list[tuple[Pair | None, Pair | None]] = []
    for pair in after:
        one = next((old for old in left if set(old.facts) & set(pair.facts)), None)
        one = one or next((old for old in left if any(_text(old, at) == _text(pair, at) is not None for at in (0, 1))), None)
        if one:
            left.remove(one)
        found.append((one, pair))
    loose = iter(left)
    found = [(one or (next(loose, None) if two and not two.facts else None), two) for one, two in found]
    return [*found, *((one, two) for one, two in zip_longest(loose, ()))]


def _key(pair: Pair) -> str:
    return repr([[(unit.shape, " ".join(unit.text.split())) for unit in side] for side in pair.sides])


def _text(pair: Pair | None, at: int) -> str | None:
    return pair.text(at) if pair and pair.sides[at] else None


def _line(page: str, one: Pair | None, two: Pair | None) -> LineDiff:
    old, new = ({lang: _text(pair, at) for at, lang in enumerate(LANGUAGES)} for pair in (one, two))
    at = {}
    for number, lang in enumerate(LANGUAGES):
        side = (two.sides[number] if two else ()) or (one.sides[number] if one else ())
        at[lang] = (f"docs/{lang}/{page}", side[0].line if side else 0)
    return LineDiff(page, at, old, new, built=old == new)


def _of_head(page: str, before: list[str], after: list[str]) -> list[LineDiff]:
    """The lines over a page (title, description, status): shown whole where they changed."""
    heads = [[_head(text) for text in side] for side in (before, after)]
    if heads[0] == heads[1]:
        return []
    old, new = ({lang: side[at] or None for at, lang in enumerate(LANGUAGES)} for side in heads)
    return [LineDiff(page, {lang: (f"docs/{lang}/{page}", 1) for lang in LANGUAGES}, old, new)]


def _head(text: str) -> str:
    if not text.startswith("---\n"):
        return ""
    return " · ".join(line for line in text[4:].partition("\n---")[0].splitlines() if line.strip())
