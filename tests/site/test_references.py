"""The references of the source: all nine, their numbers as the source has them, each citation leading to its own.

The lists here were written by hand from the source's own list and text.
"""

import pytest

from tests.site.built import LANGUAGES, article, content, file_of, pages, resolve, text

PMID = {
    1: "26757367",
    2: "25066014",
    3: "30332974",
    4: "31852814",
    5: "28224702",
    7: "31728710",
    8: "25997034",
    9: "23659929",
}
DOI = {2: "10.1111/trf.12796", 4: "10.1212/WNL.0000000000008742", 7: "10.1007/s00415-019-09614-4"}
# What the reader must find to know the article again.
WORDS = {
    1: ("dosing algorithm", "J Peripher Nerv Syst", "2016"),
    2: ("Sandler SG", "not evidence based", "Transfusion", "2015"),
    3: ("Abbas A", "Complications of Immunoglobulin Therapy", "Curr Drug Saf", "2019"),
    4: ("Kapoor M", "Thromboembolic risk with IVIg", "Neurology", "2020"),
    5: ("Totzeck A", "Early platelet and leukocyte decline", "Eur J Neurol", "2017"),
    6: ("Muhajir Mohamed", "Intravenous immunoglobulin-associated hemolysis", "International Journal of Clinical Transfusion Medicine"),
    7: ("Grüter T", "Effects of IVIg treatment on autoantibody testing", "J Neurol", "2020"),
    8: ("Živković S", "in the treatment of neurologic disorders", "Acta Neurol Scand", "2015"),
    9: ("Hurelbrink CB", "Significant dermatological side effects", "J Clin Neurosci", "2013"),
}
# Where the source cites them. It cites the third both in the overview and for the measures.
CITED = {
    "ivig/before": {2},
    "ivig/maintenance": {1, 8},
    "ivig/adverse-effects": {3, 4},
    "ivig/blood-tests": {5, 6, 7},
}
LIST = "ivig/about"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("number", range(1, 10))
def test_each_reference_stands_as_in_the_source(lang, number):
    entry = article(lang, LIST).find(id=f"ref-{number}")
    said = " ".join(text(entry).split())
    assert said.startswith(f"{number}.")
    assert [words for words in WORDS[number] if words not in said] == []
    expected = []
    if number in PMID:
        expected.append((f"PMID {PMID[number]}", f"https://pubmed.ncbi.nlm.nih.gov/{PMID[number]}/"))
    if number in DOI:
        expected.append((f"DOI {DOI[number]}", f"https://doi.org/{DOI[number]}"))
    assert [(" ".join(text(link).split()), link["href"]) for link in entry.select("a[href^=http]")] == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_they_stand_in_order(lang):
    """The nine of the source; one that the source gains later comes behind them, and needs no change here."""
    found = [one["id"] for one in article(lang, LIST).select("[id^=ref-]")]
    assert len(found) >= 9 and found == [f"ref-{n}" for n in range(1, len(found) + 1)]


def citations(lang: str, name: str):
    """The links of a page to the list: the number they show, and the one they lead to."""
    for link in article(lang, name).select("a[href*='#ref-']"):
        yield text(link).strip(), resolve(file_of(lang, name), link["href"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", pages("nb"))
def test_citations_lead_to_their_reference(lang, name):
    found = list(citations(lang, name))
    for shown, target in found:
        assert target == (file_of(lang, LIST), f"ref-{shown}")
    assert {int(shown) for shown, _ in found if int(shown) <= 9} == CITED.get(name, set())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ninth_is_cited_nowhere(lang):
    assert [name for name in pages(lang) if content(lang, name).select("a[href$='#ref-9']")] == []


@pytest.mark.parametrize(
    ("fact", "number"),
    [
        ("nel-maint-algorithm", 1),
        ("nel-iga-rare-anyway", 2),
        ("nel-ae-early-late", 3),
        ("nel-act-review", 3),
        ("nel-ae-thrombosis", 4),
        ("nel-lab-general", 5),
        ("nel-lab-haemolysis", 6),
        ("nel-lab-false-positive", 7),
        ("nel-lab-false-negative", 7),
        ("nel-sc", 8),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_that_the_source_supports_has_the_citation(lang, fact, number):
    [mark] = [found for name in pages(lang) if (found := article(lang, name).find(id=fact))]
    block = mark.find_parent(["li", "tr", "p"])
    assert [n for link in block.select("a[href*='#ref-']") if int(n := text(link).strip()) <= 9] == [str(number)]
