"""The journeys and the failures in Chromium."""

from tests.engines.chromium import CHROMIUM_ENGINE
from tests.engines.failing import Failures
from tests.engines.journeys import Journeys

ENGINE = CHROMIUM_ENGINE


class TestChromium(Journeys, Failures):
    pass
