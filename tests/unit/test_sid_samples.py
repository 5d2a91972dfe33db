"""The two IgG samples: what is handed on to the start criteria, and what the later reader can take."""

import pytest

import calculators
from calculators.rulekit.numbers import as_typed
from tests.frozen import FROZEN

FAR = {"date_1": "2026-01-01", "date_2": "2026-02-01"}
CLOSE = {"date_1": "2026-01-01", "date_2": "2026-01-08"}
WELL = {"infection_1": "no", "infection_2": "no"}
ILL = {"infection_1": "yes", "infection_2": "yes"}


def handed(**inputs):
    answer = calculators.run("igg-samples", inputs, "nb", FROZEN).answer
    [handover] = answer.handovers or [None]
    return handover and (handover.to, dict(handover.inputs))


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"igg_1_g_l": "3,9", "igg_2_g_l": "3,5", **FAR, **WELL}, {"igg_g_l": "3.9", "igg_confirmed": "yes"}),
        ({"igg_1_g_l": "3,5", "igg_2_g_l": "4,0", **FAR, **WELL}, {"igg_g_l": "4", "igg_confirmed": "no"}),
        ({"igg_1_g_l": "4,0", "igg_2_g_l": "3,5", **FAR, **WELL}, {"igg_g_l": "4", "igg_confirmed": "no"}),
        ({"igg_1_g_l": "7", "igg_2_g_l": "8", **FAR, **WELL}, {"igg_g_l": "8", "igg_confirmed": "no"}),
        ({"igg_1_g_l": "3,9", "igg_2_g_l": "3,5", **CLOSE, **WELL}, {"igg_g_l": "3.9"}),
        ({"igg_1_g_l": "3,9", "igg_2_g_l": "3,5", **FAR, **ILL}, {"igg_g_l": "3.9"}),
        ({"igg_1_g_l": "<1,1", "igg_2_g_l": "<0,8", **FAR, **WELL}, {"igg_g_l": "<1.1", "igg_confirmed": "yes"}),
        ({"igg_1_g_l": "<1,1", "igg_2_g_l": "0,9", **FAR, **WELL}, {"igg_g_l": "<1.1", "igg_confirmed": "yes"}),
        ({"igg_1_g_l": "<1,1", "igg_2_g_l": "1,1", **FAR, **WELL}, {"igg_g_l": "1.1", "igg_confirmed": "yes"}),
        ({"igg_1_g_l": "3,1250", "igg_2_g_l": "3", **FAR, **WELL}, {"igg_g_l": "3.1250", "igg_confirmed": "yes"}),
    ],
)
def test_the_higher_and_whether_it_is_confirmed_are_handed_on(inputs, expected):
    assert handed(**inputs) == ("sid-eligibility", expected)
    taken = calculators.run("sid-eligibility", {"population": "hsct", **expected}, "nb", FROZEN)
    assert taken.status == "ok", taken.errors


@pytest.mark.parametrize(
    "inputs",
    [
        {"igg_1_g_l": "3", "date_1": "2026-01-01"},
        {"igg_1_g_l": "3", "igg_2_g_l": "3", **FAR},
        {"igg_1_g_l": "3", **CLOSE},
    ],
)
def test_nothing_is_handed_on_before_there_is_a_verdict_on_two(inputs):
    assert handed(**inputs) is None


def test_either_sample_may_be_entered_first():
    one = {"igg_1_g_l": "3,9", "date_1": "2026-01-01", "infection_1": "no", "igg_2_g_l": "5", "date_2": "2026-02-01"}
    other = {name.translate(str.maketrans("12", "21")): typed for name, typed in one.items()}
    results = [calculators.run("igg-samples", inputs, "nb", FROZEN).to_json() for inputs in (one, other)]
    assert [(r["outcome"], r["values"]) for r in results] == [("lasting_below_6", results[0]["values"])] * 2


@pytest.mark.parametrize(("typed", "again"), [("3,1250", "3.1250"), ("3,10", "3.1"), ("0,125", "0.1250"), ("12", "12")])
def test_a_number_handed_on_reads_the_same(typed, again):
    igg = next(f for f in calculators.find("igg-samples").fields(calculators.find("igg-samples").figures(FROZEN)) if f.kind == "igg")
    value = igg.parse(typed)
    assert as_typed(value) == again and igg.parse(again) == value


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("second", [{}, {"date_2": "2026-01-21"}, {"date_2": "2025-12-20"}], ids=["none", "later", "earlier"])
def test_where_a_new_sample_is_wanted_the_verdict_says_from_which_day(second, lang):
    """21 days after the earliest sample, by hand: 1 January and 22 January, 20 December and 10 January."""
    inputs = {"igg_1_g_l": "3,9", "date_1": "2026-01-01", "infection_1": "no"} | second | ({"igg_2_g_l": "3,5"} if second else {})
    day = "10. januar 2026" if second.get("date_2") == "2025-12-20" else "22. januar 2026"
    said = calculators.run("igg-samples", inputs, lang, FROZEN).shown.outcome.text.replace("\N{NO-BREAK SPACE}", " ")
    assert day in said
