"""What form and answer share: worded parts as elements, links from figures to their sentences."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from calculators.calculator import AnyCalculator
from calculators.element import add, el
from calculators.facts import Facts
from calculators.words import FigureLink, Part
from calculators.words.wording import Wording


@dataclass(frozen=True)
class Place:
    """Where HTML will stand: `root` leads from the page to the root of its language."""

    facts: Facts
    lang: str
    root: str

    def href(self, fact: str, anchor: str | None = None) -> str:
        """The way to a fact's sentence, or to another place on its page."""
        page = self.facts[fact].pages[self.lang]
        return f"{self.root}{page}/#{anchor or fact}" if page else f"{self.root}#{anchor or fact}"

    def card(self, calculator: AnyCalculator) -> str:
        """The way to a calculator, on the page where it stands."""
        return f"{self.root}{calculator.page}/#calculator-{calculator.id}"

    def figure(self, link: FigureLink) -> Element:
        """A figure of the text, linked to the mark it stands in."""
        return el("a", link.text, class_="ig-fig", href=self.href(link.fact, link.anchor), data_fact=link.fact)

    def put(self, parent: Element, parts: tuple[Part, ...]) -> Element:
        for part in parts:
            add(parent, self.figure(part) if isinstance(part, FigureLink) else part)
        return parent

    def sources(self, facts: tuple[str, ...], wording: Wording) -> list[Element]:
        """Small links to the sentences, numbered where there are several."""
        links = []
        for number, fact in enumerate(facts, 1):
            label = wording.ui("source") if len(facts) == 1 else wording.ui("source_n", n=number)
            links.append(
                el("a", "¶", class_="ig-source", href=self.href(fact), data_fact=fact, title=label, aria_label=f"{label}: {fact}")
            )
        return links


def field_id(calculator: str, field: str) -> str:
    """The id of a field's box in a form, for links that lead to it."""
    return f"{calculator}--{field}--field"


def spaced(parent: Element, links: list[Element]) -> Element:
    """Put links after the text of `parent`, a space before each."""
    for link in links:
        add(parent, " ")
        add(parent, link)
    return parent
