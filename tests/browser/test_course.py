"""`ivig-course` as it is used: typed in, answered, corrected."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import COURSE, NBSP

WORDS = {
    "nb": {
        "ambiguous": "«1.200» kan bety 1200 eller 1,2.",
        "required": "Fyll inn dette feltet.",
        "not_a_number": "«tung» kan ikke leses som et tall.",
        "out_of_range": "«9» kan ikke brukes her. Tillatt er",
        "out_of_range_ml": "«0» kan ikke brukes her. Tillatt er",
        "before": "Før svaret kan regnes ut:",
    },
    "da": {
        "ambiguous": "»1.200« kan betyde 1200 eller 1,2.",
        "required": "Udfyld dette felt.",
        "not_a_number": "»tung« kan ikke læses som et tal.",
        "out_of_range": "»9« kan ikke bruges her. Tilladt er",
        "out_of_range_ml": "»0« kan ikke bruges her. Tilladt er",
        "before": "Før svaret kan beregnes:",
    },
}


@pytest.fixture
def course(tab):
    return tab.calculator("ivig-course")


def test_five_days(course):
    course.type("weight_kg", "60")
    course.put("days", "5")
    course.put("product", "kiovig")
    expect(course.result).to_have_attribute("data-status", "ok")  # with no other doing
    assert course.values() == {
        "total_dose_g": f"120{NBSP}g",
        "total_volume_ml": f"1{NBSP}200{NBSP}ml",
        "daily_volume_exact_ml": f"240{NBSP}ml",
        "daily_volume_ml": f"250{NBSP}ml",
        "daily_dose_g": f"25{NBSP}g",
        "planned_volume_ml": f"1{NBSP}250{NBSP}ml",
        "planned_dose_g": f"125{NBSP}g",
        "planned_dose_g_per_kg": f"2,08{NBSP}g/kg",
        "deviation_percent": f"+4,2{NBSP}%",
    }


def test_grams_and_millilitres_of_a_day_share_a_tile_and_nothing_is_said_twice(course):
    course.answer(COURSE)
    tile = course.result.locator('.ig-value[data-name="daily_volume_ml"]')
    expect(tile).to_contain_text(f"250{NBSP}ml")
    expect(tile).to_contain_text(f"25{NBSP}g")
    shown = course.result.evaluate(
        """(result) => [...result.querySelectorAll(".ig-value dd")].filter((one) => one.checkVisibility()).map((one) => one.dataset.name)"""
    )
    assert shown == ["total_dose_g", "total_volume_ml", "daily_volume_ml", "daily_dose_g", "deviation_percent"]
    bar = course.card.locator(".ig-answer-bar")
    assert f"25{NBSP}g" in bar.text_content() and f"250{NBSP}ml" in bar.text_content()


def test_two_days(course):
    course.answer(COURSE | {"days": "2"})
    assert course.value("daily_volume_ml") == f"600{NBSP}ml"
    assert course.value("total_dose_g") == f"120{NBSP}g"
    assert course.value("deviation_percent") == f"0{NBSP}%"


def test_the_weaker_strength_doubles_the_volume(course):
    course.answer(COURSE | {"product": "octagam-50"})
    assert course.value("total_volume_ml") == f"2{NBSP}400{NBSP}ml"
    assert course.value("daily_volume_ml") == f"500{NBSP}ml"


def test_comma_and_point_give_the_same(course):
    course.answer(COURSE | {"weight_kg": "72,5"})
    comma = course.values(), course.inputs()
    course.answer({"weight_kg": "72.5"})
    assert (course.values(), course.inputs()) == comma
    assert course.value("total_dose_g") == f"145{NBSP}g"
    assert course.inputs()["weight_kg"] == f"72,5{NBSP}kg"


@pytest.mark.parametrize("typed", [" 60 ", "60 kg", "60kg", "60,0"])
def test_other_ways_to_write_the_same_weight(course, typed):
    course.answer(COURSE | {"weight_kg": typed})
    assert course.value("total_dose_g") == f"120{NBSP}g"


def test_what_could_be_two_numbers_is_asked_back(course, lang):
    course.fill(COURSE | {"chosen_daily_volume_ml": "1.200"})
    course.settle("invalid")
    error = course.error("chosen_daily_volume_ml")
    expect(error).to_be_visible()
    expect(error).to_contain_text(WORDS[lang]["ambiguous"])
    control = course.control("chosen_daily_volume_ml")
    expect(control).to_have_attribute("aria-invalid", "true")
    assert error.get_attribute("id") in control.get_attribute("aria-describedby").split()
    assert course.result.locator(".ig-value").count() == 0, "no figure beside an error"


@pytest.mark.parametrize("typed", ["1 200", "1200", f"1{NBSP}200"])
def test_what_is_written_plainly_is_read(course, typed):
    course.answer(COURSE | {"days": "2", "chosen_daily_volume_ml": typed})
    assert course.value("daily_volume_ml") == f"1{NBSP}200{NBSP}ml"


def test_all_errors_stand_at_once_at_their_fields(course, lang):
    words = WORDS[lang]
    course.fill({"weight_kg": "tung", "dose_g_per_kg": "9", "chosen_daily_volume_ml": "0"})
    course.settle("invalid")
    for name, expected in (
        ("weight_kg", "not_a_number"),
        ("dose_g_per_kg", "out_of_range"),
        ("chosen_daily_volume_ml", "out_of_range_ml"),
    ):
        expect(course.error(name)).to_be_visible()
        expect(course.error(name)).to_contain_text(words[expected])
        expect(course.control(name)).to_have_attribute("aria-invalid", "true")
    # The answer's place names them all, those not yet filled in too.
    named = course.result.locator(".ig-invalid li")
    assert [one.get_attribute("data-field") for one in named.all()] == [
        "weight_kg", "dose_g_per_kg", "days", "product", "chosen_daily_volume_ml",
    ]  # fmt: skip
    expect(course.result).to_contain_text(words["before"])


def test_a_corrected_field_loses_its_error_at_once(course):
    course.fill(COURSE | {"weight_kg": "tung"})
    course.settle("invalid")
    expect(course.control("weight_kg")).to_have_attribute("aria-invalid", "true")
    gone = course.at_once(
        """set("weight_kg", "60");
        return card.querySelector("[data-field=weight_kg] .ig-error").hidden && !control("weight_kg").hasAttribute("aria-invalid");"""
    )
    assert gone
    course.settle()


def test_the_answer_repeats_its_inputs(course, lang):
    course.answer({"weight_kg": "60", "dose_g_per_kg": "1,5", "days": "2", "product": "panzyga", "chosen_daily_volume_ml": "450"})
    assert course.inputs() == {
        "weight_kg": f"60{NBSP}kg",
        "dose_g_per_kg": f"1,5{NBSP}g/kg",
        "days": f"2{NBSP}{'dager' if lang == 'nb' else 'dage'}",
        "product": f"Panzyga 100{NBSP}mg/ml",
        "chosen_daily_volume_ml": f"450{NBSP}ml",
    }


def test_a_default_is_among_the_inputs(course):
    course.answer(COURSE)
    assert course.inputs()["dose_g_per_kg"] == f"2{NBSP}g/kg"


def test_the_working_can_be_checked(course):
    course.answer(COURSE)
    working = course.result.locator("details.ig-working")
    step = working.locator("li", has_text=f"60{NBSP}kg × 2{NBSP}g/kg = 120{NBSP}g")
    expect(step).to_be_hidden()
    working.locator("summary").click()
    expect(step).to_be_visible()
    assert working.locator("li").count() == 9


def test_a_dose_of_one_day_is_warned_of(course):
    course.answer(COURSE | {"dose_g_per_kg": "0,4"})
    assert course.result.locator('.ig-warnings [data-code="dose_is_per_course"]').is_visible()


def test_an_unusual_weight_is_warned_of_and_calculated(course):
    course.answer(COURSE | {"weight_kg": "160"})
    assert course.result.locator('.ig-warnings [data-code="unusual_weight"]').is_visible()
    assert course.value("total_dose_g") == f"320{NBSP}g"
