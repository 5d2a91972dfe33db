"""All tests here read the built site; one process does, so that each page is parsed once."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.site)
            if not item.get_closest_marker("xdist_group"):
                item.add_marker(pytest.mark.xdist_group("site"))
