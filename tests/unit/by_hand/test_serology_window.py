"""Cases of `serology-window` worked out by hand from the contract; the working stands in the comments."""

from decimal import Decimal

import pytest

from calculators.ivig.serology_window.rule import WindowFigures
from tests.oracles.result import values
from tests.unit.by_hand.asked import run


def serology(lang: str = "nb", **inputs: str) -> dict:
    return run("serology-window", {"last_infusion_date": "31.12.2027", "first_infusion_date": "27.12.2027"}, lang, inputs)


@pytest.mark.parametrize(
    ("last", "end"),
    [
        ("31.12.2027", "2028-02-29"),  # 31 days of January and 29 of February
        ("31.12.2026", "2027-03-01"),  # 31 and 28 are 59; one more
        ("29.02.2028", "2028-04-29"),  # 31 days of March to 31 March, 29 more
        ("2026-08-31", "2026-10-30"),  # 30 days of September, 30 of October
    ],
)
def test_window_end(last: str, end: str) -> None:
    got = serology(last_infusion_date=last, first_infusion_date="")
    assert (values(got)["window_end"], got["outcome"]) == (end, None)
    assert "nel-lab-false-negative" in got["facts"]


@pytest.mark.parametrize(
    ("sample", "earlier", "outcome"),
    [
        ("26.12.2027", "no", "before_course"),
        ("26.12.2027", "yes", "possibly_affected"),
        ("26.12.2027", "unknown", "undetermined"),
        ("27.12.2027", "no", "in_window"),  # the first infusion day
        ("29.02.2028", "unknown", "in_window"),  # 31 December + 60 days
        ("01.03.2028", "yes", "after_window"),  # + 61
    ],
)
def test_sample_and_window(sample: str, earlier: str, outcome: str) -> None:
    assert serology(sample_date=sample, earlier_course_60d=earlier)["outcome"] == outcome


@pytest.mark.parametrize(
    ("half_life_days", "weeks", "half_lives", "differs"),
    [
        ("30", "6", "2", True),  # the source: 2 half-lives are 60 days here, 6 weeks (42 days) under maintenance
        ("21", "6", "2", False),  # 2 × 21 days are 6 × 7
        ("21", "3", "1", False),
        ("21", "3", "2", True),
        ("22", "6", "2", True),
        ("20", "6", "2", True),
    ],
)
def test_the_window_and_maintenance_count_half_lives_alike_or_not(half_life_days, weeks, half_lives, differs):
    figures = WindowFigures(60, Decimal(half_life_days), int(weeks), Decimal(half_lives))
    assert figures.differs_from_maintenance is differs
