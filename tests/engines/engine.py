"""What the journeys ask of a browser: one tab, driven by its real mouse and keyboard, and looked at by small scripts.

`test_chromium.py`, `test_firefox.py` and `test_webkit.py` run the same journeys, each with its own engine, and they or a file beside
them the failures. An engine is told
as data: its name, why it is not there, how it starts.
"""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from playwright.sync_api import Playwright

ZONE = "Europe/Oslo"  # every browser's wall clock, so that a night in which it is set back is the same night
PATIENCE_S = 60  # a busy machine must not decide what a test says
STEP_S = 90  # no answer of the browser to one command for so long: it hangs


class EngineError(Exception):
    """The browser did not do what it was told, or does not answer."""


class EngineLost(EngineError):
    """The browser crashed or hangs: what the test asked of the page was not answered at all."""


class Tab(ABC):
    """A tab. Scripts are functions in JavaScript, given as text; what they return must fit into JSON."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Opens an address and waits until it has loaded."""

    @abstractmethod
    def evaluate(self, script: str, *args: object) -> object:
        """What the function returns; promises are waited for."""

    @abstractmethod
    def click_at(self, x: float, y: float) -> None:
        """A click of the mouse, in pixels of the window's view."""

    @abstractmethod
    def press(self, text: str) -> None:
        """Types into what has the focus, key by key."""

    def click(self, selector: str) -> None:
        """Clicks at the middle of the first visible element, wherever on the page it is, once it stands still there."""
        self.wait_for("(selector) => Boolean(" + SEE + ")", selector)
        x, y = self.evaluate("async (selector) => { const found = " + SEE + PLACE, selector)
        self.click_at(x, y)

    def type(self, selector: str, text: str) -> None:
        """Types over what stands in a field."""
        self.click(selector)
        self.evaluate("(selector) => document.querySelector(selector).select()", selector)
        self.press(text)

    def text(self, selector: str) -> str:
        """The text on screen, with ordinary blanks."""
        found = self.evaluate("(selector) => document.querySelector(selector)?.innerText ?? null", selector)
        if found is None:
            raise EngineError(f"nothing is at {selector}")
        return found.replace("\N{NO-BREAK SPACE}", " ").strip()

    def is_visible(self, selector: str) -> bool:
        return bool(self.evaluate("(selector) => Boolean(" + SEE + ")", selector))

    def wait_for(self, script: str, *args: object, seconds: float = PATIENCE_S) -> object:
        """Asks until the function returns something true, and returns that."""
        until, last = time.monotonic() + seconds, None
        while time.monotonic() < until:
            try:
                if found := self.evaluate(script, *args):
                    return found
            except EngineLost:
                raise
            except EngineError as error:  # the page is being changed for another
                last = error
            time.sleep(0.05)
        try:
            where = self.evaluate("() => location.href")
        except EngineError as error:
            where, last = "a page that does not answer", error
        raise AssertionError(f"not so within {seconds:.0f} s at {where}: {script} {json.dumps(args)}" + (f" ({last})" if last else ""))


SEE = """[...document.querySelectorAll(selector)].find((one) => one.checkVisibility({ visibilityProperty: true })
  && one.getClientRects().length > 0)"""
# What opens moves for a while: the search grows to its width, and a click at where a result was on the way misses it.
PLACE = """;
  found.scrollIntoView({ block: "center", behavior: "instant" });
  const middle = () => {
    const { left, top, width, height } = found.getClientRects()[0] ?? found.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  for (let last = [], still = 0; still < 2; ) {
    await new Promise(requestAnimationFrame);
    const now = middle();
    still = String(now) === String(last) ? still + 1 : 0;
    last = now;
  }
  return middle();
}"""


class Browser(ABC):
    """A browser that runs, with one tab for all tests of a file."""

    tab: Tab

    def begin(self) -> None:
        """Before each test: nothing of the page before goes on beside the next."""
        self.tab.open("about:blank")

    @abstractmethod
    def without(self, setting: str) -> AbstractContextManager[Tab]:
        """A tab of another process, in which one of SETTINGS is switched off as a reader or a hospital does it."""


SETTINGS = ("javascript", "webassembly", "service-workers")


@dataclass(frozen=True)
class Engine:
    """`missing` says why it can't be used on this machine, or "". `start` is given what starts the Playwright of this process: two
    cannot live in it at a time, and only Chromium needs it."""

    name: str
    missing: Callable[[], str]
    start: Callable[[Callable[[], Playwright]], AbstractContextManager[Browser]]
