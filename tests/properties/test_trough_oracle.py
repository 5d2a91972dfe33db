"""`sid-trough` against a second implementation: every combination at the limits, and random cases."""

import random
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import trough as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.result import answer, assert_none, criteria, decimal_text, errors, typed
from tests.oracles.writing import ANY, yes_no

CASES = cases(625)
TROUGHS = ("0", "4", "5.9", "5.99", "6", "6.01", "7", "7.9", "8", "8.01", "8.1", "100", "<1.1", "<6")


def difference(rng: random.Random, text: str, serious: bool | None, high: bool | None, months: int | None) -> str | None:
    level = "below" if text.startswith("<") else oracle.grade(Fraction(text))
    wanted = oracle.trough(level, serious, high, months)
    inputs = {"trough_g_l": text.replace(".", rng.choice(",.")) if text.startswith("<") else typed(rng, text, "g/l")}
    yes_no(rng, inputs, "serious_infections", serious)
    yes_no(rng, inputs, "high_in_interval", high)
    if months is not None:
        inputs["infection_free_months"] = str(months)
    got = answer("sid-trough", inputs, rng.choice(("nb", "da")))
    seen: dict = {"status": got["status"]}
    if wanted["status"] == "invalid":
        seen["errors"] = errors(got)
    else:
        seen |= {"outcome": got["outcome"], "missing": set(got["missing"]), "criteria": criteria(got)}
        if "mr-dose-with-response" not in got["facts"]:
            return f"{inputs}\n  facts {got['facts']}"
    return None if seen == wanted else f"{inputs}\n  oracle  {wanted}\n  package {seen}"


def test_every_combination_agrees() -> None:
    rng = random.Random(68)
    cases = list(product(TROUGHS, ANY, ANY, (None, 0, 1, 5, 6, 7, 12, 600, 601)))
    found = [difference(rng, *case) for case in cases]
    assert_none([text for text in found if text], len(cases))


def test_random_cases_agree() -> None:
    rng = amount.rng(20261124)
    found = []
    for _ in range(CASES):
        text = decimal_text(Fraction(rng.choice((rng.randint(0, 100_000), rng.randint(5500, 8500))), 1000), rng.choice((0, 1, 2)))
        serious = rng.choice(ANY)
        months = rng.choice((None, 0, 5, 6, rng.randint(0, 600))) if serious is not True or rng.random() < 0.2 else rng.choice((None, 0))
        found.append(difference(rng, text, serious, rng.choice(ANY), months))
    assert_none([text for text in found if text], CASES)


def test_below_a_figure_that_does_not_decide() -> None:
    for text in ("<6,1", "<7", "<8", "<8,1", "<12"):
        assert errors(answer("sid-trough", {"trough_g_l": text, "serious_infections": "no"})) == {("trough_g_l", "not_exact")}
    # Reading: with serious infections only the comparison with 8 is made below 8, so both are right.
    for text in ("<6,1", "<8"):
        got = answer("sid-trough", {"trough_g_l": text, "serious_infections": "yes"})
        assert errors(got) == {("trough_g_l", "not_exact")} or got["outcome"] == "consider_adjusting"


@examples(60)
@given(
    st.integers(600, 800).map(lambda n: decimal_text(Fraction(n, 100), 2)),
    st.sampled_from(("yes", "no", "unknown")),
    st.one_of(st.none(), st.integers(0, 600)),
)
def test_reduction_asks_for_everything(text: str, high: str, months: int | None) -> None:
    inputs = {"trough_g_l": text, "serious_infections": "no", "high_in_interval": high}
    got = answer("sid-trough", inputs | ({} if months is None else {"infection_free_months": str(months)}))
    everything = Fraction(text) > 6 and high == "yes" and months is not None and months >= 6
    assert got["outcome"] == ("reduction_possible" if everything else "on_target")


@examples(50)
@given(st.sampled_from(("8.01", "8.1", "9", "100")), st.sampled_from(ANY), st.sampled_from(ANY))
def test_nothing_changes_a_trough_above_the_range(text: str, serious: bool | None, high: bool | None) -> None:
    inputs = {"trough_g_l": text}
    yes_no(random.Random(1), inputs, "serious_infections", serious)
    yes_no(random.Random(2), inputs, "high_in_interval", high)
    got = answer("sid-trough", inputs)
    assert (got["outcome"], got["missing"]) == ("above_range", [])
