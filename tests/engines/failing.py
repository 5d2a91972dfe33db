"""Each failure of the list, in one engine: it is made to happen, and the page is held to what the list says of it.

`guide/records/failures.toml` is the list; the page about/failures shows it to readers. One language for each failure, in turn:
that every message has its words in both is checked in the built site. What became of each row in each engine is
recorded, and a full run compares it with what the list claims (`tests/conftest.py`).
"""

from __future__ import annotations

import contextlib

import pytest

from guide.records.failures import Failure, failures
from guide.serving.patched import serving
from tests.engines.card import Card
from tests.engines.engine import Browser, Engine, Tab
from tests.engines.faults import FAULTS, RELEASED, SAVED_EARLY

COURSE = {"weight_kg": "60", "days": "5", "product": "kiovig"}
LISTED = {failure.id: failure for failure in failures()}


def text_and_table_are_there(tab: Tab, course: Card) -> None:
    assert tab.is_visible("article .ig-fact")
    assert len(tab.text("article")) > 1000
    table = f"{course.card} details.ig-table"
    if not tab.evaluate("(table) => document.querySelector(table).open", table):
        tab.click(f"{table} summary")
    # Where the script does not come, the table shows itself after a moment.
    tab.wait_for("(row) => document.querySelector(row)?.checkVisibility({ visibilityProperty: true })", f"{table} tbody th")
    rows = tab.evaluate("(rows) => [...document.querySelectorAll(rows)].map((one) => one.innerText)", f"{table} tbody th")
    assert len(rows) == 17 and "60 kg" in [row.replace("\N{NO-BREAK SPACE}", " ").strip() for row in rows]


def search_finds(tab: Tab) -> None:
    tab.click("[data-ig-search] [role=combobox]")
    tab.press("kiovig")
    tab.wait_for("() => document.querySelector('[data-ig-search] [role=option]')?.checkVisibility()")


def says_so(tab: Tab, course: Card, failure: Failure, lang: str) -> None:
    place = f"{course.card} .ig-noscript" if failure.code == "noscript" else f"{course.failure} p"
    expected = failure.message(lang).replace("\N{NO-BREAK SPACE}", " ")
    tab.wait_for(
        """(place, text) => [...document.querySelectorAll(place)].some((one) => one.checkVisibility({ visibilityProperty: true })
          && one.innerText.replaceAll("\\u00a0", " ").trim() === text)""",
        place,
        expected,
    )
    assert not course.is_answered()
    assert tab.evaluate("(card) => document.querySelectorAll(`${card} img`).length", course.card) == 0
    assert tab.evaluate("(table) => document.querySelector(table).open", f"{course.card} details.ig-table")


def saving_says_so(tab: Tab, failure: Failure, lang: str) -> None:
    tab.wait_for("() => document.querySelector('[data-ig-offline]').dataset.state === 'failed'")
    tab.click(".ig-offline__button")
    # That saving has ended is known at once; the reason may come a moment later, from the service worker.
    said = failure.message(lang, file=SAVED_EARLY)
    tab.wait_for("(said) => document.querySelector('.ig-offline__panel').innerText.replace(/\\s+/g, ' ').includes(said)", said)


class Failures:
    """`engine` and `browser` are fixtures of `conftest.py`."""

    def test_every_failure_of_the_list_is_made_to_happen(self):
        assert set(FAULTS) == set(LISTED)

    @pytest.mark.parametrize(("id", "lang"), [(id, "nb" if number % 2 else "da") for number, id in enumerate(FAULTS)], ids=list(FAULTS))
    def test_what_the_reader_sees_and_what_still_works(self, id: str, lang: str, engine: Engine, browser: Browser, record_property):
        fault, failure = FAULTS[id], LISTED[id]
        record_property("failure", id)
        record_property("engine", engine.name)
        RELEASED.clear()
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(serving(fault.server()))
            stack.callback(RELEASED.set)
            tab = stack.enter_context(browser.without(fault.off)) if fault.off else browser.tab
            tab.open(f"{server.url}{lang}/ivig/dose/")
            course = Card(tab, "ivig-course")
            if failure.calculators in ("yes", "slower") or fault.breaks_later:
                course.wait_until_ready()
            if fault.breaks_later:
                course.fill_at_once(COURSE)
            if failure.saving:
                saving_says_so(tab, failure, lang)
                tab.click(".ig-offline__panel [data-action=close]")
            if failure.code:
                says_so(tab, course, failure, lang)
                if failure.calculators == "no" and failure.code != "unsafe":
                    assert not tab.is_visible(f"{course.card} form")
            else:
                course.answer(COURSE)
                assert course.value("total_dose_g") == "120 g"
                assert not tab.is_visible(course.failure)
                if fault.begins_from:
                    assert tab.evaluate("() => began()") == fault.begins_from
            text_and_table_are_there(tab, course)
            if failure.calculators == "again":
                tab.click(f"{course.failure} button[data-action=retry]")
                course.wait_for_answer()
                assert course.value("total_dose_g") == "120 g"
                assert not tab.is_visible(course.failure)
            elif failure.code not in ("", "noscript", "no-webassembly", "no-module-worker") and id != "script-missing":
                assert tab.is_visible(f"{course.failure} button[data-action=reload]")
            if failure.search:
                search_finds(tab)
            else:
                assert not tab.is_visible("[data-ig-search] [role=option]")
            assert server.reports == [], "the policy forbade something"
