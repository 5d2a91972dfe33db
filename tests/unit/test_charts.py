"""The pictures: their figures are those of the answer, their order is that of time, and all can be read."""

import re
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest

import calculators
from calculators.answer import Quantity
from calculators.drawing.picture import FONT, LINE, WIDTH, text_width, wrapped
from calculators.drawing.timeline import Timeline
from calculators.engine.examples import examples_of
from calculators.facts.read import figures_of
from calculators.ivig.maintenance.rule import MaintenanceFigures
from calculators.page.answer import answer_element
from calculators.sid.followup.rule import FollowupFigures, winters
from calculators.words import show
from tests.frozen import FROZEN
from tests.worked import inputs_of

INSERT = Path(calculators.__file__).parents[1] / "docs/assets/calculator/insert.mjs"
DRAWN = ("ivig-maintenance", "sid-followup", "sid-eligibility")
SEASONS = [f"2027-{month:02}-{day:02}" for month in range(1, 13) for day in (1, 2, 28)]
MORE = [("sid-followup", {"start_date": day, "population": "hsct"}) for day in SEASONS]
MORE += [
    ("sid-followup", {"start_date": day, "population": "cart_bispecific", "child": "no", "therapy_date": "2026-12-28"})
    for day in ("2026-12-28", "2027-03-01", "2027-06-27")
]
MORE += [
    ("ivig-maintenance", {"first_course_date": "2026-11-02", "first_response": "good", "taper_courses": str(count)}) for count in (1, 10)
]
EXAMPLES = [(id, example.inputs) for id in (*DRAWN, "ivig-rate") for example in examples_of(id)]
ANSWERED = {id: inputs_of(id, "ok") for id in (*DRAWN, "ivig-rate")}
CASES = [(id, inputs) for id, found in ANSWERED.items() for inputs in found] + MORE
FOLLOWUP = figures_of(FollowupFigures, FROZEN)
MAINTENANCE = figures_of(MaintenanceFigures, FROZEN)


def allowed(name: str) -> set[str]:
    """A list of names in the page's own gate."""
    found = re.search(rf"const {name} = list\(([`\"])(.*?)\1\)", INSERT.read_text("utf-8"), re.DOTALL)
    return set(found[2].split())


def drawn(id, inputs, lang):
    """The answer and its picture."""
    result = calculators.run(id, inputs, lang, FROZEN)
    assert result.answer.chart, "an answer of these has a picture"
    return result, result.answer.chart(lang)


def texts(svg) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter("text")]


def rows_of(svg) -> dict:
    """What stands in each row of a time line, a line break read as a space."""
    return {group.get("data-row"): (group, " ".join(texts(group))) for group in svg.iter("g") if group.get("data-row")}


def box(text) -> tuple[float, float, float, float]:
    """Where a text may stand, estimated by its length."""
    width = text_width("".join(text.itertext()))
    x, y = float(text.get("x")), float(text.get("y"))
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor", "start")]
    return left, y - FONT * 0.8, left + width, y + FONT * 0.2


def test_most_examples_are_pictured():
    """What is refused or invalid has no answer, and so nothing to draw."""
    assert all(found for found in ANSWERED.values())
    assert sum(map(len, ANSWERED.values())) > 0.7 * len(EXAMPLES)


PICTURES = [(id, inputs, lang) for id, inputs in CASES for lang in ("nb", "da")]


@pytest.mark.parametrize(("id", "inputs", "lang"), PICTURES, ids=lambda v: v if isinstance(v, str) else None)
def test_a_picture_can_be_shown_and_read(id, inputs, lang):
    _, svg = drawn(id, inputs, lang)
    elements, attributes = allowed("SVG_ELEMENTS"), allowed("SVG_ATTRIBUTES") | {"xmlns"}
    for element in svg.iter():
        assert element.tag in elements
        assert all(name in attributes or re.match(r"(aria|data)-", name) for name in element.attrib), element.attrib
        assert not any(re.search(r"nan|inf|url", value, re.IGNORECASE) for name, value in element.attrib.items() if name in {"d", "x", "y"})
    assert svg.get("role") == "img"
    assert svg.find("title").text and svg.find("desc").text
    if id == "ivig-rate":
        return
    width, height = map(float, svg.get("viewBox").split()[2:])
    boxes = [(box(text), "".join(text.itertext())) for text in svg.iter("text")]
    for (left, top, right, bottom), text in boxes:
        assert left >= -1 and top >= -1 and right <= width + 1 and bottom <= height + 1, text
    for (a, said), (b, other) in combinations(boxes, 2):
        assert a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1, f"{said!r} and {other!r} overlap"


@pytest.mark.parametrize(("inputs"), [inputs for id, inputs in CASES if id == "sid-followup"])
@pytest.mark.parametrize("lang", ["nb", "da"])
def test_follow_up_shows_the_figures_of_the_answer(inputs, lang):
    result, svg = drawn("sid-followup", inputs, lang)
    values = {value.name: value.shown for value in result.answer.values}
    rows = rows_of(svg)
    start = result.inputs["start_date"]
    assert show.day(start, lang) in rows["start"][1]
    for row, names in {
        "review_3m": ["review_3m"],
        "review_6m": ["review_6m"],
        "stop_trial": ["stop_trial_from", "stop_trial_to"],
        "stop_by": ["stop_by"],
        "pause": ["pause_from", "pause_to"],
    }.items():
        assert (row in rows) == (names[0] in values)
        if row in rows:
            group, said = rows[row]
            assert all(show.day(values[name], lang) in said for name in names)
            assert (group.get("data-from"), group.get("data-to")) == (values[names[0]].isoformat(), values[names[-1]].isoformat())
    winter = [show.quantity(values[name], lang) for name in ("winter_days_at_6m", "winter_days_at_12m") if name in values]
    assert all(said in rows["winter"][1] for said in winter) and bool(winter) == ("winter" in rows)
    assert all(said in svg.find("desc").text for said in texts(svg)[:1])


def days(first: date, last: date):
    return (first + timedelta(days=at) for at in range((last - first).days))


@pytest.mark.parametrize("start", SEASONS)
def test_the_winter_band_holds_the_winter_days(start):
    result, _ = drawn("sid-followup", {"start_date": start, "population": "hsct"}, "nb")
    chart = result.answer.chart
    last = chart.days["stop_trial_to"]
    bands = winters(chart.start, last, FOLLOWUP)
    in_bands = {day for first, after in bands for day in days(first, after)}
    # Day by day, by its month: the summer of the text is 1 May to 1 October.
    assert in_bands == {day for day in days(chart.start, last) if not 5 <= day.month <= 9}
    assert all(one[1] < other[0] for one, other in pairwise(bands))
    assert Quantity(len(in_bands), "day") == chart.winter["winter_days_at_12m"]


@pytest.mark.parametrize("start", SEASONS)
def test_later_stands_further_right(start):
    first = date.fromisoformat(start)
    line = Timeline(first, first + timedelta(days=366))
    places = [line.x(first + timedelta(days=at)) for at in range(0, 367, 6)]
    assert all(before < after for before, after in pairwise(places))
    _, svg = drawn("sid-followup", {"start_date": start, "population": "hsct"}, "da")
    dots = [(group.get("data-from"), group.find("circle")) for group, _ in rows_of(svg).values()]
    found = [(day, float(dot.get("cx"))) for day, dot in dots if dot is not None]
    assert found == sorted(found) and len(found) == 3


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_deadline_is_a_line_through_all_rows(lang):
    inputs = {"start_date": "2025-12-01", "population": "cart_bispecific", "child": "no", "therapy_date": "2025-10-15",
              "started_on_igg_only": "yes", "treated_before_therapy": "no"}  # fmt: skip
    _, svg = drawn("sid-followup", inputs, lang)
    rows = rows_of(svg)
    at = {line.get("x1") for line in svg.iter("line") if line.get("class") == "ig-line-cut"}
    assert at == {line.get("x1") for line in rows["stop_by"][0].iter("line") if line.get("class") == "ig-line-deadline"}
    others = [group for name, (group, _) in rows.items() if name != "stop_by"]
    assert all(any(line.get("class") == "ig-line-cut" for line in group.iter("line")) for group in others)


@pytest.mark.parametrize("inputs", [inputs for id, inputs in CASES if id == "ivig-maintenance"])
@pytest.mark.parametrize("lang", ["nb", "da"])
def test_maintenance_shows_the_figures_of_the_answer(inputs, lang):
    result, svg = drawn("ivig-maintenance", inputs, lang)
    rows = rows_of(svg)
    days = {value.name: value.shown for value in result.answer.values if isinstance(value.shown, date)}
    expected = {"first_course": result.inputs["first_course_date"], **days}
    assert list(rows) == list(expected)
    for name, day in expected.items():
        assert show.day(day, lang) in rows[name][1]
        assert rows[name][0].get("data-from") == day.isoformat()
    bars = [group for group in svg.iter("g") if group.get("data-course")]
    shown = [[show.quantity(row[0].shown, lang), show.quantity(row[1].shown, lang)] for row in result.answer.rows]
    assert [[texts(bar)[0].split()[-1], texts(bar)[1]] for bar in bars] == shown
    widths = [float(bar.find("rect").get("width")) for bar in bars]
    assert all(before > after for before, after in pairwise(widths))
    lines = [line for line in svg.iter("line") if line.get("data-lowest")]
    if bars:
        at, left = float(lines[0].get("x1")), float(bars[0].find("rect").get("x"))
        lowest = float(MAINTENANCE.lowest_dose_g_per_kg)
        scale = widths[0] / float(bars[0].get("data-dose"))
        assert lines[0].get("data-lowest") == str(MAINTENANCE.lowest_dose_g_per_kg)
        assert abs(at - left - lowest * scale) < 0.2
        assert all(width + 0.2 >= at - left for width in widths)
    else:
        assert not lines


def test_the_rate_plan_shows_its_rates():
    result, svg = drawn("ivig-rate", examples_of("ivig-rate")[0].inputs, "nb")
    rates = [show.number(value.shown.value, "nb") for row in result.answer.rows for value in row if value.name == "rate_ml_h"]
    assert [text for text in texts(svg) if text in rates] == rates


def test_both_languages_draw_the_same():
    for id, inputs in CASES:
        (_, nb), (_, da) = (drawn(id, inputs, lang) for lang in ("nb", "da"))
        same = [[dict(e.attrib) for e in svg.iter("g") if any(name.startswith("data-") for name in e.attrib)] for svg in (nb, da)]
        assert same[0] == same[1]


def test_the_picture_stands_in_the_answer():
    for id in DRAWN:
        result = next(r for r in (calculators.run(id, e.inputs, "nb", FROZEN) for e in examples_of(id)) if r.answer and r.answer.chart)
        assert answer_element(result, "../../").find("details/figure/svg") is not None


def test_no_word_is_lost_in_wrapping():
    text = "Vinter: 182\N{NO-BREAK SPACE}dager på 6\N{NO-BREAK SPACE}måneder og resten"
    lines = wrapped(text, WIDTH / 3)
    assert " ".join(lines) == text
    assert len(lines) > 1 and LINE > FONT
    assert all(text_width(line) <= WIDTH / 3 for line in lines)
