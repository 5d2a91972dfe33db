"""Measures the built site in Chromium: how soon its text and the calculators are there, how soon an answer is on screen, and
what a plan that is followed takes.

A start from the snapshot and a plain one alternate in the same run, so that both meet the same machine; only the
ratio holds elsewhere. Prints a table in Markdown.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.measuring.following import measure_following
from guide.project import ROOT
from guide.serving.patched import BARE_PAGE, PatchedServer, golden, missing, runtime_of, serving
from guide.setup import arguments, browsers, toolchain

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

BROWSER_ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
# The page holds the calculator that is asked, as a page of the guide does: that one tests itself before it answers.
START = """async (request) => {
  const card = document.createElement("ig-calculator");
  card.dataset.calculator = request.calculator;
  document.body.append(card);
  const began = performance.now();
  const runtime = await import("/assets/runtime/runtime.mjs");
  try {
    const { from, note } = await runtime.start();
    const { html } = await runtime.run(request);
    return { from, note, ms: performance.now() - began, answered: html.length > 0 };
  } catch (failure) {
    return { from: "nothing", note: String(failure) };
  }
}"""

# Notes when the page, at the end of its pause, asks its worker.
NOTE_ASKED = """
  const Native = window.Worker;
  window.Worker = class extends Native {
    postMessage(message, ...more) {
      if (message.kind === "run") window.askedAt = performance.now();
      super.postMessage(message, ...more);
    }
  };
"""

# Fills in a patient; then, each time, takes one field away and puts it back, as a clinician who corrects a figure does,
# and waits for the answer to be painted. A typed field where there is one: only those are followed by a pause.
TYPE = """async ([calculator, inputs, runs]) => {
  const card = document.querySelector(`ig-calculator[data-calculator="${calculator}"]`);
  const place = card.querySelector(".ig-answer");
  const form = card.querySelector("form");
  const changed = (control) => control.dispatchEvent(new Event("input", { bubbles: true }));
  const shown = (wanted, what) => new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${calculator}: no answer ${what} after 30 s`)), 30_000);
    const observer = new MutationObserver(() => {
      if (!place.querySelector(wanted)) return;
      observer.disconnect();
      clearTimeout(late);
      requestAnimationFrame(() => resolve(performance.now()));
    });
    observer.observe(place, { childList: true, subtree: true });
  });

  let answer = shown(".ig-result[data-status=ok]", "to the whole patient");
  for (const control of form.elements) {
    if (!control.name) continue;
    const given = inputs[control.name];
    if (control.type !== "radio") control.value = given ?? "";
    else control.checked = given === undefined ? control.defaultChecked : control.value === given;
    changed(control);
  }
  await answer;
  const used = [...form.elements].filter((one) => one.name in inputs && (one.type !== "radio" || one.checked));
  const last = used.findLast((one) => one.type === "text") ?? used.at(-1);
  const other = last.type === "radio" ? [...form.elements].find((one) => one.name === last.name && one !== last) : undefined;
  const times = [];
  for (let run = -1; run < runs; run += 1) {
    const before = last.value;
    answer = shown(".ig-result", "to the patient without one field");
    if (other) other.checked = true;
    else last.value = "";
    changed(other ?? last);
    await answer;
    answer = shown(".ig-result[data-status=ok]", "to the corrected patient");
    if (other) last.checked = true;
    else last.value = before;
    changed(last);
    const painted = await answer;
    if (run >= 0) times.push(painted - window.askedAt);  // the first only warms up
  }
  return times;
}"""


def measure_starts(
    context: BrowserContext, servers: dict[str, PatchedServer], request: dict[str, Any], runs: int
) -> dict[str, list[float]]:
    """From opening the runtime to the first answer, in ms; the first round only fills the browser's caches."""
    times: dict[str, list[float]] = {name: [] for name in servers}
    for run in range(runs + 1):
        for name, server in servers.items():
            tab = context.new_page()
            tab.goto(server.url + BARE_PAGE)
            found = tab.evaluate(START, request)
            tab.close()
            if found["from"] != name or not found["answered"]:
                raise toolchain.SetupError(f"a {name} start was wanted, this came: {found} (is the machine busy?)")
            if run:
                times[name].append(found["ms"])
    return times


# From the first byte of the page to its text on screen, while the offline set begins to load behind it.
READABLE = """() => new Promise((resolve) => new PerformanceObserver((seen) => {
  const painted = seen.getEntriesByName("first-contentful-paint")[0];
  if (painted) resolve(painted.startTime - performance.getEntriesByType("navigation")[0].responseStart);
}).observe({ type: "paint", buffered: true }))"""


def measure_first_visits(browser: Browser, address: str, runs: int) -> list[float]:
    """Each in a browser profile that was never here."""
    times = []
    for _ in range(runs):
        context = browser.new_context()
        tab = context.new_page()
        tab.goto(f"{address}nb/ivig/dose/", wait_until="commit")
        times.append(tab.evaluate(READABLE))
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


def measure_answers(context: BrowserContext, address: str, answered: list[dict[str, Any]], runs: int) -> dict[str, list[float]]:
    """From the end of the pause to the painted answer, in ms, on the page of each calculator."""
    from calculators import find

    context.add_init_script(NOTE_ASKED)
    times = {}
    for id, inputs in patients(answered).items():
        tab = context.new_page()
        tab.goto(f"{address}nb/{find(id).page}/")
        tab.wait_for_selector(f'ig-calculator[data-calculator="{id}"] form:not([hidden])')
        tab.wait_for_selector(f'ig-calculator[data-calculator="{id}"] .ig-status[data-state="ready"]', state="attached")
        times[id] = tab.evaluate(TYPE, [id, inputs, runs])
        tab.close()
    return times


def row(name: str, times: list[float]) -> str:
    return f"| {name} | {statistics.median(times):.0f} | {min(times):.0f} | {max(times):.0f} | {len(times)} |"


def main() -> int:
    parser = arguments.Parser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--runs", type=arguments.whole(1), default=7)
    given = parser.parse_args()
    toolchain.in_venv()
    from playwright.sync_api import sync_playwright

    site = given.site.resolve()
    snapshot = f"runtime/{runtime_of(site)}/snapshot.packed"
    answered = [json.loads(request) for request, reply in golden(site) if json.loads(reply)["result"].get("status") == "ok"]
    if not answered:
        raise toolchain.SetupError("no golden vector gives an answer: there is nothing to measure")
    with (
        sync_playwright() as playwright,
        serving(PatchedServer(site)) as server,
        serving(PatchedServer(site, {snapshot: missing})) as plain,
    ):
        browser = playwright.chromium.launch(executable_path=browsers.ensure_browser(), args=BROWSER_ARGS)
        context = browser.new_context()
        starts = measure_starts(context, {"snapshot": server, "cold": plain}, answered[0], given.runs)
        medians = {name: statistics.median(times) for name, times in starts.items()}
        print("| ms | median | least | most | runs |\n| --- | --: | --: | --: | --: |")
        print(row("start to first answer, from the snapshot", starts["snapshot"]))
        print(row("start to first answer, plain", starts["cold"]))
        print(row("first visit: first byte to text on screen", measure_first_visits(browser, server.url, given.runs)))
        print(f"\nRatio snapshot / plain: {medians['snapshot'] / medians['cold']:.2f}\n")
        print("| end of the pause to the answer on screen, ms | median | least | most | runs |\n| --- | --: | --: | --: | --: |")
        for id, times in measure_answers(context, server.url, answered, given.runs).items():
            print(row(f"`{id}`", times))
        print("\n| A plan that is followed, eight hours | |\n| --- | --: |")
        for name, said in measure_following(browser, server.url).items():
            print(f"| {name} | {said} |")
        browser.close()
    return 0
