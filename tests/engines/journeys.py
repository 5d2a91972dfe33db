"""Whole journeys of a clinician, the same in every engine. `tests/browser` looks closer, in Chromium.

A class of `test_<engine>.py` takes them over; `tests/engines/conftest.py` has their fixtures.
"""

from __future__ import annotations

import datetime
import re
import socket
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest

from guide.serving.patched import PatchedHandler, serving
from tests.browser.conftest import SITE
from tests.browser.pages import ELIGIBLE
from tests.engines.card import Card
from tests.engines.engine import Browser, Tab
from tests.engines.server import EngineServer

# Whether an answer is still there when the first change has been dealt with: at once, not after the pause.
NOTE_ANSWER = """(result) => {
  const note = () => { window.stoodAfterInput = document.querySelector(`${result}[data-status=ok]`) !== null; };
  addEventListener("input", note, { once: true });
}"""


# The page's clock stands until it is set: the drivers of two engines have none. It outlives a reload, and a page that is set looks at
# once, as one that comes back into sight does.
CLOCK = """
  const RealDate = Date;
  const stands = () => Number(sessionStorage.getItem("clock") ?? %d);
  globalThis.Date = class extends RealDate {
    constructor(...given) { super(...(given.length ? given : [stands()])); }
    static now() { return stands(); }
  };
  window.setClock = (ms) => {
    sessionStorage.setItem("clock", ms);
    document.dispatchEvent(new Event("visibilitychange"));
  };
"""
FOLLOWED = """(...words) => {
  const shown = document.querySelector(".ig-follow-now")?.innerText.replace(/\\u00a0/g, " ") ?? "";
  return words.every((one) => shown.includes(one));
}"""
PHASE = "(phase) => document.querySelector('.ig-follow-now')?.dataset.phase === phase"


def of_another_runtime(site: Path, page: str) -> Callable[[PatchedHandler], None]:
    text = (site / page / "index.html").read_bytes()
    other = re.sub(rb'(name="ig-runtime" content=")[^"]+', rb"\g<1>another", text)
    assert other != text
    return lambda handler: handler.answer(HTTPStatus.OK, ".html", other)


def forbidden(tab: Tab) -> None:
    """Breaks the policy, as markup that was brought in from outside would."""
    tab.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.wasRun = true";
          document.body.append(script);
        }"""
    )


class Journeys:
    """Expected figures were worked out by hand from the sources."""

    @pytest.mark.parametrize("lang", ["nb", "da"])
    def test_a_course_and_the_plan_of_its_day(self, tab: Tab, server: EngineServer, lang: str):
        tab.open(f"{server.url}{lang}/ivig/dose/")
        course = Card(tab, "ivig-course")
        course.wait_until_ready()
        assert tab.evaluate("() => began()") == "snapshot"
        course.answer({"weight_kg": "60", "dose_g_per_kg": "2", "days": "2", "product": "kiovig"})
        assert course.value("total_dose_g") == "120 g"
        assert course.value("total_volume_ml") == "1 200 ml"
        assert tab.evaluate("() => document.documentElement.lang") == lang

        tab.click(f"{course.result} button[data-action=handover]")
        rate = Card(tab, "ivig-rate")
        tab.wait_for("(card) => document.querySelector(card) !== null", rate.card)
        rate.wait_for_answer()
        assert [rate.filled(name) for name in ("weight_kg", "volume_ml", "product")] == ["60", "600", "kiovig"]
        hour = {"nb": "per time", "da": "pr. time"}[lang]
        assert rate.column("rate_ml_h") == [f"{rate_ml_h} ml {hour}" for rate_ml_h in (30, 60, 120, 240, 360)]
        assert rate.value("total_minutes") == "139 min"

        now = "() => { const now = new Date(); return now.getHours() * 60 + now.getMinutes(); }"
        before = tab.evaluate(now)
        tab.click(f"{rate.card} button[data-action=now]")
        rate.wait_for_answer()
        hours, minutes = map(int, rate.filled("start_time").split(":"))
        after = tab.evaluate(now)
        assert hours * 60 + minutes in (before, after)
        tab.wait_for("(cell) => document.querySelector(cell)?.textContent", f'{rate.result} [data-name="start"] data')
        assert rate.column("start")[0] == rate.filled("start_time")

    def test_start_criteria_with_a_slip(self, tab: Tab, server: EngineServer):
        tab.open(f"{server.url}nb/sid/start/")
        card = Card(tab, "sid-eligibility")
        card.wait_until_ready()
        card.answer(ELIGIBLE)
        assert tab.evaluate("(result) => document.querySelector(result).dataset.outcome", card.result) == "meets"
        assert "3,1" in tab.text(f"{card.result} .ig-inputs")

        tab.click(f"#{card.id}--igg_g_l")
        tab.evaluate(NOTE_ANSWER, card.result)
        tab.press("x")
        tab.wait_for("() => window.stoodAfterInput !== undefined")
        assert tab.evaluate("() => stoodAfterInput") is False, "an answer stands beside inputs that it was not made from"
        tab.type(f"#{card.id}--igg_g_l", "abc")
        error = f"#{card.id}--igg_g_l--error"
        tab.wait_for("(error) => document.querySelector(error).checkVisibility()", error)
        assert "abc" in tab.text(error)
        assert not card.is_answered()
        card.answer({"igg_g_l": "3.1"})
        assert tab.evaluate("(error) => document.querySelector(error).hidden", error)

    def test_dates_do_not_depend_on_the_browser(self, tab: Tab, server: EngineServer):
        """They are typed and shown as text: an engine's own way to write them has no part in it."""
        for lang, review in (("nb", "11. desember 2026"), ("da", "11. december 2026")):
            tab.open(f"{server.url}{lang}/ivig/maintenance/")
            card = Card(tab, "ivig-maintenance")
            card.wait_until_ready()
            card.answer({"first_course_date": "20.11.2026"})
            assert review in card.value("first_review_date")

    def test_the_language_is_changed_on_the_page_that_is_open(self, tab: Tab, server: EngineServer):
        tab.open(f"{server.url}nb/ivig/dose/")
        tab.evaluate("() => { document.querySelector('article').dataset.left = ''; }")
        tab.click(".md-tabs a[href*='sid']")  # without a new load
        # The address changes first. The theme loads a page as a whole where its own fetching was cut short, as by a tap on another link.
        tab.wait_for("() => location.pathname.startsWith('/nb/sid/') && document.querySelector('article:not([data-left])') !== null")
        here = tab.evaluate("() => location.pathname")
        tab.click("a.ig-language")
        tab.wait_for("() => document.documentElement.lang === 'da'")
        assert tab.evaluate("() => location.pathname") == here.replace("/nb/", "/da/")

    def test_a_plan_is_followed_over_a_pause_a_reload_and_another_page(self, tab: Tab, server: EngineServer):
        tab.open(f"{server.url}nb/ivig/infusion/")
        card = Card(tab, "ivig-rate")
        card.wait_until_ready()
        tab.click(f"{card.card} button[data-action=now]")
        card.answer({"weight_kg": "72", "volume_ml": "720", "product": "kiovig"})
        tab.click(".ig-follow-begin button")
        says = "(words) => document.querySelector('.ig-follow-now')?.innerText.replace(/\\u00a0/g, ' ').includes(words) ?? false"
        tab.wait_for(says, "Trinn 1: 36 ml per time")
        assert not card.is_answered(), "the form is free for another patient"
        tab.click("[data-follow=pause]")
        tab.click("[data-follow=save]")
        paused = "() => document.querySelector('.ig-follow-now')?.dataset.phase === 'paused'"
        tab.wait_for(paused)
        tab.open(f"{server.url}da/ivig/dose/")
        tab.wait_for("() => document.querySelector('.ig-follow-bar a')?.innerText.includes('Pause') ?? false")
        tab.click(".ig-follow-bar a")
        tab.wait_for("() => location.pathname === '/da/ivig/infusion/'")
        tab.wait_for(paused)
        tab.click("[data-follow=resume]")
        tab.click("[data-follow=save]")
        tab.wait_for("() => document.querySelector('.ig-follow-event [aria-invalid]') !== null")  # no rate is proposed
        tab.type("#ig-follow--rate_ml_h", "500")
        tab.click("[data-follow=save]")
        tab.wait_for("() => document.querySelector('.ig-follow-note[data-level=warning]')?.innerText.includes('432') ?? false")
        tab.click("[data-follow=end]")
        tab.click("[data-follow=endSure]")
        tab.wait_for("() => document.querySelector('.ig-follow') === null")
        assert tab.evaluate("() => Object.keys(localStorage).filter((key) => key.endsWith('.follow'))") == []

    def test_three_hours_over_midnight_and_into_winter_time(self, browser: Browser):
        """72 kg, 1000 ml from 23:30 in the night in which 03:00 becomes 02:00. 84 ml in 50 min, then 432 ml an hour: 228 ml at 00:40.
        A pause of an hour: 772 ml take 107.22 min, to 03:27.22 in summer time, which the wall calls 02:28 and shows before it is so."""
        start = datetime.datetime(2026, 10, 24, 21, 30, tzinfo=datetime.UTC)
        tab, server = browser.tab, EngineServer(script=CLOCK % (start.timestamp() * 1000))

        def it_is(minute: int) -> None:
            tab.evaluate("(ms) => setClock(ms)", (start.timestamp() + minute * 60) * 1000)

        with serving(server):
            plan = f"{server.url}nb/ivig/infusion/"
            tab.open(plan)
            card = Card(tab, "ivig-rate")
            card.wait_until_ready()
            card.answer({"weight_kg": "72", "volume_ml": "1000", "product": "kiovig", "start_time": "23:30"})
            tab.click(".ig-follow-begin button")
            tab.wait_for(FOLLOWED, "Trinn 1: 36 ml", "Fra 00:00")
            it_is(35)  # 00:05, another day
            tab.wait_for(FOLLOWED, "Trinn 3: 144 ml", "Fra 00:10")
            it_is(70)  # 00:40
            tab.wait_for(FOLLOWED, "228 ml")

            # A reaction: what to do stands in the panel. The clock that the event takes is the one on the wall.
            tab.click(".ig-follow .ig-fold summary")
            assert "stopp infusjonen" in tab.text(".ig-follow [data-code=measure_skin]")
            tab.click("[data-follow=pause]")
            assert tab.evaluate("() => document.querySelector('#ig-follow--at').value") == "00:40"
            tab.click("[data-follow=save]")
            tab.wait_for(PHASE, "paused")
            it_is(100)
            tab.click("a.ig-language")
            tab.wait_for("() => document.documentElement.lang === 'da'")
            tab.wait_for(FOLLOWED, "Pause", "Givet 228 ml, resterer 772 ml")

            # A page of another release, in the middle of it: it tells no figure, and throws nothing away.
            server.changes["da/ivig/infusion/"] = of_another_runtime(SITE, "da/ivig/infusion")
            tab.open(f"{server.url}da/ivig/infusion/")
            tab.wait_for("() => document.querySelector('.ig-follow')?.dataset.state === 'foreign'")
            assert tab.evaluate("() => document.querySelector('.ig-follow-now') === null")
            del server.changes["da/ivig/infusion/"]

            it_is(130)  # 01:40
            tab.open(plan)
            tab.wait_for(PHASE, "paused")
            tab.click("[data-follow=resume]")
            tab.evaluate("() => { document.querySelector('#ig-follow--step').value = '5'; }")
            tab.click("[data-follow=save]")
            tab.wait_for(FOLLOWED, "Trinn 5: 432 ml", "Ferdig tidligst 02:28")
            it_is(185)
            tab.wait_for(FOLLOWED, "624 ml")
            it_is(200)  # 02:50 in summer time: after 02:28 by the wall, and not over
            tab.wait_for(FOLLOWED, "732 ml", "268 ml", "Trinn 5: 432 ml")
            it_is(215)  # 02:05 in winter time
            tab.wait_for(FOLLOWED, "840 ml", "160 ml", "Ferdig tidligst 02:28")
            it_is(237)
            tab.wait_for(FOLLOWED, "Trinn 5: 432 ml")
            it_is(238)
            tab.wait_for(PHASE, "done")
            # An hour after its end the device has forgotten it.
            it_is(298)
            tab.wait_for("() => document.querySelector('.ig-follow') === null")
            assert tab.evaluate("() => Object.keys(localStorage).filter((key) => key.endsWith('.follow'))") == []
            assert tab.evaluate("() => complaints") == [] and server.reports == []

    def test_the_search_leads_to_the_sentence(self, tab: Tab, server: EngineServer):
        tab.open(f"{server.url}da/sid/switching/")
        tab.wait_for("() => document.querySelector('[data-ig-search] [role=combobox]') !== null")
        tab.click("[data-ig-search] [role=combobox]")
        tab.press("sædvanlig startdosis")
        # What was found for the first letters has made room for what the words lead to.
        tab.wait_for("() => document.querySelector('[data-ig-search] [role=option]')?.textContent.includes('2\\u00a0g/kg')")
        tab.click("[data-ig-search] [role=option] a, [data-ig-search] [role=option]")
        tab.wait_for("() => location.pathname === '/da/ivig/dose/' && location.hash === '#nel-initial-dose'")
        tab.wait_for("() => document.querySelector('.ig-lit #nel-initial-dose') !== null")

    def test_without_network_after_one_visit(self, browser: Browser):
        """As released, with the service worker. The server is stopped; the page that is opened then was never open before."""
        tab = browser.tab
        server = EngineServer(saves=True)
        with serving(server):
            tab.open(f"{server.url}nb/about/")
            tab.wait_for("() => document.querySelector('[data-ig-offline]').dataset.state === 'ready'", seconds=120)
            assert "Klar uten nett" in tab.text(".ig-offline__button")
        server.cut()
        tab.open(f"{server.url}da/ivig/infusion/")
        with pytest.raises(OSError):
            socket.create_connection(server.server_address[:2], 5)
        rate = Card(tab, "ivig-rate")
        rate.wait_until_ready()
        rate.answer({"weight_kg": "60", "volume_ml": "600", "product": "kiovig"})
        assert rate.value("total_minutes") == "139 min"
        started = "async () => (await (await import('/assets/runtime/runtime.mjs')).start()).from"
        assert tab.evaluate(started) == "snapshot"
        tab.click("[data-ig-search] [role=combobox]")
        tab.press("hovedpine")
        tab.wait_for("() => document.querySelector('[data-ig-search] [role=option]')?.checkVisibility()")
        assert "hovedpine" in tab.text("[data-ig-search] [role=listbox]").lower()
        assert server.reports == []

    def test_the_policy_is_kept_and_bites(self, tab: Tab, server: EngineServer):
        """That the journeys reported nothing means something: what is forbidden is refused, and reported."""
        tab.open(f"{server.url}nb/about/")
        forbidden(tab)
        assert tab.evaluate("() => window.wasRun ?? false") is False
        server.wait_for_report("script-src")
        server.reports.clear()
        tab.evaluate("() => { complaints.length = 0; }")
