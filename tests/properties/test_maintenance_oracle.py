"""`ivig-maintenance` against a second implementation, and what must hold for every plan."""

import random
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import maintenance as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.result import answer, assert_none, codes, decimal_text, errors, rows, typed, values
from tests.oracles.writing import any_day, typed_date

CASES = cases(625)
RESPONSES, SECONDS = ("good", "suboptimal", None), ("effect", "none", None)
WEIGHTS = ("0.5", "29.9", "30", "60", "72.5", "150", "150.1", "300", "0.4", "300.1")


def difference(
    rng: random.Random, first: date, response: str | None, second: str | None, weight: str | None, courses: int | None
) -> str | None:
    wanted = oracle.maintenance(first, response, second, None if weight is None else Fraction(weight), courses)
    inputs = {"first_course_date": typed_date(rng, first)}
    for field, value in (("first_response", response), ("second_response", second)):
        if value or rng.random() < 0.5:
            inputs[field] = value or "unknown"
    if weight is not None:
        inputs["weight_kg"] = typed(rng, weight, "kg")
    if courses is not None:
        inputs["taper_courses"] = str(courses)
    got = answer("ivig-maintenance", inputs, rng.choice(("nb", "da")))
    seen: dict = {"status": got["status"]}
    if wanted["status"] == "invalid":
        seen["errors"] = errors(got)
    else:
        seen |= {
            "outcome": got["outcome"],
            "values": {name: value for name, value in values(got).items() if name in oracle.NAMED_VALUES},
            "rows": [{name: row[name] for name in oracle.ROW if name in row} for row in rows(got)],
            "notes": codes(got) & oracle.NAMED_NOTES,
        }
        open_answers = {
            "await_first_review": {"first_response"},
            "second_course": {"second_response"},
        }.get(wanted["outcome"], set())
        # With the first response unknown the second may be named too: it could decide later.
        if not open_answers <= set(got["missing"]) <= open_answers | ({"second_response"} if response is None else set()):
            return f"{inputs}\n  missing: oracle {open_answers}, package {got['missing']}"
    return None if seen == wanted else f"{inputs}\n  oracle  {wanted}\n  package {seen}"


def test_every_combination_agrees() -> None:
    rng = random.Random(31)
    cases = list(product((date(2028, 2, 29),), RESPONSES, SECONDS, (None, *WEIGHTS), (None, 1, 4, 5, 9, 10, 0, 11)))
    found = [difference(rng, *case) for case in cases]
    assert_none([text for text in found if text], len(cases))


def test_random_cases_agree() -> None:
    rng = amount.rng(20261120)
    found = []
    for _ in range(CASES):
        weight = None
        if rng.random() < 0.8:
            weight = decimal_text(Fraction(rng.randint(5000, 3_000_000), 10_000), rng.choice((0, 1, 2, 4)))
        response = rng.choice(RESPONSES)
        second = rng.choice(SECONDS) if response == "suboptimal" or rng.random() < 0.1 else None
        found.append(difference(rng, any_day(rng), response, second, weight, rng.choice((None, *range(1, 11), rng.randint(0, 11)))))
    assert_none([text for text in found if text], CASES)


days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@examples(50)
@given(days, st.integers(0, 400), st.sampled_from(("effect", "none", "unknown")))
def test_dates_move_with_the_first_course(first: date, more: int, second: str) -> None:
    other = min(first + timedelta(days=more), date(2100, 12, 31))
    found = []
    for day in (first, other):
        got = values(answer("ivig-maintenance", {"first_course_date": str(day), "first_response": "suboptimal", "second_response": second}))
        found.append([date.fromisoformat(got[name]) for name in ("first_review_date", "second_course_date", "second_review_date")])
    assert first < found[0][0] < found[0][1] < found[0][2]
    assert {b - a for a, b in zip(*found, strict=True)} == {other - first}


@examples(50)
@given(
    days,
    st.sampled_from(
        [("good", "unknown"), ("suboptimal", "effect"), ("suboptimal", "none"), ("suboptimal", "unknown"), ("unknown", "unknown")]
    ),
    st.one_of(st.none(), st.integers(1, 300)),
    st.one_of(st.none(), st.integers(1, 10)),
)
def test_only_the_responses_decide(first: date, responses: tuple[str, str], weight: int | None, courses: int | None) -> None:
    given_answers = {"first_response": responses[0], "second_response": responses[1]}
    plain = answer("ivig-maintenance", {"first_course_date": "2026-01-31"} | given_answers)
    more = {"first_course_date": str(first)} | given_answers
    more |= {} if weight is None else {"weight_kg": str(weight)}
    more |= {} if courses is None else {"taper_courses": str(courses)}
    assert answer("ivig-maintenance", more)["outcome"] == plain["outcome"]
