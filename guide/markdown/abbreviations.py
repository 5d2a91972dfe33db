"""What the abbreviations stand for: the list on the page of terms, which the page shows and the tooltips repeat.

The first of each abbreviation in a section says it, to the pointer, to a finger and to the keyboard; the rest stay plain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

PAGE = "about/terms.md"
# Nothing is explained where it is explained anyway, nor among links whose whole row is tapped.
PLAIN_PAGES = {PAGE, "index.md"}
LIST = "{#abbreviations}"
ENTRY = re.compile(r"^(?P<short>\S+)\n:[ ]+(?P<long>\S.*)$", re.MULTILINE)
# Where no tooltip belongs: links and buttons have a tap of their own; headings are names.
PLAIN_IN = {"a", "button", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "th", "code", "figure"}
SECTIONS = {"h1", "h2"}


def abbreviations(root: Path, lang: str) -> dict[str, str]:
    """{abbreviation: what it stands for}, as the page of terms says."""
    text = (root / "docs" / lang / PAGE).read_text("utf-8")
    own = re.split(r"^## ", text.partition(LIST)[2], maxsplit=1, flags=re.MULTILINE)[0]
    return {match["short"]: match["long"].strip() for match in ENTRY.finditer(own)}


class FirstOfEachSection(Treeprocessor):
    """Runs after the `abbr` extension: keeps the first of each section and makes it reachable by keyboard."""

    def __init__(self, md: Markdown, is_plain: Callable[[], bool]):
        super().__init__(md)
        self.is_plain = is_plain  # whether the page at hand has no tooltips

    def run(self, root: Element) -> None:
        self.seen: set[str] = set()
        self._walk(root, self.is_plain())
        if self.is_plain():
            for listed in root.iter("dl"):
                listed.set("data-ig-unsearched", "")  # the search finds the sentences that use a word, not the list

    def _walk(self, parent: Element, plain: bool) -> None:
        for child in list(parent):
            if child.tag in SECTIONS:
                self.seen.clear()
            if child.tag != "abbr":
                self._walk(child, plain or child.tag in PLAIN_IN)
            elif plain or (child.text or "") in self.seen:
                _unwrap(parent, child)
            else:
                self.seen.add(child.text or "")
                child.set("tabindex", "0")


def _unwrap(parent: Element, child: Element) -> None:
    at = list(parent).index(child)
    words = (child.text or "") + (child.tail or "")
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    parent.remove(child)
