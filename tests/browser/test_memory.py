"""Nothing that is typed outlives the page. `test_canary.py` goes through all calculators; here are the odd ways round."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARGS, CHROMIUM
from tests.browser.pages import COURSE, FILLED, MAIN, RATE, WHERE, Tab

# Values that nothing else on the pages has.
ODD_COURSE = COURSE | {"weight_kg": "73,25", "chosen_daily_volume_ml": "291,7"}
ODD = ("73,25", "73.25", "291,7", "291.7")
WRITTEN = """async () => JSON.stringify([
  location.href, document.cookie, history.state, window.name, document.title,
  { ...localStorage }, { ...sessionStorage },
  await indexedDB.databases(), await caches.keys(),
  performance.getEntriesByType("resource").map((one) => one.name),
])"""


@pytest.mark.parametrize("calculator", MAIN)
def test_back_from_the_other_language_is_empty(tab, a_lang, calculator):
    found = tab.calculator(calculator)
    found.answer(FILLED[calculator])
    tab.page.locator("header a[data-language]").click()
    tab.page.wait_for_url(tab.anywhere_on(WHERE[calculator], {"nb": "da", "da": "nb"}[a_lang]))
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


def test_following_a_link_of_the_answer_takes_nothing_along(tab):
    course = tab.calculator("ivig-course")
    course.answer(ODD_COURSE)
    course.open_details()
    course.result.locator("a.ig-source").first.click()
    assert [one for one in ODD if one in tab.page.evaluate(WRITTEN)] == []


# --- untouched for a quarter of an hour


IDLE = 15 * 60


def test_untouched_fields_are_emptied_after_15_minutes(own_tab, a_lang):
    own_tab.page.clock.install(time=1_800_000_000)
    course = own_tab.calculator("ivig-course")
    course.answer(COURSE)
    own_tab.page.clock.fast_forward((IDLE - 60) * 1000)
    assert course.result.count() == 1
    own_tab.page.clock.fast_forward(61 * 1000)
    expect(course.result).to_have_count(0)
    assert course.filled() == {}
    words = {"nb": "Feltene ble tømt etter 15 minutter uten bruk.", "da": "Felterne blev tømt efter 15 minutter uden brug."}
    expect(course.card.locator(".ig-status")).to_contain_text(words[a_lang])


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


def test_the_real_back_forward_cache(site, browser, a_lang):
    """Chromium's own, which Playwright switches off otherwise."""
    with_cache = browser.browser_type.launch(
        executable_path=CHROMIUM, args=ARGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    try:
        tab = Tab(with_cache.new_page(), site, a_lang)
        for _ in range(4):  # a browser short of memory may load the page anew; then it must be empty just the same
            course = tab.calculator("ivig-course")
            course.answer(COURSE)
            tab.page.evaluate("window.frozen = true")
            tab.page.locator("header a[data-language]").click()
            tab.page.wait_for_url(tab.anywhere_on("ivig/dose", {"nb": "da", "da": "nb"}[a_lang]))
            # A page that is thawed is not loaded: there is no such event to wait for.
            tab.page.go_back(wait_until="commit")
            expect(tab.page.locator("html")).to_have_attribute("lang", a_lang)
            expect(course.control("weight_kg")).to_have_value("")
            assert course.filled() == {}
            assert course.result.count() == 0
            if was_thawed := tab.page.evaluate("window.frozen ?? false"):
                break
        assert was_thawed, "each time loaded anew: the cache was not tried"
    finally:
        with_cache.close()
