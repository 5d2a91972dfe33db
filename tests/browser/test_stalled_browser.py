"""A browser that draws nothing is told from a page at fault: only the first lets a test begin once more."""

import pytest

from tests.browser.conftest import new_context
from tests.browser.stalled_browser import lost, stands_still

SHORT_MS = 1_500
NO_FRAMES = "window.requestAnimationFrame = () => 0;"
BUSY = "setTimeout(() => { for (const until = Date.now() + 20_000; Date.now() < until; ); }, 0);"


@pytest.mark.parametrize(("script", "still"), [("", False), (NO_FRAMES, True), (BUSY, False)], ids=["draws", "no-frames", "busy-nope"])
def test_only_a_page_that_answers_and_is_not_drawn_stands_still(browser, script, still):
    with new_context(browser, "nb") as context:
        page = context.new_page()
        page.add_init_script(script)
        page.goto("data:text/html,<p>x", wait_until="commit")
        assert stands_still(page, SHORT_MS) is still


def test_a_stopped_clock_is_no_loss(browser):
    with new_context(browser, "nb") as context:
        page = context.new_page()
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        page.goto("data:text/html,<p>x")
        assert not stands_still(page, SHORT_MS)


def test_what_is_lost_is_named_and_closed(browser):
    with new_context(browser, "nb") as good, new_context(browser, "nb") as bad:
        good.new_page()
        page = bad.new_page()
        page.add_init_script(NO_FRAMES)
        page.goto("data:text/html,lost")
        assert "data:text/html,lost" in lost(browser)
        assert bad.is_closed() and not good.is_closed()
        assert lost(browser) == ""
