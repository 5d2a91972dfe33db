"""What open answers leave of a verdict, and which of them could still change it."""

import pytest

from calculators.rulekit.logic import all_of, any_of, either, settle


def both(one: bool, two: bool) -> str:
    return "both" if one and two else "not"


@pytest.mark.parametrize(
    ("one", "two", "outcomes", "open_answers"),
    [
        (True, True, {"both"}, ()),
        (True, None, {"both", "not"}, ("two",)),
        (False, None, {"not"}, ()),
        (None, None, {"both", "not"}, ("one", "two")),
    ],
)
def test_an_answer_is_open_only_where_it_could_change_the_verdict(one, two, outcomes, open_answers):
    assert settle({"one": either(one), "two": either(two)}, both) == (frozenset(outcomes), open_answers)


def test_values_that_are_no_yes_or_no():
    found, open_answers = settle({"level": (0, 4, 6), "late": (True,)}, lambda level, late: "low" if level < 4 and late else "not")
    assert (found, open_answers) == ({"low", "not"}, ("level",))


@pytest.mark.parametrize(("states", "all_", "any_"), [((True, None), None, True), ((False, None), False, None), ((), True, False)])
def test_unknown_never_counts_as_no(states, all_, any_):
    assert (all_of(*states), any_of(*states)) == (all_, any_)
