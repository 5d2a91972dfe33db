"""The calculators of the immunoglobulin guide.

`catalog()` lists them in page order; `run(id, inputs, lang)` works one out from what was typed.
The figures come from the marked text of the guideline pages, never from a literal in the code.
"""

from collections.abc import Mapping
from datetime import date

from calculators.catalogue import catalog, find
from calculators.engine.run import run as _run
from calculators.errors import GuideError, UsageError
from calculators.facts import Facts
from calculators.facts.now import current
from calculators.result import Result

__all__ = ["GuideError", "Result", "UsageError", "catalog", "find", "run"]


def run(id: str, inputs: Mapping[str, str], lang: str = "nb", facts: Facts | None = None, today: date | None = None) -> Result:
    """Work out one calculator from its inputs as typed.

    A field left out is unknown, unless a default is named. Bad input gives a Result with all
    errors at once. `facts` defaults to those of the text; with `today`, dates far from it are warned of.
    Raises UsageError for a calculator, field or language that does not exist, FactErrors where the text
    cannot be used.
    """
    return _run(find(id), inputs, lang, facts or current(), today)
