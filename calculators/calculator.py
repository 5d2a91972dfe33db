"""What a calculator is, to everything that lists it, asks it or shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from xml.etree.ElementTree import Element

from calculators.answer import Answer
from calculators.follow import Asked, FollowAnswer
from calculators.form.fields import Field, FieldError


@dataclass(frozen=True)
class Table:
    """A ready-made table as text: the heads of its columns, and its rows with a head first."""

    head: list[str]
    rows: list[list[str]]


class FlowChart(Protocol):
    """A flow chart in any language: the picture, and the same as a list under a heading."""

    def __call__(self, lang: str) -> Element: ...

    def as_list(self, lang: str) -> Element: ...

    def summary(self, lang: str) -> str: ...


@dataclass(frozen=True)
class TextProblem:
    """A figure in the text that the calculators cannot stand by, such as a worked example."""

    code: str
    fact: str
    name: str
    expected: str


@dataclass(frozen=True)
class Calculator:
    """A calculator: where it stands, what it reads from the text, its form and its rule.

    `figures(facts)` gives the rule's figures and raises WrongRead where the text has another shape;
    `fields(figures)` gives the form, in its order; `solve(values, figures)` the Answer, given every
    field's value. For a text that works something out itself, `check_text(facts)` gives the
    TextProblems. `conflicts(values, figures)` gives the errors that lie between inputs; a field that
    could not be read is None there.
    """

    id: str
    page: str
    cites: tuple[str, ...]
    reads: Mapping[str, object]
    figures: Callable
    fields: Callable[[object], tuple[Field, ...]]
    solve: Callable[[dict, object], Answer]
    check_text: Callable[[object], list[TextProblem]] = lambda facts: []
    conflicts: Callable[[dict, object], list[FieldError]] = lambda values, figures: []
    hands_over_to: tuple[str, ...] = ()
    second_reading: tuple[str, ...] = ()
    """The fields that a second person may enter once more, to be compared with the first entries."""
    follow: Callable[[Mapping[str, object], object, Asked], FollowAnswer | None] | None = None
    """For an answer that can be followed while it is carried out; None where there is nothing to follow."""
    table: Callable[[Callable[..., Answer], Any, Any], Table] | None = None
    """`table(ask, say, figures)` makes the ready-made table: `ask(weight_kg="60")` answers, `say` is the calculator's Wording."""
    flowcharts: tuple[str, ...] = ()
    """The flow charts that a page can show, by name."""
    flowchart: Callable[[str, Any], FlowChart] | None = None
    """`flowchart(name, figures)` draws the one with this name."""
