"""Tables of the text on a phone: what does not fit side by side is marked to be shown row by row, each cell under its head.

A cell then needs its head beside it (`data-label`), and the roles, because a table that is laid out as blocks is no table to
some screen readers. Whether a table fits is told by its longest words: figures never break.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

FITS = 38  # characters side by side on 390 px, the cells' own room taken off
LONG_CELL = 70  # beside other columns, more than this becomes a tower of short lines
WIDE = 5  # columns that are too many for a tablet held upright, too
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "th": "columnheader", "td": "cell"}


class NarrowTables(Treeprocessor):
    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            rows = [[_words(cell) for cell in row] for row in table.iter("tr")]
            if not _fits(rows):
                stack(table)


def _words(cell: Element) -> str:
    return " ".join("".join(cell.itertext()).split(" "))


def _fits(rows: list[list[str]]) -> bool:
    columns = list(zip(*rows, strict=True))
    longest = [max(len(word) for cell in column for word in re.split(r"[ \n]", cell)) for column in columns]
    tall = len(columns) > 2 and any(len(cell) > LONG_CELL for row in rows[1:] for cell in row)
    return sum(longest) <= FITS and not tall


def stack(table: Element) -> None:
    """Marks a table with a head to be shown row by row where the screen is narrow."""
    heads = [_words(cell) for cell in table.findall("thead/tr/th")]
    table.set("data-stack", "wide" if len(heads) >= WIDE else "")
    for element in table.iter():
        if element.tag in ROLES:
            element.set("role", ROLES[element.tag])
    for row in table.findall("tbody/tr"):
        for cell, head in zip(row, heads, strict=True):
            cell.set("data-label", head)
