"""Cases of `sid-trough` worked out by hand from the contract; the working stands in the comments."""

import pytest

from tests.oracles.result import errors
from tests.unit.by_hand.asked import run


def trough(lang: str = "nb", **inputs: str) -> dict:
    base = {"serious_infections": "no", "high_in_interval": "yes", "infection_free_months": "12"}
    return run("sid-trough", base, lang, inputs)


@pytest.mark.parametrize(
    ("inputs", "outcome"),
    [
        ({"trough_g_l": "6,0"}, "on_target"),  # neither below 6 nor above it
        ({"trough_g_l": "6,1"}, "reduction_possible"),
        ({"trough_g_l": "8,0"}, "reduction_possible"),  # not over 8
        ({"trough_g_l": "8,1"}, "above_range"),
        ({"trough_g_l": "8,1", "serious_infections": "yes", "infection_free_months": "0"}, "above_range"),
        ({"trough_g_l": "8,0", "serious_infections": "yes", "infection_free_months": ""}, "consider_adjusting"),
        ({"trough_g_l": "5,9"}, "below_target"),
        ({"trough_g_l": "5,9", "serious_infections": ""}, "below_target"),
        ({"trough_g_l": "5,9", "serious_infections": "yes", "infection_free_months": "0"}, "consider_adjusting"),
        ({"trough_g_l": "7", "serious_infections": ""}, "undetermined"),
        ({"trough_g_l": "7", "infection_free_months": "6"}, "reduction_possible"),
        ({"trough_g_l": "7", "infection_free_months": "5"}, "on_target"),
        ({"trough_g_l": "7", "high_in_interval": "no"}, "on_target"),
        ({"trough_g_l": "<1,1"}, "below_target"),
    ],
)
def test_trough(inputs: dict[str, str], outcome: str) -> None:
    assert trough(**inputs)["outcome"] == outcome


def test_free_of_infections_with_infections() -> None:
    got = trough(trough_g_l="7", serious_infections="yes", infection_free_months="1")
    assert errors(got) == {("serious_infections", "contradiction"), ("infection_free_months", "contradiction")}
