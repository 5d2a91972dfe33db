"""One browser for all tests of a file, skipped where it is not on the machine; a site on an origin of its own for each test."""

from __future__ import annotations

import pytest

from calculators.facts.now import current
from guide.serving.patched import serving
from tests.browser.conftest import SITE, figures
from tests.engines.engine import Browser, Engine, Tab
from tests.engines.server import EngineServer
from tests.frozen import FROZEN

pytest.register_assert_rewrite("tests.engines.journeys", "tests.engines.failing")


def pytest_collection_modifyitems(items):
    changed = figures(current()) != figures(FROZEN)
    for item in items:
        if "tests/engines/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if changed:
                item.add_marker(pytest.mark.skip(reason="the live text has other figures than the frozen ones"))


@pytest.fixture(scope="module")
def engine(request) -> Engine:
    """The one that the file is about."""
    found: Engine = request.module.ENGINE
    if why := found.missing():
        pytest.skip(why)
    assert (SITE / "nb/sitemap.xml").is_file(), f"{SITE} holds no built site: start scripts/build.py, or set IG_SITE"
    return found


@pytest.fixture(scope="module")
def started(engine: Engine, request) -> Browser:
    with engine.start(lambda: request.getfixturevalue("playwright")) as browser:
        yield browser


@pytest.fixture
def browser(started: Browser) -> Browser:
    started.begin()
    return started


@pytest.fixture
def server() -> EngineServer:
    with serving(EngineServer()) as running:
        yield running


@pytest.fixture
def tab(browser: Browser, server: EngineServer) -> Tab:
    """At the end nothing may have been complained about, nor forbidden by the policy."""
    yield browser.tab
    browser.tab.wait_for("() => typeof complaints === 'object'")  # the last page may have only begun
    assert browser.tab.evaluate("() => complaints") == []
    assert server.reports == []
