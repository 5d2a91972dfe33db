"""Reading a date as Danes and Norwegians write it. A date that could be two days is asked back.

    30.07.2026   30.7.26   30/7-2026   30-07-2026   300726   30072026   30. juli 2026   2026-07-30   20260730

The day stands first, and a year of two digits is one of this century. Two digits each with hyphens between (`26-07-30`)
could also be a year first, as in the international form.
"""

import re
from calendar import monthrange
from datetime import date

from calculators.characters import has_invisible, has_other_digits, with_digits
from calculators.facts.figure import MONTHS_OF_LANGUAGE
from calculators.form.slips import BadInput

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_ISO_DIGITS = re.compile(r"(?P<year>20[0-9]{2}|2100)(?P<month>0[1-9]|1[0-2])(?P<day>[0-9]{2})")  # no day first of a year that is taken
_GAP = r" ?[./ -] ?"
_DAY_FIRST = re.compile(rf"(?P<day>[0-9]{{1,2}}){_GAP}(?P<month>[0-9]{{1,2}}){_GAP}(?P<year>[0-9]{{4}}|[0-9]{{2}})")
_DIGITS = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4}|[0-9]{2})")
_IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2})(?:\.| |\. )(?P<name>[a-zæøå]{3,})\.? (?P<year>[0-9]{4}|[0-9]{2})")
_TWO_EACH = re.compile(r"[0-9]{2}-[0-9]{2}-[0-9]{2}")
_NO_YEAR = re.compile(rf"[0-9]{{1,2}}(?:{_GAP}[0-9]{{1,2}}\.?|\.? ?[a-zæøå]{{3,}}\.?)")


def read_day(typed: str) -> date:
    """The day in what was typed, which has plain blanks and hyphens. Raises BadInput."""
    if has_invisible(typed):
        raise BadInput("not_a_date", cause="invisible")
    text = typed.lower()
    if _TWO_EACH.fullmatch(text):
        return _day_or_year_first(*text.split("-"))
    for pattern in (_ISO, _ISO_DIGITS, _DAY_FIRST, _DIGITS, _IN_WORDS):
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            month = _month(found["name"]) if "name" in found else int(found["month"])
            return _day(_year(found["year"]), month, int(found["day"]))
    if (digits := with_digits(typed)) != typed:
        raise BadInput("not_a_date", cause="letter", way=f"{read_day(digits):%d.%m.%Y}")
    if has_other_digits(text):
        raise BadInput("not_a_date", cause="digits")
    raise BadInput("not_a_date", cause="no_year" if _NO_YEAR.fullmatch(text) else "")


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _month(name: str) -> int:
    """The number of a month in either language, also when it is cut short."""
    for names in MONTHS_OF_LANGUAGE.values():
        for number, month in enumerate(names, 1):
            if month.startswith(name):
                return number
    raise BadInput("not_a_date")


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise BadInput("not_a_date", cause="no_such_month")
    if day < 1:
        raise BadInput("not_a_date", cause="no_day_zero")
    if not EARLIEST.year <= year <= LATEST.year:
        raise BadInput("out_of_range", low=EARLIEST, high=LATEST, unit="")
    last = monthrange(year, month)[1]
    if day > last:
        raise BadInput("not_a_date", cause="no_such_day", last=date(year, month, last))
    return date(year, month, day)


def _day_or_year_first(first: str, month: str, last: str) -> date:
    """Two digits each with hyphens: the day stands first; where the year could as well, and that is another day, neither is taken.

    `29-02-26` is refused, for 2026 has no such day: that it could be the 26th of February 2029 is no reason to take it for that.
    """
    day_first = _day(_year(last), int(month), int(first))
    try:
        year_first = _day(_year(first), int(month), int(last))
    except BadInput:
        return day_first
    if day_first != year_first:
        raise BadInput("not_a_date", cause="two_days", one=f"{day_first:%d.%m.%Y}", two=f"{year_first:%d.%m.%Y}")
    return day_first
