"""How fresh a page is: which version of its source it rests on, who confirmed it when, when it is looked at next.

It stands in the front matter of each guideline page, the same in both languages. An empty field says "not known" or
"not yet", and is shown as that: a date is never made up.

    source: mr
    source_version: "1.1"
    approved: 2026-02-18        when the owner of the source approved that version
    last_confirmed:             the day a clinician last compared the page with its source
    next_review:                the day by which that is due again
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from calculators.errors import GuideError
from calculators.facts import Facts
from calculators.facts.figure import Written
from calculators.facts.marks import SOURCES
from calculators.guidelines import of_source
from calculators.words import show

DATES = ("approved", "last_confirmed", "next_review")
FIELDS = ("source_version", *DATES)  # beside `source`; the check and scripts/new.py read them here
TEXTS = Path(__file__).with_name("texts")


class StatusError(GuideError):
    """The front matter of a page cannot be used; the text names the field and says what to write."""

    code = "page_status"


@dataclass(frozen=True)
class PageStatus:
    """What the front matter says; None is "not known" or "not yet"."""

    source: str
    source_version: str | None
    approved: date | None
    last_confirmed: date | None
    next_review: date | None


@cache
def words(lang: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / f"{lang}.toml").read_text("utf-8"))


def _document(source: str) -> tuple[str | None, str | None]:
    """The facts of a source's own version and date; None for what it does not give."""
    guideline = of_source(source)
    return guideline.version, guideline.approved


def document_of(source: str, facts: Facts) -> tuple[str | None, date | None]:
    """Version and day of approval by the source's own document data, which the text carries as facts."""
    version, approved = (_written(facts, fact) if fact else None for fact in _document(source))
    return version, date.fromisoformat(approved) if approved else None


def _written(facts: Facts, fact: str) -> str:
    figure = facts.figure(fact)
    assert isinstance(figure, Written)  # by the register's shape
    return figure.value


def read(meta: Mapping[str, Any], facts: Facts) -> PageStatus | None:
    """The status by a page's front matter; None on a page that rests on no source. Raises StatusError."""
    source = meta.get("source")
    if source is None:
        return None
    if source not in SOURCES:
        raise StatusError(f"source: read {source!r}; write one of {', '.join(sorted(SOURCES))}")
    missing = [name for name in FIELDS if name not in meta]
    if missing:
        raise StatusError(f"{missing[0]}: missing; write `{missing[0]}:`, with nothing after it if there is none")
    dates = {name: _date(name, meta[name]) for name in DATES}
    version = meta["source_version"]
    if version is not None and not isinstance(version, str):
        raise StatusError(f'source_version: read {version!r}; write it in quotes, such as "1.1"')
    for name, found, wanted in zip(FIELDS, (version, dates["approved"]), document_of(source, facts), strict=False):
        if found != wanted:
            fact = _document(source)[FIELDS.index(name)]
            said = f"the marked text ({fact}) says {wanted}" if fact else "the source gives none: leave it empty"
            raise StatusError(f"{name}: read {found}; {said}")
    confirmed, review = dates["last_confirmed"], dates["next_review"]
    if review and not confirmed:
        raise StatusError(f"next_review: read {review}, but last_confirmed is empty; a review follows a confirmation")
    if review and confirmed and review <= confirmed:
        raise StatusError(f"next_review: read {review}, which is not after last_confirmed ({confirmed})")
    return PageStatus(source, version, dates["approved"], confirmed, review)


def _date(name: str, value: object) -> date | None:
    if value is None or type(value) is date:
        return value
    raise StatusError(f"{name}: read {value!r}; write a date as 2026-02-18, or nothing")


def rows(status: PageStatus, lang: str) -> list[tuple[str, str, str]]:
    """What a reader sees: label, words, and the ISO date where the words are a date."""
    said = words(lang)["status"]
    version = said["version"].format(version=status.source_version) if status.source_version else said["no_version"]
    if status.approved:
        version += ", " + said["approved"].format(date=show.day(status.approved, lang))
    shown = [(said["source_version"], version, "")]
    for name, absent in (("last_confirmed", "not_confirmed"), ("next_review", "no_review")):
        day = getattr(status, name)
        shown.append((said[name], show.day(day, lang) if day else said[absent], day.isoformat() if day else ""))
    return shown


def sources(facts: Facts) -> dict[str, dict[str, str | None]]:
    """Version and approval of each source, for the published facts."""
    found: dict[str, dict[str, str | None]] = {}
    for source in sorted(SOURCES):
        version, approved = document_of(source, facts)
        found[source] = {"version": version, "approved": approved.isoformat() if approved else None}
    return found
