"""The fact pass of `calculators.facts`, with what to paste: the line mended, or the other language's line as it should read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from calculators.errors import FactErrors
from calculators.facts.check import Slip, check_pages, register
from calculators.facts.figure import Figure, FigureSlip, parse_figure
from calculators.facts.marks import MARK, Mark, find_marks
from guide.editing.figures import mended, translate, with_mark
from guide.editing.finding import OTHER, WARNING, Finding, Paste, in_each, other_file, words
from guide.project import LANGUAGES

Texts = Mapping[str, Mapping[str, str]]  # {language: {path: Markdown}}
Marks = dict[tuple[str, str], Mark]  # by language and full name


def fact_findings(now: Texts, before: Texts | None) -> Iterator[Finding]:
    """Every slip of the fact pass. `before` is how the pages were, if that is known."""
    try:
        check_pages(now)
        slips: tuple[Slip, ...] = ()
    except FactErrors as error:
        slips = error.slips
    here, there = marks_of(now), marks_of(before) if before else {}
    lines: dict[tuple[str, int], str] = {}  # several slips of one line are mended in one line to paste
    found = [_finding(slip, now, before, here, there, lines) for slip in slips]
    for finding in found:
        paste = tuple(replace(one, text=lines.get((one.file, one.line), one.text)) for one in finding.paste)
        yield replace(finding, paste=paste)
    if before:
        yield from _left_behind(now, here, there)


def marks_of(pages: Texts | None) -> Marks:
    """The marks by language and full name (`nel-rate-1.duration`)."""
    found: Marks = {}
    for lang in LANGUAGES if pages else ():
        for file, text in (pages or {})[lang].items():
            for mark in find_marks(text, file):
                if isinstance(mark, Mark):
                    found.setdefault((lang, full_name(mark)), mark)
    return found


def full_name(mark: Mark) -> str:
    return mark.fact if mark.name == "value" else f"{mark.fact}.{mark.name}"


def _finding(
    slip: Slip, now: Texts, before: Texts | None, here: Marks, there: Marks, lines: dict[tuple[str, int], str]
) -> Finding:
    more: list[tuple[str, dict[str, str | int]]] = []  # what is said behind the slip itself
    paste: tuple[Paste, ...] = ()
    line = lines.get((slip.file, slip.line)) or _line(now, slip.file, slip.line)
    if slip.code == "languages_differ":
        changed = {lang for lang in LANGUAGES if there and _text(there, lang, slip.fact) != _text(here, lang, slip.fact)}
        if changed != {OTHER[slip.lang]} and (other := _other_line(slip, now, here)):
            paste = (other,)
            more.append(("paste_there", {}))
        elif changed == {OTHER[slip.lang]} and (text := translated(slip.fact, here, OTHER[slip.lang])):
            paste = (Paste(slip.file, slip.line, with_mark(line, slip.fact, text) or line),)
    elif slip.code in ("missing_in_language", "missing_everywhere"):
        for lang in (OTHER[slip.lang],) if slip.code == "missing_in_language" else LANGUAGES:
            was = there.get((lang, slip.fact))
            if was:
                more.append(("was", {"file": was.file, "line": was.line}))
                paste += (Paste(was.file, 0, _line(before or {}, was.file, was.line)),)
            elif slip.code == "missing_in_language" and (text := translated(slip.fact, here, slip.lang)):
                paste = (Paste(other_file(slip.file), 0, f"[{text}]{{#{slip.fact}}}"),)
    elif slip.code == "example_differs" and re.fullmatch(r"[0-9]+(?:[.,][0-9]{1,2})?", slip.values["expected"].split()[0]):
        text = re.sub(r"[0-9][0-9,. –]*[0-9]|[0-9]", slip.values["expected"].split()[0], slip.values["read"], count=1)
        paste = (Paste(slip.file, slip.line, fixed),) if (fixed := with_mark(line, slip.fact, text)) and "-" not in text else ()
    elif fixed := mended(slip, line):
        paste = (Paste(slip.file, slip.line, fixed),)
        if slip.code == "unknown_fact":
            near = MARK.search(fixed, max(0, _first_difference(line, fixed) - 200))
            more.append(("name_unknown_hint", {"near": _near(line, fixed) or (near["fact"] if near else "")}))
    for one in paste:
        if (one.file, one.line) == (slip.file, slip.line):
            lines[one.file, one.line] = one.text
    said = in_each(lambda lang: slip.message_in(lang) + "".join(words(lang)["findings"][key].format(**values) for key, values in more))
    return Finding(slip.code, slip.file, max(slip.line, 1), slip.lang, said=said, paste=paste)


def _near(line: str, fixed: str) -> str:
    before = {match["fact"] for match in MARK.finditer(line)}
    return next((match["fact"] for match in MARK.finditer(fixed) if match["fact"] not in before), "")


def _first_difference(one: str, two: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)


def _line(pages: Texts, file: str, number: int) -> str:
    for texts in pages.values():
        if file in texts:
            lines = texts[file].splitlines()
            return lines[number - 1] if 0 < number <= len(lines) else ""
    return ""


def _text(marks: Marks, lang: str, fact: str) -> str | None:
    mark = marks.get((lang, fact))
    return mark.text if mark else None


def translated(full: str, marks: Marks, lang: str) -> str | None:
    """The figure of a language's mark as the other one spells it."""
    fact, _, name = full.partition(".")
    mark, entry = marks.get((lang, full)), register().get(fact)
    if not mark or not entry or (shape := entry.shape.get(name or "value", "text")) == "text":
        return None
    return translate(mark.text, lang, shape)


def _other_line(slip: Slip, now: Texts, here: Marks) -> Paste | None:
    """The other language's line with this language's figure in it."""
    mark, text = here.get((OTHER[slip.lang], slip.fact)), translated(slip.fact, here, slip.lang)
    if not mark or text is None:
        return None
    line = with_mark(_line(now, mark.file, mark.line), slip.fact, text)
    return Paste(mark.file, mark.line, line) if line else None


def _left_behind(now: Texts, here: Marks, there: Marks) -> Iterator[Finding]:
    """Where an old figure still stands outside the marks, in a language whose mark has a new one."""
    for (lang, full), mark in here.items():
        was = there.get((lang, full))
        fact, _, name = full.partition(".")
        shape = register()[fact].shape.get(name or "value", "text") if fact in register() else "text"
        if was is None or shape == "text" or was.text == mark.text:
            continue
        try:
            old, new = (parse_figure(one.text, lang, shape) for one in (was, mark))
        except FigureSlip:
            continue
        if old == new or not isinstance(old, Figure):
            continue
        looked_for = re.compile(rf"(?<![\w,.–]){re.escape(was.text)}(?!\w)".replace(r"\ ", "[  ]"))
        for file, text in now[lang].items():
            for number, line in enumerate(text.splitlines(), 1):
                bare = MARK.sub("", line)
                if looked_for.search(bare) and not line.startswith("| ["):
                    values = {"fact": full, "old": was.text, "new": mark.text}
                    yield Finding("figure_left_behind", file, number, lang, values, WARNING)
