"""The safety page: the whole log in both languages, and what must be settled before use."""

import pytest

from calculators.facts.figure import bind_units
from guide.records import hazards
from tests.site.built import LANGUAGES, article, content, file_of, pages, resolve

KINDS, HAZARDS = hazards.read()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_hazard_stands_there_with_all_its_parts(lang):
    page = article(lang, "about/safety")
    assert [one["id"] for one in page.select("h4[id]")] == [
        f"hazard-{hazard.id}" for kind in KINDS for hazard in HAZARDS if hazard.kind == kind
    ]
    for hazard in HAZARDS:
        heading = page.select_one(f"#hazard-{hazard.id}")
        details = heading.find_next_sibling("dl").get_text()
        text = {part: bind_units(words) for part, words in hazard.text[lang].items()}
        assert text["hazard"] in heading.get_text()
        assert all(text[part] in details for part in ("cause", "harm", "control", "remains"))
        assert all(test in details for test in hazard.tests)


@pytest.mark.parametrize(("lang", "said"), [("nb", "ikke CE-merket"), ("da", "ikke CE-mærket")])
def test_it_says_that_it_is_not_ce_marked_and_what_must_be_settled(lang, said):
    page = article(lang, "about/safety")
    assert said in page.get_text() and "2017/745" in page.get_text()
    assert len(page.select_one("#before-use").find_next_sibling("ol").select("li")) >= 5


EVERY = [(lang, name) for lang in LANGUAGES for name in pages(lang)]


@pytest.mark.parametrize(("lang", "name"), EVERY)
def test_every_page_leads_to_the_limits(lang, name):
    links = content(lang, name).select("footer a[href]")
    assert f"{lang}/about/index.html" in {resolve(file_of(lang, name), one["href"])[0] for one in links}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_hazard_is_said_twice_in_the_same_words(lang):
    words = [hazard.text[lang][part] for hazard in HAZARDS for part in ("hazard", "control", "remains")]
    assert len(words) == len(set(words))
