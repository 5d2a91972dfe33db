"""The one base class for everything that can go wrong, with stable codes.

Wording lives in the text files of each language; an error carries a code and the values that the
wording needs, so that the same slip reads well in Norwegian and in Danish.
"""

from collections.abc import Iterable
from typing import Any


class GuideError(Exception):
    """Anything the guide refuses, with a stable `code`."""

    code = "guide"


class UsageError(GuideError):
    """A caller asked for a calculator, a field or a language that does not exist."""

    def __init__(self, code: str, read: str, allowed: tuple[str, ...] = ()):
        self.code, self.read, self.allowed = code, read, allowed
        choice = f" (there is: {', '.join(allowed)})" if allowed else ""
        super().__init__(f"{code.replace('_', ' ')}: {read!r}{choice}")


class FactErrors(GuideError):
    """The marked text cannot be used. `slips` holds every slip found, all at once."""

    code = "facts"

    def __init__(self, slips: Iterable[Any]):
        self.slips = tuple(slips)
        super().__init__("\n".join(str(slip) for slip in self.slips))
