"""The worked examples of a calculator as a table: inputs, and what comes out of the text as it stands."""

from xml.etree.ElementTree import Element

from calculators import words
from calculators.calculator import Calculator
from calculators.element import el
from calculators.engine.examples import examples_of
from calculators.facts import Facts
from calculators.page.parts import Place
from calculators.result import Result
from calculators.words.wording import Wording


def examples_table(calculator: Calculator, facts: Facts, lang: str, root: str) -> Element:
    """One row an example. The answers are worked out now, not copied from the examples file."""
    from calculators import run

    say, place = Wording(calculator.id, lang, facts), Place(facts, lang, root)
    head = el("tr", *(el("th", say.ui(key), scope="col") for key in ("example", "inputs", "answer")))
    rows = []
    for example in examples_of(calculator.id):
        result = run(calculator.id, example.inputs, lang, facts)
        rows.append(el("tr", el("th", example.name[lang], scope="row"), _inputs(result, example.inputs, say), _answer(result, say, place)))
    return el("div", el("table", el("thead", head), el("tbody", *rows)), class_="ig-table-box", data_search_exclude=True)


def _inputs(result: Result, typed: dict[str, str], say: Wording) -> Element:
    items = []
    for field in result.fields:
        if field.name in typed:
            value = result.inputs.get(field.name)
            shown = say.typed(field, value) if field.name in result.inputs else typed[field.name]
            items.append(el("li", f"{say.label(field.name)}: {shown}"))
    return el("td", el("ul", *items))


def _answer(result: Result, say: Wording, place: Place) -> Element:
    cell = el("td")
    if result.answer is None:
        errors = [el("li", f"{say.label(e.field)}: {say.error(e, result.field(e.field))}") for e in result.errors]
        cell.append(el("ul", *errors))
        return cell
    answer = result.answer
    if answer.refusal:
        cell.append(place.put(el("p"), say.refusal(answer.refusal)))
        return cell
    if answer.outcome:
        cell.append(place.put(el("p"), say.outcome(answer)))
    items = [el("li", f"{say.value_label(v.name)}: {say.value(v.name, v.shown)}") for v in answer.values]
    for row in answer.rows:
        items.append(el("li", "; ".join(f"{say.value_label(v.name)} {say.value(v.name, v.shown)}" for v in row)))
    warnings = [words.text_of(say.note(note)) for note in answer.notes if note.level == "warning"]
    items += [el("li", f"{say.ui('warning')}: {text}") for text in warnings]
    if items:
        cell.append(el("ul", *items))
    return cell
