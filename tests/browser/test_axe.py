"""axe finds nothing: on any page, in any state of any calculator, light and dark, in both languages, the theme included.

Colours alone differ between the themes: everything is looked at in light, and the rules about colour once more in dark. The
theme is then switched by what its own switch sets (`test_the_switch_sets_no_more_than_the_tests_do`).
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.pages import COURSE, FILLED, WHERE, Calculator, after_all
from tests.browser.test_every_page import in_turn, names, opened
from tests.worked import asked_for

AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
SHADES = {"light": "default", "dark": "slate"}
RUN = """async ([where, only] = []) => {
  const within = where ? document.querySelector(where) : document;
  const rules = { "target-size": { enabled: true } };  // of WCAG 2.2: axe leaves it off by itself
  const { violations } = await axe.run(within, { resultTypes: ["violations"], ...(only ? { runOnly: only } : { rules }) });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) =>
    `${node.target.join(" ")} (${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""})`).join("; ")}`);
}"""
SHADE = """(scheme) => {
  document.body.dataset.mdColorScheme = scheme;
  return Promise.all(document.getAnimations().map((one) => one.finished));
}"""
TABLET, PHONE = {"width": 820, "height": 1180}, {"width": 390, "height": 844}

# What somebody can type or choose by hand and the calculator then finds fault with, from the worked examples.
WRONG = {
    calculator: asked_for(calculator, "invalid")[0]
    for calculator in WHERE
    # nothing but yes, no and unknown: nobody can answer those wrongly; two others have a case of their own
    if calculator not in ("ivig-precheck", "sid-route", "ivig-maintenance", "igg-samples")
} | {
    "igg-samples": {"igg_1_g_l": "101", "date_1": "31.02.2026"},
    "ivig-course": {"weight_kg": "1.200", "dose_g_per_kg": "2,1", "product": "kiovig"},
    "ivig-maintenance": {"first_course_date": "31.02.2026", "first_response": "good", "weight_kg": "0,4"},
}
REFUSED = {calculator: next(iter(asked_for(calculator, "refused")), None) for calculator in WHERE}


def load(tab) -> None:
    """By evaluate: the policy lets no script in that is not the site's own."""
    tab.page.wait_for_timeout(150)  # what comes a moment later is to be looked at, too
    if not tab.page.evaluate("'axe' in window"):
        tab.page.evaluate(AXE.read_text("utf-8"))


def violations(tab) -> list[str]:
    """Of the page as it stands, in the theme it stands in."""
    assert tab.page.locator("body").get_attribute("data-md-color-scheme") == tab.scheme
    load(tab)
    return after_all(tab.page, lambda: tab.page.evaluate(RUN, []))


def in_both_shades(tab, where: str = "") -> list[str]:
    """Of the page or a part of it, light and dark."""
    load(tab)
    found = after_all(tab.page, lambda: tab.page.evaluate(RUN, [where, None]))
    tab.page.evaluate(SHADE, SHADES["dark"])
    found += [f"dark {one}" for one in tab.page.evaluate(RUN, [where, COLOURS])]
    tab.page.evaluate(SHADE, SHADES["light"])
    return found


@pytest.fixture
def tablet(warm_tab, lang):
    return warm_tab(lang, viewport=TABLET)


def test_every_page(tablet, lang):
    """Calculators empty."""
    wrong = {}
    for name in in_turn(lang):
        opened(tablet, name)
        if found := in_both_shades(tablet):
            wrong[name] = found
    assert wrong == {}


def test_every_page_on_a_phone(warm_tab, lang):
    tab = warm_tab(lang, viewport=PHONE)
    wrong = {}
    for name in set(names(lang)) - set(in_turn(lang)) or names(lang):
        opened(tab, name)
        load(tab)
        if found := after_all(tab.page, lambda: tab.page.evaluate(RUN, [])):
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("calculator", WHERE)
def test_answered_refused_and_in_error(tablet, calculator):
    card = f'ig-calculator[data-calculator="{calculator}"]'
    found = tablet.calculator(calculator)
    if calculator in WRONG:
        found.fill(WRONG[calculator])
        found.settle("invalid")
        assert found.form.locator(".ig-error:visible, [aria-invalid=true]").count() > 0, "in error"
        assert in_both_shades(tablet, card) == [], "in error"
        found.card.locator('button[data-action="clear"]').click()
    if REFUSED[calculator]:
        found.answer(REFUSED[calculator], "refused")
        assert in_both_shades(tablet, card) == [], "refused"
        found.card.locator('button[data-action="clear"]').click()
    found.answer(FILLED[calculator])
    found.open_details()
    assert in_both_shades(tablet) == [], "answered"


def test_handed_over(tablet):
    course = tablet.calculator("ivig-course")
    course.answer(COURSE)
    course.result.locator('button[data-action="handover"]').click()
    expect(Calculator(tablet, "ivig-rate").result).to_have_attribute("data-status", "ok")
    assert in_both_shades(tablet) == []


def test_a_plan_that_is_followed(warm_tab, a_lang):
    """Bar, panel, the dialogue of each event with and without an error, the question before the end; and the second reader."""
    tab = warm_tab(a_lang, viewport=TABLET)
    page = tab.page
    rate = tab.calculator("ivig-rate")
    rate.card.locator('button[data-action="now"]').click()
    rate.answer({"weight_kg": "72", "volume_ml": "720", "product": "kiovig"})
    page.locator("[data-action=second], .ig-second-open").first.click()
    expect(page.locator("dialog.ig-second")).to_be_visible()
    assert in_both_shades(tab, "dialog.ig-second") == [], "second reader"
    page.keyboard.press("Escape")
    page.locator(".ig-follow-begin button").click()
    expect(page.locator(".ig-follow-headline")).to_be_visible()
    page.locator(".ig-follow .ig-fold summary").click()
    try:
        assert in_both_shades(tab) == [], "panel and bar"
        for kind in ("rate", "pause", "resume"):
            page.locator(f'[data-follow="{kind}"]').click()
            assert in_both_shades(tab, ".ig-follow") == [], kind
            if kind != "pause":
                page.locator('[data-follow="save"]').click()
                expect(page.locator(".ig-follow-event [aria-invalid]").first).to_be_visible()
                assert in_both_shades(tab, ".ig-follow") == [], f"{kind}, in error"
            else:
                page.locator('[data-follow="save"]').click()
                expect(page.locator(".ig-follow-now")).to_have_attribute("data-phase", "paused")
    finally:
        page.locator('[data-follow="end"]').click()
        assert in_both_shades(tab, ".ig-follow") == [], "before the end"
        page.locator('[data-follow="endSure"]').click()
    expect(page.locator(".ig-follow")).to_have_count(0)


def test_the_menu_open(tablet):
    tablet.page.goto(tablet.address("ivig/dose"))  # anew: after a change of page the theme closes the menu
    menu = tablet.page.locator('button[for="__drawer"]')
    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "true")
    assert in_both_shades(tablet) == []
    tablet.page.keyboard.press("Escape")


def test_failed(open_tab, a_lang):
    tab = open_tab(a_lang, viewport=TABLET)
    tab.expects_complaints = True
    tab.page.add_init_script("delete globalThis.WebAssembly")
    course = tab.calculator("ivig-course", ready=False)
    expect(course.failure).to_be_visible()
    assert in_both_shades(tab) == []


def test_the_switch_sets_no_more_than_the_tests_do(open_tab):
    tab = open_tab("nb", color_scheme="dark")
    tab.go()
    tab.scheme = SHADES["dark"]
    assert violations(tab) == []
    body = tab.page.locator("body")
    dark = body.evaluate("(body) => body.outerHTML.match(/^<body[^>]*>/)[0]")
    tab.page.emulate_media(color_scheme="light")
    expect(body).to_have_attribute("data-md-color-scheme", SHADES["light"])
    light = body.evaluate("(body) => body.outerHTML.match(/^<body[^>]*>/)[0]")
    assert light.replace(f'scheme="{SHADES["light"]}"', f'scheme="{SHADES["dark"]}"') == dark
