"""Whether two sentences that belong together can mean the same: negation, duty, comparison, names, numbers, items of a list.

Nothing here understands a language. It counts, in each pair, the words of each kind of `meaning.toml`, the names (products,
tests, abbreviations, terms of the glossary), the numbers without a mark, and the things that are listed. Two texts that were
each written in their own language differ in some of these and mean the same: what somebody read and confirmed is kept in
`docs/sentences.json` with its differences. A difference that is not kept there is a doubt.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from calculators.facts.marks import MARK, QUOTE, sentence
from guide.editing.finding import words
from guide.editing.outline import Unit
from guide.editing.pairs import Pair
from guide.project import LANGUAGES

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[<>≤≥]")
_NAME = re.compile(r"(?<!\w)(?=[\w-]*[A-ZÆØÅ][\w-]*[A-ZÆØÅ0-9]|[A-ZÆØÅ])[A-Za-zÆØÅæøå][\w-]*")
_NUMBER = re.compile(r"(?<![\w#])[0-9]+(?:,[0-9]+)?(?![\w])")
_SEPARATOR = re.compile(r",(?![0-9])|;|\b(?:og|eller|samt)\b")
_CLAUSE = re.compile(r"[.:()/·–]\s|[.:]$| (?:som|der|at|når|hvis|fordi|men|da) ")
LONGEST_ITEM = 4  # words; what is longer is no item of an enumeration
FEWEST_ITEMS = 3


@dataclass(frozen=True)
class Kind:
    """A kind of words: what it is called, and the pattern that finds them, by language."""

    called: Mapping[str, str]
    found: Mapping[str, re.Pattern[str]]


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of `meaning.toml`, by their name."""
    data = tomllib.loads(Path(__file__).with_name("meaning.toml").read_text(encoding="utf-8"))
    return {
        name: Kind({lang: one[lang] for lang in LANGUAGES}, {lang: _pattern(one[f"words_{lang}"]) for lang in LANGUAGES})
        for name, one in data.items()
    }


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    parts = [re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4000)
def differences(pair: Pair) -> tuple[str, ...]:
    """How many more of each kind the first language has, where they differ: `negation+1`, `or-1`, `IgA+1`, `number 6+1`."""
    counted = [_counted(side, lang) for lang, side in zip(LANGUAGES, pair.sides, strict=True)]
    found = []
    for name in sorted({*counted[0], *counted[1]}):
        if not all(pair.sides) and (name == "items" or name.startswith("number ")):
            continue  # a sentence of one language alone has none to differ from: only a change of its meaning is a doubt
        if more := counted[0][name] - counted[1][name]:
            found.append(f"{name}{more:+d}")
    return tuple(found)


def _counted(units: Iterable[Unit], lang: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for unit in units:
        text = _bare(unit)
        for name, kind in kinds().items():
            counts[name] += len(kind.found[lang].findall(text))
        counts.update(name for match in _NAME.finditer(text) if (name := _name(match, text)))
        counts.update(f"number {match[0]}" for match in _NUMBER.finditer(text))
        counts["items"] += _items(text)
    return counts


def _bare(unit: Unit) -> str:
    """The words of a unit; what is marked counts only where it is words."""
    text = MARK.sub(lambda mark: " … " if re.search(r"[0-9]", mark["text"]) else mark["text"], QUOTE.sub(" … ", unit.text))
    return " · ".join(sentence(cell) for cell in text.split(" | ")) if unit.cells else sentence(text)


def _name(match: re.Match[str], text: str) -> str:
    """A name that is the same in both languages: more than one capital, a digit, or a capital inside a sentence."""
    word = match[0]
    if sum(sign.isupper() for sign in word) > 1 or re.search(r"[0-9]", word):
        return word.split("-")[0] if word.split("-")[0].isupper() and len(word.split("-")[0]) > 3 else re.sub(r"-[a-zæøå].*", "", word)
    before = text[: match.start()].rstrip()
    return word if before and before[-1] in "abcdefghijklmnopqrstuvwxyzæøå," else ""


def _items(text: str) -> int:
    """How many things are listed, of enumerations of at least three short ones."""
    total = 0
    for clause in _CLAUSE.split(text):
        parts = [part.split() for part in _SEPARATOR.split(clause)]
        run = 0
        for part in [*parts[1:-1], None]:  # the first and the last reach into the rest of the clause
            if part and len(part) <= LONGEST_ITEM:
                run += 1
            elif part != []:
                total += run + 2 if run + 2 >= FEWEST_ITEMS else 0
                run = 0
    return total


def said(now: Iterable[str], doubts: Iterable[str], lang: str) -> str:
    """Doubts in words, each once: `nektelse (norsk +1)`; one that was confirmed and is no longer there says that both are alike."""
    there = {_parted(one)[0]: one for one in now}
    shown = {}
    for one in doubts:
        name, _, _ = _parted(one)
        kind = kinds().get(name)
        own = words(lang)["meaning"]
        if kind:
            called = kind.called[lang]
        elif name == "items" or name.startswith("number "):
            called = own[name.partition(" ")[0]].format(number=name.partition(" ")[2])
        else:
            called = own["name"].format(name=name)
        if name in there:
            _, sign, count = _parted(there[name])
            shown[name] = own["more"].format(what=called, language=words(lang)["languages"][LANGUAGES[sign == "-"]], count=count)
        else:
            shown[name] = own["alike"].format(what=called)
    return ", ".join(shown.values())


def _parted(one: str) -> tuple[str, str, str]:
    name, sign, count = re.fullmatch(r"(.*)([+-])([0-9]+)", one).groups()  # type: ignore[union-attr]  # written by `differences`
    return name, sign, count
