"""The worked examples of a calculator as a table: inputs, and what comes out of the text as it stands."""

from xml.etree.ElementTree import Element

from calculators.calculator import AnyCalculator
from calculators.element import el
from calculators.engine.examples import examples_of
from calculators.engine.run import run
from calculators.facts import Facts
from calculators.page.parts import Place
from calculators.result import Result
from calculators.result.plaintext import row_text
from calculators.words.wording import Wording


def examples_table(calculator: AnyCalculator, facts: Facts, lang: str, root: str) -> Element:
    """One row an example. The answers are worked out now, not copied from the examples file."""
    wording, place = Wording(calculator.id, lang, facts), Place(facts, lang, root)
    head = el("tr", *(el("th", wording.ui(key), scope="col") for key in ("example", "inputs", "answer")))
    rows = []
    for example in examples_of(calculator.id):
        result = run(calculator, example.inputs, lang, facts)
        rows.append(
            el("tr", el("th", example.name[lang], scope="row"), _inputs(result, example.inputs, wording), _answer(result, wording, place))
        )
    return el("div", el("table", el("thead", head), el("tbody", *rows)), class_="ig-table-box", data_search_exclude=True)


def _inputs(result: Result, typed: dict[str, str], wording: Wording) -> Element:
    items = []
    for field in result.fields:
        if field.name in typed:
            value = result.inputs.get(field.name)
            shown = wording.typed(field, value) if field.name in result.inputs else typed[field.name]
            items.append(el("li", f"{wording.label(field.name)}: {shown}"))
    return el("td", el("ul", *items))


def _answer(result: Result, wording: Wording, place: Place) -> Element:
    cell = el("td")
    if result.answer is None:
        errors = [el("li", f"{wording.label(e.field)}: {wording.error(e, result.field(e.field))}") for e in result.errors]
        cell.append(el("ul", *errors))
        return cell
    said = result.shown
    if said.refusal:
        cell.append(place.put(el("p"), said.refusal.parts))
        return cell
    if said.outcome:
        cell.append(place.put(el("p"), said.outcome.parts))
    items = [el("li", f"{figure.label}: {figure.text}") for figure in said.values]
    items += [el("li", row_text(row)) for row in said.rows]
    items += [el("li", f"{wording.ui('warning')}: {note.text}") for note in said.warnings]
    if items:
        cell.append(el("ul", *items))
    return cell
