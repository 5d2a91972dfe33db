"""`serology-window` against a second implementation, and what must hold for every date."""

import random
from datetime import date, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import serology as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.result import answer, assert_none, errors, values
from tests.oracles.writing import ANY, any_day, typed_date, yes_no

CASES = cases(750)
ORDER = ["before", "in_window", "after_window"]


def difference(rng: random.Random, last: date, first: date | None, earlier: bool | None, sample: date | None) -> str | None:
    wanted = oracle.serology(last, first, earlier, sample)
    inputs = {"last_infusion_date": typed_date(rng, last)}
    if first is not None:
        inputs["first_infusion_date"] = typed_date(rng, first)
    if sample is not None:
        inputs["sample_date"] = typed_date(rng, sample)
    yes_no(rng, inputs, "earlier_course_60d", earlier)
    got = answer("serology-window", inputs, rng.choice(("nb", "da")))
    seen: dict = {"status": got["status"]}
    if wanted["status"] == "invalid":
        seen["errors"] = errors(got)
    else:
        seen |= {"window_end": values(got).get("window_end"), "outcome": got["outcome"]}
        if sample is not None:
            seen["missing"] = set(got["missing"])
        if not {"nel-lab-window", "nel-lab-false-negative"} <= set(got["facts"]):
            return f"{inputs}\n  facts {got['facts']}"
    return None if seen == wanted else f"{inputs}\n  oracle  {wanted}\n  package {seen}"


def test_every_boundary_agrees() -> None:
    rng = random.Random(60)
    found = []
    for last, length, earlier, at in product(
        (date(2026, 1, 31), date(2027, 12, 31), date(2028, 2, 29), date(2026, 8, 31)),
        (None, 0, 1, 4),
        ANY,
        (None, *range(-7, 3), 21, 42, 59, 60, 61, 90),
    ):
        first = None if length is None else last - timedelta(days=length)
        sample = None if at is None else last + timedelta(days=at)
        found.append(difference(rng, last, first, earlier, sample))
    assert_none([text for text in found if text], len(found))


def test_random_cases_agree() -> None:
    rng = amount.rng(20261121)
    found = []
    for _ in range(CASES):
        last = any_day(rng)
        first = rng.choice((None, last, last - timedelta(days=rng.randint(0, 10)), last + timedelta(days=rng.choice((-1, 1)))))
        sample = rng.choice((None, *(last + timedelta(days=rng.choice((*range(-12, 4), 58, 59, 60, 61, 62, -100, 300))) for _ in range(6))))
        found.append(difference(rng, last, first, rng.choice(ANY), sample))
    assert_none([text for text in found if text], CASES)


@examples(80)
@given(
    st.dates(date(2001, 1, 1), date(2099, 12, 31)),
    st.integers(0, 6),
    st.integers(-90, 120),
    st.integers(0, 90),
    st.sampled_from(("yes", "no", "unknown")),
)
def test_later_samples_are_never_earlier_in_the_window(last: date, length: int, at: int, more: int, earlier: str) -> None:
    places = []
    for day in (at, at + more):
        got = answer(
            "serology-window",
            {
                "last_infusion_date": str(last),
                "first_infusion_date": str(last - timedelta(days=length)),
                "sample_date": str(last + timedelta(days=day)),
                "earlier_course_60d": earlier,
            },
        )
        assert date.fromisoformat(values(got)["window_end"]) - last == timedelta(days=60)
        places.append(ORDER.index(got["outcome"] if got["outcome"] in ORDER else "before"))
    assert places[0] <= places[1]


@examples(50)
@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.integers(0, 200))
def test_an_earlier_course_matters_only_before_the_course(last: date, at: int) -> None:
    base = {"last_infusion_date": str(last), "sample_date": str(last + timedelta(days=at))}
    assert len({answer("serology-window", base | {"earlier_course_60d": text})["outcome"] for text in ("yes", "no", "unknown")}) == 1
