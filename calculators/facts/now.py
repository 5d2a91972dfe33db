"""The facts as they stand now.

In a wheel they come from the generated `facts.json` beside this package; in a checkout they are read from the
Markdown each time, so that nothing ever calculates from a stale copy.
"""

import json
from functools import cache
from pathlib import Path

from calculators.facts import Facts

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def current() -> Facts:
    """The facts of this wheel, or of this checkout's Markdown. Raises FactErrors."""
    generated = PACKAGE / "facts.json"
    if generated.exists():
        return Facts.from_json(json.loads(generated.read_text(encoding="utf-8")))
    # Here and not above: a wheel never checks a text, and the page has no memory to spare for it.
    from calculators.facts.check import check_docs

    return check_docs(PACKAGE.parent)
