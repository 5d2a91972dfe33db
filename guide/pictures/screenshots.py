"""Pictures of the built site, in Chromium.

`changed` builds BASE in a worktree of its own, with its own code, and leaves pictures and an `index.html` with both side
by side. Exit code: 0 done (also when no page changed), 1 something could not be built or started.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from guide.project import LANGUAGES, ROOT
from guide.serving.dev_server import SiteServer
from guide.setup import arguments, browsers, toolchain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

IMAGES = ROOT / "docs/guides/images"
TABLET: ViewportSize = {"width": 1180, "height": 820}  # a tablet in landscape


def articles(site: Path) -> dict[str, str]:
    """The text of each page without what differs at every build: address -> HTML of the article."""
    from bs4 import BeautifulSoup

    builds = [path.name for path in (site / "runtime").glob("*") if path.is_dir()]
    found = {}
    for lang in LANGUAGES:
        for path in sorted((site / lang).rglob("index.html")):
            article = BeautifulSoup(path.read_text("utf-8"), "html.parser").select_one("article")
            text = str(article) if article else ""
            for build in builds:
                text = text.replace(build, "")
            found[path.parent.relative_to(site).as_posix() + "/"] = text
    return found


def changed_pages(before: Path, after: Path) -> list[str]:
    """The pages whose article is not the same in both sites, those of one site only included."""
    old, new = articles(before), articles(after)
    return sorted(page for page in old.keys() | new.keys() if old.get(page) != new.get(page))


@contextmanager
def worktree(commit: str) -> Iterator[Path]:
    """The files of a commit in a folder of their own that is gone afterwards. Raises SetupError."""
    toolchain.CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="before-", dir=toolchain.CACHE) as temporary:
        tree = Path(temporary) / "tree"
        made = subprocess.run(["git", "-C", str(ROOT), "worktree", "add", "--detach", str(tree), commit], capture_output=True, text=True)
        if made.returncode:
            raise toolchain.SetupError(f"{commit}: {made.stderr.strip().splitlines()[-1]}: name a commit that is fetched here")
        try:
            yield tree
        finally:
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(tree)], capture_output=True)


@contextmanager
def built_at(commit: str) -> Iterator[Path]:
    """The site of a commit, built in a worktree of its own. Raises SetupError."""
    with worktree(commit) as tree:
        done = subprocess.run([sys.executable, "scripts/serve.py", "--build"], cwd=tree, capture_output=True, text=True)
        if done.returncode:
            raise toolchain.SetupError(f"the site of {commit} could not be built: {done.stderr.strip()[-500:]}")
        yield tree / "site"


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """The address that the built site is served at meanwhile."""
    server = SiteServer(site, 0)
    server.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browsers.ensure_browser()), args=["--no-sandbox"])
        try:
            yield chromium
        finally:
            chromium.close()


def name_of(page: str) -> str:
    return page.strip("/").replace("/", "-")


def shoot_changed(before: Path, after: Path, out: Path) -> list[str]:
    """Pictures of the changed pages in `out`, and a page with both side by side. Returns the pages."""
    pages = changed_pages(before, after)
    if not pages:
        return []
    out.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        for site, when in ((before, "before"), (after, "after")):
            with serving(site) as url:
                tab = chromium.new_page(viewport=TABLET, reduced_motion="reduce")
                for page in pages:
                    if (site / page / "index.html").is_file():
                        tab.goto(url + page)
                        tab.screenshot(path=out / f"{name_of(page)}.{when}.png", full_page=True)
                tab.close()
    (out / "index.html").write_text(side_by_side(pages, out), "utf-8")
    return pages


def side_by_side(pages: list[str], out: Path) -> str:
    """A page that shows the pictures of each page beside each other."""
    rows = []
    for page in pages:
        cells = []
        for when in ("before", "after"):
            picture = f"{name_of(page)}.{when}.png"
            shown = f'<a href="{picture}"><img src="{picture}" alt="{html.escape(page)}, {when}"></a>'
            cells.append(f"<td>{shown if (out / picture).is_file() else 'no such page'}</td>")
        rows.append(f"<h2>{html.escape(page)}</h2><table><tr><th>before</th><th>after</th></tr><tr>{''.join(cells)}</tr></table>")
    style = "body{font:16px sans-serif}td{width:50%;vertical-align:top}img{width:100%;border:1px solid #888}table{width:100%}"
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Changed pages</title><style>{style}</style>{"".join(rows)}\n'


# --- the guides ---------------------------------------------------------------------------------------

SLOW_MS = 120_000  # the checks start an interpreter of their own
STEP_4 = {"nb": "[4,0 ml/kg per time]{#nel-rate-4}", "da": "[4,0 ml/kg pr. time]{#nel-rate-4}"}


def check_output(lang: str) -> str:
    """What check.py says when step 4 of the infusion plan is changed to 3,0 in this language only."""
    from calculators.facts.check import read_pages
    from guide.editing import report, sentences
    from guide.editing.all_checks import all_checks
    from guide.editing.check import read_files

    pages = {one: read_pages(ROOT, one) for one in LANGUAGES}
    file = f"docs/{lang}/ivig/infusion.md"
    new = pages[lang][file].replace(STEP_4[lang], STEP_4[lang].replace("4,0", "3,0"))
    confirmed = sentences.as_text(sentences.record(pages))
    return report.as_text(all_checks({**read_files(ROOT), sentences.FILE: confirmed, file: new}, pages, datetime.now(UTC).date()))


def clinical_reports() -> dict[str, str]:
    """What clinical_diff.py reports of facts and answers in each language when step 4 of the newest commit is changed to 3,0 in both."""
    with worktree("HEAD") as tree:
        for lang in LANGUAGES:
            page = tree / f"docs/{lang}/ivig/infusion.md"
            page.write_text(page.read_text("utf-8").replace(STEP_4[lang], STEP_4[lang].replace("4,0", "3,0")), "utf-8")
        out = tree / ".cache/report"
        done = subprocess.run([sys.executable, str(ROOT / "scripts/clinical_diff.py"), "HEAD", "--repo", str(tree), "--folder", str(out)],
                              capture_output=True, text=True)
        if done.returncode != 1:
            raise toolchain.SetupError(f"the clinical diff of step 4 ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        reports = {lang: (out / f"clinical.{lang}.md").read_text("utf-8") for lang in LANGUAGES}
    return {lang: "\n## ".join(text.split("\n## ")[:3]) for lang, text in reports.items()}  # facts and answers


def rendered(markdown: str, lang: str) -> str:
    """A report as GitHub shows it in a comment: headings, tables, closed folds."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    style = ("body{margin:0;background:#fff}article{padding:8px 28px 20px;font:15px/1.5 sans-serif;color:#1f2328}"
             "h1{font-size:26px}h2{font-size:21px}h3{font-size:17px}h1,h2{border-bottom:1px solid #d1d9e0;padding-bottom:6px}"
             "table{border-collapse:collapse;margin:12px 0}"
             "th,td{border:1px solid #d1d9e0;padding:5px 11px;text-align:left;vertical-align:top}"
             "code{background:#eff1f3;border-radius:5px;padding:2px 5px;font-size:13px}pre code{background:none;padding:0}"
             "pre{background:#f6f8fa;padding:12px;border-radius:6px}details{margin:10px 0}")
    return f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><style>{style}</style><article>{body}</article>'


def terminal(text: str) -> str:
    """Text as a terminal shows it, for a picture of real output."""
    body = re.sub(r"^(\S+:\d+:)", r"<b>\1</b>", html.escape(text), flags=re.MULTILINE)
    style = ("body{margin:0;background:#fff}pre{margin:0;padding:20px 24px;font:15px/1.55 monospace;color:#111;"
             "white-space:pre-wrap;border-left:6px solid #3f51b5;background:#f6f7fb}")
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style><pre>{body}</pre>'


def shoot_editor(tab: Page, url: str, lang: str, out: Path) -> str:
    """The page of proposals with the first rate changed in this language alone: both texts, the mark with its twin, the finding."""
    from guide.proposing import words

    tab.goto(f"{url}{lang}/about/propose/#page=ivig/infusion&fact=nel-rate-1")
    tab.locator(".ig-ed-status", has_text=words(lang)["page"]["check_clean"]).wait_for(timeout=SLOW_MS)
    for key in ("ArrowRight", "ArrowRight", "Delete", "4"):
        tab.keyboard.press(key)
    tab.locator("[data-code=languages_differ]").first.wait_for(timeout=SLOW_MS)
    tab.evaluate("""() => {
      document.querySelector(".md-header").style.display = "none";
      for (const one of document.querySelectorAll(".ig-ed-findings ~ *")) one.style.display = "none";
    }""")
    tab.locator(".ig-ed").screenshot(path=out / f"propose-{lang}.png")
    return f"propose-{lang}.png"


def shoot_guide(site: Path, out: Path) -> list[str]:
    """The pictures of the guides: a sentence that lights up, what check.py prints, a clinical diff, and the README's calculator."""
    out.mkdir(parents=True, exist_ok=True)
    made, reports = [], clinical_reports()
    with serving(site) as url, browser() as chromium:
        for lang in LANGUAGES:
            tab = chromium.new_page(viewport={"width": 1000, "height": 620}, reduced_motion="reduce", color_scheme="light")
            tab.goto(f"{url}{lang}/ivig/infusion/#nel-rate-4")
            tab.wait_for_selector("#nel-rate-4")
            tab.wait_for_selector("[data-ig-offline][data-state=ready]", state="attached")  # else the header counts what is saved so far
            tab.wait_for_timeout(500)  # the row lights up after the jump
            tab.screenshot(path=out / f"sentence-{lang}.png")
            tab.close()
            tab = chromium.new_page(viewport={"width": 1000, "height": 300})  # of its own: the site's policy allows no style
            tab.set_content(terminal(check_output(lang)))
            tab.locator("pre").screenshot(path=out / f"check-{lang}.png")
            tab.set_content(rendered(reports[lang], lang))
            tab.locator("article").screenshot(path=out / f"clinical-{lang}.png")
            tab.close()
            tab = chromium.new_page(viewport=TABLET, reduced_motion="reduce", color_scheme="light")
            made += [shoot_editor(tab, url, lang, out), *(f"{picture}-{lang}.png" for picture in ("sentence", "check", "clinical"))]
            tab.close()
        tab = chromium.new_page(viewport=TABLET, reduced_motion="reduce", color_scheme="light")
        tab.goto(f"{url}nb/ivig/dose/")
        card = tab.locator('ig-calculator[data-calculator="ivig-course"]')
        card.locator('.ig-status[data-state="ready"]').wait_for(state="attached")
        card.locator('[name="weight_kg"]').fill("60")
        card.locator('[name="product"]').select_option("kiovig")
        card.locator('[name="days"][value="5"]').evaluate("one => one.click()")
        tab.evaluate("document.activeElement.blur()")
        card.locator('.ig-result[data-status="ok"]').wait_for()
        # The header stays at the edge of the screen and would lie across the card.
        tab.evaluate("document.querySelector('.md-header').style.display = 'none'")
        card.screenshot(path=out / "dose-nb.png")
        made.append("dose-nb.png")
    return made


def main() -> int:
    parser = arguments.Parser(description="Pictures of the built site.")
    commands = parser.add_subparsers(dest="command", required=True)
    changed = commands.add_parser("changed", help="the pages that differ from those of a commit")
    changed.add_argument("base", type=arguments.commit, help="the commit before")
    changed.add_argument("--before", type=Path, help="its site, if it is built already")
    changed.add_argument("--site", type=Path, default=ROOT / "site", help="the site after (site/)")
    changed.add_argument("--out", type=Path, default=ROOT / "pictures", help="folder for the pictures (pictures/)")
    guide = commands.add_parser("guide", help="the pictures of the guides and of the README")
    guide.add_argument("--site", type=Path, default=ROOT / "site")
    guide.add_argument("--out", type=Path, default=IMAGES)
    args = parser.parse_args()
    toolchain.in_venv()
    if not (args.site / "runtime").is_dir():
        raise toolchain.SetupError(f"{args.site} holds no built site: run `python3 scripts/serve.py --build` first")
    if args.command == "guide":
        toolchain.say("made " + ", ".join(shoot_guide(args.site, args.out)))
    elif args.before:
        tell(shoot_changed(args.before, args.site, args.out), args.out)
    else:
        with built_at(args.base) as before:
            tell(shoot_changed(before, args.site, args.out), args.out)
    return 0


def tell(pages: list[str], out: Path) -> None:
    toolchain.say(f"{len(pages)} pages changed: {', '.join(pages)}: open {out / 'index.html'}" if pages else "no page changed")
