"""Cases of `sid-dose` worked out by hand from the contract; the working stands in the comments."""

import pytest

from tests.oracles.result import codes, levels, values
from tests.unit.by_hand.asked import run, some


def dose(lang: str = "nb", **inputs: str) -> dict:
    return run("sid-dose", {"weight_kg": "70", "monthly_dose_g_per_kg": "0,4", "product": "cutaquig"}, lang, inputs)


def test_seventy_kilos_of_cutaquig() -> None:
    # 70 × 0.4 = 28 g; 28 ÷ 0.165 = 169.697 ml. A week: 28 ÷ 4 = 7 g; 42.424 ml.
    # The source's range for 70 kg: 28 to 56 g.
    got = dose()
    assert some(got, "monthly_dose_g", "monthly_volume_ml") == ("28", "169.7")
    assert some(got, "dose_per_infusion_g", "volume_per_infusion_ml") == ("7", "42.4")
    assert {"28", "56"} <= set(values(got).values())
    assert "volume_figure_for_200" in codes(got)
    assert not codes(got) & {"outside_source_range", "interval_not_in_source", "unusual_weight"}


def test_four_millilitres_per_kilo() -> None:
    # 70 × 0.8 = 56 g; ÷ 0.2 = 280 ml = 4 ml/kg, as the source says. A week: 14 g, 70 ml.
    got = dose(monthly_dose_g_per_kg="0.8", product="hizentra")
    assert some(got, "monthly_dose_g", "monthly_volume_ml", "dose_per_infusion_g", "volume_per_infusion_ml") == ("56", "280", "14", "70")
    assert not codes(got) & {"volume_figure_for_200", "outside_source_range"}


def test_rounded_once_at_the_end() -> None:
    # 61.3 × 0.5 = 30.65 g; ÷ 0.2 = 153.25, half up 153.3 ml.
    # Three weeks: 30.65 × 3/4 = 22.9875 g; 114.9375 ml (from the rounded volume it would be 115.0).
    got = dose(weight_kg="61,3", monthly_dose_g_per_kg="0,5", product="xembify", interval_weeks="3")
    assert some(got, "monthly_dose_g", "monthly_volume_ml") == ("30.65", "153.3")
    assert some(got, "dose_per_infusion_g", "volume_per_infusion_ml") == ("22.99", "114.9")
    assert "interval_not_in_source" in codes(got)


def test_once_a_month_by_itself() -> None:
    # 55.5 × 0.6 = 33.3 g; ÷ 0.1 = 333 ml, in one infusion of four weeks.
    got = dose(weight_kg="55,5", monthly_dose_g_per_kg="0,6", product="hyqvia")
    assert some(got, "monthly_dose_g", "monthly_volume_ml", "dose_per_infusion_g", "volume_per_infusion_ml") == (
        "33.3",
        "333",
        "33.3",
        "333",
    )
    assert "interval_not_in_source" not in codes(got)


@pytest.mark.parametrize(("per_kg", "warned"), [("0,39", True), ("0,4", False), ("0,8", False), ("0,81", True)])
def test_outside_the_range_of_the_source(per_kg: str, warned: bool) -> None:
    assert levels(dose(monthly_dose_g_per_kg=per_kg)).get("outside_source_range") == ("warning" if warned else None)
