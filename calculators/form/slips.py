"""What is wrong with something that was typed."""

from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from calculators.errors import GuideError


class Wrong(TypedDict, total=False):
    """What an error fills its wording with; each code has what it needs."""

    read: str
    """What was typed."""
    cause: str
    """Which words of the code say what is truly wrong."""
    low: Decimal | date | None
    high: Decimal | date | None
    unit: str
    options: tuple[str | int, ...]
    other: str
    """The other field of a contradiction."""
    why: str
    """Which words of the calculator say what contradicts."""
    limit: Decimal
    way: str
    """How to write the one thing that can be meant."""
    one: str
    two: str
    """How to write either of two things that can be meant."""
    last: date
    """The last day of the month."""


class BadInput(GuideError):
    """A typed value that cannot be used."""

    def __init__(self, code: str, **values: Unpack[Wrong]):
        self.code, self.values = code, values
        super().__init__(code)
