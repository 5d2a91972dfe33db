"""The worked examples of a calculator as a table, folded: inputs, and what comes out of the text as it stands."""

from xml.etree.ElementTree import Element

from calculators.calculator import AnyCalculator
from calculators.element import el
from calculators.engine.examples import examples_of
from calculators.engine.followed import FollowedExample, followed_examples, play
from calculators.engine.run import run
from calculators.facts import Facts
from calculators.follow import FollowAnswer
from calculators.follow.reply import coming, headline, sentence, shown
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
    rows += [_followed(example, calculator, facts, wording, place) for example in followed_examples(calculator.id)]
    box = el("div", el("table", el("thead", head), el("tbody", *rows)), class_="ig-table-box")
    return el("details", el("summary", wording.ui("examples", n=len(rows))), box, data_ig_unsearched=True)


def _followed(example: FollowedExample, calculator: AnyCalculator, facts: Facts, wording: Wording, place: Place) -> Element:
    """A plan as it was followed: what was typed and what was done, and how it stands."""
    result, answer = play(calculator, example.inputs, example.events, example.now, wording.lang, facts)
    said = wording.shared["following"]
    inputs = _inputs(result, example.inputs, wording)
    for event in example.events:
        entered = {name: text for name, text in event.items() if name not in ("at", "kind")}
        typed = [f"{said[f'field_{name}'].partition(',')[0]}: {_typed(name, text, answer, wording)}" for name, text in entered.items()]
        inputs[0].append(el("li", ", ".join([f"{event['at']} {said[event['kind']].lower()}", *typed])))
    inputs[0].append(el("li", f"{wording.own['follow']['when']['now']}: {example.now}"))
    lines = [headline(answer, wording), coming(answer, wording), sentence(wording, "given", shown(answer.now))]
    if answer.phase == "running" and lines[1] != (end := sentence(wording, "end", shown(answer.now))):
        lines.append(end)
    items = [place.put(el("li"), line) for line in lines if line]
    for note in answer.notes:
        if note.level == "warning":
            told = wording.fill(wording.own["follow"]["note"][note.code], note.args)
            items.append(place.put(el("li", f"{wording.ui('warning')}: "), told))
    return el("tr", el("th", example.name[wording.lang], scope="row"), inputs, el("td", el("ul", *items)))


def _typed(name: str, text: str, answer: FollowAnswer, wording: Wording) -> str:
    field = next(one for one in answer.fields if one.name == name)
    return wording.typed(field, field.parse(text))


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
    items += [el("li", row_text(row, wording)) for row in said.rows]
    items += [el("li", f"{wording.ui('warning')}: {note.text}") for note in said.warnings]
    if items:
        cell.append(el("ul", *items))
    return cell
