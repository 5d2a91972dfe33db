"""The decision table of a calculator that is asked questions: what fits and what then holds, read from above."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from calculators.answer import Quantity
from calculators.calculator import AnyCalculator
from calculators.decision import After, Level, Option, Question, Row, Section, rows_of, sections_of
from calculators.element import el
from calculators.facts import Facts
from calculators.form.fields import Field
from calculators.page.parts import Place
from calculators.words import show
from calculators.words.wording import Wording


def decision_table(calculator: AnyCalculator, place: Place, wording: Wording) -> Element | None:
    """Every section of it, open until the calculator can answer; None where the calculator has none."""
    sections = sections_of(calculator, place.facts)
    if not sections:
        return None
    fields = {field.name: field for field in calculator.fields(calculator.figures(place.facts))}
    told = _Told(place, wording, fields)
    return el(
        "details",
        el("summary", wording.ui("decision", title=wording.title)),
        el("p", wording.ui("decision_read")),
        *(one for section in sections for one in told.section(section, _rows(calculator, section.name, place.facts), len(sections) > 1)),
        class_="ig-table ig-decision",
        open=True,
    )


_kept: dict[tuple[str, str], tuple[Facts, tuple[Row, ...]]] = {}


def _rows(calculator: AnyCalculator, name: str, facts: Facts) -> tuple[Row, ...]:
    """The rows of a section; a card that stands on several pages asks the rule once."""
    kept = _kept.get((calculator.id, name))
    if kept is None or kept[0] is not facts:
        section = next(one for one in sections_of(calculator, facts) if one.name == name)
        kept = _kept[calculator.id, name] = facts, rows_of(calculator, section, facts)
    return kept[1]


class _Told:
    """Rows in one language."""

    def __init__(self, place: Place, wording: Wording, fields: dict[str, Field]) -> None:
        self._place, self._wording, self._fields = place, wording, fields
        self._own = wording.own["decision"]

    def section(self, section: Section, rows: Sequence[Row], with_heading: bool) -> Iterator[Element]:
        """The heading, the dates that are the same in all rows, and the table."""
        say, questions = self._wording, {question.name: question for question in section.questions}
        title = say.choice(section.named_by, section.name) if section.named_by else ""
        title = title or (say.plain(self._own["section"][section.name]) if with_heading else "")
        if title:
            yield el("p", el("strong", title), class_="ig-decision-title")
        same = [one for one in rows[0].outcome.dates if all(one in row.outcome.dates for row in rows)]
        if same:
            yield el("ul", *(el("li", self._date(one)) for one in same))
        head = el("tr", el("th", say.ui("decision_when"), scope="col"), el("th", say.ui("decision_then"), scope="col"))
        body = [self._row(section, row, questions, same, is_only=len(rows) == 1) for row in rows]
        table = el("table", el("thead", head), el("tbody", *body), class_="ig-decision-rows")
        name = " · ".join(filter(None, (say.ui("decision", title=say.title), title)))
        yield el("div", table, class_="ig-table-box", tabindex="0", role="region", aria_label=name)

    def _row(self, section: Section, row: Row, questions: dict[str, Question], same: list[After], *, is_only: bool) -> Element:
        conditions = [el("li", *self._condition(questions[name], fits)) for name, fits in row.conditions.items()]
        rest = self._wording.ui("decision_always" if is_only else "decision_else")
        when = el("ul", *conditions) if conditions else rest
        own, code = self._own.get("then", {}), row.outcome.code
        words = own.get(f"{section.name}_{code}") or own.get(code) or self._wording.own["outcome"][code]
        dates = [el("li", self._date(one)) for one in row.outcome.dates if one not in same]
        then = el("td", self._place.put(el("p"), self._wording.fill(words)), el("ul", *dates) if dates else None)
        return el("tr", el("th", when, scope="row"), then, data_code=code)

    def _condition(self, question: Question, fits: tuple[Option, ...]) -> tuple[str | Element, ...]:
        own = self._own.get("question", {}).get(question.name)
        asked = self._wording.plain(own) if own else self._wording.label(question.name)
        said = self._levels(question, fits) if question.is_scale else self._options(question, fits)
        return (asked if asked.endswith("?") else f"{asked}:"), " ", el("strong", said)

    def _options(self, question: Question, fits: tuple[Option, ...]) -> str:
        own = self._own.get("option", {}).get(question.name, {})
        said = [self._wording.plain(own[one.code]) if one.code in own else self._wording.choice(question.name, one.code) for one in fits]
        return f" {self._wording.shared['error']['or']} ".join(dict.fromkeys(said))

    def _levels(self, question: Question, fits: tuple[Option, ...]) -> str:
        """A stretch of a number line in words: "under 4", "over 6, høyst 8"."""
        first, last = fits[0], fits[-1]
        assert isinstance(first, Level) and isinstance(last, Level)
        if first.low is not None and first.low == last.high:
            return self._number(question, first.low)
        parts = []
        if first.low is not None:
            parts.append(("decision_from" if first.low == first.high else "decision_over", first.low))
        if last.high is not None:
            parts.append(("decision_to" if last.low == last.high else "decision_below", last.high))
        return ", ".join(self._wording.ui(key, limit=self._number(question, limit)) for key, limit in parts)

    def _number(self, question: Question, limit: Decimal) -> str:
        return show.quantity(Quantity(limit, self._fields[question.name].unit), self._wording.lang)

    def _date(self, one: After) -> str:
        later = show.quantity(Quantity(Decimal(one.count), one.unit), self._wording.lang)
        return f"{self._wording.value_label(one.name)}: {self._wording.plain(self._own['since'][one.since])} + {later}"
