"""An answer as HTML: inputs used, figures large and linked, trace, notes, working, hand-over."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from xml.etree.ElementTree import Element

from calculators import find, presentation
from calculators.answer import Answer, Handover, Outstanding, Quantity, Value
from calculators.element import Attribute, Child, el
from calculators.engine.asked import Asking
from calculators.facts.figure import NBSP
from calculators.page import paper
from calculators.page.parts import Place, field_id, spaced
from calculators.result import Result, plain_value
from calculators.result.calendar_file import entries
from calculators.result.worded import Figure, Line, Worded, is_nothing
from calculators.words import phrase, show
from calculators.words.wording import Wording

EVERYTHING = Asking()
SPARE_LINES = 3  # of a sheet to work with, for what nobody planned
SIGNS = {True: ("true", "✓", "state_true"), False: ("false", "✗", "state_false"), None: ("unknown", "?", "state_unknown")}


def answer_element(result: Result, root: str, build: str = "", asking: Asking = EVERYTHING) -> Element:
    """The whole answer, beside a form that asks what `asking` says. Whatever the status, it says so in words."""
    wording, place = result.wording, Place(result.facts, result.lang, root)
    outcome = _look(result.answer) if result.answer else None
    section = el(
        "section",
        class_="ig-result",
        data_status=result.status,
        data_calculator=result.calculator.id,
        data_outcome=outcome,
        data_tone=wording.looks.tone_of(outcome) or None,
    )
    if wording.looks.sheet:
        section.set("data-sheet", "")
    if result.answer and result.answer.can_follow:
        section.set("data-can-follow", "")
    if result.answer is None:
        section.append(_invalid(result, wording))
        return section
    answer, said = result.answer.to_show, result.shown
    section.append(paper.head(wording, build))
    if said.refusal:
        heading = el("p", el("strong", wording.ui("refused")), class_="ig-verdict-title")
        text = place.put(el("p"), said.refusal.parts)
        section.append(el("div", heading, spaced(text, place.sources(said.refusal.facts, wording)), class_="ig-verdict ig-refusal"))
    if said.outcome:
        sign = el("span", presentation.SIGNS[wording.looks.tone_of(outcome)], class_="ig-sign", aria_hidden="true")
        verdict = place.put(el("strong"), said.outcome.parts)
        verdict = el("p", sign, " ", verdict, class_="ig-verdict", data_outcome=outcome)
        section.append(spaced(verdict, place.sources(said.outcome.facts, wording)))
    figures_first = not said.outcome or wording.looks.figures_first
    if wording.looks.table_first and said.rows:
        of = " · ".join(wording.typed(field, value) for field, value in result.inputs_used() if field.required)
        section.append(el("p", of, class_="ig-for"))
        section.append(_rows(said.rows, wording, place, to_write=said.to_write))
    elif figures_first:
        section.extend(_values(answer, said, wording, place))
    section.extend(_next_question(answer, wording, asking))
    section.append(_take(result, wording))
    section.extend(_to_do(answer, said, wording, place, asking))
    if answer.handovers:
        section.append(el("div", *(_handover(handover, wording, place) for handover in answer.handovers), class_="ig-handover"))
    if wording.looks.table_first or not figures_first:
        section.extend(_values(answer, said, wording, place))
    if said.rows and not wording.looks.table_first:
        section.append(_rows(said.rows, wording, place, to_write=said.to_write))
    remarks = [note for note in said.notes if note.level == "info"]
    general = tuple(note for note in remarks if note.code in wording.looks.general)
    section.extend(_remarks((note for note in remarks if note not in general), wording, place))
    for part in _folded(answer, said, result, wording, place):
        section.append(part)
    section.append(_inputs(result, wording))
    section.append(_general(general, result, wording, place))
    section.append(paper.foot(result, wording))
    return section


def _look(answer: Answer) -> str | None:
    """What sign and colour go by: a verdict that stands alone is none of the calculator's own."""
    return answer.verdict.code if answer.verdict and answer.verdict.alone else answer.outcome


def _next_question(answer: Answer, wording: Wording, asking: Asking) -> Iterator[Element]:
    """The question that would decide next leads to its field; those after it are a tap away."""
    if questions := asking.next_of(answer.missing):
        first, *rest = questions
        said_first = (el("span", wording.ui("next")), " ", el("strong", wording.label(first)))
        more = None
        if rest:
            listed = el("ul", *(el("li", _to_field(name, wording, wording.label(name))) for name in rest))
            more = el("details", el("summary", wording.ui("missing"), f" ({len(rest)})"), listed, data_on_paper=True)
        yield el("div", _to_field(first, wording, *said_first, class_="ig-next-question"), more, class_="ig-missing")


def _take(result: Result, wording: Wording) -> Element:
    """Where the reader takes the answer along, beside the verdict or the figures: the page adds its own ways, such as copying."""
    calendar = None
    if entries(result):
        calendar = el("button", wording.ui("calendar"), type="button", class_="ig-button ig-button--quiet", data_action="calendar")
    return el("div", calendar, class_="ig-take")


def _to_do(answer: Answer, said: Worded, wording: Wording, place: Place, asking: Asking) -> Iterator[Element]:
    """What a reader acts on: what is outstanding, each with the way to its field, and what is warned of."""
    if said.outstanding:
        items = [
            _outstanding(spaced(place.put(el("li"), line.parts), place.sources(line.facts, wording)), item, wording, asking)
            for item, line in zip(answer.outstanding, said.outstanding, strict=True)
        ]
        yield el("div", el("p", el("strong", wording.ui("outstanding"))), el("ul", *items), class_="ig-outstanding")
    if said.warnings:
        yield _notes(said.warnings, wording, place, "ig-notes ig-warnings", None)


def _to_field(name: str, wording: Wording, *said: Child, class_: str = "", **attributes: Attribute) -> Element:
    href = f"#{field_id(wording.calculator, name)}"
    return el("a", *said, class_=f"ig-to-field {class_}".strip(), href=href, **attributes)


def _outstanding(item: Element, wanted: Outstanding, wording: Wording, asking: Asking) -> Element:
    """The line ends with the way to the field that says it is done."""
    if wanted.field and asking.shows(wanted.field):
        item.append(_to_field(wanted.field, wording, aria_label=wording.label(wanted.field)))
    return item


def _general(notes: tuple[Line, ...], result: Result, wording: Wording, place: Place) -> Element:
    """What is true of every answer, in one quiet line: source, remarks of that kind, what a calculation is for."""
    said: list[Child] = [el("span", wording.ui("source_line"), ": ", wording.source(), class_="ig-source-line")]
    for note in notes:
        said += [" ", spaced(place.put(el("span", data_code=note.code), note.parts), place.sources(note.facts, wording))]
    said += [" ", wording.ui("basis")]
    if entries(result):
        said += [" ", wording.ui("calendar_same")]
    return el("p", *said, class_="ig-basis")


def _folded(answer: Answer, said: Worded, result: Result, wording: Wording, place: Place) -> Iterator[Element]:
    """What explains the answer, one tap away: what is left, criteria, picture, working."""
    if said.left:
        left = el("details", el("summary", wording.own["left"]["title"]), el("p", wording.own["left"]["text"]), class_="ig-left")
        left.append(_rows(said.left, wording, place, with_paper=False))
        yield left
    on_paper = wording.looks.chart_on_paper
    figure = el("figure", answer.chart(result.lang), class_="ig-chart", data_screen_only=not on_paper) if answer.chart else None
    if said.criteria:
        # The drawing of criteria shows the way through them: it stands with them.
        drawn = el("span", " ", wording.ui("criteria_drawn"), data_screen_only=not on_paper) if figure is not None else None
        name, listed = el("summary", wording.ui("criteria"), drawn), _criteria(said.criteria, wording, place)
        yield el("details", name, listed, figure, class_="ig-folded", data_fold="criteria", data_on_paper=True)
    elif figure is not None:
        name = el("summary", wording.ui("picture"))
        yield el("details", name, figure, class_="ig-folded", data_fold="picture", data_on_paper=on_paper)
    if said.working:
        items = [spaced(place.put(el("li"), step.parts), place.sources(step.facts, wording)) for step in said.working]
        yield el("details", el("summary", wording.ui("working")), el("ol", *items), class_="ig-working")


def _remarks(remarks: Iterable[Line], wording: Wording, place: Place) -> Iterator[Element]:
    """The remarks in the order of the rule; those that belong together one tap away, where the first of them stands."""
    for fold, group in groupby(remarks, key=lambda note: note.fold):
        notes = tuple(group)
        yield _fold(fold, notes, wording, place) if fold else _notes(notes, wording, place, "ig-notes", None)


def folds(said: Worded, wording: Wording, place: Place) -> Iterator[Element]:
    """The remarks that belong together, each group under its heading, one tap away."""
    for fold, notes in said.folded.items():
        yield _fold(fold, notes, wording, place)


def _fold(fold: str, notes: tuple[Line, ...], wording: Wording, place: Place) -> Element:
    listed = _notes(notes, wording, place, "ig-notes", None)
    return el("details", el("summary", wording.own["fold"][fold]), listed, class_="ig-fold", data_fold=fold)


def _invalid(result: Result, wording: Wording) -> Element:
    items = [
        el(
            "li",
            el("strong", _to_field(error.field, wording, wording.label(error.field))),
            ": ",
            wording.error(error, result.field(error.field)),
            data_field=error.field,
        )
        for error in result.errors
    ]
    return el("div", el("p", wording.ui("missing_inputs")), el("ul", *items), class_="ig-invalid")


def _inputs(result: Result, wording: Wording) -> Element:
    """The inputs as they were used, defaults among them; unanswered questions are left out."""
    items = [
        el("div", el("dt", wording.label(field.name)), el("dd", result.typed(field, value)), data_field=field.name)
        for field, value in result.inputs_used()
    ]
    blank = [name for name in wording.looks.now if wording.looks.sheet and result.inputs.get(name) is None]
    items += [el("div", el("dt", wording.label(name)), el("dd", class_="ig-blank"), class_="ig-paper") for name in blank]
    return el("div", el("p", el("strong", wording.ui("inputs"))), el("dl", *items), class_="ig-inputs")


def _data(figure: Figure) -> Element:
    """The figure as shown, with its plain value beside it for whoever reads the page by machine."""
    return el("data", figure.text, value=plain_value(figure.value.shown)["value"])


def _cell_data(figure: Figure, wording: Wording) -> Element:
    """A figure in a table: the unit apart, because a wide table has it in its head."""
    value = figure.value
    shown, unit = figure.text, ""
    if isinstance(value.shown, Quantity) and value.shown.unit:
        shown, unit = wording.parts(value.name, value.shown)
    apart = el("span", NBSP + unit, class_="ig-cell-unit") if unit else None
    return el("data", shown, apart, value=plain_value(value.shown)["value"])


def _unit(value: Value) -> str:
    return value.shown.unit if isinstance(value.shown, Quantity) else ""


def _values(answer: Answer, said: Worded, wording: Wording, place: Place) -> Iterator[Element]:
    """The figures, large; those that the verdict says already, under the same name, are left to paper."""
    figures = tuple(one for one in said.values if not is_nothing(one.value.name, one.value.shown, wording))
    looks, by_name = wording.looks, {figure.value.name: figure for figure in figures}
    told = {name for name, shown in answer.verdict.args.items()} if answer.verdict else set()
    more = told | set(looks.paper_only)
    tiles = []
    for figure in figures:
        name = figure.value.name
        if name in looks.beside.values():
            continue
        tile = el(
            "div",
            *_pair(figure, wording, place),
            class_="ig-value",
            data_name=name,
            data_large=name in looks.large,
            data_in_words=name in looks.in_words,
            data_more=name in more,
        )
        if beside := by_name.get(looks.beside.get(name, "")):
            tile.extend(_pair(beside, wording, place))
        tiles.append(tile)
    if tiles:
        yield el("dl", *tiles, class_="ig-values", data_more=set(by_name) <= more)


def _pair(figure: Figure, wording: Wording, place: Place) -> tuple[Element, Element]:
    said = spaced(el("dd", _data(figure), data_name=figure.value.name), place.sources(figure.value.facts, wording))
    return el("dt", figure.label), said


def _rows(
    rows: tuple[tuple[Figure, ...], ...],
    wording: Wording,
    place: Place,
    with_paper: bool = True,
    to_write: tuple[tuple[Figure, ...], ...] = (),
) -> Element:
    # Each table that scrolls is a region, and each region needs a name of its own.
    name = f"{wording.title}: {wording.ui('ok')}" if with_paper else wording.own["left"]["title"]
    by_hand = wording.own.get("paper", {}) if with_paper else {}
    head = el("tr", *(_head_cell(figure, rows[0], wording) for figure in rows[0]), *paper.head_cells(by_hand))
    body = []
    for row in rows:
        first, *rest = row
        cells = [el("th", _data(first), scope="row", data_name=first.value.name, data_label=first.label)]
        for figure in rest:
            column = figure.value.name
            cell = el(
                "td",
                _cell_data(figure, wording),
                data_name=column,
                data_strong=column in wording.looks.strong,
                data_more=_is_more(figure, row, wording),
                data_label=figure.label,
            )
            cells.append(spaced(cell, place.sources(figure.value.facts, wording)))
        # On paper the lines to write on say the same row in parts.
        in_parts = bool(to_write) and row is rows[-1]
        body.append(el("tr", *cells, *paper.empty_cells(by_hand), data_screen_only=in_parts))
    lines = [el("tbody", *(_to_write(line, rows[-1], wording) for line in to_write), class_="ig-paper")] if to_write else []
    if with_paper and wording.looks.sheet:
        lines.append(paper.lines(SPARE_LINES, head))
    glance = bool(wording.looks.glance) and with_paper
    table = el("table", el("thead", head), el("tbody", *body), *lines, class_="ig-rows", data_glance=glance)
    return el("div", table, class_="ig-rows-box", tabindex="0", role="region", aria_label=name)


def _to_write(line: tuple[Figure, ...], row: tuple[Figure, ...], wording: Wording) -> Element:
    """A line to note something on, under the columns of the rows."""
    known = {figure.value.name: figure for figure in line}
    cells = []
    for column in row:
        figure = known.get(column.value.name)
        more = _is_more(column, row, wording)
        strong = column.value.name in wording.looks.strong
        cells.append(el("td", _cell_data(figure, wording) if figure else "", data_strong=strong, data_more=more))
    return el("tr", *cells, *paper.empty_cells(wording.own.get("paper", {})))


def _is_more(figure: Figure, row: tuple[Figure, ...], wording: Wording) -> bool:
    """Whether a column is for machines and the working; the screen shows those that are read at a glance."""
    return wording.looks.is_more(figure.value.name, {other.value.name for other in row})


def _head_cell(figure: Figure, row: tuple[Figure, ...], wording: Wording) -> Element:
    unit, label = _unit(figure.value), figure.label
    words = show.unit(unit, Decimal(2), wording.lang) if unit else ""
    # A label that names the unit itself ("Months after start") says it once.
    shown = el("span", " ", words, class_="ig-head-unit") if words and words.lower() not in label.lower().split() else None
    return el("th", label, shown, scope="col", data_name=figure.value.name, data_more=_is_more(figure, row, wording))


def _criteria(criteria: tuple[Line, ...], wording: Wording, place: Place) -> Element:
    items = []
    for criterion in criteria:
        state, sign, word = SIGNS[criterion.state]
        text = place.put(el("span", class_="ig-criterion"), criterion.parts)
        item = el(
            "li",
            el("span", sign, class_="ig-sign", aria_hidden="true"),
            el("span", wording.ui(word), class_="ig-state"),
            spaced(text, place.sources(criterion.facts, wording)),
            data_state=state,
            data_criterion=criterion.code,
        )
        items.append(item)
    return el("div", el("ul", *items), class_="ig-criteria", data_met=wording.looks.met or None)


def _notes(notes: tuple[Line, ...], wording: Wording, place: Place, class_: str, title: str | None) -> Element:
    items = []
    for note in notes:
        item = el("li", data_level=note.level, data_code=note.code)
        if note.level == "warning":
            item.append(el("strong", wording.ui("warning") + ":"))
            item[-1].tail = " "
        spaced(place.put(item, note.parts), place.sources(note.facts, wording))
        if link := wording.own.get("link", {}).get(note.code):  # a section of the page of the note's facts, one tap away
            item.append(el("a", link["text"], class_="ig-onward", href=place.href(note.facts[0], link["anchor"])))
        items.append(item)
    heading = el("p", el("strong", title)) if title else None
    return el("div", heading, el("ul", *items), class_=class_)


def _handover(handover: Handover, wording: Wording, place: Place) -> Element:
    """A button that opens the next calculator below, filled in; one that takes nothing along and stands on another page is a link."""
    title = Wording(handover.to, wording.lang, wording.facts).title
    words = phrase(wording.own, "handover", handover.label) if handover.label else wording.ui("handover_to", title=title)
    if not handover.inputs and handover.to not in find(wording.calculator).hands_over_to:
        return el("a", words, class_="md-button", href=place.card(find(handover.to)))
    return el(
        "button",
        words,
        type="button",
        class_="md-button",
        data_action="handover",
        data_to=handover.to,
        data_values=json.dumps(dict(handover.inputs)),
    )
