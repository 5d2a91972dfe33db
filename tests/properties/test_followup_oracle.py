"""`sid-followup` against a second implementation, and what must hold for every start."""

import random
from datetime import date, timedelta
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import amount
from tests.oracles import followup as oracle
from tests.oracles.amount import cases, examples
from tests.oracles.followup import CART, POPULATIONS, later
from tests.oracles.result import DATE, answer, assert_none, codes, errors, rows, values
from tests.oracles.writing import ANY, YES_NO, any_day, typed_date, yes_no

CASES = cases(500)
PAUSE = {"pause_from", "pause_to"}


def difference(
    rng: random.Random, start: date, population: str, child: bool | None, therapy: date | None, igg_only: bool | None, before: bool | None
) -> str | None:
    wanted = oracle.followup(start, population, child, therapy, igg_only, before)
    inputs = {"start_date": typed_date(rng, start), "population": population}
    yes_no(rng, inputs, "child", child)
    if population == CART:
        if therapy is not None:
            inputs["therapy_date"] = typed_date(rng, therapy)
        yes_no(rng, inputs, "started_on_igg_only", igg_only)
        yes_no(rng, inputs, "treated_before_therapy", before)
    got = answer("sid-followup", inputs, rng.choice(("nb", "da")))
    wrong = problems(wanted, got)
    return f"{inputs}\n  " + "\n  ".join(wrong) if wrong else None


def problems(wanted: dict, got: dict) -> list[str]:
    if wanted["status"] == "open":
        return []
    if wanted["status"] == "invalid":
        if wanted["or_refused"] and got["refusal"] and got["refusal"]["code"] == "not_covered":
            return []
        if wanted["errors"] == "contradiction":
            # Which of the three fields carry it is not said.
            right = {code for _, code in errors(got)} == {"contradiction"}
        else:
            right = errors(got) == wanted["errors"]
        return [] if right else [f"errors: oracle {wanted['errors']}, package {got['status']} {errors(got)}"]
    if wanted["status"] == "refused":
        code = (got["refusal"] or {}).get("code")
        return (
            [] if code in wanted["refusals"] else [f"refusal: oracle {wanted['refusals']}, package {got['status']} {code} {got['outcome']}"]
        )
    if got["status"] != "ok":
        return [f"status {got['status']} {errors(got)} {got['refusal'] and got['refusal']['code']}, oracle {wanted['values']}"]
    # A start on the very day of the deadline may be read as bound by it or not, and with it all that follows.
    left_out = (set(oracle.NAMED_VALUES) if wanted["edge"] else set()) | (PAUSE if wanted["pause_open"] else set())
    found = []

    def same(what: str, expected: object, seen: object) -> None:
        if expected != seen:
            found.append(f"{what}: oracle {expected}, package {seen}")

    same(
        "values",
        {name: value for name, value in wanted["values"].items() if name not in left_out},
        {name: value for name, value in values(got).items() if name in oracle.NAMED_VALUES - left_out},
    )
    # The contract does not name the column: each row holds its date.
    seen = [" ".join(cell for cell in row.values() if DATE.fullmatch(cell)) for row in rows(got)]
    same("reviews", True, seen in (wanted["reviews"], wanted["reviews_unbound"]) if wanted["edge"] else seen == wanted["reviews"])
    noted = {fact for note in got["notes"] if note["level"] == "warning" for fact in note["facts"]}
    same("warning of children", wanted["child_warning"], "mr-cart-children" in noted)
    if not wanted["edge"]:
        same("undetermined", wanted["undetermined"], got["outcome"] == "undetermined")
        same("little_winter", wanted["little_winter"], "little_winter" in codes(got))
    return found


THERAPIES = (date(2027, 8, 31), date(2025, 8, 31), date(2028, 2, 29), date(2026, 3, 15), date(2026, 11, 1))


def test_every_combination_agrees() -> None:
    rng = random.Random(12)
    found = []
    for therapy, child, igg_only, before in product(THERAPIES, ANY, ANY, ANY):
        limit = later(therapy, 6)
        starts = {therapy + timedelta(days=n) for n in (-1, 0, 1, 60)} | {limit + timedelta(days=n) for n in (-1, 0, 1, 40)}
        found += [difference(rng, start, CART, child, therapy, igg_only, before) for start in sorted(starts)]
    for population, start, child in product(POPULATIONS, THERAPIES, ANY):
        found.append(difference(rng, start, population, child, None, None, None))
    assert_none([text for text in found if text], len(found))


def test_random_cases_agree() -> None:
    rng = amount.rng(20261126)
    found = []
    for _ in range(CASES):
        population = rng.choice((*POPULATIONS, CART, CART))
        start, therapy = any_day(rng), None
        if population == CART:
            therapy = start
            start = therapy + timedelta(days=rng.randint(-60, 400))
            if rng.random() < 0.4:
                start = later(therapy, 6) + timedelta(days=rng.choice((-2, -1, 0, 1, 2)))
        found.append(
            difference(
                rng,
                start,
                population,
                rng.choice((None, False, False, False, True)),
                therapy,
                rng.choice((True, *ANY)),
                rng.choice((False, *ANY)),
            )
        )
    assert_none([text for text in found if text], CASES)


days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
ORDERED = ("review_3m", "review_6m", "stop_trial_from", "stop_trial_to", "pause_from", "pause_to")


@examples(60)
@given(days, st.integers(0, 400), st.sampled_from(("haematological", "hsct", "other")))
def test_dates_are_monotone(start: date, more: int, population: str) -> None:
    other = min(start + timedelta(days=more), date(2100, 12, 31))
    one, two = (answer("sid-followup", {"start_date": str(day), "population": population}) for day in (start, other))
    assert all(values(one)[name] <= values(two)[name] for name in ORDERED)
    found = values(one)
    assert str(start) < found["review_3m"] < found["review_6m"] <= found["stop_trial_from"] < found["stop_trial_to"]
    assert str(start) <= found["pause_from"] < found["pause_to"]
    table = [next(cell for cell in row.values() if DATE.fullmatch(cell)) for row in rows(one)]
    assert all(a < b for a, b in pairwise(table))
    for field, least, most in (("winter_days_at_6m", 0, 184), ("winter_days_at_12m", 212, 213)):
        assert least <= int(found[field]) <= most


@examples(50)
@given(days, st.sampled_from(("haematological", "hsct", "other")), st.sampled_from(("yes", "no", "unknown")))
def test_a_child_changes_nothing_outside_cart(start: date, population: str, child: str) -> None:
    base = {"start_date": str(start), "population": population}
    one, two = answer("sid-followup", base), answer("sid-followup", base | {"child": child})
    assert (values(one), rows(one), one["outcome"]) == (values(two), rows(two), two["outcome"])


def test_no_unnamed_answer_changes_the_verdict() -> None:
    """Whatever is not in `missing` leaves the verdict as it is, and no deadline shown lies before the start."""
    found, asked = [], 0
    therapy = date(2025, 8, 31)
    limit = later(therapy, 6)
    for start, igg_only, before in product(
        (*(therapy + timedelta(days=n) for n in (-1, 0, 1)), *(limit + timedelta(days=n) for n in (-1, 0, 1))), ANY, ANY
    ):
        base = {"start_date": str(start), "population": CART, "child": "no", "therapy_date": str(therapy)}
        given_answers = {"started_on_igg_only": igg_only, "treated_before_therapy": before}
        base |= {name: YES_NO[value] for name, value in given_answers.items()}
        got = answer("sid-followup", base)
        if got["status"] == "invalid":
            continue
        asked += 1
        stop_by = values(got).get("stop_by")
        if stop_by and stop_by < str(start):
            found.append(f"{base}\n  stop_by {stop_by} before the start")
        for name, value in given_answers.items():
            if value is not None or name in got["missing"]:
                continue
            for text in ("yes", "no"):
                after = answer("sid-followup", base | {name: text})
                if after["status"] != "invalid" and verdict(after) != verdict(got):
                    found.append(f"{base}\n  {verdict(got)}, missing {got['missing']}; with {name} {text}: {verdict(after)}")
    assert_none(found, asked)


def verdict(got: dict) -> str | None:
    return got["refusal"]["code"] if got["refusal"] else got["outcome"]
