"""`ivig-rate` against a second implementation, and what must hold for every plan."""

import random
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import rate as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.course import MG_PER_ML
from tests.oracles.numbers import down
from tests.oracles.result import (
    answer,
    assert_none,
    codes,
    decimal_text,
    errors,
    levels,
    rows,
    typed,
    values,
)

CASES = cases(2000)
PRODUCTS = tuple(MG_PER_ML)
WEIGHTS = ("0.5", "0.51", "0.55", "1", "29.9", "30", "60", "72.5", "150", "150.1", "300", "0.4", "300.1")
VOLUMES = ("1", "1.1", "4999.9", "5000", "0.9", "5000.1")
# Volumes have at most one decimal here. With more, "the rows add up to volume_ml exactly" and
# "volumes to 0.1 ml" cannot both hold; see test_a_finer_volume_stays_within_a_tenth.


def step_ends(weight: Fraction, step2: int, step3: int, step4: int) -> list[Fraction]:
    """The exact volume at the end of each of the first four steps."""
    ends, total = [], Fraction(0)
    for per_kg, minutes in zip(oracle.RATES, (30, step2, step3, step4), strict=False):
        total += down(weight * per_kg, oracle.TENTH) * minutes / 60
        ends.append(total)
    return ends


def random_case(rng: random.Random) -> dict:
    weight = (
        rng.choice(WEIGHTS)
        if rng.random() < 0.25
        else decimal_text(Fraction(rng.randint(5000, 3_000_000), 10_000), rng.choice((0, 1, 1, 2, 4)))
    )
    steps = {}
    for name, longest in (("step2", 60), ("step3", 60), ("step4", 10)):
        if rng.random() < 0.4:
            steps[name] = rng.choice((5, longest, rng.randint(5, longest)))
    if rng.random() < 0.03:
        name, minutes = rng.choice((("step2", 4), ("step2", 61), ("step3", 4), ("step3", 61), ("step4", 4), ("step4", 11)))
        steps[name] = minutes
    kind = rng.random()
    kilos = Fraction(weight)
    if kind < 0.1:
        volume = rng.choice(VOLUMES)
    elif kind < 0.5:  # at, just under or just over the end of a step, or amid one
        ends = [Fraction(0), *step_ends(kilos, steps.get("step2", 5), steps.get("step3", 5), steps.get("step4", 10))]
        at = rng.randint(0, 3)
        ml = rng.choice(
            (
                ends[at + 1],
                ends[at + 1] - Fraction(1, 10),
                ends[at + 1] + Fraction(1, 10),
                (ends[at] + ends[at + 1]) / 2,
            )
        )
        volume = decimal_text(min(max(ml, Fraction(1)), Fraction(5000)), 1)
    elif kind < 0.65:  # around the limit of a day's volume
        ml = kilos * oracle.DAY_LIMIT_ML_PER_KG + Fraction(rng.choice((-1, 0, 1)), 10)
        volume = decimal_text(min(max(ml, Fraction(1)), Fraction(5000)), 1)
    elif kind < 0.75:  # around the least of a day, and at what may be a slip
        ml = rng.choice((kilos * 2, kilos * 2 - Fraction(1, 10), kilos * 2 + Fraction(1, 10), kilos, Fraction(100), Fraction(999, 10)))
        volume = decimal_text(min(max(ml, Fraction(1)), Fraction(5000)), 4 if ml == kilos else 1)
    else:
        volume = decimal_text(Fraction(rng.randint(10, 50_000), 10), rng.choice((0, 1)))
    start = rng.choice((None, 0, 480, 1439, rng.randrange(1440)))
    product = rng.choice(PRODUCTS[:1] * 5 + PRODUCTS)
    return {"weight": weight, "volume": volume, "product": product, "start": start, "steps": steps}


def difference(rng: random.Random, case: dict) -> str | None:
    expected = oracle.rate(Fraction(case["weight"]), Fraction(case["volume"]), case["product"], case["start"], **case["steps"])
    inputs = {
        "weight_kg": typed(rng, case["weight"], "kg"),
        "volume_ml": typed(rng, case["volume"], "ml"),
        "product": case["product"],
    }
    for name, minutes in case["steps"].items():
        inputs[name + "_minutes"] = str(minutes)
    if case["start"] is not None:
        hours, minutes = divmod(case["start"], 60)
        inputs["start_time"] = rng.choice((f"{hours:02d}:{minutes:02d}", f"{hours:02d}{minutes:02d}", f"{hours}.{minutes:02d}"))
    got = answer("ivig-rate", inputs, rng.choice(("nb", "da")))
    seen: dict = {"status": got["status"]}
    if expected["status"] == "invalid":
        seen["errors"] = errors(got)
    elif expected["status"] == "refused":
        seen["refusal"] = (got["refusal"] or {}).get("code")
    else:
        seen |= {
            "values": values(got),
            "rows": rows(got),
            "notes": codes(got) & oracle.NAMED_NOTES,
            "label_level": levels(got).get("check_label"),
        }
    if seen == expected:
        return None
    parts = [
        f"  {key}\n    oracle  {expected.get(key)}\n    package {seen.get(key)}"
        for key in {**expected, **seen}
        if expected.get(key) != seen.get(key)
    ]
    return f"{inputs}\n" + "\n".join(parts)


def test_random_cases_agree() -> None:
    rng = amount.rng(20260219)
    found = [difference(rng, random_case(rng)) for _ in range(CASES)]
    assert_none([text for text in found if text], CASES)


def test_volumes_around_the_end_of_every_step_agree() -> None:
    rng = random.Random(2)
    cases = []
    for weight in ("0.5", "7.3", "29.9", "60", "72.55", "150.1", "300"):
        for steps in ({}, {"step2": 60, "step3": 60, "step4": 5}, {"step2": 7, "step3": 13, "step4": 9}):
            ends = step_ends(Fraction(weight), steps.get("step2", 5), steps.get("step3", 5), steps.get("step4", 10))
            cases += [
                {"weight": weight, "volume": volume, "product": "panzyga", "start": 1410, "steps": steps}
                for end in ends
                for tenths in (-2, -1, 0, 1, 2)
                if Fraction(volume := decimal_text(max(end + Fraction(tenths, 10), 0), 1)) >= 1
            ]
    found = [difference(rng, case) for case in cases]
    assert_none([text for text in found if text], len(cases))


weights = st.integers(50, 30_000).map(lambda n: decimal_text(Fraction(n, 100), 2))
volumes = st.integers(10, 50_000).map(lambda n: decimal_text(Fraction(n, 10), 1))
products = st.sampled_from([name for name, strength in MG_PER_ML.items() if strength == 100])
steps = st.fixed_dictionaries(
    {},
    optional={
        "step2_minutes": st.integers(5, 60).map(str),
        "step3_minutes": st.integers(5, 60).map(str),
        "step4_minutes": st.integers(5, 10).map(str),
    },
)


def plan(weight: str, volume: str, product: str, chosen: dict[str, str], start: str = "23:00") -> dict:
    inputs = {"weight_kg": weight, "volume_ml": volume, "product": product, "start_time": start, **chosen}
    got = answer("ivig-rate", inputs)
    assert got["status"] == "ok", got["errors"]
    return got


@examples(100)
@given(weights, volumes, products, steps)
def test_rows_add_up_exactly(weight: str, volume: str, product: str, chosen: dict[str, str]) -> None:
    table = rows(plan(weight, volume, product, chosen))
    assert sum(Decimal(row["volume_ml"]) for row in table) == Decimal(volume)
    running = Decimal(0)
    for row in table:
        running += Decimal(row["volume_ml"])
        assert Decimal(row["cumulative_ml"]) == running
    assert [row["step"] for row in table] == ["1", "2", "3", "4", "5"][: len(table)]
    for one, following in pairwise(table):
        assert one["end"] == following["start"]


@examples(60)
@given(weights, st.integers(100, 500_000).map(lambda n: decimal_text(Fraction(n, 100), 2)), products, steps)
def test_a_finer_volume_adds_up_exactly_too(weight: str, volume: str, product: str, chosen: dict[str, str]) -> None:
    table = rows(plan(weight, volume, product, chosen))
    parts = [Decimal(row["volume_ml"]) for row in table]
    assert sum(parts) == Decimal(volume) == Decimal(table[-1]["cumulative_ml"])
    assert min(parts) >= 0


@examples(100)
@given(weights, volumes, products, steps)
def test_never_faster_than_the_source(weight: str, volume: str, product: str, chosen: dict[str, str]) -> None:
    for row in rows(plan(weight, volume, product, chosen)):
        limit = Decimal(weight) * Decimal(row["rate_ml_per_kg_h"])
        assert limit - Decimal("0.1") < Decimal(row["rate_ml_h"]) <= limit


@examples(100)
@given(weights, volumes, volumes, products, steps)
def test_more_volume_never_ends_earlier(weight: str, one: str, other: str, product: str, chosen: dict[str, str]) -> None:
    ends = []
    for volume in sorted((one, other), key=Decimal):
        found = values(plan(weight, volume, product, chosen))
        ends.append((int(found["end_day"]), found["end_time"], int(found["total_minutes"])))
    assert ends[0][:2] <= ends[1][:2]
    assert ends[0][2] <= ends[1][2]


@examples(50)
@given(weights, volumes, steps)
def test_one_plan_serves_all_products_of_its_strength(weight: str, volume: str, chosen: dict[str, str]) -> None:
    plans = [plan(weight, volume, name, chosen) for name in ("kiovig", "panzyga", "octagam-100", "privigen")]
    assert all(rows(other) == rows(plans[0]) and values(other) == values(plans[0]) for other in plans)
    assert [levels(p)["check_label"] for p in plans] == ["info", "info", "info", "warning"]
