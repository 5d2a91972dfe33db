"""Dates that may be a slip of the finger: so far from today that the year, at least, deserves a second look.

No clock is read here: today is an argument, and without it nothing is far.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from calculators.answer import Note
from calculators.form.fields import Field, Parsed

# Not clinical: they catch a wrong year, and leave room for plans and for patients treated for long.
AHEAD = timedelta(days=366)
BACK = timedelta(days=10 * 365 + 3)
WITHIN_YEARS = timedelta(days=2 * 365 + 1)  # for what is looked at within weeks or months


@dataclass(frozen=True)
class Span:
    """How far from today a date may lie without a word; both ends are still within."""

    back: timedelta = BACK
    ahead: timedelta = AHEAD


def far_dates(fields: tuple[Field, ...], values: Mapping[str, Parsed], today: date, spans: Mapping[str, Span]) -> tuple[Note, ...]:
    """A warning for each date beyond its span, by the order of the form; each date is named once."""
    notes: dict[date, Note] = {}
    for field in fields:
        day = values.get(field.name)
        if not isinstance(day, date):
            continue
        span = spans.get(field.name, Span())
        if day > today + span.ahead:
            notes[day] = Note("reading_far_ahead" if span.ahead else "reading_to_come", "warning", args={"day": day})
        elif day < today - span.back:
            notes[day] = Note("reading_long_ago", "warning", args={"day": day})
    return tuple(notes.values())
