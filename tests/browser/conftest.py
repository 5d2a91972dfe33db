"""A server for the built site, one Chromium for each process of tests, and pages that must stay silent: no errors, no other host.

A test that names `lang` is about words and is run in each language. One that only uses a tab is run in one of them, half of the
tests in either: what it is about is the same in both. At night (IG_TESTS=all) all are run in both.
"""

import os
import re
import zlib
from http import HTTPStatus
from inspect import signature
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as TimedOut

from calculators.facts.now import current
from guide.serving.dev_server import Handler, SiteServer
from tests.browser.pages import Tab
from tests.browser.stalled_browser import BrowserLost, lost
from tests.frozen import FROZEN

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
SITE = Path(os.environ.get("IG_SITE", ROOT / "site"))
CHROMIUM = os.environ.get("IG_CHROMIUM", "/usr/bin/chromium")
# The same engine without windows: a page costs half as much. What has to do with what a browser keeps and
# with the way back has the whole one (test_canary.py, test_memory.py), and so have the journeys in tests/engines.
SHELL = os.environ.get("IG_CHROMIUM_SHELL", CHROMIUM)
# Without a GPU, and without software that plays one: with it, Chromium once stopped drawing in the middle of a test.
# The compiler that takes longest is left out, as in WebKit: what the quick one makes gives the same. No process waits for a next site.
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run",
        "--js-flags=--liftoff-only", "--disable-features=SpareRendererForSitePerProcess"]  # fmt: skip


# These journeys expect figures that were worked out by hand from the sources. An editor's change of a
# figure is judged by the checks of the live text; here it would only say that the text has changed.
WORKED_BY_HAND = {"test_course.py", "test_rate.py", "test_eligibility.py", "test_form.py", "test_fallback.py"}


def figures(facts) -> dict:
    return {fact.id: fact.figures for fact in facts.by_id.values()}


LANGUAGES = ("nb", "da")
ALL_TESTS = os.environ.get("IG_TESTS") == "all"


def pytest_generate_tests(metafunc):
    named = [name for mark in metafunc.definition.iter_markers("parametrize") for name in re.split(r"[,\s]+", str(mark.args[0]))]
    if "lang" in metafunc.fixturenames and not any("lang" in name for name in named):
        metafunc.parametrize("lang", LANGUAGES)


def is_left_out(item) -> bool:
    """The same test in the other language, where words do not matter."""
    asked = getattr(item, "callspec", None)
    if ALL_TESTS or asked is None or "lang" not in asked.params or "lang" in signature(item.function).parameters:
        return False
    others = [str(value) for name, value in asked.params.items() if name != "lang"]
    return asked.params["lang"] != LANGUAGES[zlib.crc32(f"{item.originalname} {others}".encode()) % 2]


def pytest_collection_modifyitems(items):
    changed = figures(current()) != figures(FROZEN)
    items[:] = [item for item in items if not (item.path.is_relative_to(HERE) and is_left_out(item))]
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[BrowserLost.__name__]))
            if changed and item.path.name in WORKED_BY_HAND:
                item.add_marker(pytest.mark.skip(reason="the live text has other figures than the frozen ones"))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """A time-out in a browser that no longer draws says nothing of the page: such a test begins once more, and is counted as a
    rerun. Any other time-out is the test's."""
    try:
        return (yield)
    except (TimedOut, AssertionError) as error:
        browser = pyfuncitem.funcargs.get("browser")
        if browser and "Timeout" in str(error) and (told := lost(browser)):
            raise BrowserLost(told) from error
        raise


# A busy machine must not decide what these tests say. What happens at the limits has its own tests.
PATIENT = {"START_MS": 120_000, "SNAPSHOT_MS": 60_000, "ANSWER_MS": 30_000, "CALENDAR_MS": 60_000}


class Adapted(Handler):
    """The site as built, but for where it is served and how long it waits."""

    server: "AdaptedSite"

    def do_GET(self):
        if self.path.endswith("/protocol.mjs"):
            text = self.find(self.path).read_text("utf-8")
            for name, value in self.server.limits.items():
                text, count = re.subn(rf"(export const {name} = )[\d_]+;", rf"\g<1>{value};", text)
                assert count == 1, f"{name} is not among the limits"
            return self.answer(HTTPStatus.OK, ".mjs", text.encode())
        return super().do_GET()

    def answer(self, status, suffix, body, **headers):
        # Instant navigation follows only addresses of the sitemap: it must name the port served at.
        # Without its service worker, which refuses what is adapted here; tests/browser/test_offline.py is about it.
        if suffix == ".html":
            body = body.replace(b'<meta name="ig-service-worker" content="sw.js">', b"")
        if suffix == ".xml":
            body = body.replace(self.server.built_for, self.server.url.encode())
        super().answer(status, suffix, body, **headers)


class AdaptedSite(SiteServer):
    def __init__(self, folder: Path):
        super().__init__(folder, 0)
        self.RequestHandlerClass = Adapted
        self.limits = dict(PATIENT)
        self.built_for = re.search(rb"<loc>(.*?)nb/</loc>", (folder / "nb/sitemap.xml").read_bytes())[1]


@pytest.fixture(scope="session")
def site_server():
    assert (SITE / "nb/sitemap.xml").is_file(), f"{SITE} holds no built site: start scripts/build.py, or set IG_SITE"
    server = AdaptedSite(SITE)
    server.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(site_server) -> str:
    """The address of the built site."""
    return site_server.url


@pytest.fixture
def impatient(site_server):
    """As long as the site waits in earnest for an answer."""
    del site_server.limits["ANSWER_MS"]
    yield
    site_server.limits.update(PATIENT)


@pytest.fixture(scope="session")
def browsers(playwright):
    """The Chromium of this process, started when it is first wanted, and anew if it has crashed."""
    started = []

    def running():
        if not started or not started[-1].is_connected():
            started.append(playwright.chromium.launch(executable_path=SHELL, args=ARGS))
        return started[-1]

    yield running
    for one in started:
        one.close()


@pytest.fixture
def browser(browsers):
    return browsers()


DESKTOP = {"width": 1180, "height": 820}


def new_context(browser, lang: str, **options):
    options.setdefault("viewport", DESKTOP)
    # The tests are about what is there in the end, not about how it glides in.
    options.setdefault("reduced_motion", "reduce")
    options.setdefault("locale", {"nb": "nb-NO", "da": "da-DK"}[lang])
    return browser.new_context(**options)


@pytest.fixture(scope="session")
def shared(browsers):
    """A context for each language, so that the runtime is fetched once."""
    contexts = {}

    def of(lang: str):
        if lang not in contexts or contexts[lang].is_closed():
            contexts[lang] = new_context(browsers(), lang)
        return contexts[lang]

    yield of
    for context in contexts.values():
        context.close()


def judge(tab: Tab) -> None:
    """What a tab complained about, or asked other hosts for, fails the test, unless the test said that it expects it."""
    assert tab.foreign == [], "asked another host"
    assert tab.expects_complaints or tab.complaints == [], "complained in the console"


@pytest.fixture
def open_tab(browser, shared, site):
    """Opens new tabs; in a context of their own if `alone` or with options."""
    tabs: list[Tab] = []
    own = []

    def opened(lang: str = "nb", *, alone: bool = False, **options) -> Tab:
        alone = alone or bool(options)
        context = new_context(browser, lang, **options) if alone else shared(lang)
        if alone:
            own.append(context)
        tabs.append(Tab(context.new_page(), site, lang))
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.page.close()
    for context in own:
        context.close()
    for tab in tabs:
        judge(tab)


@pytest.fixture(scope="session")
def kept():
    """The tabs that tests use one after the other, by language and options."""
    tabs: dict[str, Tab] = {}
    yield tabs
    for tab in tabs.values():
        tab.page.context.close()


@pytest.fixture
def warm_tab(browser, kept, site):
    """A tab in which the calculators already run, as for somebody who goes from page to page. A test that changes more than
    the page shows must open a tab of its own."""
    used = {}

    def opened(lang: str = "nb", script: str = "", viewport: dict = DESKTOP, **options) -> Tab:
        key = repr((lang, script, sorted(options.items())))
        if key not in kept or kept[key].page.is_closed():
            kept[key] = Tab(new_context(browser, lang, **options).new_page(), site, lang)
            kept[key].page.add_init_script(script)
            kept[key].warm = True
        if kept[key].page.viewport_size != viewport:
            kept[key].page.set_viewport_size(viewport)
        used[key] = kept[key]
        used[key].foreign.clear()
        used[key].complaints.clear()
        return used[key]

    yield opened
    for key, tab in used.items():
        if tab.foreign or tab.complaints:
            kept.pop(key).page.context.close()
        judge(tab)


@pytest.fixture
def a_lang(lang) -> str:
    """For a test that opens its tabs itself and is not about words."""
    return lang


@pytest.fixture
def tab(warm_tab, lang) -> Tab:
    return warm_tab(lang)


@pytest.fixture
def new_tab(open_tab, lang) -> Tab:
    """For tests that change what runs before a page, or break the worker."""
    return open_tab(lang)


@pytest.fixture
def own_tab(open_tab, lang) -> Tab:
    """For tests that set the clock or cut the network: both are the whole context's."""
    return open_tab(lang, alone=True)
