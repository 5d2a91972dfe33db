"""The search in the header: keys, roles, where a hit leads, and what is said when the index is not there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import violations

SYMPTOM = {"nb": "hovedpine", "da": "hodepine"}  # in the other language
SENTENCE = {"nb": "vanlig startdose", "da": "sædvanlig startdosis"}


def parts(tab):
    box = tab.page.locator("[data-ig-search]")
    return box.get_by_role("combobox"), box.get_by_role("listbox"), box.get_by_role("option"), box.get_by_role("status")


def test_by_keyboard_alone(new_tab, lang):
    tab = new_tab  # whose search nobody has opened yet
    tab.go("sid/switching")
    tab.rest()
    page = tab.page
    field, results, options, status = parts(tab)
    page.evaluate("window.kept = true")
    # A page translator says of the page that it is another language's: the search stays that of the pages.
    page.evaluate("document.documentElement.lang = 'en'")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.type(SYMPTOM[lang])
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert field.get_attribute("aria-controls") == results.get_attribute("id")
    expect(status).to_contain_text(str(options.count()))

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(options.nth(0)).to_have_attribute("aria-selected", "false")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None, "above the first result stands the field"
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")

    # What the guide has nothing on is named; where the source is silent, the first result says so.
    field.fill({"nb": "kjøleskap hodepine", "da": "køleskab hovedpine"}[lang])
    expect(status).to_contain_text({"nb": "Guiden har ingenting om «kjøleskap».", "da": "Guiden har intet om »køleskab«."}[lang])
    expect(options.first).to_be_visible()
    field.fill({"nb": "premedisinering", "da": "præmedicinering"}[lang])
    expect(options.first.locator(".ig-search-kind")).to_have_text("Ikke omtalt i kilden")
    expect(options.first.locator(".ig-search-line")).to_contain_text("ikke omtalt")

    page.keyboard.press("Escape")
    expect(field).not_to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("s")
    expect(field).to_be_focused()
    page.keyboard.type(SENTENCE[lang])  # over what was there
    expect(field).to_have_value(SENTENCE[lang])
    expect(options.first.locator(".ig-search-figure").first).to_contain_text("g/kg")

    # Enter opens the first result without a new load, and its sentence is lit.
    page.keyboard.press("Enter")
    expect(page).to_have_url(tab.address("ivig/dose") + "#nel-initial-dose")
    expect(page.locator(".ig-lit #nel-initial-dose")).to_be_in_viewport()
    assert page.evaluate("window.kept") is True
    expect(page.locator("#__search")).not_to_be_checked()
    assert page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])").find(SENTENCE[lang]) == -1

    page.evaluate("(lang) => { document.documentElement.lang = lang; }", lang)

    # Where somebody types, the letters are letters.
    course = tab.page.locator('ig-calculator[data-calculator="ivig-course"]')
    expect(course.locator("form")).to_be_visible()
    weight = course.locator('[name="weight_kg"]')
    weight.focus()
    page.keyboard.type("7s/f")
    expect(weight).to_have_value("7s/f")
    expect(page.locator("#__search")).not_to_be_checked()

    # Who dictates can switch the single letters off, here and on the next page (WCAG 2.1.4).
    switch = page.locator("[data-ig-search-keys]")
    switch.click()
    page.keyboard.press("s")
    tab.go("sid/choice")
    tab.rest()
    page.locator("body").press("/")
    expect(page.locator("#__search")).not_to_be_checked()
    page.keyboard.press("ControlOrMeta+k")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    switch.click()
    page.keyboard.press("s")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("lang", "scheme", "width"), [("nb", "light", 1180), ("da", "dark", 390), ("nb", "dark", 820)])
def test_axe_and_fit(open_tab, lang, scheme, width):
    tab = open_tab(lang, color_scheme=scheme, viewport={"width": width, "height": 820})
    tab.scheme = {"light": "default", "dark": "slate"}[scheme]
    tab.go("ivig/infusion")
    field, _, options, _ = parts(tab)
    if width == 1180:
        field.click()
    else:
        tab.page.locator('header button[for="__search"]:visible').first.click()
    expect(field).to_be_focused()
    field.fill({"nb": "infusjonshastighet", "da": "skift til Hizentra"}[lang])
    expect(options.first).to_contain_text({"nb": "Kalkulator", "da": "Beregner"}[lang])
    tab.page.keyboard.press("ArrowDown")
    assert violations(tab) == []
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = options.first.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] >= 44
    # A tap on the same page's own calculator, or on another page's.
    options.first.click()
    expect(tab.page).to_have_url(tab.address({"nb": "ivig/infusion", "da": "sid/switching"}[lang]) + "#calculator")
    expect(tab.page.locator("#__search")).not_to_be_checked()


def test_a_hit_opens_at_its_sentence_on_small_screens_too(open_tab):
    """There the search holds the page fast while it closes: the hit stayed at the top of its page."""
    for width, height in ((390, 844), (820, 1180)):
        tab = open_tab("nb", viewport={"width": width, "height": height})
        tab.go()
        field, _, options, _ = parts(tab)
        for query, page, sentence in (("anti-HBc", "ivig/blood-tests", "nel-lab-before"), ("myelom", "sid/start", "mr-haem-m-component")):
            tab.page.locator('header button[for="__search"]:visible').first.click()
            field.fill(query)
            expect(options.first).to_have_attribute("href", re.compile(f"{sentence}$"))
            options.first.click()
            expect(tab.page).to_have_url(tab.address(page) + f"#{sentence}")
            top = f"document.getElementById('{sentence}')?.getBoundingClientRect().top"  # the address is there before its page
            seen = f"() => {top} > 0 && {top} < innerHeight * .75"
            tab.page.wait_for_function(seen)
            expect(tab.page.locator("body")).not_to_have_attribute("data-md-scrolllock", re.compile(""))
            assert tab.page.evaluate(seen), "and it stays there when the page is let go"


def test_when_the_index_cannot_be_fetched(own_tab, a_lang):
    own_tab.expects_complaints = True
    own_tab.go()
    field, _, options, status = parts(own_tab)
    own_tab.page.context.set_offline(True)
    field.click()
    field.press_sequentially("dos")
    expect(status).to_contain_text({"nb": "kunne ikke hentes", "da": "kunne ikke hentes"}[a_lang])
    expect(options).to_have_count(0)
    own_tab.page.context.set_offline(False)
    field.press_sequentially("e")
    expect(options.first).to_be_visible()
