"""Cases of `igg-samples` worked out by hand from the contract; the working stands in the comments."""

from datetime import date
from decimal import Decimal

import pytest

from calculators.sid.igg_samples.rule import SampleFigures, Samples, states
from tests.oracles.result import codes, errors, values
from tests.unit.by_hand.asked import run


def samples(lang: str = "nb", **inputs: str) -> dict:
    base = {"igg_1_g_l": "3,9", "date_1": "2026-02-10", "igg_2_g_l": "3,5", "date_2": "2026-03-03", "infection_1": "no"}
    return run("igg-samples", base, lang, inputs)


@pytest.mark.parametrize(
    ("date_2", "days", "outcome"),
    [
        ("02.03.2026", "20", "too_close"),  # 18 days to 28 February, 2 of March
        ("03.03.2026", "21", "lasting_below_4"),
        ("20.01.2026", "21", "lasting_below_4"),  # 11 days to 31 January, 10 of February
        ("21.01.2026", "20", "too_close"),
    ],
)
def test_day_20_and_21(date_2: str, days: str, outcome: str) -> None:
    got = samples(date_2=date_2)
    assert (values(got)["days_apart"], values(got)["higher_g_l"], got["outcome"]) == (days, "3.9", outcome)


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ("3,9", "4,0", "lasting_below_6"),  # 4.0 is not below 4
        ("3,99", "3,9", "lasting_below_4"),
        ("5,9", "6,0", "not_lasting"),  # 6.0 is not below 6
        ("3,9", "6", "not_lasting"),
        ("6,0", "6,0", "not_low"),
        ("<1,1", "3,9", "lasting_below_4"),
        ("<1,1", "<1,1", "lasting_below_4"),
        ("<4", "5,9", "lasting_below_6"),
    ],
)
def test_low_in_both(one: str, other: str, outcome: str) -> None:
    assert samples(igg_1_g_l=one, igg_2_g_l=other)["outcome"] == outcome


def test_infection_in_both() -> None:
    assert samples(infection_1="yes", infection_2="yes")["outcome"] == "infection_both"
    # One free of infection is enough; with one infected, the other decides.
    assert samples(infection_1="yes", infection_2="no")["outcome"] == "lasting_below_4"
    got = samples(infection_1="yes", infection_2="")
    assert (got["outcome"], got["missing"]) == ("undetermined", ["infection_2"])
    # Too close stands before both.
    assert samples(infection_1="yes", infection_2="", date_2="2026-03-02")["outcome"] == "too_close"


def test_no_second_sample() -> None:
    got = samples(igg_2_g_l="", date_2="")
    assert (got["outcome"], set(got["missing"])) == ("undetermined", {"igg_2_g_l", "date_2"})


def test_a_figure_that_is_not_exact() -> None:
    assert errors(samples(igg_2_g_l="<5")) == {("igg_2_g_l", "not_exact")}


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        # Not both during infection: one that was taken without is enough, and an unknown one may be that one.
        (True, True, False), (True, False, True), (False, True, True), (False, False, True),
        (True, None, None), (None, True, None), (None, None, None), (False, None, True), (None, False, True),
    ],
)  # fmt: skip
def test_what_the_trace_says_of_infection(first, second, state):
    samples = Samples(Decimal(3), date(2026, 1, 1), first, Decimal(3), date(2026, 2, 1), second)
    assert states(samples, SampleFigures(Decimal(4), Decimal(6), 3)).without_infection is state


@pytest.mark.parametrize(
    ("higher", "outcome", "told"), [("6,0", "not_lasting", True), ("5,9", "lasting_below_6", True), ("3,9", "lasting_below_4", False)]
)
def test_the_higher_sample_is_said_to_be_handed_on(higher: str, outcome: str, told: bool) -> None:
    got = samples(igg_1_g_l=higher)
    assert (got["outcome"], "reading_wider" in codes(got)) == (outcome, told)
