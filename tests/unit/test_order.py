"""The order of the tests names files that are there."""

from pathlib import Path
from types import SimpleNamespace

from tests.order import LONGEST, arrange

ROOT = Path(__file__).resolve().parents[2]


def test_the_files_that_come_first_are_there():
    assert [file for file in LONGEST if not (ROOT / file).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def test_they_come_first_and_the_others_stay_as_they_were():
    found = [SimpleNamespace(nodeid=f"{file}::test_it[a::b]") for file in ("tests/unit/test_a.py", LONGEST[1], "tests/a.py", LONGEST[0])]
    arrange(found)
    assert [one.nodeid.partition("::")[0] for one in found] == [LONGEST[0], LONGEST[1], "tests/unit/test_a.py", "tests/a.py"]
