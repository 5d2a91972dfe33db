"""A page as the checks read it: front matter, headings, links, images, tables and words, each with its line.

The structure comes from markdown-it. What this site adds to Markdown stays plain text there: marks are told by
`calculators.facts.marks`, notes (`!!!`) lose their first line, and blocks (`///`) are found by that sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from calculators.facts.check import register
from calculators.facts.marks import HEADING, MARK, QUOTE
from calculators.words import anchor

_REFERENCE = re.compile(r"^\{:\s*#(ref-([0-9]+))\s*\}\s*$")
_BLOCK = re.compile(r"^///\s*(?:([a-z-]+)\s*(?:\|\s*(\S*))?)?\s*$")
_NOTE = re.compile(r"^!!! \w+.*$")
_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    id: str
    line: int


@dataclass(frozen=True)
class Link:
    text: str
    target: str
    line: int


@dataclass(frozen=True)
class Page:
    """One page. `words` are lines of running text with marks, code, link targets and markup blanked out, same columns."""

    file: str
    lang: str
    text: str
    meta: dict[str, Any] | None
    meta_slip: int  # the line of the front matter that can't be read; 0 if all can
    meta_lines: dict[str, int]
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()
    references: dict[str, int] = field(default_factory=dict)
    anchors: frozenset[str] = frozenset()
    words: dict[int, str] = field(default_factory=dict)
    blocks: tuple[tuple[str, str, int, bool], ...] = ()
    torn_rows: tuple[tuple[int, int, int], ...] = ()

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def name(self) -> str:
        """`ivig/dose.md`: the same in both languages."""
        return self.file.split("/", 2)[2]


def read_page(file: str, lang: str, text: str) -> Page:
    """Read one page; never raises for what an editor may have written."""
    lines = text.splitlines()
    meta, error, meta_lines, body_from = _front_matter(lines)
    body = ["" if number < body_from else _NOTE.sub("", line) for number, line in enumerate(lines)]
    tokens = MarkdownIt("commonmark").enable("table").disable("code").parse("\n".join(body))
    inlines = [token for token in tokens if token.type == "inline"]
    code = {n for token in tokens if token.type in ("fence", "html_block") for n in _lines_of(token)}
    links, images = list(_links(inlines, "link_open")), list(_links(inlines, "image"))
    for number in sorted(n for token in tokens if token.type == "html_block" for n in _lines_of(token)):
        images += [Link(_attribute(tag, "alt"), _attribute(tag, "src"), number + 1) for tag in _HTML_IMAGE.findall(lines[number])]
    headings = tuple(_headings(tokens, lines))
    references = {match[1]: n for n, line in enumerate(lines, 1) if (match := _REFERENCE.match(line))}
    marks = {anchor(match["fact"], match["name"] or "value") for match in MARK.finditer(text)}
    return Page(
        file, lang, text, meta, error, meta_lines, headings, tuple(links), tuple(images), references,
        frozenset({heading.id for heading in headings if heading.id} | set(references) | marks),
        {n + 1: _bare(line) for n, line in enumerate(lines) if n >= body_from and n not in code and not line.startswith("///")},
        tuple(_blocks(lines)), tuple(_torn_rows(tokens, lines)),
    )  # fmt: skip


def _lines_of(token: Token) -> range:
    """The lines that a block stands on, counted from 0."""
    assert token.map is not None  # every block has them
    return range(*token.map)


def _front_matter(lines: list[str]) -> tuple[dict[str, Any] | None, int, dict[str, int], int]:
    """The front matter, what is wrong with it, the line of each key, and the index of the first line after it."""
    if not lines or lines[0].strip() != "---":
        return None, 0, {}, 0
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        return None, 1, {}, 0
    keys = {match[1]: n + 1 for n, line in enumerate(lines[:end]) if (match := re.match(r"([a-z_]+):", line))}
    try:
        meta = yaml.safe_load("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError) as error:
        # MkDocs would show these lines to the reader. What can be read of them is kept for the other checks.
        meta = {key: _day_or_text(lines[n - 1].partition(":")[2].strip()) for key, n in keys.items()}
        if not isinstance(error, yaml.YAMLError):
            return meta, 0, keys, end + 1  # a day that no calendar has: told at its line, once
        mark = getattr(error, "problem_mark", None)
        return meta, mark.line + 2 if mark else 1, keys, end + 1
    return (meta, 0, keys, end + 1) if isinstance(meta, dict) else (None, 1, {}, end + 1)


def _day_or_text(text: str) -> date | str | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text.strip("\"'") if text else None


def _headings(tokens: Iterable[Token], lines: list[str]) -> Iterator[Heading]:
    for opened, inline in pairwise(tokens):
        if opened.type == "heading_open":
            line = _lines_of(opened).start
            named = HEADING.match(lines[line])
            text = inline.content[: inline.content.rindex("{")].strip() if named and "{" in inline.content else inline.content
            yield Heading(int(opened.tag[1]), text, named["name"] if named else "", line + 1)


def _links(inlines: Iterable[Token], kind: str) -> Iterator[Link]:
    for inline in inlines:
        line = _lines_of(inline).start + 1
        children = inline.children or []
        for index, child in enumerate(children):
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == kind == "image":
                yield Link(child.content.strip(), str(child.attrs.get("src", "")), line)
            elif child.type == kind:
                end = next(n for n in range(index, len(children)) if children[n].type == "link_close")
                words = "".join(part.content for part in children[index + 1 : end])
                yield Link(words, str(child.attrs.get("href", "")), line)
            elif child.type == "html_inline" and kind == "image" and _HTML_IMAGE.match(child.content):
                yield Link(_attribute(child.content, "alt"), _attribute(child.content, "src"), line)


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf"""\b{name}\s*=\s*["']([^"']*)["']""", tag)
    return match[1].strip() if match else ""


def _bare(line: str) -> str:
    """The running words of a line, everything else blanked, so that columns stay."""

    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0])

    line = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", blank, line)
    line = QUOTE.sub(blank, MARK.sub(_words_of_mark, line))
    line = re.sub(r"\]\([^()]*(?:\([^()]*\))?[^()]*\)", blank, line)
    line = re.sub(r"<[^>]*>|https?://\S+|\{:?\s*[#.][^}]*\}|&[a-z]+;", blank, line)
    return line.replace("[", " ").replace("]", " ").replace("*", " ")


def _words_of_mark(match: re.Match[str]) -> str:
    """The words of a mark without a figure; a figure is the fact pass's to read."""
    entry = register().get(match["fact"])
    if entry is None or entry.shape.get(match["name"] or "value") != "text":
        return " " * len(match[0])
    text = str(match["text"])
    return " " + text + " " * (len(match[0]) - len(text) - 1)


def _blocks(lines: list[str]) -> Iterator[tuple[str, str, int, bool]]:
    """Each block: its name, its argument, its line, and whether it is closed."""
    opened: tuple[str, str, int] | None = None
    for number, line in enumerate(lines, 1):
        match = _BLOCK.match(line)
        if not match:
            continue
        if match[1]:
            if opened:
                yield (*opened, False)
            opened = (match[1], match[2] or "", number)
        elif opened:
            yield (*opened, True)
            opened = None
    if opened:
        yield (*opened, False)


def _torn_rows(tokens: Iterable[Token], lines: list[str]) -> Iterator[tuple[int, int, int]]:
    """Table rows with another number of cells than the head: line, cells, cells of the head."""
    wanted = 0
    for token in tokens:
        if token.type == "table_open":
            wanted = 0
        elif token.type == "tr_open":
            cells = len(escapedSplit(lines[_lines_of(token).start].strip().removeprefix("|").removesuffix("|")))
            wanted = wanted or cells
            if cells != wanted:
                yield _lines_of(token).start + 1, cells, wanted
