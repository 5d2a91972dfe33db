"""The paper edition of a language: every page of the guidelines one after the other, to be printed for when nothing else works.

On the screen it is a list of contents; on paper it is the whole text, its tables and decision tables, and empty sheets to be
filled in by hand. What can only be tapped is left out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element

import lxml.html
from lxml.etree import strip_tags
from lxml.html import HtmlElement

from calculators import catalog
from calculators.answer import Quantity
from calculators.element import el, html
from calculators.engine.examples import examples_of
from calculators.engine.run import run
from calculators.facts import Facts
from calculators.form.fields import Field
from calculators.guidelines import Guideline, in_order
from calculators.result.worded import Figure
from calculators.words import show
from calculators.words.wording import Wording
from guide.records.page_status import words

PAGE = "about/paper"  # where it stands, in each language
SPARE_LINES = 8  # under the rows of an empty sheet: as many as fill it


@dataclass(frozen=True)
class Page:
    """A page of a guideline as it was built: its address within the language, and its text."""

    url: str
    article: HtmlElement

    @property
    def title(self) -> str:
        """Its heading, without the sign beside it."""
        heading = copy.deepcopy(self.article.find(".//h1"))
        for link in heading.findall("a"):
            link.drop_tree()
        return str(heading.text_content()).strip()


def fill(out: Path, facts: Facts, lang: str, version: str, day: date) -> None:
    """Put the edition into its page, from the pages of the language as they were built into `out`."""
    pages = {}
    for guideline in in_order(lang):
        for name in _names(guideline, lang):
            url = name.removesuffix("index").rstrip("/")
            article = lxml.html.document_fromstring((out / url / "index.html").read_text("utf-8")).find(".//article")
            pages[name] = Page(f"{url}/", article)
    file = out / PAGE / "index.html"
    before, end, after = file.read_text("utf-8").rpartition("</article>")
    file.write_text(before + edition(pages, facts, lang, version, day) + end + after, "utf-8")


def _names(guideline: Guideline, lang: str) -> list[str]:
    return [f"{guideline.folder}/index", *(f"{guideline.folder}/{name}" for name in guideline.words[lang].menu)]


def edition(pages: Mapping[str, Page], facts: Facts, lang: str, version: str, day: date) -> str:
    """The contents, then everything; `pages` by the names of their files, as `ivig/dose`."""
    said = words(lang)["edition"]
    body = [html(el("p", el("strong", said["version"].format(version=version, day=show.day(day, lang))), class_="ig-edition-version"))]
    for guideline in in_order(lang):
        names = _names(guideline, lang)
        body.append(html(el("h2", guideline.words[lang].name, id=f"contents-{guideline.folder}")))
        links = (el("a", pages[name].title, class_="ig-alone", href=f"../../{pages[name].url}") for name in names)
        body.append(html(el("ul", *(el("li", link) for link in links))))
    body.append(html(el("p", said["sheets"])))
    for guideline in in_order(lang):
        own = guideline.words[lang]
        parts = [html(el("h2", own.name)), html(el("p", f"{own.source}. {own.footer}"))]
        parts += ["".join(_plain(pages[name].article)) for name in _names(guideline, lang)]
        body.append(f'<section class="ig-edition" data-accent="{guideline.colour}">{"".join(parts)}</section>')
    body += [html(sheet) for sheet in empty_sheets(facts, lang)]
    return "\n".join(body)


# What stands on a screen alone: forms and their parts, links beside headings, the way to propose a change, drawings of what the text says.
TAPPED = ("form", "template", "script")
UNSAID = {
    *("headerlink", "ig-status", "ig-answer", "ig-gist", "ig-failure", "ig-noscript", "ig-purpose", "ig-title", "ig-page-head"),
    "ig-suggest",
}
DEEPER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6"}
AS_BLOCK = {"details": "div", "summary": "p", "ig-calculator": "div"}


def _plain(article: HtmlElement) -> Iterator[str]:
    """A page's text without what can only be tapped and without names: those belong to the page itself."""
    root = copy.deepcopy(article)
    for found in list(root.iter()):
        is_unsaid = isinstance(found.tag, str) and (found.tag in TAPPED or UNSAID & set((found.get("class") or "").split()))
        if is_unsaid and found.getparent() is not None:
            found.drop_tree()
    for card in root.iter("ig-calculator"):
        card.attrib.clear()
    for one in root.iter():
        if not isinstance(one.tag, str):
            continue
        one.tag = DEEPER.get(one.tag) or AS_BLOCK.get(one.tag) or one.tag
        for name in ("id", "tabindex", "role", "aria-label", "open", "for", "data-fact", "href", "title"):
            one.attrib.pop(name, None)
        if one.get("class") == "ig-fact":
            one.set("class", "ig-edition-figure")
    strip_tags(root, "a", "abbr")
    yield from (lxml.html.tostring(one, encoding="unicode") for one in root)


def empty_sheets(facts: Facts, lang: str) -> Iterator[Element]:
    """A sheet for each calculator whose answer is filled in by hand while it is carried out."""
    for calculator in catalog():
        wording = Wording(calculator.id, lang, facts)
        if not wording.own.get("paper"):
            continue
        answers = [run(calculator, one.inputs, lang, facts) for one in examples_of(calculator.id) if one.expect["status"] == "ok"]
        result = max(answers, key=lambda one: (len(one.shown.rows), max((len(row) for row in one.shown.rows), default=0)))
        yield _sheet(wording, [field for field in result.fields if field.kind != "yesno"], result.shown.rows)


def _head(figure: Figure, wording: Wording) -> str:
    """A column with its unit, which what is written by hand leaves out."""
    unit = figure.value.shown.unit if isinstance(figure.value.shown, Quantity) else ""
    return f"{figure.label}, {show.unit(unit, Decimal(2), wording.lang)}" if unit else figure.label


def _sheet(wording: Wording, fields: Sequence[Field], rows: Sequence[Sequence[Figure]]) -> Element:
    blanks = [el("div", el("dt", wording.label(field.name)), el("dd", field.unit)) for field in fields]
    names = {figure.value.name for figure in rows[0]}
    heads = [_head(figure, wording) for figure in rows[0] if not wording.looks.is_more(figure.value.name, names)]
    heads += wording.own["paper"].values()
    head = el("tr", *(el("th", text, scope="col") for text in heads))
    columns = len(heads) - 1
    lines = [el("tr", el("th", row[0].text, scope="row"), *(el("td") for _ in range(columns))) for row in rows]
    lines += [el("tr", *(el("td") for _ in heads)) for _ in range(SPARE_LINES)]
    return el(
        "section",
        el("h2", f"{wording.title}: {words(wording.lang)['edition']['sheet']}"),
        el("p", wording.ui("patient_label"), class_="ig-label"),
        el("dl", *blanks, class_="ig-blanks"),
        el("table", el("thead", head), el("tbody", *lines), class_="ig-edition-sheet"),
        el("p", wording.ui("signature"), ":", class_="ig-signature"),
        class_="ig-edition ig-edition-empty",
    )
