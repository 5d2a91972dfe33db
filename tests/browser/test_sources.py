"""Every figure of an answer leads to its sentence, which lights up and says the same figure."""

import re
import time
import tomllib
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from calculators.facts.figure import parse_figure
from tests.browser.conftest import ROOT
from tests.browser.pages import COURSE, ELIGIBLE, FILLED, MAIN, PATIENCE_MS, RATE, WHERE, Tab

REGISTER = tomllib.loads((ROOT / "calculators/facts/register.toml").read_text("utf-8"))

# Inputs that bring out as many different links as possible.
CASES = {
    "course": ("ivig-course", COURSE),
    "low course": ("ivig-course", COURSE | {"dose_g_per_kg": "0,4", "product": "octagam-50", "days": "2"}),
    "plan": ("ivig-rate", RATE | {"volume_ml": "1200"}),
    "refused plan": ("ivig-rate", RATE | {"product": "octagam-50"}),
    "haematological": ("sid-eligibility", {"population": "haematological", "igg_g_l": "7", "m_component": "yes"}),
    "met": ("sid-eligibility", ELIGIBLE),
    "early CAR-T": (
        "sid-eligibility",
        {"population": "cart_bispecific", "child": "no", "therapy_date": "01.09.2026", "assessment_date": "20.11.2026", "igg_g_l": "3"},
    ),
    "late CAR-T": (
        "sid-eligibility",
        {"population": "cart_bispecific", "child": "no", "therapy_date": "01.01.2026", "assessment_date": "20.11.2026"},
    ),
    "HSCT": ("sid-eligibility", {"population": "hsct", "igg_g_l": "3"}),
    "other": ("sid-eligibility", {"population": "other", "igg_g_l": "3"}),
}
CASES |= {calculator: (calculator, FILLED[calculator]) for calculator in WHERE if calculator not in MAIN}


@dataclass(frozen=True)
class Link:
    """A link of an answer."""

    address: str  # without the anchor
    anchor: str
    text: str
    is_figure: bool
    href: str


def links_of(calculator) -> list[Link]:
    found = calculator.result.evaluate(
        """(result) => [...result.querySelectorAll("a:not(.ig-to-field, .ig-handover a)")].filter((a) => a.checkVisibility()).map((one) =>
          [one.href, one.textContent, one.classList.contains("ig-fig"), one.getAttribute("href")])"""
    )
    return [Link(*urldefrag(address), text, is_figure, href) for address, text, is_figure, href in found]


def answered(tab: Tab, case: str):
    calculator, values = CASES[case]
    found = tab.calculator(calculator)
    found.fill(values)
    found.settle("refused" if case == "refused plan" else "ok")
    return found


def figure(text: str, anchor: str, lang: str):
    fact, _, name = anchor.partition("--")
    return parse_figure(text, lang, REGISTER[fact]["shape"][name or "value"])


def reads_alike(shown: str, in_text: str, anchor: str, lang: str) -> bool:
    """Whether a link says the figure of the text; of a range it may say one end."""
    one, whole = figure(shown, anchor, lang), figure(in_text, anchor, lang)
    if one == whole or one.high is not None or whole.high is None:
        return one == whole
    return (one.comparator, one.unit) == (whole.comparator, whole.unit) and one.low in (whole.low, whole.high)


def place_of(link: Link) -> str:
    """Page and anchor, in whatever language."""
    return f"{re.sub('/(nb|da)/', '/', urlsplit(link.address).path, count=1)}#{link.anchor}"


LIT = """(anchor) => {
  const target = document.getElementById(anchor);
  if (!target) return "no such place";
  const block = target.closest("li, tr, p, dd, dt");
  const box = target.getBoundingClientRect();
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  if (location.hash !== `#${anchor}`) return `the address says ${location.hash}`;
  if (!middle || !(target.contains(middle) || middle.contains(target))) return "out of sight";
  if (target.matches("h2, h3")) return ""; // a whole section, such as what to do at a reaction
  const style = getComputedStyle(block);
  if (style.boxShadow === "none") return "not lit";
  if (/rgba\\(.*, 0\\)|transparent/.test(style.backgroundColor)) return "not lit behind";
  const blocks = [...document.querySelectorAll("article :is(li, tr, p, dd)")];
  const others = blocks.filter((one) => !one.contains(target) && !target.contains(one));
  const also = others.filter((one) => one.matches(".ig-lit") || one.querySelector(".ig-fact:target"));
  return also.length ? `${also.length} others lit` : "";
}"""


def wrong_with(tab: Tab, link: Link) -> str:
    """What is wrong with the place that a link led to; nothing, if all is well."""
    # Asked again and again from here: a function that waits in the page would need eval, which the policy forbids.
    until = time.monotonic() + PATIENCE_MS / 1000
    while (wrong := tab.page.evaluate(LIT, link.anchor)) and time.monotonic() < until:
        tab.page.wait_for_timeout(50)
    if wrong or not link.is_figure:
        return wrong
    in_text = tab.page.locator(f"[id='{link.anchor}']").text_content()
    return "" if reads_alike(link.text, in_text, link.anchor, tab.lang) else f"the text says {in_text}"


def follow(tab: Tab, calculator, link: Link) -> str:
    """Clicks one of the links of an answer; what is wrong with where it led, or nothing."""
    one = calculator.result.locator(f'a[href="{link.href}"]:visible').filter(has_text=link.text).first
    try:
        one.click()
        tab.page.wait_for_url(f"{link.address}#{link.anchor}")
        wrong = wrong_with(tab, link)
    except PlaywrightError as error:
        wrong = str(error)
    return wrong and f"{link.href} ({link.text}): {wrong}"


@pytest.fixture(scope="module")
def followed() -> set[str]:
    """The places that an answer has led to: each is followed from one answer, by the figure where there is one."""
    return set()


@pytest.mark.parametrize("case", CASES)
def test_each_link_leads_to_its_sentence(tab, followed, case):
    calculator = answered(tab, case)
    calculator.open_details()
    here = tab.page.url
    links = sorted(set(links_of(calculator)), key=lambda link: (link.href, link.text))
    assert links
    every_figure_reads_as_the_text_does(tab, [link for link in links if link.is_figure])
    by_place = {place_of(link): link for link in sorted(links, key=lambda link: (link.is_figure, link.href, link.text))}
    chosen = [link for place, link in by_place.items() if place not in followed]
    followed |= by_place.keys()
    within = [link for link in chosen if urlsplit(link.address).path == urlsplit(here).path]
    wrong = []
    for link in within:
        wrong.append(follow(tab, calculator, link))
        assert calculator.result.count() == 1, f"{link.href} took the answer away"
    for number, link in enumerate(link for link in chosen if link not in within):
        if number:
            calculator = answered(tab, case)
            calculator.open_details()
        tab.page.evaluate("window.stayed = true")
        wrong.append(follow(tab, calculator, link))
        if not tab.page.evaluate("window.stayed === true"):
            wrong.append(f"{link.href}: loaded anew, not by instant navigation")
    assert list(filter(None, wrong)) == []


def every_figure_reads_as_the_text_does(tab, links) -> None:
    """Of all links at once, by reading the pages that they lead to."""
    texts = tab.page.evaluate(
        """async (links) => {
          const pages = {};
          const texts = [];
          for (const [address, anchor, text] of links) {
            pages[address] ??= new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
            const mark = pages[address].getElementById(anchor);
            texts.push([anchor, text, mark ? mark.textContent : null]);
          }
          return texts;
        }""",
        [[link.address, link.anchor, link.text] for link in links],
    )
    for anchor, shown, in_text in texts:
        assert in_text is not None, anchor
        assert reads_alike(shown, in_text, anchor, tab.lang), f"{anchor}: {shown}, the text says {in_text}"


def test_both_kinds_of_links_are_met(tab):
    """Or the test above could have followed nothing."""
    calculator = answered(tab, "plan")
    calculator.open_details()
    links = links_of(calculator)
    here = urlsplit(tab.page.url).path
    assert sum(urlsplit(link.address).path == here for link in links) > 10
    assert sum(urlsplit(link.address).path != here for link in links) >= 3


@pytest.mark.parametrize("case", CASES)
def test_a_tap_on_a_link_meets_that_link(warm_tab, a_lang, case):
    """Links are made larger for fingers: none may lie over the words of another."""
    tab = warm_tab(a_lang, viewport={"width": 1180, "height": 1000})
    calculator = answered(tab, case)
    calculator.open_details()
    wrong = []
    for width in (1180, 820, 390):
        tab.page.set_viewport_size({"width": width, "height": 1000})
        wrong += [f"{width}: {one}" for one in covered(calculator)]
    tab.page.set_viewport_size({"width": 1180, "height": 1000})
    assert not wrong, "\n".join(wrong)


def covered(calculator) -> list[str]:
    """The links of an answer that a finger in their middle does not meet."""
    # The line at the foot that tells the verdict goes once the answer is in sight.
    calculator.result.scroll_into_view_if_needed()
    expect(calculator.card.locator(".ig-answer-bar")).not_to_be_visible()
    return calculator.result.evaluate(
        """(result) => [...result.querySelectorAll("a, summary, button")].filter((one) => one.checkVisibility()).flatMap((link) => {
          link.scrollIntoView({ block: "center" });
          const box = link.getClientRects()[0];
          const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          if (hit === link || link.contains(hit)) return [];
          const named = (one) => `${one.getAttribute("href") ?? one.localName} "${one.textContent.trim().slice(0, 30)}"`;
          return [`${named(link)} lies under ${named(hit)}`];
        })"""
    )


def test_a_link_tapped_while_the_page_still_rolls_leads_to_its_sentence(tab):
    """The theme notes where the page came to rest 100 ms later, as if somebody were to come back to it."""
    for way in (300, 900):
        calculator = answered(tab, "plan")
        calculator.open_details()
        link = next(one for one in links_of(calculator) if urlsplit(one.address).path != urlsplit(tab.page.url).path)
        calculator.result.evaluate(
            """(result, [href, way]) => {
              scrollTo(0, way);
              requestAnimationFrame(() => result.querySelector(`a[href="${href}"]`).click());
            }""",
            [link.href, way],
        )
        tab.page.wait_for_url(f"{link.address}#{link.anchor}")
        assert wrong_with(tab, link) == ""


def test_a_question_that_could_still_decide_leads_to_its_field(tab):
    calculator = answered(tab, "haematological")
    link = calculator.result.locator(".ig-missing a").first
    name = link.get_attribute("href").split("--")[1]
    link.click()
    expect(calculator.field(name)).to_be_focused()
    expect(calculator.field(name)).to_be_in_viewport()
    assert calculator.result.count() == 1, "the answer stays"


def test_a_second_click_lights_up_again(tab):
    calculator = answered(tab, "course")
    calculator.open_details()
    link = calculator.result.locator('.ig-values a.ig-source[data-fact="nel-initial-dose"]')
    for _ in range(2):
        link.click()
        expect(tab.page.locator("article .ig-lit #nel-initial-dose")).to_be_visible()
        tab.page.evaluate("scrollTo(0, document.body.scrollHeight)")


def test_the_sources_of_the_lines_are_shown_when_asked_for(tab):
    """A figure in a sentence always is its own link; the rest is quiet."""
    calculator = answered(tab, "plan")
    links, choice = calculator.result.locator("a.ig-source"), calculator.card.locator(".ig-sources")
    assert links.count() > 10 and [one for one in links.all() if one.is_visible()] == []
    assert calculator.result.locator("a.ig-fig:visible").count() > 0
    choice.click()
    shown = calculator.result.locator(".ig-notes a.ig-source").first
    expect(shown).to_be_visible()
    choice.click()
    expect(shown).to_be_hidden()


def test_each_link_has_a_name_and_says_where_it_leads(tab):
    calculator = answered(tab, "met")
    for source in calculator.result.locator("a.ig-source").all():
        assert source.get_attribute("data-fact") in source.get_attribute("aria-label")
