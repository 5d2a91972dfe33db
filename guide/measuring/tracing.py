"""What Chromium itself noted of a stretch of time: which thread did what, and how much of the processor it took.

Wall clock says little on a machine that has other work; the time of a thread on the processor holds there too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

CATEGORIES = ("toplevel", "blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline", "v8", "cc", "benchmark")


@dataclass(frozen=True)
class Event:
    """One event: its start and length in ms of the clock, its share of the processor, the thread that it ran on, and how long that
    one had been on the processor at its start (0 if that was not noted)."""

    name: str
    category: str
    at_ms: float
    ms: float
    cpu_ms: float
    thread: tuple[int, int]
    thread_ms: float
    data: dict[str, Any]

    def holds(self, other: Event) -> bool:
        return self.thread == other.thread and self.at_ms <= other.at_ms and other.at_ms + other.ms <= self.at_ms + self.ms


@dataclass
class Trace:
    """Filled when the stretch of time is over."""

    events: list[Event] = field(default_factory=list)
    threads: dict[tuple[int, int], str] = field(default_factory=dict)

    def thread(self, name: str) -> set[tuple[int, int]]:
        return {one for one, called in self.threads.items() if name in called}


@contextmanager
def traced(page: Page, categories: Sequence[str] = CATEGORIES) -> Iterator[Trace]:
    """Traces the browser of a page while the block runs."""
    session, trace = page.context.new_cdp_session(page), Trace()
    done: list[dict[str, Any]] = []
    session.on("Tracing.tracingComplete", lambda told: done.append(told))
    session.send("Tracing.start", {"transferMode": "ReturnAsStream", "traceConfig": {"includedCategories": list(categories)}})
    try:
        yield trace
    finally:
        session.send("Tracing.end")
        while not done:
            page.wait_for_timeout(20)
        text: list[str] = []
        ended = False
        while not ended:
            part = session.send("IO.read", {"handle": done[0]["stream"], "size": 1 << 20})
            text.append(part["data"])
            ended = part["eof"]
        session.detach()
        read(json.loads("".join(text)), trace)


def read(recorded: dict[str, Any], trace: Trace) -> None:
    """Takes the events over that have a length, or that mark a moment."""
    for one in recorded["traceEvents"]:
        thread = (one["pid"], one["tid"])
        if one["ph"] == "M" and one["name"] == "thread_name":
            trace.threads[thread] = one["args"]["name"]
        elif one["ph"] in ("X", "I", "R", "n"):
            ms, cpu = one.get("dur", 0) / 1000, one.get("tdur", one.get("dur", 0)) / 1000
            since = one.get("tts", 0) / 1000
            trace.events.append(Event(one["name"], one["cat"], one["ts"] / 1000, ms, cpu, thread, since, one.get("args", {})))
    trace.events.sort(key=lambda event: (event.at_ms, -event.ms))
