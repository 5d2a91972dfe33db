"""A date so far from today that it may be a slip is warned of, as a reading; the day on the edge is not."""

import json
from datetime import date
from itertools import product

import pytest

import calculators
from calculators import browser, catalog
from calculators.engine.examples import examples_of

TODAY = date(2026, 11, 30)
FOLLOWUP = {"population": "haematological"}


def warned(calculator: str, inputs: dict[str, str], today: date | None = TODAY) -> dict[str, str]:
    answer = calculators.run(calculator, inputs, "nb", today=today).to_json()
    return {note["code"]: note["text"] for note in answer["notes"] if note["level"] == "warning" and note["code"].startswith("reading_")}


@pytest.mark.parametrize(
    ("calculator", "inputs", "last", "beyond", "code"),
    [
        ("sid-followup", FOLLOWUP | {"start_date": "{}"}, "2027-12-01", "2027-12-02", "reading_far_ahead"),
        ("sid-followup", FOLLOWUP | {"start_date": "{}"}, "2016-11-29", "2016-11-28", "reading_long_ago"),
        ("ivig-maintenance", {"first_course_date": "{}"}, "2027-12-01", "2027-12-02", "reading_far_ahead"),
        ("ivig-maintenance", {"first_course_date": "{}"}, "2024-11-29", "2024-11-28", "reading_long_ago"),
        ("serology-window", {"last_infusion_date": "{}"}, "2024-11-29", "2024-11-28", "reading_long_ago"),
        ("serology-window", {"last_infusion_date": "2026-11-01", "sample_date": "{}"}, "2027-12-01", "2027-12-02", "reading_far_ahead"),
        ("igg-samples", {"igg_1_g_l": "3", "date_1": "{}"}, "2026-11-30", "2026-12-01", "reading_to_come"),
        ("igg-samples", {"igg_1_g_l": "3", "date_1": "{}"}, "2016-11-29", "2016-11-28", "reading_long_ago"),
    ],
)
def test_both_sides_of_the_edge(calculator, inputs, last, beyond, code):
    def at(day):
        return warned(calculator, {name: text.format(day) for name, text in inputs.items()})

    assert at(last) == {}
    assert list(at(beyond)) == [code]
    assert at(beyond)[code].startswith("Guidens tolkning: ")


def test_a_start_in_2036_is_named():
    found = warned("sid-followup", FOLLOWUP | {"start_date": "2036-03-01"})
    assert "1. mars 2036" in found["reading_far_ahead"].replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("calculator", [one.id for one in catalog()])
def test_every_date_of_a_form_is_looked_at(calculator):
    """Far ahead, whether the others lie before it or behind it."""
    names = [field.name for field in calculators.run(calculator, {}).fields if field.kind == "date"]
    seen = set()
    for example in examples_of(calculator):
        given = [name for name in names if name in example.inputs]
        for name, others in product(given, ("2037-12-01", "2038-02-01")):
            inputs = example.inputs | dict.fromkeys(given, others) | {name: "2038-01-01"}
            notes = calculators.run(calculator, inputs, "nb", today=TODAY).to_json()["notes"]
            told = [one["text"].replace("\N{NO-BREAK SPACE}", " ") for one in notes if one["level"] == "warning"]
            seen |= {name for text in told if "1. januar 2038" in text}
    assert seen == set(names)


def test_without_today_nothing_is_far_and_the_page_tells_it():
    far = FOLLOWUP | {"start_date": "2036-03-01"}
    assert warned("sid-followup", far, today=None) == {}
    asked = {"calculator": "sid-followup", "inputs": far, "lang": "da", "root": "", "build": ""}
    told = json.loads(browser.answer(json.dumps(asked | {"today": "2026-11-30"})))
    assert "reading_far_ahead" in [note["code"] for note in told["result"]["notes"]]
    assert "error" in json.loads(browser.answer(json.dumps(asked | {"today": "yesterday"})))
    assert "reading_far_ahead" not in browser.answer(json.dumps(asked))

