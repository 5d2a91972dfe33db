"""What a run of everything must have shown: every guard of a hazard ran and passed, every engine did what the list of failures says.

A skipped guard guards nothing. Where only a part of the tests is asked for, nothing is claimed.
"""

from __future__ import annotations

import pytest

from tests.failure_coverage import Rows
from tests.guarding import Guarding


def is_everything(config: pytest.Config) -> bool:
    """Whether this process gathers the results of all tests there are."""
    if hasattr(config, "workerinput"):  # the process that gathers them looks at them
        return False
    fewer = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "collectonly")
    return config.args_source is config.ArgsSource.TESTPATHS and not any(config.getoption(name, default=None) for name in fewer)


class Watch:
    """Records what became of the tests that guard something, and fails a run that lacks one."""

    def __init__(self, guarding: Guarding, rows: Rows):
        self.guarding, self.rows = guarding, rows
        self.figures_differ = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.outcome == "rerun":  # begun once more because the browser was lost; what counts is how that ends
            return
        reason = str(report.longrepr[2]) if report.skipped and isinstance(report.longrepr, tuple) else ""
        self.guarding.record(report.nodeid, report.when, report.outcome, reason)
        self.rows.record(report.user_properties, report.nodeid, report.when, report.outcome, reason)
        self.figures_differ |= bool(self.guarding.allowed_skip) and self.guarding.allowed_skip in reason

    def slips(self) -> dict[str, list[str]]:
        return {
            "hazards without a guard (safety/hazards.toml)": self.guarding.unguarded(),
            "failures and their engines (guide/records/failures.toml)": [] if self.figures_differ else self.rows.slips(),
        }

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.OK and any(self.slips().values()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for title, lines in self.slips().items():
            if lines:
                terminalreporter.section(title, red=True)
                for line in lines:
                    terminalreporter.line(line)
