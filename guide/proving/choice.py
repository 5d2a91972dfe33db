"""Which tests a mutant is put to: those that run its line, the quickest files first."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guide.project import ROOT
from guide.proving.mutation import Mutant

TESTS = ("tests/unit", "tests/spec", "tests/properties")
READ = ("calculators", "docs", "guide", "scripts", "tests")  # what the tests run and read
QUIET = ("unraisableexception", "threadexception")  # they collect garbage, again and again: half of the time
BATCHES_S = (1, 6)

_IMPORT = "import "

Record = dict[str, dict[str, Any]]
"""Of each test its seconds and the lines it ran; under "" those that importing ran, under `import FILE` those of one file of tests."""


def coverage(folder: Path) -> Record:
    """Which test runs which line; kept as long as nothing changes that the tests run or read.

    Raises SystemExit if the tests fail as they stand: then a mutant's failure says nothing.
    """
    written, stamp = folder / "coverage.json", folder / "coverage.stamp"
    now = _stamp()
    if not (written.exists() and stamp.exists() and stamp.read_text("utf-8") == now):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "guide.proving.coverage", "-p", "no:xdist"]
        env = os.environ | {"IG_COVERAGE": str(written), "PYTHONHASHSEED": "0"}
        done = subprocess.run([*command, *TESTS], cwd=ROOT, env=env, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"mutants: the tests fail as they stand\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
        stamp.write_text(now, "utf-8")
    record: Record = json.loads(written.read_text("utf-8"))
    return record


def _stamp() -> str:
    digest = hashlib.sha256()
    for folder in READ:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def file_of(test: str) -> str:
    return test.partition("::")[0]


@dataclass(frozen=True)
class Tests:
    """The tests by the lines they run."""

    record: Record

    def of(self, mutant: Mutant) -> list[str]:
        """Those that run a line of the mutant; for a line that is run on import, or by none, those that run anything of its file."""
        found = self._that_run(mutant)
        if self.on_import(mutant) or self.expected_of(mutant) or not found:
            also = [test for test, one in self._useful() if one["lines"].get(mutant.file) and test not in set(found)]
            found += sorted(also, key=self._of_one)
        return found or sorted((test for test, one in self._useful() if one["lines"]), key=self._of_one)

    def _that_run(self, mutant: Mutant) -> list[str]:
        """The quickest first."""
        return sorted((test for test, one in self._useful() if self._is_run(mutant, one)), key=self._of_one)

    def on_import(self, mutant: Mutant) -> bool:
        """Whether a line of the mutant is run when the calculators are imported, or what tests share."""
        return self._is_run(mutant, self.record[""])

    def expected_of(self, mutant: Mutant) -> frozenset[str]:
        """The files of tests that run a line of the mutant while they are collected: what they expect may come of it."""
        return frozenset(
            one.removeprefix(_IMPORT) for one, its in self.record.items() if one.startswith(_IMPORT) and self._is_run(mutant, its)
        )

    def _is_run(self, mutant: Mutant, by: dict[str, Any]) -> bool:
        return not set(range(mutant.line, mutant.last_line + 1)).isdisjoint(by["lines"].get(mutant.file, ()))

    def _useful(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            (test, one) for test, one in self.record.items()
            if test and not test.startswith(_IMPORT) and not one.get("useless") and "lines" in one
        ]  # fmt: skip

    def apart(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        """The tests of a mutant: those that a copy of a warm process can tell, and those that expect what came of the line itself."""
        own = self.expected_of(mutant)
        found = self.of(mutant)
        return [one for one in found if file_of(one) not in own], [one for one in found if file_of(one) in own]

    def files(self) -> list[str]:
        """The files with a test that runs a line of the calculators."""
        return list(dict.fromkeys(file_of(test) for test, one in self._useful() if one["lines"]))

    def batches(self, tests: list[str]) -> list[list[str]]:
        """The tests by file, the quickest files first, in three batches: most mutants are noticed by the first, and a file that is
        not needed is not even read."""
        files: dict[str, list[str]] = {}
        for test in tests:
            files.setdefault(file_of(test), []).append(test)
        spent = 0.0
        found: list[list[str]] = [[] for _ in range(len(BATCHES_S) + 1)]
        for of_file in sorted(files.values(), key=self.seconds):
            spent += self.seconds(of_file)
            found[sum(spent > limit for limit in BATCHES_S)] += of_file
        return [batch for batch in found if batch]

    def seconds(self, tests: list[str]) -> float:
        return float(sum(self.record[test]["seconds"] for test in tests))

    def _of_one(self, test: str) -> float:
        return self.seconds([test])
