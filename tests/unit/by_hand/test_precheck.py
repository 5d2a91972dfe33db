"""Cases of `ivig-precheck` worked out by hand from the contract; the working stands in the comments."""

import pytest

import calculators
from calculators.result.plaintext import as_text
from tests.frozen import FROZEN
from tests.oracles.result import answer
from tests.unit.by_hand.asked import run

READY = {
    "iga_deficiency": "no",
    "severe_renal_failure": "no",
    "severe_heart_failure": "no",
    "ivig_allergy": "no",
    "autoantibodies_taken": "yes",
    "bloods_taken": "yes",
}


def precheck(lang: str = "nb", **inputs: str) -> dict:
    """All is ready, but for what is given; an empty text takes an answer away."""
    return run("ivig-precheck", READY, lang, inputs)


def test_ready() -> None:
    got = precheck()
    assert (got["outcome"], got["missing"], got["outstanding"]) == ("ready", [], [])


def test_before_the_iga_answer() -> None:
    # IgA unknown: it could turn out to be a contraindication, so it is missing; urgency makes it defensible to start.
    got = precheck(iga_deficiency="", urgent="yes")
    assert (got["outcome"], set(got["missing"])) == ("ready_before_iga", {"iga_deficiency"})
    assert {"nel-iga-frequency", "nel-iga-rare-anyway"} <= set(got["facts"])
    got = precheck(iga_deficiency="unknown", urgent="no")
    assert (got["outcome"], set(got["missing"])) == ("incomplete", {"iga_deficiency"})
    got = precheck(iga_deficiency="")
    assert (got["outcome"], set(got["missing"])) == ("incomplete", {"iga_deficiency", "urgent"})


@pytest.mark.parametrize("field", ["iga_deficiency", "severe_renal_failure", "severe_heart_failure", "ivig_allergy"])
def test_each_contraindication(field: str) -> None:
    got = answer("ivig-precheck", {field: "yes", "urgent": "yes"})
    assert (got["outcome"], got["missing"]) == ("contraindicated", [])


def test_bloods_not_taken() -> None:
    got = precheck(bloods_taken="no")
    assert got["outcome"] == "incomplete"
    assert {fact for entry in got["outstanding"] for fact in entry["facts"]} == {"nel-bloods"}


def test_iga_open_is_not_said_like_iga_deficiency() -> None:
    """`IgA mangler` is one letter from `IgA-mangel`."""
    got = precheck("da", iga_deficiency="", urgent="yes")
    assert got["outcome"] == "ready_before_iga"
    assert "mangler" not in as_text(calculators.run("ivig-precheck", READY | {"iga_deficiency": "unknown", "urgent": "yes"}, "da", FROZEN))
