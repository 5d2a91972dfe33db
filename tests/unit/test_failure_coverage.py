"""The watch over the list of failures notices a claim without a test, a test without a claim, and an engine that is not there."""

import pytest

from guide.records.failures import Failure, failures
from tests.failure_coverage import Rows

NOT_HERE = "is not on this machine"
TESTS = """
import pytest
@pytest.mark.parametrize("engine", [%s])
def test_it(engine, record_property):
    record_property("failure", "cut")
    record_property("engine", engine)
    %s
"""


def row(id: str, *engines: str) -> Failure:
    return Failure(id, "", "", "yes", True, engines, {"nb": "x", "da": "x"})


def rows(*listed: Failure) -> Rows:
    return Rows(listed, NOT_HERE)


def ran(watch: Rows, id: str, engine: str, outcome: str = "passed", when: str = "call") -> None:
    properties = [("failure", id), ("engine", engine)]
    watch.record(properties, f"tests/engines/test_{engine.lower()}.py::Test{engine}::test_it[{id}]", when, outcome)


def test_what_is_claimed_and_shown_is_in_order():
    watch = rows(row("cut", "Chromium", "WebKit"))
    for engine in ("Chromium", "WebKit"):
        ran(watch, "cut", engine)
    assert watch.slips() == []


@pytest.mark.parametrize("outcome", [None, "failed", "skipped"])
def test_a_claim_without_a_passed_test(outcome):
    watch = rows(row("cut", "Chromium", "Firefox"))
    ran(watch, "cut", "Chromium")
    if outcome:
        ran(watch, "cut", "Firefox", outcome)
    [slip] = watch.slips()
    assert "cut" in slip and "Firefox" in slip


def test_set_up_alone_shows_nothing():
    watch = rows(row("cut", "Firefox"))
    ran(watch, "cut", "Firefox", when="setup")
    assert len(watch.slips()) == 1


def test_an_engine_that_passes_must_be_claimed():
    watch = rows(row("cut", "Chromium"))
    ran(watch, "cut", "Chromium")
    ran(watch, "cut", "WebKit")
    [slip] = watch.slips()
    assert "WebKit" in slip and "add" in slip


def test_an_engine_that_is_not_there_is_not_judged():
    watch = rows(row("cut", "Chromium", "WebKit"))
    ran(watch, "cut", "Chromium")
    watch.record([], "tests/engines/test_webkit.py::TestWebKit::test_it[cut]", "setup", "skipped", f"WebKit {NOT_HERE}: install it")
    assert watch.slips() == []
    watch.record([], "tests/engines/test_chromium.py::TestChromium::test_it[cut]", "setup", "skipped", "some other reason")
    watch.passed.clear()
    assert len(watch.slips()) == 1


def test_the_list_as_it_is_needs_every_engine():
    assert len(Rows(failures(), NOT_HERE).slips()) == sum(len(failure.engines) for failure in failures()) >= len(failures())


def test_a_full_run_fails_where_the_list_says_too_much(whole_run):
    """The hook itself, on a project of one test. What reaches it from several processes: `test_hazards.py`, and the last line."""
    listed = [row("cut", "Chromium", "Firefox")]

    def says(engines: str, *args: str, body: str = "pass") -> tuple[int, str]:
        return whole_run(TESTS % (engines, body), *args, listed=listed)

    assert says("'Chromium', 'Firefox'")[0] == 0
    code, said = says("'Chromium'")
    assert code == 1 and "cut: says Firefox, where its test did not run and pass" in said
    assert says("'Chromium', 'Firefox'", body="pytest.skip('not today') if engine == 'Firefox' else None")[0] == 1
    assert says("'Chromium', 'Firefox'", "-n", "2")[0] == 0, "what a test says of itself comes from its process, too"
