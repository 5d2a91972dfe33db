"""The same question gets the same answer wherever the tablet is and whatever its language; only "now" is local."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.browser.pages import RATE, plain

# Language and place of the browser, and a moment: the nights when the clocks change, and the turn of the year.
PLACES = [
    ("nb-NO", "Europe/Oslo", "2026-03-29T00:59:30+00:00", "29.03.2026 kl. 01:59"),
    ("nb-NO", "Europe/Oslo", "2026-03-29T01:00:30+00:00", "29.03.2026 kl. 03:00"),
    ("da-DK", "Europe/Copenhagen", "2026-10-25T00:30:00+00:00", "25.10.2026 kl. 02:30"),
    ("da-DK", "Europe/Copenhagen", "2026-10-25T01:30:00+00:00", "25.10.2026 kl. 02:30"),
    ("en-US", "America/Los_Angeles", "2027-01-01T07:05:00+00:00", "31.12.2026 kl. 23:05"),
    ("en-US", "Pacific/Auckland", "2026-12-31T11:05:00+00:00", "01.01.2027 kl. 00:05"),
]
# At home, and as far from it as one can be to either side: there an answer with dates is asked for too.
FURTHEST = ("Europe/Oslo", "America/Los_Angeles", "Pacific/Auckland")
# Over midnight, over the hour that is lost in March, over the leap day, and with decimals.
PLAN = RATE | {"weight_kg": "60,5", "start_time": "23:45"}
DATES = {"start_date": "29.02.2028", "population": "haematological"}
# Over the nights of both changes of the clock: 15 March and three weeks, 28 August and 60 days.
OVER = {
    "ivig-maintenance": {"first_course_date": "15.03.2026", "first_response": "good", "taper_courses": "4"},
    "serology-window": {"last_infusion_date": "28.08.2026", "first_infusion_date": "24.08.2026", "sample_date": "27.10.2026"},
    "sid-followup": DATES,
}
# Tells what a browser tells of printing, and prints nothing.
PRINTED = "window.print = () => ['beforeprint', 'afterprint'].forEach((one) => dispatchEvent(new Event(one)));"
TEXT = """(result) => {
  const copy = result.cloneNode(true);
  for (const printed of copy.querySelectorAll(".ig-printed")) printed.remove();
  return copy.textContent;
}"""


def test_the_moments_are_what_they_are_called():
    """The expected local times by another library."""
    for _, zone, moment, local in PLACES:
        there = datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
        assert f"{there:%d.%m.%Y} kl. {there:%H:%M}" == local
    offsets = {
        datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).utcoffset().total_seconds() / 3600 for _, zone, moment, _ in PLACES
    }
    assert {-8, 1, 2, 13} == offsets


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_answers_do_not_depend_on_place_or_language(open_tab, lang):
    plans, dated = set(), set()
    for locale, zone, moment, local in PLACES if lang == "nb" else PLACES[::3]:
        tab = open_tab(lang, locale=locale, timezone_id=zone)
        tab.warm = True  # on from page to page, with the calculators that already run
        tab.page.add_init_script(PRINTED)
        tab.page.clock.set_fixed_time(moment)
        rate = tab.calculator("ivig-rate")
        rate.answer(PLAN)
        plan = rate.result.evaluate(TEXT)
        assert "23:45" in plan

        rate.card.locator('button[data-action="now"]').click()
        assert rate.filled()["start_time"] == local.split()[-1], (zone, moment)
        rate.settle()
        rate.card.locator('button[data-action="print"]').click()
        printed = rate.card.locator(".ig-printed").all_text_contents()
        assert printed and set(printed) == {local}, (zone, moment)

        plans.add(plan)
        if zone in FURTHEST:
            texts = []
            for calculator, inputs in OVER.items():
                found = tab.calculator(calculator)
                found.answer(inputs)
                texts.append(found.result.evaluate(TEXT))
            dated.add(tuple(texts))
        tab.page.context.close()
    assert len(plans) == len(dated) == 1
    [(maintenance, serology, _)] = dated
    assert "5. april 2026" in plain(maintenance) and "27. oktober 2026" in plain(serology)
