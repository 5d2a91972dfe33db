"""What an answer or an error repeats of the inputs: in the words of the form, and only what was asked or given."""

import pytest

import calculators
from tests.frozen import FROZEN

FIRST = {"first_course_date": "2026-01-01"}


@pytest.mark.parametrize(
    "inputs, courses",
    [
        (FIRST, None),  # the table comes with a response; nobody was asked how long it should be
        (FIRST | {"first_response": "good"}, 5),
        (FIRST | {"taper_courses": "7"}, 7),  # given on the command line: not kept quiet about
    ],
)
def test_the_default_of_a_question_that_was_not_asked_is_not_repeated(inputs, courses):
    result = calculators.run("ivig-maintenance", inputs, "nb", FROZEN)
    assert {field.name: value for field, value in result.inputs_used()}.get("taper_courses") == courses


def test_a_question_hangs_on_an_answer_left_open_too():
    """`urgent` is asked where the IgA answer is unknown."""
    result = calculators.run("ivig-precheck", {"urgent": "yes"}, "nb", FROZEN)
    assert "urgent" in {field.name for field, _ in result.inputs_used()}


@pytest.mark.parametrize(
    "calculator, inputs, field, nb, da",
    [
        ("sid-trough", {"trough_g_l": "5", "serious_infections": "yes", "infection_free_months": "3"}, "serious_infections", "Ja", "Ja"),
        (
            "sid-followup",
            {
                "start_date": "2025-10-01",
                "population": "cart_bispecific",
                "therapy_date": "2025-10-15",
                "treated_before_therapy": "no",
            },
            "treated_before_therapy",
            "Nei",
            "Nej",
        ),
        ("ivig-maintenance", FIRST | {"first_response": "good", "second_response": "effect"}, "first_response", "God", "God"),
    ],
)
def test_an_error_names_the_answer_that_stands_in_the_form(calculator, inputs, field, nb, da):
    for lang, word in (("nb", f"«{nb}»"), ("da", f"»{da}«")):
        errors = calculators.run(calculator, inputs, lang, FROZEN).to_json()["errors"]
        [said] = [error["message"] for error in errors if error["field"] == field]
        assert word in said and inputs[field] not in said.split(word)[0]


def test_two_fields_of_which_one_is_to_be_filled_in_are_not_called_a_contradiction():
    """8 g of 200 mg/ml are 40 ml: both are true, and still only one is asked for."""
    inputs = {"from_product": "hizentra", "dose_g": "8", "volume_ml": "40", "from_interval_weeks": "1"}
    result = calculators.run("sid-switch", inputs | {"to_product": "xembify", "to_interval_weeks": "1"}, "nb", FROZEN)
    said = {error["field"]: error["message"] for error in result.to_json()["errors"]}
    assert "dose eller volum, ikke begge" in said["dose_g"]
    assert "dose eller volum, ikke begge" in said["volume_ml"]
