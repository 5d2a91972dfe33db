"""Where the milliseconds of an answer go, from the end of the pause to the painted answer: for each calculator on its own page, also
with a processor four times as slow.

Busy time is that of the processor: the worker's, then the main thread's, for one waits for the other. It leaves out what the machine
does for others, and the wait for the screen's next frame; the clock beside it has both.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guide.measuring.starting import outermost
from guide.measuring.tracing import Event, Trace, traced

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

SLOWER = 4
LEAST_RUNS = 20  # for a twentieth to be more than one
# Notes when the page, at the end of its pause, asks its worker.
NOTE_ASKED = """
  const Native = window.Worker;
  window.Worker = class extends Native {
    postMessage(message, ...more) {
      if (message.kind === "run") performance.mark("asked");
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
  // What is put into a frame before it is drawn runs at the first task after it.
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage("");
  }));
  const shown = (wanted, what) => new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${calculator}: no answer ${what} after 30 s`)), 30_000);
    const observer = new MutationObserver(() => {
      if (!place.querySelector(wanted)) return;
      observer.disconnect();
      clearTimeout(late);
      drawn().then(resolve);
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
    await answer;
    if (run >= 0) performance.mark("painted");  // the first only warms up
  }
}"""

STYLE, LAYOUT, PAINT = ("UpdateLayoutTree",), ("Layout",), ("PrePaint", "Paint", "Layerize", "Commit")
SCRIPT = ("HandlePostMessage", "FunctionCall", "RunMicrotasks", "EventDispatch", "FireAnimationFrame", "TimerFire", "ParseHTML")
PARTS = ("worker", "insertion", "style", "layout", "paint")


@dataclass(frozen=True)
class Answer:
    """One answer, in ms: what each part took of the processor, and the clock from the end of the pause until it was painted."""

    parts: dict[str, float]
    clock: float

    @property
    def busy(self) -> float:
        return sum(self.parts.values())


def read_answers(trace: Trace) -> list[Answer]:
    """Each answer that was marked as painted, since the question before it."""
    marks = [event for event in trace.events if "user_timing" in event.category]
    asked = [event for event in marks if event.name == "asked"]
    found = []
    for end in (event for event in marks if event.name == "painted"):
        begin = max((event for event in asked if event.at_ms < end.at_ms), key=lambda event: event.at_ms)
        within = [event for event in trace.events if begin.at_ms <= event.at_ms < end.at_ms]
        found.append(Answer(parts_of(within, end.thread, trace.thread("DedicatedWorker")), end.at_ms - begin.at_ms))
    return found


def parts_of(events: list[Event], main: tuple[int, int], workers: set[tuple[int, int]]) -> dict[str, float]:
    """The processor time of each part. Style and layout that a script forces count as such, not as the script's."""
    own = [event for event in events if event.thread == main]

    def took(names: tuple[str, ...]) -> float:
        return sum(event.cpu_ms for event in outermost([event for event in own if event.name in names]))

    # The worker of the search, and others, have nothing to do meanwhile.
    replies = [event for event in events if event.thread in workers and event.name == "HandlePostMessage"]
    worker: float = sum(event.cpu_ms for event in outermost(replies))
    scripts = outermost([event for event in own if event.name in SCRIPT])
    forced = [event for event in own if event.name in STYLE + LAYOUT and any(script.holds(event) for script in scripts)]
    return {
        "worker": worker,
        "insertion": sum(event.cpu_ms for event in scripts) - sum(event.cpu_ms for event in forced),
        "style": took(STYLE),
        "layout": took(LAYOUT),
        "paint": took(PAINT),
    }


def measure_answers(
    context: BrowserContext, address: str, patients: dict[str, dict[str, Any]], runs: int, slower: int = 1
) -> dict[str, list[Answer]]:
    """By calculator. `slower`: so many times is the page's main thread slowed down; a worker's is never, by Chromium."""
    from calculators import find

    context.add_init_script(NOTE_ASKED)
    found = {}
    for id, inputs in patients.items():
        tab = context.new_page()
        tab.goto(f"{address}nb/{find(id).page}/")
        tab.wait_for_selector(f'ig-calculator[data-calculator="{id}"] form:not([hidden])')
        tab.wait_for_selector(f'ig-calculator[data-calculator="{id}"] .ig-status[data-state="ready"]', state="attached")
        tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        with traced(tab, ("devtools.timeline", "blink.user_timing")) as trace:
            tab.evaluate(TYPE, [id, inputs, runs])
        tab.close()
        found[id] = read_answers(trace)
    return found


def late(times: list[float]) -> float:
    """95 %."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def table(found: dict[str, list[Answer]], slow: dict[str, list[Answer]]) -> str:
    """Medians of the parts; median and 95 % of the whole. On the slow processor the worker's share is multiplied by hand."""
    lines = [
        f"| end of the pause to the answer on screen, ms | {' | '.join(PARTS)} | busy | 95 % | by the clock | 95 % "
        f"| {SLOWER} × slower: busy | 95 % |",
        f"| --- |{' --: |' * (len(PARTS) + 6)}",
    ]
    for id, answers in found.items():
        busy, clock = [one.busy for one in answers], [one.clock for one in answers]
        slowed = [one.busy + (SLOWER - 1) * one.parts["worker"] for one in slow[id]]
        cells = [statistics.median(one.parts[part] for one in answers) for part in PARTS]
        whole = [each for times in (busy, clock, slowed) for each in (statistics.median(times), late(times))]
        lines.append(f"| `{id}` | {' | '.join(f'{one:.1f}' for one in cells)} | {' | '.join(f'{one:.0f}' for one in whole)} |")
    return "\n".join(lines)
