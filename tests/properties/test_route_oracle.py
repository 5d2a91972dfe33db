"""`sid-route` against a second implementation: every combination of answers."""

import random
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import route as oracle
from tests.oracles.amount import examples
from tests.oracles.result import answer, assert_none, criteria, rows
from tests.oracles.writing import ANY, yes_no


def problems(a: dict[str, bool | None], got: dict) -> list[str]:
    found = []
    outcome = oracle.outcome(a)
    if got["status"] != "ok" or got["outcome"] != outcome:
        found.append(f"outcome: oracle {outcome}, package {got['status']} {got['outcome']}")
    if set(got["missing"]) != oracle.missing(a):
        found.append(f"missing: oracle {oracle.missing(a)}, package {got['missing']}")
    if criteria(got) != a:
        found.append(f"criteria: oracle {a}, package {criteria(got)}")
    # The contract does not name the columns: a cell is looked for by what it holds.
    table = [set(row.values()) for row in rows(got)]
    products = [next(iter(cells & set(oracle.TABLE_1)), None) for cells in table]
    if sorted(map(str, products)) != sorted(oracle.TABLE_1):
        found.append(f"products {products}")
    else:
        found += [
            f"{name}: {cells}"
            for name, cells in zip(products, table, strict=True)
            if not {oracle.TABLE_1[name], oracle.CATEGORY[name]} <= cells
        ]
        first = oracle.FIRST[outcome]
        if set(products[: len(first)]) != first:
            found.append(f"first: oracle {sorted(first)}, package {products}")
    return found


def test_every_combination_agrees() -> None:
    rng = random.Random(6)
    found, asked = [], 0
    for answers in product(ANY, repeat=len(oracle.FIELDS)):
        a = dict(zip(oracle.FIELDS, answers, strict=True))
        inputs: dict[str, str] = {}
        for name, value in a.items():
            yes_no(rng, inputs, name, value)
        wrong = problems(a, answer("sid-route", inputs, rng.choice(("nb", "da"))))
        asked += 1
        if wrong:
            found.append(f"{inputs}\n  " + "\n  ".join(wrong))
    assert asked == 3**6
    assert_none(found, asked)


@examples(50)
@given(
    st.fixed_dictionaries({name: st.sampled_from(("yes", "no", "unknown")) for name in oracle.FIELDS[4:]}),
    st.sampled_from(oracle.IVIG_WHEN),
)
def test_scig_stays_listed_where_ivig_can_be_considered(inputs: dict[str, str], name: str) -> None:
    got = answer("sid-route", inputs | {name: "yes"})
    assert got["outcome"] == "ivig_can_be_considered"
    assert len(rows(got)) == len(oracle.TABLE_1)
