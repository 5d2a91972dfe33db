"""No slip of a finger ends the check: each character of each marked line deleted, doubled, replaced by one that looks like it.

Here a sample, another one each night: IG_CASES times as many, IG_SEED chooses which; with IG_CASES=20 it is near to all of them.
"""

import os
import random

import pytest

from calculators.facts.marks import MARK
from guide.editing.finding import LANGUAGES
from tests.unit.test_edits import PAGES, found_in

CASES = 60 * int(os.environ.get("IG_CASES", "1"))
SEED = os.environ.get("IG_SEED", "15")
ALIKE = {
    "0": "O", "1": "l", "O": "0", "l": "1", ",": "‚", "-": "‑", "–": "—", " ": "\u00a0", ".": "․", "'": "’", "{": "(", "}": ")",
    "[": "(", "]": "}", "#": "♯", "|": "│", "g": "ց", "k": "к", "m": "ⅿ", "a": "а", "e": "е", "o": "о", "å": "å", "ø": "ǿ", "*": "∗",
}  # fmt: skip
LINES = [
    (lang, file, number)
    for lang in LANGUAGES
    for file, text in PAGES[lang].items()
    for number, line in enumerate(text.split("\n"))
    if MARK.search(line)
]


def spoilt(line, at, how):
    if how == "deleted":
        return line[:at] + line[at + 1 :]
    return line[:at] + (line[at] * 2 if how == "doubled" else ALIKE.get(line[at], "\u200b" + line[at])) + line[at + 1 :]


def sample():
    """Characters by chance, half of them in a mark: that is where a figure breaks."""
    chance = random.Random(SEED)
    for _ in range(CASES):
        lang, file, number = chance.choice(LINES)
        line = PAGES[lang][file].split("\n")[number]
        marks = [at for match in MARK.finditer(line) for at in range(*match.span())]
        at = chance.choice(marks if chance.random() < 0.7 else range(len(line)))
        yield lang, file, number, at, chance.choice(("deleted", "doubled", "alike"))


@pytest.mark.parametrize("part", range(4))
def test_no_character_that_slips_ends_the_check(part):
    for lang, file, number, at, how in list(sample())[part::4]:
        lines = PAGES[lang][file].split("\n")
        old, lines[number] = lines[number], spoilt(lines[number], at, how)
        found = found_in({**PAGES, lang: {**PAGES[lang], file: "\n".join(lines)}})
        assert all(one.message for one in found), (file, number, at, how)
        blank = how == "doubled" and old[at] == " "  # nobody sees two for one
        if lines[number] != old and not blank and any(start <= at < end for start, end in spans(old)):
            assert found, f"nothing is said of {lines[number]!r}"


def spans(line):
    return [match.span() for match in MARK.finditer(line)]


@pytest.mark.parametrize("fact", ["nel-rate-4", "nel-maint-second", "mr-cart-early", "nel-example-100"])
def test_a_main_mark_broken_while_its_siblings_stay_is_told(fact):
    pages = {lang: dict(PAGES[lang]) for lang in LANGUAGES}
    for file, text in pages["nb"].items():
        pages["nb"][file] = MARK.sub(lambda m: m["text"] + m[0].partition("]")[2] if m["fact"] == fact and not m["name"] else m[0], text)
    assert any(fact in one.message for one in found_in(pages) if one.level == "error")
