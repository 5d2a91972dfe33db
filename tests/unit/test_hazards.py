"""The hazard log names tests that exist, and a guard that does not run is noticed."""

import ast
from pathlib import Path

import pytest

from guide.records import hazards
from tests.guarding import Guarding

ROOT = Path(__file__).resolve().parents[2]
WANTED = {"dose", "display", "input", "unit", "rounding", "version", "language", "offline", "stale", "patient", "misuse"}

GOOD = """
[kind]
dose = { nb = "Dose", da = "Dosis" }
[hazard.one]
kind = "dose"
tests = ["tests/unit/test_x.py::test_y"]
seen_to_fail = "Not tried."
nb = { hazard = "a", cause = "b", harm = "c", control = "d", remains = "e" }
da = { hazard = "a", cause = "b", harm = "c", control = "d", remains = "e" }
"""


def log(tmp_path: Path, text: str) -> Path:
    (tmp_path / "safety").mkdir()
    (tmp_path / "safety/hazards.toml").write_text(text, "utf-8")
    return tmp_path


def test_there_is_a_hazard_of_every_kind():
    kinds, found = hazards.read()
    assert set(kinds) >= WANTED and {hazard.kind for hazard in found} == set(kinds)


def test_every_named_test_exists():
    named = hazards.guards()
    files = sorted({test.partition("::")[0] for test in named})
    assert [file for file in files if not (ROOT / file).is_file()] == []
    defined = {f"{file}::{one.name}" for file in files for one in ast.parse((ROOT / file).read_text("utf-8")).body
               if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}
    assert [test for test in named if test not in defined] == []


@pytest.mark.parametrize(("old", "new", "said"), [
    ('kind = "dose"', 'kind = "nothing"', "one: kind: write one of dose"),
    ('tests = ["tests/unit/test_x.py::test_y"]', "tests = []", "one: tests: name at least one"),
    ("test_x.py::test_y", "test_x.py", "one: tests: name at least one, as"),
    ('seen_to_fail = "Not tried."', 'seen_to_fail = " "', "one: seen_to_fail: say how"),
    ('remains = "e" }\nda', 'remains = "" }\nda', "one: nb.remains is missing"),
    ("[kind]", "[kind", "safety/hazards.toml: "),
])
def test_a_log_that_says_too_little(tmp_path, old, new, said):
    assert hazards.read(log(tmp_path, GOOD))[1][0].id == "one"
    (tmp_path / "safety/hazards.toml").write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(hazards.HazardError, match=said):
        hazards.read(tmp_path)


def ran(*reports: tuple) -> list[str]:
    guarding = Guarding({"t.py::test_a": ["one", "two"]}, allowed_skip="other figures")
    for report in reports:
        guarding.record(*report)
    return guarding.unguarded()


def test_a_guard_that_ran_and_passed_is_in_order():
    assert ran(("t.py::test_a", "setup", "passed"), ("t.py::test_a", "call", "passed"), ("t.py::test_a", "teardown", "passed")) == []
    assert ran(("t.py::test_a[1]@site", "call", "passed"), ("t.py::test_a[2]@site", "call", "passed")) == []
    assert ran(("t.py::test_a", "setup", "skipped", "the live text has other figures")) == []


@pytest.mark.parametrize(("reports", "said"), [
    ([], "t.py::test_a: did not run; guards one, two"),
    ([("t.py::test_b", "call", "passed")], "did not run"),
    ([("t.py::test_a", "setup", "passed")], "did not run"),
    ([("t.py::test_a", "setup", "skipped", "no browser")], "skipped in t.py::test_a (no browser)"),
    ([("t.py::test_a[1]", "call", "passed"), ("t.py::test_a[2]", "call", "failed")], "failed in t.py::test_a[2]"),
])
def test_a_guard_that_did_not_is_told_with_its_hazards(reports, said):
    [line] = ran(*reports)
    assert said in line


def test_a_full_run_fails_where_a_guard_was_skipped(whole_run):
    """The hook itself, on a project of one test."""

    def says(body: str, *args: str) -> tuple[int, str]:
        tests = f"import pytest\ndef test_y():\n    {body}\ndef test_z(): pass\n"
        return whole_run(tests, *args, guards={"tests/test_x.py::test_y": ["one"]})

    assert says("pass")[0] == 0
    code, said = says("pytest.skip('not today')")
    assert code == 1 and "tests/test_x.py::test_y: skipped in tests/test_x.py::test_y" in said and "guards one" in said
    assert says("pytest.skip('not today')", "-n", "2")[0] == 1, "and with several processes"
    assert says("pytest.skip('not today')", "-k", "test_y")[0] == 0, "a part of the tests says nothing"
    assert says("pytest.skip('not today')", "tests/test_x.py")[0] == 0
