"""A colleague enters the figures of the infusion plan once more, without seeing the first entries."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import RATE, plain

PLAN = RATE | {"start_time": "08:00"}


@pytest.fixture
def rate(tab):
    found = tab.calculator("ivig-rate")
    found.answer(PLAN)
    return found


def enter(rate, **typed: str) -> None:
    for name, text in typed.items():
        field = rate.page.locator(f'dialog [data-field="{name}"]')
        if name == "product":
            field.locator("select").select_option(text)
        else:
            field.locator("input").fill(text)
    rate.page.locator("dialog button[type=submit]").click()


def verdicts(rate) -> list[str | None]:
    expect(rate.page.locator("dialog .ig-second-verdict")).to_be_visible()
    return [item.get_attribute("data-agrees") for item in rate.page.locator("dialog li").all()]


def test_the_same_figures_agree_whatever_way_they_are_typed_and_the_answer_says_so(rate):
    rate.card.locator(".ig-second-open").click()
    assert [one.input_value() for one in rate.page.locator("dialog input").all()] == ["", "", ""], "the first entries are not seen"
    enter(rate, weight_kg="60,0", volume_ml="600 ml", product="kiovig", start_time="0800")
    assert verdicts(rate) == ["true"] * 4
    rate.page.locator("dialog [data-second=close]").click()
    expect(rate.page.locator("dialog")).to_have_count(0)
    done = plain(rate.result.locator(".ig-second-done").text_content())
    assert all(figure in done for figure in ("60 kg", "600 ml", "08:00"))
    # It stands on the paper too.
    rate.page.emulate_media(media="print")
    expect(rate.result.locator(".ig-second-done")).to_be_visible()
    rate.page.emulate_media(media="screen")
    # Another answer was not checked by anybody.
    rate.answer({"volume_ml": "500"})
    expect(rate.result.locator(".ig-second-done")).to_have_count(0)


def test_what_differs_is_named_with_both_and_nothing_is_said_to_be_checked(rate):
    rate.card.locator(".ig-second-open").click()
    enter(rate, weight_kg="66", volume_ml="600", product="panzyga", start_time="08:00")
    assert verdicts(rate) == ["false", "true", "false", "true"]
    weight = plain(rate.page.locator("dialog li").first.text_content())
    assert "60 kg" in weight and "66 kg" in weight
    rate.page.keyboard.press("Escape")
    expect(rate.page.locator("dialog")).to_have_count(0)
    assert rate.result.locator(".ig-second-done").count() == 0
    assert rate.filled()["weight_kg"] == "60", "the first entries stand as they were"


def test_a_slip_of_the_second_person_is_told_at_its_field(rate):
    rate.card.locator(".ig-second-open").click()
    enter(rate, weight_kg="sixty", volume_ml="600", product="kiovig", start_time="08:00")
    expect(rate.page.locator('dialog [data-field="weight_kg"] .ig-error')).to_be_visible()
    assert rate.page.locator("dialog .ig-second-verdict").count() == 0
