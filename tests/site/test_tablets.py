"""Until somebody has tried the guide on a real iPad and a real Android tablet, a reader is told so."""

import re
from pathlib import Path

import pytest

from tests.site.built import LANGUAGES, ROOT, article, text

GUIDES = ROOT / "docs/guides"
CHECKS = GUIDES / "tablet-checks"
KINDS = ("ipad", "android")
STATEMENT = {
    "nb": "Ikke prøvd på nettbrett. Ingen har ennå prøvd guiden på en ekte iPad eller et ekte Android-nettbrett.",
    "da": "Ikke prøvet på tablet. Ingen har endnu prøvet guiden på en rigtig iPad eller en rigtig Android-tablet.",
}
IN_README = "Nobody has tried it on a real iPad or Android tablet yet"
NAME = re.compile(rf"(?P<kind>{'|'.join(KINDS)})-\d{{4}}-\d{{2}}-\d{{2}}\.md")


def is_filled(check: str) -> bool:
    """Whether a copy of the checklist says what was tried, and that something was."""
    head = re.findall(r"^\| ([^|]+) \|([^|]*)\|$", check, re.MULTILINE)[2:]
    return len(head) == 7 and all(answer.strip() for _, answer in head) and "- [x]" in check.lower()


def tried(folder: Path) -> set[str]:
    """The kinds of tablet with a filled-in checklist in the folder."""
    return {NAME.fullmatch(one.name)["kind"] for one in folder.glob("*.md") if NAME.fullmatch(one.name) and is_filled(one.read_text("utf-8"))}


def test_what_lies_in_the_folder_is_a_filled_in_checklist():
    for one in CHECKS.iterdir():
        assert one.name == "README.md" or (NAME.fullmatch(one.name) and is_filled(one.read_text("utf-8"))), one.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_checklist_is_no_check(lang, tmp_path):
    empty = (GUIDES / f"tablet-checklist.{lang}.md").read_text("utf-8")
    filled = re.sub(r"^(\| [^|]+ \|) \|$", r"\1 svar |", empty, flags=re.MULTILINE)
    for name, check in (
        ("ipad-2027-01-31.md", empty),
        ("android-2027-01-31.md", filled),  # what it was tried on, and nothing tried
        ("README.md", filled.replace("- [ ]", "- [x]")),
    ):
        (tmp_path / name).write_text(check, "utf-8")
    assert tried(tmp_path) == set()
    (tmp_path / "android-2027-02-01.md").write_text(filled.replace("- [ ]", "- [x]", 1), "utf-8")
    assert tried(tmp_path) == {"android"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reader_is_told_that_it_is_untested(lang):
    page = article(lang, "about/home-screen")
    told = STATEMENT[lang] in " ".join(text(page).split())
    assert told == (tried(CHECKS) != set(KINDS))
    if told:  # before the instructions, not behind them
        [box] = [one for one in page.select(".admonition.warning") if STATEMENT[lang].split(".")[0] in text(one)]
        assert box.find_previous("h2") is None


def test_so_is_the_reader_of_the_readme():
    told = IN_README in " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert told == (tried(CHECKS) != set(KINDS))


@pytest.mark.parametrize("guide", ["README.md", "docs/guides/developer.md"])
def test_the_checklists_are_found(guide):
    words = (ROOT / guide).read_text("utf-8")
    for lang in LANGUAGES:
        [link] = set(re.findall(rf"\]\(([^)]*tablet-checklist\.{lang}\.md)\)", words))
        assert ((ROOT / guide).parent / link).is_file()


def test_both_checklists_ask_the_same():
    nb, da = ((GUIDES / f"tablet-checklist.{lang}.md").read_text("utf-8") for lang in LANGUAGES)
    assert nb.count("- [ ]") == da.count("- [ ]") >= 35
    figures = [re.findall(r"\d+(?:[,.:]\d+)*", one.partition("\n## ")[2]) for one in (nb, da)]
    assert figures[0] == figures[1]
    minutes = [int(one) for one in re.findall(r"^## .*\((\d+) min", nb, re.MULTILINE)]
    assert sum(minutes) == 60
