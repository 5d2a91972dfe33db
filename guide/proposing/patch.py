"""A proposal as one patch that `git am` takes, and the check of one that came from anybody.

A patch may change lines of pages that are there, and nothing else: no other file, no new one, no link, no mode, no name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from calculators.errors import GuideError

PAGE = re.compile(r"docs/(nb|da)/(?:[a-z0-9][a-z0-9-]*/)*[a-z0-9][a-z0-9-]*\.md")
LONGEST = 200_000  # characters: the pages of a language have 100 000 in all
NO_COMMIT = "0" * 40
HUNK = re.compile(r"@@ -(?P<from>[0-9]{1,6})(?:,(?P<out>[0-9]{1,6}))? \+[0-9]{1,6}(?:,(?P<in>[0-9]{1,6}))? @@.*")
NO_NEWLINE = "\\ No newline at end of file"


class NotTaken(GuideError):
    """A patch that is not taken; the text says which line and why."""

    code = "not_taken"


@dataclass(frozen=True)
class Proposal:
    """What is handed in. `changed` holds for each file its text before and after; `why` is a sentence or more."""

    title: str
    why: str
    source: str
    author: str
    day: datetime
    changed: Mapping[str, tuple[str, str]]
    report: str = ""


def as_patch(proposal: Proposal) -> str:
    """One mail for `git am`. The reasons are indented, so that no line of them can be taken for a part of the patch."""
    name = _one_line(proposal.author.replace("@", " ")) or "Reader of the guide"
    lines = [
        f"From {NO_COMMIT} Mon Sep 17 00:00:00 2001",
        f"From: {_header(name)} <reader@guide.invalid>",
        f"Date: {format_datetime(proposal.day)}",
        f"Subject: {_header('[PATCH] ' + (_one_line(proposal.title) or 'Change of the text'))}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        "Why:",
        *_indented(proposal.why),
        "",
        "Source:",
        *_indented(proposal.source),
        "---",
        *(f"# {line}".rstrip() for line in _lines(proposal.report)),
        "",
    ]
    return "\n".join(lines) + diff(proposal.changed) + "-- \nThe guide's editor\n"


def diff(changed: Mapping[str, tuple[str, str]]) -> str:
    """The changes of the files, as git writes them."""
    return "".join(_file(name, *texts) for name, texts in sorted(changed.items()) if texts[0] != texts[1])


def _file(name: str, before: str, after: str) -> str:
    one, two = (lines_with_ends(text) for text in (before, after))
    body = list(difflib.unified_diff(one, two, f"a/{name}", f"b/{name}"))
    shown = [line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}\n" for line in body]
    return f"diff --git a/{name} b/{name}\n" + "".join(shown)


def lines_with_ends(text: str) -> list[str]:
    """The lines as git counts them: by newlines alone."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _lines(text: str) -> list[str]:
    return re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text)


def _indented(text: str) -> Iterator[str]:
    yield from (f"  {line.strip()}" for line in _lines(text.strip()) if line.strip())


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f<>]", " ", text).split())


def _header(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=70).encode(linesep="\n")


# --- what a stranger hands in ---------------------------------------------------------------------------


def files_of(patch: str) -> tuple[str, ...]:
    """The pages that a patch changes. Raises NotTaken for whatever `diff` above would not have written."""
    if len(patch) > LONGEST:
        raise NotTaken(f"the patch has {len(patch)} characters; at most {LONGEST} are taken")
    if found := re.search(r"[\x00-\x08\x0b-\x1f\x7f]", patch):
        raise NotTaken(f"the patch holds the control character {found[0]!r}")
    lines = patch.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    names: list[str] = []
    at = 0
    while at < len(lines):
        at, name = _one_file(lines, at)
        if name in names:
            raise NotTaken(f"line {at}: {name} is changed twice")
        names.append(name)
    if not names:
        raise NotTaken("the patch changes nothing")
    return tuple(names)


def _one_file(lines: list[str], at: int) -> tuple[int, str]:
    match = re.fullmatch(r"diff --git a/(\S+) b/\1", lines[at])
    if not match:
        raise NotTaken(f"line {at + 1}: a file must begin with `diff --git`, and keep its name; read {lines[at][:80]!r}")
    name = match[1]
    if not PAGE.fullmatch(name):
        raise NotTaken(f"line {at + 1}: {name[:80]!r} is no page: only docs/nb/….md and docs/da/….md may be changed")
    for said in (f"--- a/{name}", f"+++ b/{name}"):
        at += 1
        if at >= len(lines) or lines[at] != said:
            raise NotTaken(f"line {at + 1}: {said!r} must stand here: no page may be made, removed, renamed or given another mode")
    at += 1
    hunks = 0
    while at < len(lines) and (hunk := HUNK.fullmatch(lines[at])):
        at, hunks = _hunk(lines, at + 1, int(hunk["out"] or 1), int(hunk["in"] or 1)), hunks + 1
    if not hunks:
        raise NotTaken(f"line {at + 1}: `@@` with the changed lines of {name} must stand here")
    return at, name


def _hunk(lines: list[str], at: int, out: int, into: int) -> int:
    while out > 0 or into > 0:
        sign = lines[at][:1] if at < len(lines) else ""
        if sign not in (" ", "-", "+"):
            raise NotTaken(f"line {at + 1}: a line of a change begins with a blank, - or +")
        out -= sign != "+"
        into -= sign != "-"
        at += 1
        if at < len(lines) and lines[at] == NO_NEWLINE:
            at += 1
    if out or into:
        raise NotTaken(f"line {at}: the change has another number of lines than its head says")
    return at
