"""Where no calculator can run, the page says why in words, and the ready-made table and the text are there."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.pages import COURSE, MAIN, NBSP, WHERE, Calculator

TABLES = ["ivig-course", "ivig-rate"]
NO_SCRIPT = {"nb": "Nettleseren kjører ikke JavaScript", "da": "Browseren kører ikke JavaScript"}
NO_WASM = {"nb": "Nettleseren tillater ikke WebAssembly", "da": "Browseren tillader ikke WebAssembly"}
MISSING = {"nb": "Kalkulatorens filer kunne ikke hentes", "da": "Beregnerens filer kunne ikke hentes"}
LATE = {"nb": "Kalkulatoren svarte ikke i tide", "da": "Beregneren svarede ikke i tide"}


@pytest.fixture
def tab(new_tab):
    """Each test here breaks something in it."""
    return new_tab


def text_is_readable(tab) -> None:
    """All that the editor wrote is there to be read: by the words of the Markdown, short page or long."""
    expect(tab.page.locator("article .ig-fact").first).to_be_visible()
    page = urlsplit(tab.page.url).path.strip("/")
    source = (ROOT / "docs" / page).with_suffix(".md").read_text("utf-8").split("\n---\n", 1)[1]
    prose = re.sub(r"^///.*?^///$|\{[^}]*\}|\]\([^)]*\)|<[^>]*>", " ", source, flags=re.DOTALL | re.MULTILINE)
    written = set(re.findall(r"[^\W\d_]{4,}", prose.lower()))
    shown = set(re.findall(r"[^\W\d_]{4,}", tab.page.locator("article").inner_text().lower()))
    assert len(written) > 20
    assert len(written & shown) >= 0.95 * len(written), sorted(written - shown)


def table_is_readable(calculator) -> None:
    if calculator.id not in TABLES:
        return
    expect(calculator.table).to_have_attribute("open", "")
    expect(calculator.table.locator("tbody tr")).to_have_count(17)
    expect(calculator.table.locator("tbody th", has_text=f"60{NBSP}kg")).to_be_visible()


def one_failure(calculator, words: str) -> None:
    expect(calculator.failure).to_be_visible()
    expect(calculator.failure.locator("p:visible")).to_have_count(1)
    expect(calculator.failure).to_contain_text(words)
    assert calculator.failure.get_attribute("role") == "alert"
    assert calculator.result.count() == 0


@pytest.mark.parametrize("calculator", WHERE)
def test_without_javascript(open_tab, a_lang, calculator):
    tab = open_tab(a_lang, java_script_enabled=False)
    found = tab.calculator(calculator, ready=False)
    expect(found.form).to_be_hidden()
    expect(found.card.locator(".ig-noscript")).to_be_visible()
    expect(found.card.locator(".ig-noscript")).to_contain_text(NO_SCRIPT[a_lang])
    expect(found.failure).to_be_hidden()
    table_is_readable(found)
    text_is_readable(tab)


@pytest.mark.parametrize("calculator", MAIN)
def test_without_webassembly(tab, a_lang, calculator):
    tab.expects_complaints = True
    tab.page.add_init_script("delete globalThis.WebAssembly")
    found = tab.calculator(calculator, ready=False)
    one_failure(found, NO_WASM[a_lang])
    expect(found.form).to_be_hidden()
    table_is_readable(found)
    text_is_readable(tab)
    assert tab.workers() == []


@pytest.mark.parametrize("calculator", MAIN)
def test_when_the_engine_cannot_be_fetched(tab, a_lang, calculator):
    tab.expects_complaints = True
    tab.page.route("**/*.wasm", lambda route: route.abort())
    found = tab.calculator(calculator, ready=False)
    one_failure(found, MISSING[a_lang])
    expect(found.form).to_be_hidden()
    table_is_readable(found)
    text_is_readable(tab)
    expect(found.failure.locator("button[data-action=reload]")).to_be_visible()


def test_a_reload_after_a_failure_works(tab, a_lang):
    tab.expects_complaints = True
    tab.page.route("**/*.wasm", lambda route: route.abort())
    course = tab.calculator("ivig-course", ready=False)
    one_failure(course, MISSING[a_lang])
    tab.page.unroute("**/*.wasm")
    course.failure.locator("button[data-action=reload]").click()
    course.wait_until_ready()
    expect(course.failure).to_be_hidden()
    course.answer(COURSE)
    assert course.value("total_dose_g") == f"120{NBSP}g"


def test_when_the_script_of_the_calculators_is_missing(tab, a_lang):
    tab.expects_complaints = True
    tab.page.route("**/assets/calculator/calculator.mjs", lambda route: route.abort())
    course = tab.calculator("ivig-course", ready=False)
    expect(course.failure).to_be_visible()
    expect(course.failure).to_contain_text(MISSING[a_lang])
    expect(course.form).to_be_hidden()
    table_is_readable(course)


HANG = "() => { self.postMessage = () => { for (;;); }; }"


@pytest.fixture
def hung(tab, impatient):
    """A calculator whose worker hangs at the next answer, one change before it."""
    tab.expects_complaints = True
    course = tab.calculator("ivig-course")
    course.answer({**COURSE, "weight_kg": "61"})
    tab.workers()[0].evaluate(HANG)
    return course


def test_a_worker_that_hangs_says_so_and_a_change_is_answered(hung, a_lang):
    hung.put("weight_kg", "60")
    hung.leave()
    one_failure(hung, LATE[a_lang])
    table_is_readable(hung)
    expect(hung.form).to_be_visible()
    hung.put("weight_kg", "70")
    hung.settle()
    expect(hung.failure).to_be_hidden()
    assert hung.value("total_dose_g") == f"140{NBSP}g"


def test_what_was_changed_while_a_worker_hangs_is_answered_by_the_next(hung):
    hung.put("weight_kg", "60")
    hung.leave()
    hung.put("weight_kg", "70")
    hung.settle()
    assert hung.value("total_dose_g") == f"140{NBSP}g"
    expect(hung.failure).to_be_hidden()


def test_a_worker_that_hangs_can_be_asked_again(hung):
    hung.put("weight_kg", "60")
    hung.leave()
    hung.failure.locator("button[data-action=retry]").click()
    expect(hung.result).to_have_attribute("data-status", "ok")
    expect(hung.failure).to_be_hidden()
    assert hung.value("total_dose_g") == f"120{NBSP}g"


def test_a_worker_that_breaks_between_answers_is_replaced(tab):
    tab.expects_complaints = True
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    first = tab.workers()[0]
    with tab.page.expect_worker(lambda worker: "/runtime/" in worker.url):
        with first.expect_event("close"):
            first.evaluate("() => { setTimeout(() => { throw new Error('broken'); }); }")
        course.put("weight_kg", "70")
        course.leave()
    expect(course.result).to_have_attribute("data-status", "ok")
    assert course.value("total_dose_g") == f"140{NBSP}g"


def test_an_answer_with_something_foreign_in_it_is_not_shown(tab, a_lang):
    """The one place of insertion refuses what an answer never holds."""
    tab.expects_complaints = True
    course = tab.calculator("ivig-course")
    tab.workers()[0].evaluate(
        """() => {
          const post = self.postMessage.bind(self);
          self.postMessage = (message) => post({ ...message,
            reply: message.reply?.replace('<section class', '<section onclick=\\\\"x()\\\\" class') });
        }"""
    )
    course.fill(COURSE)
    course.leave()
    expect(course.failure).to_be_visible()
    assert course.result.count() == 0
    assert course.card.locator("[onclick]").count() == 0


def test_the_other_calculator_of_the_page_fails_with_it(tab, impatient, a_lang):
    tab.expects_complaints = True
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    course.result.locator('button[data-action="handover"]').click()
    rate = Calculator(tab, "ivig-rate")
    expect(rate.result).to_have_attribute("data-status", "ok")
    tab.workers()[0].evaluate(HANG)
    rate.put("volume_ml", "300")
    rate.leave()
    one_failure(rate, LATE[a_lang])
    assert course.value("total_dose_g") == f"120{NBSP}g", "what was answered stays true"
