"""A change proposed on the page: from the guideline's page to a patch of both languages, by taps and typing."""

import json
import subprocess
import tomllib
from datetime import date

from playwright.sync_api import expect

from calculators.facts.check import read_pages
from guide.editing import check
from guide.editing.all_checks import all_checks
from tests.browser.conftest import ALL_TESTS, ROOT
from tests.browser.pages import after_all
from tests.browser.test_axe import AXE, RUN

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
    assert violations(page, "dialog.ig-report") == []
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


# The page's own worker, for a test to ask it too.
KEPT = """globalThis.Worker = class extends Worker {
  constructor(address, told) { super(address, told); if (told?.name === "editor") globalThis.editorWorker = this; }
};"""
ASK = """([requests, build]) => new Promise((resolve, reject) => {
  const FIRST = 9_000_000, replies = [];
  let left = requests.length;
  editorWorker.addEventListener("message", ({ data }) => {
    if (data.kind === "failed") return reject(new Error(data.detail));
    if (data.id < FIRST || data.kind !== "done") return;
    replies[data.id - FIRST] = data.reply;
    if (!(left -= 1)) resolve(replies);
  });
  requests.forEach((request, at) => editorWorker.postMessage({ v: 1, build, id: FIRST + at, kind: "check", request }));
})"""
EDITS = sorted((ROOT / "tests/unit/edits").glob("*.toml"))[:: 1 if ALL_TESTS else 16]
TODAY = date(2026, 11, 20)


def the_worker_finds_what_the_command_finds(page):
    """The cases of broken edits, put to the very worker of the page; by day some, at night all."""
    files, before = check.read_files(ROOT), {lang: read_pages(ROOT, lang) for lang in ("nb", "da")}
    cases = {}
    for path in EDITS:
        cases[path.stem] = edited = {}
        for edit in tomllib.loads(path.read_text("utf-8"))["edit"]:
            edited[edit["file"]] = edited.get(edit["file"], files[edit["file"]]).replace(edit["find"], edit["put"], 1)
    requests = [json.dumps({"edited": edited, "today": TODAY.isoformat()}) for edited in cases.values()]
    replies = page.evaluate(ASK, [requests, page.locator("meta[name=ig-build]").get_attribute("content")])
    for (name, edited), reply in zip(cases.items(), replies, strict=True):
        expected = [one.to_json() for one in all_checks(files | edited, before, TODAY)]
        assert json.loads(reply) == {"findings": expected}, name


def violations(page, where):
    """By evaluate: the policy lets no script in that is not the site's own."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    return after_all(page, lambda: page.evaluate(RUN, [where, None]))


def test_a_figure_is_changed_checked_compared_and_handed_in(open_tab, tmp_path):
    tab = open_tab("nb")
    page, asked = tab.page, []
    page.add_init_script(KEPT)
    page.on("request", lambda request: asked.append(request.url))
    tab.go("ivig/infusion")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/editor/" in url]  # not a byte of it on another page
    assert page.locator("a[data-ig-suggest]").evaluate("(link) => link.hash") == "#page=ivig/infusion"
    report_of_a_row(page)
    page.get_by_role("link", name="Rett teksten selv").click()
    status = page.locator(".ig-ed-status")
    expect(status).to_contain_text("Ingenting å rette", timeout=SLOW)
    the_worker_finds_what_the_command_finds(page)
    left = page.locator(".cm-content").first
    expect(left.locator(".cm-lit")).to_contain_text("{#nel-rate-1}")  # where the report was of
    expect(page.locator(".ig-ed-mark code")).to_have_text("nel-rate-1")
    left.locator(".cm-line", has_text="{#nel-rate-1}").locator(".cm-mark-text").first.dblclick()
    page.keyboard.press("Home")
    for _ in range(len("| 1 | [0,5")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Backspace")
    page.keyboard.type("4")
    expect(page.locator(".ig-ed-mark")).to_contain_text("0,4 ml/kg per time")
    expect(page.locator("[data-code=languages_differ]").first).to_be_visible(timeout=SLOW)
    assert violations(page, ".ig-ed") == []
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



def danish_walk(page, go):
    """By keyboard from the page to the text, the finding and the other language: for a browser whose network is gone."""
    go("da/ivig/dose/")
    page.locator("button[data-ig-report]").focus()
    page.keyboard.press("Enter")
    report = page.locator("dialog.ig-report")
    expect(report.get_by_label("Hvilken sætning drejer det sig om?")).to_be_focused()
    report.get_by_label("Hvilken sætning drejer det sig om?").select_option(label="Kan også gives over 2 dage.")
    expect(report).to_contain_text("Norsk: Den kan også gis over 2 dager.")
    report.get_by_role("link", name="Ret selv teksten").press("Enter")
    expect(page.locator(".ig-ed-status")).to_contain_text("Intet at rette", timeout=SLOW)
    expect(page.locator(".cm-content").last.locator(".cm-lit")).to_contain_text("{#nel-days-short}")
    page.locator(".cm-content").last.focus()
    page.keyboard.press("Delete")  # the cursor stands in the figure that was reported
    page.keyboard.type("3")
    expect(page.locator("[data-code=languages_differ]").first).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Skriv det samme på norsk").press("Enter")
    expect(page.locator(".cm-content").first).to_contain_text("[3 dager]{#nel-days-short}", timeout=SLOW)
    assert violations(page, ".ig-ed") == []
    page.evaluate("localStorage.clear()")
