"""The failures in WebKit. A window that is lost: see `test_webkit.py`."""

import pytest

from tests.engines.failing import Failures
from tests.engines.webkit import WEBKIT

ENGINE = WEBKIT


@pytest.mark.flaky(reruns=1, only_rerun=["EngineLost"])
class TestWebKitFailures(Failures):
    pass
