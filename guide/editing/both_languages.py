"""All checks over the pages of both languages, as one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from guide.editing import facts, hygiene, language_sync, sentences, shape, spelling, structure, terms
from guide.editing.expected import Expected, expected_findings
from guide.editing.facts import Texts
from guide.editing.finding import Finding
from guide.editing.outline import outline
from guide.editing.page import Page, read_page
from guide.editing.report import in_order
from guide.project import LANGUAGES

SHOWN = {
    "shown_pipes", "shown_item", "shown_item_sign", "shown_box", "shown_as_code", "heading_underlined", "indent", "box_torn", "box_empty",
    "box_left", "box_kind", "not_a_row", "not_an_item", "item_level", "item_elsewhere", "item_new", "row_new",
    "heading_only_here", "heading_order",
}  # fmt: skip


def findings(
    texts: Texts, before: Texts | None, confirmed: str, sources: Mapping[str, str], today: date, expected: Sequence[Expected] = ()
) -> list[Finding]:
    """Everything found, errors first.

    `before` is how the pages were, None where nobody knows; `confirmed` is the text of `docs/sentences.json`; `expected` is
    what the rules rest on besides figures.
    """
    pages = {file: _page(file, lang, text) for lang in LANGUAGES for file, text in texts[lang].items()}
    found = [*facts.fact_findings(texts, before), *structure.structure(pages, sources, today)]
    glossaries = tuple((file, page.lang, page.text) for file, page in pages.items() if page.name == terms.GLOSSARY)
    for page in pages.values():
        found += _of_words(page.file, page.lang, page.text, glossaries)
    outlines = {(page.lang, file): outline(page.text) for file, page in pages.items()}
    found += expected_findings(outlines, expected)
    if before:
        found += language_sync.pages_out_of_step(texts, before)
    try:
        found += sentences.stale(texts, sentences.parse(confirmed), confirmed)
    except ValueError as error:
        found.append(Finding("sentences_unreadable", sentences.FILE, 1, LANGUAGES[0], {"read": str(error)}))
    return in_order(_reasons(found))


def _reasons(found: list[Finding]) -> Iterator[Finding]:
    """The findings without those that only follow from another: where a page is not shown as meant, it is built otherwise too."""
    torn = {one.file.split("/", 2)[2] for one in found if one.code in SHOWN}
    return (one for one in found if one.code != "built_otherwise" or one.file.split("/", 2)[2] not in torn)


def surroundings(
    texts: Texts,
    before: Texts | None,
    today: date,
    files: Mapping[str, str],
    menus: Mapping[str, set[str]],
    called: Mapping[str, list[str]],
) -> Iterator[Finding]:
    """What is found of pages as files: leftovers, persons, pictures, menus, and where the calculators stand.

    `called` are the names of the guide's sources in each language.
    """
    pages = {file: _page(file, lang, text) for lang in LANGUAGES for file, text in texts[lang].items()}
    for page in pages.values():
        was = before[page.lang].get(page.file) if before else None
        yield from _leftovers(page.file, page.lang, page.text, today)
        yield from hygiene.pictures(page, _page(page.file, page.lang, was) if was is not None else None, files.keys())
        yield from hygiene.sources_counted(page, menus.keys(), len(called[page.lang]))
        yield from hygiene.sources_named(page, menus.keys(), called[page.lang])
        yield from hygiene.menu(page, menus, files.get(f"mkdocs.{page.lang}.yml", ""))
    for lang in LANGUAGES:
        yield from hygiene.blocks(pages, lang)


@lru_cache(maxsize=200)
def _leftovers(file: str, lang: str, text: str, today: date) -> tuple[Finding, ...]:
    return tuple(hygiene.hygiene(_page(file, lang, text), today))


@lru_cache(maxsize=200)
def _of_words(file: str, lang: str, text: str, glossaries: tuple[tuple[str, str, str], ...]) -> tuple[Finding, ...]:
    lists = _word_lists(glossaries)
    page = _page(file, lang, text)
    return *spelling.spelling(page), *terms.terms(page, lists[lang]), *shape.shape(page, outline(text))


@lru_cache(maxsize=4)
def _word_lists(glossaries: tuple[tuple[str, str, str], ...]) -> dict[str, dict[str, str]]:
    return terms.word_lists({file: _page(file, lang, text) for file, lang, text in glossaries})


@lru_cache(maxsize=200)
def _page(file: str, lang: str, text: str) -> Page:
    return read_page(file, lang, text)
