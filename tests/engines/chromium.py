"""Chromium by Playwright, as in tests/browser."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator

from playwright.sync_api import Error, Page, Playwright

from tests.browser.conftest import ARGS, CHROMIUM, SHELL
from tests.engines.engine import PATIENCE_S, ZONE, Browser, Engine, EngineError, Tab


class ChromiumTab(Tab):
    def __init__(self, page: Page):
        self._page = page

    @contextlib.contextmanager
    def _step(self) -> Iterator[None]:
        try:
            yield
        except Error as error:
            raise EngineError(f"Chromium: {error.message}") from None

    def open(self, address: str) -> None:
        with self._step():
            self._page.goto(address)

    def evaluate(self, script: str, *args: object) -> object:
        with self._step():
            return self._page.evaluate(f"(args) => ({script})(...args)", list(args))

    def click_at(self, x: float, y: float) -> None:
        with self._step():
            self._page.mouse.click(x, y)

    def press(self, text: str) -> None:
        with self._step():
            self._page.keyboard.type(text)


# JavaScript has a setting; what else a reader or a hospital can switch off is taken out of the page.
WITHOUT = {
    "webassembly": "delete globalThis.WebAssembly",
    "service-workers": "delete Navigator.prototype.serviceWorker",
}


class Chromium(Browser):
    def __init__(self, playwright: Playwright, program: str):
        self._playwright = playwright
        self._program = program
        self._stack = contextlib.ExitStack()
        self.tab = self._stack.enter_context(self._opened())

    @contextlib.contextmanager
    def _opened(self, script: str = "", **options) -> Iterator[ChromiumTab]:
        browser = self._playwright.chromium.launch(executable_path=self._program, args=ARGS)
        try:
            context = browser.new_context(viewport={"width": 1180, "height": 820}, reduced_motion="reduce", timezone_id=ZONE, **options)
            context.set_default_timeout(PATIENCE_S * 1000)
            context.add_init_script(script)
            yield ChromiumTab(context.new_page())
        finally:
            browser.close()

    def without(self, setting: str):
        if setting == "javascript":
            return self._opened(java_script_enabled=False)
        return self._opened(script=WITHOUT[setting])

    def close(self) -> None:
        self._stack.close()


@contextlib.contextmanager
def started(playwright: Callable[[], Playwright], program: str = CHROMIUM) -> Iterator[Chromium]:
    with contextlib.closing(Chromium(playwright(), program)) as browser:
        yield browser


CHROMIUM_ENGINE = Engine("Chromium", lambda: "", started)
WITHOUT_WINDOWS = Engine("Chromium", lambda: "", functools.partial(started, program=SHELL))
