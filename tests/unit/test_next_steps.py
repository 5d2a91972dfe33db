"""The next step of an answer: one tap, and nothing that was typed is lost on the way."""

import re

import pytest

import calculators
from calculators.element import html
from calculators.engine.examples import requests
from calculators.page.answer import answer_element
from tests.frozen import FROZEN

ANSWERS = [(asked["calculator"], asked["inputs"]) for asked in requests(calculators.catalog())]


def ways_on(calculator: str, inputs: dict[str, str]) -> tuple[calculators.Result, list[tuple[str, str]]]:
    """The answer, and its ways on: tag and target."""
    result = calculators.run(calculator, inputs, "nb", FROZEN)
    shown = html(answer_element(result, "../../"))
    found = re.search(r'<div class="ig-handover">(.*?)</div>', shown)
    ways = re.findall(r'<(a|button)\b[^>]*?(?:href="([^"]+)"|data-to="([^"]+)")', found[1]) if found else []
    return result, [(tag, href or to) for tag, href, to in ways]


def test_a_way_on_that_takes_something_along_opens_the_form_here_any_other_leads_to_its_page():
    asked = 0
    for calculator, inputs in ANSWERS:
        result, ways = ways_on(calculator, inputs)
        handovers = result.answer.handovers if result.answer else ()
        assert len(ways) == len(handovers)
        for handover, (tag, target) in zip(handovers, ways, strict=True):
            asked += 1
            if tag == "a":
                assert not handover.inputs, "what was typed would be lost"
                assert target == f"../../{calculators.find(handover.to).page}/#calculator-{handover.to}"
            else:
                assert target == handover.to
                assert target in (calculator, *calculators.find(calculator).hands_over_to), "no form is there to open"
    assert asked > 20


@pytest.mark.parametrize(
    ("calculator", "inputs", "on"),
    [
        ("sid-route", {}, ["sid-dose"]),
        ("sid-dose", {"weight_kg": "70", "monthly_dose_g_per_kg": "0,4", "product": "hizentra"}, ["sid-switch", "sid-followup"]),
        ("sid-trough", {"trough_g_l": "5,1"}, ["sid-dose"]),
        ("sid-trough", {"trough_g_l": "7"}, []),
        ("sid-followup", {"start_date": "12.09.2026", "population": "haematological"}, ["sid-trough"]),
        ("ivig-precheck", {}, []),
    ],
)
def test_the_chain_of_the_work(calculator, inputs, on):
    """Route, dose, follow-up, trough and back to the dose; nothing follows where nothing is settled."""
    result, _ = ways_on(calculator, inputs)
    assert [handover.to for handover in result.answer.handovers] == on
