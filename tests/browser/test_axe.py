"""axe finds nothing on the pages that matter most: empty and answered, light and dark."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.pages import COURSE, FILLED, MAIN, WHERE, Calculator

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) => `${id}: ` +
  `${nodes.map((node) => `${node.target.join(" ")} (${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""})`).join("; ")}`)"""


def shade(opener, lang, scheme):
    tab = opener(lang, color_scheme=scheme)
    tab.scheme = {"light": "default", "dark": "slate"}[scheme]
    return tab


@pytest.fixture(params=["light", "dark"])
def shaded(request, warm_tab, lang):
    return shade(warm_tab, lang, request.param)


def violations(tab) -> list[str]:
    assert tab.page.locator("body").get_attribute("data-md-color-scheme") == tab.scheme
    # By evaluate: the policy lets no script in that is not the site's own.
    tab.page.evaluate(AXE.read_text("utf-8"))
    return tab.page.evaluate(RUN)


def test_home(shaded):
    shaded.go()
    assert violations(shaded) == []


@pytest.mark.parametrize("calculator", MAIN)
def test_empty(shaded, calculator):
    shaded.calculator(calculator)
    assert violations(shaded) == []


@pytest.mark.parametrize("calculator", MAIN)
def test_answered(shaded, calculator):
    found = shaded.calculator(calculator)
    found.answer(FILLED[calculator])
    found.open_details()
    assert violations(shaded) == []


@pytest.mark.parametrize(("lang", "scheme"), [("nb", "light"), ("da", "dark")])
@pytest.mark.parametrize("calculator", [one for one in WHERE if one not in MAIN])
def test_the_other_calculators_answered(warm_tab, lang, scheme, calculator):
    tab = shade(warm_tab, lang, scheme)
    found = tab.calculator(calculator)
    found.answer(FILLED[calculator])
    found.open_details()
    assert violations(tab) == []


def test_with_errors(shaded):
    course = shaded.calculator("ivig-course")
    course.fill({"weight_kg": "tung", "dose_g_per_kg": "9"})
    course.settle("invalid")
    expect(course.error("weight_kg")).to_be_visible()
    assert violations(shaded) == []


def test_refused(shaded):
    rate = shaded.calculator("ivig-rate")
    rate.fill(FILLED["ivig-rate"] | {"product": "octagam-50"})
    rate.settle("refused")
    assert violations(shaded) == []


def test_handed_over(shaded):
    course = shaded.calculator("ivig-course")
    course.answer(COURSE)
    course.result.locator('button[data-action="handover"]').click()
    expect(Calculator(shaded, "ivig-rate").result).to_have_attribute("data-status", "ok")
    assert violations(shaded) == []


@pytest.mark.parametrize(("lang", "scheme"), [("nb", "light"), ("da", "dark")])
def test_failed(open_tab, lang, scheme):
    tab = shade(open_tab, lang, scheme)
    tab.expects_complaints = True
    tab.page.add_init_script("delete globalThis.WebAssembly")
    course = tab.calculator("ivig-course", ready=False)
    expect(course.failure).to_be_visible()
    assert violations(tab) == []
