"""The journeys in WebKit.

In one run the window of MiniBrowser was lost, and every later command refused. That says nothing of the page.
"""

import pytest

from tests.engines.journeys import Journeys
from tests.engines.webkit import WEBKIT

ENGINE = WEBKIT


@pytest.mark.flaky(reruns=1, only_rerun=["EngineLost"])
class TestWebKit(Journeys):
    pass
