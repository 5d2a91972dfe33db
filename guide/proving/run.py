"""Runs the mutants: in which order, with which tests, and what is said of those that no test notices."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from guide.project import ROOT
from guide.proving.mutation import Mutant, changed_tree, mutants_of
from guide.setup import arguments, toolchain

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
TESTS = ("tests/unit", "tests/spec", "tests/properties")
SECONDS = 300  # a mutant that runs on for ever is noticed, too
BATCHES_S = (1, 6)
NOT_NEEDED = ("unraisableexception", "threadexception")  # they collect garbage, again and again: half of the time
NOTICED, LIVES = "noticed", "lives"


def files(wanted: Sequence[str]) -> list[str]:
    """The files of the calculators, or those of them that were asked for."""
    found = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "calculators").rglob("*.py"))
    return [one for one in found if not wanted or any(one.startswith(start) for start in wanted)]


def coverage(folder: Path) -> dict[str, dict[str, Any]]:
    """Which test runs which line. Raises SystemExit if the tests fail as they stand: then a mutant's failure says nothing."""
    written = folder / "coverage.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "guide.proving.coverage", "-p", "no:xdist", *TESTS]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"IG_COVERAGE": str(written)}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"mutants: the tests fail as they stand\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    record: dict[str, dict[str, Any]] = json.loads(written.read_text("utf-8"))
    return record


@dataclass(frozen=True)
class Tests:
    """The tests by the lines they run, the quickest first."""

    record: dict[str, dict[str, Any]]

    def of(self, mutant: Mutant) -> list[str]:
        """Those that run a line of the mutant; for a line that is run on import, or by none, those that run anything of its file."""
        places = range(mutant.line, mutant.last_line + 1)
        on_import = bool(set(places) & set(self.record[""]["lines"].get(mutant.file, ())))
        found = []
        for test, one in self.record.items():
            if not test or one.get("useless"):
                continue
            run = one["lines"].get(mutant.file, ())
            if run and (on_import or not set(places).isdisjoint(run)):
                found.append(test)
        if not found:
            found = [test for test, one in self.record.items() if test and one.get("lines", {}).get(mutant.file) and not one.get("useless")]
        if not found:
            found = [test for test, one in self.record.items() if test and one.get("lines") and not one.get("useless")]
        return sorted(found, key=lambda test: self.record[test]["seconds"])

    def batches(self, tests: list[str]) -> list[list[str]]:
        """The tests by file, the quickest files first, in three batches: most mutants are noticed by the first, and a file that is
        not needed is not even read."""
        files: dict[str, list[str]] = {}
        for test in tests:
            files.setdefault(test.partition("::")[0], []).append(test)
        spent = 0.0
        found: list[list[str]] = [[] for _ in range(len(BATCHES_S) + 1)]
        for of_file in sorted(files.values(), key=self._seconds):
            spent += self._seconds(of_file)
            found[sum(spent > limit for limit in BATCHES_S)] += of_file
        return [batch for batch in found if batch]

    def _seconds(self, tests: list[str]) -> float:
        return float(sum(self.record[test]["seconds"] for test in tests))


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module its changed code; all others are found as ever."""

    def __init__(self, mutant: Mutant):
        path = ROOT / mutant.file
        parts = Path(mutant.file).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.path, self.is_package = path, parts[-1] == "__init__"
        self.code: CodeType = compile(changed_tree(path.read_text("utf-8"), mutant), str(path), "exec")

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=_Loader(self.code), submodule_search_locations=[str(self.path.parent)] if self.is_package else None
        )


class _Loader(importlib.abc.Loader):
    def __init__(self, code: CodeType):
        self.code = code

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)  # noqa: S102 - the project's own file, changed in one place


def preload() -> None:
    """Everything but the project itself, so that a fork is ready at once; what is compiled is kept, beside the working tree."""
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(ROOT / ".cache/mutants/compiled")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # xdist and Playwright's are not needed
    import hypothesis  # noqa: F401
    import pytest  # noqa: F401

    assert not any(name == "calculators" or name.startswith("calculators.") for name in sys.modules)


def outcome(mutant: Mutant, batches: list[list[str]]) -> str:
    """In a process of its own; it is ended if it goes on for too long."""
    if not batches:
        return LIVES
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            os.setsid()
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            import pytest

            sys.meta_path.insert(0, Changed(mutant))
            options = ["-q", "-x", "--no-header", "--no-summary", *(part for name in NOT_NEEDED for part in ("-p", f"no:{name}"))]
            os._exit(0 if all(pytest.main([*options, *batch]) == pytest.ExitCode.OK for batch in batches) else 1)
        os._exit(1)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return LIVES if status == 0 else NOTICED
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return NOTICED


def reasons() -> dict[str, str]:
    """Of each mutant known to be equivalent, why it gives no other answer."""
    listed = tomllib.loads(EQUIVALENT.read_text("utf-8")) if EQUIVALENT.exists() else {}
    return {id: one["why"] for id, one in listed.items()}


def share(mutants: list[Mutant], tests: Tests, results: Path) -> None:
    """One worker's mutants, one after the other; a line for each."""
    with results.open("a", encoding="utf-8") as written:
        for mutant in mutants:
            written.write(json.dumps([mutant.id, outcome(mutant, tests.batches(tests.of(mutant)))]) + "\n")
            written.flush()


def run(mutants: list[Mutant], tests: Tests, jobs: int, folder: Path) -> dict[str, str]:
    """The outcome of each mutant, by several processes side by side."""
    preload()
    workers = []
    for number in range(jobs):
        results = folder / f"results-{number}.jsonl"
        results.unlink(missing_ok=True)
        child = os.fork()
        if not child:
            share(mutants[number::jobs], tests, results)
            os._exit(0)
        workers.append((child, results))
    found: dict[str, str] = {}
    for child, results in workers:
        os.waitpid(child, 0)
        found |= dict(json.loads(line) for line in results.read_text("utf-8").splitlines())
    return found


def main() -> int:
    """`python3 scripts/mutants.py [FILE …]`: 1 if a mutant lives without a reason, or a reason is given for one that does not."""
    parser = arguments.Parser(prog="mutants.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", help="the files or folders of calculators/ to change; all if none is named")
    parser.add_argument("--jobs", type=arguments.whole(1), default=os.cpu_count() or 1, help="processes side by side")
    options = parser.parse_args()
    toolchain.in_venv()
    os.chdir(ROOT)
    folder = ROOT / ".cache/mutants"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = files(options.files)
    if not chosen:
        parser.error(f"no file of calculators/ begins with {' or '.join(options.files)}")
    mutants = [mutant for file in chosen for mutant in mutants_of(ROOT, file)]
    print(f"{len(mutants)} mutants of {len(chosen)} files; first the tests as they are", flush=True)
    began = time.monotonic()
    found = run(mutants, Tests(coverage(folder)), options.jobs, folder)
    known = reasons()
    lives = {mutant.id: mutant for mutant in mutants if found.get(mutant.id) == LIVES}
    unexplained = [mutant for id, mutant in lives.items() if id not in known]
    stale = [id for id in known if id not in lives and (not options.files or id in found)]
    minutes = (time.monotonic() - began) / 60
    print(f"{len(mutants) - len(lives)} noticed, {len(lives) - len(unexplained)} equivalent, {len(unexplained)} live ({minutes:.0f} min)")
    for mutant in unexplained:
        print(f"lives: {mutant}")
    for id in stale:
        print(f"{EQUIVALENT.name} explains {id}, which is noticed or no longer there: take it out")
    return int(bool(unexplained or stale))

