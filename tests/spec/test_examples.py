"""The worked examples hold: each says what must come out, worked out by hand from the source.

They run on the frozen facts, so that an editor's change of a figure cannot turn them red.
"""

import pytest

import calculators
from calculators.engine.examples import examples_of
from tests.frozen import FROZEN

CASES = [(c.id, example) for c in calculators.catalog() for example in examples_of(c.id)]
KNOWN = {"status", "outcome", "values", "columns", "errors", "refusal", "missing", "outstanding", "notes", "warnings"}


def ids(case):
    return f"{case[0]}: {case[1].name['nb']}"


@pytest.mark.parametrize("case", CASES, ids=ids)
@pytest.mark.parametrize("lang", ["nb", "da"])
def test_example(case, lang):
    id, example = case
    assert set(example.expect) <= KNOWN, "an expectation that nothing checks"
    got = calculators.run(id, example.inputs, lang, FROZEN).to_json()
    want = example.expect
    assert got["status"] == want["status"]
    assert got["outcome"] == want.get("outcome")
    assert {e["field"]: e["code"] for e in got["errors"]} == want.get("errors", {})
    assert (got["refusal"] or {}).get("code") == want.get("refusal")
    assert {name: v["value"] for name, v in got["values"].items()} == want.get("values", {})
    for name, column in want.get("columns", {}).items():
        assert [row[name]["value"] for row in got["rows"]] == column
    for key in ("missing",):
        if key in want:
            assert got[key] == want[key]
    if "outstanding" in want:
        assert [item["code"] for item in got["outstanding"]] == want["outstanding"]
    codes = {note["code"] for note in got["notes"]}
    assert set(want.get("notes", [])) <= codes
    if "warnings" in want:
        assert [note["code"] for note in got["notes"] if note["level"] == "warning"] == want["warnings"]


@pytest.mark.parametrize("calculator", calculators.catalog(), ids=lambda c: c.id)
def test_every_status_and_outcome_has_an_example(calculator):
    statuses = {example.expect["status"] for example in examples_of(calculator.id)}
    assert {"ok", "invalid"} <= statuses
    words = calculators.words.calculator_words(calculator.id, "nb")
    assert {example.expect.get("refusal") for example in examples_of(calculator.id)} - {None} == set(words.get("refusal", {}))
    assert {example.expect.get("outcome") for example in examples_of(calculator.id)} - {None} == set(words.get("outcome", {}))
