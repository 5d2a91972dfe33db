"""A verdict points at the sentences it rests on, in the JSON and on the page."""

import pytest

import calculators
from calculators.element import html
from calculators.page.answer import answer_element
from tests.frozen import FROZEN


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_verdict_carries_its_sources(lang):
    inputs = {"first_course_date": "2026-03-02", "first_response": "suboptimal", "second_response": "none"}
    result = calculators.run("ivig-maintenance", inputs, lang, FROZEN)
    assert result.answer is not None and result.answer.outcome_facts == ("nel-maint-nonresponder",)
    assert "nel-maint-nonresponder" in result.to_json()["facts"]
    verdict = next(e for e in answer_element(result, "../../").iter("p") if "ig-verdict" in e.get("class", ""))
    links = [link.get("href") for link in verdict.iter("a")]
    assert links == ["../../ivig/maintenance/#nel-maint-nonresponder"], html(verdict)


def test_a_contraindication_points_at_itself_alone():
    result = calculators.run("ivig-precheck", {"ivig_allergy": "yes", "severe_heart_failure": "yes"}, "nb", FROZEN)
    assert result.answer is not None
    assert result.answer.outcome_facts == ("nel-contra-heart", "nel-contra-allergy")
