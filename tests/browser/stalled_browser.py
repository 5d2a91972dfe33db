"""Tells a browser that no longer draws from a page that does something wrong.

In one full run Chromium stopped drawing: the page answered, but whatever waited for a frame, as every click does, waited for ever.
"""

from contextlib import suppress

from playwright.sync_api import Browser, Error, Page
from playwright.sync_api import TimeoutError as TimedOut

FRAMES = 3
LONG_MS = 5_000
ANSWERS = "() => true"
DRAWS = f"() => (window.framesSeen = (window.framesSeen ?? 0) + 1) > {FRAMES}"


class BrowserLost(Exception):
    """Chromium draws nothing any more: what the test asked of the page was not done, and nothing is said of the page."""


def stands_still(page: Page, for_ms: int = LONG_MS) -> bool:
    """Whether the page answers, but no frame of it is drawn. One that does not answer may be at fault itself: False."""
    try:
        page.wait_for_function(ANSWERS, polling=100, timeout=for_ms)
    except Error:
        return False
    try:
        page.evaluate("() => { window.framesSeen = 0; }")
        page.wait_for_function(DRAWS, polling="raf", timeout=for_ms)
    except TimedOut:
        return True
    except Error:
        return False
    return False


def lost(browser: Browser) -> str:
    """What is lost, in words; "" if all pages are drawn. Closes what is lost: the next test opens anew."""
    still = [page for context in browser.contexts for page in context.pages if stands_still(page)]
    told = ", ".join(page.url for page in still)
    for page in still:
        with suppress(Error):
            page.context.close()
    return told and f"Chromium has drawn nothing for {LONG_MS} ms at {told}"
