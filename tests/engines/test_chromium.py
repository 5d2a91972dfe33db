"""The journeys in Chromium, with its windows."""

from tests.engines.chromium import CHROMIUM_ENGINE
from tests.engines.journeys import Journeys

ENGINE = CHROMIUM_ENGINE


class TestChromium(Journeys):
    pass
