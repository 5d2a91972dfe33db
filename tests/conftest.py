"""Watches over a run of everything (`watch.py`), and puts the longest tests first (`order.py`)."""

import pytest

from guide.records import hazards
from guide.records.failures import failures
from tests import order
from tests.failure_coverage import Rows
from tests.guarding import Guarding
from tests.watch import Watch, is_everything

# After an editor's change the journeys that expect hand-worked figures are skipped, and say so (tests/browser/conftest.py).
LIVE_FIGURES_DIFFER = "the live text has other figures than the frozen ones"
NOT_HERE = "is not on this machine"  # as guide/setup/toolchain.py says it of an engine


def pytest_configure(config: pytest.Config) -> None:
    if is_everything(config):
        guarding = Guarding(hazards.guards(), allowed_skip=LIVE_FIGURES_DIFFER)
        config.pluginmanager.register(Watch(guarding, Rows(failures(), not_here=NOT_HERE)), "guarding")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order.arrange(items)


@pytest.fixture(scope="session")
def playwright():
    """The one of this process: two cannot live in it at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started
