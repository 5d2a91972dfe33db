"""Cases of nine calculators worked out by hand from the contract; the working stands in the comments."""

from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import tostring

import pytest

import calculators
from calculators.ivig.serology_window.rule import WindowFigures
from calculators.result import calendar_file
from calculators.result.plaintext import as_text
from calculators.sid.igg_samples.rule import SampleFigures, Samples, states
from tests.frozen import FROZEN
from tests.oracles.result import DATE, answer, codes, errors, levels, rows, values


def run(calculator: str, base: dict[str, str], lang: str, inputs: dict[str, str]) -> dict:
    return answer(calculator, {name: text for name, text in (base | inputs).items() if text}, lang)


def maintenance(lang: str = "nb", **inputs: str) -> dict:
    return run("ivig-maintenance", {"first_course_date": "2026-01-05"}, lang, inputs)


READY = {
    "iga_deficiency": "no",
    "severe_renal_failure": "no",
    "severe_heart_failure": "no",
    "ivig_allergy": "no",
    "autoantibodies_taken": "yes",
    "bloods_taken": "yes",
}


def precheck(lang: str = "nb", **inputs: str) -> dict:
    """All is ready, but for what is given; an empty text takes an answer away."""
    return run("ivig-precheck", READY, lang, inputs)


def serology(lang: str = "nb", **inputs: str) -> dict:
    return run("serology-window", {"last_infusion_date": "31.12.2027", "first_infusion_date": "27.12.2027"}, lang, inputs)


def samples(lang: str = "nb", **inputs: str) -> dict:
    base = {"igg_1_g_l": "3,9", "date_1": "2026-02-10", "igg_2_g_l": "3,5", "date_2": "2026-03-03", "infection_1": "no"}
    return run("igg-samples", base, lang, inputs)


def route(lang: str = "nb", **inputs: str) -> dict:
    return run("sid-route", {}, lang, inputs)


def dose(lang: str = "nb", **inputs: str) -> dict:
    return run("sid-dose", {"weight_kg": "70", "monthly_dose_g_per_kg": "0,4", "product": "cutaquig"}, lang, inputs)


def trough(lang: str = "nb", **inputs: str) -> dict:
    base = {"serious_infections": "no", "high_in_interval": "yes", "infection_free_months": "12"}
    return run("sid-trough", base, lang, inputs)


def switch(lang: str = "nb", **inputs: str) -> dict:
    base = {
        "from_product": "privigen",
        "dose_g": "28",
        "from_interval_weeks": "4",
        "to_product": "hizentra",
        "to_interval_weeks": "1",
    }
    return run("sid-switch", base, lang, inputs)


def followup(lang: str = "nb", **inputs: str) -> dict:
    return run("sid-followup", {"population": "haematological"}, lang, inputs)


def cart(lang: str = "nb", **inputs: str) -> dict:
    base = {"child": "no", "started_on_igg_only": "yes", "treated_before_therapy": "no", "population": "cart_bispecific"}
    return run("sid-followup", base, lang, inputs)


def some(result: dict, *names: str) -> tuple[str | None, ...]:
    return tuple(values(result).get(name) for name in names)


def column(result: dict, name: str) -> list[str]:
    return [row[name] for row in rows(result)]


def reviews(result: dict) -> list[str]:
    return [cell for row in rows(result) for cell in row.values() if DATE.fullmatch(cell)]


# --- ivig-maintenance ---------------------------------------------------------------------------


def test_first_review_only() -> None:
    # 5 January + 21 days = 26 January.
    got = maintenance()
    assert (got["outcome"], values(got)) == ("await_first_review", {"first_review_date": "2026-01-26"})
    assert not rows(got)


def test_second_course_over_the_end_of_february() -> None:
    # 5 January + 42 days: 26 days to 31 January, 16 more: 16 February. + 21: 12 to 28 February, 9 more: 9 March.
    got = maintenance(first_response="suboptimal")
    assert got["outcome"] == "second_course"
    assert some(got, "first_review_date", "second_course_date", "second_review_date") == ("2026-01-26", "2026-02-16", "2026-03-09")


def test_review_on_a_leap_day() -> None:
    # 8 February 2028 + 21 = 29 February; + 42: 21 days more, 21 March; + 63: 21 + 21 = 42, that is 11 April.
    got = maintenance(first_course_date="08.02.2028", first_response="suboptimal", second_response="none")
    assert got["outcome"] == "stop_non_responder"
    assert some(got, "first_review_date", "second_course_date", "second_review_date") == ("2028-02-29", "2028-03-21", "2028-04-11")
    assert not rows(got)


def test_taper_after_a_good_first_response() -> None:
    # 2; 2 × 0.8 = 1.6; × 0.8 = 1.28; 1.024; 0.8192. At 60 kg: 120; 96; 76.8; 61.44; 49.152.
    got = maintenance(first_response="good", weight_kg="60")
    assert got["outcome"] == "follow_responder"
    assert column(got, "course") == ["2", "3", "4", "5", "6"]
    assert column(got, "dose_g_per_kg") == ["2", "1.6", "1.28", "1.02", "0.82"]
    assert column(got, "dose_g") == ["120", "96", "76.8", "61.44", "49.15"]
    assert "below_high_dose" in codes(got)
    assert "second_course_date" not in values(got)


def test_taper_after_a_good_second_response() -> None:
    # Starts at the third course; the fourth row is 1.024, not below 1.
    got = maintenance(first_response="suboptimal", second_response="effect", taper_courses="4")
    assert got["outcome"] == "follow_responder"
    assert column(got, "course") == ["3", "4", "5", "6"]
    assert column(got, "dose_g_per_kg") == ["2", "1.6", "1.28", "1.02"]
    assert all("dose_g" not in row for row in rows(got))
    assert "below_high_dose" not in codes(got)


def test_taper_ends_above_the_lowest_dose() -> None:
    # 0.8192; 0.65536; 0.524288; 0.4194304; 0.33554432; the tenth would be 0.268…, below 0.3.
    # At 60 kg the ninth is 20.1326…
    got = maintenance(first_response="good", weight_kg="60", taper_courses="10")
    assert column(got, "dose_g_per_kg") == ["2", "1.6", "1.28", "1.02", "0.82", "0.66", "0.52", "0.42", "0.34"]
    assert column(got, "dose_g")[-1] == "20.13"


@pytest.mark.parametrize("first", ["good", "unknown", ""])
def test_a_second_response_needs_a_suboptimal_first(first: str) -> None:
    got = maintenance(first_response=first, second_response="effect")
    assert errors(got) == {("first_response", "contradiction"), ("second_response", "contradiction")}


# --- ivig-precheck ------------------------------------------------------------------------------


def test_ready() -> None:
    got = precheck()
    assert (got["outcome"], got["missing"], got["outstanding"]) == ("ready", [], [])


def test_before_the_iga_answer() -> None:
    # IgA unknown: it could turn out to be a contraindication, so it is missing; urgency makes it defensible to start.
    got = precheck(iga_deficiency="", urgent="yes")
    assert (got["outcome"], set(got["missing"])) == ("ready_before_iga", {"iga_deficiency"})
    assert {"nel-iga-frequency", "nel-iga-rare-anyway"} <= set(got["facts"])
    got = precheck(iga_deficiency="unknown", urgent="no")
    assert (got["outcome"], set(got["missing"])) == ("incomplete", {"iga_deficiency"})
    got = precheck(iga_deficiency="")
    assert (got["outcome"], set(got["missing"])) == ("incomplete", {"iga_deficiency", "urgent"})


@pytest.mark.parametrize("field", ["iga_deficiency", "severe_renal_failure", "severe_heart_failure", "ivig_allergy"])
def test_each_contraindication(field: str) -> None:
    got = answer("ivig-precheck", {field: "yes", "urgent": "yes"})
    assert (got["outcome"], got["missing"]) == ("contraindicated", [])


def test_bloods_not_taken() -> None:
    got = precheck(bloods_taken="no")
    assert got["outcome"] == "incomplete"
    assert {fact for entry in got["outstanding"] for fact in entry["facts"]} == {"nel-bloods"}


# --- serology-window ----------------------------------------------------------------------------


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


# --- igg-samples --------------------------------------------------------------------------------


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


# --- sid-route ----------------------------------------------------------------------------------


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


# --- sid-dose -----------------------------------------------------------------------------------


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


# --- sid-trough ---------------------------------------------------------------------------------


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


# --- sid-switch ---------------------------------------------------------------------------------


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


# --- sid-followup -------------------------------------------------------------------------------


def test_each_date_is_worked_out_before_the_readers_eyes() -> None:
    # 15 October + 6 months = 15 April. The review at 6 months, 1 June, lies after it.
    got = cart(therapy_date="15.10.2025", start_date="1.12.2025")
    assert [step["text"].replace("\N{NO-BREAK SPACE}", " ") for step in got["working"]] == [
        "Første kontroll: 1. desember 2025 + 3 måneder = 1. mars 2026",
        "Seponering skal forsøkes senest: 15. oktober 2025 + 6 måneder = 15. april 2026",
    ]
    # Winter of the first year: 1 December to 30 April is 31 + 31 + 28 + 31 + 30 = 151 days,
    # 1 October to 30 November is 31 + 30 = 61; 151 + 61 = 212.
    got = cart(therapy_date="15.10.2025", start_date="1.12.2025", treated_before_therapy="")
    steps = [step["text"].replace("\N{NO-BREAK SPACE}", " ") for step in got["working"]]
    assert steps == [
        "Første kontroll: 1. desember 2025 + 3 måneder = 1. mars 2026",
        "Andre kontroll: 1. desember 2025 + 6 måneder = 1. juni 2026",
        "Seponeringsforsøk tidligst: 1. desember 2025 + 6 måneder = 1. juni 2026",
        "Seponeringsforsøk senest: 1. desember 2025 + 12 måneder = 1. desember 2026",
        "Seponering skal forsøkes senest: 15. oktober 2025 + 6 måneder = 15. april 2026",
        "Vinter før 1. juni 2026: 1. desember 2025 til og med 30. april 2026, 151 dager",
        "Vinter før 1. desember 2026: 1. desember 2025 til og med 30. april 2026, 151 dager",
        "Vinter før 1. desember 2026: 1. oktober 2026 til og med 30. november 2026, 61 dager",
    ]
    assert some(got, "winter_days_at_6m", "winter_days_at_12m") == ("151", "212")
    # From 1 May to 1 November there is winter in October alone; from 1 April to 1 October there is April.
    steps = [step["text"] for step in followup(start_date="1.5.2026", lang="da")["working"]]
    assert [step.replace("\N{NO-BREAK SPACE}", " ") for step in steps if "Vinter" in step] == [
        "Vinter før 1. november 2026: 1. oktober 2026 til og med 31. oktober 2026, 31 dage",
        "Vinter før 1. maj 2027: 1. oktober 2026 til og med 30. april 2027, 212 dage",
    ]


@pytest.mark.parametrize(
    ("start", "outcome", "is_said"), [("14.04.2026", "stop_by", False), ("15.04.2026", "stop_trial", True), ("16.04.2026", None, False)]
)
def test_the_day_six_months_after_car_t_is_a_reading_and_said_to_be_one(start: str, outcome: str | None, is_said: bool) -> None:
    # 15 October + 6 months = 15 April: the day before is early; the day itself counts as later; after it there is no rule.
    got = cart(therapy_date="15.10.2025", start_date=start)
    assert got["outcome"] == outcome and (got["status"] == "refused") == (outcome is None)
    assert ("reading_six_months" in {note["code"] for note in got["notes"]}) == is_said
    treated = cart(therapy_date="15.10.2025", start_date=start, treated_before_therapy="yes")
    assert "reading_six_months" not in {note["code"] for note in treated["notes"]}, "the day decides nothing there"


def test_reviews_from_the_last_of_august() -> None:
    # Each counted from 31 August 2026; February has 28 days in 2027 and 2029, 29 in 2028.
    got = followup(start_date="31.08.2026")
    assert reviews(got) == ["2026-11-30", "2027-02-28", "2027-08-31", "2028-02-29", "2028-08-31", "2029-02-28", "2029-08-31"]
    assert some(got, "review_3m", "review_6m", "stop_trial_from", "stop_trial_to") == (
        "2026-11-30",
        "2027-02-28",
        "2027-02-28",
        "2027-08-31",
    )
    assert "stop_by" not in values(got)


@pytest.mark.parametrize(("start", "half"), [("31.08.2026", "2027-02-28"), ("31.08.2027", "2028-02-29"), ("29.02.2028", "2028-08-29")])
def test_six_months_on(start: str, half: str) -> None:
    assert some(followup(start_date=start), "review_6m", "stop_trial_from") == (half, half)


@pytest.mark.parametrize(
    ("start", "half", "whole", "little"),
    [
        # To 30 July: 1 of January, 28, 31, 30 = 90, not fewer than 90. To 30 January: October 31, November 30,
        # December 31, January 30 = 122 more.
        ("2026-01-31", "90", "212", False),
        # 28 + 31 + 30 = 89. Then 31 + 30 + 31 + 31 of January = 123.
        ("2026-02-01", "89", "212", True),
        # To 31 October: 31. To 30 April: 31 + 30 + 31 + 31 + 28 + 31 + 30 = 212.
        ("2026-05-01", "31", "212", True),
        # To 31 March: 31 + 30 + 31 + 31 + 28 + 31 = 182; 30 of April more.
        ("2026-10-01", "182", "212", False),
        # To 28 February 2028: 31 + 30 + 31 + 31 + 28 = 151; 29 February, 31 of March, 30 of April more.
        ("2027-08-31", "151", "213", False),
        # To 29 October: 29 of October; the year to 29 April: 31 + 30 + 31 + 31 + 28 + 31 + 29 = 211, and 30 April
        # of the first year: 1.
        ("2026-04-30", "30", "212", True),
    ],
)
def test_winter_days(start: str, half: str, whole: str, little: bool) -> None:
    got = followup(start_date=start)
    assert some(got, "winter_days_at_6m", "winter_days_at_12m") == (half, whole)
    assert levels(got).get("little_winter") == ("warning" if little else None)


def test_the_first_summer_pause() -> None:
    assert some(followup(start_date="30.04.2026"), "pause_from", "pause_to") == ("2026-05-01", "2026-10-01")
    assert some(followup(start_date="02.05.2026"), "pause_from", "pause_to") == ("2027-05-01", "2027-10-01")
    # A start on 1 May itself: the first summer that begins after it is next year's.
    assert some(followup(start_date="01.05.2026"), "pause_from", "pause_to") == ("2027-05-01", "2027-10-01")


def test_stop_by_after_cart() -> None:
    # Therapy 31 August 2027 + 6 months = 29 February 2028, before 1 May: no pause.
    got = cart(start_date="10.09.2027", therapy_date="31.08.2027")
    assert some(got, "stop_by", "stop_trial_from", "stop_trial_to", "pause_from", "pause_to") == ("2028-02-29", None, None, None, None)
    # 10 September + 3 months = 10 December, before the deadline; + 6 months = 10 March, after it.
    assert some(got, "review_3m", "review_6m") == ("2027-12-10", None) and reviews(got) == ["2027-12-10"]
    assert "little_winter" not in codes(got)
    assert any("mr-stop-cart" in note["facts"] for note in got["notes"])
    assert "pause_optional" not in codes(got)  # no word of a pause that is not there


def test_stop_by_with_little_winter_and_a_pause() -> None:
    # Therapy 15 January 2026: stop by 15 July. From 1 February: 28 + 31 + 30 = 89 days. 1 May is before 15 July.
    got = cart(start_date="01.02.2026", therapy_date="15.01.2026")
    assert some(got, "stop_by", "pause_from") == ("2026-07-15", "2026-05-01")
    assert "pause_optional" in codes(got)
    # The winter counts only where the window may hold.
    assert "little_winter" not in codes(got) and "winter_days_at_6m" not in values(got)
    assert "little_winter" in codes(cart(start_date="01.02.2026", therapy_date="15.01.2026", started_on_igg_only=""))


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize(
    # 1 September + 3 months = 1 December; 15 November + 3 = 15 February; 20 December + 3 = 20 March, too late.
    ("start", "kept"), [("01.09.2026", ["2026-12-01"]), ("15.11.2026", ["2027-02-15"]), ("20.12.2026", [])]
)
def test_a_deadline_that_holds_has_no_word_of_the_winter_and_no_day_after_it(lang: str, start: str, kept: list[str]) -> None:
    # Therapy 31 August 2026 + 6 months = 28 February 2027, before the summer.
    inputs = {"start_date": start, "therapy_date": "31.08.2026", "population": "cart_bispecific", "child": "no"}
    result = calculators.run("sid-followup", inputs | {"started_on_igg_only": "yes", "treated_before_therapy": "no"}, lang, FROZEN)
    svg = tostring(result.answer.chart(lang), "unicode")
    everything = as_text(result) + svg + "".join(entry.summary + entry.description for entry in calendar_file.entries(result))
    assert "vinter" not in everything.lower()
    assert max(entry.date for entry in calendar_file.entries(result)) == date(2027, 2, 28)
    assert reviews(result.to_json()) == kept


def test_a_review_on_the_day_of_the_deadline_stays() -> None:
    # Therapy 15 January 2027 + 6 months = 15 July; start 15 April + 3 months = 15 July, start 16 April + 3 months = 16 July.
    assert reviews(cart(start_date="15.04.2027", therapy_date="15.01.2027")) == ["2027-07-15"]
    assert reviews(cart(start_date="16.04.2027", therapy_date="15.01.2027")) == []


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_every_verdict_of_the_follow_up_carries_its_days(lang: str) -> None:
    def verdict(**inputs: str) -> str:
        base = {"population": "cart_bispecific", "child": "no", "start_date": "01.12.2025", "therapy_date": "15.10.2025"}
        text = as_text(calculators.run("sid-followup", base | inputs, lang, FROZEN))
        return next(line for line in text.splitlines() if line.startswith("Svar: "))

    # 1 December 2025 + 6 and + 12 months; 15 October 2025 + 6 months.
    first, last, deadline = "1. juni 2026", "1. desember 2026" if lang == "nb" else "1. december 2026", "15. april 2026"
    assert all(day in verdict(population="hsct") for day in (first, last))
    assert all(day in verdict(treated_before_therapy="yes") for day in (first, last))
    assert deadline in verdict(started_on_igg_only="yes", treated_before_therapy="no")
    assert all(day in verdict() for day in (first, last, deadline))


def test_cart_on_other_grounds_or_treated_before() -> None:
    # Therapy 31 August 2025, start 10 September: 10 March and 10 September.
    dates = {"start_date": "10.09.2025", "therapy_date": "31.08.2025"}
    names = ("stop_by", "stop_trial_from", "stop_trial_to")
    assert some(cart(**dates, started_on_igg_only="no"), *names) == (None, "2026-03-10", "2026-09-10")
    assert any(code.startswith("reading_") for code in codes(cart(**dates, started_on_igg_only="no")))
    treated = {"start_date": "01.07.2025", "therapy_date": "31.08.2025", "treated_before_therapy": "yes"}
    assert some(cart(**treated), *names) == (None, "2026-01-01", "2026-07-01")
    # Unknown: both sets of dates.
    got = cart(**dates, started_on_igg_only="")
    assert (got["outcome"], some(got, *names)) == ("undetermined", ("2026-02-28", "2026-03-10", "2026-09-10"))
    assert "started_on_igg_only" in got["missing"]


def test_cart_refused_or_invalid() -> None:
    # 31 August 2025 + 6 months = 28 February 2026: 1 March is past it.
    late = {"start_date": "01.03.2026", "therapy_date": "31.08.2025"}
    got = cart(**late)
    assert (got["status"], got["refusal"]["code"]) == ("refused", "past_deadline")
    got = cart(start_date="10.09.2025", therapy_date="31.08.2025", child="yes")
    assert (got["status"], got["refusal"]["code"]) == ("refused", "not_covered")
    assert {code for _, code in errors(cart(start_date="30.08.2025", therapy_date="31.08.2025"))} == {"contradiction"}
    assert errors(cart(start_date="10.09.2025")) == {("therapy_date", "required")}


@pytest.mark.parametrize(("lang", "both"), [("nb", "egge sett"), ("da", "egge sæt")])
@pytest.mark.parametrize("unknown", ["started_on_igg_only", "treated_before_therapy"])
def test_a_deadline_that_is_past_is_not_said_to_be_shown(lang: str, both: str, unknown: str) -> None:
    # 9 January 2026 + 6 months = 9 July 2026, a day before the start on 10 July: one set of dates is left.
    got = cart(lang, start_date="10.07.2026", therapy_date="09.01.2026", **{unknown: ""})
    assert (got["outcome"], got["missing"]) == ("undetermined", [unknown])
    assert some(got, "stop_by", "stop_trial_from", "stop_trial_to") == (None, "2027-01-10", "2027-07-10")
    told = next(note for note in got["notes"] if note["code"] == "deadline_passed")
    assert told["level"] == "warning" and "9.\N{NO-BREAK SPACE}juli\N{NO-BREAK SPACE}2026" in told["text"]
    assert both not in said(lang, start_date="10.07.2026", therapy_date="09.01.2026", **{unknown: ""})
    # Therapy 11 January: the deadline, 11 July, is after the start, and stands beside the other dates.
    got = cart(lang, start_date="10.07.2026", therapy_date="11.01.2026", **{unknown: ""})
    assert some(got, "stop_by", "stop_trial_from", "stop_trial_to") == ("2026-07-11", "2027-01-10", "2027-07-10")
    assert "deadline_passed" not in codes(got)
    assert both in said(lang, start_date="10.07.2026", therapy_date="11.01.2026", **{unknown: ""})


@pytest.mark.parametrize(
    ("given", "others"),
    [
        ({}, []),  # on IgG alone, not treated before: the deadline
        ({"treated_before_therapy": "yes"}, []),  # the window
        ({"started_on_igg_only": ""}, ["started_on_igg_only"]),  # either
    ],
)
def test_a_child_would_have_no_dates_so_the_question_is_missing(given: dict[str, str], others: list[str]) -> None:
    dates = {"start_date": "10.09.2025", "therapy_date": "31.08.2025"} | given
    assert cart(**dates, child="yes")["refusal"]["code"] == "not_covered"
    assert cart(**dates, child="")["missing"] == ["child", *others]
    assert cart(**dates)["missing"] == others
    assert followup(start_date="10.09.2025")["missing"] == []  # children count in the other groups


def said(lang: str, **inputs: str) -> str:
    """All that is told after CAR-T: the answer as text, and the entries of its calendar."""
    base = {"child": "no", "started_on_igg_only": "yes", "treated_before_therapy": "no", "population": "cart_bispecific"}
    result = calculators.run("sid-followup", base | inputs, lang, FROZEN)
    return "\n".join([as_text(result), *(entry.description for entry in calendar_file.entries(result))])


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


def note_of(result: dict, code: str) -> dict:
    return next(note for note in result["notes"] if note["code"] == code)


def test_a_deadline_is_not_softened_by_the_winter() -> None:
    """The source speaks of the winter and of starting again in the section with the window, not in that with the deadline."""
    got = cart(start_date="01.02.2026", therapy_date="15.01.2026")  # 89 winter days until the deadline, see above
    assert not {"little_winter", "winter_and_deadline", "reading_winter", "resume"} & codes(got)
    open_still = cart(start_date="01.02.2026", therapy_date="15.01.2026", started_on_igg_only="")
    assert {"little_winter", "winter_and_deadline", "reading_winter", "resume"} <= codes(open_still)
    assert "mr-stop-resume" not in got["facts"]
    window = followup(start_date="2026-04-01")
    assert {"little_winter", "resume"} <= codes(window) and "winter_and_deadline" not in codes(window)
    for lang in ("nb", "da"):
        inputs = {"start_date": "01.02.2026", "therapy_date": "15.01.2026", "population": "cart_bispecific", "child": "no"}
        result = calculators.run("sid-followup", inputs | {"started_on_igg_only": "yes", "treated_before_therapy": "no"}, lang, FROZEN)
        [deadline] = [one for one in calendar_file.entries(result) if one.date == date(2026, 7, 15)]
        assert "vinter" not in deadline.description


@pytest.mark.parametrize(("treated", "fact"), [("no", "mr-stop-window"), ("yes", "mr-stop-cart-before"), ("", "mr-stop-cart-before")])
def test_the_window_leads_to_the_sentence_it_comes_from(treated: str, fact: str) -> None:
    inputs = {"population": "cart_bispecific", "child": "no", "start_date": "10.09.2025", "therapy_date": "31.08.2025"}
    answers = {"started_on_igg_only": "no", "treated_before_therapy": treated or "unknown"}
    cited = {value.name: value.facts for value in calculators.run("sid-followup", inputs | answers, "nb", FROZEN).answer.values}
    assert cited["stop_trial_from"] == cited["stop_trial_to"] == (fact,)


def test_the_stricter_reading_is_named_with_its_day() -> None:
    # Early, not on IgG alone: therapy 1 March 2026 + 6 months = 1 September 2026.
    told = note_of(cart(start_date="01.04.2026", therapy_date="01.03.2026", started_on_igg_only="no"), "reading_not_igg_only")
    assert "1.\N{NO-BREAK SPACE}september\N{NO-BREAK SPACE}2026" in told["text"]


@pytest.mark.parametrize(("igg_only", "treated"), [("yes", "no"), ("yes", ""), ("", "no"), ("", "")])
def test_the_very_day_is_a_reading_also_while_an_answer_is_open(igg_only: str, treated: str) -> None:
    got = cart(start_date="01.07.2026", therapy_date="01.01.2026", started_on_igg_only=igg_only, treated_before_therapy=treated)
    assert (got["outcome"], "reading_six_months" in codes(got)) == ("stop_trial", True)


def test_iga_open_is_not_said_like_iga_deficiency() -> None:
    """`IgA mangler` is one letter from `IgA-mangel`."""
    got = precheck("da", iga_deficiency="", urgent="yes")
    assert got["outcome"] == "ready_before_iga"
    assert "mangler" not in as_text(calculators.run("ivig-precheck", READY | {"iga_deficiency": "unknown", "urgent": "yes"}, "da", FROZEN))


@pytest.mark.parametrize(
    ("higher", "outcome", "told"), [("6,0", "not_lasting", True), ("5,9", "lasting_below_6", True), ("3,9", "lasting_below_4", False)]
)
def test_the_higher_sample_is_said_to_be_handed_on(higher: str, outcome: str, told: bool) -> None:
    got = samples(igg_1_g_l=higher)
    assert (got["outcome"], "reading_wider" in codes(got)) == (outcome, told)
