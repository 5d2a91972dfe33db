"""An answer as HTML: inputs used, figures large and linked, trace, notes, working, hand-over."""

import json
from decimal import Decimal
from xml.etree.ElementTree import Element

from calculators.answer import Quantity, Value
from calculators.element import el
from calculators.facts.figure import NBSP
from calculators.page import paper
from calculators.page.parts import Place, spaced
from calculators.result import Result, plain_value
from calculators.result.calendar_file import entries
from calculators.words import show
from calculators.words.wording import Wording

SIGNS = {True: ("true", "✓", "state_true"), False: ("false", "✗", "state_false"), None: ("unknown", "?", "state_unknown")}
OUTCOME_SIGNS = {
    **{"meets": "✓", "consider": "◐", "not_met": "✗", "undetermined": "?", "not_covered": "–"},
    **{"ready": "✓", "ready_before_iga": "◐", "contraindicated": "✗", "incomplete": "?"},
}
OTHER_SIGN = "i"  # a verdict that is neither good nor bad: it informs


def answer_element(result: Result, root: str, build: str = "") -> Element:
    """The whole answer. Whatever the status, it says so in words."""
    say, place = result.wording, Place(result.facts, result.lang, root)
    outcome = result.answer.outcome if result.answer else None
    section = el("section", class_="ig-result", data_status=result.status, data_calculator=result.calculator.id, data_outcome=outcome)
    if result.answer and result.answer.can_follow:
        section.set("data-can-follow", "")
    if result.answer is None:
        section.append(_invalid(result, say))
        return section
    answer = result.answer
    section.append(paper.head(say, build))
    if answer.refusal:
        heading = el("p", el("strong", say.ui("refused")), class_="ig-verdict-title")
        text = place.put(el("p"), say.refusal(answer.refusal))
        section.append(el("div", heading, spaced(text, place.sources(answer.refusal.facts, say)), class_="ig-verdict ig-refusal"))
    if answer.outcome:
        sign = el("span", OUTCOME_SIGNS.get(answer.outcome, OTHER_SIGN), class_="ig-sign", aria_hidden="true")
        verdict = place.put(el("strong"), say.outcome(answer))
        verdict = el("p", sign, " ", verdict, class_="ig-verdict", data_outcome=answer.outcome)
        section.append(spaced(verdict, place.sources(answer.outcome_facts, say)))
    warnings = [note for note in answer.notes if note.level == "warning"]
    if warnings:
        section.append(_notes(warnings, say, place, "ig-notes ig-warnings", None))
    if answer.values:
        section.append(_values(answer.values, say, place))
    if answer.rows:
        section.append(_rows(answer.rows, say, place))
    if answer.left:
        left = el("details", el("summary", say.own["left"]["title"]), el("p", say.own["left"]["text"]), class_="ig-left")
        left.append(_rows(answer.left, say, place, with_paper=False))
        section.append(left)
    if answer.criteria:
        section.append(_criteria(answer.criteria, say, place))
    if answer.chart:
        section.append(el("figure", answer.chart(result.lang), class_="ig-chart"))
    if answer.missing:
        items = [el("li", say.label(name)) for name in answer.missing]
        section.append(el("div", el("p", el("strong", say.ui("missing"))), el("ul", *items), class_="ig-missing"))
    if answer.outstanding:
        items = [
            spaced(place.put(el("li"), say.outstanding(item)), place.sources(item.facts, say)) for item in answer.outstanding
        ]
        section.append(el("div", el("p", el("strong", say.ui("outstanding"))), el("ul", *items), class_="ig-outstanding"))
    infos = [note for note in answer.notes if note.level == "info"]
    if infos:
        section.append(_notes(infos, say, place, "ig-notes", say.ui("notes")))
    if answer.working:
        items = [spaced(place.put(el("li"), say.step(step)), place.sources(step.facts, say)) for step in answer.working]
        section.append(el("details", el("summary", say.ui("working")), el("ol", *items), class_="ig-working"))
    section.append(_inputs(result, say))
    if answer.handovers:
        section.append(el("div", *(_handover(handover, say) for handover in answer.handovers), class_="ig-handover"))
    if entries(result):
        button = el("button", say.ui("calendar"), type="button", class_="md-button", data_action="calendar")
        section.append(el("div", button, el("p", say.ui("calendar_same"), class_="ig-help"), class_="ig-calendar"))
    section.append(el("p", say.ui("source_line"), ": ", say.source(), class_="ig-source-line"))
    section.append(el("p", say.ui("basis"), class_="ig-basis"))
    section.append(paper.foot(result, say))
    return section


def _invalid(result: Result, say: Wording) -> Element:
    items = [
        el("li", el("strong", say.label(error.field)), ": ", say.error(error, result.field(error.field)), data_field=error.field)
        for error in result.errors
    ]
    return el("div", el("p", say.ui("missing_inputs")), el("ul", *items), class_="ig-invalid")


def _inputs(result: Result, say: Wording) -> Element:
    """The inputs as they were used, defaults among them; unanswered questions are left out."""
    items = [
        el("div", el("dt", say.label(field.name)), el("dd", say.typed(field, value)), data_field=field.name)
        for field, value in result.told()
    ]
    return el("div", el("p", el("strong", say.ui("inputs"))), el("dl", *items), class_="ig-inputs")


def _data(value: Value, say: Wording) -> Element:
    """The figure as shown, with its plain value beside it for whoever reads the page by machine."""
    return el("data", say.value(value.name, value.shown), value=plain_value(value.shown)["value"])


def _cell_data(value: Value, say: Wording) -> Element:
    """A figure in a table: the unit apart, because a wide table has it in its head."""
    shown, unit = say.parts(value.name, value.shown) if _unit(value) else (say.value(value.name, value.shown), "")
    apart = el("span", NBSP + unit, class_="ig-cell-unit") if unit else None
    return el("data", shown, apart, value=plain_value(value.shown)["value"])


def _unit(value: Value) -> str:
    return value.shown.unit if isinstance(value.shown, Quantity) else ""


def _values(values, say, place) -> Element:
    return el(
        "dl",
        *(
            el(
                "div",
                el("dt", say.value_label(value.name)),
                spaced(el("dd", _data(value, say)), place.sources(value.facts, say)),
                class_="ig-value",
                data_name=value.name,
            )
            for value in values
        ),
        class_="ig-values",
    )


def _rows(rows, say, place, with_paper: bool = True) -> Element:
    # Each table that scrolls is a region, and each region needs a name of its own.
    name = f"{say.title}: {say.ui('ok')}" if with_paper else say.own["left"]["title"]
    head = el("tr", *(_head_cell(value, say) for value in rows[0]), *(paper.head_cells(say) if with_paper else ()))
    body = []
    for row in rows:
        first, *rest = row
        label = say.value_label(first.name)
        cells = [el("th", _data(first, say), scope="row", data_name=first.name, data_label=label)]
        for value in rest:
            cell = el("td", _cell_data(value, say), data_name=value.name, data_label=say.value_label(value.name))
            cells.append(spaced(cell, place.sources(value.facts, say)))
        body.append(el("tr", *cells, *(paper.empty_cells(say) if with_paper else ())))
    table = el("table", el("thead", head), el("tbody", *body), class_="ig-rows")
    return el("div", table, class_="ig-rows-box", tabindex="0", role="region", aria_label=name)


def _head_cell(value: Value, say: Wording) -> Element:
    unit = _unit(value)
    label, words = say.value_label(value.name), show.unit(unit, Decimal(2), say.lang) if unit else ""
    # A label that names the unit itself ("Months after start") says it once.
    shown = el("span", " ", words, class_="ig-head-unit") if words and words.lower() not in label.lower().split() else None
    return el("th", label, shown, scope="col", data_name=value.name)


def _criteria(criteria, say, place) -> Element:
    items = []
    for criterion in criteria:
        state, sign, word = SIGNS[criterion.state]
        text = place.put(el("span", class_="ig-criterion"), say.criterion(criterion))
        item = el(
            "li",
            el("span", sign, class_="ig-sign", aria_hidden="true"),
            el("span", say.ui(word), class_="ig-state"),
            spaced(text, place.sources(criterion.facts, say)),
            data_state=state,
            data_criterion=criterion.id,
        )
        items.append(item)
    return el("div", el("p", el("strong", say.ui("criteria"))), el("ul", *items), class_="ig-criteria")


def _notes(notes, say, place, class_, title) -> Element:
    items = []
    for note in notes:
        item = el("li", data_level=note.level, data_code=note.code)
        if note.level == "warning":
            item.append(el("strong", say.ui("warning") + ":"))
            item[-1].tail = " "
        spaced(place.put(item, say.note(note)), place.sources(note.facts, say))
        if link := say.own.get("link", {}).get(note.code):  # a section of the page of the note's facts, one tap away
            item.append(el("a", link["text"], class_="ig-onward", href=place.href(note.facts[0], link["anchor"])))
        items.append(item)
    heading = el("p", el("strong", title)) if title else None
    return el("div", heading, el("ul", *items), class_=class_)


def _handover(handover, say: Wording) -> Element:
    title = Wording(handover.to, say.lang, say.facts).title
    return el(
        "button",
        say.ui("handover_to", title=title),
        type="button",
        class_="md-button",
        data_action="handover",
        data_to=handover.to,
        data_values=json.dumps(dict(handover.inputs)),
    )
