"""What leaves for a record or a terminal survives the old encodings, keeps its numbers together, and its arithmetic adds up."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

import calculators
from calculators.engine.examples import examples_of
from calculators.result.plaintext import as_text, for_old_systems
from tests.frozen import FROZEN

NB = "\N{NO-BREAK SPACE}"
EXAMPLES = [(c.id, example) for c in calculators.catalog() for example in examples_of(c.id)]
NUMBER = r"[+-]?\d+(?:,\d+)?"
AMOUNT = rf"({NUMBER}) (?:kg|g/kg|g|mg/ml|ml|dager|dag|uker|uke)"


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_every_text_survives_the_old_encodings(encoding, lang):
    for id, example in EXAMPLES:
        text = as_text(calculators.run(id, example.inputs, lang, FROZEN))
        assert text.encode(encoding).decode(encoding) == text, example.name


def test_minus_ranges_and_letters():
    assert for_old_systems(f"−4,2{NB}% · 5–10{NB}min · minst ≥ 2 … æøåÆØÅé") == f"-4,2{NB}% · 5-10{NB}min · minst >= 2 ... æøåÆØÅé"
    assert for_old_systems(f"1{NB}200{NB}ml, 30.{NB}juli{NB}2026, under{NB}4{NB}g/l") == f"1{NB}200{NB}ml, 30. juli 2026, under 4{NB}g/l"


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_number_keeps_its_parts_together(lang):
    course = {"weight_kg": "72,5", "days": "2", "product": "octagam-50"}
    text = as_text(calculators.run("ivig-course", course, lang, FROZEN))
    assert f"2{NB}900{NB}ml" in text and f"1{NB}450{NB}ml" in text  # 72.5 × 2 ÷ 0.05 = 2900 ml; ÷ 2
    for id, example in EXAMPLES:
        text = as_text(calculators.run(id, example.inputs, lang, FROZEN))
        assert not re.search(r"\d (?:\d{3}|ml|g|kg|g/kg|g/l|mg/ml|%)(?!\w)", text), example.name


# --- shown arithmetic adds up

GRID = [
    ("ivig-course", {"weight_kg": weight, "dose_g_per_kg": dose, "days": days, "product": product})
    for weight in ("121,923", "60", "63,7", "3,125", "88,88")
    for dose in ("0,3", "2", "1,111")
    for days in ("5", "2")
    for product in ("kiovig", "octagam-50")
]
GRID += [
    ("sid-dose", {"weight_kg": weight, "monthly_dose_g_per_kg": dose, "product": product, "interval_weeks": weeks})
    for weight in ("61,7", "70", "88,88")
    for dose in ("0,4", "0,61", "0,777")
    for product in ("cutaquig", "hizentra", "kiovig")
    for weeks in ("1", "3")
]
GRID += [
    ("sid-switch", {"from_product": "cutaquig", "volume_ml": volume, "from_interval_weeks": a, "to_product": to, "to_interval_weeks": b})
    for volume in ("33", "47,3", "100")
    for a, b in (("1", "3"), ("3", "1"), ("3", "4"))
    for to in ("hizentra", "cutaquig")
]


def plain(text: str) -> str:
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text.replace(NB, " ").replace("−", "-"))


def value(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def off(step: str) -> bool:
    """Is `a × b ÷ c = d` (with mg/ml made to g/ml) wrong by the figures that stand there?"""
    found = re.search(rf"(?:{AMOUNT} [×÷] )+{AMOUNT} = {AMOUNT}", step)
    if not found:
        return False
    formula, _, result = found[0].partition(" = ")
    worked, sign = Decimal(1), "×"
    for part in re.split(r" ([×÷]) ", formula):
        if part in "×÷":
            sign = part
            continue
        number, _, unit = part.partition(" ")
        amount = value(number) / (1000 if unit == "mg/ml" else 1)
        worked = worked * amount if sign == "×" else worked / amount
    shown, _, unit = result.partition(" ")
    return worked.quantize(Decimal("0.1" if unit == "ml" else "0.01"), ROUND_HALF_UP) != value(shown)


def test_a_step_adds_up_or_says_that_it_does_not():
    said = {"yes": 0, "no": 0}
    for id, inputs in GRID:
        got = calculators.run(id, inputs, "nb", FROZEN)
        assert got.status == "ok", (id, inputs, got.errors)
        for step in got.to_json()["working"]:
            text = plain(step["text"])
            is_told = "uavrundede tall" in text
            said["yes" if is_told else "no"] += 1
            assert is_told or not off(text), (inputs, text)
    assert min(said.values()) > 10


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_days_that_do_not_add_up_to_the_volume_are_explained(lang):
    # 121.923 kg × 0.3 g/kg = 36.5769 g = 365.769 ml; ÷ 5 = 73.1538. Shown: 73.2 a day and 365.8 in all; 5 × 73.2 is 366.
    inputs = {"weight_kg": "121,923", "dose_g_per_kg": "0,3", "days": "5", "product": "kiovig"}
    got = calculators.run("ivig-course", inputs, lang, FROZEN).to_json()
    assert (got["values"]["daily_volume_ml"]["value"], got["values"]["planned_volume_ml"]["value"]) == ("73.2", "365.8")
    assert "shown_rounded" in {note["code"] for note in got["notes"]}
    even = calculators.run("ivig-course", inputs | {"weight_kg": "60", "dose_g_per_kg": "2"}, lang, FROZEN).to_json()
    assert "shown_rounded" not in {note["code"] for note in even["notes"]}
