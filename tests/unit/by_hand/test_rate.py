"""Cases of `ivig-rate` worked out by hand from the contract; the working stands in the comments."""

import pytest

from tests.oracles.result import codes, errors, levels, rows, values
from tests.unit.by_hand.asked import column, rate


def test_plan_of_a_day() -> None:
    # 30 ml/h for 30 min is 15 ml; 60 for 5 is 5; 120 for 5 is 10; 240 for 10 is 40: 70 ml in 50 min.
    # 530 ml at 360 ml/h takes 88.33 min: 138.33, up to 139. 08:00 + 139 min = 10:19.
    got = rate(start_time="08:00")
    assert column(got, "step") == ["1", "2", "3", "4", "5"]
    assert column(got, "rate_ml_per_kg_h") == ["0.5", "1", "2", "4", "6"]
    assert column(got, "rate_ml_h") == ["30", "60", "120", "240", "360"]
    assert column(got, "volume_ml") == ["15", "5", "10", "40", "530"]
    assert column(got, "cumulative_ml") == ["15", "20", "30", "70", "600"]
    assert column(got, "minutes") == ["30", "5", "5", "10", "88.3"]
    assert column(got, "start") == ["08:00", "08:30", "08:35", "08:40", "08:50"]
    assert column(got, "end") == ["08:30", "08:35", "08:40", "08:50", "10:19"]
    assert values(got) == {"total_minutes": "139", "end_time": "10:19", "end_day": "0"}
    assert levels(got)["check_label"] == "info"
    assert "more_than_a_day" not in codes(got)


def test_plan_without_a_start() -> None:
    got = rate()
    assert values(got) == {"total_minutes": "139"}
    assert not {"start", "end"} & set().union(*rows(got))


def test_small_volume_ends_in_step_two() -> None:
    # 15 ml in step 1; 2 ml at 60 ml/h is 2 min: 32 min from 23:45 is 00:17 on the next day.
    got = rate(volume_ml="17", start_time="23:45")
    assert column(got, "volume_ml") == ["15", "2"]
    assert column(got, "minutes") == ["30", "2"]
    assert column(got, "start") == ["23:45", "00:15"]
    assert column(got, "end") == ["00:15", "00:17"]
    assert values(got) == {"total_minutes": "32", "end_time": "00:17", "end_day": "1"}


@pytest.mark.parametrize(
    ("volume", "steps", "minutes"),
    [
        ("14,9", 1, "30"),  # 14.9 ÷ 30 h = 29.8 min
        ("15", 1, "30"),  # the whole of step 1, and nothing left for step 2
        ("15,1", 2, "31"),  # 0.1 ml at 60 ml/h is 0.1 min
        ("20", 2, "35"),
        ("30", 3, "40"),
        ("70", 4, "50"),
        ("70,1", 5, "51"),  # 0.1 ml at 360 ml/h is a second
    ],
)
def test_a_plan_ends_with_its_volume(volume: str, steps: int, minutes: str) -> None:
    got = rate(volume_ml=volume)
    assert len(rows(got)) == steps
    assert values(got)["total_minutes"] == minutes
    assert rows(got)[-1]["cumulative_ml"] == volume.replace(",", ".")


def test_rates_are_rounded_down() -> None:
    # 72.55 kg: 36.275 → 36.2; 72.55 → 72.5; 145.1; 290.2; 435.3 ml/h.
    # 18.1; 6.0417; 12.0917; 48.3667 ml: running totals 18.1, 24.1417, 36.2333, 84.6; rest 415.4,
    # 57.257 min; 107.257 in all, up to 108.
    got = rate(weight_kg="72,55", volume_ml="500")
    assert column(got, "rate_ml_h") == ["36.2", "72.5", "145.1", "290.2", "435.3"]
    assert column(got, "cumulative_ml") == ["18.1", "24.1", "36.2", "84.6", "500"]
    assert column(got, "volume_ml") == ["18.1", "6", "12.1", "48.4", "415.4"]
    assert column(got, "minutes") == ["30", "5", "5", "10", "57.3"]
    assert values(got)["total_minutes"] == "108"


def test_rows_are_differences_of_the_running_total() -> None:
    # 1 kg: 0.25; 0.0833; 0.1667; 0.6667 ml: running totals 0.25, 0.3333, 0.5, 1.1667 → 0.3, 0.3, 0.5, 1.2.
    # 98.8333 ml at 6 ml/h is 988.33 min; 1038.33, up to 1039 = 17 h 19 min; from 22:00 to 15:19.
    got = rate(weight_kg="1", volume_ml="100", start_time="22:00")
    assert column(got, "cumulative_ml") == ["0.3", "0.3", "0.5", "1.2", "100"]
    assert column(got, "volume_ml") == ["0.3", "0", "0.2", "0.7", "98.8"]
    assert column(got, "minutes") == ["30", "5", "5", "10", "988.3"]
    assert values(got) == {"total_minutes": "1039", "end_time": "15:19", "end_day": "1"}
    assert {"unusual_weight", "more_than_a_day"} <= codes(got)


def test_chosen_step_times() -> None:
    # 15; 60 × 10 ÷ 60 = 10; 120 × 15 ÷ 60 = 30; 240 × 5 ÷ 60 = 20: 75 ml in 60 min.
    # 525 ÷ 360 h = 87.5 min; 147.5, up to 148.
    got = rate(step2_minutes="10", step3_minutes="15", step4_minutes="5")
    assert column(got, "volume_ml") == ["15", "10", "30", "20", "525"]
    assert column(got, "minutes") == ["30", "10", "15", "5", "87.5"]
    assert values(got)["total_minutes"] == "148"


@pytest.mark.parametrize(
    ("field", "minutes"),
    [
        ("step2_minutes", "4"),
        ("step2_minutes", "61"),
        ("step3_minutes", "4"),
        ("step3_minutes", "61"),
        ("step4_minutes", "4"),
        ("step4_minutes", "11"),
    ],
)
def test_step_times_outside_their_range(field: str, minutes: str) -> None:
    assert errors(rate(**{field: minutes})) == {(field, "out_of_range")}


@pytest.mark.parametrize(("volume", "warned"), [("600", False), ("600,1", True), ("1200", True)])
def test_more_than_a_day(volume: str, warned: bool) -> None:
    # 60 kg × 2 g/kg ÷ 2 days ÷ 0.1 g/ml = 600 ml.
    assert levels(rate(volume_ml=volume)).get("more_than_a_day") == ("warning" if warned else None)


def test_refused_for_the_weaker_product() -> None:
    got = rate(product="octagam-50")
    assert got["status"] == "refused"
    assert got["refusal"]["code"] == "no_rate_for_strength"
    assert "nel-rate-for" in got["refusal"]["facts"]
    assert not values(got) and not rows(got)


def test_label_of_the_slower_product() -> None:
    assert levels(rate(product="privigen"))["check_label"] == "warning"


@pytest.mark.parametrize(
    ("weight", "volume", "slips"),
    [
        # 60 kg: 1 g/kg is 600 ml at 100 mg/ml, 120 ml a day over 5 days.
        ("60", "120", set()),
        ("60", "119,9", {"less_than_a_day"}),
        ("50", "100", {"volume_is_strength"}),  # 100 ml is just a day of 50 kg
        ("50", "100,1", set()),
        ("51", "100", {"less_than_a_day", "volume_is_strength"}),
        ("72,5", "72,5", {"less_than_a_day", "volume_is_weight"}),
        ("72,5", "72,4", {"less_than_a_day"}),
    ],
)
def test_a_volume_that_may_be_a_slip_is_warned_of(weight: str, volume: str, slips: set[str]) -> None:
    got = rate(weight_kg=weight, volume_ml=volume)
    named = {"less_than_a_day", "volume_is_strength", "volume_is_weight"}
    assert codes(got) & named == slips
    assert {levels(got)[slip] for slip in slips} <= {"warning"}


@pytest.mark.parametrize(("lang", "treatment"), [("nb", "standard anafylaksibehandling"), ("da", "standardbehandling for anafylaksi")])
def test_anaphylaxis_is_to_be_treated_not_only_stopped_for(lang: str, treatment: str) -> None:
    told = next(note for note in rate(lang)["notes"] if note["code"] == "reaction")
    assert treatment in told["text"] and "nel-act-anaphylaxis" in told["facts"]
    # A line that stands on every plan: warnings are kept for what may be wrong with this one.
    assert told["level"] == "info"
    measures = {note["code"] for note in rate(lang)["notes"]}
    assert {"measure_anaphylaxis", "measure_skin", "measure_flu", "measure_headache", "reading_flu"} <= measures
