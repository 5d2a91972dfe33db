"""Cases of `sid-followup` worked out by hand from the contract; the working stands in the comments."""

from datetime import date
from xml.etree.ElementTree import tostring

import pytest

import calculators
from calculators.result import calendar_file
from calculators.result.plaintext import as_text
from tests.frozen import FROZEN
from tests.oracles.result import DATE, codes, errors, levels, rows, values
from tests.unit.by_hand.asked import run, some


def followup(lang: str = "nb", **inputs: str) -> dict:
    return run("sid-followup", {"population": "haematological"}, lang, inputs)


def cart(lang: str = "nb", **inputs: str) -> dict:
    base = {"child": "no", "started_on_igg_only": "yes", "treated_before_therapy": "no", "population": "cart_bispecific"}
    return run("sid-followup", base, lang, inputs)


def reviews(result: dict) -> list[str]:
    return [cell for row in rows(result) for cell in row.values() if DATE.fullmatch(cell)]


def said(lang: str, **inputs: str) -> str:
    """All that is told after CAR-T: the answer as text, and the entries of its calendar."""
    base = {"child": "no", "started_on_igg_only": "yes", "treated_before_therapy": "no", "population": "cart_bispecific"}
    result = calculators.run("sid-followup", base | inputs, lang, FROZEN)
    return "\n".join([as_text(result), *(entry.description for entry in calendar_file.entries(result))])


def note_of(result: dict, code: str) -> dict:
    return next(note for note in result["notes"] if note["code"] == code)


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
        return next(line for line in text.splitlines() if line.startswith(("Konklusjon: ", "Konklusion: ")))

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
