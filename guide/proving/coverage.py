"""Which test runs which line of the calculators: a plugin for pytest, loaded by `guide/proving/choice.py` once before the mutants.

Under "" stands what importing the calculators and the tests' helpers runs, under `import FILE` what collecting one file of tests runs:
what its tests expect may come of these lines.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path.cwd()
PART = f"{ROOT / 'calculators'}{os.sep}"
TOOL = sys.monitoring.COVERAGE_ID
lines: dict[str, set[int]] = defaultdict(set)
record: dict[str, dict[str, Any]] = {}


def _line(code: CodeType, line: int) -> object:
    if code.co_filename.startswith(PART):
        lines[code.co_filename[len(str(ROOT)) + 1 :]].add(line)
    return sys.monitoring.DISABLE


# At once, before pytest reads a conftest.py: what that imports is run on import, too.
sys.monitoring.use_tool_id(TOOL, "mutants")
sys.monitoring.register_callback(TOOL, sys.monitoring.events.LINE, _line)
sys.monitoring.set_events(TOOL, sys.monitoring.events.LINE)


_OTHER_TESTS = re.compile(r"^from (tests\.[\w.]*test_\w+) import", re.MULTILINE)


def _seen() -> dict[str, list[int]]:
    return {file: sorted(found) for file, found in lines.items()}


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    for folder in ("calculators", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not {"browser", "engines", "site", "__main__", "conftest"} & set(parts) and not path.name.startswith("test_"):
                importlib.import_module(".".join(parts).removesuffix(".__init__"))
    record[""] = {"lines": _seen()}


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    lines.clear()
    sys.monitoring.restart_events()
    report = yield
    if isinstance(collector, pytest.Module):
        record[f"import {collector.nodeid}"] = {"lines": _seen()}
    return report


def pytest_collection_finish() -> None:
    """Files that import one another: the first of them ran it for all."""
    for name in [name for name in record if name.startswith("import ")]:
        for other in _OTHER_TESTS.findall((ROOT / name.removeprefix("import ")).read_text("utf-8")):
            theirs = record.setdefault(f"import {other.replace('.', '/')}.py", {"lines": {}})["lines"]
            ours = record[name]["lines"]
            for file in {*theirs, *ours}:
                ours[file] = theirs[file] = sorted({*theirs.get(file, ()), *ours.get(file, ())})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    lines.clear()
    sys.monitoring.restart_events()
    began = time.monotonic()
    result = yield
    record[item.nodeid] = {"seconds": round(time.monotonic() - began, 3), "lines": _seen()}
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed or (report.skipped and report.when != "teardown"):
        record.setdefault(report.nodeid, {})["useless"] = True


def pytest_unconfigure() -> None:
    sys.monitoring.set_events(TOOL, 0)
    Path(os.environ["IG_COVERAGE"]).write_text(json.dumps(record), "utf-8")
