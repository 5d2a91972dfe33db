"""Whether both languages were read side by side since they last changed: every paragraph, item and row, marked or not.

`docs/sentences.json` keeps, for each page, a line for each pair of `guide.editing.pairs`: a hash of the words in each
language, `said`. Figures of marks are left out of it (the fact pass compares those), and commas. A pair that is not there is
stale until somebody confirms that both still say the same. Behind the hashes stand the differences of
`guide.editing.meaning` that were there when it was confirmed (`…: negation+1`): another one is a doubt. `built` are the
places where the languages are built otherwise on purpose, a table here and a list there: what is not among them is an
error, for structure is meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache, partial
from pathlib import Path

from guide.editing import meaning
from guide.editing.facts import Texts
from guide.editing.finding import ERROR, OTHER, WARNING, Finding, Paste, Worded, in_each, words
from guide.editing.meaning import differences
from guide.editing.outline import Unit, in_words
from guide.editing.pairs import NOTHING, Pair, by_page, marks_in
from guide.project import LANGUAGES, write_all

FILE = "docs/sentences.json"
SHOWN = 160  # characters of the other language's words in a message


@dataclass(frozen=True)
class Record:
    """What was confirmed, by page: lines of pairs (`76f6dc395568 f46a80db78e1: negation+1`), hashes of places built otherwise."""

    said: dict[str, tuple[str, ...]]
    built: dict[str, tuple[str, ...]]


def record(pages: Texts) -> Record:
    """The pages as they stand, all confirmed."""
    found = by_page({lang: dict(pages[lang]) for lang in LANGUAGES})
    said = {page: tuple(dict.fromkeys(line_of(pair) for pair in pairs)) for page, pairs in found.items()}
    built = {page: tuple(dict.fromkeys(pair.built for pair in pairs if not pair.alike)) for page, pairs in found.items()}
    return Record(said, {page: one for page, one in built.items() if one})


@lru_cache(maxsize=4000)
def line_of(pair: Pair) -> str:
    """The line of a pair: the hash of each side, and what differs."""
    differ = differences(pair)
    return " ".join(pair.said) + (f": {'; '.join(differ)}" if differ else "")


def _hashes(line: str) -> tuple[str, str]:
    one, two = line.partition(":")[0].split()
    return one, two


def _differences(line: str) -> set[str]:
    return {one for one in line.partition(": ")[2].split("; ") if one}


def text_of(root: Path) -> str:
    """The text of the file; an empty record where there is none."""
    try:
        return (root / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return "{}"


def parse(text: str) -> Record:
    """The record of a file. Raises ValueError with what is wrong."""
    data = json.loads(text)
    parts = {} if not isinstance(data, dict) else {name: data.get(name, {}) for name in ("said", "built")}
    for part in parts.values():
        if not isinstance(part, dict) or not all(isinstance(one, list) and all(isinstance(x, str) for x in one) for one in part.values()):
            parts = {}
    if not parts or (data and "said" not in data):
        raise ValueError('"said": {"ivig/dose.md": ["…"]}')
    return Record(*({page: tuple(lines) for page, lines in part.items()} for part in parts.values()))


def as_text(confirmed: Record) -> str:
    """One line a pair, in the order of the page, so that a change of one is a change of one line."""

    def part(pages: dict[str, tuple[str, ...]]) -> str:
        lines_of = {page: ",\n".join(f'      "{line}"' for line in lines) for page, lines in sorted(pages.items())}
        lists = [f'    "{page}": [\n{lines}\n    ]' for page, lines in lines_of.items()]
        return "{\n" + ",\n".join(lists) + "\n  }"

    return f'{{\n  "said": {part(confirmed.said)},\n  "built": {part(confirmed.built)}\n}}\n'


def write(root: Path, confirmed: Record) -> None:
    write_all(root, {FILE: as_text(confirmed)})


@dataclass(frozen=True)
class Place:
    """A pair with its page and where each side begins: (file, line) by language; line 0 where that side has nothing."""

    page: str
    pair: Pair
    at: dict[str, tuple[str, int]]

    @property
    def name(self) -> str:
        """What `--confirm` takes for it: its first fact, else its place in the first language."""
        if self.pair.facts:
            return self.pair.facts[0]
        return next(f"{file}:{line}" for file, line in self.at.values() if line)


def places(pages: Texts) -> Iterator[Place]:
    """Every pair with its place."""
    for page, found in by_page({lang: dict(pages[lang]) for lang in LANGUAGES}).items():
        last = dict.fromkeys(LANGUAGES, 1)
        for pair in found:
            at = {}
            for lang, side in zip(LANGUAGES, pair.sides, strict=True):
                last[lang] = side[0].line if side else last[lang]
                at[lang] = (f"docs/{lang}/{page}", last[lang] if side else 0)
            yield Place(page, pair, at)


def marked_in_both(pair: Pair) -> set[str]:
    """The facts of a pair that are marked on both sides: what lost its mark in one language can't be confirmed."""
    here, there = ({fact.partition(".")[0] for unit in side for fact in marks_in(unit)} for side in pair.sides)
    return here & there


def is_meant(place: Place, names: Iterable[str]) -> bool:
    """Whether one of these names it: a fact, a page's file, a line of it (`docs/nb/ivig/dose.md:23`), or `all`."""
    for name in names:
        if name == "all" or name.partition(".")[0] in place.pair.facts:
            return True
        file, _, line = name.rpartition(":") if ":" in name else (name, "", "")
        for at, side in zip(place.at.values(), place.pair.sides, strict=True):
            if file == at[0] and (not line or any(str(unit.line) == line for unit in side)):
                return True
    return False


def confirmed_with(pages: Texts, known: Record, names: Iterable[str]) -> tuple[Record, list[Place]]:
    """The record with what these names mean confirmed; and what was confirmed."""
    names = list(names)
    meant = [place for place in places(pages) if is_meant(place, names)]
    agreed = [agreed for place in meant for agreed in agreed_of(place)]
    return agreed_with(pages, known, agreed + gone_meant(pages, known, names)), meant


def gone_of(known: Record, now: Record) -> dict[str, list[str]]:
    """What was confirmed of each page that both languages have, and is no longer on it."""
    return {page: left for page, own in now.said.items() if (left := [one for one in known.said.get(page, ()) if one not in own])}


def gone_meant(pages: Texts, known: Record, names: Sequence[str]) -> list[str]:
    """What somebody agrees to who confirms a whole page, or `all`: that what is gone from it is meant to be."""
    named = {file.split("/", 2)[2] for texts in pages.values() for file in texts if file in names or "all" in names}
    return [f"{page} {GONE}" for page in gone_of(known, record(pages)) if page in named]


BUILT, GONE = "built ", "gone"


def agreed_of(place: Place) -> tuple[str, str]:
    """What somebody agrees to who confirms a place, by its very words and build: of any others it says nothing."""
    return f"{place.page} {line_of(place.pair)}", f"{place.page} {BUILT}{place.pair.built}"


def waits(place: Place, known: Record) -> bool:
    """Whether a place is still to be confirmed."""
    is_built = place.pair.alike or place.pair.built in known.built.get(place.page, ())
    return not is_built or line_of(place.pair) not in known.said.get(place.page, ())


def agreed_with(pages: Texts, known: Record, agreed: Iterable[str]) -> Record:
    """The record with these places in it (as `agreed_of` names them).

    What was confirmed of a page on which nothing is agreed to stays, whatever has become of it; on the others what is gone stays until
    somebody agrees to that: by it the check tells what changed, and a page that is put back as it was needs no other reading.
    """
    fresh, now = set(agreed), record(pages)
    read_now = {one.partition(" ")[0] for one in fresh}
    there = {file.split("/", 2)[2] for texts in pages.values() for file in texts}
    said: dict[str, tuple[str, ...]] = {}
    built: dict[str, tuple[str, ...]] = {}
    for page in [*now.said, *(page for page in known.said if page not in now.said)]:
        if page not in read_now:
            said[page], built[page] = (part.get(page, ()) if page in there else () for part in (known.said, known.built))
            continue
        own, before = now.said.get(page, ()), known.said.get(page, ())
        left = tuple(one for one in before if one in own or f"{page} {GONE}" not in fresh)
        said[page] = _with_fresh(left, own, [one for one in own if f"{page} {one}" in fresh])
        own, before = now.built.get(page, ()), known.built.get(page, ())
        waiting = [one for one in own if f"{page} {BUILT}{one}" not in fresh and one not in before]
        gone = [one for one in before if one not in own]
        built[page] = (*(one for one in own if one not in waiting), *gone[: len(waiting)])
    return Record(*({page: own for page, own in part.items() if own} for part in (said, built)))


def _with_fresh(before: tuple[str, ...], own: tuple[str, ...], fresh: Iterable[str]) -> tuple[str, ...]:
    """What was confirmed of a page, with what is agreed to now: in the place of what it was, else behind what stands before it."""
    found = list(before)
    for one in fresh:
        if one in found:
            continue
        if (was := _was(one, before, own)) in found:
            found[found.index(was)] = one
        else:
            above = [found.index(other) for other in own[: own.index(one)] if other in found]
            found.insert(max(above, default=-1) + 1, one)
    return tuple(found)


def stale(pages: Texts, confirmed: Record, file_text: str) -> Iterator[Finding]:
    """A warning at each pair that is not confirmed, in the language that changed; an error where both are built otherwise."""
    now = record(pages)
    lines = file_text.splitlines()
    rows = dict(_rows(lines))
    # A place that was built otherwise before, and is now in another way, is an editor's to decide.
    gone = {page: [one for one in lines if one not in now.built.get(page, ())] for page, lines in confirmed.built.items()}
    for place in places(pages):
        pair, said = place.pair, line_of(place.pair)
        known = confirmed.said.get(place.page, ())
        if not pair.alike and pair.built not in confirmed.built.get(place.page, ()):
            was = gone.get(place.page, [])
            yield _built_otherwise(place, WARNING if was else ERROR)
            del was[:1]
        if said in known:
            continue
        before = [set(one) for one in zip(*map(_hashes, known), strict=True)] or [set(), set()]
        new = [lang for lang, one, were in zip(LANGUAGES, pair.said, before, strict=True) if one not in were]
        changed = new[0] if new else LANGUAGES[0]
        lang = changed if place.at[changed][1] else OTHER[changed]
        old = _was(said, known, now.said[place.page])
        doubts = sorted(set(differences(pair)) ^ _differences(old))
        file, line = place.at[lang]
        other = place.at[OTHER[lang]]
        values: dict[str, str | Worded] = {
            "other": f"{other[0]}:{other[1]}" if other[1] else other[0],
            "there": _short(pair.text(LANGUAGES.index(OTHER[lang]))) or "–",
            "doubts": in_each(partial(meaning.said, differences(pair), doubts)),
        }
        row = rows.get((place.page, old), 0)
        paste = (Paste(FILE, row, lines[row - 1].replace(old, said)),) if row else ()
        code = "meaning_differs" if doubts else "sentence_stale" if old or len(new) == 1 else "sentence_new"
        yield Finding(code, file, line, lang, values, WARNING, paste=paste, confirm=place.name, agreed=agreed_of(place)[0])


    for page, left in gone_of(confirmed, now).items():
        if set(now.said[page]) <= set(confirmed.said[page]):  # where a place still waits, that is told first
            here = [set(one) for one in zip(*map(_hashes, now.said[page]), strict=True)]
            missing = zip(LANGUAGES, _hashes(left[0]), here, strict=True)
            lang = next((lang for lang, one, are in missing if one not in {*are, NOTHING}), LANGUAGES[0])
            file = f"docs/{lang}/{page}"
            values = {"other": f"docs/{OTHER[lang]}/{page}"}
            yield Finding("sentence_gone", file, 1, lang, {**values}, WARNING, confirm=file, agreed=f"{page} {GONE}")


def _rows(lines: list[str]) -> Iterator[tuple[tuple[str, str], int]]:
    """Where the line of a pair stands in the file, by page and line: the same words may stand on many pages."""
    page = ""
    for number, line in enumerate(lines, 1):
        if line.startswith('  "built"'):
            return
        if line.rstrip().endswith(": ["):
            page = line.strip().partition('":')[0].strip('"')
        else:
            yield (page, line.strip().strip(',"')), number


def _was(said: str, known: Iterable[str], now: Iterable[str]) -> str:
    """The line of the record that stood for this pair: one that no pair has any more, and that shares a side; else by order."""
    known, now = list(known), list(now)
    gone = [line for line in known if line not in now]
    for line in gone:
        if set(_hashes(line)) & set(_hashes(said)):
            return line
    matched = SequenceMatcher(None, known, now, autojunk=False).get_opcodes()
    for kind, a, b, c, d in matched:
        if kind == "replace" and b - a == d - c and said in now[c:d]:
            return known[a + now[c:d].index(said)]
    return ""


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def _built_otherwise(place: Place, level: str) -> Finding:
    lang = next(lang for lang in LANGUAGES if place.at[lang][1])
    own, there = (in_each(partial(_described, side)) for side in (place.pair.sides if lang == LANGUAGES[0] else place.pair.sides[::-1]))
    file, line = place.at[OTHER[lang]]
    values: dict[str, str | Worded] = {"here": own, "there": there, "other": f"{file}:{line}" if line else file}
    return Finding("built_otherwise", *place.at[lang], lang, values, level, confirm=place.name, agreed=agreed_of(place)[1])


def _described(units: tuple[Unit, ...], lang: str) -> str:
    """What stands there, in words: `2 items in a list (level 2), 1 paragraph`."""
    names = words(lang)["units"]
    counted: dict[str, int] = {}
    for unit in units:
        said = in_words(unit, lang)
        if box := next((one for one in unit.inside if one not in ("ul", "ol", "dl", "table")), ""):
            said += " " + names["in_box"].format(box=box)
        counted[said] = counted.get(said, 0) + 1
    return ", ".join(f"{count} × {said}" for said, count in counted.items()) or names["nothing"]
