"""What an answer is made of, part by part: small, so that a fault in one of them is seen at once."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import calculators
from calculators.answer import Answer, Note, Quantity, Step, Verdict
from calculators.answer.quantities import g_of, ml_of
from calculators.result.calendar_file import as_ics, calculators_with_dates
from tests.frozen import FROZEN


def test_a_dose_and_its_volume_as_they_are_shown():
    # 120 g of 100 mg/ml are 120 000 mg / 100. 36.58 g are 365.8 ml; a third of a ml is cut to one decimal.
    assert ml_of(Quantity(Decimal(120), "g"), Decimal(100)) == Quantity(Decimal("1200.0"), "ml")
    assert ml_of(Quantity(Decimal("36.58"), "g"), Decimal(100)) == Quantity(Decimal("365.8"), "ml")
    assert ml_of(Quantity(Decimal(1), "g"), Decimal(165)) == Quantity(Decimal("6.1"), "ml")
    # 250 ml of 100 mg/ml are 25 000 mg; 500 ml of 50 mg/ml as well; 6 ml of 165 mg/ml are 990 mg.
    for volume_ml, mg_per_ml in ((250, 100), (500, 50)):
        assert g_of(Quantity(Decimal(volume_ml), "ml"), Decimal(mg_per_ml)) == Quantity(Decimal("25.00"), "g")
    assert g_of(Quantity(Decimal(6), "ml"), Decimal(165)) == Quantity(Decimal("0.99"), "g")


def test_an_answer_says_by_itself_that_its_steps_add_up_and_that_nothing_can_be_followed():
    assert Step("any", {}).adds_up
    assert not Answer().to_show.can_follow


def test_of_a_verdict_that_stands_alone_warnings_are_shown_and_no_other_notes():
    notes = (Note("one", level="warning"), Note("two"))
    whole = Answer("x", verdict=Verdict("x", (), alone=True), notes=notes, working=(Step("any", {}),))
    assert whole.to_show.notes == notes[:1] and whole.to_show.working == ()
    other = Answer("x", verdict=Verdict("x", ()), notes=notes)
    assert other.to_show is other


def test_an_answer_is_put_into_words_once_unless_a_part_of_it_is_shown_alone():
    wrong = calculators.run("ivig-course", {"weight_kg": "x"}, "nb", FROZEN)
    assert wrong.answer is None and wrong.shown is wrong.worded
    course = calculators.run("ivig-course", {"weight_kg": "60", "days": "5", "product": "kiovig"}, "nb", FROZEN)
    assert course.shown is course.worded
    treated = calculators.run("sid-eligibility", {"population": "hsct", "on_immunoglobulin": "yes", "igg_g_l": "3"}, "nb", FROZEN)
    assert treated.answer.verdict.alone and treated.shown != treated.worded


def test_only_what_was_answered_is_repeated_and_a_day_that_is_today_is_said_to_be():
    day = date(2026, 7, 15)
    inputs = {"population": "cart_bispecific", "child": "no", "therapy_date": "15.07.2026", "assessment_date": "15.07.2026", "igg_g_l": "3"}
    result = calculators.run("sid-eligibility", inputs, "nb", FROZEN, today=day)
    used = {field.name: result.typed(field, value) for field, value in result.inputs_used()}
    assert set(used) == set(inputs)
    # The day of assessment mostly is today's; that the therapy was on the same day is no such thing.
    assert used["assessment_date"].endswith("(dagens dato)") and "dagens" not in used["therapy_date"] + used["igg_g_l"]
    for today in (None, date(2026, 7, 16)):
        other = calculators.run("sid-eligibility", inputs, "nb", FROZEN, today=today)
        assert "dagens" not in other.typed(other.field("assessment_date"), day)


def test_a_default_is_repeated_where_it_was_asked_for():
    def used(id, **inputs):
        return {field.name for field, _ in calculators.run(id, inputs, "nb", FROZEN).inputs_used()}

    # 2 g/kg stands for an empty field. How many courses a year is asked only once the response was judged.
    assert used("ivig-course", weight_kg="60", days="5", product="kiovig") == {"weight_kg", "dose_g_per_kg", "days", "product"}
    assert used("ivig-maintenance", first_course_date="01.12.2026") == {"first_course_date"}


def test_the_calculators_that_give_dates_are_those_with_a_calendar():
    assert calculators_with_dates() == ("ivig-maintenance", "sid-followup")


def test_a_calendar_file_says_which_build_made_it_and_at_which_second():
    result = calculators.run("ivig-maintenance", {"first_course_date": "01.12.2026"}, "nb", FROZEN)
    now = datetime(2026, 12, 1, 13, 7, 5, 999_999, UTC)
    assert "PRODID:-//Immunglobulinguiden//f00d//NB" in as_ics(result, now, "f00d")
    text = as_ics(result, now)
    assert "PRODID:-//Immunglobulinguiden//checkout//NB" in text and "DTSTAMP:20261201T130705Z" in text
    # The name by which a calendar knows an entry again: of another length it would take the same day a second time.
    assert re.search(r"^UID:[0-9a-f]{32}@immunglobulinguiden\r?$", text, re.MULTILINE)
