"""Whether each test that guards a hazard ran and passed."""

from collections.abc import Mapping


class Guarding:
    """Fed with pytest's reports. `guards` is {test without parameters: hazards}; a test with parameters passes if all do."""

    def __init__(self, guards: Mapping[str, list[str]], allowed_skip: str = ""):
        self.guards = guards
        self.allowed_skip = allowed_skip
        self.passed: dict[str, int] = {}
        self.problems: dict[str, list[str]] = {}

    def record(self, nodeid: str, when: str, outcome: str, reason: str = "") -> None:
        """One report: set-up, call or tear-down of one test."""
        # xdist adds the group of a test to its id.
        test = nodeid.split("@")[0].partition("[")[0]
        if test not in self.guards:
            return
        if outcome == "passed":
            self.passed[test] = self.passed.get(test, 0) + (when == "call")
        elif outcome == "skipped" and self.allowed_skip and self.allowed_skip in reason:
            self.passed[test] = self.passed.get(test, 0) + 1
        else:
            self.problems.setdefault(test, []).append(f"{outcome} in {nodeid}" + (f" ({reason})" if reason else ""))

    def unguarded(self) -> list[str]:
        """A line for each guard that did not run and pass, with the hazards it leaves open."""
        lines = []
        for test, hazards in self.guards.items():
            if test in self.problems:
                lines.append(f"{test}: {self.problems[test][0]}; guards {', '.join(hazards)}")
            elif not self.passed.get(test):
                lines.append(f"{test}: did not run; guards {', '.join(hazards)}")
        return lines
