"""One name for each calculator and each page, wherever it is named."""

import re

import pytest

import calculators
from calculators import words
from calculators.result.plaintext import as_text
from tests.site.built import LANGUAGES, article, facts, file_of, page, pages, resolve


def names(lang: str) -> dict[tuple[str, str], str]:
    """The title of each calculator, by the place that leads to it."""
    found = {}
    for name in pages(lang):
        for card in article(lang, name).select("ig-calculator"):
            heading = card.find_previous(["h2", "h3"])
            found[file_of(lang, name), heading["id"]] = words.calculator_words(card["data-calculator"], lang)["title"]
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_heading_over_a_calculator_is_its_name(lang):
    """Or, where the page has that name already, says that here it is."""
    generic = {"nb": "Kalkulator", "da": "Beregner"}[lang]
    for (file, anchor), name in names(lang).items():
        heading = re.sub(r"\s*#$", "", page(file).find(id=anchor).get_text())
        assert heading == (generic if title(file) == name else name), file


@pytest.mark.parametrize(("lang", "first"), [("nb", "ivig"), ("da", "sid")])
def test_the_guideline_of_the_readers_comes_first(lang, first):
    assert [head["id"] for head in article(lang, "").select(".ig-home-panel > h2")][0] == first
    menu = page(file_of(lang, "")).select(".md-nav--primary a.md-nav__link[href]")
    in_menu = [link["href"] for link in menu if link["href"].startswith(("ivig/", "sid/"))]
    assert in_menu[0].startswith(first)


def title(file: str) -> str:
    return re.sub(r"\s*#$", "", page(file).select_one("article h1").get_text())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_name_calculators_and_pages_as_they_name_themselves(lang):
    known = names(lang)
    assert len(known) == len(calculators.catalog())
    named = 0
    for name, lists in {"": "h3 ~ ul li > a:first-child", "calculators": "td:first-child > a"}.items():
        for link in article(lang, name).select(lists):
            file, anchor = resolve(file_of(lang, name), link["href"])
            right = known.get((file, anchor)) or title(file)
            assert link.get_text() == right, (name, link)
            named += 1
    assert named >= 2 * len(known)
    heads = {head["id"]: re.sub(r"\s*#$", "", head.get_text()) for head in article(lang, "about/examples").select("h2")}
    assert heads == {one.id: words.calculator_words(one.id, lang)["title"] for one in calculators.catalog()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_menu_names_pages_by_their_titles(lang):
    home = page(file_of(lang, ""))
    links = [link for link in home.select(".md-nav--primary a.md-nav__link[href]") if not link["href"].startswith("#")]
    own = {}
    for link in links:
        file, _ = resolve(file_of(lang, ""), link["href"])
        if file.split("/", 1)[1].count("/") > 1:  # the openings are named by their section, the home page by the site
            own[file] = " ".join(link.get_text().split())
    assert len(own) > 15 and {file: title(file) for file in own} == own


def test_every_norwegian_page_of_the_danish_guideline_says_that_it_is_danish():
    found = [name for name in pages("nb") if name.startswith("sid")]
    assert len(found) == 8
    for name in found:
        assert "dansk" in article("nb", name).select_one(".ig-page-head").get_text(), name
    answer = calculators.run("sid-route", {"short_treatment": "yes"}, "nb", facts())
    assert "Danmark" in as_text(answer), "and each answer, on paper too"
