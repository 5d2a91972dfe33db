"""The Markdown extension: places the marks, and the calculators where the text needs them.

    Startdosen er [2 g/kg]{#nel-initial-dose}.       a mark: an anchor, and a figure for the calculators
    Startdosen er {nel-initial-dose}.                the same figure elsewhere: read from its sentence, linked to it
    /// calculator | ivig-course                     a calculator, with its form and ready-made table
    ///
    /// examples | ivig-course                       the worked examples of a calculator, as a table
    ///
    /// flowchart | hsct                             the start criteria of a group, as a picture and as text
    ///
    /// records | changes                            what changed from release to release; `hazards`: the hazard log
    ///
    /// glance                                       what is needed most often: questions with their answers, as a
                                                     definition list whose terms are links
    ///
    /// panel | nel                                  a guideline on the home page: its calculators and pages, in its colour
    ///
    /// editor | page                                the editor of the text, on the page of proposals
    /// editor | waiting                             what a release that waits on the device changes
    ///
    /// failures | all                               what can fail, and what then still works, as a table
    ///

Finding marks, reading their figures and every check is `calculators.facts`; here they are only placed.
"""

from __future__ import annotations

import json
import posixpath
import re
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar
from weakref import WeakKeyDictionary
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block

from calculators import catalog, find
from calculators.calculator import AnyCalculator
from calculators.catalogue import flowcharts
from calculators.element import el, html
from calculators.errors import UsageError
from calculators.facts import Facts
from calculators.facts.check import read_pages
from calculators.facts.figure import NBSP, bind_units
from calculators.facts.marks import MARK, QUOTE, SOURCES
from calculators.folders import guideline_of
from calculators.guidelines import in_order, of_source
from calculators.page.examples import examples_table
from calculators.page.form import card
from calculators.words import anchor
from calculators.words.wording import Wording
from guide import proposing
from guide.build.build_input import facts
from guide.markdown import only_text
from guide.markdown.abbreviations import PLAIN_PAGES, FirstOfEachSection
from guide.markdown.narrow_tables import NarrowTables, stack
from guide.markdown.refusal import PluginError
from guide.project import ROOT
from guide.records import hazards, history
from guide.records.page_status import words

BEFORE_LINKS = 175  # above Markdown's own links, below code spans and backslashes


AFTER_INLINE = 15  # below Markdown's inline step (20)
ATTRIBUTES = 8  # where Markdown's own step for them stands
FIRST = 100  # above all of Markdown's own steps
LAST = -1  # below Markdown's own last step (0), which puts back what was escaped
AFTER_ABBREVIATIONS = 6  # below the `abbr` extension (7), above the table of contents (5), which takes headings as they are


@dataclass(frozen=True)
class Page:
    """Which page is being rendered: its language, the way from it to the language's root, and its file."""

    lang: str
    root: str
    file: str = "index.md"
    is_preview: bool = False
    """Of an edited page, in the editor: there calculators are named and not shown."""
    reader: str = ""
    """The language of whoever is told that it cannot be shown; else that of the page."""


PAGE: ContextVar[Page] = ContextVar("page")


def refuse(slip: only_text.Slip) -> PluginError:
    """What is more than text ends the build, in the words of the editor's check."""
    page = PAGE.get(Page("nb", ""))
    where = f"docs/{page.lang}/{page.file}" + (f":{slip.line}" if slip.line else "")
    return PluginError(f"{where}: {only_text.message(slip, page.reader or page.lang)}")


def without_tooltips() -> bool:
    return PAGE.get(Page("nb", "")).file in PLAIN_PAGES


@dataclass
class Own:
    """What the site itself put into the page at hand: its marks, and the places in Markdown's stash of markup made here."""

    marks: list[Element] = field(default_factory=list)
    pieces: set[int] = field(default_factory=set)


_OWN: WeakKeyDictionary[Markdown, Own] = WeakKeyDictionary()


def own_of(md: Markdown) -> Own:
    return _OWN.setdefault(md, Own())


def markdown_of(part: Preprocessor | InlineProcessor | Treeprocessor) -> Markdown:
    """The Markdown that a registered part belongs to; Python-Markdown allows for none."""
    if part.md is None:
        raise TypeError(f"{type(part).__name__} was made without a Markdown")
    return part.md


class PageOfContext(Preprocessor):
    """Zensical tells an extension which page it is on by a preprocessor of its own; MkDocs' hook says it before."""

    CONTEXT = "rendering_context"

    def run(self, lines: list[str]) -> list[str]:
        registered = markdown_of(self).preprocessors
        if self.CONTEXT in registered:
            context: Any = registered[self.CONTEXT]  # Zensical's own: it has a page and a configuration
            file = context.page.path
            depth = file.count("/") + (0 if posixpath.basename(file) == "index.md" else 1)
            PAGE.set(Page(context.config["theme"]["language"], "../" * depth, file))
        return lines


class Mark(InlineProcessor):
    """`[words]{#fact}` becomes an element with the fact's id; a figure keeps its unit beside it."""

    def handleMatch(  # type: ignore[override]  # as Python-Markdown's own InlineProcessor differs from its Pattern  # noqa: N802
        self, match: re.Match[str], data: str,
    ) -> tuple[Element, int, int]:
        span = Element("span", {"id": anchor(match["fact"], match["name"] or ""), "class": "ig-fact"})
        fact = facts().by_id.get(match["fact"])
        is_figure = fact is not None and (match["name"] or "value") in fact.figures
        text = match["text"].strip()
        span.text = AtomicString(text.replace(" ", NBSP) if is_figure else text)
        if is_figure:
            span.set("data-figure", "")
        own_of(markdown_of(self)).marks.append(span)
        return span, match.start(0), match.end(0)


class Quote(InlineProcessor):
    """`{fact}` becomes the figure as its sentence says it, linked to that sentence. `check_pages` refused unknown ones."""

    def handleMatch(  # type: ignore[override]  # as in Mark  # noqa: N802
        self, match: re.Match[str], data: str,
    ) -> tuple[Element, int, int]:
        page = PAGE.get(Page("nb", ""))
        fact, name = match["fact"], match["name"] or "value"
        mark = facts()[fact].marks[page.lang][name]
        href = f"{posixpath.relpath(mark.file, posixpath.dirname(page.file) or '.')}#{anchor(fact, name)}"
        link = Element("a", {"class": "ig-quote", "href": href, "data-fact": fact})
        link.text = AtomicString(mark.words.strip().replace(" ", NBSP))
        return link, match.start(0), match.end(0)


class UnitSpaces(Treeprocessor):
    """No line breaks between a number and its unit, in a mark or out of it."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in ("code", "pre"):
                continue
            element.text = element.text and self._bind(element.text)
        for element in root.iter():
            element.tail = element.tail and self._bind(element.tail)

    def _bind(self, text: str) -> str:
        bound = bind_units(text)
        return AtomicString(bound) if isinstance(text, AtomicString) else bound


class LoneLinks(Treeprocessor):
    """A link that stands alone is no word of a sentence: it gets room for a finger."""

    PLACES: ClassVar[set[str]] = {"li", "td", "dt", "dd"}

    def run(self, root: Element) -> None:
        for place in root.iter():
            if place.tag not in self.PLACES or [child.tag for child in place] != ["a"]:
                continue
            link = place[0]
            if not (place.text or "").strip() and not (link.tail or "").strip():
                link.set("class", f"{link.get('class', '')} ig-alone".strip())


class WordPairs(Treeprocessor):
    """In a table of words in both languages each column is in the language that its heading names."""

    NAMES: ClassVar[dict[str, str]] = {"Norsk": "nb", "Dansk": "da"}

    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            languages = [self.NAMES.get("".join(head.itertext()).strip()) for head in table.iter("th")]
            if sum(map(bool, languages)) < 2:
                continue
            for row in table.iter("tr"):
                for cell, lang in zip(row, languages, strict=True):
                    if lang:
                        cell.set("lang", lang)


class PanelsInOrder(Treeprocessor):
    """At home each language has the guideline first that is its readers' own; the pages are written in one order."""

    def run(self, root: Element) -> None:
        order = [one.source for one in in_order(PAGE.get(Page("nb", "")).lang)]
        at = [number for number, one in enumerate(root) if "ig-home-panel" in one.get("class", "")]
        panels = sorted((root[number] for number in at), key=lambda one: order.index(one.get("data-guideline", "")))
        for number, panel in zip(at, panels, strict=True):
            root[number] = panel


class NamesOnly(AttrListTreeprocessor):
    """`{…}` behind an element gives it a name and nothing else: no class, no handler, no address."""

    def assign_attrs(self, elem: Element, attrs_string: str, *, strict: bool = False) -> str:
        if not only_text.is_name(attrs_string):
            raise refuse(only_text.Slip("attributes", f"{{{attrs_string}}}"))
        return super().assign_attrs(elem, attrs_string, strict=strict)


class OnlyText(Treeprocessor):
    """Refuses whatever of a page is more than text, by whichever way it came in."""

    def run(self, root: Element) -> None:
        md = markdown_of(self)
        own = _OWN.pop(md, Own())
        lang = PAGE.get(Page("nb", "")).lang
        stash = enumerate(md.htmlStash.rawHtmlBlocks)
        raw = [piece if isinstance(piece, str) else html(piece) for number, piece in stash if number not in own.pieces]
        facts_of_text = {anchor(fact.id, name) for fact in facts().by_id.values() for name in fact.marks[lang]}
        for slip in only_text.left_over(root, raw, facts_of_text, own.marks):
            raise refuse(slip)


class GuideBlock(Block):
    """A block of ours. Its name and argument say all: Markdown's own options would set attributes."""

    def on_validate(self, parent: Element) -> bool:
        if self.options["attrs"]:
            raise refuse(only_text.Slip("attributes", str(self.options["attrs"])))
        return True


class PanelBlock(GuideBlock):
    """A guideline on the home page, in its own colour: its overview, its calculators and its pages, each one tap away.

    All of it comes from where it is said once: the guideline's names and menu, the calculators' titles. What an editor writes
    in the block stands under it.
    """

    NAME = "panel"
    ARGUMENT = True

    def on_create(self, parent: Element) -> Element:
        source = self.argument.strip()
        if source not in SOURCES:
            raise UsageError("not_a_choice", source, SOURCES)
        guideline, lang = of_source(source), PAGE.get(Page("nb", "")).lang
        own, said = guideline.words[lang], words(lang)["home"]
        panel = SubElement(parent, "div", {"class": "ig-home-panel", "data-guideline": source, "data-accent": guideline.colour})
        SubElement(panel, "h2").text = f"{own.name} {{#{guideline.folder}}}"
        SubElement(panel, "p").text = own.panel
        SubElement(panel, "p").text = f"[{said['overview']}]({guideline.folder}/index.md)"
        places = ["", *own.menu]  # in the order of the work, which is that of the menu
        found = [one for one in catalog() if guideline_of(one.id).folder == guideline.folder]
        placed = {one.id: _place(one.id, one.page, lang) for one in found}  # a page that is not there is told first
        found.sort(key=lambda one: places.index(one.page.partition("/")[2]))
        calculators = [_in_panel(one, placed[one.id], lang) for one in found]
        pages = [f"[{title}]({guideline.folder}/{name}.md)" for name, title in own.menu.items()]
        for kind, lines in (("calculators", calculators), ("pages", pages)):
            if lines:
                SubElement(panel, "h3").text = f"{said[kind]} {{#{kind}-{guideline.folder}}}"
                listed = SubElement(panel, "ul")
                for line in lines:
                    SubElement(listed, "li").text = line
        return panel


def _in_panel(calculator: AnyCalculator, place: str, lang: str) -> str:
    wording = Wording(calculator.id, lang, facts())
    return f"[{wording.title}]({place}) {wording.at_home}".strip()


@cache
def _place(calculator: str, page: str, lang: str) -> str:
    """The file that a calculator stands on, and the heading over it. Raises UsageError for a page that is not there."""
    pages = read_pages(ROOT, lang)
    known = {file.split("/", 2)[2]: file.split("/", 2)[2].removesuffix(".md").removesuffix("/index") for file in pages}
    file = next((file for file, name in known.items() if name == page), None)
    if file is None:
        raise UsageError("not_a_choice", f"{calculator}: {page}", tuple(known.values()))
    before, block, _ = pages[f"docs/{lang}/{file}"].partition(f"/// calculator | {calculator}\n")
    found = re.findall(r"^#+ .*\{#([a-z0-9-]+)\}", before, re.MULTILINE)
    return f"{file}#{found[-1] if block and found else 'calculator'}"


class GlanceBlock(GuideBlock):
    """What is needed most often. Each question with its answer is a row, whole to be tapped; the search finds the sentences."""

    NAME = "glance"

    def on_create(self, parent: Element) -> Element:
        return SubElement(parent, "div", {"class": "ig-glance", "data-ig-unsearched": ""})

    def on_end(self, block: Element) -> None:
        for listed in block.findall("dl"):
            rows, children = [], list(listed)
            for child in children:
                listed.remove(child)
                if child.tag == "dt":
                    rows.append(SubElement(listed, "div"))
                rows[-1].append(child)


class _Generated(GuideBlock):
    """A block whose content is made here, not written by the editor."""

    ARGUMENT = True

    @abstractmethod
    def make(self, argument: str, page: Page) -> Iterator[Element]:
        """What stands in the block. Raises UsageError where the argument names nothing."""

    def on_create(self, parent: Element) -> Element:
        page = PAGE.get(Page("nb", ""))
        # The stash keeps the card from being read as Markdown; the div lets it stand as a block.
        markup = html(el("div", *self.make(self.argument.strip(), page), class_=f"ig-{self.NAME}"))
        paragraph = SubElement(parent, "p")
        own_of(self.md).pieces.add(self.md.htmlStash.html_counter)
        paragraph.text = self.md.htmlStash.store(markup)
        return paragraph

    def on_markdown(self) -> str:
        return "raw"


class CalculatorBlock(_Generated):
    NAME = "calculator"

    def make(self, argument: str, page: Page) -> Iterator[Element]:
        if page.is_preview:
            title = Wording(find(argument).id, page.lang, facts()).title
            yield el("p", proposing.words(page.lang)["page"]["preview_calculator"].format(title=title))
            return
        yield card(find(argument), facts(), page.lang, page.root)


class ExamplesBlock(_Generated):
    NAME = "examples"

    def make(self, argument: str, page: Page) -> Iterator[Element]:
        box = examples_table(find(argument), facts(), page.lang, page.root)
        stack(next(box.iter("table")))
        yield box


class FlowchartBlock(_Generated):
    NAME = "flowchart"

    def make(self, argument: str, page: Page) -> Iterator[Element]:
        calculator = flowcharts().get(argument)
        if calculator is None or calculator.flowchart is None:
            raise UsageError("not_a_choice", argument, tuple(flowcharts()))
        chart = calculator.flowchart(argument, calculator.figures(facts()))
        yield el("figure", chart(page.lang), class_="ig-chart", data_ig_unsearched=True)
        yield el("details", el("summary", chart.summary(page.lang)), chart.as_list(page.lang), data_ig_unsearched=True)


class RecordsBlock(_Generated):
    NAME = "records"
    PAGES: ClassVar[dict[str, Callable[[Facts, str, str], Element]]] = {"changes": history.page, "hazards": hazards.page}

    def make(self, argument: str, page: Page) -> Iterator[Element]:
        if argument not in self.PAGES:
            raise UsageError("not_a_choice", argument, tuple(self.PAGES))
        if not page.is_preview:  # it is made from other files than the page
            yield self.PAGES[argument](facts(), page.lang, page.root)


class EditorBlock(_Generated):
    """The place of the editor, and its words; or of what a waiting release changes. Its script is loaded by these pages alone."""

    NAME = "editor"

    def make(self, argument: str, page: Page) -> Iterator[Element]:
        said = proposing.words(page.lang)
        if argument == "page":
            told = {part: said[part] for part in ("page", "phrases", "report")}
        elif argument == "waiting":
            told = {"page": {key: text for key, text in said["page"].items() if key.startswith(("failed", "waiting", "whom"))}}
        else:
            raise UsageError("not_a_choice", argument, ("page", "waiting"))
        lost = said["page"]["not_loaded"]
        yield el("div", el("p", lost, data_failed=True, hidden=True), el("noscript", el("p", lost)), class_="ig-ed", id=argument,
                 data_ig_editor=argument, data_ig_unsearched=True, data_words=json.dumps(told, ensure_ascii=False))


class FailuresBlock(_Generated):
    NAME = "failures"

    def make(self, argument: str, page: Page) -> Iterator[Element]:
        if argument != "all":
            raise UsageError("not_a_choice", argument, ("all",))
        if page.is_preview:
            return
        from guide.records.failures import failure_table  # it needs parts of the build that no preview has

        yield failure_table(page.lang)


class GuideExtension(BlocksExtension):
    """Marks and calculator blocks."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # noqa: N802
        block_mgr.register(CalculatorBlock, self.getConfigs())
        block_mgr.register(ExamplesBlock, self.getConfigs())
        block_mgr.register(FlowchartBlock, self.getConfigs())
        block_mgr.register(RecordsBlock, self.getConfigs())
        block_mgr.register(FailuresBlock, self.getConfigs())
        block_mgr.register(EditorBlock, self.getConfigs())
        block_mgr.register(GlanceBlock, self.getConfigs())
        block_mgr.register(PanelBlock, self.getConfigs())
        if "attr_list" in md.treeprocessors:
            md.treeprocessors.register(NamesOnly(md), "attr_list", ATTRIBUTES)
        md.treeprocessors.register(OnlyText(md), "guide-only-text", LAST)
        md.treeprocessors.register(UnitSpaces(md), "guide-units", AFTER_INLINE)
        md.treeprocessors.register(PanelsInOrder(md), "guide-panels", AFTER_INLINE)
        md.treeprocessors.register(LoneLinks(md), "guide-lone-links", AFTER_INLINE)
        md.treeprocessors.register(WordPairs(md), "guide-word-pairs", AFTER_INLINE)
        md.treeprocessors.register(FirstOfEachSection(md, without_tooltips), "guide-abbreviations", AFTER_ABBREVIATIONS)
        md.treeprocessors.register(NarrowTables(md), "guide-tables", AFTER_ABBREVIATIONS)
        md.preprocessors.register(PageOfContext(md), "guide-page", FIRST)
        md.inlinePatterns.register(Mark(MARK.pattern, md), "guide-mark", BEFORE_LINKS)
        md.inlinePatterns.register(Quote(QUOTE.pattern, md), "guide-quote", BEFORE_LINKS)


def makeExtension(**options: Any) -> GuideExtension:  # noqa: N802
    return GuideExtension(**options)  # type: ignore[no-untyped-call]  # the constructor is Python-Markdown's, which types nothing of it
