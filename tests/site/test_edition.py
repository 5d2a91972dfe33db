"""The paper edition: everything that a reader needs when nothing else works, and nothing that can only be tapped.

Where its sheets break is looked at with those of all pages, in tests/browser/test_sheets.py.
"""

import re

import pytest

import calculators
from tests.site.built import LANGUAGES, article, facts, pages, text

PAGE = "about/paper"


def words(element) -> str:
    return re.sub(r"\s+", " ", element.get_text()).strip()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_text_is_on_paper(lang):
    paper = words(article(lang, PAGE))
    of_guidelines = [name for name in pages(lang) if name.startswith(("ivig", "sid"))]
    assert len(of_guidelines) == 16
    for name in of_guidelines:
        for piece in article(lang, name).select("h1, h2, h3, p:not(ig-calculator *, .ig-suggest), td:not(ig-calculator *), li:not(ig-calculator *, :has(li))"):
            if not piece.find_parent(class_="ig-page-head"):
                for link in piece.select(".headerlink"):
                    link.extract()
                assert words(piece) in paper, (name, words(piece))
    assert all(fact.sentences[lang] for fact in facts().by_id.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_ready_made_table_and_an_empty_sheet_are_on_paper(lang):
    paper = article(lang, PAGE)
    tables = [words(one) for name in pages(lang) for one in article(lang, name).select("ig-calculator > details.ig-table table")]
    assert len(tables) >= len(calculators.catalog())
    shown = [words(one) for one in paper.select(".ig-edition table")]
    assert [one for one in tables if one not in shown] == []
    [sheet] = paper.select(".ig-edition-empty")
    rows = sheet.select("tbody tr")
    assert [text(row.select_one("th")) for row in rows if row.select("th")] == list("12345") and len(rows) > 5, "and room for what happens"
    assert all(not text(cell) for row in rows for cell in row.select("td")), "to be filled in by hand"
    heads = [text(one) for one in sheet.select("thead th")]
    assert {"nb": {"Fra", "Til"}, "da": {"Fra", "Til"}}[lang] < set(heads) and any("ml" in one for one in heads), "times, and units once"
    assert len(sheet.select("dl.ig-blanks > div")) >= 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_of_it_is_tapped_or_named_twice(lang):
    paper = article(lang, PAGE)
    assert not paper.select(".ig-edition :is(a, form, input, button, template, ig-calculator, details, [id])")
    assert len(paper.select("h1")) == 1
    contents = [link["href"] for link in paper.select("ul:not(.ig-edition *) a[href]")]
    assert len(contents) == 16 and contents[0].startswith({"nb": "../../ivig/", "da": "../../sid/"}[lang])
    assert re.search(r"\b20\d\d\b", words(paper.select_one(".ig-edition-version"))), "the day of the edition"
