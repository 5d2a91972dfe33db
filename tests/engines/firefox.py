"""Firefox by WebDriver BiDi. puppeteer-core speaks it, in a Node process of its own (`firefox.mjs`); Debian has no geckodriver."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from guide.setup import browsers, toolchain
from tests.engines.engine import STEP_S, ZONE, Browser, Engine, EngineError, Tab

SCRIPT = Path(__file__).with_suffix(".mjs")
# An own profile makes no calls to its maker's hosts, whatever it is told to look for.
QUIET = {"app.update.auto": False, "browser.shell.checkDefaultBrowser": False, "ui.prefersReducedMotion": 1}
OFF = {
    "javascript": {"javascript.enabled": False},
    "webassembly": {"javascript.options.wasm": False},
    "service-workers": {"dom.serviceWorkers.enabled": False},
}


class FirefoxTab(Tab):
    def __init__(self, process: subprocess.Popen[str]):
        self._process = process
        self._replies: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._replies.put(line)
        self._replies.put("")

    def ask(self, command: str, *args: object) -> object:
        try:
            self._process.stdin.write(json.dumps([command, *args]) + "\n")
            self._process.stdin.flush()
            reply = self._replies.get(timeout=STEP_S)
        except OSError as error:
            raise EngineError(f"Firefox has gone: {error}") from None
        except queue.Empty:
            self._process.kill()  # what it would still say belongs to no later question
            raise EngineError(f"Firefox did not answer within {STEP_S} s: {command} {args}") from None
        if not reply:
            raise EngineError("Firefox or its driver ended")
        found = json.loads(reply)
        if "error" in found:
            raise EngineError(f"Firefox: {command}: {found['error'][:500]}")
        return found["value"]

    def open(self, address: str) -> None:
        self.ask("open", address)

    def evaluate(self, script: str, *args: object) -> object:
        return self.ask("evaluate", script, *args)

    def click_at(self, x: float, y: float) -> None:
        self.ask("click", x, y)

    def press(self, text: str) -> None:
        self.ask("press", text)


@contextlib.contextmanager
def opened(preferences: dict[str, object] | None = None) -> Iterator[FirefoxTab]:
    """A Firefox of its own, in a group of its own, so that nothing of it is left behind."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [str(toolchain.node()), str(SCRIPT), str(browsers.find_firefox()), json.dumps(QUIET | (preferences or {}))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True, encoding="utf-8",
            cwd=toolchain.ROOT, start_new_session=True, env=os.environ | {"TZ": ZONE},
        )  # fmt: skip
        try:
            tab = FirefoxTab(process)
            try:
                tab.ask("ready")
            except EngineError as error:
                said.seek(0)
                raise EngineError(f"{error}: {said.read()[-2000:]}") from None
            yield tab
        finally:
            with contextlib.suppress(OSError):
                process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            process.stdout.close()


class Firefox(Browser):
    def __init__(self, tab: FirefoxTab):
        self.tab = tab

    def without(self, setting: str):
        return opened(OFF[setting])


@contextlib.contextmanager
def started(_playwright: object) -> Iterator[Firefox]:
    with opened() as tab:
        yield Firefox(tab)


FIREFOX = Engine("Firefox", browsers.why_no_firefox, started)
