"""Where everything is run, every test that guards a hazard must have run and passed: a skipped guard guards nothing."""

import pytest

from scripts import hazards
from tests.guarding import Guarding

# After an editor's change the journeys that expect hand-worked figures are skipped, and say so (tests/browser/conftest.py).
LIVE_FIGURES_DIFFER = "the live text has other figures than the frozen ones"


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        return  # the process that gathers all results looks at them
    everything = config.args_source is config.ArgsSource.TESTPATHS and not any(
        config.getoption(name, default=None) for name in ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "collectonly")
    )
    if everything:
        config.pluginmanager.register(Plugin(), "guarding")


class Plugin:
    """Records what became of the guarding tests."""

    def __init__(self):
        self.guarding = Guarding(hazards.guards(), allowed_skip=LIVE_FIGURES_DIFFER)

    def pytest_runtest_logreport(self, report):
        reason = str(report.longrepr[2]) if report.skipped and isinstance(report.longrepr, tuple) else ""
        self.guarding.record(report.nodeid, report.when, report.outcome, reason)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        if exitstatus == pytest.ExitCode.OK and self.guarding.unguarded():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        slips = self.guarding.unguarded()
        if slips:
            terminalreporter.section("hazards without a guard (safety/hazards.toml)", red=True)
            for line in slips:
                terminalreporter.line(line)
