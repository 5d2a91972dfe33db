"""The list of withdrawn builds: `releases/withdrawn.toml`, and `withdrawn.json` at the root of the site, which the pages read."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from calculators.errors import GuideError

FILE = "releases/withdrawn.toml"
LANGUAGES = ("nb", "da")


class WithdrawnError(GuideError):
    """The list cannot be used; the text says where and what to write."""

    code = "withdrawn"


@dataclass(frozen=True)
class Withdrawn:
    """A build that must not be used, the day it was withdrawn, and why, in both languages."""

    build: str
    day: date
    nb: str
    da: str


def read(root: Path) -> tuple[Withdrawn, ...]:
    """The list as it stands in the repository. Raises WithdrawnError."""
    try:
        return parse((root / FILE).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise WithdrawnError(f"{FILE}: cannot be read ({error}); without entries it holds comments only") from None


def parse(text: str) -> tuple[Withdrawn, ...]:
    """The list of a file's text. Raises WithdrawnError: a slip here would leave a wrong release in use."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WithdrawnError(f"{FILE}: {error}") from None
    entries = table.get("withdrawn", [])
    if set(table) - {"withdrawn"} or not isinstance(entries, list):
        raise WithdrawnError(f"{FILE}: write each build under a line [[withdrawn]], and nothing else")
    found = tuple(_entry(number, entry) for number, entry in enumerate(entries, 1))
    builds = [one.build for one in found]
    if twice := next((build for build in builds if builds.count(build) > 1), None):
        raise WithdrawnError(f"{FILE}: build {twice} stands there twice: keep the newer entry")
    return found


def _entry(number: int, entry: dict[str, Any]) -> Withdrawn:
    where = f"{FILE}: entry {number}"
    if set(entry) != {"build", "day", *LANGUAGES}:
        raise WithdrawnError(f"{where}: has {', '.join(sorted(entry)) or 'nothing'}; write build, day, nb and da")
    if not isinstance(entry["build"], str) or not re.fullmatch(r"[0-9a-f]{12}", entry["build"]):
        raise WithdrawnError(f"{where}: read build {entry['build']!r}; write the 12 letters and digits at the foot of the pages, in quotes")
    if type(entry["day"]) is not date:
        raise WithdrawnError(f"{where}: read day {entry['day']!r}; write it as year-month-day without quotes, such as 2026-12-01")
    for lang in LANGUAGES:
        if not isinstance(entry[lang], str) or not entry[lang].strip() or "\n" in entry[lang]:
            raise WithdrawnError(f"{where}: {lang} must say in one line what is wrong")
    return Withdrawn(**entry)


def document(withdrawn: tuple[Withdrawn, ...]) -> str:
    """`withdrawn.json`: what the pages read. An empty list is written too: no answer is not the same as nothing withdrawn."""
    entries = [{"build": one.build, "day": one.day.isoformat(), "nb": one.nb, "da": one.da} for one in withdrawn]
    return json.dumps({"withdrawn": entries}, ensure_ascii=False, indent=1) + "\n"
