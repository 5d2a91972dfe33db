"""`igg-samples` against a second implementation: every combination at the limits, and random cases."""

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import samples as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.result import answer, assert_none, criteria, decimal_text, errors, typed, values
from tests.oracles.samples import Below
from tests.oracles.writing import ANY, any_day, typed_date, yes_no

CASES = cases(625)


def parsed(text: str | None) -> Fraction | Below | None:
    if text is None:
        return None
    return Below(Fraction(text[1:])) if text.startswith("<") else Fraction(text)


def difference(
    rng: random.Random, igg_1: str, date_1: date, infection_1: bool | None, igg_2: str | None, date_2: date | None, infection_2: bool | None
) -> str | None:
    wanted = oracle.samples(parsed(igg_1), date_1, infection_1, parsed(igg_2), date_2, infection_2)
    inputs = {"date_1": typed_date(rng, date_1)}
    for field, text in (("igg_1_g_l", igg_1), ("igg_2_g_l", igg_2)):
        if text is not None:
            inputs[field] = text.replace(".", rng.choice(",.")) if text.startswith("<") else typed(rng, text, "g/l")
    if date_2 is not None:
        inputs["date_2"] = typed_date(rng, date_2)
    yes_no(rng, inputs, "infection_1", infection_1)
    yes_no(rng, inputs, "infection_2", infection_2)
    got = answer("igg-samples", inputs, rng.choice(("nb", "da")))
    if got["status"] == "invalid":
        # Only a figure typed as "below" can be refused here.
        ok = all(code == "not_exact" and field in wanted["may_refuse"] for field, code in errors(got))
        return None if ok else f"{inputs}\n  oracle  {wanted}\n  package {errors(got)}"
    seen = {
        "outcome": got["outcome"],
        "days_apart": values(got).get("days_apart"),
        "higher_g_l": values(got).get("higher_g_l"),
        "missing": set(got["missing"]),
        "criteria": criteria(got),
    }
    wanted["criteria"] = oracle.criteria(parsed(igg_1), date_1, infection_1, parsed(igg_2), date_2, infection_2)
    parts = [f"  {key}: oracle {wanted[key]}, package {seen[key]}" for key in seen if key in wanted and seen[key] != wanted[key]]
    return f"{inputs}\n" + "\n".join(parts) if parts else None


FIGURES = ("3.9", "4", "4.01", "5", "5.9", "6", "7", "12")


def test_every_combination_agrees() -> None:
    rng = random.Random(21)
    first = date(2028, 2, 9)
    found = []
    for igg_1, igg_2, days, infection_1, infection_2 in product(
        (*FIGURES, "<1.1", "<4"), (*FIGURES, "<1.1", None), (None, 0, 20, 21, -20, -21), ANY, ANY
    ):
        date_2 = None if days is None else first + timedelta(days=days)
        found.append(difference(rng, igg_1, first, infection_1, igg_2, date_2, infection_2))
    assert_none([text for text in found if text], len(found))


def test_below_a_figure_that_decides_nothing_by_itself() -> None:
    rng = random.Random(22)
    found = []
    for one, other, days, infection_1, infection_2 in product(
        ("<4.1", "<5", "<6", "<6.1", "<8"), ("<1.1", "<5", "<8", "3.9", "4", "5.9", "6", "12"), (20, 21), (True, False), (True, False)
    ):
        day = date(2026, 1, 31)
        found.append(difference(rng, one, day, infection_1, other, day + timedelta(days=days), infection_2))
        found.append(difference(rng, other, day, infection_1, one, day + timedelta(days=days), infection_2))
    assert_none([text for text in found if text], len(found))


def test_random_cases_agree() -> None:
    rng = amount.rng(20261122)
    found = []

    def figure() -> str:
        if rng.random() < 0.3:
            return rng.choice((*FIGURES, "0", "100", "3.99", "5.99"))
        return decimal_text(Fraction(rng.randint(0, 1200), 100), rng.choice((0, 1, 2)))

    for _ in range(CASES):
        day = any_day(rng)
        apart = rng.choice((None, *(rng.choice((1, -1)) * rng.choice((19, 20, 21, 22, rng.randint(0, 400))) for _ in range(6))))
        found.append(
            difference(
                rng,
                figure(),
                day,
                rng.choice((*ANY, False)),
                figure() if rng.random() < 0.85 else None,
                None if apart is None else day + timedelta(days=apart),
                rng.choice((*ANY, False)),
            )
        )
    assert_none([text for text in found if text], CASES)


figures = st.integers(0, 1000).map(lambda n: decimal_text(Fraction(n, 100), 2))
answers = st.sampled_from(("yes", "no", "unknown"))


@examples(60)
@given(figures, figures, st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(-60, 60), answers, answers)
def test_either_sample_may_be_the_first(one: str, other: str, day: date, apart: int, infection: str, then: str) -> None:
    here = {"igg_1_g_l": one, "date_1": str(day), "infection_1": infection}
    there = {"igg_2_g_l": other, "date_2": str(day + timedelta(days=apart)), "infection_2": then}
    swapped = {name.translate({49: "2", 50: "1"}): text for name, text in (here | there).items()}
    got, again = answer("igg-samples", here | there), answer("igg-samples", swapped)
    assert got["outcome"] == again["outcome"]
    assert {name: values(got)[name] for name in ("days_apart", "higher_g_l")} == {
        "days_apart": str(abs(apart)),
        "higher_g_l": values(again)["higher_g_l"],
    }


LOWNESS = ["lasting_below_4", "lasting_below_6", "not_lasting", "not_low"]


@examples(60)
@given(figures, figures, figures)
def test_a_higher_figure_is_never_lower(one: str, other: str, second: str) -> None:
    found = []
    for figure in sorted((one, other), key=Decimal):
        inputs = {"igg_1_g_l": figure, "date_1": "2026-01-01", "infection_1": "no", "igg_2_g_l": second, "date_2": "2026-01-22"}
        found.append(LOWNESS.index(answer("igg-samples", inputs)["outcome"]))
    assert found[0] <= found[1]
