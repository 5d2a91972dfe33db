"""Cases of `sid-route` worked out by hand from the contract; the working stands in the comments."""

import pytest

from tests.oracles.result import rows
from tests.unit.by_hand.asked import run


def route(lang: str = "nb", **inputs: str) -> dict:
    return run("sid-route", {}, lang, inputs)


@pytest.mark.parametrize(
    ("inputs", "outcome"),
    [
        ({"self_injection_trouble": "yes", "small_child": "yes", "prefers_monthly": "yes"}, "ivig_can_be_considered"),
        ({"small_child": "yes", "prefers_monthly": "yes"}, "plain_scig"),
        ({"small_child": "no", "prefers_monthly": "yes"}, "facilitated_scig"),
        ({"prefers_monthly": "no"}, "scig"),
    ],
)
def test_route(inputs: dict[str, str], outcome: str) -> None:
    got = route(short_treatment="no", very_high_dose="no", skin_problems="no", **inputs)
    assert got["outcome"] == outcome
    assert len(rows(got)) == 8
