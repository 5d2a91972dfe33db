"""The journeys and the failures in Firefox."""

from tests.engines.failing import Failures
from tests.engines.firefox import FIREFOX
from tests.engines.journeys import Journeys

ENGINE = FIREFOX


class TestFirefox(Journeys, Failures):
    pass
