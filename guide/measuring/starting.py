"""Where the time of a start goes: phase by phase, from the snapshot and plain, from the network and from the service worker, beside
the floor that no start can go below (the engine compiled and instantiated, a heap copied).

The browser keeps its profile, as that of a tablet does: then V8 keeps the compiled engine, and a start only has to read it.
Processor time is that of the page's process and of nothing else, so that a busy machine lengthens the clock but not this.
"""

from __future__ import annotations

import re
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.measuring.tracing import Event, Trace, traced
from guide.serving.patched import BARE_PAGE, PatchedHandler, PatchedServer, missing, runtime_of, serving
from guide.setup.toolchain import SetupError

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

# The page holds the calculator that is asked, as a page of the guide does: that one tests itself before it answers.
START = """async (request) => {
  const card = document.createElement("ig-calculator");
  card.dataset.calculator = request.calculator;
  document.body.append(card);
  performance.mark("opened");
  const began = performance.now();
  const runtime = await import("/assets/runtime/runtime.mjs");
  try {
    const { from, note } = await runtime.start();
    const { html } = await runtime.run(request);
    performance.mark("answered");
    return { from, note, ms: performance.now() - began, answered: html.length > 0 };
  } catch (failure) {
    return { from: "nothing", note: String(failure) };
  }
}"""

# In a worker, as the runtime is: what is left when Python itself does nothing.
FLOOR_WORKER = """
const [engine, size] = [new URLSearchParams(location.search).get("engine"), Number(new URLSearchParams(location.search).get("size"))];
const heap = new Uint8Array(size).fill(1);
performance.mark("began");
const module = await WebAssembly.compileStreaming(fetch(engine));
performance.mark("compiled");
const memory = new WebAssembly.Memory({ initial: Math.floor(size / 65536), maximum: 65536 });
const table = new WebAssembly.Table({ initial: 20000, element: "anyfunc" });
const imports = {};
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  const isFixed = ["__memory_base", "__table_base"].includes(name);
  const made = { function: () => () => 0, memory: () => memory, table: () => table,
    global: () => new WebAssembly.Global({ value: "i32", mutable: !isFixed }, isFixed && name === "__table_base" ? 1 : 1024),
    tag: () => new WebAssembly.Tag({ parameters: ["i32"] }) }[kind]();
  (imports[from] ??= {})[name] = made;
}
await WebAssembly.instantiate(module, imports);
performance.mark("instantiated");
new Uint8Array(memory.buffer).set(heap.subarray(0, memory.buffer.byteLength));
performance.mark("copied");
postMessage("done");
"""
FLOOR = """(address) => new Promise((resolve, reject) => {
  performance.mark("opened");
  const worker = new Worker(address, { type: "module" });
  worker.onerror = (event) => reject(new Error(event.message));
  worker.onmessage = () => { performance.mark("answered"); resolve(); };
})"""
FLOOR_FILE = "floor.mjs"
PROTOCOL = "assets/runtime/protocol.mjs"

SAVED = """() => Promise.race([
  navigator.serviceWorker.ready.then(() => true),
  new Promise((go) => setTimeout(go, 120_000, false)),
])"""

NETWORK, SAVED_RELEASE, PLAIN, BARE_FLOOR = "network", "service worker", "plain", "floor"
# Each ends at the last of its marks; "compiled" and "unpacked" are reached side by side.
PHASES = (
    ("scripts there", ("scripts",)),
    ("engine compiled", ("compiled",)),
    ("engine instantiated", ("instantiated",)),
    ("snapshot unpacked", ("unpacked",)),
    ("memory restored, Python up", ("restored", "copied")),
    ("calculators imported", ("imported",)),
    ("self-test", ("tested",)),
    ("first answer", ("answered",)),
)
STARTS = ("toplevel", "blink.user_timing")
WARM_RUNS = 2
COMPILED_MS = 3000  # V8 writes down what it compiled some seconds after
TASKS = ("RunTask", "ThreadControllerImpl::RunTask", "ThreadPool_RunTask")


@dataclass
class Start:
    """One start: when each mark was reached, and the processor time of the page's process until then; all in ms from the opening."""

    at_ms: dict[str, float] = field(default_factory=dict)
    cpu_ms: dict[str, float] = field(default_factory=dict)


def read_start(trace: Trace) -> Start:
    """Raises SetupError if the trace shows no start."""
    marks = [event for event in trace.events if "user_timing" in event.category]
    opened = next((event for event in marks if event.name == "opened"), None)
    if opened is None:
        raise SetupError("the trace shows no start")
    process = opened.thread[0]
    worker = next((event.thread for event in marks if event.thread != opened.thread and event.at_ms >= opened.at_ms), None)
    own = [event for event in trace.events if event.thread == worker and event.thread_ms]
    # What Python does runs after a task of its thread, not in one: the worker's thread tells by its own clock.
    others = [event for event in trace.events if event.thread[0] == process and event.thread != worker]
    tasks = outermost([event for event in others if event.name in TASKS and event.ms])
    start = Start()
    for mark in marks:
        if mark.thread[0] == process and mark.at_ms >= opened.at_ms:
            start.at_ms[mark.name] = mark.at_ms - opened.at_ms
            begun = (event.thread_ms + event.cpu_ms for event in own if event.at_ms + event.ms <= mark.at_ms)
            start.cpu_ms[mark.name] = max(begun, default=0) + sum(
                one.cpu_ms * max(0, min(mark.at_ms, one.at_ms + one.ms) - max(opened.at_ms, one.at_ms)) / one.ms for one in tasks
            )
    return start


def outermost(events: list[Event]) -> list[Event]:
    """Without those that lie within another one of the same thread: their time would count twice. Sorted by begin, longest first."""
    kept: list[Event] = []
    end: dict[tuple[int, int], float] = {}
    for event in events:
        if event.at_ms >= end.get(event.thread, 0):
            kept.append(event)
            end[event.thread] = event.at_ms + event.ms
    return kept


def patient(site: Path) -> Callable[[PatchedHandler], None]:
    """The page's limits, with none on the start: a plain one takes long beside other work."""
    text = re.sub(r"(START_MS = )[\d_]+", r"\g<1>200_000", (site / PROTOCOL).read_text("utf-8"))
    return lambda handler: handler.answer(HTTPStatus.OK, ".mjs", text.encode())


def floor_worker(handler: PatchedHandler) -> None:
    handler.answer(HTTPStatus.OK, ".mjs", FLOOR_WORKER.encode())


@contextmanager
def kept_profile(playwright: Playwright, browser: str, args: list[str]) -> Iterator[BrowserContext]:
    """A browser that keeps what it compiled, unlike one in a private window."""
    with tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(folder, executable_path=browser, args=args)
        try:
            yield context
        finally:
            context.close()


def measure_phases(
    playwright: Playwright, browser: str, args: list[str], site: Path, request: dict[str, Any], runs: int
) -> dict[str, list[Start]]:
    """All ways to start, in turn, so that they meet the same machine. The first rounds only fill the browser's caches."""
    runtime = f"runtime/{runtime_of(site)}"
    engine, snapshot = f"/{runtime}/pyodide.asm.wasm", f"{runtime}/snapshot.packed"
    size = (site / runtime / "snapshot.bin").stat().st_size
    floor = f"/{FLOOR_FILE}?engine={engine}&size={size}"
    found: dict[str, list[Start]] = {name: [] for name in (NETWORK, SAVED_RELEASE, PLAIN, BARE_FLOOR)}
    with (
        kept_profile(playwright, browser, args) as context,
        serving(PatchedServer(site, {FLOOR_FILE: floor_worker})) as network,
        serving(PatchedServer(site, {snapshot: missing, PROTOCOL: patient(site)})) as plain,
        serving(PatchedServer(site)) as saved,
    ):
        tab = context.new_page()
        tab.goto(f"{saved.url}nb/")
        if not tab.evaluate(SAVED):
            raise SetupError("the release was not saved for use without network: is the built site whole?")
        tab.close()
        servers = {NETWORK: network, SAVED_RELEASE: saved, PLAIN: plain}
        for run in range(-WARM_RUNS, runs):
            for name, server in servers.items():
                start = one_start(context, server, request, "cold" if name == PLAIN else "snapshot", warm=run < 0)
                if run >= 0:
                    found[name].append(start)
            tab = context.new_page()
            tab.goto(network.url + BARE_PAGE)
            with traced(tab, STARTS) as trace:
                tab.evaluate(FLOOR, floor)
            tab.close()
            if run >= 0:
                found[BARE_FLOOR].append(read_start(trace))
    return found


def one_start(context: BrowserContext, server: PatchedServer, request: dict[str, Any], wanted: str, *, warm: bool) -> Start:
    tab: Page = context.new_page()
    tab.goto(server.url + BARE_PAGE)
    with traced(tab, STARTS) as trace:
        told = tab.evaluate(START, request)
    if warm:
        tab.wait_for_timeout(COMPILED_MS)
    tab.close()
    if told["from"] != wanted or not told["answered"]:
        raise SetupError(f"a {wanted} start was wanted, this came: {told} (is the machine busy?)")
    return read_start(trace)


def ended(start: Start, marks: tuple[str, ...], times: dict[str, float]) -> float | None:
    there = [times[mark] for mark in marks if mark in start.at_ms]
    return max(there) if there else None


def table(found: dict[str, list[Start]]) -> str:
    """Each phase at its end, counted from the opening: the clock, and in brackets the processor. Medians."""
    names = list(found)
    lines = [f"| ms since the opening, by the clock (by the processor) | {' | '.join(names)} |", f"| --- |{' --: |' * len(names)}"]
    for phase, marks in PHASES:
        cells = []
        for name in names:
            clock = [one for start in found[name] if (one := ended(start, marks, start.at_ms)) is not None]
            cpu = [one for start in found[name] if (one := ended(start, marks, start.cpu_ms)) is not None]
            cells.append(f"{statistics.median(clock):.0f} ({statistics.median(cpu):.0f})" if clock else "")
        lines.append(f"| {phase} | {' | '.join(cells)} |")
    whole = {name: [statistics.median(getattr(one, of)["answered"] for one in found[name]) for of in ("at_ms", "cpu_ms")] for name in names}
    for what, of, under in (
        ("network / plain", NETWORK, PLAIN),
        ("service worker / plain", SAVED_RELEASE, PLAIN),
        ("network / floor", NETWORK, BARE_FLOOR),
        ("service worker / floor", SAVED_RELEASE, BARE_FLOOR),
    ):
        clock, cpu = (whole[of][at] / whole[under][at] for at in (0, 1))
        lines.append(f"| {what} | {clock:.2f} ({cpu:.2f}) |{' |' * (len(names) - 1)}")
    return "\n".join(lines)
