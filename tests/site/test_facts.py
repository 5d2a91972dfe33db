"""Every fact stands once in each language, where the calculators' links lead, and reads as the calculators read it."""

import re
import tomllib
from collections import Counter

import pytest

from calculators.facts.figure import parse_figure
from tests.site.built import LANGUAGES, NBSP, ROOT, article, content, facts, file_of, ids, pages, text

REGISTER = tomllib.loads((ROOT / "calculators/facts/register.toml").read_text("utf-8"))
# An ordinary space before a unit, where a line could break between the two.
LOOSE_UNIT = re.compile(
    r".{0,20}\d (?:(?:ml|m?g)(?:/(?:ml|kg|l))?|kg|min|%)(?![\wæøå]).{0,10}"
)


def marks() -> dict[str, str]:
    """Every anchor that the register asks for, with the shape of what stands there."""
    return {
        (fact if name == "value" else f"{fact}--{name}"): shape
        for fact, entry in REGISTER.items()
        for name, shape in entry["shape"].items()
    }


def test_the_calculators_carry_the_facts_of_the_register():
    assert set(facts().by_id) == set(REGISTER)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_anchor_stands_once(lang):
    found = Counter(anchor for name in pages(lang) for anchor in ids(file_of(lang, name)))
    assert {anchor: found[anchor] for anchor in marks() if found[anchor] != 1} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_marked_that_the_register_does_not_know(lang):
    found = {mark["id"] for name in pages(lang) for mark in content(lang, name).select(".ig-fact")}
    assert found - set(marks()) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_anchor_is_on_the_page_that_links_lead_to(lang):
    wrong = [
        anchor
        for anchor in marks()
        if anchor not in ids(file_of(lang, facts()[anchor.split("--")[0]].pages[lang]))
    ]
    assert wrong == []


def mark_of(lang: str, anchor: str):
    fact = anchor.split("--")[0]
    return content(lang, facts()[fact].pages[lang]).find(id=anchor)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_figure_reads_as_the_calculators_read_it(lang):
    wrong = {}
    for anchor, shape in marks().items():
        if shape == "text":
            continue
        fact, _, name = anchor.partition("--")
        read = parse_figure(text(mark_of(lang, anchor)), lang, shape)
        if read != facts().figure(fact, name or "value"):
            wrong[anchor] = read
    assert wrong == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_text_fact_marks_words(lang):
    assert [anchor for anchor, shape in marks().items() if shape == "text" and not text(mark_of(lang, anchor)).strip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_marked_figure_does_not_break_over_lines(lang):
    found = {anchor: text(mark_of(lang, anchor)) for anchor, shape in marks().items() if shape != "text"}
    assert {anchor: words for anchor, words in found.items() if " " in words} == {}
    with_unit = {anchor: words for anchor, words in found.items() if re.search(r"\d\D*[a-zæøå%]", words)}
    assert {anchor: words for anchor, words in with_unit.items() if NBSP not in words} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_figure_in_the_text_breaks_before_its_unit(lang):
    """Also where a figure is only repeated, in notes, answers and tables."""
    loose = []
    for name in pages(lang):
        loose += [f"{name}: {found}" for string in article(lang, name).strings for found in LOOSE_UNIT.findall(string)]
    assert not loose, "\n".join(loose)
