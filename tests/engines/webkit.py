"""WebKit: the MiniBrowser of WebKitGTK by WebDriver (selenium), on a screen that nobody sees (Xvfb)."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

from guide.setup import browsers
from tests.engines.engine import PATIENCE_S, STEP_S, ZONE, Browser, Engine, EngineError, EngineLost, Tab

# As MiniBrowser is told on its command line, and JavaScriptCore in the environment.
OFF = {
    "javascript": ("--enable-javascript=false", {}),
    "webassembly": ("", {"JSC_useWasm": "0"}),
    "service-workers": ("--features=-ServiceWorkers", {}),
}


class WebKitTab(Tab):
    def __init__(self, driver: WebKitGTK):
        self._driver = driver

    @contextlib.contextmanager
    def _step(self, what: str) -> Iterator[None]:
        try:
            yield
        except WebDriverException as error:
            kind = EngineError if self._is_there() else EngineLost
            raise kind(f"WebKit: {what}: {type(error).__name__}: {(error.msg or '')[:500]}") from None
        except (OSError, HTTPError) as error:  # a driver that hangs or has gone
            raise EngineLost(f"WebKit: {what}: {error}") from None

    def _is_there(self) -> bool:
        """Whether the window is still there, whatever its page does."""
        try:
            return self._driver.current_window_handle in self._driver.window_handles
        except (WebDriverException, OSError, HTTPError):
            return False

    def open(self, address: str) -> None:
        with self._step("open"):
            self._driver.get(address)

    def evaluate(self, script: str, *args: object) -> object:
        with self._step("evaluate"):
            found = self._driver.execute_async_script(ASYNC % script, *args)
        if "error" in found:
            raise EngineError(f"WebKit: evaluate: {found['error']}")
        return found["value"]

    def click_at(self, x: float, y: float) -> None:
        with self._step("click"):
            actions = ActionChains(self._driver, duration=0)
            actions.w3c_actions.pointer_action.move_to_location(round(x), round(y)).click()
            actions.perform()

    def press(self, text: str) -> None:
        with self._step("press"):
            ActionChains(self._driver).send_keys(text).perform()


ASYNC = """const [...args] = arguments;
const done = args.pop();
(async () => (%s)(...args))().then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));"""


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A screen for one browser; Xvfb picks the number itself, so that two never meet."""
    reading, writing = os.pipe()
    try:
        process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
            pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], PATIENCE_S)
        number = os.read(reading, 16).decode().strip() if ready else ""
        if not number:
            raise EngineError("Xvfb does not start")
        yield f":{number}"
    finally:
        os.close(reading)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@contextlib.contextmanager
def opened(argument: str = "", environment: dict[str, str] | None = None) -> Iterator[WebKitTab]:
    """A MiniBrowser with a home of its own. Of what it has started nothing is left when it is closed: the process of a page
    whose worker is at work would go on by itself."""
    home = Path(tempfile.mkdtemp(prefix="webkit-"))
    options = Options()
    options.binary_location = str(browsers.find_minibrowser())
    for one in filter(None, ("--automation", argument)):
        options.add_argument(one)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        own = {"DISPLAY": stack.enter_context(screen()), "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1"}
        # The compiler that takes longest would have half of a small machine, and a start take twice as long. What is compiled by the
        # other two gives the same.
        own["JSC_useOMGJIT"] = "0"
        own["TZ"] = ZONE
        # A graphics card played by software costs more than the pages do; nobody looks at this screen.
        own["WEBKIT_DISABLE_COMPOSITING_MODE"] = "1"
        own |= {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
        service = Service(shutil.which("WebKitWebDriver"), env=os.environ | own | (environment or {}), popen_kw={"start_new_session": True})
        stack.callback(end_group, service)
        try:
            driver = WebKitGTK(options=options, service=service)
        except WebDriverException as error:
            service.stop()
            raise EngineError(f"WebKit does not start: {error.msg}") from None
        stack.callback(service.stop)
        stack.callback(driver.quit)
        driver.command_executor.client_config.timeout = STEP_S
        driver.set_page_load_timeout(PATIENCE_S)
        driver.set_script_timeout(PATIENCE_S)
        driver.set_window_size(1180, 900)
        yield WebKitTab(driver)


def end_group(service: Service) -> None:
    with contextlib.suppress(AttributeError, ProcessLookupError):  # it never started, or has gone
        os.killpg(service.process.pid, signal.SIGKILL)


class WebKit(Browser):
    """A new one for each test: MiniBrowser keeps the processes of the pages before, with their workers."""

    tab: WebKitTab

    def __init__(self):
        self._opened = contextlib.ExitStack()

    def begin(self) -> None:
        self._opened.close()
        self.tab = self._opened.enter_context(opened())

    def without(self, setting: str):
        self._opened.close()
        return opened(*OFF[setting])

    def close(self) -> None:
        self._opened.close()


@contextlib.contextmanager
def started(_playwright: object) -> Iterator[WebKit]:
    with contextlib.closing(WebKit()) as browser:
        yield browser


WEBKIT = Engine("WebKit", browsers.why_no_webkit, started)
