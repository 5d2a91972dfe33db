"""The order of every answer: verdict or figures, what to do next, warnings, table or dates, then what explains; each fact once."""

import pytest

import calculators
from calculators.engine.examples import examples_of
from calculators.page.answer import answer_element
from tests.frozen import FROZEN

IDS = [calculator.id for calculator in calculators.catalog()]
# Parts by their class, as a reader of the screen meets them; what an answer does not have is left out.
PLACES = "answer ig-missing ig-take ig-outstanding ig-warnings ig-handover detail ig-notes details ig-inputs ig-basis"
ORDER = tuple(PLACES.split())
ANSWER = ("ig-verdict", "ig-for")
DETAIL = ("ig-values", "ig-rows-box")


def shown(calculator: str, inputs: dict[str, str], lang: str = "nb"):
    return answer_element(calculators.run(calculator, inputs, lang, FROZEN), "../../")


def parts(answer) -> list[str]:
    """The kinds of the answer's parts in order. Figures right after the verdict, or first of all, are the answer itself."""
    found = []
    for part in answer:
        names = part.get("class", "").split()
        if "ig-paper" in names:
            continue
        if part.tag == "details":  # remarks folded under a heading stand among the remarks
            found.append("ig-notes" if "ig-fold" in names else "details")
        elif set(names) & set(ANSWER):
            found.append("answer")
        elif set(names) & set(DETAIL):
            found.append("answer" if set(found) <= {"answer"} else "detail")
        else:
            found.append(names[-1])
    return found


def asked(calculator: str) -> list[dict[str, str]]:
    return [example.inputs for example in examples_of(calculator) if example.expect["status"] != "invalid"]


@pytest.mark.parametrize("calculator", IDS)
def test_what_a_reader_acts_on_stands_before_what_explains(calculator):
    for inputs in asked(calculator):
        found = parts(shown(calculator, inputs))
        assert found[0] == "answer" and found.count("ig-take") == 1, (inputs, found)
        places = [ORDER.index(part) for part in found]
        assert places == sorted(places), (inputs, found)


@pytest.mark.parametrize("calculator", IDS)
def test_copy_and_print_stand_with_the_verdict_or_the_figures(calculator):
    """Nothing but the question that decides next comes between."""
    for inputs in asked(calculator):
        found = parts(shown(calculator, inputs))
        assert set(found[: found.index("ig-take")]) <= {"answer", "ig-missing"}, (inputs, found)


def test_a_plan_opens_with_its_rows_whatever_is_warned_of():
    """80 kg, 60 ml, 100 mg/ml: warned of as less than the lowest course of the source gives in a day; the rates stand first."""
    answer = shown("ivig-rate", {"weight_kg": "80", "volume_ml": "60", "product": "kiovig"})
    found = [(part.get("class") or "").split()[-1] for part in answer if part.get("class") and "ig-paper" not in part.get("class")]
    assert found[:2] == ["ig-for", "ig-rows-box"] and "ig-warnings" in found


def tiles(answer) -> dict[str, bool]:
    """Each figure by its name: whether a screen shows it in a place of its own."""
    return {
        pair.get("data-name"): tile.get("data-more") is None
        for tile in answer.iter("div")
        if tile.get("class") == "ig-value"
        for pair in tile.iter("dd")
    }


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_day_of_the_verdict_does_not_stand_below_it_again(lang):
    """The days by hand: 6 and 12 months, 3 and 6 weeks and 3 more, 60 days."""
    followup = shown("sid-followup", {"start_date": "2025-10-01", "population": "haematological"}, lang)
    found = tiles(followup)
    assert not any(found[name] for name in ("stop_trial_from", "stop_trial_to", "review_3m", "review_6m"))
    assert found["pause_from"] and found["pause_to"], "1 October is the last day of the window, too: another fact"
    second = tiles(shown("ivig-maintenance", {"first_course_date": "2026-11-20", "first_response": "suboptimal"}, lang))
    assert second == {"first_review_date": True, "second_course_date": False, "second_review_date": False}
    window = shown("serology-window", {"last_infusion_date": "2026-03-06", "sample_date": "2026-03-20"}, lang)
    assert tiles(window) == {"window_end": False} and window.find("dl[@class='ig-values']").get("data-more") is not None


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_day_that_no_verdict_says_stands_among_the_figures(lang):
    """The verdict of a deadline that had passed before the start has no day: the window is shown."""
    passed = {"start_date": "2026-06-01", "population": "cart_bispecific", "child": "no", "therapy_date": "2025-10-15"}
    found = tiles(shown("sid-followup", passed, lang))
    assert found["stop_trial_from"] and found["stop_trial_to"]
    assert tiles(shown("serology-window", {"last_infusion_date": "2026-03-06"}, lang)) == {"window_end": True}
    early = {"population": "cart_bispecific", "child": "no", "igg_g_l": "3,2", "therapy_date": "2025-08-31"}
    assert tiles(shown("sid-eligibility", early | {"assessment_date": "2026-01-10"}, lang)) == {"stop_by": True}


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_what_holds_for_every_answer_is_one_line_at_its_end(lang):
    for calculator, inputs, code in (
        ("ivig-course", {"weight_kg": "60", "days": "5", "product": "kiovig"}, "weight_as_entered"),
        ("ivig-rate", {"weight_kg": "60", "volume_ml": "600", "product": "kiovig"}, "check_label"),
        ("ivig-maintenance", {"first_course_date": "2026-11-20"}, "proposed"),
    ):
        answer = shown(calculator, inputs, lang)
        assert [one.get("data-code") for one in answer.find("p[@class='ig-basis']") if one.get("data-code")] == [code]
        assert not [one for one in answer.iter("li") if one.get("data-code") == code]
