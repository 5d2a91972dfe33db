"""Tries mutants in copies of a process that has imported the calculators and collected all tests already.

To start the tests takes a hundred times as long as to be noticed by one. So they are started once; each mutant gets a copy of that
process (a fork), in which the changed function takes the code of the old one, wherever it is kept. That is the same as a changed file
as long as nothing of the mutant was run on import: what was is tried in a process that starts with the change (`cold.py`), and so is
what no test noticed here, by the tests that ran it while they were collected.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import inspect
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

from guide.project import ROOT
from guide.proving.choice import QUIET, Tests
from guide.proving.mutation import Mutant, changed_tree

if TYPE_CHECKING:
    import pytest

LIVES, NOTICED, COLD, REST = "lives", "noticed", "cold", "rest"
OURS = ("calculators", "guide", "tests")
_ENDED = {0: LIVES, 1: NOTICED, 2: COLD}


def limit_s(seconds: float) -> float:
    """How long the tests of a mutant may take: one that goes on for ever is noticed, too."""
    return 60 + 10 * seconds


def changed_codes(source: str, mutant: Mutant) -> dict[CodeType, CodeType] | None:
    """Each code of a function that the mutant changes, with what takes its place. None if the module or a class itself is changed."""
    path = str(ROOT / mutant.file)
    old, new = (compile(tree, path, "exec", dont_inherit=True) for tree in (source, changed_tree(source, mutant)))
    return _changed(old, new) or None


def _changed(old: CodeType, new: CodeType) -> dict[CodeType, CodeType] | None:
    """None if what is no function is changed: it was run on import."""
    if old == new:
        return {}
    is_function = bool(old.co_flags & inspect.CO_OPTIMIZED)
    if not is_function and _own(old) != _own(new):
        return None
    found = {old: new} if is_function else {}
    before, after = _inner(old), _inner(new)
    if is_function and len(before) != len(after):
        return found  # what went with the change, or came, is made by it
    for one, other in zip(before, after, strict=True):
        changed = _changed(one, other)
        if changed is None:
            return None
        found |= changed
    return found


def _inner(code: CodeType) -> list[CodeType]:
    """The codes of the functions and classes in it."""
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def _own(code: CodeType) -> tuple[object, ...]:
    """What a code does itself, without what is defined in it."""
    constants = tuple((one.co_name, one.co_firstlineno) if isinstance(one, CodeType) else (type(one), repr(one)) for one in code.co_consts)
    return code.co_code, constants, code.co_names


Place = tuple[str, str, int]


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_qualname, code.co_firstlineno


class Functions:
    """Every function of a folder, wherever it is kept, and every answer that is kept of one of ours."""

    def __init__(self, folder: str):
        self.found: dict[Place, list[FunctionType]] = {}
        self.caches = []
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__.co_filename.startswith(folder):
                self.found.setdefault(_place(one.__code__), []).append(one)
            elif isinstance(one, functools._lru_cache_wrapper) and str(getattr(one, "__module__", "")).partition(".")[0] in OURS:
                self.caches.append(one)

    def put_in(self, codes: dict[CodeType, CodeType]) -> bool:
        """Gives every function that has one of the codes the other. False if it can't be done."""
        put = 0
        for code, new in codes.items():  # of one that is made while its outer one runs there may be none yet
            for one in self.found.get(_place(code), ()):
                if one.__code__.co_code != code.co_code or one.__code__.co_freevars != new.co_freevars:
                    return False
                one.__code__ = new
                put += 1
        return put > 0

    def forget(self) -> None:
        """What was kept of answers before the change."""
        for cache in self.caches:
            cache.cache_clear()


def in_a_copy(work: Callable[[], int], seconds: float) -> int:
    """What `work` gave in a fork of this process, whose output nobody sees; 1 if it went on for too long."""
    child = os.fork()
    if not child:
        code = 1
        with contextlib.suppress(BaseException):
            os.setpgid(0, 0)  # to be ended as a whole, and as nice as this process is
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            code = work()
        os._exit(code)
    until = time.monotonic() + limit_s(seconds)
    pause = 0.002
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(0.05, pause * 1.2)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


class Warm:
    """A plugin for pytest: instead of running the tests once, runs some of them for each mutant, in a copy each."""

    def __init__(self, mutants: list[Mutant], tests: Tests, told: Callable[[Mutant, str], None]):
        self.mutants, self.tests, self.told = mutants, tests, told
        self._sound: set[str] = set()
        self._unsound: set[str] = set()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = Functions(f"{ROOT / 'calculators'}{os.sep}")
        gc.collect()
        gc.freeze()  # a copy shares what nobody touches
        with tempfile.TemporaryDirectory() as folder:
            self._note = Path(folder) / "failed"
            for mutant in self.mutants:
                here, rest = self.tests.apart(mutant)
                chosen = [test for batch in self.tests.batches(here) for test in batch if test in items]
                outcome = self._outcome(session, functions, mutant, {test: items[test] for test in chosen})
                self.told(mutant, REST if outcome == LIVES and rest else outcome)
        return True

    def _outcome(self, session: pytest.Session, functions: Functions, mutant: Mutant, items: dict[str, pytest.Item]) -> str:
        """What came of it. A test that fails in a copy without any change says nothing, and is not asked again."""
        while True:
            asked = [item for test, item in items.items() if test not in self._unsound]
            self._note.unlink(missing_ok=True)
            run = functools.partial(self._tried, session, functions, mutant, asked)
            outcome = _ENDED.get(in_a_copy(run, self.tests.seconds(list(items))), NOTICED)
            failed = self._note.read_text("utf-8") if self._note.exists() else ""
            if outcome != NOTICED or not failed or failed in self._sound:
                return outcome
            fails_anyway = in_a_copy(functools.partial(self._run, session, [items[failed]]), self.tests.seconds([failed]))
            (self._unsound if fails_anyway else self._sound).add(failed)
            if not fails_anyway:
                return NOTICED

    def _tried(self, session: pytest.Session, functions: Functions, mutant: Mutant, items: list[pytest.Item]) -> int:
        codes = changed_codes((ROOT / mutant.file).read_text("utf-8"), mutant)
        if not codes or not functions.put_in(codes):
            return 2
        if self.tests.expected_of(mutant):  # else no answer that is kept came of it
            functions.forget()
        return self._run(session, items)

    def _run(self, session: pytest.Session, items: list[pytest.Item]) -> int:
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                self._note.write_text(item.nodeid, "utf-8")
                return 1
        return 0


def run(mutants: list[Mutant], tests: Tests, told: Callable[[Mutant, str], None], files: list[str] | None = None) -> None:
    """Tries each mutant and tells what came of it: COLD where that can't be told in this way, REST where some tests are left to ask."""
    import hypothesis
    import pytest

    # A failure is enough, the smallest one is not asked for.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", deadline=None, database=None, phases=phases)
    hypothesis.settings.load_profile("mutants")
    options = ["-q", "--no-header", "--no-summary", "--tb=no", *(part for name in QUIET for part in ("-p", f"no:{name}"))]
    if code := pytest.main([*options, *(files or tests.files())], plugins=[Warm(mutants, tests, told)]):
        raise SystemExit(f"mutants: pytest ended with {code}")
