"""IgG as the laboratory reports it, `<x`: what it may be, and what is said where it does not decide."""

import pytest

import calculators
from tests.frozen import FROZEN

# The least that each calculator with such a field needs beside it.
BESIDE = {
    "igg-samples": {"date_1": "2026-01-01"},
    "sid-eligibility": {"population": "haematological"},
    "sid-trough": {},
}
WITH_IGG = [
    (calculator.id, field.name)
    for calculator in calculators.catalog()
    for field in calculator.fields(calculator.figures(FROZEN))
    if field.kind == "igg" and field.required | (calculator.id == "sid-eligibility")
]


def test_every_calculator_with_igg_is_tried():
    assert {calculator for calculator, _ in WITH_IGG} == set(BESIDE)


@pytest.mark.parametrize(("calculator", "field"), WITH_IGG)
def test_nothing_lies_below_zero(calculator, field):
    for typed in ("<0", "<0,0", "< 0"):
        found = calculators.run(calculator, BESIDE[calculator] | {field: typed}, "nb", FROZEN)
        assert {(error.field, error.code) for error in found.errors} == {(field, "out_of_range")}, typed


# What must be written instead lies below the lowest limit that the verdict compares with: 4 g/l of 4 and 6 (mr-haem-igg4,
# mr-haem-igg6), 6 g/l of 6 and 8 (mr-dose-trough, mr-dose-trough-serious).
@pytest.mark.parametrize(
    ("calculator", "field", "typed", "limit"),
    [("igg-samples", "igg_1_g_l", "<5", 4), ("igg-samples", "igg_1_g_l", "<7", 4), ("sid-trough", "trough_g_l", "<7", 6)],
)
def test_what_does_not_decide_is_told_with_the_lowest_limit(calculator, field, typed, limit):
    found = calculators.run(calculator, BESIDE[calculator] | {field: typed}, "nb", FROZEN)
    assert [(error.field, error.code, error.values["limit"]) for error in found.errors] == [(field, "not_exact", limit)]
