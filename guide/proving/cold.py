"""Tries mutants in processes that import the changed file: for what is run on import, where a copy of a warm process tells nothing."""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType

from guide.project import ROOT
from guide.proving.choice import QUIET, Tests
from guide.proving.mutation import Mutant, changed_tree
from guide.proving.warm import LIVES, NOTICED, in_a_copy


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module its changed code; all others are found as ever."""

    def __init__(self, mutant: Mutant):
        path = ROOT / mutant.file
        parts = Path(mutant.file).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.path, self.is_package = path, parts[-1] == "__init__"
        # Without what this module asks of the future: with annotations as text no dataclass of figures could be read.
        self.code: CodeType = compile(changed_tree(path.read_text("utf-8"), mutant), str(path), "exec", dont_inherit=True)

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


def _preload() -> None:
    """Everything but the project itself, so that a fork is ready at once; what is compiled is kept, beside the working tree."""
    sys.dont_write_bytecode, sys.pycache_prefix = False, str(ROOT / ".cache/mutants/compiled")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # xdist and Playwright's are not needed
    import hypothesis  # noqa: F401
    import pytest  # noqa: F401

    if any(name == "calculators" or name.startswith("calculators.") for name in sys.modules):
        raise RuntimeError("the calculators are imported already: no change would be seen")


def _tried(mutant: Mutant, batches: list[list[str]]) -> int:
    import pytest

    sys.meta_path.insert(0, Changed(mutant))
    options = ["-q", "-x", "--no-header", "--no-summary", "--tb=no", *(part for name in QUIET for part in ("-p", f"no:{name}"))]
    return 0 if all(pytest.main([*options, *batch]) == pytest.ExitCode.OK for batch in batches) else 1


def run(mutants: list[Mutant], tests: Tests, told: Callable[[Mutant, str], None], rest: frozenset[str] = frozenset()) -> None:
    """Tries each mutant and tells what came of it. `rest` are the ids of those that live but for the tests left to ask."""
    _preload()
    for mutant in mutants:
        chosen = tests.apart(mutant)[1] if mutant.id in rest else tests.of(mutant)
        code = in_a_copy(functools.partial(_tried, mutant, tests.batches(chosen)), tests.seconds(chosen)) if chosen else 0
        told(mutant, NOTICED if code else LIVES)
