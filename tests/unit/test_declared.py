"""What a calculator declares: its figures, its sentences and its inputs, each once; and what the register says of them."""

import ast
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import get_type_hints

import pytest

import calculators
from calculators.calculator import Calculator
from calculators.errors import FactErrors
from calculators.facts import LANGUAGES, Facts, Ratio, Read, Season, WrongRead
from calculators.facts.check import check_pages, read_pages, register, register_slips
from calculators.facts.figure import Figure
from calculators.facts.read import figures_of, read
from calculators.folders import folder_of
from calculators.form.fields import Below
from tests.frozen import FROZEN

ROOT = Path(__file__).resolve().parents[2]
CALCULATORS = pytest.mark.parametrize("calculator", calculators.catalog(), ids=lambda one: one.id)
TYPE_OF = {
    "number": Decimal,
    "whole": int,
    "one_of": int,
    "igg": Decimal | Below,
    "choice": str,
    "yesno": bool | None,
    "date": date,
    "time": time,
}


def test_a_figure_becomes_what_its_field_is():
    @dataclass(frozen=True)
    class Inner:
        ratio: Ratio = read("mr-ratio", "ratio")

    @dataclass(frozen=True)
    class Figures:
        inner: Inner
        most_min: Decimal = read("nel-rate-4", "min", part="high", name="duration")
        days: int = read("nel-days-usual", "day")
        summer: Season = read("mr-pause-summer", "season")

    # By hand from the two sources.
    assert figures_of(Figures, FROZEN) == Figures(Inner(Ratio(1, 1)), Decimal(10), 5, Season((5, 1), (10, 1)))
    assert type(figures_of(Figures, FROZEN).days) is int


def test_a_group_of_figures_is_read_from_nothing_itself():
    @dataclass(frozen=True)
    class Inner:
        days: int = read("nel-days-usual", "day")

    @dataclass(frozen=True)
    class Figures:
        inner: Inner = read("nel-days-usual", "day")

    with pytest.raises(TypeError, match=r"Figures\.inner"):
        figures_of(Figures, FROZEN)


def test_a_figure_of_another_kind_is_refused_and_the_reader_told_what_is_there():
    for ask, wanted, said in (
        (FROZEN.number, Read("mr-ratio", "ratio"), "the text gives 'ratio'"),
        (FROZEN.number, Read("nel-nowhere", "g/kg"), "the text gives 'nothing'"),
        (FROZEN.ratio, Read("nel-initial-dose", "g/kg"), "needs a g/kg"), (FROZEN.ratio, Read("mr-pause-summer", "ratio"), "needs a ratio"),
        (FROZEN.season, Read("mr-ratio", "season"), "needs a season"), (FROZEN.season, Read("nel-nowhere", "season"), "needs a season"),
    ):  # fmt: skip
        with pytest.raises(WrongRead, match=re.escape(said)):
            ask(wanted)


def test_another_comparator_end_or_unit_is_refused():
    for unit, comparator, part in (("min", ">", "number"), ("h", "≥", "number"), ("min", "", "number"), ("min", "≥", "low")):
        @dataclass(frozen=True)
        class Figures:
            least: Decimal = read("nel-rate-2", unit, comparator, part=part, name="duration")

        with pytest.raises(WrongRead, match=r"nel-rate-2\.duration"):
            figures_of(Figures, FROZEN)


def with_days(days: str) -> Facts:
    fact = FROZEN["nel-days-usual"]
    return Facts({**FROZEN.by_id, fact.id: replace(fact, figures={"value": Figure(Decimal(days), None, "day")})})


def test_what_is_counted_refuses_a_fraction():
    @dataclass(frozen=True)
    class Figures:
        days: int = read("nel-days-usual", "day")

    assert figures_of(Figures, with_days("6")).days == 6
    with pytest.raises(WrongRead, match=r"nel-days-usual.*5\.5"):
        figures_of(Figures, with_days("5.5"))


def test_a_field_without_a_mark_or_of_another_type_ends_the_import():
    @dataclass(frozen=True)
    class NoMark:
        days: int

    @dataclass(frozen=True)
    class WrongType:
        days: float = read("nel-days-usual", "day")

    for figures in (NoMark, WrongType):
        with pytest.raises(TypeError, match=rf"{figures.__name__}\.days.*read\("):
            Calculator("made-up", "ivig/dose", figures, StrEnum("Sentence", {}), NoMark, lambda figures: (), lambda inputs, figures: None)


@CALCULATORS
def test_the_form_and_the_inputs_agree(calculator):
    """Every field has an input of its name and type. Only a field that may be left empty, and stands for nothing then, may be None."""
    hints = get_type_hints(calculator.inputs)
    fields = calculator.fields(calculator.figures(FROZEN))
    assert set(hints) == {field.name for field in fields}
    for field in fields:
        always = field.required or field.default is not None
        assert hints[field.name] == (TYPE_OF[field.kind] if always else TYPE_OF[field.kind] | None), field.name


@CALCULATORS
def test_a_fact_is_named_in_one_place_of_a_calculator(calculator):
    """By its id, and in the code by that name alone."""
    found = Counter(
        node.value
        for path in folder_of(calculator.id).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in register()
    )
    assert found == Counter(sentence.value for sentence in calculator.sentences)


def test_no_name_of_a_fact_is_put_together():
    """Else nobody finds the fact by searching for its name."""
    prefix = re.compile(r"(nel|mr)-[a-z-]*$")
    for path in (ROOT / "calculators").glob("*/*/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                pieces = [piece.value for piece in node.values if isinstance(piece, ast.Constant)]
                assert not any(prefix.search(piece) for piece in pieces), f"{path}:{node.lineno}"


def slips(entries, text=""):
    return [slip for slip in register_slips(entries, calculators.catalog(), text) if slip.lang == "nb"]


def test_the_register_and_the_calculators_agree():
    assert slips(register()) == []


def changed(fact, **values):
    return register() | {fact: replace(register()[fact], **values)}


def without(fact):
    return {id: entry for id, entry in register().items() if id != fact}


@pytest.mark.parametrize(
    ("entries", "code", "fact", "words"),
    [
        (changed("nel-what", text_only=""), "unused", "nel-what", "text_only"),
        (changed("nel-rate-1", text_only="background"), "used_and_reason", "nel-rate-1", "ivig-rate"),
        (changed("mr-cart-children", text_only="background"), "used_and_reason", "mr-cart-children", "sid-eligibility, sid-followup"),
        (without("nel-rate-1"), "not_registered", "nel-rate-1", "ivig-rate"),
        (changed("mr-hsct", shape={"value": "≤ g/l"}), "register_differs", "mr-hsct", "< g/l"),
        (changed("mr-mon-3-6", shape={"value": "month"}), "register_differs", "mr-mon-3-6.second", "sid-followup"),
    ],
)
def test_a_register_that_says_otherwise(entries, code, fact, words):
    [slip] = {slip.code: slip for slip in slips(entries, f"# a line before\n\n[{fact.partition('.')[0]}]\n")}.values()
    assert (slip.code, slip.fact, slip.line) == (code, fact, 3)
    assert words in str(slip.values.values()) or words in str(slip)
    danish = next(one for one in register_slips(entries, calculators.catalog(), "") if one.lang == "da")
    assert str(danish).partition(": ")[2] != str(slip).partition(": ")[2]


def test_such_a_register_ends_the_reading_of_the_facts(monkeypatch):
    """And with it the build and scripts/check.py."""
    from calculators.facts import check

    monkeypatch.setattr(check, "_own_slips", lambda: register_slips(changed("nel-what", text_only=""), calculators.catalog(), ""))
    with pytest.raises(FactErrors, match="nel-what") as caught:
        check_pages({lang: read_pages(ROOT, lang) for lang in LANGUAGES})
    assert {slip.lang for slip in caught.value.slips} == set(LANGUAGES)


def test_a_fraction_of_what_is_counted_is_named_where_it_stands():
    pages = {lang: dict(read_pages(ROOT, lang)) for lang in LANGUAGES}
    for lang in LANGUAGES:
        for file, text in pages[lang].items():
            pages[lang][file] = re.sub(r"\[[^\]]*\](?=\{#mr-mon-every-6\})", "[6,5 måneder]", text)
    with pytest.raises(FactErrors) as caught:
        check_pages(pages)
    found = {(slip.code, slip.fact, slip.lang) for slip in caught.value.slips}
    assert found == {("not_whole", "mr-mon-every-6", lang) for lang in LANGUAGES}
    assert all("6,5 måneder" in str(slip) and "sid-followup" in str(slip) for slip in caught.value.slips)
