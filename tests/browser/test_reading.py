"""Reading on a tablet and a phone: one screen at the opening, the same paragraph in the other language, words explained by a tap."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import after_all

TABLET = {"width": 820, "height": 1180}
PHONE = {"width": 390, "height": 844}
# Nothing speaks for IVIG.
ROUTE = dict.fromkeys(("short_treatment", "very_high_dose", "skin_problems", "self_injection_trouble"), "no")


@pytest.mark.parametrize("guideline", ["ivig", "sid"])
def test_the_opening_holds_what_is_needed_on_one_screen(warm_tab, lang, guideline):
    tab = warm_tab(lang, viewport=TABLET)
    tab.go(guideline)
    tab.page.evaluate("scrollTo(0, 0)")
    last = tab.page.locator(".ig-glance dl > div").last
    expect(last).to_be_visible()
    box = last.bounding_box()
    assert box["y"] + box["height"] <= TABLET["height"]


def test_the_other_language_shows_the_same_paragraph(open_tab):
    tab = open_tab("nb", alone=True, viewport=TABLET)
    tab.page.goto(tab.address("ivig/adverse-effects") + "?h=x")
    # Scrolled there, not linked to: the address says nothing of it.
    read = "nel-ae-share"
    tab.page.evaluate("id => document.getElementById(id).scrollIntoView({block: 'start', behavior: 'instant'})", read)
    tab.page.locator("header a[data-language]").click()
    tab.page.wait_for_url("**/da/ivig/adverse-effects/**")
    address, _, place = tab.page.url.partition("#")
    assert "?" not in address and place
    box = tab.page.locator(f"#{read}").bounding_box()
    assert 0 < box["y"] < TABLET["height"] / 3, (place, box)
    # And back, without having moved: the same again.
    tab.page.locator("header a[data-language]").click()
    tab.page.wait_for_url("**/nb/ivig/adverse-effects/**")
    assert 0 < tab.page.locator(f"#{read}").bounding_box()["y"] < TABLET["height"] / 3


def test_the_top_of_a_page_stays_the_top(open_tab):
    tab = open_tab("da", alone=True, viewport=TABLET)
    tab.page.goto(tab.address("sid/dose"))
    tab.page.locator("header a[data-language]").click()
    tab.page.wait_for_url("**/nb/sid/dose/")
    assert tab.page.evaluate("scrollY") == 0


def test_an_abbreviation_is_explained_by_a_tap_and_by_the_keyboard(warm_tab):
    tab = warm_tab("nb", viewport=PHONE, has_touch=True)
    tab.go("ivig/maintenance")
    short = tab.page.locator("abbr", has_text="CIDP").first
    said = short.get_attribute("title")
    told = tab.page.locator('.md-tooltip2--active[role="tooltip"]')
    short.tap()
    expect(told).to_have_text(said)
    box = told.locator(".md-tooltip2__inner").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    tab.page.locator("article h1").tap()
    expect(told).to_have_count(0)
    short.focus()
    expect(told).to_have_text(said)
    assert short.get_attribute("aria-describedby") or short.get_attribute("title"), "for who listens, too"


def test_a_table_on_a_phone_is_whole_or_says_that_there_is_more(warm_tab, lang):
    tab = warm_tab(lang, viewport=PHONE)
    for name in ("ivig/adverse-effects", "ivig/dose", "sid/choice", "calculators", "about/examples"):
        tab.go(name)
        expect(tab.page.locator("article table").first).to_be_attached()
        cut = """() => [...document.querySelectorAll("article table")].filter((table) => table.checkVisibility()).filter((table) => {
          const box = table.closest(".ig-table-box, .md-typeset__scrollwrap") ?? table;
          const wide = box.scrollWidth > box.clientWidth + 1;
          return wide && !(box.tabIndex >= 0 && box.hasAttribute("data-more"));
        }).map((table) => table.textContent.trim().slice(0, 40))"""
        assert after_all(tab.page, lambda cut=cut: tab.page.evaluate(cut)) == [], name  # the boxes are made after the page


def test_a_figure_stands_on_one_line(warm_tab, lang):
    """`6–` at the end of a line, with `12 months` on the next, reads as another figure."""
    tab = warm_tab(lang, viewport=PHONE)
    broken = """() => [...document.querySelectorAll("article :is(.ig-fact[data-figure], .ig-fig, .ig-quote)")]
      .filter((one) => one.checkVisibility() && !one.closest("table"))
      .filter((one) => new Set([...one.getClientRects()].map((box) => Math.round(box.top))).size > 1).map((one) => one.textContent)"""
    card = tab.calculator("sid-followup")
    card.answer({"start_date": "2025-10-01", "population": "haematological"})
    assert tab.page.evaluate(broken) == []
    for name in ("sid/stopping", "sid/dose", "ivig/dose", "ivig/infusion", "ivig/maintenance"):
        tab.go(name)
        assert tab.page.evaluate(broken) == [], name


def test_the_head_of_a_column_does_not_look_like_a_button(warm_tab):
    """The theme takes every column head for one that sorts, and nothing here does."""
    tab = warm_tab(viewport=TABLET)
    card = tab.calculator("sid-route")
    card.answer(ROUTE)
    heads = """() => [...document.querySelectorAll("th")].filter((head) => head.checkVisibility()).map((head) =>
      [getComputedStyle(head).cursor, getComputedStyle(head, "::after").content])"""
    found = tab.page.evaluate(heads)
    assert len(found) >= 4
    assert {(cursor, after) for cursor, after in found} == {("auto", "none")}


@pytest.mark.parametrize(
    "calculator, answers, outcome, state",
    [
        ("sid-route", ROUTE, "scig", "false"),
        ("ivig-precheck", {"iga_deficiency": "no", "severe_renal_failure": "yes"}, "contraindicated", "false"),
        ("sid-trough", {"trough_g_l": "8,1"}, "above_range", "true"),
    ],
)
def test_a_condition_has_the_colour_of_the_verdict_that_it_explains(warm_tab, calculator, answers, outcome, state):
    """No reason for IVIG is nothing bad, a contraindication is; a trough above the range is nothing good."""
    card = warm_tab(viewport=TABLET).calculator(calculator)
    card.answer(answers)
    assert card.result.get_attribute("data-outcome") == outcome
    colour = "one => getComputedStyle(one).backgroundColor"
    verdict = card.result.locator(".ig-verdict .ig-sign").evaluate(colour)
    signs = card.result.locator(f'.ig-criteria li[data-state="{state}"] > .ig-sign')
    assert {one.evaluate(colour) for one in signs.all()} == {verdict}


def test_a_question_of_two_lines_keeps_off_its_answer(warm_tab, lang):
    tab = warm_tab(lang, viewport=PHONE)
    gaps = """() => [...document.querySelectorAll(".ig-glance dt")].map((asked) => {
      const words = document.createRange();
      words.selectNodeContents(asked.querySelector("a"));
      const lines = [...words.getClientRects()];
      return [lines.length, asked.nextElementSibling.getBoundingClientRect().top - Math.max(...lines.map((line) => line.bottom))];
    })"""
    for name in ("ivig", "sid"):
        tab.go(name)
        found = tab.page.evaluate(gaps)
        assert len(found) > 5 and min(gap for _, gap in found) >= 0, found
