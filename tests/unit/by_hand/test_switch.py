"""Cases of `sid-switch` worked out by hand from the contract; the working stands in the comments."""

import pytest

from tests.oracles.result import answer, codes, errors, values
from tests.unit.by_hand.asked import run, some


def switch(lang: str = "nb", **inputs: str) -> dict:
    base = {
        "from_product": "privigen",
        "dose_g": "28",
        "from_interval_weeks": "4",
        "to_product": "hizentra",
        "to_interval_weeks": "1",
    }
    return run("sid-switch", base, lang, inputs)


def test_privigen_every_four_weeks_to_hizentra_weekly() -> None:
    # 28 g in 4 weeks; ÷ 4 = 7 g a week; ÷ 0.2 = 35 ml.
    got = switch()
    assert got["outcome"] == "switch_gram_for_gram"
    assert some(got, "grams_per_4_weeks", "dose_per_infusion_g", "volume_per_infusion_ml") == ("28", "7", "35")


def test_from_a_volume_to_facilitated() -> None:
    # 48 × 0.165 = 7.92 g a week; × 4 = 31.68 g; ÷ 0.1 = 316.8 ml once in 4 weeks.
    got = switch(from_product="cutaquig", dose_g="", volume_ml="48", from_interval_weeks="1", to_product="hyqvia", to_interval_weeks="4")
    assert some(got, "grams_per_4_weeks", "dose_per_infusion_g", "volume_per_infusion_ml") == ("31.68", "31.68", "316.8")


def test_thirds() -> None:
    # 10 g every 3 weeks: 13.333 g in 4; 3.333 g a week; ÷ 0.2 = 16.667 ml (from the rounded 3.33 it would be 16.65).
    got = switch(dose_g="10", from_interval_weeks="3")
    assert some(got, "grams_per_4_weeks", "dose_per_infusion_g", "volume_per_infusion_ml") == ("13.33", "3.33", "16.7")
    # 30 g every 3 weeks: 40 g in 4; 20 g every 2; ÷ 0.165 = 121.212 ml.
    got = switch(dose_g="30", from_product="kiovig", from_interval_weeks="3", to_product="cutaquig", to_interval_weeks="2")
    assert some(got, "grams_per_4_weeks", "dose_per_infusion_g", "volume_per_infusion_ml") == ("40", "20", "121.2")


@pytest.mark.parametrize(("rise", "outcome"), [("yes", "do_not_switch"), ("", "undetermined"), ("no", "switch_gram_for_gram")])
def test_no_effect(rise: str, outcome: str) -> None:
    got = switch(reason="no_effect", adequate_igg_rise=rise)
    assert got["outcome"] == outcome
    assert ("grams_per_4_weeks" in values(got)) == (outcome == "switch_gram_for_gram")
    assert got["missing"] == (["adequate_igg_rise"] if outcome == "undetermined" else [])


def test_dose_and_volume_together() -> None:
    assert errors(switch(volume_ml="280")) == {("dose_g", "contradiction"), ("volume_ml", "contradiction")}
    assert {code for _, code in errors(switch(dose_g=""))} == {"required"}


def test_the_small_child_before_the_month_is_a_reading_only_where_it_decides() -> None:
    child = {"small_child": "yes", "prefers_monthly": "yes"}
    assert "reading_child_first" in codes(answer("sid-route", child))
    assert "reading_child_first" not in codes(answer("sid-route", child | {"skin_problems": "yes"})), "IVIG is the route there"
