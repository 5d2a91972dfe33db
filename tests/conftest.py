"""Where everything is run, every test that guards a hazard must have run and passed: a skipped guard guards nothing.

So must every test of a failure, in every engine that its row of `guide/records/failures.toml` names.
"""

import pytest

from guide.records import hazards
from guide.records.failures import failures
from tests.enginerows import Rows
from tests.guarding import Guarding

# After an editor's change the journeys that expect hand-worked figures are skipped, and say so (tests/browser/conftest.py).
LIVE_FIGURES_DIFFER = "the live text has other figures than the frozen ones"
NOT_HERE = "is not on this machine"  # as guide/setup/toolchain.py says it of an engine


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
        self.rows = Rows(failures(), not_here=NOT_HERE)
        self.figures_differ = False

    def pytest_runtest_logreport(self, report):
        if report.outcome == "rerun":  # begun once more because the browser was lost; what counts is how that ends
            return
        reason = str(report.longrepr[2]) if report.skipped and isinstance(report.longrepr, tuple) else ""
        self.guarding.record(report.nodeid, report.when, report.outcome, reason)
        self.rows.record(report.user_properties, report.nodeid, report.when, report.outcome, reason)
        self.figures_differ |= LIVE_FIGURES_DIFFER in reason

    def slips(self) -> dict[str, list[str]]:
        return {
            "hazards without a guard (safety/hazards.toml)": self.guarding.unguarded(),
            "failures and their engines (guide/records/failures.toml)": [] if self.figures_differ else self.rows.slips(),
        }

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        if exitstatus == pytest.ExitCode.OK and any(self.slips().values()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        for title, lines in self.slips().items():
            if lines:
                terminalreporter.section(title, red=True)
                for line in lines:
                    terminalreporter.line(line)
