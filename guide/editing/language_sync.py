"""Languages in step: a page changed in one language only, told at what changed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache

from guide.editing.facts import Texts
from guide.editing.finding import OTHER, WARNING, Finding, other_file
from guide.project import LANGUAGES


def pages_out_of_step(now: Texts, before: Texts) -> Iterator[Finding]:
    """A warning for each page that differs from `before` while its twin does not."""
    for lang in LANGUAGES:
        for file, text in now[lang].items():
            twin = other_file(file)
            if file not in before[lang] or twin not in now[OTHER[lang]]:
                continue
            if without_commas(text) != without_commas(before[lang][file]) and now[OTHER[lang]][twin] == before[OTHER[lang]].get(twin):
                line = first_change(before[lang][file], text)
                yield Finding("page_one_language", file, line, lang, {"other": twin}, WARNING)


@lru_cache(maxsize=400)
def without_commas(text: str) -> str:
    """The text without what changes no meaning: commas (not those of figures), and how many blanks there are in a line."""
    return re.sub(r"(?<=\S)[ \t]+", " ", re.sub(r",(?![0-9])", "", text))


def first_change(old: str, new: str) -> int:
    """The first line of `new` that is not as it was."""
    blocks = difflib.SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False).get_opcodes()
    return next((min(start + 1, max(1, len(new.splitlines()))) for kind, _, _, start, _ in blocks if kind != "equal"), 1)
