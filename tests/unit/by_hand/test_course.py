"""Cases of `ivig-course` worked out by hand from the contract; the working stands in the comments."""

import pytest

from tests.oracles.result import codes, errors, levels, values
from tests.unit.by_hand.asked import NARROW, NB, course, rate


def test_worked_example_five_days() -> None:
    # 60 × 2 = 120 g; 120 ÷ 0.1 = 1200 ml; ÷ 5 = 240; nearest 50: 250.
    # 250 × 5 = 1250 ml = 125 g; ÷ 60 = 2.083 g/kg; 10 ÷ 240 = 4.17 %.
    got = course()
    assert got["status"] == "ok"
    assert values(got) == {
        "total_dose_g": "120",
        "total_volume_ml": "1200",
        "daily_volume_exact_ml": "240",
        "daily_volume_ml": "250",
        "daily_dose_g": "25",
        "planned_volume_ml": "1250",
        "planned_dose_g": "125",
        "planned_dose_g_per_kg": "2.08",
        "deviation_percent": "4.2",
    }
    assert got["values"]["total_dose_g"] == {"value": "120", "unit": "g"}
    assert got["outcome"] is None
    assert {"nel-initial-dose", "nel-products-100", "nel-days-usual"} <= set(got["facts"])
    working = " ".join(step["text"] for step in got["working"]).replace(NB, " ").replace(NARROW, " ")
    assert "60 kg × 2 g/kg = 120 g" in working


def test_worked_example_two_days() -> None:
    # 1200 ÷ 2 = 600, a multiple of 50 already.
    got = values(course(days="2"))
    assert (got["daily_volume_exact_ml"], got["daily_volume_ml"]) == ("600", "600")
    assert (got["planned_volume_ml"], got["planned_dose_g_per_kg"], got["deviation_percent"]) == ("1200", "2", "0")


def test_worked_example_of_the_weaker_product() -> None:
    # 120 ÷ 0.05 = 2400 ml; ÷ 5 = 480, nearest 500: 2500 ml = 125 g; 20 ÷ 480 = 4.17 %. ÷ 2 = 1200.
    got = values(course(product="octagam-50"))
    assert (got["total_volume_ml"], got["daily_volume_exact_ml"], got["daily_volume_ml"]) == ("2400", "480", "500")
    assert (got["planned_dose_g"], got["deviation_percent"]) == ("125", "4.2")
    assert values(course(product="octagam-50", days="2"))["daily_volume_ml"] == "1200"


def test_rounding_downwards_is_negative() -> None:
    # 72.5 × 1 = 72.5 g = 725 ml; ÷ 2 = 362.5; nearest 350: 700 ml = 70 g; ÷ 72.5 = 0.9655;
    # −12.5 ÷ 362.5 = −3.448 %. 1 g/kg belongs to the high range: no warning.
    got = course(weight_kg="72,5", dose_g_per_kg="1", days="2", product="privigen")
    assert values(got) == {
        "total_dose_g": "72.5",
        "total_volume_ml": "725",
        "daily_volume_exact_ml": "362.5",
        "daily_volume_ml": "350",
        "daily_dose_g": "35",
        "planned_volume_ml": "700",
        "planned_dose_g": "70",
        "planned_dose_g_per_kg": "0.97",
        "deviation_percent": "-3.4",
    }
    assert not codes(got) & {"dose_between_ranges", "dose_is_per_course", "not_rounded", "unusual_weight"}


def test_rounding_happens_at_the_end() -> None:
    # 70.25 × 0.75 = 52.6875 g = 526.875 ml; ÷ 5 = 105.375; nearest 100: 500 ml = 50 g;
    # 50 ÷ 70.25 = 0.7117; −5.375 ÷ 105.375 = −5.10 %.
    got = course(weight_kg="70,25", dose_g_per_kg="0,75")
    assert values(got) == {
        "total_dose_g": "52.69",
        "total_volume_ml": "526.9",
        "daily_volume_exact_ml": "105.4",
        "daily_volume_ml": "100",
        "daily_dose_g": "10",
        "planned_volume_ml": "500",
        "planned_dose_g": "50",
        "planned_dose_g_per_kg": "0.71",
        "deviation_percent": "-5.1",
    }
    assert levels(got)["dose_between_ranges"] == "warning"


def test_a_tie_goes_up() -> None:
    # 68.75 × 2 = 137.5 g = 1375 ml; ÷ 5 = 275, halfway: 300 (25 ÷ 275 = 9.09 %).
    # 1500 ml = 150 g; ÷ 68.75 = 2.1818.
    got = values(course(weight_kg="68.75"))
    assert (got["daily_volume_ml"], got["deviation_percent"]) == ("300", "9.1")
    assert got["planned_dose_g_per_kg"] == "2.18"


def test_not_rounded_above_ten_percent() -> None:
    # 56.25 × 2 = 112.5 g = 1125 ml; ÷ 5 = 225; 250 would be 11.1 % more.
    got = course(weight_kg="56.25")
    assert "not_rounded" in codes(got)
    assert values(got)["daily_volume_ml"] == "225"
    assert (values(got)["planned_volume_ml"], values(got)["planned_dose_g"]) == ("1125", "112.5")
    assert (values(got)["planned_dose_g_per_kg"], values(got)["deviation_percent"]) == ("2", "0")


def test_not_rounded_to_nothing() -> None:
    # 5 × 0.4 = 2 g = 20 ml; ÷ 5 = 4 ml, the nearest 50 is 0.
    got = course(weight_kg="5", dose_g_per_kg="0,4")
    assert values(got)["daily_volume_ml"] == "4"
    assert {"not_rounded", "unusual_weight", "dose_is_per_course"} <= codes(got)


@pytest.mark.parametrize(
    ("chosen", "grams_per_kg", "percent", "warned"),
    [
        ("264", "2.2", "10", False),  # 264 × 5 = 1320 ml = 132 g; 24 ÷ 240 = 10 %, not over it
        ("216", "1.8", "-10", False),  # 1080 ml = 108 g; −24 ÷ 240
        ("264,1", "2.2", "10", True),  # 1320.5 ml = 132.05 g, 2.2008; 24.1 ÷ 240 = 10.04 %
        ("215,9", "1.8", "-10", True),  # 1079.5 ml = 107.95 g, 1.7992; −24.1 ÷ 240 = −10.04 %
        ("270", "2.25", "12.5", True),  # 1350 ml = 135 g; 30 ÷ 240
    ],
)
def test_a_chosen_volume_is_kept(chosen: str, grams_per_kg: str, percent: str, warned: bool) -> None:
    got = course(chosen_daily_volume_ml=chosen)
    assert values(got)["daily_volume_ml"] == chosen.replace(",", ".")
    assert values(got)["planned_dose_g_per_kg"] == grams_per_kg
    assert values(got)["deviation_percent"] == percent
    assert ("rounding_deviation" in codes(got)) is warned
    assert "not_rounded" not in codes(got)


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        ("0,3", {"dose_is_per_course"}),
        ("0,4", {"dose_is_per_course"}),
        ("0,5", {"dose_is_per_course"}),
        ("0,51", {"dose_between_ranges"}),
        ("0,99", {"dose_between_ranges"}),
        ("1", set()),
        ("2", set()),
    ],
)
def test_dose_warnings(dose: str, expected: set[str]) -> None:
    assert codes(course(dose_g_per_kg=dose)) & {"dose_is_per_course", "dose_between_ranges"} == expected


@pytest.mark.parametrize("dose", ["0,29", "0,299", "2,01", "20", "0"])
def test_dose_outside_the_source(dose: str) -> None:
    assert errors(course(dose_g_per_kg=dose)) == {("dose_g_per_kg", "out_of_range")}


@pytest.mark.parametrize("days", ["3", "1", "7", "10"])
def test_days_outside_the_source(days: str) -> None:
    assert errors(course(days=days)) == {("days", "not_in_source")}


@pytest.mark.parametrize(("weight", "warned"), [("29,9", True), ("30", False), ("150", False), ("150,1", True)])
def test_unusual_weight(weight: str, warned: bool) -> None:
    for got in (course(weight_kg=weight), rate(weight_kg=weight, volume_ml="100")):
        assert got["status"] == "ok"
        assert levels(got).get("unusual_weight") == ("warning" if warned else None)
