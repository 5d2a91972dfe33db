"""Nothing that is typed outlives the page, and none of it is written anywhere."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARGS, CHROMIUM
from tests.browser.pages import COURSE, ELIGIBLE, FILLED, MAIN, RATE, WHERE, Calculator, Tab

# Values that nothing else on the pages has.
ODD_COURSE = COURSE | {"weight_kg": "73,25", "chosen_daily_volume_ml": "291,7"}
ODD = ("73,25", "73.25", "291,7", "291.7")
WRITTEN = """async () => JSON.stringify([
  location.href, document.cookie, history.state, window.name, document.title,
  { ...localStorage }, { ...sessionStorage },
  await indexedDB.databases(), await caches.keys(),
  performance.getEntriesByType("resource").map((one) => one.name),
])"""


@pytest.mark.parametrize("calculator", WHERE)
def test_a_reload_empties(tab, calculator):
    found = tab.calculator(calculator)
    found.answer(FILLED[calculator])
    tab.page.reload()
    found.wait_until_ready()
    assert found.filled() == {}
    assert found.result.count() == 0


@pytest.mark.parametrize("calculator", MAIN)
def test_the_other_language_starts_empty(tab, lang, calculator):
    found = tab.calculator(calculator)
    found.answer(FILLED[calculator])
    tab.page.locator("header a[data-language]").click()
    tab.page.wait_for_url(tab.address(WHERE[calculator], {"nb": "da", "da": "nb"}[lang]))
    found.wait_until_ready()
    assert found.filled() == {}
    assert found.result.count() == 0


@pytest.mark.parametrize("calculator", MAIN)
def test_back_from_a_page_of_this_language_is_empty(tab, calculator):
    found = tab.calculator(calculator)
    found.answer(FILLED[calculator])
    tab.page.locator("footer .ig-pager a").first.click()
    expect(found.card).to_have_count(0)
    tab.page.go_back()
    found.wait_until_ready()
    assert found.filled() == {}
    assert found.result.count() == 0
    tab.page.go_forward()
    expect(found.card).to_have_count(0)
    tab.page.go_back()
    found.wait_until_ready()
    assert found.filled() == {}


@pytest.mark.parametrize("calculator", MAIN)
def test_back_from_the_other_language_is_empty(tab, lang, calculator):
    found = tab.calculator(calculator)
    found.answer(FILLED[calculator])
    tab.page.locator("header a[data-language]").click()
    tab.page.wait_for_url(tab.address(WHERE[calculator], {"nb": "da", "da": "nb"}[lang]))
    tab.page.go_back()
    tab.page.wait_for_url(tab.address(WHERE[calculator]))
    found.wait_until_ready()
    assert found.filled() == {}
    assert found.result.count() == 0


def test_the_back_forward_cache_keeps_nothing(tab):
    """The page is frozen and thawed: what the browser tells it then."""
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    tab.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert course.filled() == {} and course.result.count() == 0, "frozen empty"
    course.answer(COURSE)
    tab.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert course.filled() == {} and course.result.count() == 0, "thawed empty"


def test_what_the_browser_fills_in_by_itself_is_emptied(new_tab):
    """Some browsers put back what was typed before a reload, before the page is shown."""
    new_tab.page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          const field = document.querySelector("ig-calculator [name=weight_kg]");
          if (field) field.value = "60";
        });"""
    )
    course = new_tab.calculator("ivig-course")
    new_tab.page.wait_for_load_state("load")
    assert course.filled() == {}


@pytest.mark.parametrize("how", ["typed", "handed over", "wrong"])
def test_nothing_typed_is_written_anywhere(tab, how):
    course = tab.calculator("ivig-course")
    course.answer(ODD_COURSE)
    assert [one for one in ODD if one in tab.page.evaluate(WRITTEN)] == []
    if how == "handed over":
        course.result.locator('button[data-action="handover"]').click()
        expect(Calculator(tab, "ivig-rate").result).to_have_attribute("data-status", "ok")
    elif how == "wrong":
        course.put("weight_kg", "73,25 stone")
        course.settle("invalid")
    assert [one for one in ODD if one in tab.page.evaluate(WRITTEN)] == []
    tab.page.locator("header a[data-language]").click()
    tab.page.wait_for_load_state("load")
    assert [one for one in ODD if one in tab.page.evaluate(WRITTEN)] == []


def test_following_a_link_of_the_answer_takes_nothing_along(tab):
    course = tab.calculator("ivig-course")
    course.answer(ODD_COURSE)
    course.result.locator("a.ig-source").first.click()
    assert [one for one in ODD if one in tab.page.evaluate(WRITTEN)] == []


def test_nothing_typed_is_sent_anywhere(tab):
    sent = []
    tab.page.on("request", lambda request: sent.append((request.method, request.url, request.post_data)))
    eligibility = tab.calculator("sid-eligibility")
    eligibility.answer(ELIGIBLE)
    eligibility.card.locator('button[data-action="clear"]').click()
    assert {method for method, _, _ in sent} == {"GET"}
    assert [url for _, url, body in sent if body or "?" in url] == []


# --- untouched for a quarter of an hour


IDLE = 15 * 60


def test_untouched_fields_are_emptied_after_15_minutes(own_tab, lang):
    own_tab.page.clock.install(time=1_800_000_000)
    course = own_tab.calculator("ivig-course")
    course.answer(COURSE)
    own_tab.page.clock.fast_forward((IDLE - 60) * 1000)
    assert course.result.count() == 1
    own_tab.page.clock.fast_forward(61 * 1000)
    expect(course.result).to_have_count(0)
    assert course.filled() == {}
    words = {"nb": "Feltene ble tømt etter 15 minutter uten bruk.", "da": "Felterne blev tømt efter 15 minutter uden brug."}
    expect(course.card.locator(".ig-status")).to_contain_text(words[lang])


def test_an_answer_that_is_to_be_kept_stays(own_tab):
    own_tab.page.clock.install(time=1_800_000_000)
    rate = own_tab.calculator("ivig-rate")
    rate.answer(RATE)
    rate.card.locator(".ig-keep input").check()
    own_tab.page.clock.fast_forward(3 * IDLE * 1000)
    assert rate.result.count() == 1
    assert rate.filled() == RATE
    rate.card.locator('button[data-action="clear"]').click()
    assert rate.filled() == {} and rate.result.count() == 0


# --- the real back/forward cache, in a browser that has it


def test_the_real_back_forward_cache(site, browser, lang):
    """Chromium's own, which Playwright switches off otherwise."""
    with_cache = browser.browser_type.launch(
        executable_path=CHROMIUM, args=ARGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    try:
        tab = Tab(with_cache.new_page(), site, lang)
        course = tab.calculator("ivig-course")
        course.answer(COURSE)
        tab.page.evaluate("window.frozen = true")
        tab.page.locator("header a[data-language]").click()
        tab.page.wait_for_url(tab.address("ivig/dose", {"nb": "da", "da": "nb"}[lang]))
        # A page that is thawed is not loaded: there is no such event to wait for.
        tab.page.go_back(wait_until="commit")
        expect(tab.page.locator("html")).to_have_attribute("lang", lang)
        assert tab.page.evaluate("window.frozen"), "thawed, not loaded anew"
        expect(course.control("weight_kg")).to_have_value("")
        assert course.filled() == {}
        assert course.result.count() == 0
    finally:
        with_cache.close()
