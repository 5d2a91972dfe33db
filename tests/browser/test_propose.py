"""A change proposed on the page: from the guideline's page to a patch of both languages, by taps and typing."""

import subprocess

from playwright.sync_api import expect

SLOW = 120_000  # the checks start an interpreter of their own


# A finger that rests on a mark, as the browser tells of it.
PRESS = """(mark) => mark.dispatchEvent(new PointerEvent("pointerdown", {pointerType: "touch", isPrimary: true, bubbles: true}))"""


def report_of_a_row(page):
    """The button of a sentence opens its report; so does a long press; a short one does not."""
    report = page.locator("dialog.ig-report")
    mark = page.locator("#nel-rate-4--duration")
    mark.hover()
    page.locator(".ig-report-sign").click()
    expect(report).to_contain_text("Norsk: 4 | 4,0 ml/kg per time | 5–10 min")
    expect(report).to_contain_text("Dansk: 4 | 4,0 ml/kg pr. time | 5–10 min")
    expect(report).to_contain_text("Faktum: nel-rate-4, nel-rate-4.duration")
    expect(report).to_contain_text("Side: Infusjonsplan (nb/ivig/infusion)")
    page.keyboard.press("Escape")
    expect(report).to_have_count(0)
    mark.evaluate(PRESS)
    mark.dispatch_event("pointerup")
    page.locator("#nel-rate-1").evaluate(PRESS)
    expect(report).to_contain_text("Norsk: 1 | 0,5 ml/kg per time | 30 min")
    page.locator("#ig-report-what").fill("Det står 0,4 i kilden")
    with page.expect_download() as got:
        report.get_by_role("button", name="Last ned").click()
    said = got.value.path().read_text("utf-8")
    build = page.locator("meta[name=ig-build]").get_attribute("content")
    assert said.startswith("Feil i ivig/infusion: nel-rate-1, nel-rate-1.duration\n\nHva er feil: Det står 0,4 i kilden\n")
    assert "Dansk: 1 | 0,5 ml/kg pr. time | 30 min\n" in said and f"Utgave: {build} fra " in said


def test_a_figure_is_changed_checked_compared_and_handed_in(open_tab, tmp_path):
    tab = open_tab("nb")
    page, asked = tab.page, []
    page.on("request", lambda request: asked.append(request.url))
    tab.go("ivig/infusion")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/editor/" in url]  # not a byte of it on another page
    assert page.locator("a[data-ig-suggest]").evaluate("(link) => link.hash") == "#page=ivig/infusion"
    report_of_a_row(page)
    page.get_by_role("link", name="Rett teksten selv").click()
    status = page.locator(".ig-ed-status")
    expect(status).to_contain_text("Ingenting å rette", timeout=SLOW)
    left = page.locator(".cm-content").first
    left.locator(".cm-line", has_text="{#nel-rate-1}").locator(".cm-mark-text").first.dblclick()
    page.keyboard.press("Home")
    for _ in range(len("| 1 | [0,5")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Backspace")
    page.keyboard.type("4")
    expect(page.locator(".ig-ed-mark")).to_contain_text("0,4 ml/kg per time")
    expect(page.locator("[data-code=languages_differ]").first).to_be_visible(timeout=SLOW)
    page.keyboard.press("End")
    for _ in range(3):  # into the name of a mark
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    expect(page.locator(".ig-ed-notice")).to_contain_text("nel-rate-1")
    expect(left).to_contain_text("{#nel-rate-1.duration}")
    page.locator("[data-code=languages_differ] .ig-ed-mend button").first.click()
    expect(page.locator(".cm-content").last).to_contain_text("[0,4 ml/kg pr. time]{#nel-rate-1}")
    expect(page.locator(".ig-ed-finding[data-level=error]")).to_have_count(0, timeout=SLOW)
    page.get_by_role("button", name="Regn ut").click()
    expect(page.locator(".ig-ed-first li").first).to_contain_text("Infusjonsplan", timeout=SLOW)
    page.get_by_role("button", name="Stans").click()
    page.locator("#ig-ed-why").fill("Kilden sier det.")
    page.locator("#ig-ed-source").fill("NEL, om infusjon")
    page.get_by_role("button", name="Lag forslaget").click()
    with page.expect_download(timeout=SLOW) as got:
        page.get_by_role("button", name="Last ned forslaget").click()
    got.value.save_as(tmp_path / "one.patch")
    said = subprocess.run(["git", "apply", "--numstat", str(tmp_path / "one.patch")], capture_output=True, text=True, check=True).stdout
    assert [line.split() for line in said.splitlines()] == [["1", "1", f"docs/{lang}/ivig/infusion.md"] for lang in ("da", "nb")]
    page.get_by_role("button", name="Kast utkastet").click()
    page.get_by_role("button", name="Trykk en gang til").click()
    expect(left).to_contain_text("[0,5 ml/kg per time]{#nel-rate-1}")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.endsWith('.proposal'))") == []
