"""Words: both languages say the same things, with the same placeholders, and nothing is left over."""

import re
from pathlib import Path

import pytest

import calculators
from calculators import words
from calculators.facts import check
from calculators.folders import folder_of
from calculators.words import places
from guide import proposing
from tests.frozen import FROZEN

PACKAGE = Path(calculators.__file__).parent
FORMAT = re.compile(r"\{([a-z_]+)\}")


def flat(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}/")
        else:
            yield f"{prefix}{key}", value


TABLES = [("shared", {lang: words.common(lang) for lang in ("nb", "da")})]
TABLES += [(c.id, {lang: words.calculator_words(c.id, lang) for lang in ("nb", "da")}) for c in calculators.catalog()]
TABLES += [("slips", {lang: check._wording(lang) for lang in ("nb", "da")})]
TABLES += [("proposals", {lang: proposing.words(lang) for lang in ("nb", "da")})]


@pytest.mark.parametrize(("name", "tables"), TABLES, ids=[name for name, _ in TABLES])
def test_languages_have_the_same_keys_and_placeholders(name, tables):
    nb, da = (dict(flat(tables[lang])) for lang in ("nb", "da"))
    assert set(nb) == set(da)
    for key in nb:
        assert sorted(places(nb[key])) == sorted(places(da[key])), key
        assert sorted(FORMAT.findall(nb[key])) == sorted(FORMAT.findall(da[key])), key
        assert nb[key] and da[key], key


@pytest.mark.parametrize("calculator", calculators.catalog(), ids=lambda c: c.id)
def test_every_field_and_choice_has_words(calculator):
    for lang in ("nb", "da"):
        own = words.calculator_words(calculator.id, lang)
        fields = calculator.fields(calculator.figures(FROZEN))
        assert set(own["field"]) == {field.name for field in fields}
        assert set(own["group"]) == {field.group for field in fields}
        for field in fields:
            if field.kind == "choice" and "unknown" not in field.options:
                assert list(own["choice"][field.name]) == list(field.options)


@pytest.mark.parametrize("calculator", calculators.catalog(), ids=lambda c: c.id)
def test_no_words_are_left_over(calculator):
    """Each key of a calculator's words is written somewhere in its rule or the pages."""
    own = words.calculator_words(calculator.id, "nb")
    folder = folder_of(calculator.id)
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    code += "".join((PACKAGE / name).read_text(encoding="utf-8") for name in ("words/wording.py", "page/table.py", "form/weight.py"))
    for section in ("note", "step", "refusal", "outstanding", "value", "chart", "outcome", "verdict", "contradiction"):
        for key in own.get(section, {}):
            assert f'"{key}"' in code, f"{calculator.id}: [{section}] {key} is used nowhere"
    for key in own.get("criterion", {}):
        stem = re.sub(r"^(haem|late|other|cart)_", "", key)
        assert f'"{key}"' in code or f"_{stem}" in code, f"criterion {key} is used nowhere"


def test_shared_words_are_used():
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    shared = words.common("nb")
    for section in ("ui", "note"):
        for key in shared[section]:
            assert f'"{key}"' in code or f"'{key}'" in code or f"ui('{key}')" in code, f"[{section}] {key} is used nowhere"


def test_every_shape_of_the_register_has_words():
    shapes = {shape for entry in check.register().values() for shape in entry.shape.values()}
    for lang in ("nb", "da"):
        assert shapes <= set(check._wording(lang)["shapes"])


def test_the_page_uses_the_words_made_for_it():
    """What the page itself says is in the text files too; its scripts name every key, and no other."""
    scripts = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE.parent / "docs/assets").rglob("*.mjs"))
    assert set(re.findall(r"#words\.(\w+)", scripts)) == set(words.common("nb")["page"])
