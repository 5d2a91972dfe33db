"""The failures in Chromium, without its windows."""

from tests.engines.chromium import WITHOUT_WINDOWS
from tests.engines.failing import Failures

ENGINE = WITHOUT_WINDOWS


class TestChromiumFailures(Failures):
    pass
