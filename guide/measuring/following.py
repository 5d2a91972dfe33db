"""A plan that is followed for eight hours, minute by minute, by a clock that is set: what it asks for, keeps, and takes of the main thread.

The time of the thread is that of the processor, so that a busy machine does not lengthen it. Minutes are counted from the start of
the infusion; the first hour only warms up.
"""

from __future__ import annotations

import datetime
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOURS, WARM_MIN = 8, 60
FRAME_MS = 1000 / 60
# 72 kg: 84 ml in the first 50 minutes, then 432 ml an hour: eight hours and a little more.
PLAN = {"weight_kg": "72", "volume_ml": "3200", "start_time": "08:30"}
START = datetime.datetime(2026, 11, 30, 8, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
SHOWN = ".ig-follow-given"
ELSEWHERE = "withdrawn.json"  # every page asks once an hour whether its release was withdrawn


def measure_following(browser: Browser, address: str) -> dict[str, str]:
    """What to print, by name: with a plan that is followed, and beside it the same minutes with none, which is what the measuring
    itself takes."""
    followed, nothing = _hours(browser, address, PLAN), _hours(browser, address, {})
    times = sorted(followed.times_ms)
    spread = (statistics.median(times), times[int(len(times) * 0.95)], times[-1])
    own = statistics.median(times) - statistics.median(nothing.times_ms)
    return {
        "requests in eight hours": f"{sum(ELSEWHERE not in one for one in followed.asked)}",
        "of the page itself (was the release withdrawn?)": f"{sum(ELSEWHERE in one for one in followed.asked)}",
        "heap after each hour, kB": followed.heaps,
        "heap after each hour with no plan, kB": nothing.heaps,
        "nodes after the first hour and the last": f"{followed.nodes[0]:.0f}, {followed.nodes[-1]:.0f}",
        "main thread a minute, ms: median, 95 %, most": ", ".join(f"{one:.1f}" for one in spread),
        "the same with no plan: median": f"{statistics.median(nothing.times_ms):.1f}",
        f"an update, ms: the difference (a frame is {FRAME_MS:.1f})": f"{own:.1f}",
    }


@dataclass(frozen=True)
class _Hours:
    asked: list[str]
    heap_bytes: list[float]
    nodes: list[float]
    times_ms: list[float]

    @property
    def heaps(self) -> str:
        return ", ".join(f"{one / 1000:.0f}" for one in self.heap_bytes)


def _hours(browser: Browser, address: str, plan: dict[str, str]) -> _Hours:
    # What is saved for use without network is loaded behind the first page: here it would be counted as asked for.
    context = browser.new_context(timezone_id="Europe/Oslo", service_workers="block")
    page = context.new_page()
    page.clock.install(time=START)
    page.goto(f"{address}nb/ivig/infusion/")
    card = page.locator('ig-calculator[data-calculator="ivig-rate"]')
    card.locator('.ig-status[data-state="ready"]').wait_for(state="attached")
    for name, text in plan.items():
        card.locator(f'[name="{name}"]').fill(text)
    if plan:
        card.locator('select[name="product"]').select_option("kiovig")
        page.clock.run_for(1000)
        page.locator(".ig-follow-begin button").click()
        page.locator(SHOWN).wait_for()

    found = _Hours([], [], [], [])
    context.on("request", lambda request: found.asked.append(request.url))
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def metrics() -> dict[str, float]:
        return {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}

    given = "(place) => document.querySelector(place)?.textContent ?? performance.timeOrigin"
    for minute in range(1, HOURS * 60 + 1):
        before, last = metrics()["TaskDuration"], page.evaluate(given, SHOWN)
        page.clock.fast_forward(60_000)
        changed = "([place, last]) => (document.querySelector(place)?.textContent ?? 0) !== last"
        page.wait_for_function(changed, arg=[SHOWN, last], polling=60)
        if minute > WARM_MIN:
            found.times_ms.append((metrics()["TaskDuration"] - before) * 1000)
        if minute % 60 == 0:
            session.send("HeapProfiler.collectGarbage")
            settled = metrics()
            found.heap_bytes.append(settled["JSHeapUsedSize"])
            found.nodes.append(settled["Nodes"])
    context.close()
    return found
