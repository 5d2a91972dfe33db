"""What the guide reads where a source is silent or doubtful is marked as its own reading, in every form of an answer."""

import re

import pytest

import calculators
from calculators import words
from calculators.element import html
from calculators.engine.examples import examples_of
from calculators.page.answer import answer_element
from calculators.result.plaintext import as_text
from tests.frozen import FROZEN

LANGUAGES = ("nb", "da")
# How a text says what the guide does, not what the source says.
OURS = {
    "nb": re.compile(r"\bHer (?:regnes|leses|brukes|følges|går|er den)|^(?:Volumet per dag er rundet|En måned regnes)"),
    "da": re.compile(r"\bHer (?:regnes|forstås|bruges|følges|går|beregnes|er den)|^(?:Volumen pr. dag er afrundet|En måned regnes)"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_that_says_what_the_guide_does_is_marked(lang):
    unmarked = [
        f"{one.id}: {code}"
        for one in calculators.catalog()
        for code, text in words.calculator_words(one.id, lang).get("note", {}).items()
        if OURS[lang].search(text) and not code.startswith("reading_") and not text.startswith("Guidens ")
    ]
    assert unmarked == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_reading_says_so_on_the_screen_on_paper_and_as_text(lang):
    label = words.common(lang)["ui"]["reading"] + ": "
    shown = set()
    for one in calculators.catalog():
        for example in examples_of(one.id):
            result = calculators.run(one.id, example.inputs, lang, FROZEN)
            readings = [note for note in result.to_json().get("notes", ()) if note["code"].startswith("reading_")]
            if not readings or (result.answer.verdict and result.answer.verdict.alone):  # that shows no readings: it is not the question
                continue
            text, page = as_text(result), html(answer_element(result, "../"))
            for note in readings:
                shown.add((one.id, note["code"]))
                assert note["text"].startswith(label), note
            # What is folded on the screen, for a case that may come, is no part of a record.
            written = [note for note in result.shown.notes if note.code.startswith("reading_") and not note.fold]
            assert text.count(label) >= len(written) and page.count(label) >= len(readings), example.name
    assert len(shown) >= 12
