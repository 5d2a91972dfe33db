"""Calendar arithmetic as the guidelines mean it: months keep the day, clamped to the month's end."""

from calendar import monthrange
from datetime import date


def add_months(start: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of a shorter month.

    Always counted from `start` (31 August + 6 months = 28 or 29 February), never in two steps.
    """
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
