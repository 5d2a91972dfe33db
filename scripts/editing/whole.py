"""All checks over the pages of both languages, as one list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from scripts.editing import facts, sentences, spelling, step, structure, terms
from scripts.editing.facts import Texts
from scripts.editing.finding import LANGUAGES, Finding
from scripts.editing.page import Page, read_page
from scripts.editing.report import in_order


def findings(texts: Texts, before: Texts | None, confirmed: str, sources: Mapping[str, str], today: date) -> list[Finding]:
    """Everything found, errors first.

    `before` is how the pages were, None where nobody knows; `confirmed` is the text of `docs/sentences.json`.
    """
    pages = {file: _page(file, lang, text) for lang in LANGUAGES for file, text in texts[lang].items()}
    found = [*facts.fact_findings(texts, before), *structure.structure(pages, sources, today)]
    lists = terms.word_lists(pages)
    for page in pages.values():
        found += [*spelling.spelling(page), *terms.terms(page, lists[page.lang])]
    if before:
        found += step.pages_out_of_step(texts, before)
    try:
        found += sentences.stale(texts, sentences.parse(confirmed), confirmed)
    except ValueError as error:
        found.append(Finding("sentences_unreadable", sentences.FILE, 1, LANGUAGES[0], {"read": str(error)}))
    return in_order(found)


@lru_cache(maxsize=200)
def _page(file: str, lang: str, text: str) -> Page:
    return read_page(file, lang, text)
