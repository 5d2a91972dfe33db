"""What becomes of a page when Markdown reads it: headings, paragraphs, items, rows and boxes, in the order of reading.

Python-Markdown itself splits the page, with the extensions of the site that shape blocks, so that what an editor meant and
what a reader gets are never confused: a blank line in a table, an item that is indented too little, a box torn open show
here as they show on the page. What stands inside a line (marks, links, emphasis) is left as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from guide.editing.finding import words

# Signs of the private use area: no text has them. One says which line a word stands on, the other stands for a block.
_OPEN, _CLOSE, _BLOCK = "\ue000", "\ue001", "\ue002"
_PLACE = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_BEFORE = re.compile(r"\s*(?:[-*+]\s+|[0-9]+\.\s+|#{1,6}\s*|:\s+)?")  # what makes a line an item, a heading, an answer
_NO_WORDS = re.compile(r"\s*(?:$|!!!|///|\{:|```|~~~|\[[^\]]*\]:|\*\[[^\]]*\]:|[-=*_ ]+$|\|[-:| ]+$)")
_FENCE = re.compile(r"^///\s*(?:([a-z-]+)\s*(?:\|\s*(.*?))?)?\s*$")
_HEADING_ID = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}\s*$")
_ATTRIBUTES = re.compile(r"^\{:[^}]*\}\s*$", re.MULTILINE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Unit:
    """One thing that a reader reads as one: a heading, a paragraph, an item, a row, a term, an answer.

    `kind` is h1 to h6, p, li, head, row, dt, dd, title (of a box), block (of ours), code, quote or rule. `inside` are the
    boxes and lists around it, outermost first (`("note", "ul", "ul")`). `text` is its Markdown; `cells` that of a row, else
    empty. `name` is the id of a heading or what a block is (`calculator | ivig-course`).
    """

    kind: str
    inside: tuple[str, ...]
    line: int
    text: str
    cells: tuple[str, ...] = ()
    name: str = ""

    @property
    def shape(self) -> tuple[object, ...]:
        """What must be the same in both languages, whatever the words."""
        return self.kind, self.inside, len(self.cells), self.name

    @property
    def depth(self) -> int:
        """How many lists it stands in."""
        return sum(one in ("ul", "ol") for one in self.inside)


def in_words(unit: Unit, lang: str) -> str:
    """What a reader sees there: `an item on level 2`, `a row of 3 cells`."""
    names = words(lang)["units"]
    kind = names["heading"] if unit.kind in HEADINGS else names.get(unit.kind, unit.kind)
    return str(kind.format(level=unit.kind[1:], depth=unit.depth, cells=len(unit.cells), name=unit.name))


@lru_cache(maxsize=400)
def outline(text: str) -> tuple[Unit, ...]:
    """The units of a page, front matter left out."""
    lines = text.replace(_OPEN, "").replace(_CLOSE, "").replace(_BLOCK, "").split("\n")
    lines = [line.rstrip("\r") for line in lines]
    start = _after_front_matter(lines)
    numbered = [""] * start + [_with_place(line, number) for number, line in enumerate(lines[start:], start + 1)]
    md = Markdown(extensions=[AdmonitionExtension(), SaneListExtension(), DefListExtension(), TableExtension()])
    for step in md.preprocessors:
        numbered = step.run(numbered)
    root = md.parser.parseDocument(numbered).getroot()
    stash = [raw for raw in md.htmlStash.rawHtmlBlocks if isinstance(raw, str)]
    found = [] if root is None else list(_walk(root, ()))
    return tuple(_placed(found, stash))


def _after_front_matter(lines: list[str]) -> int:
    if not lines or lines[0].strip() != "---":
        return 0
    return next((n + 1 for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)


def _with_place(line: str, number: int) -> str:
    """The line with its number before its first word; `///` lines become a paragraph of their own."""
    fence = _FENCE.match(line)
    if fence:
        name = " | ".join(part.strip() for part in fence.groups() if part)
        return f"\n{_OPEN}{number}{_CLOSE}{_BLOCK}{name}\n"
    if _NO_WORDS.match(line) or line.lstrip().startswith("<"):
        return line
    before = _BEFORE.match(line)
    at = before.end() if before else 0
    if line[at:].startswith("|"):
        at += 1
    return f"{line[:at]}{_OPEN}{number}{_CLOSE}{line[at:]}"


def _walk(parent: Element, inside: tuple[str, ...]) -> Iterator[Unit]:
    for element in parent:
        tag, text = element.tag, element.text or ""
        if tag in HEADINGS:
            named = _HEADING_ID.search(text)
            yield Unit(tag, inside, 0, text[: named.start()] if named else text, name=named[1] if named else "")
        elif tag == "p":
            title = "admonition-title" in element.get("class", "")
            yield Unit("title" if title else "p", inside, 0, text)
            yield from _walk(element, inside)
        elif tag in ("ul", "ol"):
            for item in element:
                own, rest = _own_text(item)
                yield Unit("li", (*inside, tag), 0, own)
                yield from _walk(rest, (*inside, tag))
        elif tag == "table":
            for part in element:
                for row in part:
                    cells = tuple((cell.text or "") for cell in row)
                    kind = "head" if part.tag == "thead" else "row"
                    yield Unit(kind, (*inside, "table"), 0, " | ".join(cells), cells)
        elif tag == "dl":
            for part in element:
                own, rest = _own_text(part)
                yield Unit(part.tag, (*inside, "dl"), 0, own)
                yield from _walk(rest, (*inside, "dl"))
        elif tag == "div":
            kind = (element.get("class") or "div").replace("admonition", "").strip() or "box"
            yield from _walk(element, (*inside, kind))
        elif tag == "blockquote":
            for unit in _walk(element, (*inside, "quote")):
                yield Unit("quote" if unit.kind == "p" else unit.kind, unit.inside, 0, unit.text, unit.cells, unit.name)
        elif tag in ("pre", "code"):
            yield Unit("code", inside, 0, "".join(element.itertext()))
        elif tag == "hr":
            yield Unit("rule", inside, 0, "")
        else:
            yield Unit("code", inside, 0, text)


def _own_text(item: Element) -> tuple[str, Element]:
    """The words of an item, and what else stands in it."""
    rest = Element("rest")
    children = list(item)
    own = item.text or ""
    if not own.strip() and children and children[0].tag == "p":
        own, children = children[0].text or "", children[1:]
    rest.extend(children)
    return own, rest


def _placed(units: list[Unit], stash: list[str]) -> Iterator[Unit]:
    """The units with their line, and without the signs that told it."""
    line = 1
    for unit in units:
        text, cells, name, kind = unit.text, unit.cells, unit.name, unit.kind
        for number, raw in enumerate(stash):
            text = text.replace(f"\x02wzxhzdk:{number}\x03", raw)
        place = _PLACE.search(text)
        line = int(place[1]) if place else line
        text = _ATTRIBUTES.sub("", _PLACE.sub("", text)).strip()
        if text.startswith(_BLOCK):
            kind, name, text = "block", text.removeprefix(_BLOCK).strip(), ""
            if not name:
                continue  # the end of a block
        cells = tuple(_PLACE.sub("", cell).strip() for cell in cells)
        yield Unit(kind, unit.inside, line, text, cells, name)
