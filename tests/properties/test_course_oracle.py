"""`ivig-course` against a second implementation, and what must hold for every input."""

import random
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import course as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.result import (
    answer,
    assert_none,
    codes,
    decimal_text,
    errors,
    levels,
    typed,
    values,
)

CASES = cases(2000)
PRODUCTS = tuple(oracle.MG_PER_ML)
WEIGHTS = ("0.5", "0.51", "1", "29.9", "30", "60", "72.5", "150", "150.1", "300", "0.4", "300.1", "0.4999")
DOSES = ("0.3", "0.31", "0.4", "0.5", "0.51", "0.75", "0.99", "1", "1.01", "1.6", "2", "0.29", "2.01")
VOLUMES = ("1", "1.1", "25", "50", "250", "4999.9", "5000", "0.9", "5000.1")


def random_case(rng: random.Random) -> dict:
    """Numbers as text with a point, not yet as a person types them."""
    weight = (
        rng.choice(WEIGHTS)
        if rng.random() < 0.3
        else decimal_text(Fraction(rng.randint(5000, 3_000_000), 10_000), rng.choice((0, 1, 1, 2, 4)))
    )
    dose = None
    if rng.random() < 0.7:
        dose = (
            rng.choice(DOSES) if rng.random() < 0.6 else decimal_text(Fraction(rng.randint(3000, 20_000), 10_000), rng.choice((1, 2, 2, 4)))
        )
    days = rng.choice((5, 5, 5, 2, 2, 2, 2, 3) if rng.random() < 0.2 else (5, 2))
    product = rng.choice(PRODUCTS)
    exact = Fraction(weight) * (Fraction(dose) if dose else oracle.USUAL_DOSE) * Fraction(1000, oracle.MG_PER_ML[product]) / days
    kind = rng.random()
    chosen = None
    if kind < 0.15:  # a weight for which the daily volume is at, or right beside, a tie
        tie = Fraction(rng.randint(0, 40) * 50 + 25)
        weight = decimal_text(Fraction(weight) * tie / exact, rng.choice((1, 2, 4)))
    elif kind < 0.3:
        chosen = rng.choice(VOLUMES)
    elif kind < 0.45:  # close to the exact volume, at and around ten percent
        factor = Fraction(rng.choice((899, 900, 901, 950, 1000, 1050, 1099, 1100, 1101)), 1000)
        chosen = decimal_text(exact * factor, rng.choice((0, 1, 1, 2, 4)))
    elif kind < 0.55:
        chosen = decimal_text(Fraction(rng.randint(10, 50_000), 10), 1)
    return {"weight": weight, "dose": dose, "days": days, "product": product, "chosen": chosen}


def fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def difference(rng: random.Random, case: dict) -> str | None:
    expected = oracle.course(
        Fraction(case["weight"]),
        fraction(case["dose"]),
        case["days"],
        case["product"],
        fraction(case["chosen"]),
    )
    inputs = {
        "weight_kg": typed(rng, case["weight"], "kg"),
        "days": str(case["days"]),
        "product": case["product"],
    }
    if case["dose"] is not None:
        inputs["dose_g_per_kg"] = typed(rng, case["dose"], "g/kg")
    if case["chosen"] is not None:
        inputs["chosen_daily_volume_ml"] = typed(rng, case["chosen"], "ml")
    got = answer("ivig-course", inputs, rng.choice(("nb", "da")))
    if expected["status"] == "invalid":
        seen = {"status": got["status"], "errors": errors(got)}
    else:
        seen = {"status": got["status"], "values": values(got), "notes": codes(got) & oracle.NAMED_NOTES}
    if seen == expected:
        return None
    return f"{inputs}\n  oracle  {expected}\n  package {seen}"


def test_random_cases_agree() -> None:
    rng = amount.rng(20260218)
    found = [difference(rng, random_case(rng)) for _ in range(CASES)]
    assert_none([text for text in found if text], CASES)


def test_every_boundary_agrees() -> None:
    rng = random.Random(1)
    cases = [
        {"weight": weight, "dose": dose, "days": days, "product": product, "chosen": chosen}
        for weight in WEIGHTS
        for dose in (None, *DOSES)
        for days in (5, 2)
        for product in ("kiovig", "octagam-50")
        for chosen in (None, "1", "250", "5000")
    ]
    found = [difference(rng, case) for case in cases]
    assert_none([text for text in found if text], len(cases))


weights = st.integers(50, 30_000).map(lambda n: decimal_text(Fraction(n, 100), 2))
doses = st.integers(30, 200).map(lambda n: decimal_text(Fraction(n, 100), 2))
days = st.sampled_from(("5", "2"))
products = st.sampled_from(PRODUCTS)


@examples(60)
@given(weights, weights, doses, days, products)
def test_total_dose_grows_with_weight(one: str, other: str, dose: str, day: str, product: str) -> None:
    lighter, heavier = sorted((one, other), key=Decimal)
    totals = [
        Decimal(
            values(
                answer(
                    "ivig-course",
                    {"weight_kg": weight, "dose_g_per_kg": dose, "days": day, "product": product},
                )
            )["total_dose_g"]
        )
        for weight in (lighter, heavier)
    ]
    assert totals[0] <= totals[1]


@examples(60)
@given(weights, doses, days, products)
def test_rounding_never_moves_the_dose_by_more_than_ten_percent(weight: str, dose: str, day: str, product: str) -> None:
    got = answer("ivig-course", {"weight_kg": weight, "dose_g_per_kg": dose, "days": day, "product": product})
    assert abs(Decimal(values(got)["deviation_percent"])) <= 10
    assert Decimal(values(got)["daily_volume_ml"]) > 0


@examples(50)
@given(weights, doses, days, products)
def test_named_warnings_are_warnings(weight: str, dose: str, day: str, product: str) -> None:
    level = levels(answer("ivig-course", {"weight_kg": weight, "dose_g_per_kg": dose, "days": day, "product": product}))
    for code in ("unusual_weight", "rounding_deviation", "dose_is_per_course", "dose_between_ranges"):
        assert level.get(code, "warning") == "warning"
