"""An answer is gone through once: what one of its forms says, the others say too, in the same words."""

import pytest

import calculators
from calculators.engine.examples import examples_of
from calculators.page.answer import answer_element
from calculators.result.plaintext import as_text
from tests.frozen import FROZEN

# What the plain text writes otherwise: blanks may be of any kind, and old systems have no dash and no minus.
PLAIN = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{EN DASH}": "-", "\N{MINUS SIGN}": "-"})


def plainly(text: str) -> str:
    return text.translate(PLAIN)




@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("calculator", [one.id for one in calculators.catalog()])
def test_every_sentence_of_the_json_stands_on_the_page_and_in_the_text(calculator, lang):
    said = 0
    for example in examples_of(calculator):
        result = calculators.run(calculator, example.inputs, lang, FROZEN)
        if result.answer is None:
            continue
        data, page = result.to_json(), "".join(answer_element(result, "../").itertext())
        text = plainly(as_text(result))
        # A verdict that stands alone is shown without what led to the calculator's own; the JSON has it all.
        shown = result.shown
        lines = (*([shown.refusal] if shown.refusal else []), *shown.criteria, *shown.outstanding, *shown.notes)
        sentences = [line.text for line in lines]
        known = [data["refusal"]["message"]] if data["refusal"] else []
        known += [item["text"] for part in ("criteria", "outstanding", "notes") for item in data[part]]
        assert set(sentences) <= set(known)
        for sentence in sentences:
            assert sentence in page, sentence
        known_here = [one for one in shown.criteria if one.state is not None]  # a record says nothing of what nobody answered
        written = (*known_here, *shown.outstanding, *(note for note in shown.notes if not note.fold))
        for sentence in (*([shown.refusal.text] if shown.refusal else []), *(line.text for line in written)):
            assert plainly(sentence) in text, sentence
        assert all(step.text in page for step in shown.working)
        for figure in shown.values:
            assert plainly(f"{figure.label}: {figure.text}") in text
        said += len(sentences) + len(shown.values)
    assert said, "some example of every calculator says something"
