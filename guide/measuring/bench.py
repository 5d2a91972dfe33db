"""Measures the built site in Chromium: how soon its text and the calculators are there, how soon an answer is on screen, and
what a plan that is followed takes.

All ways to start alternate in the same run, so that they meet the same machine; only the ratios hold elsewhere. Prints tables in
Markdown.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.measuring import answering, starting
from guide.measuring.answering import LEAST_RUNS
from guide.measuring.following import measure_following
from guide.project import ROOT
from guide.serving.patched import PatchedServer, golden, serving
from guide.setup import arguments, browsers, toolchain

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LINE = "a line of 1.6 Mbit/s"
THIN_LINE = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
BROWSER_ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
# From the first byte of the page to its text on screen, while the offline set begins to load behind it.
READABLE = """() => new Promise((resolve) => new PerformanceObserver((seen) => {
  const painted = seen.getEntriesByName("first-contentful-paint")[0];
  if (painted) resolve(painted.startTime - performance.getEntriesByType("navigation")[0].responseStart);
}).observe({ type: "paint", buffered: true }))"""


def measure_first_visits(browser: Browser, address: str, runs: int, *, slow: bool = False) -> list[float]:
    """Each in a browser profile that was never here; if wished on a slow processor, at the end of a thin line."""
    times = []
    for _ in range(runs):
        context = browser.new_context()
        tab = context.new_page()
        if slow:
            session = context.new_cdp_session(tab)
            session.send("Emulation.setCPUThrottlingRate", {"rate": answering.SLOWER})
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", {"offline": False, **THIN_LINE})
        tab.goto(f"{address}nb/ivig/dose/", wait_until="commit")
        times.append(tab.evaluate(READABLE))
        if not slow:
            tab.wait_for_function("() => navigator.serviceWorker.getRegistration().then(Boolean)")  # it does load behind
        context.close()
    return times


def patients(answered: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """For each calculator, of the patients of its worked examples, the one with most filled in."""
    found: dict[str, dict[str, Any]] = {}
    for request in sorted(answered, key=lambda one: -len(one["inputs"])):
        if request["lang"] == "nb":
            found.setdefault(request["calculator"], request["inputs"])
    return found


def row(name: str, times: list[float]) -> str:
    return f"| {name} | {statistics.median(times):.0f} | {min(times):.0f} | {max(times):.0f} | {len(times)} |"


def main() -> int:
    parser = arguments.Parser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--runs", type=arguments.whole(1), default=7)
    given = parser.parse_args()
    toolchain.in_venv()
    from playwright.sync_api import sync_playwright

    site, chromium = given.site.resolve(), str(browsers.ensure_browser())
    answered = [json.loads(request) for request, reply in golden(site) if json.loads(reply)["result"].get("status") == "ok"]
    if not answered:
        raise toolchain.SetupError("no golden vector gives an answer: there is nothing to measure")
    runs = max(given.runs, LEAST_RUNS)
    with sync_playwright() as playwright, serving(PatchedServer(site)) as server:
        print(starting.table(starting.measure_phases(playwright, chromium, BROWSER_ARGS, site, answered[0], given.runs)), flush=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGS)
        print("\n| ms | median | least | most | runs |\n| --- | --: | --: | --: | --: |")
        for slow, name in ((False, "first visit: first byte to text on screen"), (True, f"the same, {answering.SLOWER} × slower, {LINE}")):
            print(row(name, measure_first_visits(browser, server.url, given.runs, slow=slow)), flush=True)
        asked = patients(answered)
        quick = answering.measure_answers(browser.new_context(), server.url, asked, runs)
        slowed = answering.measure_answers(browser.new_context(), server.url, asked, runs, answering.SLOWER)
        print(f"\n{answering.table(quick, slowed)}", flush=True)
        print("\n| A plan that is followed, eight hours | |\n| --- | --: |")
        for name, said in measure_following(browser, server.url).items():
            print(f"| {name} | {said} |")
        browser.close()
    return 0
