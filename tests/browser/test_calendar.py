"""Saving the dates of an answer: the file in the browser's downloads, its library fetched at the first one only."""

import gzip
import json
import re
import threading
from datetime import date
from http import HTTPStatus
from itertools import cycle, product
from pathlib import Path

import pytest
import vobject
from playwright.sync_api import expect

from guide.serving.patched import PatchedServer, missing, runtime_of, serving
from tests.browser.conftest import ALL_TESTS, SITE, new_context
from tests.browser.pages import Calculator, Tab

FOLLOWUP = {"start_date": "01.10.2025", "population": "haematological"}
REVIEWS = ["2026-01-01", "2026-04-01", "2026-10-01", "2027-04-01", "2027-10-01", "2028-04-01", "2028-10-01"]
COURSES = {"first_course_date": "20.11.2026", "first_response": "suboptimal", "weight_kg": "63,7"}
NAMES = {
    "nb": ("immunglobulin-kontroll-og-seponering.ics", "immunglobulin-kontroller.ics"),
    "da": ("immunglobulin-opfoelgning-og-seponering.ics", "immunglobulin-kontroller.ics"),
}
LIBRARIES = ("icalendar", "python_dateutil", "tzdata")
# A busy machine must not decide what these tests say; those that are about a limit set their own.
PATIENT = {"START_MS": 120_000, "SNAPSHOT_MS": 60_000, "ANSWER_MS": 30_000, "CALENDAR_MS": 60_000}
LONG = 180_000


def open_calculator(tab, page: str, id: str) -> Calculator:
    tab.go(page)
    calculator = Calculator(tab, id)
    calculator.wait_until_ready()
    return calculator


def button(calculator: Calculator):
    return calculator.result.locator('button[data-action="calendar"]')


def save(calculator: Calculator):
    """The file that the button gives: its name, and its text."""
    with calculator.page.expect_download(timeout=LONG) as download:
        button(calculator).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes().decode()


def days(ics: str) -> list[date]:
    return [event.dtstart.value for event in vobject.readOne(ics).vevent_list]


def test_the_dates_are_saved(tab, lang):
    followup = open_calculator(tab, "sid/stopping", "sid-followup")
    followup.answer(FOLLOWUP)
    name, ics = save(followup)
    assert name == NAMES[lang][0]
    shown = {row["review_date"] for row in followup.rows()}
    assert {day.isoformat() for day in days(ics)} == {*REVIEWS, "2026-05-01"}
    assert len(days(ics)) == 11 and len(shown) == len(REVIEWS)
    assert f"//{runtime_of(SITE)}//{lang.upper()}\r\n" in ics
    expect(followup.result).to_be_visible()
    expect(followup.failure).to_be_hidden()
    unstamped = [re.sub(r"(DTSTAMP|LAST-MODIFIED):\d{8}T\d{6}Z", r"\1", text) for text in (ics, save(followup)[1])]
    assert unstamped[0] == unstamped[1] != ics, "the same file each time, but for the moment of making it"


def test_weight_and_response_stay_out(tab, lang):
    courses = open_calculator(tab, "ivig/maintenance", "ivig-maintenance")
    courses.answer(COURSES)
    name, ics = save(courses)
    assert name == NAMES[lang][1]
    assert [day.isoformat() for day in days(ics)] == ["2026-12-11", "2027-01-01", "2027-01-22"]
    # But for the moment at which it was made, whose digits may be any.
    assert "63" not in re.sub(r"(UID|DTSTAMP|LAST-MODIFIED):.*", "", ics)
    assert "suboptimal" not in ics.lower()


def test_it_is_offered_with_the_keyboard_and_only_with_dates(open_tab):
    tab = open_tab("nb")
    followup = open_calculator(tab, "sid/stopping", "sid-followup")
    expect(button(followup)).to_have_count(0)
    followup.answer(FOLLOWUP)
    with tab.page.expect_download() as download:
        button(followup).press("Enter")
    assert download.value.suggested_filename
    expect(button(followup)).to_be_focused()
    followup.answer({"population": "cart_bispecific", "child": "yes"}, "refused")
    expect(button(followup)).to_have_count(0)


def test_the_library_is_not_in_the_memory_that_is_restored():
    """It must not weigh on the start."""
    memory = gzip.decompress((SITE / "runtime" / runtime_of(SITE) / "snapshot.packed").read_bytes())
    assert b"calculators.result.calendar_file" in memory
    for module in (b"icalendar.cal", b"icalendar.prop", b"dateutil.rrule", b"tzdata.zoneinfo"):
        assert module not in memory


# --- when files are missing or late


@pytest.fixture(scope="module")
def host():
    """A server that can leave files out. Every file is asked for again each time, whatever the browser has of it."""
    with serving(PatchedServer(SITE)) as server:
        yield server


@pytest.fixture(scope="module")
def context(browsers):
    """One for all: what it keeps of the compiled engine makes the next start quicker."""
    with new_context(browsers(), "nb") as opened:
        yield opened


@pytest.fixture
def visit(context, host):
    """Opens the page of the follow-up anew."""
    usual, pages = dict(host.changes), []

    def go(changes=None, limits=PATIENT):
        folder = f"runtime/{runtime_of(SITE)}"
        names = {path.name.partition("-")[0]: f"{folder}/{path.name}" for path in (SITE / folder).glob("*.whl")}
        host.changes |= {names.get(name, name): do for name, do in (changes or {}).items()}
        host.changes |= dict.fromkeys(("assets/runtime/protocol.mjs", f"{folder}/protocol.mjs"), with_limits(limits))
        host.requests = []
        pages.append(context.new_page())
        tab = Tab(pages[-1], host.url, "nb")
        followup = open_calculator(tab, "sid/stopping", "sid-followup")
        followup.answer(FOLLOWUP)
        return followup, host

    yield go
    for page in pages:
        page.close()
    host.changes = usual


def with_limits(limits: dict[str, int]):
    text = (SITE / "assets/runtime/protocol.mjs").read_text()
    for name, value in limits.items():
        text, count = re.subn(rf"(export const {name} = )[\d_]+;", rf"\g<1>{value};", text)
        assert count == 1
    return lambda handler: handler.answer(HTTPStatus.OK, ".mjs", text.encode())


def asked_for(server) -> list[str]:
    return [path for path in server.requests if any(f"/{name}-" in path for name in LIBRARIES)]


def words(followup: Calculator) -> str:
    said = followup.failure.locator("p[data-code]:not([hidden])")
    expect(said).to_have_count(1)
    return said.get_attribute("data-code")


def test_the_library_is_fetched_at_the_first_file_and_once(visit):
    followup, server = visit()
    assert asked_for(server) == [], "nothing of it at the start"

    def saved() -> tuple[str, str]:
        """Name and text of the file, but for the moment at which it was made."""
        name, text = save(followup)
        return name, re.sub(r"(DTSTAMP|LAST-MODIFIED):[0-9TZ]+", r"\1", text)

    first = saved()
    assert len(asked_for(server)) == len(LIBRARIES)
    assert saved() == first
    followup.answer({"population": "hsct"})
    assert saved() == first, "the group leaves no trace"
    assert len(asked_for(server)) == len(LIBRARIES)


def test_it_works_after_a_cold_start_too(visit):
    followup, _ = visit({f"runtime/{runtime_of(SITE)}/snapshot.packed": missing})
    assert len(days(save(followup)[1])) == 11


def damaged(handler):
    handler.answer(HTTPStatus.OK, ".whl", (SITE / handler.path.lstrip("/")).read_bytes() + b"\0")


FAULTS = {"missing": missing, "damaged": damaged}
# By day each library once, and each fault; at night every one of each.
LACKING = list(product(LIBRARIES, FAULTS)) if ALL_TESTS else list(zip(LIBRARIES, cycle(FAULTS), strict=False))


@pytest.mark.parametrize(("library", "fault"), LACKING)
def test_a_library_that_cannot_be_had_is_told_and_the_answer_stays(visit, library, fault):
    followup, server = visit({library: FAULTS[fault]})
    for _ in range(5):  # more often than a worker would be started anew
        button(followup).click()
        expect(followup.failure).to_be_visible(timeout=LONG)
        assert words(followup) == "calendar"
        expect(button(followup)).not_to_have_attribute("aria-busy", "true")
    expect(followup.failure.locator("button")).to_have_count(0)
    assert len(followup.rows()) == len(REVIEWS)
    followup.answer({"start_date": "02.10.2025"})
    expect(followup.failure).to_be_hidden()
    server.changes = {}
    assert len(days(save(followup)[1])) == 11
    expect(followup.failure).to_be_hidden()


@pytest.fixture
def held():
    released = threading.Event()

    def wait(handler):
        released.wait(60)
        handler.answer(HTTPStatus.OK, ".whl", (SITE / handler.path.lstrip("/")).read_bytes())

    yield wait, released
    released.set()


def test_a_file_that_takes_too_long_is_told_and_the_next_question_answered(visit, held):
    wait, released = held
    followup, server = visit({"icalendar": wait}, {**PATIENT, "CALENDAR_MS": 700})
    button(followup).click()
    expect(followup.failure).to_be_visible(timeout=LONG)
    assert words(followup) == "calendar"
    assert len(followup.rows()) == len(REVIEWS), "the answer is what it was"
    released.set()
    server.changes = {path: do for path, do in server.changes.items() if "icalendar" not in path}
    followup.fill({"start_date": "02.10.2025"})
    followup.leave()
    expect(followup.result).to_have_attribute("data-status", "ok", timeout=LONG)  # by a new worker
    expect(followup.failure).to_be_hidden()


def test_a_file_that_comes_after_a_change_is_not_saved(visit, held):
    wait, released = held
    followup, _ = visit({"icalendar": wait})
    downloads = []
    followup.page.on("download", lambda download: downloads.append(download))
    button(followup).click()
    expect(button(followup)).to_have_attribute("aria-busy", "true")
    followup.answer({"start_date": "02.10.2025"})  # answered meanwhile
    assert followup.rows()[0]["review_date"].startswith("2.")
    released.set()
    assert days(save(followup)[1])[0] == date(2026, 1, 2)
    assert len(downloads) == 1


def test_a_file_of_another_build_closes_the_calculator(visit):
    followup, _ = visit()
    [worker] = [worker for worker in followup.page.workers if worker.url.endswith("/worker.mjs")]  # there is one for the search
    worker.evaluate(
        """(other) => {
          const post = self.postMessage.bind(self);
          self.postMessage = (message) => post({ ...message, reply: message.reply?.replace(/"build": *"[^"]+"/, other) });
        }""",
        json.dumps({"build": "f00f00f00f00"})[1:-1],
    )
    button(followup).click()
    expect(followup.failure).to_be_visible(timeout=LONG)
    assert words(followup) == "version"
    expect(followup.form).to_be_hidden()
