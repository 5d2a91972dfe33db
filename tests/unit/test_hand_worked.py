"""Cases worked out by hand from the contract; the working stands in the comments."""

import re

import pytest

import calculators
from calculators import words
from calculators.element import html
from calculators.page.answer import answer_element
from calculators.result.plaintext import as_text
from tests.frozen import FROZEN
from tests.oracles.result import answer, cell, check_form, codes, errors, levels, rows, values

NB = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


def course(lang: str = "nb", **inputs: str) -> dict:
    return answer("ivig-course", {"weight_kg": "60", "days": "5", "product": "kiovig"} | inputs, lang)


def rate(lang: str = "nb", **inputs: str) -> dict:
    return answer("ivig-rate", {"weight_kg": "60", "volume_ml": "600", "product": "kiovig"} | inputs, lang)


def sid(population: str, lang: str = "nb", **inputs: str) -> dict:
    return answer("sid-eligibility", {"population": population} | inputs, lang)


def column(result: dict, name: str) -> list[str]:
    return [row[name] for row in rows(result)]


# --- ivig-course --------------------------------------------------------------------------------


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


# --- ivig-rate ----------------------------------------------------------------------------------


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


# --- sid-eligibility ----------------------------------------------------------------------------


def test_igg_four_never_meets() -> None:
    for population in ("haematological", "cart_bispecific", "hsct", "other"):
        for day in ("2026-02-01", "2026-12-01"):
            answers = {"child": "no", "severe_or_recurrent": "yes", "low_igg_decisive": "yes", "sepsis_6m": "1"}
            if population == "cart_bispecific":
                answers |= {"therapy_date": "2026-01-15", "assessment_date": day}
            for confirmed in ("unknown", "yes", "no"):
                got = sid(population, igg_g_l="4,0", igg_confirmed=confirmed, m_component="no", **answers)
                assert got["outcome"] != "meets"


def test_haematological_meets() -> None:
    got = sid("haematological", igg_g_l="3,9", igg_confirmed="yes", severe_or_recurrent="yes")
    assert got["outcome"] == "meets"
    assert set(got["missing"]) == set()


def test_haematological_consider_and_not_met() -> None:
    # Below 6, low IgG decisive and one sepsis, but not below 4.
    answers = {"igg_g_l": "5,9", "igg_confirmed": "no", "m_component": "no", "severe_or_recurrent": "yes"}
    got = sid("haematological", low_igg_decisive="yes", sepsis_6m="1", **answers)
    assert got["outcome"] == "consider"
    assert "could_meet" not in codes(got)
    assert "mr-haem-weigh" in got["facts"] and "mr-haem-nonserious" in got["facts"]
    # The same with low IgG not decisive.
    got = sid("haematological", low_igg_decisive="no", sepsis_6m="1", **answers)
    assert got["outcome"] == "not_met"
    assert {"mr-haem-primary", "mr-haem-nonserious", "mr-haem-mucosa"} <= set(got["facts"])


def test_consider_could_become_meets() -> None:
    # The wider route holds. A second sample, or immunoparesis with an M-component, would make it lasting.
    got = sid(
        "haematological",
        igg_g_l="3,9",
        severe_or_recurrent="yes",
        low_igg_decisive="yes",
        verified_infections_6m="2",
    )
    assert got["outcome"] == "consider"
    assert "could_meet" in codes(got)
    assert set(got["missing"]) == {"igg_confirmed", "m_component", "immunoparesis"}


def test_not_met_without_an_igg() -> None:
    # Neither route stands without severe or recurrent infections and without any infection.
    got = sid("haematological", severe_or_recurrent="no", verified_infections_6m="0")
    assert got["outcome"] == "not_met"
    assert set(got["missing"]) == set()
    # An unknown count is not a no.
    assert sid("haematological", severe_or_recurrent="no")["outcome"] == "undetermined"


def test_m_component_stands_in_for_low_and_lasting() -> None:
    answers = {
        "igg_g_l": "12",
        "igg_confirmed": "no",
        "below_age_range": "no",
        "severe_or_recurrent": "yes",
        "m_component": "yes",
        "immunoparesis": "yes",
    }
    assert sid("haematological", **answers)["outcome"] == "meets"
    assert sid("other", specialist_workup="yes", **answers)["outcome"] == "not_met"
    assert sid("hsct", **answers)["outcome"] == "not_met"
    # Early after CAR-T it counts in the wider route only.
    early = {"child": "no", "therapy_date": "2026-01-15", "assessment_date": "2026-02-15"}
    assert sid("cart_bispecific", low_igg_decisive="no", **answers, **early)["outcome"] == "not_met"
    assert sid("cart_bispecific", low_igg_decisive="yes", sepsis_6m="1", **answers, **early)["outcome"] == "consider"


LATE = {"child": "no", "therapy_date": "15.01.2026", "assessment_date": "15.07.2026", "m_component": "no"}


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("confirmed", ["no", "unknown"])
def test_late_after_car_t_neither_reading_of_lasting_is_taken(lang: str, confirmed: str) -> None:
    # The sentence: IgG below 4 and severe or recurrent infections. What it refers to: lasting low IgG. 15 July is late.
    base = LATE | {"igg_g_l": "3,99", "severe_or_recurrent": "yes", "igg_confirmed": confirmed}
    got = sid("cart_bispecific", lang, **base)
    assert (got["outcome"], "reading_late_lasting" in codes(got)) == ("undetermined", True)
    note = next(note for note in got["notes"] if note["code"] == "reading_late_lasting")
    assert "vedvarende" in note["text"] and "3 " + {"nb": "uker", "da": "uger"}[lang] in note["text"].replace(NB, " ")
    assert {"mr-cart-late", "mr-haem-igg4", "mr-mon-two"} <= set(note["facts"])
    # Also where the wider route would let it be considered.
    wider = {"low_igg_decisive": "yes", "sepsis_6m": "1"}
    assert sid("cart_bispecific", lang, **base | wider)["outcome"] == "undetermined"
    # Where the readings agree the verdict stands: confirmed, IgG not below 4, no severe infections, or the day before.
    for changed, outcome in (
        ({"igg_confirmed": "yes"}, "meets"),
        ({"igg_g_l": "4,0", "low_igg_decisive": "no"}, "not_met"),
        ({"igg_g_l": "4,0", **wider}, "consider"),
        ({"severe_or_recurrent": "no", "low_igg_decisive": "no"}, "not_met"),
        ({"severe_or_recurrent": "no", **wider}, "consider"),
        ({"assessment_date": "14.07.2026"}, "meets"),
        ({"m_component": "yes", "immunoparesis": "yes"}, "meets"),
        ({"child": "yes"}, "not_covered"),
    ):
        got = sid("cart_bispecific", lang, **base | changed)
        assert (got["outcome"], "reading_late_lasting" in codes(got)) == (outcome, False), changed
    # In haematological disease itself there is one reading: the word is there.
    assert sid("haematological", lang, **{name: base[name] for name in ("igg_g_l", "severe_or_recurrent", "m_component")},
               igg_confirmed="no", low_igg_decisive="no")["outcome"] == "not_met"  # fmt: skip


def test_the_trace_does_not_call_an_igg_low_that_is_not() -> None:
    paresis = {"m_component": "yes", "immunoparesis": "yes", "severe_or_recurrent": "yes"}

    def met(**inputs: str) -> str:
        got = sid("haematological", **inputs)
        return " / ".join(c["text"] for c in got["criteria"] if c["state"] and set(c["facts"]) & {"mr-haem-igg4", "mr-haem-igg6"})

    hidden = met(igg_g_l="28", **paresis).replace(NB, " ")
    assert "IgG under 4 g/l, eller" not in hidden and "IgG under 6 g/l, under" not in hidden and hidden.count("i stedet for IgG") == 2
    assert "IgG under 4 g/l, eller" in met(igg_g_l="3,9", **paresis).replace(NB, " ")
    aged = met(igg_g_l="8", below_age_range="yes", m_component="no").replace(NB, " ")
    assert aged == "IgG under aldersrelatert nedre referansegrense"


def test_no_note_on_infections_where_there_were_none() -> None:
    about = {"nonserious", "mucosa"}
    none = {"severe_or_recurrent": "no", "verified_infections_6m": "0", "igg_g_l": "3,9"}
    got = sid("haematological", **none)
    assert got["outcome"] == "not_met" and not codes(got) & about and "primary_prophylaxis" in codes(got)
    for some in ({"verified_infections_6m": "1"}, {"verified_infections_6m": ""}):
        got = sid("haematological", **none | some, low_igg_decisive="no", m_component="no")
        assert got["outcome"] == "not_met" and about <= codes(got), some


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_who_is_treated_already_is_led_on_and_not_told_to_start(lang: str) -> None:
    for population, igg in (("haematological", "3"), ("hsct", "3"), ("other", "12"), ("cart_bispecific", "")):
        inputs = {"population": population, "igg_g_l": igg, "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
        inputs |= {"on_immunoglobulin": "yes"}
        result = calculators.run("sid-eligibility", inputs, lang, FROZEN)
        assert [handover.to for handover in result.answer.handovers] == ["sid-trough", "sid-followup"]
        assert result.answer.handovers[1].inputs["population"] == population
        page, text = html(answer_element(result, "../../")), as_text(result)
        for code in ("meets", "not_met", "undetermined", "consider"):
            assert words.calculator_words("sid-eligibility", lang)["outcome"][code] not in page + text
            assert f'data-outcome="{code}"' not in page
        assert words.calculator_words("sid-eligibility", lang)["verdict"]["on_treatment"] in text
        assert "ig-criteria" not in page and "ig-missing" not in page and "ig-outstanding" not in page
    first, *_ = calculators.find("sid-eligibility").fields(calculators.find("sid-eligibility").figures(FROZEN))
    assert first.name == "on_immunoglobulin"


def test_hsct_not_met_leads_to_group_1_with_what_was_answered() -> None:
    asked = {"population": "hsct", "igg_g_l": "4,0", "igg_confirmed": "no", "vaccinated": "yes", "antibiotics_considered": "not_applicable"}
    [way] = calculators.run("sid-eligibility", asked, "nb", FROZEN).answer.handovers
    assert (way.to, dict(way.inputs)) == ("sid-eligibility", asked | {"population": "haematological", "igg_g_l": "4"})
    assert not {"reading_two_groups"} & codes(sid("hsct", igg_g_l="4,0")), "the note on group 1 says it"
    assert "reading_two_groups" in codes(sid("hsct", igg_g_l="3,9"))


def test_what_may_be_considered_has_a_next_step_too() -> None:
    consider = {"population": "haematological", "igg_g_l": "5", "low_igg_decisive": "yes", "sepsis_6m": "1", "severe_or_recurrent": "no"}
    result = calculators.run("sid-eligibility", consider, "nb", FROZEN)
    assert (result.answer.outcome, [way.to for way in result.answer.handovers]) == ("consider", ["sid-route", "sid-dose"])


def test_exactly_six_months() -> None:
    answers = {"child": "no", "igg_g_l": "3,9", "severe_or_recurrent": "no", "low_igg_decisive": "no"}
    before = sid("cart_bispecific", therapy_date="15.01.2026", assessment_date="14.07.2026", **answers)
    assert before["outcome"] == "meets"
    assert values(before)["stop_by"] == "2026-07-15"
    [step] = [step["text"].replace(NB, " ") for step in before["working"]]
    assert step == "15. januar 2026 + 6 måneder = 15. juli 2026"
    on_the_day = sid("cart_bispecific", therapy_date="15.01.2026", assessment_date="15.07.2026", **answers)
    assert on_the_day["outcome"] == "not_met"
    assert "stop_by" not in values(on_the_day)
    assert any(code.startswith("reading_") for code in codes(on_the_day))


def test_six_months_at_the_end_of_february() -> None:
    answers = {"child": "no", "igg_g_l": "3,9", "severe_or_recurrent": "no", "low_igg_decisive": "no"}
    for therapy, last, first_late in (
        ("31.08.2025", "27.02.2026", "28.02.2026"),
        ("31.08.2027", "28.02.2028", "29.02.2028"),
    ):
        assert sid("cart_bispecific", therapy_date=therapy, assessment_date=last, **answers)["outcome"] == "meets"
        late = sid("cart_bispecific", therapy_date=therapy, assessment_date=first_late, **answers)
        assert late["outcome"] == "not_met"


def test_cart_without_a_date_and_children() -> None:
    # Below 4, confirmed, severe: both periods give it.
    answers = {"igg_g_l": "3,9", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
    assert sid("cart_bispecific", child="no", **answers)["outcome"] == "meets"
    assert sid("cart_bispecific", child="yes", **answers)["outcome"] == "not_covered"
    got = sid("cart_bispecific", **answers)
    assert got["outcome"] == "undetermined"
    assert set(got["missing"]) == {"child"}


def test_met_after_cart_without_both_dates_warns_of_the_deadline() -> None:
    # Met by both periods. Six months after 1 January 2026 is 1 July: with both dates it is shown before that day, and has no say after.
    met = {"child": "no", "igg_g_l": "3,9", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
    for dates in ({}, {"therapy_date": "2026-01-01"}, {"assessment_date": "2026-02-01"}):
        assert levels(sid("cart_bispecific", **met, **dates))["deadline_if_early"] == "warning"
    for day, shown in (("2026-06-30", "2026-07-01"), ("2026-07-01", None)):
        got = sid("cart_bispecific", **met, therapy_date="2026-01-01", assessment_date=day)
        assert (got["outcome"], values(got).get("stop_by")) == ("meets", shown)
        assert "deadline_if_early" not in codes(got)


def test_haematological_disease_points_to_the_other_groups() -> None:
    """IgG 3 without infections is not met there, and met early after CAR-T and after HSCT."""
    answers = {"igg_g_l": "3", "igg_confirmed": "yes", "severe_or_recurrent": "no", "low_igg_decisive": "no", "m_component": "no"}
    got = sid("haematological", **answers)
    assert got["outcome"] == "not_met" and "reading_two_groups" in codes(got)
    assert "reading_two_groups" not in codes(sid("other", **answers | {"m_component": ""}))


def test_hsct_reads_one_figure() -> None:
    assert sid("hsct", igg_g_l="3,9", severe_or_recurrent="no")["outcome"] == "meets"
    assert sid("hsct", igg_g_l="4")["outcome"] == "not_met"
    got = sid("hsct")
    assert (got["outcome"], got["missing"]) == ("undetermined", ["igg_g_l"])


def test_other_needs_the_work_up() -> None:
    answers = {"igg_g_l": "3,9", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
    assert sid("other", specialist_workup="yes", **answers)["outcome"] == "consider"
    assert "could_meet" not in codes(sid("other", specialist_workup="yes", **answers))
    got = sid("other", **answers)
    assert got["outcome"] == "undetermined"
    assert set(got["missing"]) == {"specialist_workup"}
    assert sid("other", specialist_workup="no", **answers)["outcome"] == "undetermined"
    # No figure, but nothing that either route could stand on.
    assert sid("other", severe_or_recurrent="no", low_igg_decisive="no")["outcome"] == "not_met"


def test_counts_that_cannot_both_be_true() -> None:
    got = sid("haematological", hospital_infections_6m="3", verified_infections_6m="2")
    assert errors(got) == {("hospital_infections_6m", "contradiction"), ("verified_infections_6m", "contradiction")}
    got = sid("other", sepsis_6m="1", verified_infections_6m="0")
    assert errors(got) == {("sepsis_6m", "contradiction"), ("verified_infections_6m", "contradiction")}
    assert sid("other", sepsis_6m="2", hospital_infections_6m="2", verified_infections_6m="2")["status"] == "ok"


@pytest.mark.parametrize(
    ("counts", "states"),
    [
        # All verified infections are at least as many as any kind of them, and no kind is more than all.
        ({"sepsis_6m": "2"}, (None, True, True)),
        ({"hospital_infections_6m": "2"}, (True, None, True)),
        ({"sepsis_6m": "1"}, (None, True, None)),
        ({"verified_infections_6m": "1"}, (False, None, False)),
        ({"verified_infections_6m": "0"}, (False, False, False)),
        ({"verified_infections_6m": "2"}, (None, None, True)),
    ],
)
def test_one_count_settles_another_in_the_trace(counts: dict[str, str], states: tuple[bool | None, ...]) -> None:
    trace = {criterion["id"]: criterion["state"] for criterion in sid("haematological", **counts)["criteria"]}
    assert (trace["haem_hospital"], trace["haem_sepsis"], trace["haem_verified"]) == states


def test_dates_that_cannot_both_be_true() -> None:
    got = sid("cart_bispecific", therapy_date="2026-03-02", assessment_date="2026-03-01")
    assert errors(got) == {("therapy_date", "contradiction"), ("assessment_date", "contradiction")}
    assert sid("cart_bispecific", therapy_date="2026-03-02", assessment_date="2026-03-02")["status"] == "ok"


def test_outstanding_does_not_change_the_verdict() -> None:
    def asked(**inputs: str) -> tuple[str, set[str]]:
        got = sid("hsct", igg_g_l="3,9", **inputs)
        return got["outcome"], {fact for entry in got["outstanding"] for fact in entry["facts"]}

    everything = {"mr-pre-vaccination", "mr-pre-antibiotics", "mr-mon-two", "mr-mon-iga-igm"}
    outcome, facts = asked()
    assert outcome == "meets" and everything <= facts
    done = {"vaccinated": "yes", "igg_confirmed": "yes", "iga_igm_measured": "yes"}
    outcome, facts = asked(antibiotics_considered="not_applicable", **done)
    assert outcome == "meets" and not everything & facts


# --- typed values -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["72,5", "72.5", " 72,5 ", "72,5 kg"])
def test_a_decimal(text: str) -> None:
    assert values(course(weight_kg=text))["total_dose_g"] == "145"  # 72.5 × 2


@pytest.mark.parametrize("text", ["1 200", f"1{NB}200", f"1{NARROW}200", "1200", "1 200 ml"])
def test_grouping_with_spaces(text: str) -> None:
    assert rows(rate(volume_ml=text))[-1]["cumulative_ml"] == "1200"


@pytest.mark.parametrize("text", ["1.200", "1,200", "1.200,5", "1,200.5"])
def test_grouping_or_decimals(text: str) -> None:
    for lang in ("nb", "da"):
        assert errors(rate(lang, volume_ml=text)) == {("volume_ml", "ambiguous_number")}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1.200", ["1200", "1,2"]),
        ("1,250 ml", ["1250", "1,25"]),
        # Two signs, or the same one twice: only the last of two different ones can be the decimal sign.
        ("1.200,5", ["1200,5"]),
        ("1,200.5", ["1200,5"]),
        ("1.200,500", ["1200,5"]),
    ],
)
def test_the_message_says_how_to_write_what_can_be_meant(text: str, written: list[str]) -> None:
    for lang in ("nb", "da"):
        (error,) = rate(lang, volume_ml=text)["errors"]
        assert error["code"] == "ambiguous_number"
        assert re.findall(r"[-−]?[0-9]+(?:,[0-9]+)?", re.sub("[«»].*[«»]", "", error["message"])) == written


@pytest.mark.parametrize("text", ["1.200.000", "1,200,000 ml", "−1.200,5", "-1.200"])
def test_a_number_without_a_reading_in_range_is_out_of_range(text: str) -> None:
    # Grouped or not, none of these is from 1 to 5000 ml: there is nothing to ask back.
    assert errors(rate(volume_ml=text)) == {("volume_ml", "out_of_range")}


@pytest.mark.parametrize("text", ["0,125", "0.125", "0,125 g/l", "0,125 g/L"])
def test_a_leading_zero_is_no_grouping(text: str) -> None:
    assert sid("hsct", igg_g_l=text)["outcome"] == "meets"
    assert errors(course(dose_g_per_kg=text[:5])) == {("dose_g_per_kg", "out_of_range")}


@pytest.mark.parametrize("text", ["", " ", None])
def test_required(text: str | None) -> None:
    inputs = {"days": "5", "product": "kiovig"} | ({} if text is None else {"weight_kg": text})
    assert errors(answer("ivig-course", inputs)) == {("weight_kg", "required")}


@pytest.mark.parametrize(
    "text",
    [
        "sixty",
        "60 lb",
        "60 g",
        "1e3",
        "nan",
        "∞",
        "60 70",
        "60 7",
        "\u0666\u0660",
        "\uff16\uff10",
        "60,0000000000",
        "6,0,0",
        "60-70",
        ">60",
        "½",
    ],
)
def test_no_number(text: str) -> None:
    assert errors(course(weight_kg=text)) == {("weight_kg", "not_a_number")}


@pytest.mark.parametrize("text", ["-5", "\u22125", "0,4", "0", "300,1", "999"])
def test_out_of_range_names_the_range(text: str) -> None:
    for lang in ("nb", "da"):
        got = course(lang, weight_kg=text)
        assert errors(got) == {("weight_kg", "out_of_range")}
        message = got["errors"][0]["message"]
        assert "0,5" in message and "300" in message


def test_not_whole() -> None:
    got = sid("haematological", hospital_infections_6m="2,5", sepsis_6m="1.5", verified_infections_6m="51")
    assert errors(got) == {
        ("hospital_infections_6m", "not_whole"),
        ("sepsis_6m", "not_whole"),
        ("verified_infections_6m", "out_of_range"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [("<1,1", "meets"), ("<4", "meets"), ("<4,0", "meets"), ("<4,1", None), ("<6", None), ("<1,1 g/l", "meets")],
)
def test_below_what_a_laboratory_reports(text: str, expected: str | None) -> None:
    for population in ("hsct", "haematological"):
        got = sid(population, igg_g_l=text, igg_confirmed="yes", severe_or_recurrent="yes")
        assert got["outcome"] == expected
        assert errors(got) == (set() if expected else {("igg_g_l", "not_exact")})


def test_below_in_any_other_field() -> None:
    assert errors(course(weight_kg="<60")) == {("weight_kg", "not_a_number")}


@pytest.mark.parametrize("text", ["2026-01-15", "15.01.2026", "15-01-2026", "15/01/2026", "15.01.26", "15/1-2026"])
def test_dates(text: str) -> None:
    got = sid("cart_bispecific", child="no", igg_g_l="3,9", therapy_date=text, assessment_date="2026-02-01")
    assert values(got)["stop_by"] == "2026-07-15"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("26-01-15", "not_a_date"),
        ("01/15/2026", "not_a_date"),
        ("30.02.2026", "not_a_date"),
        ("2026-02-29", "not_a_date"),
        ("2026", "not_a_date"),
        ("yesterday", "not_a_date"),
        ("1999-12-31", "out_of_range"),
        ("01.01.2101", "out_of_range"),
    ],
)
def test_no_date(text: str, code: str) -> None:
    assert errors(sid("cart_bispecific", therapy_date=text)) == {("therapy_date", code)}


@pytest.mark.parametrize("text", ["08:00", "8.00", "0800"])
def test_times(text: str) -> None:
    assert rows(rate(start_time=text))[0]["start"] == "08:00"


@pytest.mark.parametrize("text", ["24:00", "08:60", "25:00", "8 o'clock", "-1:00", "noon"])
def test_no_time(text: str) -> None:
    assert errors(rate(start_time=text)) == {("start_time", "not_a_time")}


def test_no_choice() -> None:
    assert errors(course(product="Gamunex")) == {("product", "not_a_choice")}
    assert errors(sid("autologous")) == {("population", "not_a_choice")}
    assert errors(sid("hsct", child="maybe", vaccinated="not_applicable")) == {
        ("child", "not_a_choice"),
        ("vaccinated", "not_a_choice"),
    }


def test_all_errors_at_once_in_both_languages() -> None:
    inputs = {
        "weight_kg": "abc",
        "dose_g_per_kg": "3",
        "days": "4",
        "product": "",
        "chosen_daily_volume_ml": "1.200",
    }
    said = []
    for lang in ("nb", "da"):
        got = answer("ivig-course", inputs, lang)
        check_form(got)
        assert (got["status"], got["lang"], got["calculator"]) == ("invalid", lang, "ivig-course")
        assert errors(got) == {
            ("weight_kg", "not_a_number"),
            ("dose_g_per_kg", "out_of_range"),
            ("days", "not_in_source"),
            ("product", "required"),
            ("chosen_daily_volume_ml", "ambiguous_number"),
        }
        assert len(got["errors"]) == 5
        assert not values(got) and not rows(got)
        said.append([error["message"] for error in got["errors"]])
    assert said[0] != said[1]


def test_nothing_typed() -> None:
    for calculator, required in (
        ("ivig-course", {"weight_kg", "days", "product"}),
        ("ivig-rate", {"weight_kg", "volume_ml", "product"}),
        ("sid-eligibility", {"population"}),
    ):
        for lang in ("nb", "da"):
            assert errors(answer(calculator, {}, lang)) == {(field, "required") for field in required}


def test_numbers_in_the_text_have_a_comma() -> None:
    got = course(weight_kg="72.5")
    said = " ".join(step["text"] for step in got["working"])
    assert "72,5" in said and not re.search(r"72\.5", said)
    assert cell(got["values"]["total_dose_g"]) == "145"
