"""`sid-dose` against a second implementation, and what must hold for every dose."""

import random
from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import sid_dose as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.result import answer, assert_none, codes, decimal_text, errors, levels, typed, values

CASES = cases(750)
PRODUCTS = tuple(oracle.STRENGTH)
WEIGHTS = ("0.5", "29.9", "30", "70", "72.55", "150", "150.1", "300", "0.4", "300.1")
DOSES = ("0.1", "0.39", "0.4", "0.41", "0.8", "0.81", "2", "0.09", "2.01")


def difference(rng: random.Random, weight: str, per_kg: str, name: str, interval: int | None) -> str | None:
    wanted = oracle.dose(Fraction(weight), Fraction(per_kg), name, interval)
    inputs = {"weight_kg": typed(rng, weight, "kg"), "monthly_dose_g_per_kg": typed(rng, per_kg, "g/kg"), "product": name}
    if interval is not None:
        inputs["interval_weeks"] = str(interval)
    got = answer("sid-dose", inputs, rng.choice(("nb", "da")))
    if wanted["status"] == "invalid":
        seen = {"status": got["status"], "errors": errors(got)}
        return None if seen == wanted else f"{inputs}\n  oracle  {wanted}\n  package {seen}"
    ends = wanted.pop("range_g")
    seen = {
        "status": got["status"],
        "values": {field: value for field, value in values(got).items() if field in oracle.NAMED_VALUES},
        "notes": codes(got) & oracle.NAMED_NOTES,
    }
    if seen == wanted and set(ends) <= {value for field, value in values(got).items() if field not in oracle.NAMED_VALUES}:
        return None
    return f"{inputs}\n  oracle  {wanted} {ends}\n  package {seen} {values(got)}"


def test_every_boundary_agrees() -> None:
    rng = random.Random(8)
    cases = list(product(WEIGHTS, DOSES, PRODUCTS, (None, 1, 4)))
    cases += list(product(("70",), ("0.4", "0.65"), PRODUCTS, (None, 1, 2, 3, 4)))
    found = [difference(rng, *case) for case in cases]
    assert_none([text for text in found if text], len(cases))


def test_random_cases_agree() -> None:
    rng = amount.rng(20261123)
    found = []
    for _ in range(CASES):
        weight = decimal_text(Fraction(rng.randint(5000, 3_000_000), 10_000), rng.choice((0, 1, 2, 4)))
        per_kg = decimal_text(Fraction(rng.randint(1000, 20_000), 10_000), rng.choice((1, 2, 4)))
        found.append(difference(rng, weight, per_kg, rng.choice(PRODUCTS), rng.choice((None, 1, 2, 3, 4))))
    assert_none([text for text in found if text], CASES)


weights = st.integers(50, 30_000).map(lambda n: decimal_text(Fraction(n, 100), 2))
doses = st.integers(10, 200).map(lambda n: decimal_text(Fraction(n, 100), 2))
products = st.sampled_from(PRODUCTS)
intervals = st.sampled_from(("1", "2", "3", "4"))


def dose(weight: str, per_kg: str, name: str, interval: str) -> dict:
    return answer("sid-dose", {"weight_kg": weight, "monthly_dose_g_per_kg": per_kg, "product": name, "interval_weeks": interval})


@examples(80)
@given(weights, doses, products, intervals)
def test_volume_times_strength_is_grams(weight: str, per_kg: str, name: str, interval: str) -> None:
    got = {field: Fraction(value) for field, value in values(dose(weight, per_kg, name, interval)).items()}
    g_per_ml = Fraction(oracle.STRENGTH[name], 1000)
    # Half a tenth of a millilitre and half a hundredth of a gram are lost by rounding.
    lost = Fraction(5, 100) * g_per_ml + Fraction(5, 1000)
    assert abs(got["monthly_volume_ml"] * g_per_ml - got["monthly_dose_g"]) <= lost
    assert abs(got["volume_per_infusion_ml"] * g_per_ml - got["dose_per_infusion_g"]) <= lost
    times = Fraction(4, int(interval))
    assert abs(got["dose_per_infusion_g"] * times - got["monthly_dose_g"]) <= (times + 1) * Fraction(5, 1000)


@examples(50)
@given(weights, weights, doses, products, intervals)
def test_doses_grow_with_weight(one: str, other: str, per_kg: str, name: str, interval: str) -> None:
    light, heavy = (values(dose(weight, per_kg, name, interval)) for weight in sorted((one, other), key=Decimal))
    assert all(Decimal(light[field]) <= Decimal(heavy[field]) for field in oracle.NAMED_VALUES)


@examples(50)
@given(weights, doses, products)
def test_no_interval_is_the_usual_one(weight: str, per_kg: str, name: str) -> None:
    got = answer("sid-dose", {"weight_kg": weight, "monthly_dose_g_per_kg": per_kg, "product": name})
    assert values(got) == values(dose(weight, per_kg, name, str(oracle.usual_interval(name))))
    assert levels(got).get("outside_source_range", "warning") == "warning"
