"""`docs/guidelines.toml` and the calculators' own `page.toml`: what they say is there, and what they lack is told."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import calculators
from calculators import catalogue, folders, guidelines, presentation, words
from calculators.errors import UsageError
from calculators.form import weight
from calculators.guidelines import LANGUAGES, GuidelinesError
from calculators.presentation import PresentationError, presentation_of
from tests.frozen import FROZEN

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/guidelines.toml").read_text("utf-8")
THEME = (ROOT / "docs/assets/theme/theme.css").read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", guidelines.guidelines(), ids=lambda one: one.folder)
def test_the_menu_names_every_page_of_its_guideline(one, lang):
    there = {path.stem for path in (ROOT / "docs" / lang / one.folder).glob("*.md")}
    assert there == {"index", *one.words[lang].menu}


@pytest.mark.parametrize("one", guidelines.guidelines(), ids=lambda one: one.folder)
def test_its_colour_and_its_facts_are_there(one):
    assert f'[data-accent="{one.colour}"]' in THEME
    assert any(fact.startswith(f"{one.source}-") for fact in FROZEN.by_id)
    assert {fact for fact in (one.version, one.approved) if fact} <= set(FROZEN.by_id)
    for lang in LANGUAGES:
        places = words.places(one.words[lang].answer)
        assert set(places) <= set(FROZEN.by_id) and sorted(places) == sorted(words.places(one.words[LANGUAGES[0]].answer))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('source = "nel"\n', "", "[ivig] lacks source"),
        ('colour = "plum"\n', "", "[sid] lacks colour"),
        ('colour = "plum"\n', 'colour = "plum"\ncolor = "plum"\n', "[sid] has color, which is unknown"),
        ('name = "Sekundær immundefekt"\n', "", "[sid.da] lacks name"),
        ('panel = "Medicinrådet, Danmark"\n', "", "[sid.nb] lacks panel"),
        ('before = "Før kuren"\n', "", "the menus of ivig differ"),
        ("[sid]", "[sid", "docs/guidelines.toml: "),
        ('["0.5", "30", "150", "300"]', '["0.5", "150", "30", "300"]', "[ivig]: write weight_kg"),
        ('["0.5", "30", "150", "300"]', '["0.5", "300"]', "[ivig]: write weight_kg"),
        ('["40", "120", "5"]', '["40", "120", "0"]', "[ivig]: write weight_kg"),
        ('["40", "120", "5"]', '["40", "x", "5"]', "[ivig]: write weight_kg"),
    ],
)
def test_what_it_lacks_is_told(old, new, said):
    assert old in TEXT
    with pytest.raises(GuidelinesError) as caught:
        guidelines.read(TEXT.replace(old, new, 1))
    assert said in str(caught.value)


def test_a_guideline_has_weights_of_its_own(monkeypatch):
    """Of children, from its data alone: what the form takes, when an answer warns, and the rows of its tables."""
    own = 'weight_kg = { limits = ["0.3", "0.6", "5", "7.5"], table = ["1", "3", "0.5"] }\n'
    [one] = [one for one in guidelines.read(re.sub(r"^weight_kg = .*\n", own, TEXT, count=1, flags=re.MULTILINE)) if one.folder == "ivig"]
    monkeypatch.setattr(weight, "of_folder", lambda folder: one)
    weights = weight.weight_of.__wrapped__("ivig")
    assert (weights.field.low, weights.field.high) == (Decimal("0.3"), Decimal("7.5"))
    warned = [kg for kg in ("0.5", "0.6", "5", "5.1") if weights.notes(Decimal(kg))]
    assert warned == ["0.5", "5.1"] and [str(kg) for kg in weights.table_kg] == ["1.0", "1.5", "2.0", "2.5", "3.0"]
    monkeypatch.setattr(weight, "of_folder", lambda folder: replace(one, weight_kg=None))
    with pytest.raises(GuidelinesError, match=r"\[ivig\] lacks weight_kg"):
        weight.weight_of.__wrapped__("ivig")


def test_a_guideline_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(GuidelinesError, match="no guideline with source 'x'; there is: nel, mr"):
        guidelines.of_source("x")


@pytest.mark.parametrize("one", calculators.catalog(), ids=lambda one: one.id)
def test_a_calculator_stands_where_its_id_says_and_is_shown_by_names_it_has(one):
    folder = folders.folder_of(one.id)
    assert folder.parent.name == folders.guideline_of(one.id).folder == one.page.partition("/")[0]
    own, looks = words.calculator_words(one.id, LANGUAGES[0]), presentation_of(one.id)
    assert {*looks.now, *looks.unit} <= set(own["field"])
    assert {*looks.signed, *looks.days_later, *looks.large, *looks.in_words, *looks.strong} <= set(own.get("value", {}))
    assert set(looks.tone) <= set(own.get("outcome", {}))
    calendar = own.get("calendar", {})
    assert {remark.words for remark in looks.remarks} == set(calendar.get("remark", {}))
    assert {name for remark in looks.remarks for name in remark.on} <= set(calendar.get("entry", {}))


def test_orders_within_a_guideline_are_told_apart():
    places = [(folders.guideline_of(one.id).folder, presentation_of(one.id).order) for one in calculators.catalog()]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sticky = true\n", "order is missing"),
        ("order = 1\nstickey = true\n", "'stickey' is unknown"),
        ('order = 1\n[tone]\nmeets = "fine"\n', "'fine' is unknown"),
        ("order = 1\n[calendar]\nremarks = 1\n", "'remarks' is unknown"),
    ],
)
def test_a_page_toml_that_says_something_unknown_is_told(tmp_path, monkeypatch, text, said):
    (tmp_path / "page.toml").write_text(text, "utf-8")
    monkeypatch.setattr(presentation, "folder_of", lambda id: tmp_path)
    with pytest.raises(PresentationError) as caught:
        presentation_of.__wrapped__("some-id")
    assert said in str(caught.value)


def test_a_calculator_in_another_folder_than_its_id_says_is_refused(monkeypatch):
    monkeypatch.setattr(catalogue, "folder_of", lambda id: folders.PACKAGE / "ivig/rate")
    with pytest.raises(UsageError, match="id of another folder: 'ivig-course'"):
        catalogue._in_folder("ivig", "course")


def test_an_id_that_is_nobodys_has_no_folder():
    with pytest.raises(UsageError, match="unknown calculator"):
        folders.folder_of("ivig-nothing")
