"""What open answers leave of a verdict, and which of them could still change it."""

from dataclasses import dataclass
from itertools import product

import pytest

from calculators.rulekit.logic import _Cells, all_of, any_of, changing, either, enough, negated, settle, yes_or_no


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


def test_only_the_answer_that_changes_the_verdict_is_open():
    assert settle(dict.fromkeys("abc", (False, True)), lambda a, b, c: str(b)) == ({"True", "False"}, ("b",))


def test_values_that_are_no_yes_or_no():
    found, open_answers = settle({"level": (0, 4, 6), "late": (True,)}, lambda level, late: "low" if level < 4 and late else "not")
    assert (found, open_answers) == ({"low", "not"}, ("level",))


@pytest.mark.parametrize(
    ("states", "all_", "any_"),
    [
        ((True, None), None, True),
        ((False, None), False, None),
        ((), True, False),
        ((True, True), True, True),
        ((False, False), False, False),
    ],
)
def test_unknown_never_counts_as_no(states, all_, any_):
    assert (all_of(*states), any_of(*states)) == (all_, any_)
    assert [negated(state) for state in (True, False, None)] == [False, True, None]


# --- which questions are asked


def certain(outcomes: frozenset[str]) -> str:
    return next(iter(outcomes)) if len(outcomes) == 1 else "open"


def one_or_both(a: bool, b: bool, c: bool) -> str:
    return "yes" if a or (b and c) else "no"


@pytest.mark.parametrize(
    ("answered", "order", "given", "asked"),
    [
        # Nothing is known. Without c: whether c is yes or no, a and b leave both outcomes. Without b too: b and c could both be
        # yes, and then it is certain. Without a: a could be yes, and then it is certain. So two of the three are asked.
        ({}, "abc", "", "ab"),
        ({}, "cba", "", "ca"),
        ({}, "bca", "", "ba"),
        # a is answered with "don't know": it stays open, and is not asked for again.
        ({}, "abc", "a", "b"),
        ({}, "abc", "ab", ""),
        # a is yes: it is certain, nothing is asked. a is no: either of the others settles it with a no, so neither may be unseen.
        ({"a": True}, "abc", "", ""),
        ({"a": False}, "abc", "", "bc"),
        ({"a": False, "b": True}, "abc", "", "c"),
        ({"a": False, "b": False}, "abc", "", ""),
        # What is in no order is never asked.
        ({}, "ab", "", "ab"),
        ({}, "c", "", "c"),
        ({"a": False}, "ab", "", "b"),
    ],
)
def test_as_few_questions_as_will_do(answered, order, given, asked):
    possible = {name: either(answered.get(name)) for name in "abc"}
    assert "".join(enough(possible, one_or_both, certain, order, given)) == asked


def test_what_is_answered_is_not_asked_again_where_the_verdict_hangs_on_something_else():
    possible = dict.fromkeys(("a", "c"), (False, True))
    assert enough(possible, lambda a, c: "yes" if c else "no", certain, ("a",), ("a",)) == ()


def test_questions_with_more_than_two_answers():
    """Below 4 and late: either alone can settle it with a no, the third changes nothing."""
    possible = {"level": (0, 4, 6), "any": (1, 2, 3, 4), "late": (False, True)}

    def verdict(level, late, any):
        return "low" if level < 4 and late else "not"

    assert enough(possible, verdict, certain, ("any", "level", "late")) == ("level", "late")
    assert enough(possible | {"late": (False,)}, verdict, certain, ("any", "level", "late")) == ()
    assert enough(possible | {"level": (4, 6)}, verdict, certain, ("any", "level", "late")) == ()
    assert enough(possible | {"level": (0,)}, verdict, certain, ("any", "level", "late")) == ("late",)


@pytest.mark.parametrize("open_axes", [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
def test_what_the_open_answers_leave_case_by_case(open_axes):
    """Two, three and four answers, and outcomes without a pattern; here case by case, there by the bits of a number."""
    sizes, outcomes = [2, 3, 4], "aabcabbcaaacbbabcacaabcc"
    cases = list(product(*map(range, sizes)))
    masks = {one: sum(1 << at for at, outcome in enumerate(outcomes) if outcome == one) for one in "abc"}
    left: dict[tuple[int, ...], set[str]] = {}
    for case, outcome in zip(cases, outcomes, strict=True):
        left.setdefault(tuple(one for axis, one in enumerate(case) if axis not in open_axes), set()).add(outcome)
    assert _Cells(sizes).left_over(masks, open_axes) == {frozenset(one) for one in left.values()}


def test_without_an_open_answer_there_is_one_case():
    assert _Cells([]).left_over({"yes": 1}, []) == {frozenset({"yes"})}


def test_an_answer_that_changes_a_part_is_found_by_trying():
    @dataclass(frozen=True)
    class Answers:
        fever: bool | None = None
        rash: bool | None = None
        known: bool | None = True

    def part(answers):
        return bool(answers.fever) or answers.known is False

    # Fever does, a rash changes nothing, and what is answered is not tried.
    assert yes_or_no("fever", "rash") == {"fever": (True, False), "rash": (True, False)}
    assert changing(part, Answers(), yes_or_no("rash", "fever", "known")) == ("fever",)
    assert changing(part, Answers(fever=False), yes_or_no("rash", "fever")) == ()
    assert changing(part, Answers(), {"fever": (False,)}) == ()
