"""Which test runs which line of the calculators: a plugin for pytest, loaded by `guide/proving/run.py` once before the mutants."""

from __future__ import annotations

import json
import os
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if not record:  # what importing has run
        record[""] = {"lines": {file: sorted(found) for file, found in lines.items()}}
    lines.clear()
    sys.monitoring.restart_events()
    began = time.monotonic()
    result = yield
    record[item.nodeid] = {"seconds": round(time.monotonic() - began, 3), "lines": {file: sorted(found) for file, found in lines.items()}}
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed or (report.skipped and report.when != "teardown"):
        record.setdefault(report.nodeid, {})["useless"] = True


def pytest_unconfigure() -> None:
    Path(os.environ["IG_COVERAGE"]).write_text(json.dumps(record), "utf-8")
