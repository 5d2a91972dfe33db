"""What the build tells its MkDocs processes: the facts of the text, read once for both languages, and the runtime's id.

It comes on the standard input, so that MkDocs starts while the text is still being read. Without a build, as when MkDocs is run
by hand, the facts are read here.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calculators.facts import Facts

ASKED = "IG_GIVEN"  # set when a build speaks on the standard input


def message(facts: str, runtime: str) -> bytes:
    """What the build says; `facts` are JSON already."""
    return f'{{"facts": {facts}, "runtime": {json.dumps(runtime)}}}'.encode()


@cache
def _given() -> dict[str, Any] | None:
    return json.load(sys.stdin.buffer) if os.environ.get(ASKED) else None


def runtime(default: str) -> str:
    given = _given()
    return given["runtime"] if given else default


_INSTEAD: ContextVar[Facts | None] = ContextVar("facts", default=None)


@contextlib.contextmanager
def instead(facts: Facts) -> Iterator[None]:
    """Other facts for a while, as for the preview of an edited page."""
    token = _INSTEAD.set(facts)
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def facts() -> Facts:
    """The facts that the pages are made with."""
    return _INSTEAD.get() or _facts()


@cache
def _facts() -> Facts:
    from calculators.facts import Facts  # the build starts MkDocs before it needs them
    from calculators.facts.now import current

    given = _given()
    return Facts.from_json(given["facts"]) if given else current()
