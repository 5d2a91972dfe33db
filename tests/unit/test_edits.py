"""What an editor may do to the pages: each file in `edits` is one plausible slip, with what must be said about it.

An edit replaces `find`, which must stand there once, by `put`. Each `expect` wants a finding in `file`, on a line that holds
`at`, that says all of `says`; each `paste` wants a line to paste, to the letter. A file that ends in `-nope` is an edit
that is fine: nothing may be said about it but that sentences wait for somebody to confirm them.
"""

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from calculators.facts.check import read_pages
from guide.editing import check, sentences, terms
from guide.editing.all_checks import all_checks
from guide.editing.finding import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((Path(__file__).parent / "edits").glob("*.toml"))
TODAY = date(2026, 11, 20)
LIVE = {lang: read_pages(ROOT, lang) for lang in LANGUAGES}
# Without the fields that the cases put in, whichever the live pages have.
STATUS = re.compile(r"^(?:source_version|approved|last_confirmed|next_review):.*\n", re.MULTILINE)
PAGES = {lang: {file: STATUS.sub("", text) for file, text in LIVE[lang].items()} for lang in LANGUAGES}
FILES = check.read_files(ROOT)
KINDS = {
    "unit-lost", "unit-changed", "unit-misspelt", "decimal-point", "comparator-changed", "range-turned", "range-with-a-hyphen",
    "space-lost", "mark-cut", "mark-doubled", "mark-renamed", "mark-taken-away", "figure-in-one-language",
    "figure-moved-to-another-fact", "table-row-lost", "worked-example-left-behind", "link-to-a-page-that-is-not-there",
    "reference-that-is-not-there", "front-matter-missing", "front-matter-in-the-past", "wrong-language-danish",
    "wrong-language-norwegian", "heading-skips-a-level", "picture-without-words", "sentence-changed-in-one-language",
}  # fmt: skip


def edited(edits):
    pages = {lang: dict(PAGES[lang]) for lang in LANGUAGES}
    for edit in edits:
        texts = pages[edit["file"].split("/")[1]]
        assert texts[edit["file"]].count(edit["find"]) == 1, f"{edit['find']!r} must stand once in {edit['file']}"
        texts[edit["file"]] = texts[edit["file"]].replace(edit["find"], edit["put"])
    return pages


@cache
def confirmed():
    """As if every sentence had just been confirmed: what is stale in the repository is not this test's matter."""
    return sentences.as_text(sentences.record(PAGES))


def files_with(pages):
    """The project with these pages, all sentences of the ones before confirmed."""
    others = {path: text for path, text in FILES.items() if not path.endswith(".md")}
    return {**others, **pages["nb"], **pages["da"], sentences.FILE: confirmed()}


def found_in(pages):
    return all_checks(files_with(pages), PAGES, TODAY)


@cache
def before():
    """What is found in the pages as they stand."""
    return found_in(PAGES)


@cache
def of_case(path):
    """The pages of a case and what is found in them."""
    pages = edited(tomllib.loads(path.read_text("utf-8"))["edit"])
    return pages, found_in(pages)


QUOTED = re.compile(r"«[^»]*»|»[^«]*«|\S*/\S*|\b[a-z]+(?:-[a-z0-9]+)+\b")
OF_THE_OTHER = {"nb": terms.read()["danish"], "da": terms.read()["norwegian"]}


def can_be_read_in_either_language(one):
    """No word of the other one in it but what is quoted, nothing left to fill in; and not the same words in both."""
    said = {lang: one.message_in(lang) for lang in LANGUAGES}
    assert len(set(said.values())) == len(LANGUAGES), said
    for lang, text in said.items():
        bare = QUOTED.sub(" ", text)
        assert not set(re.findall(r"[^\W\d_]+", bare.casefold())) & OF_THE_OTHER[lang].keys(), text
        assert not re.search(r"\{(?![:#]|nel|\s)", bare), text


def test_the_pages_as_they_stand_need_no_mending():
    found = all_checks(files_with(LIVE), LIVE, TODAY)
    assert [str(one) for one in found if one.level == "error"] == []


def test_every_kind_of_slip_has_a_case():
    assert KINDS - {path.stem for path in CASES} == set()
    assert sum(path.stem.endswith("-nope") for path in CASES) >= 6


@pytest.mark.parametrize("path", [p for p in CASES if not p.stem.endswith("-nope")], ids=lambda p: p.stem)
def test_a_slip_is_told_with_what_to_write(path):
    case = tomllib.loads(path.read_text("utf-8"))
    assert case["expect"], "a case that expects nothing must be called -nope"
    pages, found = of_case(path)
    for one in found:
        can_be_read_in_either_language(one)
    everything = "\n".join(f"{one.level} {one.file}:{one.line}: {one.message}" for one in found)
    for expect in case["expect"]:
        lines = pages[expect["file"].split("/")[1]][expect["file"]].splitlines() if "/" in expect["file"] else [""]
        fitting = [
            one
            for one in found
            if one.file == expect["file"]
            and expect["at"] in lines[one.line - 1]
            and one.level == expect.get("level", "error")
            and all(words in one.at_the_keyboard(one.lang) for words in expect["says"])
        ]
        assert fitting, f"nothing says {expect}\n{everything}"
    lines = {(paste.file, paste.text) for one in found for paste in one.paste}
    for paste in case.get("paste", []):
        assert (paste["file"], paste["text"]) in lines, f"{paste}\n{lines}\n{everything}"


@pytest.mark.parametrize("path", [p for p in CASES if p.stem.endswith("-nope")], ids=lambda p: p.stem)
def test_what_is_fine_is_left_alone(path):
    case = tomllib.loads(path.read_text("utf-8"))
    assert "expect" not in case
    said_before = {(one.file, one.message) for one in before()}
    found = [one for one in found_in(edited(case["edit"])) if (one.file, one.message) not in said_before]
    # A field that only this page has yet would be wanted on all others.
    assert [one for one in found if one.code not in ("sentence_stale", "sentence_new", "meaning_differs", "front_matter_field")] == []


@pytest.mark.parametrize("path", [p for p in CASES if not p.stem.endswith("-nope")], ids=lambda p: p.stem)
def test_a_pasted_line_mends_its_slip(path):
    """What is offered for the same line is no slip itself: put in, nothing of it is said about that line any more."""
    pages, found = of_case(path)
    pastes = [(one, paste) for one in found for paste in one.paste]
    own = {(one.file, one.line, one.lang): paste for one, paste in pastes if (paste.file, paste.line) == (one.file, one.line)}
    if not own:
        return
    mended = {lang: dict(pages[lang]) for lang in LANGUAGES}
    for (file, line, lang), paste in own.items():
        lines = mended[lang][file].splitlines()
        lines[line - 1] = paste.text
        mended[lang][file] = "\n".join(lines) + "\n"
    left = {(one.file, one.line, one.message) for one in found_in(mended) if one.level == "error"}
    assert not left & {(one.file, one.line, one.message) for one in found if one.paste and (one.file, one.line, one.lang) in own}
