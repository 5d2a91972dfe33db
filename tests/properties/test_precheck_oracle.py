"""`ivig-precheck` against a second implementation: every combination of the answers that decide."""

import random
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import precheck as oracle
from tests.oracles.amount import examples
from tests.oracles.result import answer, assert_none, criteria
from tests.oracles.writing import ANY, yes_no


def difference(rng: random.Random, a: dict[str, bool | None]) -> str | None:
    inputs: dict[str, str] = {}
    for name, value in a.items():
        yes_no(rng, inputs, name, value)
    got = answer("ivig-precheck", inputs, rng.choice(("nb", "da")))
    noted = {fact for note in got["notes"] for fact in note["facts"]}
    wanted = {
        "status": "ok",
        "outcome": oracle.outcome(a),
        "missing": oracle.missing(a),
        "criteria": oracle.criteria(a),
        "outstanding": oracle.outstanding(a),
        "notes": {fact for name, fact in oracle.NOTED.items() if a[name]}
        | {"nel-lab-haemolysis", "nel-act-headache"}
        | (oracle.IGA_NUANCE if a["iga_deficiency"] is not False else set()),
    }
    compared = {*oracle.NOTED.values(), *oracle.IGA_NUANCE, "nel-lab-haemolysis", "nel-act-headache"}
    seen = {
        "status": got["status"],
        "outcome": got["outcome"],
        "missing": set(got["missing"]),
        "criteria": criteria(got),
        # An IgA answer that is waited for may rest on nel-bloods too: it is told apart by its other facts.
        "outstanding": {
            fact
            for entry in got["outstanding"]
            if len(entry["facts"]) == 1
            for fact in entry["facts"]
            if fact in ("nel-bloods", "nel-autoantibodies-before")
        },
        "notes": noted & compared,
    }
    if seen == wanted:
        return None
    parts = [f"  {key}: oracle {wanted[key]}, package {seen[key]}" for key in wanted if wanted[key] != seen[key]]
    return f"{inputs}\n" + "\n".join(parts)


def test_every_combination_of_what_decides() -> None:
    rng = random.Random(7)
    found, asked = [], 0
    for answers in product(ANY, repeat=len(oracle.DECIDING)):
        a = dict(zip(oracle.DECIDING, answers, strict=True)) | {name: rng.choice(ANY) for name in oracle.OTHER}
        found.append(difference(rng, a))
        asked += 1
    assert asked == 3**7
    assert_none([text for text in found if text], asked)


def test_no_other_answer_changes_the_verdict() -> None:
    bases = [
        {"outcome": "contraindicated", "ivig_allergy": "yes"},
        {"outcome": "incomplete"},
        {"outcome": "ready_before_iga", "urgent": "yes"},
        {"outcome": "ready", "iga_deficiency": "no"},
    ]
    done = {
        "severe_renal_failure": "no",
        "severe_heart_failure": "no",
        "ivig_allergy": "no",
        "autoantibodies_taken": "yes",
        "bloods_taken": "yes",
    }
    for base in bases:
        outcome = base["outcome"]
        inputs = done | {name: text for name, text in base.items() if name != "outcome"}
        for others in product(("yes", "no", "unknown", None), repeat=len(oracle.OTHER)):
            more = {name: text for name, text in zip(oracle.OTHER, others, strict=True) if text}
            assert answer("ivig-precheck", inputs | more)["outcome"] == outcome


@examples(50)
@given(st.fixed_dictionaries({name: st.sampled_from(ANY) for name in oracle.FIELDS}), st.sampled_from(oracle.CONTRA))
def test_a_contraindication_always_wins(a: dict[str, bool | None], name: str) -> None:
    inputs: dict[str, str] = {}
    for field, value in (a | {name: True}).items():
        yes_no(random.Random(1), inputs, field, value)
    got = answer("ivig-precheck", inputs)
    assert (got["outcome"], got["missing"]) == ("contraindicated", [])
