"""Findings on paper: for the terminal, for GitHub's annotations, as Markdown for a comment, as JSON.

The words are in `reader`'s language; without one, each finding is in that of its file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from guide.editing.finding import ERROR, OTHER, WARNING, Finding, language_of, words
from guide.project import LANGUAGES

SHOWN_BY_GITHUB = 10  # annotations of each level that GitHub keeps of one step; the rest are dropped silently


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then by file and line; the same finding once."""
    unique = {(f.level, f.file, f.line, f.message): f for f in findings}.values()
    return sorted(unique, key=lambda f: (f.level != ERROR, f.file, f.line, f.message))


def language_of_report(findings: Sequence[Finding], reader: str = "") -> str:
    """The reader's; else the language of most findings, Norwegian where there are none."""
    if reader:
        return reader
    danish = sum(language_of(finding.file) == "da" for finding in findings)
    return LANGUAGES[1] if danish * 2 > len(findings) else LANGUAGES[0]


def as_text(findings: Sequence[Finding], reader: str = "") -> str:
    """A line for each finding, and below it what to paste."""
    lines = []
    for finding in findings:
        lang = reader or finding.lang
        level = words(lang)["report"][finding.level]
        lines += [f"{finding.file}:{finding.line}: {level}: {finding.at_the_keyboard(lang)}", *finding.paste_lines(lang)]
    return "\n".join([*lines, summary(findings, reader)])


def summary(findings: Sequence[Finding], reader: str = "") -> str:
    lang = language_of_report(findings, reader)
    if not findings:
        return f"{words(lang)['report']['clean']} / {words(OTHER[lang])['report']['clean']}"
    counts = {level: sum(f.level == level for f in findings) for level in (ERROR, WARNING)}
    return words(lang)["report"]["summary"].format(errors=counts[ERROR], warnings=counts[WARNING])


def as_github(findings: Sequence[Finding], reader: str = "") -> str:
    """Workflow commands: GitHub shows them at file and line of the pull request."""
    lines = []
    for level in (ERROR, WARNING):
        of_level = [finding for finding in findings if finding.level == level]
        for finding in of_level[:SHOWN_BY_GITHUB]:
            lang = reader or finding.lang
            message = "\n".join([finding.at_the_keyboard(lang), *finding.paste_lines(lang)])
            title = words(lang)["report"][level]
            lines.append(f"::{level} file={_property(finding.file)},line={finding.line},title={_property(title)}::{_data(message)}")
        if left := len(of_level) - SHOWN_BY_GITHUB:
            more = words(language_of_report(findings, reader))["report"]["more"].format(count=left)
            lines += [f"::notice::{_data(more)}"] if left > 0 else []
    return "\n".join([*lines, summary(findings, reader)])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_markdown(findings: Sequence[Finding], reader: str = "") -> str:
    """For a comment or a run's summary: each finding with its lines in a block that can be copied."""
    lines = [summary(findings, reader), ""]
    for finding in findings:
        own = words(reader or finding.lang)["report"]
        said = _plain(finding.at_the_keyboard(reader or finding.lang, "confirm_word"))
        lines.append(f"- **{own[finding.level]}** `{finding.file}:{finding.line}` {said}")
        for paste in finding.paste:
            where = f"{paste.file}:{paste.line}" if paste.line else paste.file
            lines += ["", f"  {own['paste'].format(where=f'`{where}`').strip()}", ""]
            fence = "```" if "```" not in paste.text else "~~~~"
            lines += [f"  {fence}markdown", *(f"  {line}" for line in paste.text.splitlines()), f"  {fence}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    """Words that stand as they are in Markdown."""
    return text.replace("\n", " ").replace("<", "&lt;").replace("|", "\\|").replace("[", "\\[").replace("*", "\\*")


def as_json(findings: Sequence[Finding], reader: str = "") -> str:
    return json.dumps({"findings": [finding.to_json(reader) for finding in findings]}, ensure_ascii=False, indent=1)
