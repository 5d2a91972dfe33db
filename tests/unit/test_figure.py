"""Figures as clinicians write them, read exactly or refused by name."""

from decimal import Decimal

import pytest

from calculators.facts.figure import Figure, FigureSlip, Written, figure_from_json, parse_figure


def figure(low, unit, high=None, comparator=""):
    return Figure(Decimal(low), None if high is None else Decimal(high), unit, comparator)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nb", "2 g/kg", figure("2", "g/kg")),
        ("nb", "300–500 mg/kg", figure("0.3", "g/kg", "0.5")),
        ("nb", "300 – 500 mg/kg", figure("0.3", "g/kg", "0.5")),
        ("nb", "0,5 ml/kg per time", figure("0.5", "ml/kg/h")),
        ("da", "0,5 ml/kg pr. time", figure("0.5", "ml/kg/h")),
        ("nb", "1,0 ml/kg per time", figure("1", "ml/kg/h")),
        ("nb", "minst 5 min", figure("5", "min", comparator="≥")),
        ("da", "mindst 5 min", figure("5", "min", comparator="≥")),
        ("nb", "opptil 40 %", figure("40", "%", comparator="≤")),
        ("da", "op til 40 %", figure("40", "%", comparator="≤")),
        ("nb", "< 4 g/l", figure("4", "g/l", comparator="<")),
        ("nb", "under 4 g/l", figure("4", "g/l", comparator="<")),
        ("da", "over 6 måneder", figure("6", "month", comparator=">")),
        ("nb", "ca. 30 dager", figure("30", "day", comparator="≈")),
        ("da", "ca. 30 dage", figure("30", "day", comparator="≈")),
        ("nb", "1–2 per 1000", figure("1", "per 1000", "2")),
        ("da", "1–2 pr. 1000", figure("1", "per 1000", "2")),
        ("nb", "1200 ml", figure("1200", "ml")),
        ("nb", "1 200 ml", figure("1200", "ml")),
        ("nb", "to uker", figure("2", "week")),
        ("da", "syv uger", figure("7", "week")),
        ("nb", "sju uker", figure("7", "week")),
        ("nb", "syv uker", figure("7", "week")),
        ("nb", "tolv måneder", figure("12", "month")),
        ("nb", "2\N{NO-BREAK SPACE}g/kg", figure("2", "g/kg")),
    ],
)
def test_reads(lang, text, expected):
    assert parse_figure(text, lang, "number") == expected


@pytest.mark.parametrize(
    ("lang", "text", "comparator", "count"),
    [("nb", "minst to", "≥", 2), ("nb", "minst én", "≥", 1), ("da", "mindst én", "≥", 1), ("da", "fire", "", 4), ("nb", "4", "", 4)],
)
def test_reads_counts(lang, text, comparator, count):
    assert parse_figure(text, lang, "≥ count") == figure(count, "count", comparator=comparator)


@pytest.mark.parametrize(
    ("lang", "shape", "text", "value"),
    [
        ("nb", "date", "18. februar 2026", "2026-02-18"),
        ("da", "date", "20. juni 2024", "2024-06-20"),
        ("nb", "season", "1. mai–1. oktober", "05-01/10-01"),
        ("da", "season", "1. maj–1. oktober", "05-01/10-01"),
        ("nb", "ratio", "1 gram til 1 gram", "1:1"),
        ("da", "ratio", "1:1", "1:1"),
        ("nb", "code", "1.1", "1.1"),
    ],
)
def test_reads_what_nobody_multiplies(lang, shape, text, value):
    assert parse_figure(text, lang, shape) == Written(shape, value)


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("nb", "2", "no_unit"),
        ("nb", "2g/kg", "no_space_before_unit"),
        ("nb", "0.5 ml/kg per time", "decimal_point"),
        ("nb", "5-10 min", "hyphen_for_dash"),
        ("nb", "10–5 min", "range_turned"),
        ("nb", "5–5 min", "range_turned"),
        ("nb", "2 gr/kg", "unknown_unit"),
        ("nb", "2 g/Kg", "unknown_unit"),
        ("nb", "0,5 ml/kg pr. time", "unknown_unit"),  # Danish on a Norwegian page
        ("da", "3 uker", "unknown_unit"),
        ("nb", "mindst 5 min", "not_a_figure"),
        ("nb", "mye", "not_a_figure"),
        ("nb", "2 g/kg og 3 g/kg", "unknown_unit"),
        ("nb", "≠ 4 g/l", "not_a_figure"),
        ("nb", "1e3 ml", "no_space_before_unit"),
        ("nb", "٢ g/kg", "not_a_figure"),
    ],
)
def test_refuses_by_name(lang, text, code):
    with pytest.raises(FigureSlip) as slip:
        parse_figure(text, lang, "number")
    assert slip.value.code == code


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("date", "31. februar 2026"),
        ("date", "2026-02-18"),
        ("season", "1. mai"),
        ("season", "29. februar–1. mai"),
        ("season", "1. mei–1. oktober"),
        ("season", "1. mai–1. oktember"),
        ("date", "18. februarius 2026"),
        ("ratio", "1"),
        ("code", "v1"),
    ],
)
def test_refuses_what_is_not_written_so(shape, text):
    with pytest.raises(FigureSlip) as slip:
        parse_figure(text, "nb", shape)
    assert slip.value.code == f"not_a_{shape}"


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\ufeff", "\u200e", "\u202a", "\u2060"])
def test_what_cannot_be_seen_in_a_mark_changes_no_figure(sign):
    for text, shape in (("2 g/kg", "g/kg"), ("0,4–0,8 g/kg", "range g/kg"), ("under 4 g/l", "< g/l"), ("18. februar 2026", "date")):
        for at in range(len(text) + 1):
            assert parse_figure(text[:at] + sign + text[at:], "nb", shape) == parse_figure(text, "nb", shape)


@pytest.mark.parametrize("blank", ["\u00a0", "\u2009", "\u2007", "\u202f"])
def test_all_blanks_in_a_mark_are_alike(blank):
    for text, shape in (("2 g/kg", "g/kg"), ("1 200 ml", "ml"), ("under 4 g/l", "< g/l"), ("18. februar 2026", "date")):
        assert parse_figure(text.replace(" ", blank), "nb", shape) == parse_figure(text, "nb", shape)


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u2011"])
def test_every_hyphen_in_a_range_is_a_hyphen(hyphen):
    with pytest.raises(FigureSlip) as slip:
        parse_figure(f"6{hyphen}12 måneder", "nb", "range month")
    assert slip.value.code == "hyphen_for_dash"


def test_a_figure_says_its_shape_and_gives_its_ends():
    low, span = figure("4", "g/l", comparator="<"), figure("0.4", "g/kg", "0.8")
    assert [one.shape for one in (low, span, figure("2", "count"))] == ["< g/l", "range g/kg", "count"]
    assert (span.end("low"), span.end("high")) == (figure("0.4", "g/kg"), figure("0.8", "g/kg"))
    with pytest.raises(ValueError, match="no range"):
        low.end("low")


@pytest.mark.parametrize("one", [figure("4", "g/l", comparator="<"), figure("0.4", "g/kg", "0.8"), Written("ratio", "1:1")])
def test_a_figure_comes_back_from_json(one):
    assert figure_from_json(one.to_json()) == one
