"""A followed plan as HTML: the moment large, then every stretch, done, under way and to come."""

from xml.etree.ElementTree import Element

from calculators.answer import Quantity, Shown
from calculators.element import el
from calculators.follow import FollowAnswer, Line
from calculators.follow.reply import coming, headline, line_text, sentence, shown
from calculators.form.fields import Field, Parsed
from calculators.page import paper
from calculators.page.answer import folds
from calculators.page.parts import Place, spaced
from calculators.result import Result
from calculators.words import show
from calculators.words.wording import Wording

LINES = 4  # on paper, for what happens after it was printed
NOT_PLANNED = "–"  # a row that the plan did not have: an empty field of a sheet asks to be filled in
MARKS = {"past": "✓", "now": "▶", "planned": ""}
COLUMNS = ("rate_ml_h", "from", "to", "given_ml", "planned")


def follow_element(answer: FollowAnswer, result: Result, root: str, build: str = "") -> Element:
    """The moment, the remarks on it, and the table of all stretches with columns to write in on paper."""
    say, place = result.wording, Place(result.facts, result.lang, root)
    own = say.own["follow"]
    told = " · ".join(_input(field, value, say) for field, value in result.inputs_used() if field.required or field.name in say.looks.now)
    section = el("section", class_="ig-follow-now", data_phase=answer.phase)
    section.set("data-sheet", "")
    section.append(paper.head(say, build))
    section.append(el("p", told, class_="ig-follow-for"))
    section.append(place.put(el("p", class_="ig-follow-headline"), headline(answer, say)))
    if following := coming(answer, say):
        section.append(place.put(el("p", class_="ig-follow-next"), following))
    section.append(place.put(el("p", class_="ig-follow-given"), sentence(say, "given", shown(answer.now))))
    if answer.phase == "running" and following != (end := sentence(say, "end", shown(answer.now))):
        section.append(place.put(el("p", class_="ig-follow-end"), end))
    for note in answer.notes:
        item = el("p", class_="ig-follow-note", data_level=note.level, data_code=note.code)
        if note.level == "warning":
            item.append(el("strong", say.ui("warning") + ": "))
        section.append(spaced(place.put(item, say.fill(own["note"][note.code], note.args)), place.sources(note.facts, say)))
    section.append(_table(answer, say))
    for fold in folds(result.shown, say, place):
        section.append(fold)
    if answer.chart:
        section.append(el("figure", answer.chart(say.lang), class_="ig-chart", data_screen_only=True))
    section.append(paper.foot(result, say))
    return section


def _input(field: Field, value: Parsed, say: Wording) -> str:
    """What the plan is for, by itself; a time of day says what it is the time of."""
    before = say.own["follow"]["of"].get(field.name)
    return " ".join(filter(None, (before, say.typed(field, value))))


def _table(answer: FollowAnswer, say: Wording) -> Element:
    own = say.own["follow"]
    columns = [name for name in COLUMNS if name != "planned" or any("planned" in shown(line.values) for line in answer.lines)]
    heads = (el("th", own["value"][name], scope="col", data_name=name) for name in columns)
    head = el("tr", el("th", own["value"]["what"], scope="col"), *heads)
    for cell in paper.head_cells(own["paper"]):
        head.append(cell)
    body = el("tbody", *(_row(line, columns, say) for line in answer.lines))
    table = el("table", el("thead", head), body, paper.lines(LINES, head), class_="ig-rows ig-follow-rows")
    return el("div", table, class_="ig-rows-box", tabindex="0", role="region", aria_label=own["title"])


def _bare(value: Shown, say: Wording) -> str:
    """A figure without its unit, which stands at the head of the column."""
    return show.number(value.value, say.lang) if isinstance(value, Quantity) else show.shown(value, say.lang)


def _row(line: Line, columns: list[str], say: Wording) -> Element:
    own, values = say.own["follow"], shown(line.values)
    state = el("span", own["when"][line.when], class_="ig-follow-when") if line.when == "now" else None
    name = el("th", el("span", MARKS[line.when], class_="ig-sign", aria_hidden="true"), " ", line_text(line, say), " ", state, scope="row")
    empty = {"planned": NOT_PLANNED}
    cells = [
        el(
            "td",
            _bare(values[column], say) if column in values else empty.get(column, ""),
            data_name=column,
            data_label=own["value"][column],
        )
        for column in columns
    ]
    current = "step" if line.when == "now" else None
    return el("tr", name, *cells, *paper.empty_cells(say.own["follow"]["paper"]), data_when=line.when, aria_current=current)
