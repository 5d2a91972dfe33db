"""`ivig-rate` as it is used."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import NBSP, RATE, plain

HOUR = {"nb": "per time", "da": "pr. time"}


@pytest.fixture
def rate(tab):
    return tab.calculator("ivig-rate")


def column(calculator, name: str) -> list[str]:
    return [plain(row[name]) for row in calculator.rows()]


def test_the_plan(rate, lang):
    rate.answer(RATE)
    assert column(rate, "step") == ["1", "2", "3", "4", "5"]
    assert column(rate, "rate_ml_h") == [f"{n} ml {HOUR[lang]}" for n in (30, 60, 120, 240, 360)]
    assert column(rate, "volume_ml") == ["15 ml", "5 ml", "10 ml", "40 ml", "530 ml"]
    assert column(rate, "cumulative_ml") == ["15 ml", "20 ml", "30 ml", "70 ml", "600 ml"]
    assert column(rate, "minutes") == ["30 min", "5 min", "5 min", "10 min", "88,3 min"]
    assert rate.value("total_minutes") == f"139{NBSP}min"
    assert "start" not in rate.rows()[0]


def test_with_a_start_each_step_has_its_times(rate):
    rate.answer(RATE | {"start_time": "08:00"})
    rows = rate.rows()
    assert [(row["start"], row["end"]) for row in rows] == [
        ("08:00", "08:30"), ("08:30", "08:35"), ("08:35", "08:40"), ("08:40", "08:50"), ("08:50", "10:19"),
    ]  # fmt: skip
    assert rate.value("end_time") == "10:19"


@pytest.mark.parametrize("typed", ["8.00", "0800", "8:00"])
def test_other_ways_to_write_the_same_time(rate, typed):
    rate.answer(RATE | {"start_time": typed})
    assert rate.value("end_time") == "10:19"


def test_an_end_after_midnight_says_so(rate, lang):
    rate.answer(RATE | {"start_time": "23:00"})
    assert rate.value("end_time") == "01:19"
    assert rate.value("end_day") == {"nb": "neste dag", "da": "næste dag"}[lang]
    rate.answer({"start_time": "08:00"})
    assert "end_day" not in rate.values(), "the same day needs no figure"


def test_start_now(tab, rate):
    now = "[new Date().getHours(), new Date().getMinutes()].map((n) => String(n).padStart(2, '0')).join(':')"
    rate.fill(RATE)
    before = tab.page.evaluate(now)
    rate.card.locator('button[data-action="now"]').click()
    rate.settle()
    filled = rate.control("start_time").input_value()
    assert filled in (before, tab.page.evaluate(now)), "the minute may change meanwhile"
    assert rate.rows()[0]["start"] == filled


def test_the_weaker_strength_is_refused_in_words(rate, lang):
    rate.fill(RATE | {"product": "octagam-50"})
    rate.settle("refused")
    refusal = rate.result.locator(".ig-refusal")
    expect(refusal).to_be_visible()
    expect(refusal).to_contain_text({"nb": "Kilden gir ingen regel for dette", "da": "Kilden har ingen regel for dette"}[lang])
    expect(refusal).to_contain_text(f"100{NBSP}mg/ml")
    expect(refusal).to_contain_text(f"50{NBSP}mg/ml")
    assert rate.result.locator("table.ig-rows, .ig-value, .ig-chart").count() == 0


def test_a_small_volume_ends_early(rate):
    rate.answer(RATE | {"volume_ml": "18"})
    assert column(rate, "step") == ["1", "2"]
    assert column(rate, "volume_ml") == ["15 ml", "3 ml"]


def test_the_volume_of_a_whole_course_is_warned_of(rate):
    rate.answer(RATE | {"volume_ml": "1200"})
    assert rate.result.locator('.ig-warnings [data-code="more_than_a_day"]').is_visible()


@pytest.mark.parametrize(("product", "where"), [("kiovig", ".ig-basis"), ("privigen", ".ig-warnings")])
def test_the_makers_own_rates_are_pointed_at(rate, product, where):
    rate.answer(RATE | {"product": product})
    assert rate.result.locator(f'{where} [data-code="check_label"]').is_visible()


def test_the_measures_at_a_reaction_stand_in_the_answer_one_tap_away(rate, lang):
    """Nobody has to leave the plan to read them; each leads to its sentence."""
    rate.answer(RATE)
    fold = rate.result.locator('details[data-fold="measures"]')
    anaphylaxis = fold.locator('[data-code="measure_anaphylaxis"]')
    expect(anaphylaxis).to_be_hidden()
    fold.locator("summary").click()
    rate.open_details()
    expect(anaphylaxis).to_contain_text({"nb": "stopp infusjonen", "da": "stop infusionen"}[lang])
    for code, fact in (("anaphylaxis", "anaphylaxis"), ("skin", "skin"), ("flu", "flu"), ("headache", "headache")):
        expect(fold.locator(f'[data-code="measure_{code}"] a[data-fact="nel-act-{fact}"]')).to_be_visible()
    expect(fold.locator('[data-code="reading_flu"]')).to_contain_text({"nb": "tolkning", "da": "tolkning"}[lang])


@pytest.mark.parametrize("width, height", [(820, 1180), (1180, 820), (390, 844)])
def test_the_whole_plan_and_what_it_is_for_are_seen_at_once(warm_tab, lang, width, height):
    """With the top of the answer at the top of the screen, all five steps are in sight, a step a line."""
    card = warm_tab(lang, viewport={"width": width, "height": height}).calculator("ivig-rate")
    card.answer(RATE | {"start_time": "08:00"})
    card.result.evaluate("(result) => result.scrollIntoView({ block: 'start', behavior: 'instant' })")
    box = card.result.locator(":scope > .ig-rows-box")
    seen = box.evaluate(
        """(box) => ({
          top: box.parentElement.querySelector(".ig-for").getBoundingClientRect().top,
          bottom: box.getBoundingClientRect().bottom,
          heights: [...box.querySelectorAll("tbody:not(.ig-paper) tr")].map((row) => row.getBoundingClientRect().height),
          screen: innerHeight,
        })"""
    )
    assert seen["top"] >= -1 and seen["bottom"] <= seen["screen"], seen
    assert len(seen["heights"]) == 5 and max(seen["heights"]) < 56, "one line a step"
    expect(card.result.locator(".ig-for")).to_contain_text("60")
    rate_size, other = box.evaluate(
        """(box) => ["rate_ml_h", "cumulative_ml"].map((name) =>
          parseFloat(getComputedStyle(box.querySelector(`td[data-name=${name}] data`)).fontSize))"""
    )
    assert rate_size > other, "the rate is the largest figure"


def test_monitoring_stands_on_the_plan(rate):
    rate.answer(RATE)
    assert rate.result.locator('[data-code="monitor"]').is_visible()


def test_the_chart_is_described_in_words(rate):
    rate.answer(RATE)
    chart = rate.result.locator(".ig-chart svg")
    rate.result.locator("details[data-fold=picture] > summary").click()
    expect(chart).to_be_visible()
    assert chart.get_attribute("role") == "img"
    assert chart.locator("title").text_content().strip() and chart.locator("desc").text_content().strip()


def test_the_answer_repeats_its_inputs(rate):
    rate.answer(RATE | {"start_time": "08:00"})
    inputs = {name: plain(shown) for name, shown in rate.inputs().items()}
    assert inputs == {
        "weight_kg": "60 kg", "volume_ml": "600 ml", "product": "Kiovig 100 mg/ml", "start_time": "08:00",
        "step2_minutes": "5 min", "step3_minutes": "5 min", "step4_minutes": "10 min",
    }  # fmt: skip


@pytest.mark.parametrize("width, height", [(820, 1180), (1180, 820), (390, 844)])
def test_the_plan_with_clock_times_is_whole_on_the_screen(warm_tab, lang, width, height):
    """No column has to be fetched by scrolling: the last ones say when."""
    card = warm_tab(lang, viewport={"width": width, "height": height}).calculator("ivig-rate")
    card.answer({"weight_kg": "100", "volume_ml": "1234", "product": "kiovig", "start_time": "22:00"})
    box = card.result.locator(":scope > .ig-rows-box")
    shown, whole = box.evaluate("box => [box.clientWidth, box.scrollWidth]")
    assert whole <= shown
    last = box.locator("tbody:not(.ig-paper) tr").last
    seen = last.evaluate("row => Object.fromEntries([...row.cells].map((one) => [one.dataset.name, one.innerText]))")
    assert plain(last.locator('[data-name="volume_ml"] data').text_content()) == "1 117,3 ml", "for paper and the working"
    assert plain(seen["cumulative_ml"]).startswith("1 234")
    assert plain(seen["end"]).startswith("00:42")
