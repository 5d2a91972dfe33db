"""For everybody: by keyboard alone, by finger, by ear, at 400 %, with wider text, and without motion (WCAG 2.2 AA).

What a screen reader is told is read from Chromium's own accessibility tree.
"""

import json
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.pages import COURSE, FILLED, WHERE, Calculator, after_all
from tests.browser.test_axe import PHONE, TABLET, WRONG
from tests.browser.test_every_page import TOO_WIDE, in_turn, names, opened

# --- by keyboard

TABBABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']"
# Where the keyboard is: is there a ring, does it stand out, does anything lie over it?
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const number = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
    return color.startsWith("color(") ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const light = (color) => {
    const [r, g, b] = number(color).map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const hasRing = (element) => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && number(style.outlineColor)[3] > 0.5;
  };
  const bearer = [one, one.nextElementSibling, one.closest(".ig-keep, .ig-sources, .ig-input, .md-search__form")].find(hasRing);
  const box = (bearer ?? one).getBoundingClientRect();
  let ground = bearer?.parentElement;
  while (ground && number(getComputedStyle(ground).backgroundColor)[3] < 1) ground = ground.parentElement;
  const a = bearer ? light(getComputedStyle(bearer).outlineColor) : 0;
  const b = bearer ? light(getComputedStyle(ground ?? document.body).backgroundColor) : 0;
  const seen = document.elementFromPoint(box.x + box.width / 2, Math.min(box.y + box.height / 2, innerHeight - 1));
  const own = [one, bearer, one.labels?.[0]].filter(Boolean);
  return {
    name: `${one.localName} ${one.className} ${one.name ?? ""} ${(one.getAttribute("aria-label") ?? one.textContent).trim().slice(0, 30)}`,
    index: idOf(one),
    ring: Boolean(bearer),
    contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
    clear: own.some((each) => each.contains(seen) || seen?.contains(each) && !seen.matches("header *")),
    inArticle: Boolean(one.closest("article")),
    top: box.y + scrollY, left: box.x, height: box.height,
  };
}"""
EXPECTED = """(selector) => [...document.querySelectorAll(selector)].filter((one) =>
  one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }) &&
  (one.type !== "radio" || one.checked || ![...document.getElementsByName(one.name)].some((other) => other.checked) &&
    document.getElementsByName(one.name)[0] === one) &&
  (one.localName !== "summary" || one.parentElement.localName === "details"))
  .map(idOf)"""
# A number for each element: its place would not do, the theme's tooltips come and go in between.
NUMBERED = """() => { const ids = new WeakMap(); let last = 0;
  window.idOf = (one) => { if (!ids.has(one)) ids.set(one, (last += 1)); return ids.get(one); }; }"""


def walk(page, key: str) -> list[dict]:
    stops = []
    while len(stops) < 200:
        page.keyboard.press(key)
        stop = page.evaluate(STOP)
        if stop and not stop["clear"]:  # the theme takes a moment to show what it hid while the page was rolled down
            after_all(page, lambda: not page.evaluate(STOP)["clear"])
            stop = page.evaluate(STOP)
        if stop is None or (stops and stop["index"] == stops[0]["index"]):
            return stops
        stops.append(stop)
    raise AssertionError("the keyboard is trapped")


def tab_to(page, selector: str, key: str = "Tab") -> None:
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize(("lang", "viewport"), [("nb", TABLET), ("da", {"width": 1180, "height": 820})])
def test_the_keyboard_reaches_everything_in_order_and_sees_where_it_is(open_tab, lang, viewport):
    tab = open_tab(lang, viewport=viewport)
    course = tab.calculator("ivig-course")
    course.fill(COURSE)
    course.settle()
    tab.page.wait_for_timeout(200)
    tab.page.evaluate(NUMBERED)
    tab.page.evaluate("scrollTo(0, 0); document.querySelector('.md-skip').focus()")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Shift+Tab")
    first = tab.page.evaluate(STOP)
    stops = [first, *walk(tab.page, "Tab")]
    assert {one["index"] for one in stops} == set(tab.page.evaluate(EXPECTED, TABBABLE)), "not reached, or not to be seen"
    assert [one["name"] for one in stops if not one["ring"]] == [], "no ring"
    assert [(one["name"], one["contrast"]) for one in stops if one["contrast"] < 3] == [], "a ring that is hard to see"
    assert [one["name"] for one in stops if not one["clear"]] == [], "covered"
    if viewport == TABLET:  # in one column, down the page and along the line
        text = [one for one in stops if one["inArticle"]]
        back = [
            (before["name"], after["name"])
            for before, after in pairwise(text)
            if after["top"] < before["top"] - 15 or (abs(after["top"] - before["top"]) <= 2 and after["left"] < before["left"])
        ]
        assert back == [], "against the order on the screen"
    back = walk(tab.page, "Shift+Tab")
    assert {one["index"] for one in back} | {first["index"]} >= {one["index"] for one in stops}
    assert [one["name"] for one in back if not one["clear"]] == [], "covered on the way back"


def test_from_the_weight_to_the_copied_plan_by_keyboard(open_tab, a_lang):
    tab = open_tab(a_lang, viewport=TABLET, permissions=["clipboard-write"])
    page = tab.page
    page.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text; };")
    course = tab.calculator("ivig-course")
    page.locator(".md-skip").focus()
    page.keyboard.press("Enter")
    tab_to(page, "[name=weight_kg]")
    page.keyboard.type("60")
    tab_to(page, "[name=days]")
    page.keyboard.press("Space")
    # Letters on a radio are no command: they neither leave the page nor open the search.
    for letter in "nps,./f":
        page.keyboard.press(letter)
    assert page.url.partition("#")[0] == tab.address("ivig/dose")
    expect(page.locator("#__search")).not_to_be_checked()
    tab_to(page, "[name=product]")
    page.keyboard.type("Kio")
    page.keyboard.press("Tab")
    expect(course.result).to_have_attribute("data-status", "ok")
    assert course.filled() == COURSE
    tab_to(page, "ig-calculator details.ig-working summary, ig-calculator summary")
    page.keyboard.press("Enter")
    expect(course.result.locator("details.ig-working")).to_have_attribute("open", "")
    tab_to(page, "button[data-action=handover]")
    page.keyboard.press("Enter")
    rate = Calculator(tab, "ivig-rate")
    expect(rate.result).to_have_attribute("data-status", "ok")
    expect(rate.card.locator(".ig-word")).to_be_focused()
    tab_to(page, "ig-calculator[data-calculator=ivig-rate] button[data-action=copy]")
    page.keyboard.press("Enter")
    expect(rate.card.locator(".ig-heard")).to_have_text({"nb": "Kopiert", "da": "Kopieret"}[a_lang])
    assert "250\N{NO-BREAK SPACE}ml" in page.evaluate("copied") and "Kiovig" in page.evaluate("copied")
    tab_to(page, "ig-calculator[data-calculator=ivig-rate] .ig-keep input")
    page.keyboard.press("Space")
    expect(rate.card.locator(".ig-keep input")).to_be_checked()
    tab_to(page, "button[data-action=clear]", "Shift+Tab")
    page.keyboard.press("Enter")
    assert course.filled() == rate.filled() == {}
    expect(course.control("weight_kg")).to_be_focused()


def test_the_menu_by_keyboard(warm_tab, a_lang):
    tab = warm_tab(a_lang, viewport=TABLET)
    page = tab.page
    tab.go("ivig/dose")
    tab.rest()
    button = page.locator('button[for="__drawer"]')
    expect(button).to_have_attribute("aria-expanded", "false")
    for key in ("Enter", "Space"):
        button.focus()
        page.keyboard.press(key)
        expect(button).to_have_attribute("aria-expanded", "true")
        assert page.evaluate("document.activeElement.closest('.md-sidebar--primary') !== null")
        page.keyboard.press("Escape")
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # out of the list of this guideline, to the list of all
    opener = page.locator("button.md-nav__link[aria-expanded=false]:focus")
    expect(opener).to_have_count(1)
    assert opener.get_attribute("aria-label")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    tab_to(page, "header *, main article *", "Shift+Tab")
    expect(page.locator("#__drawer")).not_to_be_checked()  # it does not lie over where the keyboard is


# --- by ear


class Tree:
    """Chromium's accessibility tree of a page."""

    def __init__(self, page):
        self.page, self.session = page, page.context.new_cdp_session(page)
        self.session.send("DOM.enable")

    def nodes(self) -> list[dict]:
        return self.session.send("Accessibility.getFullAXTree")["nodes"]

    def of(self, selector: str) -> dict:
        """Role, name, description and properties of one element."""
        root = self.session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        found = self.session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        assert found, selector
        [node] = self.session.send("Accessibility.getPartialAXTree", {"nodeId": found, "fetchRelatives": False})["nodes"]
        value = {key: node.get(key, {}).get("value") for key in ("role", "name", "description")}
        return value | {one["name"]: one["value"].get("value") for one in node.get("properties", [])}


CONTROLS = """(card) => [...card.querySelectorAll(".ig-field")].filter((field) => field.checkVisibility()).map((field) => ({
  name: field.dataset.field,
  at: field.matches("fieldset") ? `[data-field="${field.dataset.field}"]` : `[name="${field.dataset.field}"]`,
  label: field.querySelector("label:not(.ig-option), legend").textContent.trim(),
  unit: field.querySelector(".ig-unit")?.textContent ?? "",
  error: field.querySelector(".ig-error:not([hidden])")?.textContent ?? "",
}))"""
ROLES = {"textbox", "combobox", "radiogroup"}


@pytest.mark.parametrize("calculator", WHERE)
def test_what_a_screen_reader_is_told(tablet, calculator):
    found = tablet.calculator(calculator)
    tree = Tree(found.page)
    card = f'ig-calculator[data-calculator="{calculator}"]'

    def fields():
        controls = found.card.evaluate(CONTROLS)
        return [(one, tree.of(f"{card} {one['at']}")) for one in controls]

    for one, told in fields():
        assert told["role"] in ROLES and told["name"] == one["label"], one
        assert one["unit"] in (told["description"] or ""), one
        assert told["invalid"] == "false", f"{one['name']} is called wrong before anybody touched it"
    # One line says what was answered; the answer itself, read out at each change, would be hundreds of words.
    assert "live" not in tree.of(f"{card} .ig-answer")
    assert tree.of(f"{card} .ig-gist")["role"] == "status"
    assert tree.of(f"{card} .ig-status")["role"] == "status"

    if calculator in WRONG:
        found.fill(WRONG[calculator])
        found.settle("invalid")
        wrong = [(one, told) for one, told in fields() if one["error"]]
        assert wrong, "errors on show"
        for one, told in wrong:
            assert told["invalid"] == "true" and one["error"] in told["description"], one
            assert one["error"] in found.result.text_content(), "announced with what stands where the answer will stand"
        found.card.locator('button[data-action="clear"]').click()

    found.answer(FILLED[calculator])
    nodes = {node["nodeId"]: node for node in tree.nodes()}
    pictures = [node for node in nodes.values() if node["role"]["value"] == "image" and node.get("description", {}).get("value")]
    assert len(pictures) == found.page.locator("article figure.ig-chart svg:visible").count()
    for picture in pictures:
        assert picture["name"]["value"]
        below = list(picture.get("childIds", []))
        while below:
            node = nodes.get(below.pop())
            if node:
                assert node.get("ignored") or node["role"]["value"] not in ("StaticText", "InlineTextBox"), "read twice"
                below += node.get("childIds", [])


@pytest.fixture
def tablet(warm_tab, lang):
    return warm_tab(lang, viewport=TABLET)


def test_no_part_of_the_frame_has_an_english_name(tablet):
    tablet.go("ivig/dose")
    nodes = Tree(tablet.page).nodes()
    parts = ("navigation", "search", "button", "region")
    told = {node["name"]["value"] for node in nodes if node["role"]["value"] in parts and node.get("name")}
    assert told & {"Header", "Footer", "Navigation", "Tabs", "Search", "Table of contents", "Clear"} == set()
    assert "" not in told


# --- by finger

# A link or an explained abbreviation inside a sentence is as high as its line, as WCAG 2.5.8 allows; so is the sign of a source
# behind words or a figure. Elsewhere what counts is the element with the place that its ::before or ::after adds.
SMALL = """() => {
  const inSentence = (one) => {
    if (!one.matches("a, abbr") || getComputedStyle(one).display !== "inline") return false;
    const block = one.closest("p, li, td, th, dd, dt, h1, h2, h3, h4, caption, figcaption");
    return block !== null && block.textContent.replace(one.textContent, "").trim().length > 1;
  };
  const size = (one) => {
    const { width, height } = one.getBoundingClientRect();
    const added = ["::before", "::after"].map((part) => getComputedStyle(one, part))
      .filter(({ content, position }) => content !== "none" && position === "absolute");
    return [
      Math.max(width, ...added.map((part) => parseFloat(part.width) || 0)),
      Math.max(height, ...added.map((part) => parseFloat(part.height) || 0)),
    ];
  };
  const targets =
    "a[href], button, input[type=text], select, summary, label:has(> input), label[for], [tabindex='0']:not([role=region], table)";
  return [...document.querySelectorAll(targets)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest("[aria-hidden=true]"))
    .filter((one) => getComputedStyle(one).pointerEvents !== "none" && one.getClientRects().length > 0 && !inSentence(one))
    .filter((one) => !one.matches(".ig-field > label, .md-search__overlay, .md-search__scrollwrap"))
    .map((one) => [one, size(one)])
    .filter(([, [width, height]]) => width < 43.9 || height < 43.9)
    .map(([one, [width, height]]) => `${one.localName}.${one.className} «${one.textContent.trim().slice(0, 20)}» ${width}×${height}`);
}"""


def open_with_answers(tab, name):
    """A page with all that its calculators can show."""
    opened(tab, name)
    for calculator in (one for one, where in WHERE.items() if where == name):
        found = Calculator(tab, calculator)
        found.answer(FILLED[calculator])
        found.open_details()


@pytest.mark.parametrize(("lang", "viewport"), [("nb", TABLET), ("da", PHONE)])
def test_every_target_is_as_large_as_a_fingertip(warm_tab, lang, viewport):
    tab = warm_tab(lang, viewport=viewport)
    wrong = {}
    for name in names(lang):
        open_with_answers(tab, name)
        if small := after_all(tab.page, lambda: tab.page.evaluate(SMALL)):
            wrong[name] = small
    menu = tab.page.locator('button[for="__drawer"]')
    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "true")
    wrong["menu"] = after_all(tab.page, lambda: tab.page.evaluate(SMALL))
    tab.page.keyboard.press("Escape")
    tab.page.locator('header button.md-header__button[for="__search"]').click()
    tab.page.keyboard.type("dos")
    expect(tab.page.get_by_role("option").first).to_be_visible()
    wrong["search"] = after_all(tab.page, lambda: tab.page.evaluate(SMALL))  # the button that empties the field grows into place
    tab.page.keyboard.press("Escape")
    tab.page.locator(".md-skip").focus()
    wrong["skip"] = after_all(tab.page, lambda: tab.page.evaluate(SMALL))
    small = {name: found for name, found in wrong.items() if found}
    assert not small, json.dumps(small, ensure_ascii=False)
    tab.page.evaluate("document.activeElement.blur()")
    tab.page.locator("header .md-logo").click(trial=True)  # nothing unseen lies over it


# --- large, and spaced out

# The four values of WCAG 1.4.12.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
SPACE = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one instanceof HTMLElement && one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((one) => one.clientWidth > 2 && one.clientHeight > 2 && /hidden|clip/.test(getComputedStyle(one).overflow))
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2)
  .map((one) => `${one.localName}.${one.className} «${one.textContent.trim().slice(0, 30)}»`)"""
BROKEN_FIGURE = """() => [...document.querySelectorAll(".ig-result data, .ig-table-box td")].filter((one) => {
  const text = [...one.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && /^[\\d\\u00a0.,]+$/.test(node.data.trim()));
  if (!text || !one.checkVisibility()) return false;
  const range = document.createRange();
  range.selectNodeContents(text);
  return range.getClientRects().length > 1;
}).map((one) => one.textContent)"""
STAYING = """() => {
  scrollBy(0, 40);
  return [...document.querySelectorAll("body *")].filter((one) => /fixed|sticky/.test(getComputedStyle(one).position))
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((one) => one.getBoundingClientRect().height > 40).map((one) => one.className);
}"""
UNREACHED = """() => [...document.querySelectorAll("main *")]
  .filter((one) => one.checkVisibility() && /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1)
  .filter((one) => one.tabIndex < 0 && !one.querySelector("a[href], button, input"))
  .map((one) => `${one.localName}.${one.className}`)"""


def test_at_400_percent_and_with_wider_text(warm_tab, lang):
    """1280 × 1024 at 400 % is 320 × 256."""
    tab = warm_tab(lang, viewport={"width": 320, "height": 256})
    wrong = {}
    for name in in_turn(lang):
        open_with_answers(tab, name)
        tab.page.wait_for_timeout(150)  # what comes a moment later is to be looked at, too
        for how, css in (("", ""), ("spaced", SPACED)):
            tab.page.evaluate(SPACE, css)
            asked = (TOO_WIDE, CUT_OFF, BROKEN_FIGURE) if css else (TOO_WIDE, CUT_OFF, BROKEN_FIGURE, UNREACHED)
            if found := after_all(tab.page, lambda asked=asked: [bad for one in asked if (bad := tab.page.evaluate(one))]):
                wrong[name, how] = found
        tab.page.evaluate(SPACE, "")
    assert wrong == {}
    # What stays in place leaves most of so low a screen free.
    field = tab.calculator("ivig-course").control("weight_kg")
    field.focus()
    assert tab.page.evaluate(STAYING) == []


# --- at rest


def test_nothing_moves_for_those_who_asked_for_rest(tablet):
    course = tablet.calculator("ivig-course")
    course.answer(COURSE)
    moving = tablet.page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap((one) => ["", "::before", "::after"].map((part) => {
          const style = getComputedStyle(one, part);
          const long = [style.transitionDuration, style.transitionDelay, style.animationDuration, style.animationDelay]
            .some((all) => all.split(",").some((each) => parseFloat(each) > 0.01));
          return long || style.scrollBehavior !== "auto" ? `${one.localName}.${one.className}${part}` : "";
        })).filter(Boolean)"""
    )
    assert moving == []
    there = course.card.locator(".ig-answer-bar").evaluate("(peek) => { scrollTo(0, 0); peek.click(); return scrollY; }")
    assert there > 100, "at once, not by gliding"
