"""A change proposed on the page: from the guideline's page to a patch of both languages, by taps and typing."""

import subprocess

from playwright.sync_api import expect

SLOW = 120_000  # the checks start an interpreter of their own


def test_a_figure_is_changed_checked_compared_and_handed_in(open_tab, tmp_path):
    tab = open_tab("nb")
    page, asked = tab.page, []
    page.on("request", lambda request: asked.append(request.url))
    tab.go("ivig/infusion")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/editor/" in url]  # not a byte of it on another page
    page.locator("a[data-ig-suggest]").click()
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
