"""Words of the other language: Danish ones on Norwegian pages and the other way round.

Quotations («…») and code keep the words of whoever is quoted. The glossary itself is left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from guide.editing.finding import ERROR, WARNING, Finding, Paste
from guide.editing.page import Page
from guide.project import LANGUAGES

GLOSSARY = "about/terms.md"
_QUOTED = re.compile(r"«[^»]*»|»[^«]*«")
_WORD = re.compile(r"[^\W\d_]+")
_BY_MOUTH = re.compile(r"\.?\s+os(?!\w)")  # per os
_TWO_COLUMNS = re.compile(r"^\|\s*([^|]+?)\s*\|\s*([^|]+?)\s*\|")


@cache
def read() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))


def _taste() -> frozenset[str]:
    """Words that both languages understand: the other one is better, but nobody is stopped for it."""
    return frozenset(read()["taste"])


def word_lists(pages: Mapping[str, Page]) -> dict[str, dict[str, str]]:
    """For each language: the words that do not belong on its pages, and what to write for them.

    The small words stand in `terms.toml`; the terms are the single words of the glossary's first two columns.
    """
    data = read()
    lists = {"nb": dict(data["danish"]), "da": dict(data["norwegian"])}
    for lang in LANGUAGES:
        glossary = pages.get(f"docs/{lang}/{GLOSSARY}")
        rows = [match.groups() for line in glossary.lines if (match := _TWO_COLUMNS.match(line))] if glossary else []
        order = ("da", "nb") if rows and rows[0][0].casefold() == "dansk" else ("nb", "da")
        for row in rows[2:]:
            words = {one: _alternatives(cell) for one, cell in zip(order, row, strict=True)}
            for one, other in (("nb", "da"), ("da", "nb")):
                for position, word in enumerate(words[other]):
                    if _WORD.fullmatch(word) and word.casefold() not in {own.casefold() for own in words[one]}:
                        write = words[one][position] if len(words[one]) == len(words[other]) else words[one][0]
                        lists[one].setdefault(word.casefold(), write)
    for lang in LANGUAGES:
        fine = {*data["shared"], *lists[lang].values()}
        lists[lang] = {word: write for word, write in lists[lang].items() if word not in fine}
    return lists


def _alternatives(cell: str) -> list[str]:
    return [word.strip() for word in re.split(r",|\(.*?\)", cell) if word.strip()]


def terms(page: Page, foreign: Mapping[str, str]) -> Iterator[Finding]:
    """One finding for each foreign word, with the line as it should read."""
    if page.name == GLOSSARY:
        return
    for number, words in page.words.items():
        line = page.lines[number - 1]
        found = []
        for match in _WORD.finditer(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), words)):
            write = foreign.get(match[0].casefold())
            if write is None or "PMID" in line or _BY_MOUTH.match(words, match.end()):
                continue
            found.append((match, write[0].upper() + write[1:] if match[0][0].isupper() else write))
        for match, write in reversed(found):
            end = match.end() + (1 if match[0] == "pr" and line[match.end() :].startswith(".") else 0)
            line = line[: match.start()] + write + line[end:]
        paste = (Paste(page.file, number, line),)
        for match, write in found:
            level = WARNING if match[0].casefold() in _taste() else ERROR
            yield Finding("wrong_language", page.file, number, page.lang, {"read": match[0], "write": write}, level, paste=paste)
