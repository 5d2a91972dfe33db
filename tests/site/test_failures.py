"""The table of failures in the built site says what the list says, in words of the language."""

import pytest

from guide.records.failures import failures
from tests.site.built import LANGUAGES, article, content, text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_is_the_list(lang):
    rows = {
        row["data-failure"]: [text(cell).strip() for cell in row.select("th, td")]
        for row in article(lang, "about/failures").select("tr[data-failure]")
    }
    assert list(rows) == [failure.id for failure in failures()]
    for failure in failures():
        what, sees, works, engines = rows[failure.id]
        assert what == failure.what[lang] and engines == ", ".join(failure.engines)
        assert "{" not in sees and (not failure.code or sees == failure.message(lang))
        search, calculators = {"nb": ("søket", "kalkulator"), "da": ("søgningen", "beregner")}[lang]
        assert (search in works) == failure.search and (calculators in works) == (failure.calculators != "no")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_messages_are_those_of_the_page(lang):
    """What stands in the table is what a card with a table says."""
    card = content(lang, "ivig/dose").select_one('ig-calculator[data-calculator="ivig-course"]')
    said = {one["data-code"]: text(one).strip() for one in card.select(".ig-failure [data-code]")}
    said["noscript"] = text(card.select_one(".ig-noscript")).strip()
    assert [failure.id for failure in failures() if failure.code and said[failure.code] != failure.message(lang)] == []
