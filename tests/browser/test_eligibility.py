"""`sid-eligibility` as it is used."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.pages import ELIGIBLE, LISTEN

STATE = {
    "nb": {"true": "Oppfylt", "false": "Ikke oppfylt", "unknown": "Ikke avklart"},
    "da": {"true": "Opfyldt", "false": "Ikke opfyldt", "unknown": "Ikke afklaret"},
}
CONSIDER = {"population": "haematological", "igg_g_l": "5,2", "igg_confirmed": "no", "severe_or_recurrent": "no",
            "low_igg_decisive": "yes", "hospital_infections_6m": "2"}  # fmt: skip
NOT_MET = {"population": "haematological", "igg_g_l": "7", "m_component": "no", "below_age_range": "no"}


@pytest.fixture
def listening(warm_tab, lang):
    return warm_tab(lang, LISTEN)


@pytest.fixture
def eligibility(listening):
    return listening.calculator("sid-eligibility")


def judged(calculator, values) -> str:
    calculator.answer(values)
    outcome = calculator.result.get_attribute("data-outcome")
    assert calculator.result.locator("p.ig-verdict").get_attribute("data-outcome") == outcome
    return outcome


def test_met(eligibility, lang):
    assert judged(eligibility, ELIGIBLE) == "meets"
    words = {"nb": "Oppstartskriteriene i denne gruppen er oppfylt.", "da": "Opstartskriterierne i denne gruppe er opfyldt."}
    expect(eligibility.result.locator("p.ig-verdict strong")).to_have_text(words[lang])


def test_to_be_considered(eligibility):
    assert judged(eligibility, CONSIDER) == "consider"
    assert eligibility.result.locator('[data-code="weigh"]').is_visible()


def test_not_met(eligibility, lang):
    assert judged(eligibility, NOT_MET) == "not_met"
    words = {"nb": "Oppstartskriteriene i denne gruppen er ikke oppfylt.", "da": "Opstartskriterierne i denne gruppe er ikke opfyldt."}
    expect(eligibility.result.locator("p.ig-verdict strong")).to_have_text(words[lang])


def test_undetermined_names_what_is_missing(eligibility):
    assert judged(eligibility, {"population": "haematological", "igg_g_l": "3"}) == "undetermined"
    first, *others = eligibility.result.locator(".ig-missing a").all()
    asked = ("igg_confirmed", "severe_or_recurrent", "low_igg_decisive")
    labels = [eligibility.field(name).locator("legend").text_content() for name in asked]
    assert labels[0] in first.text_content() and [one.text_content() for one in others] == labels[1:]
    verdict, missing = eligibility.result.locator("p.ig-verdict"), eligibility.result.locator("p.ig-verdict + .ig-missing")
    assert missing.count() == 1 and verdict.is_visible(), "directly under the verdict"
    first.click()
    expect(eligibility.field("igg_confirmed")).to_be_focused()


def test_only_the_group(eligibility):
    assert judged(eligibility, {"population": "hsct"}) == "undetermined"


def test_four_is_not_below_four(eligibility):
    assert judged(eligibility, {"population": "hsct", "igg_g_l": "4,0"}) == "not_met"
    assert eligibility.criteria()["hsct_igg"][0] == "false"
    assert judged(eligibility, {"igg_g_l": "3,99"}) == "meets"
    assert eligibility.criteria()["hsct_igg"][0] == "true"


def test_below_as_the_laboratory_writes_it(eligibility):
    assert judged(eligibility, {"population": "hsct", "igg_g_l": "<1,1"}) == "meets"


def test_the_trace_says_each_state_in_words(eligibility, lang):
    judged(eligibility, {"population": "haematological", "igg_g_l": "3", "severe_or_recurrent": "no"})
    found = eligibility.criteria()
    assert {state for state, _ in found.values()} == {"true", "false", "unknown"}
    assert [one for one, (state, words) in found.items() if words != STATE[lang][state]] == []
    assert found["haem_low_igg"][0] == "true"
    assert found["severe_or_recurrent"][0] == "false"
    assert found["decisive"][0] == "unknown"
    for sign in eligibility.result.locator(".ig-criteria .ig-sign").all():
        assert sign.get_attribute("aria-hidden") == "true", "the words say it already"
    eligibility.open_details()
    for words in eligibility.result.locator(".ig-criteria .ig-state").all():
        expect(words).to_be_visible()


def test_what_is_outstanding_is_shown(eligibility):
    judged(eligibility, ELIGIBLE)
    assert len(eligibility.texts(".ig-outstanding li")) == 3, "vaccination, antibiotics, IgA and IgM"
    eligibility.result.locator(".ig-outstanding li > .ig-to-field").nth(1).click()
    expect(eligibility.field("antibiotics_considered")).to_be_focused()
    eligibility.answer({"vaccinated": "yes", "antibiotics_considered": "not_applicable", "iga_igm_measured": "yes"})
    assert eligibility.result.locator(".ig-outstanding").count() == 0


def test_the_line_at_the_foot_of_the_screen_is_whole_however_many_lines_it_has(eligibility):
    page, usual = eligibility.page, eligibility.page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert judged(eligibility, {"population": "haematological"}) == "undetermined"
    eligibility.form.evaluate("(form) => form.scrollIntoView()")
    box = eligibility.card.locator(".ig-answer-bar").bounding_box()
    assert box["height"] > 60, "more than one line"
    assert box["y"] > 0 and box["y"] + box["height"] <= 640
    page.set_viewport_size(usual)


def test_outstanding_never_changes_the_verdict(eligibility):
    assert judged(eligibility, ELIGIBLE | {"vaccinated": "no", "antibiotics_considered": "no", "iga_igm_measured": "no"}) == "meets"


def test_a_patient_already_treated_is_led_to_trough_and_stopping(eligibility):
    first = eligibility.form.locator(".ig-field").first
    expect(first).to_have_attribute("data-field", "on_immunoglobulin")
    assert judged(eligibility, ELIGIBLE | {"on_immunoglobulin": "yes"}) == "on_treatment"
    assert eligibility.result.locator('.ig-warnings [data-code="on_treatment"]').is_visible()
    eligibility.result.locator('[data-action="handover"][data-to="sid-followup"]').click()
    followup = eligibility.page.locator('ig-calculator[data-calculator="sid-followup"]')
    expect(followup.locator('[data-field="population"] select')).to_have_value("haematological")


def test_hsct_not_met_is_judged_as_group_1_in_one_tap(eligibility):
    assert judged(eligibility, {"population": "hsct", "igg_g_l": "4,0"}) == "not_met"
    eligibility.result.locator('[data-action="handover"]').click()
    expect(eligibility.field("population").locator("select")).to_have_value("haematological")
    expect(eligibility.field("igg_g_l").locator("input")).to_have_value("4")
    expect(eligibility.result).to_have_attribute("data-outcome", "undetermined")
    expect(eligibility.card.locator(".ig-word")).to_contain_text("4")


# --- only the fields that the group needs

CART = {"population": "cart_bispecific", "child": "no", "therapy_date": "01.09.2026", "assessment_date": "20.11.2026", "igg_g_l": "3"}
ONLY_CART = ("child", "therapy_date", "assessment_date")
BEFORE = ["vaccinated", "antibiotics_considered", "iga_igm_measured"]


def seen(calculator) -> list[str]:
    fields = calculator.form.locator(".ig-field")
    return fields.evaluate_all("(fields) => fields.filter((one) => one.checkVisibility()).map((one) => one.dataset.field)")


def test_only_what_can_still_change_the_answer_is_asked(eligibility):
    assert seen(eligibility) == ["on_immunoglobulin", "population"]
    first = ["on_immunoglobulin", "population"]
    asked = {
        "haematological": ["igg_g_l", "igg_confirmed", "severe_or_recurrent", "low_igg_decisive"],
        "cart_bispecific": ["child", "igg_confirmed"],
        "hsct": ["igg_g_l", "igg_confirmed"],
        "other": ["igg_g_l", "igg_confirmed", "severe_or_recurrent", "low_igg_decisive", "specialist_workup"],
    }
    for population, fields in asked.items():
        judged(eligibility, {"population": population})
        assert seen(eligibility) == [*first, *fields, *BEFORE], population


def test_a_verdict_that_stands_silences_the_rest(eligibility):
    assert judged(eligibility, ELIGIBLE) == "meets"
    assert seen(eligibility) == ["on_immunoglobulin", *ELIGIBLE, *BEFORE]
    assert judged(eligibility, {"severe_or_recurrent": "no"}) == "undetermined"
    assert {"low_igg_decisive", "verified_infections_6m"} <= set(seen(eligibility)), "and brings it back"


def test_no_infections_at_all_is_one_answer(eligibility):
    judged(eligibility, {"population": "haematological", "igg_g_l": "3,8"})
    eligibility.form.locator('[data-action="fill"]').click()
    eligibility.settle()
    assert eligibility.result.get_attribute("data-outcome") == "not_met"
    filled = {"population": "haematological", "igg_g_l": "3,8", "severe_or_recurrent": "no", "verified_infections_6m": "0"}
    assert eligibility.filled() == filled
    expect(eligibility.form.locator('[data-action="fill"]')).to_be_hidden()
    expect(eligibility.field("verified_infections_6m")).to_be_visible()


def test_nothing_looks_chosen_that_nobody_chose(eligibility, listening):
    judged(eligibility, {"population": "haematological"})
    assert eligibility.form.locator("input:checked").count() == 0
    assert listening.asked()[-1]["inputs"] == {"population": "haematological"}
    judged(eligibility, {"igg_confirmed": "unknown"})
    assert eligibility.form.locator("input:checked").count() == 1
    assert listening.asked()[-1]["inputs"]["igg_confirmed"] == "unknown"


def test_the_day_of_the_assessment_is_today_until_somebody_writes_another(eligibility, listening, lang):
    today = date.today()
    treated = (today - timedelta(days=120)).isoformat()
    judged(eligibility, {"population": "cart_bispecific", "child": "no", "therapy_date": treated, "igg_g_l": "3"})
    written = f"{today:%d.%m.%Y}"
    expect(eligibility.control("assessment_date")).to_have_value(written)
    assert eligibility.result.get_attribute("data-outcome") == "meets"
    said = {"nb": "(dagens dato)", "da": "(dags dato)"}[lang]
    assert eligibility.inputs()["assessment_date"].endswith(said)
    judged(eligibility, {"assessment_date": (today - timedelta(days=1)).isoformat()})
    assert not eligibility.inputs()["assessment_date"].endswith(said)
    eligibility.answer({"assessment_date": ""})
    assert "assessment_date" not in listening.asked()[-1]["inputs"], "what somebody took out does not come back"


def test_a_group_without_fields_has_no_heading(eligibility):
    eligibility.put("population", "hsct")
    expect(eligibility.form.locator('.ig-group[data-group="infections"]')).to_be_hidden()


def test_what_another_group_asked_is_kept_and_not_used(eligibility, listening):
    assert judged(eligibility, CART) == "meets"
    assert eligibility.value("stop_by")
    assert judged(eligibility, {"population": "haematological"}) != "not_covered"
    assert {*ONLY_CART} & set(listening.asked()[-1]["inputs"]) == set()
    assert set(eligibility.inputs()) & {*ONLY_CART} == set()
    eligibility.put("population", "cart_bispecific")
    for name in ("therapy_date", "assessment_date"):
        expect(eligibility.control(name)).to_have_value(CART[name])
        expect(eligibility.field(name)).to_be_visible()
    eligibility.settle()
    assert eligibility.result.get_attribute("data-outcome") == "meets", "it comes back as it was typed"


def test_an_error_in_a_field_now_hidden_is_gone(eligibility):
    eligibility.fill(CART | {"therapy_date": "31.02.2026"})
    eligibility.settle("invalid")
    expect(eligibility.error("therapy_date")).to_be_visible()
    assert judged(eligibility, {"population": "hsct"}) == "meets"
    for name in ONLY_CART:
        expect(eligibility.error(name)).to_be_hidden()


def test_two_answers_that_cannot_both_be_true(eligibility):
    eligibility.fill({"population": "haematological", "igg_g_l": "5", "hospital_infections_6m": "3"})
    eligibility.fill({"verified_infections_6m": "1"})
    eligibility.settle("invalid")
    for name in ("hospital_infections_6m", "verified_infections_6m"):
        expect(eligibility.error(name)).to_be_visible()


def test_the_answer_repeats_its_inputs(eligibility, lang):
    judged(eligibility, ELIGIBLE)
    inputs = eligibility.inputs()
    assert inputs["igg_g_l"] == "3,1\N{NO-BREAK SPACE}g/l"
    assert inputs["population"] == {"nb": "Hematologisk sykdom", "da": "Hæmatologisk sygdom"}[lang]
    assert inputs["igg_confirmed"] == inputs["severe_or_recurrent"] == "Ja"
    assert "vaccinated" not in inputs, "what was not answered is not an input"
