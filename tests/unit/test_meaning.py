"""Sentences of both languages that no longer say the same: a doubt in words, and none about the text as it was confirmed."""

import tomllib
from pathlib import Path

import pytest

from guide.editing import meaning, sentences
from guide.editing.finding import LANGUAGES
from tests.unit.test_edits import PAGES, before, found_in

SLIPS = tomllib.loads((Path(__file__).parent / "slips.toml").read_text("utf-8"))["slip"]
FEWEST_FOUND = 0.9


def doubts(slip):
    lang = slip["file"].split("/")[1]
    text = PAGES[lang][slip["file"]]
    assert text.count(slip["find"]) == 1, slip
    changed = text.replace(slip["find"], slip["put"])
    pages = {lang: {**PAGES[lang], slip["file"]: changed}}
    confirmed = sentences.parse(CONFIRMED_TEXT)
    other = next(one for one in LANGUAGES if one != lang)
    page = slip["file"].split("/", 2)[2]
    pages[lang] = {slip["file"]: changed}
    pages[other] = {f"docs/{other}/{page}": PAGES[other][f"docs/{other}/{page}"]}
    return [one for one in sentences.stale(pages, confirmed, CONFIRMED_TEXT) if one.code in ("meaning_differs", "built_otherwise")]


CONFIRMED_TEXT = sentences.as_text(sentences.record(PAGES))


def test_nine_of_ten_slips_of_meaning_are_told():
    silent = [slip for slip in SLIPS if not doubts(slip)]
    assert len(SLIPS) >= 30
    assert len(silent) <= len(SLIPS) * (1 - FEWEST_FOUND), silent


def test_the_text_as_it_stands_raises_no_doubt():
    assert [one for one in before() if one.code == "meaning_differs"] == []


def test_a_doubt_says_what_differs_and_where_the_other_sentence_stands():
    slip = next(one for one in SLIPS if "Urticaria: stop ikke" in one["put"])
    [found] = doubts(slip)
    assert found.lang == "da" and found.level == "warning"
    for words in ("nægtelse: 1 flere på dansk", "docs/nb/ivig/infusion.md:", "--confirm docs/nb/ivig/infusion.md:"):
        assert words in found.at_the_keyboard("da")


def test_the_same_change_in_both_languages_is_only_read_again():
    pages = {lang: dict(PAGES[lang]) for lang in LANGUAGES}
    for lang, stop in (("nb", "Urtikaria: stopp infusjonen"), ("da", "Urticaria: stop infusionen")):
        file = f"docs/{lang}/ivig/infusion.md"
        assert stop in pages[lang][file]
        pages[lang][file] = pages[lang][file].replace(stop, stop.replace("sto", "ikke sto"))
    new = [one for one in found_in(pages) if one not in before()]
    assert {one.code for one in new} == {"sentence_stale"}


@pytest.mark.parametrize("name", list(meaning.kinds()))
def test_a_word_stands_in_the_list_of_each_language(name):
    kind = meaning.kinds()[name]
    assert set(kind.called) == set(kind.found) == set(LANGUAGES)
