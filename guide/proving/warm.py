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
import os
import signal
import time
from collections.abc import Callable, Iterator
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


def nested(code: CodeType) -> Iterator[CodeType]:
    """The codes of the functions and classes in it, and theirs."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from nested(constant)


def changed_codes(source: str, mutant: Mutant) -> dict[CodeType, CodeType] | None:
    """Each code of a function that the mutant changes, with what takes its place. None if the module or a class itself is changed."""
    path = str(ROOT / mutant.file)
    old, new = (compile(tree, path, "exec", dont_inherit=True) for tree in (source, changed_tree(source, mutant)))
    before, after = list(nested(old)), list(nested(new))
    if len(before) != len(after) or _own(old) != _own(new):
        return None
    found = {}
    for one, other in zip(before, after, strict=True):
        if one != other and one.co_flags & 1 == 0 and _own(one) != _own(other):  # the body of a class
            return None
        if one != other and one.co_flags & 1:
            found[one] = other
    return found or None


def _own(code: CodeType) -> tuple[object, ...]:
    """What a code does itself, without what is defined in it."""
    constants = tuple((one.co_name, one.co_firstlineno) if isinstance(one, CodeType) else (type(one), repr(one)) for one in code.co_consts)
    return code.co_code, constants, code.co_names


def put_in(codes: dict[CodeType, CodeType]) -> bool:
    """Gives every function that has one of the codes the other, and forgets what was kept of answers. False if it can't be done."""
    by_place = {(code.co_filename, code.co_qualname, code.co_firstlineno): (code, new) for code, new in codes.items()}
    put = 0
    everything = gc.get_objects()
    for one in everything:
        if isinstance(one, FunctionType):
            code = one.__code__
            match = by_place.get((code.co_filename, code.co_qualname, code.co_firstlineno))
            if match and code.co_code == match[0].co_code:
                if code.co_freevars != match[1].co_freevars:
                    return False
                one.__code__ = match[1]
                put += 1
    for one in everything:
        if isinstance(one, functools._lru_cache_wrapper) and str(getattr(one, "__module__", "")).partition(".")[0] in OURS:
            one.cache_clear()
    return put > 0


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

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for mutant in self.mutants:
            here, rest = self.tests.apart(mutant)
            chosen = [test for batch in self.tests.batches(here) for test in batch if test in items]
            run = functools.partial(self._tried, session, mutant, [items[test] for test in chosen])
            outcome = _ENDED.get(in_a_copy(run, self.tests.seconds(chosen)), NOTICED)
            self.told(mutant, REST if outcome == LIVES and rest else outcome)
        return True

    def _tried(self, session: pytest.Session, mutant: Mutant, items: list[pytest.Item]) -> int:
        codes = changed_codes((ROOT / mutant.file).read_text("utf-8"), mutant)
        if not codes or not put_in(codes):
            return 2
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
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
    options = ["-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", *(part for name in QUIET for part in ("-p", f"no:{name}"))]
    pytest.main([*options, *(files or tests.files())], plugins=[Warm(mutants, tests, told)])
