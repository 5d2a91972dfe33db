"""The ready-made tables, for when nothing can be calculated: in the HTML, and right by a calculation of their own."""

import re
from fractions import Fraction

import pytest

from calculators.facts.figure import parse_figure
from tests.site.built import LANGUAGES, content, text

WEIGHTS = list(range(40, 121, 5))
UNITS = {"kg": "kg", "g": "g", "ml": "ml"}


def figure(lang: str, page: str, anchor: str, shape: str) -> Fraction:
    """A figure as it stands in the text."""
    return Fraction(parse_figure(text(content(lang, page).find(id=anchor)), lang, shape).low)


def table(lang: str, page: str):
    [details] = content(lang, page).select("ig-calculator > details.ig-table")
    assert details.has_attr("open"), "readable without any script"
    assert text(details.summary).strip()
    [found] = details.select("table")
    return found


def cells(found) -> list[list[str]]:
    return [[text(cell) for cell in row.select("th, td")] for row in found.select("tbody tr")]


def number(shown: str, unit: str = "") -> Fraction:
    """A number as it is set: no-break spaces, decimal comma, no trailing zero."""
    match = re.fullmatch(r"(\d{1,3}(?:\u00a0\d{3})*)(?:,(\d*[1-9]))?" + (rf"\u00a0{unit}" if unit else ""), shown)
    assert match, f"{shown!r} is not written as a figure in {unit or 'bare numbers'}"
    return Fraction(f"{match[1].replace(chr(0xA0), '')}.{match[2] or 0}")


def half_up(value: Fraction, step: Fraction) -> Fraction:
    return (value / step + Fraction(1, 2)).__floor__() * step


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_the_course(lang):
    dose = figure(lang, "ivig/dose", "nel-initial-dose", "g/kg")
    strength = figure(lang, "ivig/dose", "nel-products-100", "mg/ml")
    spans = [figure(lang, "ivig/dose", f"nel-days-{name}", "day") for name in ("usual", "short")]
    rows = cells(table(lang, "ivig/dose"))
    assert [number(row[0], "kg") for row in rows] == WEIGHTS
    for shown_weight, grams, millilitres, *daily in rows:
        weight = number(shown_weight, "kg")
        total = weight * dose * 1000 / strength
        assert number(grams, "g") == half_up(weight * dose, Fraction(1, 100))
        assert number(millilitres, "ml") == half_up(total, Fraction(1, 10))
        for shown, days in zip(daily, spans, strict=True):
            exact = total / days
            rounded = half_up(exact, Fraction(50))
            far = not rounded or abs(rounded - exact) / exact > Fraction(1, 10)
            assert number(shown, "ml") == (half_up(exact, Fraction(1, 10)) if far else rounded)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_the_course_says_for_what_it_holds(lang):
    caption = table(lang, "ivig/dose").caption
    assert {link["data-fact"] for link in caption.select("a.ig-fig")} == {"nel-initial-dose", "nel-products-100"}
    head = [text(cell) for cell in table(lang, "ivig/dose").select("thead th")]
    for anchor, heading in zip(("nel-days-usual", "nel-days-short"), head[-2:], strict=True):
        assert heading.endswith(text(content(lang, "ivig/dose").find(id=anchor)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_rates(lang):
    rates = [figure(lang, "ivig/infusion", f"nel-rate-{step}", "ml/kg/h") for step in range(1, 6)]
    rows = cells(table(lang, "ivig/infusion"))
    assert [number(row[0], "kg") for row in rows] == WEIGHTS
    for shown_weight, *shown in rows:
        weight = number(shown_weight, "kg")
        # Rounded down: never faster than the source.
        assert [number(one) for one in shown] == [(weight * rate * 10).__floor__() / Fraction(10) for rate in rates]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_rates_says_for_what_it_holds(lang):
    found = table(lang, "ivig/infusion")
    assert [link["data-fact"] for link in found.caption.select("a.ig-fig")] == ["nel-products-100"]
    assert "ml" in text(found.caption) and "time" in text(found.caption)
    assert len(found.select("thead th")) == 6


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_decision_table_stands_where_questions_decide(lang):
    """What it says is proven in tests/unit/test_decision_tables.py; here, that it is on the page and links to its sentences."""
    [details] = content(lang, "sid/start").select("ig-calculator details.ig-table")
    assert details.has_attr("open") and "ig-decision" in details["class"]
    assert len(details.select("table")) == 4, "one for each group"
    hsct = cells(details.select("table")[2])
    limit = text(content(lang, "sid/start").find(id="mr-hsct")).removeprefix("<").strip()
    assert len(hsct) == 2 and limit in hsct[0][0]
