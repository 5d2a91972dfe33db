"""Two remarks of one answer never say the same: verdict and notes of every worked example and reference patient are compared."""

import re
from functools import cache
from itertools import combinations

import pytest

import calculators
from calculators.engine.examples import examples_of
from guide.clinical.patients import read_patients
from tests.frozen import FROZEN

RUN = 5  # as many words in a row in two remarks: one of them is said twice
IDS = [calculator.id for calculator in calculators.catalog()]


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of so many words, figures and signs left out."""
    found = re.findall(r"[a-zæøå]+", text.lower())
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def remarks(result) -> dict[str, str]:
    """The verdict and each note as a reader sees them, by code; what is folded gives in full what a note says in short."""
    shown = result.shown
    said = {note.code: note.text for note in shown.notes if not note.fold}
    return said | ({"verdict": shown.outcome.text} if shown.outcome else {})


@cache
def reference_patients():
    fields = {c.id: c.fields(c.figures(FROZEN)) for c in calculators.catalog()}
    return read_patients({id: {field.name: [str(option) for option in field.options] for field in of} for id, of in fields.items()})


def asked(calculator: str) -> list[dict]:
    """Inputs that between them bring every remark: the worked examples, and every third of the reference patients."""
    examples = [example.inputs for example in examples_of(calculator)]
    return examples + [patient.typed for patient in reference_patients() if patient.calculator == calculator][::3]


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("calculator", IDS)
def test_no_two_remarks_of_an_answer_say_the_same(calculator, lang):
    found = {}
    for inputs in asked(calculator):
        result = calculators.run(calculator, inputs, lang, FROZEN)
        if result.answer is None:
            continue
        for (one, text), (other, text_2) in combinations(remarks(result).items(), 2):
            if shared := runs(text) & runs(text_2):
                found[one, other] = (inputs, " ".join(next(iter(shared))))
    assert found == {}
