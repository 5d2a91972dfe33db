"""What the build tells its MkDocs processes: the facts of the text, read once for both languages, and the runtime's id.

It comes on the standard input, so that MkDocs starts while the text is still being read. Without a build, as when MkDocs is run
by hand, the facts are read here.
"""

from __future__ import annotations

import json
import os
import sys
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


@cache
def facts() -> Facts:
    from calculators.facts import Facts  # the build starts MkDocs before it needs them
    from calculators.facts.now import current

    given = _given()
    return Facts.from_json(given["facts"]) if given else current()
