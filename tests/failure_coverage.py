"""Whether the list of failures claims of each engine what the tests in it have shown: neither more nor less."""

from collections.abc import Iterable

from guide.records.failures import ENGINES, Failure


class Rows:
    """Fed with pytest's reports. An engine that is not on the machine can show nothing; `not_here` is how its skipped tests say so."""

    def __init__(self, listed: Iterable[Failure], not_here: str):
        self.listed = tuple(listed)
        self.not_here = not_here
        self.passed: set[tuple[str, str]] = set()
        self.absent: set[str] = set()

    def record(self, properties: Iterable[tuple[str, object]], nodeid: str, when: str, outcome: str, reason: str = "") -> None:
        """One report: set-up, call or tear-down of one test. What is no test of a row or of an engine is passed over."""
        said = dict(properties)
        row = (said.get("failure"), said.get("engine"))
        if outcome == "skipped" and self.not_here in reason:
            self.absent.update(engine for engine in ENGINES if f"test_{engine.lower()}.py" in nodeid)
        elif all(row) and when == "call" and outcome == "passed":
            self.passed.add(row)

    def slips(self) -> list[str]:
        """A line for each engine that a row claims without a passed test, or does not claim though it passed."""
        lines = []
        for failure in self.listed:
            for engine in ENGINES:
                claimed, passed = engine in failure.engines, (failure.id, engine) in self.passed
                if claimed and not passed and engine not in self.absent:
                    lines.append(f"{failure.id}: says {engine}, where its test did not run and pass")
                elif passed and not claimed:
                    lines.append(f"{failure.id}: passed in {engine}: add it to `engines`")
        return lines
