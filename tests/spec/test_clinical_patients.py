"""The reference patients: enough of them, at both sides of every boundary, and no figure can move without one of them noticing."""

from collections import defaultdict

import pytest

import calculators
from calculators import words
from calculators.facts.check import register, used_by
from guide.clinical.patients import read_patients
from tests.frozen import FROZEN
from tests.spec.test_shift import ENDS, shifted

OPTIONS = {
    c.id: {field.name: [str(option) for option in field.options] for field in c.fields(c.figures(FROZEN))} for c in calculators.catalog()
}
PATIENTS = read_patients(OPTIONS)
BY_CALCULATOR = defaultdict(list)
for _patient in PATIENTS:
    BY_CALCULATOR[_patient.calculator].append(_patient)


@pytest.fixture(scope="module")
def before():
    return {patient: calculators.run(patient.calculator, patient.typed, "nb", FROZEN) for patient in PATIENTS}


def test_a_few_thousand_for_every_calculator():
    assert 2000 < len(PATIENTS) < 10_000
    assert {patient.calculator for patient in PATIENTS} == set(OPTIONS)
    assert all(len(BY_CALCULATOR[id]) >= 100 for id in OPTIONS)


def test_they_use_every_field_and_no_other():
    for id, fields in OPTIONS.items():
        assert {name for patient in BY_CALCULATOR[id] for name in patient.typed} == set(fields), id


def test_they_reach_every_verdict_and_every_refusal(before):
    seen = defaultdict(set)
    for patient, result in before.items():
        if result.answer:
            seen[patient.calculator] |= {result.answer.outcome, result.answer.refusal and result.answer.refusal.code}
    for id in OPTIONS:
        texts = words.calculator_words(id, "nb")
        for code in [*texts.get("outcome", {}), *texts.get("refusal", {})]:
            assert code in seen[id], f"{id}: no reference patient gets {code}"


def test_both_sides_of_the_boundaries_that_are_written_down():
    eligibility = [dict(p.inputs) for p in BY_CALCULATOR["sid-eligibility"]]
    igg = {inputs.get("igg_g_l") for inputs in eligibility}
    assert {"3,9", "4,0", "5,9", "6,0"} <= igg
    dates = {inputs.get("assessment_date") for inputs in eligibility if inputs.get("therapy_date") == "2026-01-15"}
    assert {"2026-07-14", "2026-07-15", "2026-07-16"} <= dates, "day before, of and after 6 months"
    samples = {dict(p.inputs).get("date_2") for p in BY_CALCULATOR["igg-samples"] if dict(p.inputs)["date_1"] == "2026-03-01"}
    assert {"2026-03-21", "2026-03-22"} <= samples, "day 20 and day 21"


def test_two_neighbours_at_a_boundary_get_different_verdicts():
    """Else the boundary is written down, but not reached."""
    def one(igg):
        return calculators.run("sid-eligibility", {"population": "hsct", "igg_g_l": igg}, "nb", FROZEN).answer.outcome

    assert one("3,99") == "meets" and one("4,0") == "not_met"


@pytest.mark.parametrize(("fact", "name", "end"), ENDS, ids=lambda v: v if isinstance(v, str) else v.id)
def test_a_figure_that_moves_changes_somebodys_answer(fact, name, end, before):
    entry = register()[fact.id]
    if entry.text_only:
        return
    facts = shifted(fact, name, end)
    if any(calculator.check_text(facts) for calculator in calculators.catalog()):
        return  # the build stops, and the report says so
    for id in used_by()[fact.id]:
        for patient in BY_CALCULATOR[id]:
            after = calculators.run(id, patient.typed, "nb", facts)
            if after.to_json() != before[patient].to_json():
                return
    raise AssertionError(f"{fact.id}.{name} ({end}) can change and no reference patient gets another answer")
