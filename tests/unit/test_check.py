"""The fact pass over pages with one plausible slip each: it stops, and says what to mend."""

from pathlib import Path

import pytest

from calculators.errors import FactErrors
from calculators.facts.check import check_pages, read_pages
from tests.frozen import FROZEN

ROOT = Path(__file__).resolve().parents[2]
DOSE = {lang: f"docs/{lang}/ivig/dose.md" for lang in ("nb", "da")}
PLAN = {lang: f"docs/{lang}/ivig/infusion.md" for lang in ("nb", "da")}


@pytest.fixture(scope="module")
def pages():
    return {lang: read_pages(ROOT, lang) for lang in ("nb", "da")}


def edited(pages, *changes):
    """The pages with (language, file, old, new) put in; the old text must stand there once."""
    copy = {lang: dict(files) for lang, files in pages.items()}
    for lang, file, old, new in changes:
        assert copy[lang][file].count(old) == 1, f"{old!r} stands {copy[lang][file].count(old)} times in {file}"
        copy[lang][file] = copy[lang][file].replace(old, new)
    return copy


def slips(pages):
    with pytest.raises(FactErrors) as caught:
        check_pages(pages)
    return caught.value.slips, str(caught.value)


def test_the_pages_as_they_stand_are_fine(pages):
    assert set(check_pages(pages).by_id) == set(FROZEN.by_id)
    assert len(FROZEN.by_id) >= 177


DOSE_MARK, RATE_MARK = "[2 g/kg]{#nel-initial-dose}", "[4,0 ml/kg per time]{#nel-rate-4}"


@pytest.mark.parametrize(
    ("code", "change", "says"),
    [
        ("unknown_fact", ("nb", DOSE["nb"], DOSE_MARK, "[2 g/kg]{#nel-inital-dose}"), ["nel-inital-dose", "ukjent"]),
        ("not_a_mark", ("nb", DOSE["nb"], DOSE_MARK, "[2 g/kg]{nel-initial-dose}"), ["[ord eller tall]{#navn}"]),
        ("doubled", ("nb", DOSE["nb"], DOSE_MARK, f"{DOSE_MARK} {DOSE_MARK}"), ["to ganger", f"{DOSE['nb']}:"]),
        ("missing_in_language", ("nb", DOSE["nb"], DOSE_MARK, "2 g/kg"), ["mangler", DOSE["nb"]]),
        ("languages_differ", ("nb", DOSE["nb"], DOSE_MARK, "[1,5 g/kg]{#nel-initial-dose}"), ["1,5 g/kg", "2 g/kg", DOSE["da"]]),
        ("languages_differ", ("nb", DOSE["nb"], DOSE_MARK, "[2000 mg/kg]{#nel-initial-dose}"), None),
        ("no_unit", ("nb", DOSE["nb"], DOSE_MARK, "[2]{#nel-initial-dose}"), ["«2»", "g/kg"]),
        ("unknown_unit", ("nb", DOSE["nb"], DOSE_MARK, "[2 gkg]{#nel-initial-dose}"), ["g/kg"]),
        ("decimal_point", ("nb", DOSE["nb"], DOSE_MARK, "[2.0 g/kg]{#nel-initial-dose}"), ["desimalkomma"]),
        ("not_a_figure", ("nb", DOSE["nb"], DOSE_MARK, "[mye]{#nel-initial-dose}"), ["mye"]),
        ("wrong_shape_used", ("nb", PLAN["nb"], RATE_MARK, "[4,0 g/kg]{#nel-rate-4}"), ["ivig-rate", "ml/kg per time"]),
        ("wrong_shape_used", ("nb", DOSE["nb"], DOSE_MARK, "[opptil 2 g/kg]{#nel-initial-dose}"), ["ett tall i g/kg"]),
        ("range_turned", ("nb", PLAN["nb"], "[5–10 min]", "[10–5 min]"), ["snudd"]),
        ("hyphen_for_dash", ("nb", PLAN["nb"], "[5–10 min]", "[5-10 min]"), ["tankestrek"]),
        ("unknown_name", ("nb", PLAN["nb"], "{#nel-rate-4.duration}", "{#nel-rate-4.time}"), ["duration"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_slip_stops_with_file_line_fact_read_and_expected(pages, code, change, says):
    broken = edited(pages, change)
    if says is None:  # another spelling of the same figure is no slip
        assert check_pages(broken)
        return
    found, text = slips(broken)
    assert code in {slip.code for slip in found}, text
    # A mark that is gone can only be told of where it still stands: in the other language.
    where = "da" if code == "missing_in_language" else change[0]
    slip = next(slip for slip in found if slip.code == code and slip.lang == where)
    page = broken[slip.lang][slip.file].splitlines()
    assert change[3] in page[slip.line - 1] or code == "missing_in_language"
    for words in says:
        assert words in text
    assert f"{slip.file}:{slip.line}: " in text


def test_a_slip_on_a_danish_page_is_told_in_danish(pages):
    _, text = slips(edited(pages, ("da", DOSE["da"], DOSE_MARK, "[2.0 g/kg]{#nel-initial-dose}")))
    assert "decimalkomma" in text


@pytest.mark.parametrize("new", ["[≤ 4 g/l]", "[4 g/l]", "[> 4 g/l]"])
def test_a_changed_comparator_stops(pages, new):
    changes = [(lang, f"docs/{lang}/sid/start.md", "[< 4 g/l]{#mr-hsct}", f"{new}{{#mr-hsct}}") for lang in ("nb", "da")]
    found, text = slips(edited(pages, *changes))
    assert {(slip.code, slip.fact, slip.lang) for slip in found} == {("wrong_shape_used", "mr-hsct", lang) for lang in ("nb", "da")}
    assert "sid-eligibility" in text


def test_a_worked_example_left_behind_stops(pages):
    """2 -> 1.5 g/kg in both languages: the example beside it still says 120 g, and 60 x 1.5 = 90 g."""
    dose = [(lang, DOSE[lang], DOSE_MARK, "[1,5 g/kg]{#nel-initial-dose}") for lang in ("nb", "da")]
    with pytest.raises(FactErrors) as caught:
        check_pages(edited(pages, *dose))
    found = {(slip.code, slip.fact, slip.values["read"], slip.values["expected"]) for slip in caught.value.slips}
    assert ("example_differs", "nel-example-100.dose", "120 g", "90 g") in found
    assert ("example_differs", "nel-example-50.volume", "2400 ml", "1800 ml") in found


def test_periods_that_leave_a_gap_stop(pages):
    changes = [
        (lang, f"docs/{lang}/sid/start.md", "[over 6 måneder]{#mr-cart-late.period}", "[over 7 måneder]{#mr-cart-late.period}")
        for lang in ("nb", "da")
    ]
    found, _ = slips(edited(pages, *changes))
    assert {slip.code for slip in found} == {"figures_disagree"}


def test_all_slips_at_once(pages):
    found, _ = slips(
        edited(
            pages,
            ("nb", DOSE["nb"], DOSE_MARK, "[2]{#nel-initial-dose}"),
            ("da", PLAN["da"], "[5–10 min]", "[10–5 min]"),
        )
    )
    assert {slip.code for slip in found} >= {"no_unit", "range_turned"}


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_the_guide_explains_messages_that_are_really_said(lang):
    guide = (ROOT / f"docs/guides/editor.{lang}.md").read_text("utf-8")
    explained = [row.split("|")[1].strip() for row in guide.partition("| I meldingen st")[2].splitlines()[2:] if row.startswith("| ")]
    assert len(explained) > 20
    said = "".join((ROOT / folder / f"{lang}.toml").read_text("utf-8") for folder in ("calculators/facts", "guide/editing"))
    said += said.replace("{users}", "ivig-rate").replace("{calculator}", "ivig-course")
    unheard = [words for words in explained if words not in said]
    assert unheard == []
