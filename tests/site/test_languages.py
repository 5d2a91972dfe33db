"""Both languages are the same site: pages, headings, facts, and what each page says of itself."""

from collections import Counter

import pytest

import calculators
from tests.site.built import LANGUAGES, OTHER, article, build, content, file_of, page, pages, resolve, runtime
from tests.site.test_references import WORDS

CALCULATORS = {one.id: one.page for one in calculators.catalog()}


def headings(lang: str, name: str) -> list[tuple[str, str]]:
    return [(one.name, one["id"]) for one in article(lang, name).select("h1[id], h2[id], h3[id], h4[id], h5[id], h6[id]")]


def test_both_have_the_same_pages():
    assert pages("nb") == pages("da")
    assert len(pages("nb")) >= 20


@pytest.mark.parametrize("name", pages("nb"))
def test_headings_have_the_same_ids_in_the_same_order(name):
    # The one of the title is made from its words, and nothing links to it.
    nb, da = (headings(lang, name)[1:] for lang in LANGUAGES)
    # At home and in the paper edition the readers' own guideline comes first.
    assert nb == da or (name in ("", "about/paper") and sorted(nb) == sorted(da))
    assert [level for level, _ in headings("nb", name)].count("h1") == 1


@pytest.mark.parametrize("name", pages("nb"))
def test_facts_stand_on_the_same_page(name):
    nb, da = ([mark["id"] for mark in article(lang, name).select(".ig-fact")] for lang in LANGUAGES)
    assert Counter(nb) == Counter(da)


def test_pages_are_in_the_same_order_in_the_menu():
    def menu(lang):
        links = content(lang, "").select(".md-nav--primary a.md-nav__link[href]")
        return list(dict.fromkeys(resolve(file_of(lang, ""), one["href"])[0].removeprefix(lang) for one in links))

    # But for the guidelines themselves: the readers' own comes first. The sort keeps the order inside each.
    inside = [sorted(menu(lang), key=lambda file: file.split("/")[1]) for lang in LANGUAGES]
    assert inside[0] == inside[1]
    assert {f"/{name}/index.html" if name else "/index.html" for name in pages("nb")} == set(menu("nb"))


EVERY = [(lang, name) for lang in LANGUAGES for name in pages(lang)]


@pytest.mark.parametrize(("lang", "name"), EVERY)
def test_each_page_says_what_it_is(lang, name):
    soup = content(lang, name)
    assert soup.html["lang"] == lang
    assert soup.title.string.strip()
    assert soup.select_one('meta[name="description"]')["content"].strip()
    assert soup.select_one('meta[name="ig-build"]')["content"] == build()
    assert soup.select_one('meta[name="ig-runtime"]')["content"] == runtime()
    root = soup.select_one('meta[name="ig-root"]')["content"]
    assert resolve(file_of(lang, name), root) == ("index.html", "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", ["title", "description"])
def test_no_two_pages_say_the_same_of_themselves(lang, what):
    def said(name):
        soup = content(lang, name)
        return soup.title.string if what == "title" else soup.select_one('meta[name="description"]')["content"]

    found = Counter(said(name) for name in pages(lang))
    assert [words for words, times in found.items() if times > 1] == []


@pytest.mark.parametrize("file", ["404.html", "nb/404.html", "da/404.html", "index.html"])
def test_pages_outside_the_text_say_what_they_are(file):
    soup = page(file)
    assert soup.html["lang"] in LANGUAGES
    assert soup.title.string.strip()
    assert soup.select_one('meta[name="ig-build"]')["content"] == build()
    root = soup.select_one('meta[name="ig-root"]')["content"]
    # A page for unknown addresses is shown at any depth, so its root is a whole path.
    assert root.startswith("/") or file == "index.html"
    assert resolve(file, root) == ("index.html", "")


@pytest.mark.parametrize(("lang", "name"), EVERY)
def test_the_language_link_leads_to_the_same_page(lang, name):
    [link] = content(lang, name).select("header a[data-language]")
    assert link["data-language"] == link["hreflang"] == link["lang"] == OTHER[lang]
    assert resolve(file_of(lang, name), link["href"]) == (file_of(OTHER[lang], name), "")
    assert link.get_text(strip=True)


def test_the_front_door_leads_to_both():
    links = {link["lang"]: resolve("index.html", link["href"])[0] for link in page("index.html").select("a[lang]")}
    assert links == {"nb": "nb/index.html", "da": "da/index.html"}


@pytest.mark.parametrize(("lang", "name"), EVERY)
def test_calculators_stand_where_the_text_needs_them(lang, name):
    cards = [card for card in content(lang, name).select("ig-calculator") if not card.find_parent("template")]
    assert [card["data-calculator"] for card in cards] == [one for one, where in CALCULATORS.items() if where == name]
    for card in cards:
        assert card["id"] == f"calculator-{card['data-calculator']}"
        assert card["data-lang"] == lang
        assert resolve(file_of(lang, name), card["data-root"]) == (f"{lang}/index.html", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_course_brings_the_plan_along(lang):
    [template] = content(lang, "ivig/dose").select("template.ig-next")
    assert template["data-calculator"] == "ivig-rate"
    assert [card["data-calculator"] for card in template.select("ig-calculator")] == ["ivig-rate"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_one_tap_from_home(lang):
    links = [resolve(file_of(lang, ""), link["href"]) for link in article(lang, "").select("a[href]")]
    files = {found[0] for found in links if found}
    guidelines = [name for name in pages(lang) if name.split("/")[0] in ("ivig", "sid")]
    assert len(guidelines) >= 16
    assert {file_of(lang, name) for name in guidelines} <= files
    for where in CALCULATORS.values():
        assert (file_of(lang, where), "calculator") in links


# --- what a screen reader pronounces

REFERENCES = "ivig/about"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_english_titles_are_said_to_be_english(lang):
    """All of the title, from the authors to the journal."""
    for number in WORDS:
        entry = article(lang, REFERENCES).find(id=f"ref-{number}")
        title = entry.select_one("[lang=en]").get_text()
        assert len(title.split()) >= 7 and title.endswith("."), number
        assert any(words in title for words in WORDS[number]), number


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_column_of_the_word_list_is_in_its_language(lang):
    table = article(lang, "about/terms").find("table")
    heads = [one.get_text().strip() for one in table.select("th")]
    assert heads[:2] in (["Norsk", "Dansk"], ["Dansk", "Norsk"])
    for row in table.select("tr"):
        said = [cell.get("lang") for cell in row.find_all(["th", "td"])]
        assert said == [{"Norsk": "nb", "Dansk": "da"}.get(head) for head in heads]


@pytest.mark.parametrize(("name", "words"), [("sid/choice", {"anvend", "overvej"}), ("sid/basis", {"anvend", "overvej", "anvend ikke"})])
def test_the_danish_categories_are_said_to_be_danish(name, words):
    text = article("nb", name)
    danish = {one.get_text().strip().casefold() for one in text.select("[lang=da]")}
    assert words <= danish
    rest = " ".join(one for one in text.find_all(string=True) if not one.find_parent(lang="da"))
    assert not {"anvend", "overvej"} & set(rest.casefold().replace("«", " ").replace("»", " ").split())


@pytest.mark.parametrize(("lang", "name"), EVERY)
def test_the_way_to_the_other_language_says_which(lang, name):
    [link] = content(lang, name).select("a[data-language]")
    assert link["lang"] == link["hreflang"] == OTHER[lang]
    assert content(lang, name).html["lang"] == lang


@pytest.mark.parametrize("name", ["index.html", "404.html"])
def test_above_the_languages_each_part_says_which(name):
    for lang in LANGUAGES:
        [link] = [one for one in page(name).select(f"a[hreflang={lang}]") if one.parent.name == "li"]
        assert link["lang"] == lang
