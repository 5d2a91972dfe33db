"""The Markdown extension: places the marks, and the calculators where the text needs them.

    Startdosen er [2 g/kg]{#nel-initial-dose}.       a mark: an anchor, and a figure for the calculators
    /// calculator | ivig-course                     a calculator, with its form and ready-made table
    ///
    /// examples | ivig-course                       the worked examples of a calculator, as a table
    ///
    /// flowchart | hsct                             the start criteria of a group, as a picture and as text
    ///
    /// records | changes                            what changed from release to release; `hazards`: the hazard log
    ///
    /// failures | all                               what can fail, and what then still works, as a table
    ///

Finding marks, reading their figures and every check is `calculators.facts`; here they are only placed.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from calculators import find
from calculators.element import el, html
from calculators.errors import UsageError
from calculators.facts import current
from calculators.facts.figure import NBSP, bind_units
from calculators.facts.marks import MARK
from calculators.page.examples import examples_table
from calculators.page.form import card
from calculators.sid_eligibility.flowchart import FlowChart
from calculators.sid_eligibility.rule import POPULATIONS
from calculators.words import anchor
from scripts import hazards, history
from scripts.failures import failure_table

BEFORE_LINKS = 175  # above Markdown's own links, below code spans and backslashes


AFTER_INLINE = 15  # below Markdown's inline step (20)


@dataclass(frozen=True)
class Page:
    """Which page is being rendered: its language, and the way from it to the language's root."""

    lang: str
    root: str


PAGE: ContextVar[Page] = ContextVar("page")


class Mark(InlineProcessor):
    """`[words]{#fact}` becomes an element with the fact's id; a figure keeps its unit beside it."""

    def handleMatch(self, match, data):  # noqa: N802 (the name is Python-Markdown's)
        span = Element("span", {"id": anchor(match["fact"], match["name"] or ""), "class": "ig-fact"})
        fact = current().by_id.get(match["fact"])
        is_figure = fact is not None and (match["name"] or "value") in fact.figures
        text = match["text"].strip()
        span.text = AtomicString(text.replace(" ", NBSP) if is_figure else text)
        if is_figure:
            span.set("data-figure", "")
        return span, match.start(0), match.end(0)


class UnitSpaces(Treeprocessor):
    """No line breaks between a number and its unit, in a mark or out of it."""

    def run(self, root):
        for element in root.iter():
            if element.tag in ("code", "pre"):
                continue
            element.text = element.text and self._bind(element.text)
        for element in root.iter():
            element.tail = element.tail and self._bind(element.tail)

    def _bind(self, text):
        bound = bind_units(text)
        return AtomicString(bound) if isinstance(text, AtomicString) else bound


class _Generated(Block):
    """A block whose content is made here, not written by the editor."""

    ARGUMENT = True

    def on_create(self, parent):
        page = PAGE.get(Page("nb", ""))
        # The stash keeps the card from being read as Markdown; the div lets it stand as a block.
        markup = html(el("div", *self.make(self.argument.strip(), page), class_=f"ig-{self.NAME}"))
        paragraph = SubElement(parent, "p")
        paragraph.text = self.md.htmlStash.store(markup)
        return paragraph

    def on_markdown(self):
        return "raw"


class CalculatorBlock(_Generated):
    NAME = "calculator"

    def make(self, argument, page):
        yield card(find(argument), current(), page.lang, page.root)


class ExamplesBlock(_Generated):
    NAME = "examples"

    def make(self, argument, page):
        yield examples_table(find(argument), current(), page.lang, page.root)


class FlowchartBlock(_Generated):
    NAME = "flowchart"

    def make(self, argument, page):
        if argument not in POPULATIONS:
            raise UsageError("not_a_choice", argument, POPULATIONS)
        chart = FlowChart(argument, find("sid-eligibility").figures(current()))
        yield el("figure", chart(page.lang), class_="ig-chart", data_search_exclude=True)
        yield el("details", el("summary", chart.summary(page.lang)), chart.as_list(page.lang), data_search_exclude=True)


class RecordsBlock(_Generated):
    NAME = "records"
    PAGES: ClassVar = {"changes": history.page, "hazards": hazards.page}

    def make(self, argument, page):
        if argument not in self.PAGES:
            raise UsageError("not_a_choice", argument, tuple(self.PAGES))
        yield self.PAGES[argument](current(), page.lang, page.root)


class FailuresBlock(_Generated):
    NAME = "failures"

    def make(self, argument, page):
        if argument != "all":
            raise UsageError("not_a_choice", argument, ("all",))
        yield failure_table(page.lang)


class GuideExtension(BlocksExtension):
    """Marks and calculator blocks."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr):  # noqa: N802
        block_mgr.register(CalculatorBlock, self.getConfigs())
        block_mgr.register(ExamplesBlock, self.getConfigs())
        block_mgr.register(FlowchartBlock, self.getConfigs())
        block_mgr.register(RecordsBlock, self.getConfigs())
        block_mgr.register(FailuresBlock, self.getConfigs())
        md.treeprocessors.register(UnitSpaces(md), "guide-units", AFTER_INLINE)
        md.inlinePatterns.register(Mark(MARK.pattern, md), "guide-mark", BEFORE_LINKS)


def makeExtension(**options):  # noqa: N802
    return GuideExtension(**options)
