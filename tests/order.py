"""Which tests come first.

The tests of a file share what is heavy to make: one process runs them (`--dist loadfile`). The files that take longest come first, so
that no process is left with one of them when all others are done.
"""

from __future__ import annotations

import pytest

# By the processor time that they took when they were last measured; the others take less than 15 s.
LONGEST = (
    "tests/engines/test_webkit_failures.py",
    "tests/engines/test_firefox.py",
    "tests/browser/test_offline.py",
    "tests/engines/test_webkit.py",
    "tests/engines/test_chromium_failures.py",
    "tests/browser/test_sources.py",
    "tests/browser/test_runtime.py",
    "tests/browser/test_every_page.py",
    "tests/browser/test_follow.py",
    "tests/browser/test_axe.py",
    "tests/browser/test_access.py",
    "tests/browser/test_fallback.py",
    "tests/browser/test_canary.py",
    "tests/browser/test_sheets.py",
    "tests/browser/test_devices.py",
    "tests/engines/test_chromium.py",
    "tests/unit/test_new.py",
    "tests/unit/test_runtime.py",
    "tests/browser/test_form.py",
    "tests/browser/test_calendar.py",
    "tests/browser/test_paper.py",
    "tests/browser/test_propose.py",
    "tests/browser/test_places.py",
    "tests/browser/test_memory.py",
    "tests/spec/test_clinical_repository.py",
    "tests/unit/test_check_command.py",
    "tests/site/test_reproducible.py",
    "tests/unit/test_edits.py",
    "tests/unit/test_toolchain.py",
    "tests/unit/test_supply_chain.py",
)


def file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def arrange(items: list[pytest.Item]) -> None:
    """Puts the longest files first."""
    place = {file: at for at, file in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(file_of(item), len(place)))
