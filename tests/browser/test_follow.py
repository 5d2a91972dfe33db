"""A followed infusion, as a nurse has it beside the pump: the clock is the test's, everything else is real."""

import datetime
import io
import json
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

import calculators
from tests.browser.pages import Calculator, Tab, plain

PLAN = {"weight_kg": "72", "volume_ml": "720", "product": "kiovig", "start_time": "08:30"}
NEAR = {"nb": "Trinn", "da": "Trin"}
KEPT = "Object.entries({ ...localStorage }).filter(([key]) => key.endsWith('.follow')).map(([, text]) => text)"


def oslo(clock: str, day: int = 30) -> datetime.datetime:
    """A moment of November 2026, when the wall is an hour ahead of UTC."""
    hour, minute = map(int, clock.split(":"))
    return datetime.datetime(2026, 11, day, hour, minute, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))


@pytest.fixture
def ward(browser, site, lang):
    """A tab in Oslo whose clock stands at 08:30 until it is moved."""
    context = browser.new_context(timezone_id="Europe/Oslo", viewport={"width": 820, "height": 1180})
    tab = Tab(context.new_page(), site, lang)
    tab.page.clock.install(time=oslo("08:30"))
    yield tab
    assert tab.complaints == [] and tab.foreign == []
    context.close()


def follow(tab: Tab, plan: dict[str, str] = PLAN) -> None:
    rate = tab.calculator("ivig-rate")
    rate.fill(plan)
    rate.leave()
    tab.page.clock.run_for(1000)
    tab.page.locator(".ig-follow-begin button").click()
    expect(tab.page.locator(".ig-follow-headline")).to_be_visible()


def passes(tab: Tab, minutes: int) -> None:
    tab.page.clock.fast_forward(minutes * 60_000)


def says(tab: Tab, *words: str) -> None:
    for text in words:
        expect(tab.page.locator(".ig-follow")).to_contain_text(text)


def note(tab: Tab, kind: str, **typed: str) -> None:
    tab.page.locator(f'[data-follow="{kind}"]').click()
    for name, text in typed.items():
        control = tab.page.locator(f"#ig-follow--{name}")
        if name == "step":
            control.select_option(text)
        else:
            control.fill(text)
    tab.page.locator('[data-follow="save"]').click()


def test_a_whole_infusion_with_a_pause_a_language_and_a_reload(ward, lang):
    """The figures are worked by hand in `tests/unit/test_follow.py`."""
    page = ward.page
    follow(ward)
    current = page.locator(".ig-follow-rows tr[aria-current]")
    says(ward, f"{NEAR[lang]} 1: 36 ml", "720 ml", "72 kg", "Kiovig")
    expect(current).to_contain_text(f"{NEAR[lang]} 1")
    passes(ward, 20)  # 08:50
    # Times are typed: the clock of the test goes on, and a slow machine may be a minute late.
    note(ward, "pause", at="08:50")
    expect(page.locator(".ig-follow-now")).to_have_attribute("data-phase", "paused")
    expect(page.locator(".ig-follow-given")).to_contain_text("12 ml")
    expect(page.locator(".ig-follow-given")).to_contain_text("708 ml")

    # The nurse looks something up and comes back: nothing is lost.
    page.locator(".ig-follow-alarm").scroll_into_view_if_needed()
    ward.go("ivig/adverse-effects")
    bar = page.locator(".ig-follow-bar")
    expect(bar).to_contain_text("Pause")
    # A little way down the menu of the guidelines goes out of sight below the bar, not over it.
    assert page.evaluate(
        """() => {
          scrollTo({ top: 44, behavior: "instant" });
          const { left, top, height } = document.querySelector(".ig-follow-link").getBoundingClientRect();
          return document.elementFromPoint(left + 20, top + height / 2)?.closest(".ig-follow-link") !== null;
        }"""
    )
    bar.locator("a").click()
    expect(page.locator(".ig-follow-now")).to_have_attribute("data-phase", "paused")

    # The tablet puts the page away, and loads it anew.
    passes(ward, 25)  # 09:15
    page.reload()
    expect(page.locator(".ig-follow-now")).to_have_attribute("data-phase", "paused")
    note(ward, "resume", at="09:15", step="1")
    says(ward, "11:14")
    expect(current).to_contain_text(f"{NEAR[lang]} 1")

    # The other language shows the same infusion.
    page.locator("header a[data-language]").click()
    other = {"nb": "da", "da": "nb"}[lang]
    expect(page.locator(".ig-follow-headline")).to_contain_text(NEAR[other])
    says(ward, "11:14")
    passes(ward, 30)  # 09:45: step 5
    expect(current).to_contain_text(f"{NEAR[other]} 5")
    expect(page.locator(".ig-follow-headline")).to_contain_text("432")

    # A rate of one's own above all that the source gives is a warning, in sight on a phone too; taken back, the plan is as before.
    page.set_viewport_size({"width": 390, "height": 844})
    note(ward, "rate", at="09:45", rate_ml_h="500")
    warning = page.locator('.ig-follow-note[data-level="warning"]')
    expect(warning).to_contain_text("432")
    expect(warning).to_be_in_viewport(ratio=1)
    expect(page.locator(".ig-follow-headline")).to_be_in_viewport(ratio=1)
    shown, whole = page.locator(".ig-follow .ig-rows-box").evaluate("(box) => [box.clientWidth, box.scrollWidth]")
    assert whole <= shown, "the volumes are on the screen"
    page.set_viewport_size({"width": 820, "height": 1180})
    page.locator('[data-follow="undo"]').click()
    says(ward, "11:14")
    passes(ward, 50)
    says(ward, "444 ml")
    passes(ward, 40)  # 11:15
    expect(page.locator(".ig-follow-now")).to_have_attribute("data-phase", "done")

    # An hour after the end the device has forgotten it, by itself.
    assert len(page.evaluate(KEPT)) == 1
    passes(ward, 50)
    expect(page.locator(".ig-follow-now")).to_be_visible()
    passes(ward, 9)
    expect(page.locator(".ig-follow")).to_have_count(0)
    assert page.evaluate(KEPT) == []


def test_what_is_kept_names_nobody_and_goes_when_it_is_ended(ward):
    page = ward.page
    rate = ward.calculator("ivig-rate")
    rate.fill(PLAN)
    rate.leave()
    page.clock.run_for(1000)
    expect(page.locator(".ig-follow-begin button")).to_be_visible()
    assert page.evaluate(KEPT) == [], "nothing is kept before somebody asked for it"
    page.locator(".ig-follow-begin button").click()
    expect(page.locator(".ig-follow-headline")).to_be_visible()
    assert rate.filled() == {}, "the plan stands in its panel; the form is free for another patient"
    (kept,) = page.evaluate(KEPT)
    assert set(json.loads(kept)) == {"v", "runtime", "calculator", "page", "inputs", "start", "events", "until", "seen"}
    assert json.loads(kept)["inputs"] == PLAN

    # "New patient" empties the forms and does not end an infusion that runs.
    rate.card.locator('[data-action="clear"]').click()
    expect(page.locator(".ig-follow-headline")).to_be_visible()
    page.locator('[data-follow="end"]').click()
    page.locator('[data-follow="cancel"]').click()
    assert len(page.evaluate(KEPT)) == 1
    page.locator('[data-follow="end"]').click()
    page.locator('[data-follow="endSure"]').click()
    expect(page.locator(".ig-follow")).to_have_count(0)
    expect(page.locator(".ig-follow-bar")).to_be_hidden()
    assert page.evaluate(KEPT) == []


def test_what_was_kept_too_long_is_thrown_away_when_the_site_opens(ward):
    follow(ward)
    ward.page.goto("about:blank")
    ward.page.clock.set_system_time(oslo("11:50"))  # ended at 10:49
    ward.page.goto(ward.address("ivig/infusion"))
    expect(ward.page.locator(".ig-status").first).to_have_attribute("data-state", "ready")
    assert ward.page.evaluate(KEPT) == []
    assert ward.page.locator(".ig-follow").count() == 0


@pytest.mark.parametrize(("clock", "words"), [("08:20", "08:20"), ("09:31", "09:31")])
def test_a_clock_that_jumps_is_asked_about_and_shows_no_figure_meanwhile(ward, clock, words):
    follow(ward)
    ward.page.clock.set_system_time(oslo(clock))
    ward.page.reload()
    jumped = ward.page.locator('.ig-follow[data-state="jumped"]')
    expect(jumped).to_contain_text(words)
    assert "{" not in jumped.text_content(), "a place of a sentence was left open"
    assert ward.page.locator(".ig-follow-now").count() == 0
    ward.page.locator('[data-follow="clockRight"]').click()
    expect(ward.page.locator(".ig-follow-now")).to_be_visible()


def test_a_plan_of_another_release_is_not_calculated_on(ward):
    follow(ward)
    ward.page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) if (key.endsWith(".follow"))
          localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), runtime: "another" })); }"""
    )
    ward.page.reload()
    expect(ward.page.locator('.ig-follow[data-state="foreign"]')).to_be_visible()
    assert ward.page.locator(".ig-follow-now").count() == 0
    assert len(ward.page.evaluate(KEPT)) == 1, "it is the reader's to throw away"


def test_three_hours_over_midnight_and_into_winter_time_with_a_reaction(browser, site):
    """72 kg, 1000 ml from 23:30 in the night in which 03:00 becomes 02:00. 84 ml in 50 min, then 432 ml an hour: 228 ml at 00:40. A
    pause of an hour: 772 ml take 107.22 min, to 03:27.22 in summer time, which the wall calls 02:28 and shows before it is so."""
    context = browser.new_context(timezone_id="Europe/Oslo", viewport={"width": 820, "height": 1180})
    tab = Tab(context.new_page(), site, "nb")
    page = tab.page
    summer = datetime.timezone(datetime.timedelta(hours=2))
    page.clock.install(time=datetime.datetime(2026, 10, 24, 23, 30, tzinfo=summer))
    follow(tab, {"weight_kg": "72", "volume_ml": "1000", "product": "kiovig", "start_time": "23:30"})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    passes(tab, 35)  # 00:05, another day
    says(tab, "Trinn 3: 144 ml", "Fra 00:10")
    passes(tab, 35)  # 00:40
    says(tab, "228 ml")

    # A reaction: what to do stands in the panel, and stays open while the minutes pass.
    fold = page.locator(".ig-follow .ig-fold")
    fold.locator("summary").click()
    expect(fold.locator('[data-code="measure_skin"]')).to_contain_text("stopp infusjonen")
    note(tab, "pause", at="00:40")
    expect(page.locator(".ig-follow-now")).to_have_attribute("data-phase", "paused")
    passes(tab, 1)
    expect(fold.locator('[data-code="measure_skin"]')).to_be_visible()
    passes(tab, 59)  # 01:40
    says(tab, "228 ml", "772 ml")
    note(tab, "resume", at="01:40", step="5")
    says(tab, "Ferdig tidligst 02:28")

    passes(tab, 55)
    says(tab, "624 ml")
    passes(tab, 15)  # 02:50 in summer time: after 02:28 by the wall, and not over
    says(tab, "732 ml", "268 ml", "Trinn 5: 432 ml")
    passes(tab, 15)  # 02:05 in winter time
    says(tab, "840 ml", "160 ml", "Ferdig tidligst 02:28")
    passes(tab, 22)
    says(tab, "Trinn 5: 432 ml")
    passes(tab, 1)  # 02:28
    expect(page.locator(".ig-follow-now")).to_have_attribute("data-phase", "done")
    # Every page asks once an hour whether its release was withdrawn, and saves itself for use without network; the plan asks nothing.
    assert [one for one in asked if "/nb/ivig/infusion" in one or "?" in one] == []
    assert tab.complaints == []
    context.close()


def test_what_happened_prints_and_copies(ward, lang):
    """One sheet by the button and by the browser's menu; the other patient's answer beside it is a sheet of its own."""
    page = ward.page
    follow(ward)
    passes(ward, 20)
    note(ward, "pause", at="08:50")
    expect(page.locator(".ig-follow-now")).to_have_attribute("data-phase", "paused")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator('[data-follow="print"]').click()
    assert page.evaluate("window.printed")

    def sheets() -> list[str]:
        read = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
        return ["".join(one.extract_text().split()) for one in read.pages]

    (sheet,) = sheets()
    say = calculators.words.common(lang)["ui"]
    for words in ("72kg·720ml·Kiovig", "08:30", "08:50", "Pause", say["patient_label"], say["signature"]):
        assert "".join(words.split()) in sheet, words
    assert calculators.words.common(lang)["following"]["end"] not in sheet, "nothing to tap"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert sheets() == [sheet]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    other = Calculator(ward, "ivig-rate")
    other.fill({"weight_kg": "60", "volume_ml": "600", "product": "kiovig"})
    other.leave()
    page.clock.run_for(1000)
    expect(other.result).to_have_attribute("data-status", "ok")
    first, second = sheets()
    assert first == sheet and "60kg" in second and "60kg" not in first
    # The site's own policy forbids to read the clipboard.
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.locator('[data-follow="copy"]').click()
    copied = plain(page.evaluate("window.copied"))
    assert "08:30-08:50" in copied and "12 ml" in copied


def test_the_step_under_way_is_marked_in_table_and_chart_with_form_and_words(ward, lang):
    page = ward.page
    follow(ward)
    passes(ward, 37)  # 09:07
    now = page.locator('.ig-follow-rows tr[aria-current="step"]')
    expect(now).to_contain_text(f"{NEAR[lang]} 3")
    expect(now).to_contain_text({"nb": "nå", "da": "nu"}[lang])
    flag = page.locator(".ig-follow .ig-chart-flag")
    expect(flag).to_have_text({"nb": "nå 09:07: Trinn 3", "da": "nu 09:07: Trin 3"}[lang])
    step, moment = (page.locator(f".ig-follow {one}").bounding_box() for one in (".ig-chart-now", ".ig-chart-moment"))
    assert step["x"] <= moment["x"] <= step["x"] + step["width"]


WAKE_LOCK = """
  Object.defineProperty(Navigator.prototype, "wakeLock", { value: { request: async () => {
    const lock = Object.assign(new EventTarget(), { release: async () => { lock.dispatchEvent(new Event("release")); } });
    return window.lock = lock;
  } } });
"""


def test_a_step_is_announced_once_and_the_screen_is_kept_on_by_hand_alone(ward, lang):
    page, say = ward.page, calculators.words.common(lang)["following"]
    page.add_init_script(WAKE_LOCK)
    follow(ward)
    said = page.locator(".ig-follow-said[role=status]")
    expect(said).to_have_text(re.compile(f"{NEAR[lang]} 1: 36"))
    said.evaluate("(place) => new MutationObserver(() => { window.told = (window.told ?? 0) + 1; }).observe(place, { childList: true })")
    passes(ward, 20)
    says(ward, "12 ml")
    assert page.evaluate("window.told") is None, "volumes are not read out"
    passes(ward, 10)  # 09:00
    expect(said).to_have_text(re.compile(f"{NEAR[lang]} 2: 72"))
    passes(ward, 1)
    says(ward, "19,2 ml")
    assert page.evaluate("window.told") == 1

    switch, awake = page.locator(".ig-follow-switch input"), page.locator(".ig-follow-awake")
    expect(switch).not_to_be_checked()
    assert page.evaluate("window.lock === undefined")
    switch.check()
    expect(awake).to_have_text(say["awakeHeld"])
    page.evaluate("lock.release()")  # the device takes it back
    expect(awake).to_have_text(say["awakeLost"])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(awake).to_have_text(say["awakeHeld"])
    switch.uncheck()
    expect(awake).to_have_text("")


def test_a_slip_is_told_at_its_field_and_nothing_is_noted(ward):
    follow(ward)
    passes(ward, 10)
    note(ward, "pause", at="08:59")
    error = ward.page.locator("#ig-follow--at--error")
    expect(error).to_contain_text("08:59")
    expect(ward.page.locator("#ig-follow--at")).to_have_attribute("aria-invalid", "true")
    expect(ward.page.locator(".ig-follow-now")).to_have_attribute("data-phase", "running")
    ward.page.locator("#ig-follow--at").fill("08:39")
    ward.page.locator('[data-follow="save"]').click()
    expect(ward.page.locator(".ig-follow-now")).to_have_attribute("data-phase", "paused")
    assert plain(ward.page.locator(".ig-follow-given").text_content()).count("5,4 ml") == 1, "9 minutes at 36 ml an hour"


def test_no_start_no_following(ward):
    rate = ward.calculator("ivig-rate")
    rate.fill({name: text for name, text in PLAN.items() if name != "start_time"})
    rate.leave()
    ward.page.clock.run_for(1000)
    expect(rate.result).to_have_attribute("data-status", "ok")
    assert ward.page.locator(".ig-follow-begin").count() == 0


def test_a_new_release_waits_for_the_infusion_but_not_one_that_replaces_a_withdrawn_one(ward):
    filled = "async () => (await import('/assets/calculator/session.mjs')).anyFilled()"
    assert ward.calculator("ivig-rate") and not ward.page.evaluate(filled)
    follow(ward)
    assert ward.page.evaluate(filled), "the notice of a new release would say that something is filled in"
    ward.page.evaluate("document.documentElement.toggleAttribute('data-withdrawn', true)")
    assert not ward.page.evaluate(filled)
    expect(ward.page.locator(".ig-follow-bar")).to_be_hidden()
    expect(ward.page.locator(".ig-follow")).to_be_hidden()
    assert len(ward.page.evaluate(KEPT)) == 1, "what was noted is not thrown away"
