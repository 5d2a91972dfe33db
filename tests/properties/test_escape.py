"""Whatever is typed, or written between the brackets of a mark, reaches the page as text and never as markup.

The HTML is read again by a parser that follows the browsers' rules; what it finds must be, element by element, the tree
that was made. So a quote that ends an attribute, a tag that closes another or a comment that swallows one would show.
"""

import json
import re
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

import calculators
from calculators import browser
from calculators.element import html
from calculators.engine.examples import examples_of
from calculators.errors import GuideError
from calculators.facts import Facts
from calculators.facts.figure import NBSP
from calculators.facts.marks import BadMark, find_marks
from calculators.page.answer import answer_element
from calculators.page.form import card
from tests.frozen import FROZEN
from tests.oracles.amount import examples
from tests.unit.test_charts import allowed

IDS = [calculator.id for calculator in calculators.catalog()]
BUILD = "0123456789ab"
PIECES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</section>", "</data></p><h1>", "<!--", "-->", "<![CDATA[", "]]>",
    "<svg onload=alert(1)>", "<style>*{}</style>", "</template><template>", "<table><td>", "<math><mi>", "<a href='javascript:alert(1)'>",
    '" onfocus="alert(1)" x="', "' autofocus onfocus='alert(1)", "&lt;b&gt;", "&#60;b&#62;", "&amp;", "<", ">", '"', "'", "`", "\\", "=",
    "{title}", "{weight_kg}", "{nel-initial-dose}", "{0.__class__}", "%s", "\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029",
    "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\ud800", "\U000e0041", "e\u0301" * 30, "שלום", "٧٠", "７０", "७०", "⁷⁰", "Ⅶ",
    "1e3", "1E-3",
    "NaN", "-inf", "Infinity", "0x46", "70_000", "+70", "--7", "1/2", "½", "<1,1",
    "< 3", "-0", "9" * 400, "0," + "0" * 400 + "1",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), min_size=1, max_size=4).map("".join)


def tree_of(element) -> list:
    """A tree as tag, attributes and the text inside, as far as a parser keeps it."""
    return [
        (node.tag, {name: clean(value) for name, value in node.attrib.items()}, clean("".join(node.itertext()))) for node in element.iter()
    ]


def parsed(markup: str) -> list:
    """The same of what the browsers' rules make of the markup."""
    body = LexborHTMLParser(markup).body
    nodes = list(body.traverse(include_text=True))[1:]
    comments = [node.tag for node in nodes if node.tag.startswith(("-comment", "_comment", "!"))]
    assert comments == [], "a comment has no place in an answer"
    return [
        (cased(node.tag), {cased(name): clean(value or "") for name, value in node.attributes.items()}, clean(node.text(deep=True)))
        for node in nodes
        if not node.tag.startswith("-")
    ]


CASED = {name.lower(): name for name in ("viewBox", "preserveAspectRatio", "textLength")}


def cased(name: str) -> str:
    return CASED.get(name, name)


def clean(text: str) -> str:
    """As an HTML parser gives it back: line ends alike, and no NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\ufffd", "")


def check(result) -> None:
    made = answer_element(result, "../../", BUILD)
    markup = html(made)
    assert parsed(markup) == tree_of(made)
    for node in made.iter():
        svg = node.tag in allowed("SVG_ELEMENTS") and node.tag not in allowed("HTML_ELEMENTS")
        assert node.tag in allowed("SVG_ELEMENTS" if svg else "HTML_ELEMENTS")
    for name, shown in (("result", json.dumps(result.to_json())), ("markup", markup)):
        odd = [c for c in shown if c not in f"\n{NBSP}\u202f" and not c.isprintable()]
        assert not odd, f"a control character in the {name}"


def names_of(calculator: str) -> list[str]:
    found = calculators.find(calculator)
    return [field.name for field in found.fields(found.figures(FROZEN))]


@st.composite
def typed(draw):
    """One of the calculators, a worked example or nothing, and something hostile in some of its fields."""
    calculator = draw(st.sampled_from(IDS))
    names = names_of(calculator)
    inputs = dict(draw(st.sampled_from([{}, *(one.inputs for one in examples_of(calculator))])))
    for name in draw(st.lists(st.sampled_from(names), min_size=1, unique=True)):
        inputs[name] = draw(hostile)
    return calculator, inputs, draw(st.sampled_from(("nb", "da")))


@given(typed())
@examples(130)
def test_what_is_typed_stays_text(case):
    calculator, inputs, lang = case
    check(calculators.run(calculator, inputs, lang, FROZEN))


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("calculator", IDS)
def test_each_piece_in_every_field_at_once(calculator, lang):
    for piece in PIECES:
        check(calculators.run(calculator, dict.fromkeys(names_of(calculator), piece), lang, FROZEN))


@given(st.dictionaries(st.text(max_size=20), st.one_of(st.none(), st.text(max_size=20), st.integers(), st.lists(st.text()))), typed())
@examples(70)
def test_a_request_never_ends_in_an_exception(odd, case):
    """What comes from the page is not trusted either: JSON goes in, JSON comes out, and can be sent on."""
    calculator, inputs, lang = case
    whole = {"calculator": calculator, "inputs": inputs | odd, "lang": lang, "root": "../", "build": ""}
    for asked in (odd, whole, {"calculator": calculator} | odd):
        for entry in (browser.answer, browser.calendar):
            reply = entry(json.dumps(asked))
            json.loads(reply)
            reply.encode("utf-8")


# --- the text of the pages


def with_words(text: str) -> Facts:
    """The facts with sentences, and where they are words the figures too, that somebody wrote badly."""
    return Facts({id: replace(fact, sentences=dict.fromkeys(fact.sentences, f"{text} {fact.id}")) for id, fact in FROZEN.by_id.items()})


# A page is saved as UTF-8, or not read at all.
saved = hostile.map(lambda text: re.sub("[\ud800-\udfff]", "", text))


@given(saved, st.sampled_from(IDS), st.sampled_from(("nb", "da")))
@examples(30)
def test_sentences_of_the_text_stay_text(text, calculator, lang):
    facts = with_words(text)
    for example in examples_of(calculator):
        made = answer_element(calculators.run(calculator, example.inputs, lang, facts), "../../", BUILD)
        assert parsed(html(made)) == tree_of(made)
    made = card(calculators.find(calculator), facts, lang, "../../", with_next=False)
    assert parsed(html(made)) == tree_of(made)


# A mark ends at a bracket or at the end of the line. The check of the text refuses tags, pipes, emphasis, code and backslashes
# in it; but for the last two, which Markdown reads before any mark, and a pipe in a table, which cuts the mark, a preview must
# not depend on that.
in_a_mark = hostile.map(lambda text: re.sub(r"[\[\]\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\x02\x03\x00\ud800-\udfff]", "", text)).filter(
    lambda text: text.strip()
)


BY_TABLES = {"role", "data-label", "data-stack"}  # what lets a narrow screen stack a table's cells


@given(in_a_mark)
@examples(100)
def test_words_in_a_mark_stay_text(text):
    for source in (f"Startdosen er [{text}]{{#nel-initial-dose}}.", f"| a | b |\n|---|---|\n| [{text}]{{#nel-initial-dose}} | c |"):
        if "\\" in text or "`" in text or ("|" in text and source.startswith("|")):
            assert any(isinstance(mark, BadMark) for mark in find_marks(source, "ivig/dose.md")), source
            continue
        made = Markdown(extensions=["guide.markdown.extension", "attr_list", "tables"]).convert(source)
        found = [(tag, set(attributes)) for tag, attributes, _ in parsed(made)]
        allowed_tags = {"p", "span", "table", "thead", "tbody", "tr", "th", "td"}
        assert {tag for tag, _ in found} <= allowed_tags, made
        assert {name for tag, names in found for name in names} <= {"id", "class", "data-figure", *BY_TABLES}, made


@pytest.mark.parametrize("calculator", IDS)
def test_very_long_text_is_refused_at_once_and_not_repeated(calculator):
    names = names_of(calculator)
    for text in ("7" * 1_000_000, "\u202e" * 1_000_000, " " * 1_000_000 + "x", "<" * 1_000_000):
        began = process_time()
        result = calculators.run(calculator, dict.fromkeys(names, text), "nb", FROZEN)
        took = process_time() - began
        assert took < 0.5, "an answer may take 2 s in the page, where Python is slower"
        assert {error.field for error in result.errors} == set(names)
        assert all(len(error.values["read"]) <= 41 for error in result.errors)


# Python itself would read many of these as numbers.
DISGUISED = (
    "٧٠", "７０", "७०", "⁷⁰", "Ⅶ", "½", "7½", "1e1", "1E1", "1e-1", "NaN", "nan", "sNaN", "inf", "-inf", "Infinity", "0x46", "0b11",
    "7_0", "+7", "--7", "1/2", "7,,5", "7,5,1", "7.5.1", ",5", "7,", "07", "007", "1 00", "1  000", "10 00",
    "7\u202e0", "7\ue0000", "7\n0", "7\x000", "7 0", "7\t0", "7;5", "7'000", "7·5", "7٫5", "7：30", "2026-0３-17", "17-03-26",
    "2026-3-17", "17.03.2026.", "31.02.2026", "24:00", "23:60", "2:5", "22:30:00", "١٢:٣٠",
)  # fmt: skip


@pytest.mark.parametrize("calculator", IDS)
def test_what_only_looks_like_a_number_a_date_or_a_time_is_refused(calculator):
    found = calculators.find(calculator)
    typed_in = [field.name for field in found.fields(found.figures(FROZEN)) if field.kind not in ("choice", "yesno")]
    for text in DISGUISED:
        for written in (text, f" {text} ", f"<{text}"):
            result = calculators.run(calculator, dict.fromkeys(typed_in, written), "da", FROZEN)
            refused = {error.field for error in result.errors}
            assert set(typed_in) <= refused, f"{written!r} was read at {set(typed_in) - refused}"


def test_an_unknown_field_or_calculator_is_an_error_of_ours():
    for inputs in ({"<script>": "1"}, {"__class__": "1"}):
        with pytest.raises(GuideError):
            calculators.run(IDS[0], inputs, "nb", FROZEN)
