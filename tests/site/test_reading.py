"""Found in two seconds, read in two minutes: the openings, the abbreviations, the heads of the pages, and the ways on."""

import re

import pytest

import calculators
from calculators.element import html
from calculators.facts.figure import NUMBER_WORDS_OF_LANGUAGE
from calculators.page.answer import answer_element
from tests.site.built import LANGUAGES, article, content, facts, file_of, ids, page, pages, resolve

OPENINGS = [(lang, guideline) for lang in LANGUAGES for guideline in ("ivig", "sid")]
GUIDELINE = [(lang, name) for lang in LANGUAGES for name in pages(lang) if name.startswith(("ivig", "sid"))]


def rows(lang: str, guideline: str):
    return article(lang, guideline).select(".ig-glance dl > div")


# --- the openings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "guideline"), OPENINGS)
def test_each_line_at_a_glance_leads_on(lang, guideline):
    found = rows(lang, guideline)
    assert len(found) >= 7, "what is needed most often"
    for row in found:
        [question] = row.select("dt a")
        file, anchor = resolve(file_of(lang, guideline), question["href"])
        assert anchor in ids(file), question
    # It stands before everything else, and the search finds the sentences instead.
    [block] = article(lang, guideline).select(".ig-glance")
    assert not block.find_previous("h2") and block.has_attr("data-ig-unsearched")


@pytest.mark.parametrize(("lang", "guideline"), OPENINGS)
def test_a_figure_at_a_glance_is_that_of_its_sentence(lang, guideline):
    quoted = [link for row in rows(lang, guideline) for link in row.select("a.ig-quote")]
    assert len(quoted) >= 8
    for link in quoted:
        file, anchor = resolve(file_of(lang, guideline), link["href"])
        [mark] = page(file).select(f'.ig-fact[id="{anchor}"]')
        counts = "|".join(NUMBER_WORDS_OF_LANGUAGE[lang])  # "at least two"
        assert mark.get_text() == link.get_text() and re.search(rf"\d|\b(?:{counts})\b", link.get_text()), link


@pytest.mark.parametrize(("lang", "guideline"), OPENINGS)
def test_no_figure_at_a_glance_is_typed_by_hand(lang, guideline):
    for row in rows(lang, guideline):
        typed = "".join(text for text in row.find_all(string=True) if not text.find_parent(class_="ig-quote"))
        assert not re.search(r"\d", typed), typed


@pytest.mark.parametrize("guideline", ["ivig", "sid"])
def test_both_languages_lead_to_the_same_places(guideline):
    def places(lang):
        links = [link["href"] for row in rows(lang, guideline) for link in row.select("a")]
        return [(file.removeprefix(lang), anchor) for file, anchor in (resolve(file_of(lang, guideline), one) for one in links)]

    nb, da = places("nb"), places("da")
    assert sorted(nb) == sorted(da)
    assert {anchor for _, anchor in nb} >= {"calculator"}


# --- abbreviations ----------------------------------------------------------------------------------


def explained(lang: str) -> dict[str, str]:
    listed = article(lang, "about/terms").find(id="abbreviations").find_next_sibling("dl")
    return {term.get_text(): term.find_next_sibling("dd").get_text() for term in listed.select("dt")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_an_abbreviation_stands_for_is_what_the_page_of_terms_says(lang):
    terms, used = explained(lang), set()
    assert len(terms) >= 25
    for name in pages(lang):
        for short in content(lang, name).select("abbr"):
            assert short["title"] == terms[short.get_text()]
            assert short["tabindex"] == "0", "reached by keyboard and finger"
            assert not short.find_parent(["a", "button", "summary", "h1", "h2", "h3", "ig-calculator"]), short
            used.add(short.get_text())
    assert {"IVIG", "SCIG", "SID", "HSCT", "CAR-T", "CIDP", "IgG"} <= used


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_abbreviation_of_the_guidelines_is_explained(lang):
    terms = explained(lang)
    text = " ".join(article(lang, name).get_text(" ") for one, name in GUIDELINE if one == lang)
    used = set(re.findall(r"\b[A-Z]{2,5}(?:-[A-Z0-9]+)?\b", text))
    # The initials of the authors are no abbreviations.
    authors = set(re.findall(r"\b[A-Z]{2,4}\b", article(lang, "ivig/about").find(id="references").find_next_siblings("p").__str__()))
    template = {"MAL"}  # what scripts/new.py laid down and nobody has written yet
    assert len(used) >= 15 and used - set(terms) - authors - template == set()


@pytest.mark.parametrize(("lang", "name"), GUIDELINE)
def test_an_abbreviation_is_explained_once_a_section(lang, name):
    seen: set[str] = set()
    for element in article(lang, name).find_all(["h2", "abbr"]):
        if element.name == "h2":
            seen.clear()
        else:
            assert element.get_text() not in seen, element
            seen.add(element.get_text())


# --- from page to page ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_to_do_at_a_reaction_is_one_tap_from_the_plan(lang):
    result = calculators.run("ivig-rate", {"weight_kg": "60", "volume_ml": "600", "product": "kiovig"}, lang, facts())
    answer = answer_element(result, "../../")
    [link] = [one for one in answer.iter("a") if one.get("class") == "ig-onward"]
    file, anchor = resolve(file_of(lang, "ivig/infusion"), link.get("href"))
    assert (file, anchor) == (file_of(lang, "ivig/adverse-effects"), "measures") and anchor in ids(file)
    # The plan is what the tablet is looked at for: it comes first, then this line and right under it the measures, before all that
    # explains. The way to the page stands with them: nobody has to leave the plan to read what to do.
    text = html(answer)
    order = ["ig-rows", 'data-code="reaction"', 'data-fold="measures"', 'class="ig-onward"', 'data-code="earliest_end"', "ig-working"]
    found = [text.index(one) for one in order]
    assert found == sorted(found)
    # On paper the sentences stand themselves.
    printed = [item.text for part in answer.iter("ul") if part.get("class") == "ig-sentences" for item in part]
    assert {facts()[fact].sentences[lang] for fact in ("nel-act-skin", "nel-act-flu")} <= set(printed)


@pytest.mark.parametrize(("lang", "name"), GUIDELINE)
def test_the_head_of_a_page_says_what_it_is_not(lang, name):
    head = article(lang, name).select_one(".ig-page-head")
    assert head.find_next("h1"), "before all else"
    assert {"nb": "Gjengitt med egne ord", "da": "Gengivet med egne ord"}[lang] in head.get_text()
    assert {"nb": "gjelder kilden", "da": "gælder kilden"}[lang] in head.get_text()
    assert head.select_one("dl.ig-freshness")


@pytest.mark.parametrize(("lang", "guideline"), OPENINGS)
def test_next_follows_the_order_of_the_work_to_its_end(lang, guideline):
    named = [resolve(file_of(lang, guideline), link["href"])[0] for link in article(lang, guideline).select("ol a[href]")]
    order = list(dict.fromkeys(named))  # the numbered list of the opening
    file, walked = file_of(lang, guideline), []
    while link := page(file).select_one('.ig-pager a[rel="next"]'):
        before, (file, _) = file, resolve(file, link["href"])
        walked.append(file)
        assert resolve(file, page(file).select_one('.ig-pager a[rel="prev"]')["href"])[0] == before
    assert walked == order
    assert not page(file_of(lang, guideline)).select('.ig-pager a[rel="prev"]'), "a guideline begins where it begins"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_front_matter_is_shown_as_text(lang):
    assert [name for name in pages(lang) if re.match(r"\s*(?:title|description):", article(lang, name).get_text())] == []
