"""An answer gone through once, worded in one language: what its forms as HTML, text and JSON are all made from."""

from collections.abc import Iterable
from dataclasses import dataclass

from calculators import words
from calculators.answer import Answer, Quantity, Shown, Value
from calculators.rulekit.logic import Truth
from calculators.words import FigureLink, Part
from calculators.words.wording import Wording


@dataclass(frozen=True)
class Line:
    """One sentence of the answer with the facts it rests on. `level` and `fold` are those of a note, `state` is that of a criterion."""

    code: str
    parts: tuple[Part, ...]
    facts: tuple[str, ...] = ()
    level: str = ""
    fold: str = ""
    state: Truth = None

    @property
    def text(self) -> str:
        """The sentence without links."""
        return words.text_of(self.parts)

    @property
    def all_facts(self) -> set[str]:
        """The facts it rests on, and those whose figures it quotes."""
        return {*self.facts, *(part.fact for part in self.parts if isinstance(part, FigureLink))}


@dataclass(frozen=True)
class Figure:
    """One figure of the answer with its label and itself as read; `value` is the figure as the rule gave it."""

    value: Value
    label: str
    text: str


@dataclass(frozen=True)
class Worded:
    """Every part of an answer in words, each in the order of the rule. A refusal stands alone."""

    refusal: Line | None
    outcome: Line | None
    values: tuple[Figure, ...]
    rows: tuple[tuple[Figure, ...], ...]
    left: tuple[tuple[Figure, ...], ...]
    to_write: tuple[tuple[Figure, ...], ...]
    criteria: tuple[Line, ...]
    missing: tuple[str, ...]
    """The labels of the fields that could still change the answer."""
    outstanding: tuple[Line, ...]
    notes: tuple[Line, ...]
    working: tuple[Line, ...]

    @property
    def warnings(self) -> tuple[Line, ...]:
        return tuple(note for note in self.notes if note.level == "warning")

    @property
    def folded(self) -> dict[str, tuple[Line, ...]]:
        """The notes that belong under a heading, by its key."""
        keys = dict.fromkeys(note.fold for note in self.notes if note.fold)
        return {key: tuple(note for note in self.notes if note.fold == key) for key in keys}

    @property
    def facts(self) -> set[str]:
        """Every fact that the answer rests on or quotes."""
        alone = [line for line in (self.refusal, self.outcome) if line]
        lines = (*alone, *self.criteria, *self.outstanding, *self.notes, *self.working)
        figures = (*self.values, *(figure for row in self.rows for figure in row))
        return {fact for line in lines for fact in line.all_facts} | {fact for figure in figures for fact in figure.value.facts}


def worded(answer: Answer, wording: Wording) -> Worded:
    """The answer in words."""

    def figures(values: Iterable[Value]) -> tuple[Figure, ...]:
        return tuple(Figure(one, wording.value_label(one.name), wording.value(one.name, one.shown)) for one in values)

    refusal, outcome = answer.refusal, answer.outcome
    return Worded(
        refusal=Line(refusal.code, wording.refusal(refusal), refusal.facts) if refusal else None,
        outcome=Line(outcome, wording.outcome(answer), answer.outcome_facts) if outcome else None,
        values=figures(answer.values),
        rows=tuple(figures(row) for row in answer.rows),
        left=tuple(figures(row) for row in answer.left),
        to_write=tuple(figures(row) for row in answer.to_write),
        criteria=tuple(Line(one.id, wording.criterion(one), one.facts, state=one.state) for one in answer.criteria),
        missing=tuple(wording.label(name) for name in answer.missing),
        outstanding=tuple(Line(one.code, wording.outstanding(one), one.facts) for one in answer.outstanding),
        notes=tuple(Line(one.code, wording.note(one), one.facts, level=one.level, fold=one.fold) for one in answer.notes),
        working=tuple(Line(one.code, wording.step(one), one.facts) for one in answer.working),
    )


def is_nothing(name: str, shown: Shown, say: Wording) -> bool:
    """No day later: the same day needs no figure of its own."""
    return name in say.looks.days_later and isinstance(shown, Quantity) and not shown.value
