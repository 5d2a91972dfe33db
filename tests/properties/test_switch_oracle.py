"""`sid-switch` against a second implementation, and what must hold for every switch."""

import random
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import switch as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.result import answer, assert_none, decimal_text, errors, typed, values
from tests.oracles.sid_dose import STRENGTH
from tests.oracles.writing import ANY, yes_no

CASES = cases(750)
PRODUCTS = tuple(STRENGTH)
REASONS = (*oracle.REASONS, None)


def difference(rng: random.Random, case: dict) -> str | None:
    dose, volume = (None if case[name] is None else Fraction(case[name]) for name in ("dose", "volume"))
    wanted = oracle.switch(case["source"], dose, volume, case["from"], case["target"], case["to"], case["reason"], case["rise"])
    inputs = {
        "from_product": case["source"],
        "to_product": case["target"],
        "from_interval_weeks": str(case["from"]),
        "to_interval_weeks": str(case["to"]),
    }
    if dose is not None:
        inputs["dose_g"] = typed(rng, case["dose"], "g")
    if volume is not None:
        inputs["volume_ml"] = typed(rng, case["volume"], "ml")
    if case["reason"]:
        inputs["reason"] = case["reason"]
    yes_no(rng, inputs, "adequate_igg_rise", case["rise"])
    yes_no(rng, inputs, "small_child", case["child"])
    got = answer("sid-switch", inputs, rng.choice(("nb", "da")))
    seen = {
        "status": got["status"],
        "outcome": got["outcome"],
        "missing": set(got["missing"]),
        "values": {name: value for name, value in values(got).items() if name in oracle.NAMED_VALUES},
    }
    parts = [f"  {key}: oracle {wanted[key]}, package {seen[key]}" for key in wanted if seen[key] != wanted[key]]
    if wanted["values"]:
        unnamed = oracle.facts(case["source"], case["target"], case["reason"], case["child"]) - {
            fact for note in got["notes"] for fact in note["facts"]
        }
        if unnamed:
            parts.append(f"  no note rests on {unnamed}")
    return f"{inputs} {errors(got)}\n" + "\n".join(parts) if parts else None


def test_every_choice_agrees() -> None:
    rng = random.Random(11)
    cases = [
        {"source": s, "target": t, "dose": "28", "volume": None, "from": 4, "to": 1, "reason": r, "rise": a, "child": c}
        for s, t, r, a, c in product(("privigen", "hizentra", "hyqvia"), ("hizentra", "cutaquig", "hyqvia", "kiovig"), REASONS, ANY, ANY)
        if s != t
    ]
    cases += [
        {"source": s, "target": t, "dose": None, "volume": "55.5", "from": f, "to": w, "reason": None, "rise": None, "child": None}
        for s, t, f, w in product(PRODUCTS, PRODUCTS, (1, 3, 4), (1, 2, 4))
        if s != t
    ]
    found = [difference(rng, case) for case in cases]
    assert_none([text for text in found if text], len(cases))


def test_random_cases_agree() -> None:
    rng = amount.rng(20261125)
    found = []
    for _ in range(CASES):
        # The contract gives the dose no range: these are far from any that could be meant.
        dose = decimal_text(Fraction(rng.randint(10_000, 600_000), 10_000), rng.choice((0, 1, 2, 4)))
        volume = decimal_text(Fraction(rng.randint(10_000, 6_000_000), 10_000), rng.choice((0, 1, 2)))
        by_dose = rng.random() < 0.5
        source, target = rng.sample(PRODUCTS, 2)
        found.append(
            difference(
                rng,
                {
                    "source": source,
                    "target": target,
                    "dose": dose if by_dose else None,
                    "volume": None if by_dose else volume,
                    "from": rng.randint(1, 4),
                    "to": rng.randint(1, 4),
                    "reason": rng.choice(REASONS),
                    "rise": rng.choice(ANY),
                    "child": rng.choice(ANY),
                },
            )
        )
    assert_none([text for text in found if text], CASES)


doses = st.integers(100, 6000).map(lambda n: decimal_text(Fraction(n, 100), 2))
products = st.lists(st.sampled_from(PRODUCTS), min_size=2, max_size=2, unique=True)
weeks = st.sampled_from(("1", "2", "3", "4"))


def switch(pair: list[str], one: str, other: str, **more: str) -> dict:
    inputs = {"from_product": pair[0], "to_product": pair[1], "from_interval_weeks": one, "to_interval_weeks": other}
    return answer("sid-switch", inputs | more)


@examples(80)
@given(products, doses, weeks, weeks)
def test_gram_for_gram(pair: list[str], dose: str, one: str, other: str) -> None:
    got = {name: Fraction(value) for name, value in values(switch(pair, one, other, dose_g=dose)).items()}
    g_per_ml = Fraction(STRENGTH[pair[1]], 1000)
    half = Fraction(5, 1000)
    assert abs(got["volume_per_infusion_ml"] * g_per_ml - got["dose_per_infusion_g"]) <= Fraction(5, 100) * g_per_ml + half
    # The grams of four weeks are the same on both sides.
    assert abs(got["grams_per_4_weeks"] - Fraction(dose) * 4 / int(one)) <= half
    assert abs(got["dose_per_infusion_g"] * 4 / int(other) - got["grams_per_4_weeks"]) <= (Fraction(4, int(other)) + 1) * half


@examples(60)
@given(
    products,
    doses,
    weeks,
    weeks,
    st.sampled_from(oracle.REASONS),
    st.sampled_from(("yes", "no", "unknown")),
    st.sampled_from(("yes", "no")),
)
def test_only_reason_and_rise_decide(pair: list[str], dose: str, one: str, other: str, reason: str, rise: str, child: str) -> None:
    got = switch(pair, one, other, dose_g=dose, reason=reason, adequate_igg_rise=rise, small_child=child)
    plain = switch(["privigen", "hizentra"], "4", "1", volume_ml="280", reason=reason, adequate_igg_rise=rise)
    assert got["outcome"] == plain["outcome"]
    assert bool(set(values(got)) & oracle.NAMED_VALUES) == (got["outcome"] == "switch_gram_for_gram")
