"""Walks through a proposal as a clinician with a tablet would, without network: from a sentence of the guideline to one patch of both
languages with its report, by taps and typing alone. The clock runs from the sentence on; each step leaves a picture.

Then the patch goes through `git am` in a clone, where the checks and the clinical diff of the commit are made: the report must be the one
that the editor showed. With `--build` the clone sets itself up and is built too.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from guide.project import ROOT
from guide.serving.patched import PatchedServer, serving
from guide.setup import arguments, browsers, toolchain
from guide.setup.toolchain import SetupError

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

UPRIGHT: ViewportSize = {"width": 820, "height": 1180}
ACROSS: ViewportSize = {"width": 1180, "height": 820}
LONGEST_MS = 1_800_000  # beside other work on the machine
FACT, OLD, NEW = "nel-rate-1", "0,5", "0,4"
# A finger that rests on a sentence's mark.
PRESS = """(mark) => mark.dispatchEvent(new PointerEvent("pointerdown", {pointerType: "touch", isPrimary: true, bubbles: true}))"""
LONGEST_REPORT = "20000"


@dataclass
class Walk:
    """The steps with the second each was done at, and what was handed in."""

    steps: list[tuple[str, float]] = field(default_factory=list)
    patch: str = ""


def walk(page: Page, url: str, pictures: Path, *, off: Callable[[], None]) -> Walk:
    """Does it once, in Norwegian. `off` takes the network away. Raises playwright's TimeoutError where a step is not there."""
    done = Walk()
    page.set_default_timeout(LONGEST_MS)
    page.goto(f"{url}nb/ivig/infusion/")
    page.locator('[data-ig-offline][data-state="ready"]').wait_for(state="attached")
    off()
    begun = time.monotonic()

    def step(name: str, *, picture: bool = True) -> None:
        done.steps.append((name, time.monotonic() - begun))
        if picture:
            for where, size in (("820", UPRIGHT), ("1180", ACROSS)):
                page.set_viewport_size(size)
                page.screenshot(path=pictures / f"{len(done.steps):02}-{where}.png")
            page.set_viewport_size(UPRIGHT)

    page.locator(f"#{FACT}").evaluate(PRESS)
    page.locator("dialog.ig-report").wait_for()
    step("The sentence is pressed: its report opens")
    page.get_by_role("link", name="Rett teksten selv").tap()
    page.locator(".ig-ed-mark code", has_text=FACT).wait_for()
    page.locator(".ig-ed-status", has_text="Ingenting å rette").wait_for()
    step("The editor stands at the figure, and the checks have run")
    for key in ("ArrowRight", "ArrowRight", "Delete", NEW[-1]):
        page.keyboard.press(key)
    page.locator(".ig-ed-mark", has_text=f"{NEW} ml/kg per time").wait_for()
    page.locator("[data-code=languages_differ]").first.wait_for()
    step("The figure is changed, and the other language is found to differ")
    page.get_by_role("button", name="Skriv det samme på dansk").tap()
    page.locator(".cm-content").last.locator(".cm-line", has_text=f"[{NEW} ml/kg pr. time]").wait_for()
    page.locator(".ig-ed-finding[data-level=error]").first.wait_for(state="detached")
    step("The same stands in Danish, and nothing is left to mend")
    page.get_by_role("button", name="Vis på norsk").tap()
    page.locator(f".ig-ed-preview #{FACT}", has_text=NEW).wait_for()
    page.locator(f".ig-ed-preview #{FACT}").scroll_into_view_if_needed()
    step("The page as it will be")
    page.get_by_role("button", name="Regn ut").tap()
    asked = time.monotonic()
    page.locator(".ig-ed-first li").first.wait_for()
    done.steps.append(("First figures, from the tap on", time.monotonic() - asked))
    page.locator(".ig-ed-report").wait_for()
    done.steps.append(("Every reference patient, from the tap on", time.monotonic() - asked))
    page.locator(".ig-ed-report > summary").tap()
    page.locator(".ig-ed-report").scroll_into_view_if_needed()
    step("Whom it changes, with its report")
    page.locator("#ig-ed-why").fill("Kilden har satt ned den første hastigheten.")
    page.locator("#ig-ed-source").fill("NEL, avsnittet om infusjon")
    page.get_by_role("button", name="Lag forslaget").tap()
    with page.expect_download() as got:
        page.get_by_role("button", name="Last ned forslaget").tap()
    done.patch = got.value.path().read_text("utf-8")
    step("The patch is on the device")
    return done


def report_in(patch: str) -> list[str]:
    """The report that a patch carries, line by line, from what it says first on."""
    told = patch.split("\n---\n", 1)[1].split("\ndiff --git", 1)[0]
    return body_of([line[1:].removeprefix(" ") for line in told.split("\n") if line.startswith("#")])


def body_of(report: Sequence[str]) -> list[str]:
    """A report without its title and the line that names what was compared."""
    start = next(at for at, line in enumerate(report) if line.startswith("- "))
    return [line.rstrip() for line in report[start:] if line.strip()]


def taken(patch: str, work: Path, *, build: bool) -> list[str]:
    """What becomes of the patch in a clone of the last commit. Raises SetupError."""

    def run(what: str, *command: str, allowed: tuple[int, ...] = (0,)) -> str:
        ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if ended.returncode not in allowed:
            raise SetupError(f"{what} ended with {ended.returncode}: {(ended.stdout + ended.stderr).strip()[-800:]}")
        return ended.stdout

    clone, mail = work / "clone", work / "one.patch"
    mail.write_text(patch, "utf-8")
    git = ("git", "-C", str(clone), "-c", "user.name=Editor", "-c", "user.email=editor@guide.invalid")
    run("git clone", "git", "clone", "-q", str(ROOT), str(clone))
    run("git am", *git, "am", "-q", str(mail))
    changed = run("git show", *git, "show", "--name-only", "--format=").split()
    said = [f"`git am` takes it: {', '.join(changed)}."]
    checked = run("check.py", sys.executable, str(ROOT / "scripts/check.py"), "--root", str(clone), "--base", "HEAD~1")
    said.append(f"`check.py`: {checked.strip().splitlines()[-1]}")
    compared = run("clinical_diff.py", sys.executable, str(ROOT / "scripts/clinical_diff.py"), "HEAD~1", "HEAD", "--repo", str(clone),
                   "--lang", "nb", "--longest", LONGEST_REPORT, allowed=(0, 1))
    one, two = report_in(patch), body_of(compared.split("\n"))
    if one != two:
        differ = next((pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]), ("", "(one is longer)"))
        raise SetupError(f"the report of the commit is not the editor's: {differ[0]!r}, {differ[1]!r}")
    said.append(f"The clinical diff of the commit is the report that the editor made, in all its {len(one)} lines.")
    if build:
        run("build.py", "python3", str(clone / "scripts/build.py"), "--out", str(work / "site"), "--site-url", "http://127.0.0.1:8000/")
        said.append("The clone builds.")
    return said


def table(steps: Sequence[tuple[str, float]]) -> str:
    """The steps with their seconds, in Markdown."""
    return "\n".join(["| Step | Seconds |", "| --- | ---: |", *(f"| {name} | {seconds:.1f} |" for name, seconds in steps)])


def main() -> int:
    parser = arguments.Parser(description="Walk through a proposal, without network, and see what becomes of its patch.")
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--out", type=Path, default=ROOT / "pictures", help="folder for the pictures and the patch (pictures)")
    parser.add_argument("--build", action="store_true", help="set up and build the clone too")
    args = parser.parse_args()
    toolchain.in_venv()
    from playwright.sync_api import sync_playwright

    args.out.mkdir(parents=True, exist_ok=True)
    with serving(PatchedServer(args.site)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(browsers.ensure_browser()), args=["--no-sandbox"])
        context = browser.new_context(has_touch=True, viewport=UPRIGHT, reduced_motion="reduce")
        done = walk(context.new_page(), server.url, args.out, off=lambda: context.set_offline(True))
        browser.close()
    name = args.out / f"proposal-{date.today().isoformat()}.patch"
    name.write_text(done.patch, "utf-8")
    print(table(done.steps))
    with tempfile.TemporaryDirectory() as temporary:
        print("", *taken(done.patch, Path(temporary), build=args.build), sep="\n- ")
    return 0
