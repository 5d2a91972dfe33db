"""Walks the timed tasks through the built site in Chromium, as a clinician with a tablet or a phone would, and counts.

Each task goes from the home page to the figure or sentence that it asks for. Counted are taps, questions answered, and how far the
page must be rolled from the last field to the answer, in screens. `Read` is the time for the headings of the home page, the labels
of the fields and the answer, at 250 words a minute. A walk that ends in another verdict than its task has is an error. Prints a table
in Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from guide.project import ROOT
from guide.serving.patched import PatchedServer, serving
from guide.setup import arguments, browsers, toolchain

if TYPE_CHECKING:
    from playwright.sync_api import Page

TABLET, PHONE = (820, 1180), (390, 844)
WORDS_A_MINUTE = 250
TODAY = date.today()
FOUR_MONTHS_AGO = (TODAY - timedelta(days=122)).isoformat()


@dataclass(frozen=True)
class Task:
    """A task: the link on the home page, what is answered in the form, and where on the page the answer stands."""

    name: str
    lang: str
    leads: str
    calculator: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    ends: str = ".ig-result :is(.ig-verdict, .ig-value)"
    screen: tuple[int, int] = TABLET
    stands: Mapping[str, str] = field(default_factory=dict)
    """What stands in the form by itself."""


TASKS = (
    Task("CLL, IgG 3.6, two pneumonias", "nb", "sid/start/#calculator", "sid-eligibility",
         {"population": "haematological", "igg_g_l": "3,6", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}, "meets"),
    Task("CAR-T after 4 months, IgG 3.2", "da", "sid/start/#calculator", "sid-eligibility",
         {"population": "cart_bispecific", "child": "no", "therapy_date": FOUR_MONTHS_AGO, "igg_g_l": "3,2"}, "meets",
         stands={"assessment_date": TODAY.isoformat()}),
    Task("HSCT, IgG 4.0", "da", "sid/start/#calculator", "sid-eligibility", {"population": "hsct", "igg_g_l": "4,0"}, "not_met"),
    Task("Privigen, 72 kg over 2 days", "nb", "ivig/dose/#calculator", "ivig-course",
         {"weight_kg": "72", "days": "2", "product": "privigen"}),
    Task("Chills after 20 minutes", "nb", "ivig/adverse-effects/#measures", ends="tr:has(#nel-act-flu)"),
    Task("IgA not back", "nb", "ivig/before/#calculator", "ivig-precheck",
         {"severe_renal_failure": "no", "severe_heart_failure": "no", "ivig_allergy": "no", "autoantibodies_taken": "yes",
          "bloods_taken": "yes", "urgent": "yes"}, "ready_before_iga"),
    Task("Myeloma with M-component", "nb", "sid/start/#calculator", "sid-eligibility",
         {"population": "haematological", "igg_g_l": "28", "m_component": "yes", "immunoparesis": "yes", "severe_or_recurrent": "yes"},
         "meets"),
    Task("Rheumatology, rituximab, one sepsis", "nb", "sid/start/#calculator", "sid-eligibility",
         {"population": "other", "igg_g_l": "5,1", "low_igg_decisive": "yes", "sepsis_6m": "1", "specialist_workup": "yes"}, "consider"),
    Task("Trough 5.1 with infections", "da", "sid/dose/#calculator-trough", "sid-trough",
         {"trough_g_l": "5,1", "serious_infections": "yes"}, "consider_adjusting"),
    Task("30 g every 4 weeks to weekly Cutaquig", "da", "sid/switching/#calculator", "sid-switch",
         {"from_product": "kiovig", "dose_g": "30", "from_interval_weeks": "4", "to_product": "cutaquig", "to_interval_weeks": "1"},
         "switch_gram_for_gram"),
    Task("Follow-up from 12 September", "nb", "sid/stopping/#calculator", "sid-followup",
         {"start_date": "12.09.2026", "population": "haematological"}, "stop_trial"),
    Task("Night, phone, urticaria", "nb", "ivig/adverse-effects/#measures", ends="tr:has(#nel-act-skin)", screen=PHONE),
)  # fmt: skip


@dataclass(frozen=True)
class Walked:
    """What one task took. `screens`: how far it is from the last field to the answer."""

    taps: int
    answered: int
    screens: float
    read_s: float


def walk(page: Page, root: str, task: Task) -> Walked:
    """Does the task once. Raises playwright's TimeoutError where a step is not there."""
    width, height = task.screen
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{root}{task.lang}/")
    words = _words(page, "h1, h1 + p, .ig-home-panel h2, .ig-home-panel h3")
    page.locator(f"article a[href$='{task.leads}']").first.click()
    page.wait_for_url(f"**/{task.leads}")
    taps, rolled = 1, 0.0
    if task.calculator:
        card = page.locator(f'ig-calculator[data-calculator="{task.calculator}"]')
        card.locator('.ig-status[data-state="ready"]').wait_for(state="attached")
        for name, value in task.typed.items():
            box = card.locator(f'.ig-field[data-field="{name}"]')
            box.wait_for(state="visible")  # the form asks for it once the answers before it are known
            radio = box.locator(f'label:has(input[value="{value}"])')
            words += _words(page, f'ig-calculator[data-calculator="{task.calculator}"] [data-field="{name}"] :is(label, legend)')
            if radio.count():
                radio.click()
            elif box.locator("select").count():
                box.locator("select").select_option(value)
            else:
                box.locator("input").fill(value)
            taps += 1
        page.evaluate("document.activeElement.blur()")
        outcome = f'[data-outcome="{task.outcome}"]' if task.outcome else ""
        card.locator(f".ig-result{outcome}").wait_for(state="visible")
        end = card.locator(task.ends).first
    else:
        end = page.locator(task.ends).first
    end.wait_for(state="visible")
    before = page.evaluate("scrollY")
    end.scroll_into_view_if_needed()
    rolled = abs(page.evaluate("scrollY") - before) / height
    words += len(end.inner_text().split())
    return Walked(taps, len(task.typed), rolled, words * 60 / WORDS_A_MINUTE)


def _words(page: Page, selector: str) -> int:
    return sum(len(text.split()) for text in page.locator(selector).all_inner_texts())


def table(walked: Sequence[tuple[Task, Walked]]) -> str:
    """The tasks with what each took, in Markdown."""
    lines = ["| Task | Screen | Taps and fields | Questions | Screens rolled | Read, s |", "| --- | --- | ---: | ---: | ---: | ---: |"]
    for task, took in walked:
        where = f"{task.screen[0]} × {task.screen[1]}, {task.lang}"
        lines.append(f"| {task.name} | {where} | {took.taps} | {took.answered} | {took.screens:.1f} | {took.read_s:.0f} |")
    return "\n".join(lines)


def main() -> int:
    parser = arguments.Parser(description="Walk the timed tasks and print what each takes.")
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    args = parser.parse_args()
    toolchain.in_venv()
    from playwright.sync_api import sync_playwright

    with serving(PatchedServer(args.site)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.ensure_browser(), args=["--no-sandbox"])
        page = browser.new_context(has_touch=True).new_page()
        print(table([(task, walk(page, server.url, task)) for task in TASKS]))
        browser.close()
    return 0
