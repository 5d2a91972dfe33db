"""One sheet with the looks of the whole guide: home, openings, a page of text, and each calculator empty, answered and in error.

It opens the site built last. What is typed are the worked examples of each calculator.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from calculators import catalog
from calculators.engine.examples import examples_of
from guide.pictures import screenshots
from guide.project import LANGUAGES, ROOT
from guide.setup import arguments, toolchain

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, ViewportSize

PAGES = ("", "ivig", "sid", "ivig/adverse-effects", "sid/start", "calculators", "about/terms", "about/safety")
SCREENS: dict[str, ViewportSize] = {"tablet": {"width": 820, "height": 1180}, "phone": {"width": 390, "height": 844}}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
STATES = ("empty", "ok", "invalid")
SCALE = 0.3
# A whole page is as long as it is; the sheet shows its beginning.
SCREENFULS = 2
UNREADABLE = "1.200"  # thousands or decimals?
SHOWN = """(card) => {
  const answer = card.querySelector(".ig-result[data-status]");
  const told = [...card.querySelectorAll(".ig-error")].some((one) => !one.hidden && one.textContent.trim());
  return answer?.dataset.status ?? (told ? "invalid" : "");
}"""


PLACE = """(card) => {
  const { x, y, width, height } = card.getBoundingClientRect();
  return { x: x + scrollX, y: y + scrollY, width, height };
}"""


# What stays at the edge of the screen would lie across the picture of a card.
BARE = """() => {
  for (const one of document.querySelectorAll(".md-header, .ig-answer-bar-place")) one.style.display = "none";
}"""


def put(card: Locator, name: str, value: str) -> bool:
    """Types one value, or chooses it. False where the form does not have it to choose."""
    control = card.locator(f'[name="{name}"]')
    if not control.first.is_enabled():
        return False  # it opens with another answer, or not at all
    if control.first.evaluate("one => one.type") == "radio":
        chosen = card.locator(f'[name="{name}"][value="{value}"]')
        if chosen.count():
            chosen.evaluate("one => one.click()")
        return bool(chosen.count())
    if control.evaluate("one => one.localName") == "select":
        there = control.locator(f'option[value="{value}"]').count()
        if there:
            control.select_option(value, force=True)
        return bool(there)
    # A field that is not asked for yet is shown as soon as something stands in it.
    control.evaluate("(one, value) => { one.value = value; one.dispatchEvent(new Event('input', { bubbles: true })); }", value)
    return True


def brought_about(page: Page, card: Locator, calculator: str, state: str) -> bool:
    """Whether one of the worked examples, or what nobody can read, brings the card into that state."""
    attempts = [example.inputs for example in examples_of(calculator) if example.expect["status"] == state]
    field = card.locator(".ig-input input").first
    if state == "invalid" and field.count():
        attempts.append({field.get_attribute("name") or "": UNREADABLE})
    for inputs in attempts:
        page.reload()
        card.locator('.ig-status[data-state="ready"]').wait_for(state="attached")
        if all(put(card, name, value) for name, value in inputs.items()):
            page.evaluate("document.activeElement.blur()")
            page.wait_for_timeout(700)  # the pause before an answer, and the answer
            if card.evaluate(SHOWN) == state:
                return True
    return False


def shoot(page: Page, screen: ViewportSize, url: str, out: Path, lang: str, only: set[str]) -> None:
    """The pictures of one screen in one theme."""
    for name in PAGES:
        if only and name not in only:
            continue
        page.goto(f"{url}{lang}/{name}/" if name else f"{url}{lang}/")
        page.wait_for_timeout(400)
        full = min(page.evaluate("document.documentElement.scrollHeight"), screen["height"] * SCREENFULS)
        page.screenshot(path=out / f"{screenshots.name_of(name) or 'home'}.png", full_page=True,
                        clip={"x": 0, "y": 0, "width": screen["width"], "height": full})  # fmt: skip
    for calculator in catalog():
        if only and calculator.id not in only:
            continue
        page.goto(f"{url}{lang}/{calculator.page}/")
        card = page.locator(f'ig-calculator[data-calculator="{calculator.id}"]')
        card.locator('.ig-status[data-state="ready"]').wait_for(state="attached")
        for state in STATES:
            if state == "empty" or brought_about(page, card, calculator.id, state):
                page.wait_for_timeout(300)
                page.evaluate(BARE)
                # Of the card alone, what lies below the screen would stay blank.
                page.screenshot(path=out / f"{calculator.id}.{state}.png", full_page=True, clip=card.evaluate(PLACE))


def sheet(out: Path, lang: str) -> Path:
    """A page with all pictures, a row for each subject."""
    folders = [(f"{screen}, {theme}", f"{lang}-{screen}-{theme}") for screen in SCREENS for theme in THEMES]
    files = {folder: sorted(path.name for path in (out / folder).glob("*.png")) for _, folder in folders}
    subjects = [screenshots.name_of(name) or "home" for name in PAGES] + [one.id for one in catalog()]
    rows = []
    for subject in subjects:
        cells = []
        for label, folder in folders:
            states = [name for state in STATES if (name := f"{subject}.{state}.png") in files[folder]]
            for name in states or [f"{subject}.png"] * (f"{subject}.png" in files[folder]):
                width = int(SCREENS[label.split(",")[0]]["width"] * SCALE)
                said = f"{label}, {name.split('.')[1]}" if states else label
                picture = f'<img src="{folder}/{name}" width="{width}" alt="{html.escape(said)}">'
                cells.append(f"<figure>{picture}<figcaption>{said}</figcaption></figure>")
        if cells:
            rows.append(f"<h2>{html.escape(subject)}</h2><div>{''.join(cells)}</div>")
    style = ("body{margin:16px;font:12px sans-serif;background:#8b9299;width:max-content}div{display:flex;gap:8px;align-items:flex-start}"
             "figure{margin:0}img{display:block}h2{margin:16px 0 6px;font-size:15px}figcaption{padding:2px 0}")  # fmt: skip
    made = out / f"{lang}.html"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Contact sheet</title><style>{style}</style>'
    made.write_text(f"{head}{''.join(rows)}\n", "utf-8")
    return made


def make(site: Path, out: Path, lang: str, only: set[str]) -> Path:
    with screenshots.serving(site) as url, screenshots.browser() as chromium:
        for name, screen in SCREENS.items():
            for theme in THEMES:
                folder = out / f"{lang}-{name}-{theme}"
                folder.mkdir(parents=True, exist_ok=True)
                page = chromium.new_page(viewport=screen, color_scheme=theme, reduced_motion="reduce")
                shoot(page, screen, url, folder, lang, only)
                page.close()
        made = sheet(out, lang)
        page = chromium.new_page(viewport={"width": 1600, "height": 900})
        page.goto(made.resolve().as_uri())
        page.locator("body").screenshot(path=made.with_suffix(".png"))
    return made


def main() -> int:
    parser = arguments.Parser(description="One sheet with the looks of the whole guide.")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site (site/)")
    parser.add_argument("--out", type=Path, default=ROOT / "pictures/sheet", help="folder for the pictures (pictures/sheet)")
    parser.add_argument("--lang", choices=LANGUAGES, default="nb")
    parser.add_argument("--only", nargs="+", default=[], help="pages and calculators; the rest stays as in the last sheet")
    args = parser.parse_args()
    toolchain.in_venv()
    if not (args.site / "runtime").is_dir():
        raise toolchain.SetupError(f"{args.site} holds no built site: run `python3 scripts/serve.py --build` first")
    made = make(args.site, args.out, args.lang, set(args.only))
    toolchain.say(f"made {made} and {made.with_suffix('.png').name}")
    return 0
