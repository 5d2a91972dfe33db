"""Ten edits: what the page of proposals says of whom they change equals what `scripts/clinical_diff.py` says of them in a commit.

The page compares two texts in one process; the command asks two trees, each in a process of its own. By day every so many patients
are asked, at night (IG_TESTS=all) all of them.
"""

import os
import shutil
from pathlib import Path

import pytest

from calculators.facts.check import read_pages
from guide.clinical import command
from guide.clinical.compare import Comparison
from guide.clinical.patients import GRID, read_patients
from guide.clinical.trees import Side
from guide.proposing import whom

ROOT = Path(__file__).resolve().parents[2]
PAGES = {lang: read_pages(ROOT, lang) for lang in ("nb", "da")}
STEP = 1 if os.environ.get("IG_TESTS") == "all" else 40
BOTH = ("nb", "da")

# What stands in the mark and what it becomes, in the languages named; and what must come of it: patients with another answer, none, or
# a text that cannot be used.
EDITS = {
    "rate": ("nel-rate-1", "0,5", "0,4", BOTH, "patients"),
    "rate-of-a-later-step": ("nel-rate-4", "4,0", "3,0", BOTH, "patients"),
    "time-of-a-step": ("nel-rate-1.duration", "30", "20", BOTH, "patients"),
    "dose-a-month": ("mr-dose-month", "0,4–0,8", "0,3–0,8", BOTH, "patients"),
    "limit-of-the-trough": ("mr-dose-trough", "6", "7", BOTH, "patients"),
    "weeks-between-samples": ("mr-mon-two", "3", "4", BOTH, "patients"),
    "strength": ("mr-cutaquig", "165", "160", BOTH, "patients"),
    "weeks-to-the-review": ("nel-maint-review", "3", "4", BOTH, "patients"),
    "share-that-nobody-computes-with": ("nel-act-anaphylaxis.frequency", "0,001", "0,002", BOTH, "words"),
    "one-language-alone": ("nel-rate-1", "0,5", "0,4", ("nb",), "broken"),
}


def edited(fact, old, new, languages):
    after = {lang: dict(of) for lang, of in PAGES.items()}
    for lang in languages:
        end = f"]{{#{fact}}}"
        [file] = [file for file, text in after[lang].items() if end in text]
        before, rest = after[lang][file].split(end)
        head, words = before.rsplit("[", 1)
        assert words.count(old) == 1, words
        after[lang][file] = f"{head}[{words.replace(old, new)}{end}{rest}"
    return after


@pytest.fixture
def some(monkeypatch):
    """The same patients for both."""
    few = {}

    def chosen(options, path=GRID):
        every = read_patients(options, path)
        few.setdefault("all", len(every))
        return every[::STEP]

    for module in (command, whom):
        monkeypatch.setattr(module, "read_patients", chosen)
    return few


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of all that is asked of a tree."""
    folder = tmp_path_factory.mktemp("head")
    for part in ("calculators", "docs/nb", "docs/da"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "docs/guidelines.toml", folder / "docs/guidelines.toml")
    return folder


@pytest.mark.parametrize("name", EDITS)
def test_the_page_and_the_command_say_the_same_of_an_edit(some, tree, tmp_path, name):
    *edit, comes = EDITS[name]
    after = edited(*edit)
    for of in after.values():
        for file, text in of.items():
            (tree / file).write_text(text, "utf-8")
    *_, page = whom.compared(PAGES, after)
    commit = command.compared((Side("base", "0" * 40, ROOT), Side("head", "1" * 40, tree)), GRID, tmp_path)
    assert isinstance(page, Comparison)
    assert page == commit
    changed = {diff.kind for one in page.calculators for diff in one.patients}
    if comes == "broken":
        assert not page.answered and page.problems
    else:
        assert page.asked >= some["all"] // STEP and bool(changed - {"words"}) is (comes == "patients")
