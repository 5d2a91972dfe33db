"""What an answer carries for paper alone: hidden on the screen, shown by the print styles."""

from xml.etree.ElementTree import Element

from calculators.element import el
from calculators.result import Result
from calculators.words import Words
from calculators.words.wording import Wording


def head(wording: Wording, build: str) -> Element:
    """Place for a patient label, the title, and where the answer comes from.

    The time of printing is filled in by the page: no clock runs here.
    """
    printed = el("p", wording.ui("printed"), " ", el("span", class_="ig-printed"), f" · {wording.ui('build')} {build}")
    return el(
        "div",
        el("p", wording.ui("patient_label"), class_="ig-label"),
        el("p", el("strong", wording.title), class_="ig-paper-title"),
        printed,
        class_="ig-paper ig-paper-head",
    )


def foot(result: Result, wording: Wording) -> Element:
    """The sentences that the answer rests on, in the order of the facts, and a line to sign on."""
    sentences = [result.facts[fact].sentences[wording.lang] for fact in result.to_json()["facts"]]
    items = [el("li", text) for text in dict.fromkeys(sentences)]
    return el(
        "div",
        el("p", el("strong", wording.ui("sentences"))),
        el("ul", *items, class_="ig-sentences"),
        el("p", wording.ui("signature"), ":", class_="ig-signature"),
        class_="ig-paper ig-paper-foot",
    )


def head_cells(columns: Words) -> list[Element]:
    """Heads of the empty columns that a plan has on paper."""
    return [el("th", text, scope="col", class_="ig-paper") for text in columns.values()]


def empty_cells(columns: Words) -> list[Element]:
    """The cells under them in one row, to be filled in by hand."""
    return [el("td", class_="ig-paper") for _ in columns]


def lines(count: int, head: Element) -> Element:
    """Empty rows under the head of a table, to be filled in by hand."""
    hidden = [cell.get("data-more") is not None for cell in head]
    return el("tbody", *(el("tr", *(el("td", data_more=one) for one in hidden)) for _ in range(count)), class_="ig-paper")
