"""Devices and habits: storage refused, clocks set wrong, scripts blocked, colours forced, links pasted, the next patient."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import SITE
from tests.browser.pages import COURSE, NBSP, RATE, Calculator

# As in a browser where cookies and site data are blocked: asking for a storage throws, the rest refuses.
REFUSED = """
  const refuse = () => { throw new DOMException("blocked by the test", "SecurityError"); };
  for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
    Object.defineProperty(window, name, { configurable: true, get: refuse });
  Object.defineProperty(Navigator.prototype, "serviceWorker", { configurable: true, get: refuse });
  Object.defineProperty(Document.prototype, "cookie", { configurable: true, get: refuse, set: refuse });
"""
FILLED = "async () => (await import('/assets/calculator/session.mjs')).anyFilled()"


def test_no_script_dies_where_storage_is_refused(open_tab, a_lang):
    """On every page; what a script throws or logs fails the test at its end."""
    tab, lang = open_tab(a_lang, viewport={"width": 1180, "height": 820}), a_lang
    tab.page.route(re.compile(r"/runtime/[0-9a-f]{12}/"), lambda route: None)
    tab.page.add_init_script(REFUSED)
    for path in sorted((SITE / lang).rglob("index.html")):
        name = path.parent.relative_to(SITE / lang).as_posix().removeprefix(".")
        tab.page.goto(tab.address(name), wait_until="domcontentloaded")  # after our scripts; what loads longer is held back
        expect(tab.page.locator("article h1").first).to_be_visible()
        assert tab.complaints == [], name
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    before = tab.page.evaluate(scheme)
    for _ in range(2):  # light, dark and as the device says: two of three are not what was
        tab.page.locator("form[data-md-component=palette] label:visible").click()
    assert before in ("default", "slate")
    assert tab.page.evaluate(f"[...document.querySelectorAll('[data-md-color-scheme]')].length > 1 && {scheme} !== null")


def test_a_pasted_link_arrives(warm_tab):
    tab = warm_tab("nb")
    # And with the hyphens of a word processor, with what nobody sees, with what a chat or a mailing hangs on, cut in a sign.
    more = ("#nel\u2011rate\u20111", "#nel-\u200brate-1\u200e", "#nel-rate-1?utm_source=mail", "#nel-rate-1%E2%80", "#(nel-rate-1),")
    for written in ("#NEL-RATE-1", "#nel-rate-1.", "#nel-rate-1)", "#Nel-Rate-1%22", *more):
        tab.page.goto(f"{tab.address('ivig/infusion')}{written}")
        expect(tab.page).to_have_url(f"{tab.address('ivig/infusion')}#nel-rate-1")
        expect(tab.page.locator("tr.ig-lit #nel-rate-1")).to_be_in_viewport()
        tab.page.goto("about:blank")


def test_to_have_been_in_a_field_fills_nothing(warm_tab):
    """A new release waits for what is filled in, and for nothing else."""
    course = warm_tab("nb").calculator("ivig-course")
    course.control("weight_kg").focus()
    course.settle("invalid")
    assert not course.page.evaluate(FILLED)
    course.answer(COURSE)
    assert course.page.evaluate(FILLED)
    course.card.locator('button[data-action="clear"]').click()
    course.page.locator("header").first.click()
    expect(course.error("weight_kg")).to_be_visible()
    assert not course.page.evaluate(FILLED)


def test_the_next_patient(warm_tab):
    course = warm_tab("nb").calculator("ivig-course")
    course.answer(COURSE)
    keep = course.card.locator(".ig-keep input")
    keep.check()
    course.result.locator('button[data-action="handover"]').click()
    rate = Calculator(course.tab, "ivig-rate")
    said = rate.card.locator(".ig-word")
    expect(said).to_contain_text(f"250{NBSP}ml")
    rate.put("volume_ml", "300")
    expect(said).not_to_contain_text("250")
    expect(said).to_contain_text(f"60{NBSP}kg")
    rate.put("weight_kg", "70")
    rate.put("product", "panzyga")
    expect(said).to_be_hidden()
    rate.settle()
    expect(keep).to_be_checked()
    course.put("weight_kg", "70")
    course.settle()
    expect(keep).not_to_be_checked()
    assert rate.filled()["volume_ml"] == "300", "nothing of it was handed over any more"


def test_one_line_tells_those_who_hear_the_page(warm_tab):
    course = warm_tab("nb").calculator("ivig-course")
    gist = course.card.locator("[role=status].ig-gist")
    course.answer(COURSE)
    expect(gist).to_have_text(f"Dose per dag: 25{NBSP}g · Volum per dag: 250{NBSP}ml")
    course.put("weight_kg", "tung")
    course.settle("invalid")
    expect(gist).to_contain_text("«tung» kan ikke leses")
    assert course.card.locator(".ig-answer").evaluate("(one) => one.closest('[aria-live], [role=status], [role=alert]')") is None


def test_the_browser_s_own_print_is_the_button_s(warm_tab):
    """Label, plan and signature on one sheet, with the time at which it is printed."""
    rate = warm_tab("nb").calculator("ivig-rate")
    rate.answer(RATE)
    rate.page.evaluate("""() => { window.told = ""; addEventListener("afterprint", () => { told = "done"; }, { once: true });
      addEventListener("beforeprint", () => { told = document.querySelector(".ig-printed").textContent; }, { once: true }); }""")
    pdf = PdfReader(io.BytesIO(rate.page.pdf(prefer_css_page_size=True)))
    text = re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in pdf.pages))
    assert len(pdf.pages) == 1
    for words in ("Plasstilpasientetikett", "Datoogsignatur", "Trinn", "Skrevetut"):
        assert words in text, words
    assert re.search(r"Skrevetut\d\d\.\d\d\.\d{4}kl\.\d\d:\d\d", text)
    assert rate.page.locator(".ig-printing, .ig-print-one").count() == 0, "the screen is as it was"


def test_where_the_device_chooses_the_colours_a_list_keeps_its_arrow(warm_tab):
    course = warm_tab("nb", forced_colors="active").calculator("ivig-course")
    assert course.control("product").evaluate("(list) => getComputedStyle(list).appearance") == "auto"


@pytest.mark.parametrize("script", ["app.mjs", "calculator/calculator.mjs"])
def test_a_script_that_is_blocked_leaves_a_sentence(open_tab, script):
    """As a filter does that hands `.mjs` out as text, or a host that doesn't know it."""
    tab = open_tab("nb", alone=True)
    tab.expects_complaints = True
    tab.page.route(f"**/assets/{script}", lambda route: route.fulfill(body="no", content_type="text/plain"))
    course = tab.calculator("ivig-course", ready=False)
    told = course.card.locator(".ig-noscript, .ig-failure p").filter(visible=True)
    expect(told).to_have_count(1)
    expect(told).to_contain_text("tabellen gjelder likevel")
    expect(course.table.locator("tbody tr").first).to_be_visible()
    expect(course.form).to_be_hidden()


@pytest.mark.parametrize("hours", [-26, 0])
def test_a_clock_that_is_set_back_keeps_nothing_on_the_screen(open_tab, hours):
    tab = open_tab("nb", alone=True)
    tab.page.clock.install(time=1_800_000_000)
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    tab.page.clock.set_system_time(1_800_000_000 + hours * 3600)
    tab.page.clock.run_for(14 * 60 * 1000)
    assert course.filled() != {}
    tab.page.clock.run_for(2 * 60 * 1000)
    assert course.filled() == {}
    assert course.result.count() == 0


def test_a_review_that_falls_due_at_midnight_is_told_on_the_open_page(open_tab):
    tab = open_tab("nb", alone=True, timezone_id="Europe/Oslo")
    tab.page.clock.install(time=1_800_054_000)  # 16 January 2027, 00:00
    tab.go("ivig/adverse-effects")
    tab.page.clock.pause_at(1_800_054_000 + 86_400 - 30)
    tab.page.evaluate("document.querySelector('.md-content').dataset.review = '2027-01-16'")
    notice = tab.page.locator("[data-ig-notices] :text('16.01.2027')")
    tab.page.clock.run_for(20_000)
    expect(notice).to_have_count(0)
    tab.page.clock.run_for(80_000)
    expect(notice).not_to_have_count(0)


def test_an_answer_that_says_today_is_asked_anew_past_midnight(open_tab):
    """Kept on the screen it would give yesterday's date as today's, also on paper printed after midnight."""
    tab = open_tab("nb", alone=True, timezone_id="Europe/Oslo")
    tab.page.clock.install(time=1_800_054_000 - 3 * 60)  # 15 January 2027, 23:57
    start = tab.calculator("sid-eligibility")
    start.answer({"population": "cart_bispecific", "child": "no", "therapy_date": "01.11.2026", "igg_g_l": "3"})
    day = f"15.{NBSP}januar{NBSP}2027"
    assert start.inputs()["assessment_date"] == f"{day} (dagens dato)"
    tab.page.clock.fast_forward(5 * 60 * 1000)  # each timer that is due goes off once
    expect(start.result).not_to_contain_text("dagens dato")
    assert start.inputs()["assessment_date"] == day, "what was judged is judged as before"
    assert start.control("assessment_date").input_value() == "15.01.2027"


def test_an_answer_can_be_shared_where_the_device_can(open_tab):
    tab = open_tab("nb", alone=True, has_touch=True, is_mobile=True)
    tab.page.add_init_script("""window.shared = [];
      navigator.canShare = () => true;
      navigator.share = async ({ text = "", files = [] }) => void shared.push([text, ...files.map((one) => `${one.name} ${one.type}`)]);""")
    followup = tab.calculator("sid-followup")
    followup.answer({"start_date": "2025-10-01", "population": "hsct"})
    followup.card.locator('[data-action="share"]').click()
    followup.card.locator('[data-action="calendar"]').click()
    shared = tab.page.evaluate("""async () => { const later = (go) => setTimeout(go, 50);
      for (let tries = 0; tries < 1200 && shared.length < 2; tries += 1) await new Promise(later);
      return shared; }""")
    (text,), (none, file) = shared
    assert "2025" in text and none == "" and file.endswith(".ics text/calendar")
