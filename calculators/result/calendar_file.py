"""The dates of an answer as a calendar file (RFC 5545), with nothing in it that identifies a patient.

Every date that the answer shows becomes one whole-day entry. A calculator takes part by a `[calendar]` in its
texts: `[calendar.entry]` names the dates by their value and gives the summary, `[calendar.remark]` what else
an entry must say. icalendar is imported only when a file is made: the worker loads it then, after the start.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from calculators.answer import Quantity, Shown
from calculators.catalogue import catalog
from calculators.errors import GuideError, UsageError
from calculators.result import Result
from calculators.rulekit.numbers import plain
from calculators.words import calculator_words, phrase, text_of

DOMAIN = "immunglobulinguiden"


class CalendarError(GuideError):
    """The library that writes the file is not there."""

    code = "no_icalendar"


@dataclass(frozen=True)
class Entry:
    """One whole day in the calendar. `uid` is the same each time, in both languages."""

    date: date
    summary: str
    description: str
    uid: str


def has_calendar(result: Result) -> bool:
    """Whether the calculator gives dates for a calendar at all."""
    return "calendar" in result.wording.own


def calculators_with_dates() -> tuple[str, ...]:
    """The ids of the calculators that give dates for a calendar."""
    return tuple(one.id for one in catalog() if "calendar" in calculator_words(one.id, "nb"))


def file_name(result: Result) -> str:
    """What the file is called, in the language of the result. Only for a calculator with a calendar."""
    return phrase(result.wording.own, "calendar", "file")


def entries(result: Result) -> tuple[Entry, ...]:
    """One entry for each date of the answer, by date; none where there is no answer."""
    if not has_calendar(result) or result.answer is None:
        return ()
    found: list[Entry] = []
    for value in result.answer.values:
        found += _entry(result, value.name, value.shown, {})
    for row in result.answer.rows:
        shown = {value.name: value.shown for value in row}
        for name, day in shown.items():
            found += _entry(result, name, day, shown)
    return tuple(sorted(found, key=lambda entry: entry.date))


def as_ics(result: Result, now: datetime, build: str = "") -> str:
    """The entries as the text of an `.ics` file, stamped with the moment `now` (with its time zone): a calendar that has the entries
    already takes those of a later file. Raises UsageError where there are none."""
    found = entries(result)
    if not found:
        raise UsageError("no_dates", result.calculator.id)
    try:
        from icalendar import Calendar, Event
    except ImportError as error:
        raise CalendarError(f"the calendar file needs the library icalendar: {error}") from None
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{result.wording.ui('guide')}//{build or 'checkout'}//{result.lang.upper()}")
    calendar.add("calscale", "GREGORIAN")
    stamp = now.astimezone(UTC).replace(microsecond=0)
    for entry in found:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", stamp)
        event.add("last-modified", stamp)
        event.add("dtstart", entry.date)
        event.add("dtend", entry.date + timedelta(days=1))  # the first day that no longer belongs to it
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        event.add("transp", "TRANSPARENT")  # a reminder, not a day that is taken
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _entry(result: Result, name: str, day: Shown, row: dict[str, Shown]) -> Iterator[Entry]:
    wording, own = result.wording, result.wording.own["calendar"]
    if name not in own["entry"]:
        return
    assert isinstance(day, date)
    summary = text_of(wording.fill(own["entry"][name], row))
    remarks = [own["remark"][code] for code in _remarks(result, name, row)]
    lines = [*remarks, f"{wording.ui('source_line')}: {wording.source()}", wording.ui("basis"), wording.ui("calendar_nobody")]
    number = row.get(wording.looks.numbered_by)
    code = f"{name} {plain(number.value)}" if isinstance(number, Quantity) else name
    yield Entry(day, _clean(summary), _clean("\n".join(lines)), _uid(result.calculator.id, code, day))


def _remarks(result: Result, name: str, row: dict[str, Shown]) -> Iterator[str]:
    """What an entry must say of itself, by the calculator's `page.toml`: keys of its `[calendar.remark]`."""
    assert result.answer is not None
    said = {result.answer.outcome, *(note.code for note in result.answer.notes if note.level == "warning")}
    for remark in result.wording.looks.remarks:
        if remark.on and name not in remark.on:
            continue
        if remark.always or (row.get(remark.words) == remark.row if remark.row else remark.words in said):
            yield remark.words


def _uid(calculator: str, code: str, day: date) -> str:
    """Made from nothing but what the entry shows, so that saving twice does not fill the calendar twice."""
    digest = sha256(f"{calculator}\n{code}\n{day.isoformat()}".encode()).hexdigest()
    return f"{digest[:32]}@{DOMAIN}"


def _clean(text: str) -> str:
    """No-break spaces are for the screen."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
