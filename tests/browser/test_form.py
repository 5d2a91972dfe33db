"""No answer outlives its inputs, none comes for inputs that are gone, and nobody is scolded too early."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import COURSE, ELIGIBLE, FILLED, LISTEN, NBSP, RATE, WHERE, Calculator, after_all


@pytest.fixture
def listening(warm_tab, lang):
    return warm_tab(lang, LISTEN)


@pytest.fixture
def course(listening):
    return listening.calculator("ivig-course")


# --- the old answer


@pytest.mark.parametrize("calculator", WHERE)
def test_the_life_of_an_answer(tab, calculator):
    found = tab.calculator(calculator)
    found.answer(FILLED[calculator])
    the_old_answer_is_gone_at_the_first_change(found)
    found.answer(FILLED[calculator])
    new_patient_empties_everything(found)
    found.answer(FILLED[calculator])  # and it works again


def the_old_answer_is_gone_at_the_first_change(found):
    before, after, state, tools = found.at_once(
        """const before = results();
        const seen = [...card.querySelectorAll("form input")].filter((one) => !one.closest("[hidden]"));
        const field = seen.find((one) => one.type === "text") ?? seen.find((one) => !one.checked);
        if (field.type === "text") field.value = "1"; else field.checked = true;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        return [before, results(), card.dataset.answer, [...card.querySelectorAll(".ig-tools")].every((one) => one.hidden)];"""
    )
    assert (before, after) == (1, 0)
    assert state == "waiting"
    assert tools, "nothing to print or copy"


@pytest.mark.parametrize("change", ["radio", "list"])
def test_the_old_answer_is_gone_at_a_choice(course, change):
    course.answer(COURSE)
    found = course.at_once(
        f"""if ("{change}" === "radio") {{ const other = card.querySelector("[name=days][value='2']");
          other.checked = true; other.dispatchEvent(new Event("input", {{ bubbles: true }})); }}
        else {{ control("product").value = "octagam-50"; control("product").dispatchEvent(new Event("input", {{ bubbles: true }})); }}
        return results();"""
    )
    assert found == 0
    course.settle()


def test_a_change_back_brings_the_same_answer_back(course):
    course.answer(COURSE)
    before = course.values()
    course.at_once('set("weight_kg", "61"); set("weight_kg", "60");')
    course.settle()
    assert course.values() == before


def test_a_refusal_and_an_error_are_gone_at_the_first_key_too(tab):
    rate = tab.calculator("ivig-rate")
    rate.fill(RATE | {"product": "octagam-50"})
    rate.settle("refused")
    assert rate.at_once('set("weight_kg", "61"); return results();') == 0
    rate.put("weight_kg", "x")
    rate.settle("invalid")
    assert rate.at_once('set("weight_kg", "61"); return results();') == 0


# --- when it is asked


def test_an_answer_waits_for_the_pause_after_the_last_key(own_tab):
    own_tab.listen()
    own_tab.page.clock.install(time=1_800_000_000)
    course = own_tab.calculator("ivig-course")
    course.answer(COURSE)
    own_tab.page.clock.pause_at(1_800_000_060)
    asked = len(own_tab.asked())
    course.at_once('set("weight_kg", "7");')
    own_tab.page.clock.run_for(299)
    course.at_once('set("weight_kg", "70");')
    own_tab.page.clock.run_for(299)
    assert len(own_tab.asked()) == asked
    assert course.result.count() == 0
    own_tab.page.clock.run_for(1)
    expect(course.result).to_have_attribute("data-status", "ok")
    assert [one["inputs"]["weight_kg"] for one in own_tab.asked()[asked:]] == ["70"], "7 is on the way to 70"


def test_leaving_the_field_asks_at_once(own_tab):
    own_tab.listen()
    own_tab.page.clock.install(time=1_800_000_000)
    course = own_tab.calculator("ivig-course")
    course.answer(COURSE)
    own_tab.page.clock.pause_at(1_800_000_060)
    course.control("weight_kg").fill("70")
    course.control("weight_kg").press("Tab")
    expect(course.result).to_have_attribute("data-status", "ok")
    assert course.inputs()["weight_kg"] == f"70{NBSP}kg"


def test_the_same_question_is_asked_once(listening, course):
    course.answer(COURSE)
    asked = len(listening.asked())
    course.control("weight_kg").focus()
    course.leave()
    course.control("weight_kg").focus()
    course.control("weight_kg").press("Enter")
    assert course.result.count() == 1
    assert len(listening.asked()) == asked


# --- late answers


SHOWN = """
  window.shown = [];
  new MutationObserver(() => {
    const weight = card.querySelector(".ig-result .ig-inputs [data-field=weight_kg] dd");
    if (weight) shown.push(weight.textContent);
  }).observe(card.querySelector(".ig-answer"), { childList: true, subtree: true });
"""
WAIT = """const until = async (test) => {
  for (let tries = 0; !test(); tries += 1) {
    if (tries > 10_000) throw new Error(`waited in vain for ${test}`);
    await new Promise((go) => setTimeout(go, 5));
  }
};"""


def test_what_changes_under_way_is_asked_once_and_a_late_answer_thrown_away(course, listening):
    course.answer(COURSE)
    before = len(listening.asked())
    shown = course.card.page.evaluate(
        f"""async () => {{
          const card = document.querySelector("ig-calculator");
          const field = card.querySelector("[name=weight_kg]");
          const ask = (text) => {{ field.value = text;
            for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {{ bubbles: true }})); }};
          {WAIT} {SHOWN}
          held.length = 0;
          holding = true;
          ask("80");
          await until(() => held.length === 1);
          ask("81");
          ask("82");
          holding = false;
          held[0]();
          await until(() => card.querySelector(".ig-result"));
          return shown;
        }}"""
    )
    assert set(shown) == {f"82{NBSP}kg"}
    assert course.value("total_dose_g") == f"164{NBSP}g"
    # The calculator does one thing at a time: a queue of old questions would only delay the answer wanted.
    assert [request["inputs"]["weight_kg"] for request in listening.asked()[before:]] == ["80", "82"]


def test_a_change_and_back_under_way_asks_no_more(course, listening):
    course.answer(COURSE)
    before = len(listening.asked())
    course.card.page.evaluate(
        f"""async () => {{
          const card = document.querySelector("ig-calculator");
          const field = card.querySelector("[name=weight_kg]");
          const ask = (text) => {{ field.value = text;
            for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {{ bubbles: true }})); }};
          {WAIT}
          held.length = 0;
          holding = true;
          ask("80");
          await until(() => held.length === 1);
          ask("81");
          ask("80");
          holding = false;
          held[0]();
          await until(() => card.querySelector(".ig-result"));
        }}"""
    )
    assert course.value("total_dose_g") == f"160{NBSP}g"
    assert [request["inputs"]["weight_kg"] for request in listening.asked()[before:]] == ["80"]


def test_an_answer_that_comes_after_clearing_is_thrown_away(course):
    course.fill(COURSE)
    course.settle()
    left = course.card.page.evaluate(
        f"""async () => {{
          const card = document.querySelector("ig-calculator");
          const field = card.querySelector("[name=weight_kg]");
          {WAIT}
          held.length = 0;
          holding = true;
          field.value = "80";
          for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {{ bubbles: true }}));
          await until(() => held.length === 1);
          card.querySelector("[data-action=clear]").click();
          holding = false;
          held[0]();
          await new Promise((go) => setTimeout(go, 50));
          return card.querySelectorAll(".ig-answer > *").length;
        }}"""
    )
    assert left == 0
    assert course.filled() == {}


def test_typing_while_the_calculator_starts_is_answered_then(new_tab):
    course = new_tab.calculator("ivig-course", ready=False)
    expect(course.form).to_be_visible()
    course.fill(COURSE)
    course.settle()
    assert course.value("total_dose_g") == f"120{NBSP}g"


# --- errors about what is missing


def test_missing_answers_are_told_only_after_a_field_was_left(course, lang):
    course.type("weight_kg", "60")
    expect(course.result).to_have_attribute("data-status", "invalid")
    for name in ("weight_kg", "days", "product"):
        expect(course.error(name)).to_be_hidden()
    course.control("product").focus()
    expect(course.error("product")).to_be_hidden()
    course.leave()
    expect(course.error("product")).to_be_visible()
    expect(course.error("product")).to_have_text({"nb": "Fyll inn dette feltet.", "da": "Udfyld dette felt."}[lang])
    expect(course.control("product")).to_have_attribute("aria-invalid", "true")
    expect(course.error("days")).to_be_hidden()


@pytest.mark.parametrize("weight", ["tung", ""])
def test_a_press_lands_where_it_was_aimed_although_the_field_before_gets_its_error(own_tab, weight):
    """Leaving a field begins with the press on the next; an error that came then would move that away under the finger."""
    own_tab.listen()
    own_tab.page.clock.install(time=1_800_000_000)
    course = own_tab.calculator("ivig-course")
    own_tab.page.clock.pause_at(1_800_000_060)  # the pause after the last key does not end before the press, however long that takes
    course.control("weight_kg").click()
    course.page.keyboard.type(weight)
    answered = course.page.evaluate("answered")
    aimed = course.field("days").locator('label:has(input[value="2"])')
    aimed.scroll_into_view_if_needed()
    place = aimed.bounding_box()
    course.page.mouse.move(place["x"] + 20, place["y"] + place["height"] / 2)
    course.page.mouse.down()
    assert not after_all(course.page, lambda: course.page.evaluate("answered") == answered, seconds=60), "leaving the field asks"
    course.page.clock.run_for(1000)
    assert aimed.bounding_box() == place
    expect(course.error("weight_kg")).to_be_hidden()
    course.page.mouse.up()
    course.page.clock.resume()
    expect(aimed.locator("input")).to_be_checked()
    expect(course.error("weight_kg")).to_be_visible()
    assert aimed.bounding_box()["y"] > place["y"], "here nothing would have moved: the test tries nothing"


def test_a_tap_lands_where_it_was_aimed(open_tab):
    course = open_tab(has_touch=True).calculator("ivig-course")
    course.control("weight_kg").tap()
    aimed = course.field("days").locator('label:has(input[value="2"])')
    aimed.tap()
    expect(aimed.locator("input")).to_be_checked()
    expect(course.error("weight_kg")).to_be_visible()


def test_a_press_that_ends_outside_the_window_holds_nothing_back(course):
    course.control("weight_kg").click()
    course.page.mouse.down()
    course.page.keyboard.type("tung")
    course.settle("invalid")
    expect(course.error("weight_kg")).to_be_visible()
    course.page.mouse.up()


def test_an_untouched_form_shows_no_errors(course):
    assert course.form.locator(".ig-error:visible, [aria-invalid]").count() == 0
    assert course.result.count() == 0


def test_enter_sends_nothing_anywhere(course, listening):
    before = listening.page.url
    course.fill(COURSE)
    course.control("weight_kg").press("Enter")
    course.settle()
    assert listening.page.url == before


# --- a new patient


def new_patient_empties_everything(found):
    found.card.locator('button[data-action="clear"]').click()
    assert found.result.count() == 0
    assert found.filled() == {}
    assert found.form.locator(".ig-error:visible, [aria-invalid]").count() == 0
    assert found.page.evaluate("document.activeElement.closest('ig-calculator form') !== null"), "ready to type"


def test_new_patient_hides_what_the_group_had_opened(tab):
    eligibility = tab.calculator("sid-eligibility")
    eligibility.answer(ELIGIBLE)
    expect(eligibility.field("severe_or_recurrent")).to_be_visible()
    eligibility.card.locator('button[data-action="clear"]').click()
    expect(eligibility.field("severe_or_recurrent")).to_be_hidden()


def test_new_patient_takes_errors_away_without_new_ones(course):
    course.fill({"weight_kg": "tung"})
    course.settle("invalid")
    course.control("weight_kg").focus()
    course.card.locator('button[data-action="clear"]').click()
    assert course.form.locator(".ig-error:visible, [aria-invalid]").count() == 0


# --- two on a page


def test_a_hand_over(tab, lang):
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    course.result.locator('button[data-action="handover"]').click()
    rate = Calculator(tab, "ivig-rate")
    expect(rate.card).to_be_visible()
    assert rate.filled() == RATE | {"volume_ml": "250"}
    expect(rate.result).to_have_attribute("data-status", "ok")
    assert rate.inputs()["volume_ml"] == f"250{NBSP}ml"
    said = rate.card.locator(".ig-word")
    expect(said).to_be_visible()
    expect(said).to_be_focused()
    for words in ("60", "250", "Kiovig", course.card.locator(".ig-title").first.text_content()):
        expect(said).to_contain_text(words)
    expect(said).to_contain_text({"nb": "Overført fra", "da": "Overført fra"}[lang])
    top = rate.card.evaluate("(card) => card.getBoundingClientRect().top")
    assert 0 <= top < 820, "in view"
    assert course.result.count() == 1, "the course stands above it still"


def test_a_hand_over_of_a_decimal(tab):
    course = tab.calculator("ivig-course")
    course.answer(COURSE | {"weight_kg": "72,5", "days": "2", "chosen_daily_volume_ml": "722,5"})
    course.result.locator('button[data-action="handover"]').click()
    rate = Calculator(tab, "ivig-rate")
    expect(rate.control("weight_kg")).to_have_value("72,5")
    expect(rate.control("volume_ml")).to_have_value("722,5")
    expect(rate.result).to_have_attribute("data-status", "ok")


def test_a_change_above_takes_the_hand_over_back(tab):
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    course.result.locator('button[data-action="handover"]').click()
    rate = Calculator(tab, "ivig-rate")
    expect(rate.result).to_have_attribute("data-status", "ok")
    course.put("weight_kg", "80")
    assert rate.result.count() == 0
    assert rate.filled() == {}, "a plan for a weight that is no longer the patient's"
    expect(rate.card.locator(".ig-word")).to_be_visible()


def test_a_second_hand_over_opens_no_second_calculator(tab):
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    course.result.locator('button[data-action="handover"]').click()
    course.answer({"days": "2"})
    course.result.locator('button[data-action="handover"]').click()
    rate = Calculator(tab, "ivig-rate")
    expect(rate.card).to_have_count(1)
    expect(rate.control("volume_ml")).to_have_value("600")
    expect(rate.result).to_have_attribute("data-status", "ok")


def test_no_hand_over_from_a_field_that_is_still_being_typed_in(tab):
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    opened = course.at_once(
        """const button = card.querySelector("[data-action=handover]");
        set("weight_kg", "6");
        button.click();
        return document.querySelectorAll("ig-calculator").length;"""
    )
    assert opened == 1


@pytest.mark.parametrize("which", [0, 1])
def test_new_patient_empties_both(tab, which):
    course = tab.calculator("ivig-course")
    course.answer(COURSE)
    course.result.locator('button[data-action="handover"]').click()
    rate = Calculator(tab, "ivig-rate")
    expect(rate.result).to_have_attribute("data-status", "ok")
    tab.page.locator('button[data-action="clear"]').nth(which).click()
    for one in (course, rate):
        assert one.result.count() == 0
        assert one.filled() == {}
    assert rate.card.locator(".ig-word:visible").count() == 0
