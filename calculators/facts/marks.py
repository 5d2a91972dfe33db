"""Find the marks `[words]{#fact-id}` in Markdown, with line numbers, and whatever looks like one.

One pass finds them; the Markdown extension only places them. Anything that the syntax would let
slip through (a link in a mark, bold around it, a mark over two lines) is reported as a slip.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from calculators.guidelines import sources

# What a sentence loses on paper: marks, links and emphasis keep their words, the rest is furniture.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_CITATION = re.compile(r"\s*\(\[[0-9]+\]\([^()]*\)\)")
_LANG = re.compile(r"</?span[^>]*>")  # says the language of a foreign word; it is no word itself
_LIST_SIGN = re.compile(r"^\s*(?:[-*+]|[0-9]+\.)\s+")
SOURCES = sources()  # the guidelines by their short name: the prefix of their facts and the `source` of their pages
MARK = re.compile(rf"\[(?P<text>[^\[\]\n]*)\]\{{#(?P<fact>(?:{'|'.join(SOURCES)})-[a-z0-9-]+)(?:\.(?P<name>[a-z][a-z0-9-]*))?\}}")
# The figure of a marked sentence, quoted elsewhere: `{nel-initial-dose}`, as in the wording of the calculators.
QUOTE = re.compile(rf"(?<!\])\{{(?P<fact>(?:{'|'.join(SOURCES)})-[a-z0-9-]+)(?:\.(?P<name>[a-z][a-z0-9-]*))?\}}")
HEADING = re.compile(r"^#{1,6} .*?(?P<id>\{#(?P<name>[a-z][a-z0-9-]*)\})\s*$")
_FENCE = re.compile(r"^\s*(```+|~~~+)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_FORBIDDEN = re.compile(r"[|*_`]|</?[a-zA-Z]|\\")


@dataclass(frozen=True)
class Mark:
    """One mark: `name` is "value" for the anchor itself, else the sibling's name."""

    fact: str
    name: str
    text: str
    file: str
    line: int


@dataclass(frozen=True)
class BadMark:
    """Something that looks like a mark and is not one."""

    code: str
    read: str
    file: str
    line: int


@lru_cache(maxsize=200)
def find_marks(markdown: str, file: str) -> tuple[Mark | BadMark, ...]:
    """Every mark and every near miss of a page, in reading order. Kept: while one page is written, the others stay as they are."""
    return tuple(_marks(markdown, file))


def _marks(markdown: str, file: str) -> Iterator[Mark | BadMark]:
    fence = None
    in_comment = False
    for number, raw in enumerate(markdown.splitlines(), 1):
        opened = _FENCE.match(raw)
        if opened and fence is None:
            fence = opened[1]
            continue
        if fence is not None:
            if opened and opened[1].startswith(fence):
                fence = None
            continue
        if not any(sign in raw for sign in ("{", "<!--", "-->")):
            continue  # most lines
        line = _CODE.sub(lambda match: " " * len(match[0]), raw)
        commented = in_comment or "<!--" in line
        if "<!--" in line:
            in_comment = "-->" not in line.rpartition("<!--")[2]
        elif "-->" in line:
            in_comment = False
        heading = HEADING.match(line)
        if heading:
            if heading["name"].startswith(tuple(f"{source}-" for source in SOURCES)):
                yield BadMark("heading_takes_fact_id", heading["id"], file, number)
            line = line[: heading.start("id")]
        rest = line
        for match in MARK.finditer(line):
            if commented:
                yield BadMark("in_comment", match[0], file, number)
            elif _FORBIDDEN.search(raw[match.start() : match.end("text")]) or not match["text"].strip():
                yield BadMark("markup_in_mark", match[0], file, number)
            elif line[: match.start()].endswith(("*", "_")) and line[match.end() :].startswith(("*", "_")):
                yield BadMark("markup_around_mark", match[0], file, number)
            else:
                yield Mark(match["fact"], match["name"] or "value", match["text"], file, number)
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        for left in re.finditer(r"\S*\s*\{[:\s]*#\s*(?!ref-\d)[^}]*\}?|\]\s*\{", rest):
            yield BadMark("not_a_mark", left[0].strip(), file, number)


@lru_cache(maxsize=200)
def find_quotes(markdown: str, file: str) -> tuple[Mark, ...]:
    """Every quoted figure, as a mark whose text is what stands in the Markdown."""
    return tuple(_quotes(markdown, file))


def _quotes(markdown: str, file: str) -> Iterator[Mark]:
    for number, line in enumerate(markdown.splitlines(), 1):
        if "{" not in line:
            continue
        for match in QUOTE.finditer(_CODE.sub(lambda code: " " * len(code[0]), line)):
            yield Mark(match["fact"], match["name"] or "value", match[0], file, number)


def sentence(line: str) -> str:
    """A line of Markdown as plain words: the list item, table row or paragraph that carries a mark."""
    text = MARK.sub(lambda mark: mark["text"], line)
    text = _LANG.sub("", _LINK.sub(r"\1", _CITATION.sub("", text)))
    text = _LIST_SIGN.sub("", text).replace("**", "").replace("*", "").strip()
    if text.startswith("|"):
        text = " · ".join(cell.strip() for cell in text.strip("|").split("|"))
    return text
