"""What a calculator is, to everything that lists it, asks it or shows it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol
from xml.etree.ElementTree import Element

from calculators.answer import Answer
from calculators.facts import Facts
from calculators.facts.read import Declared, Reader
from calculators.follow import Asked, FollowAnswer
from calculators.form.far import Span
from calculators.form.fields import Field, FieldError, Parsed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


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


def _no_problems(facts: Facts) -> list[TextProblem]:
    return []


def _no_conflicts(values: Mapping[str, Parsed], figures: object) -> list[FieldError]:
    return []


@dataclass(frozen=True)
class Calculator[Figures: DataclassInstance, Inputs: DataclassInstance]:
    """A calculator: where it stands, what it reads from the text, its form and its rule.

    `reads` is the dataclass of its figures, each declared by `calculators.facts.read`; `sentences` names every fact that
    its answers rest on. `fields(figures)` gives the form, in its order; `inputs` is a dataclass with a field of the same
    name for each, and `solve(inputs, figures)` gives the Answer. For a text that works something out itself,
    `check_text(facts)` gives the TextProblems. `conflicts`, made by `between`, gives the errors that lie between inputs.
    """

    id: str
    page: str
    reads: type[Figures]
    sentences: type[StrEnum]
    inputs: type[Inputs]
    fields: Callable[[Figures], tuple[Field, ...]]
    solve: Callable[[Inputs, Figures], Answer]
    check_text: Callable[[Facts], list[TextProblem]] = _no_problems
    conflicts: Callable[[Mapping[str, Parsed], Figures], list[FieldError]] = _no_conflicts
    spans: Mapping[str, Span] = field(default_factory=dict)
    """For dates of its form: how far from today they may lie without a warning, where it is not as for every date."""
    hands_over_to: tuple[str, ...] = ()
    second_reading: tuple[str, ...] = ()
    """The fields that a second person may enter once more, to be compared with the first entries."""
    asked: Callable[[Inputs, Figures, Collection[str]], Iterable[str]] | None = None
    """`asked(inputs, figures, given)` names the unanswered questions that can still change the answer, in the fewest that will do;
    those in `given` are answered, but not known. None: everything is asked. A question that only brings a remark is always among them."""
    follow: Callable[[Inputs, Figures, Asked], FollowAnswer | None] | None = None
    """For an answer that can be followed while it is carried out; None where there is nothing to follow."""
    table: Callable[[Callable[..., Answer], Any, Figures], Table] | None = None
    """`table(ask, say, figures)` makes the ready-made table: `ask(weight_kg="60")` answers, `say` is the calculator's Wording."""
    flowcharts: tuple[str, ...] = ()
    """The flow charts that a page can show, by name."""
    flowchart: Callable[[str, Figures], FlowChart] | None = None
    """`flowchart(name, figures)` draws the one with this name."""

    def __post_init__(self) -> None:
        _ = self._reader  # a wrong declaration ends the import

    @cached_property
    def _reader(self) -> Reader[Figures]:
        return Reader(self.reads)

    def figures(self, facts: Facts) -> Figures:
        """The rule's figures. Raises WrongRead where the text has another shape."""
        return self._reader(facts)

    @property
    def declared(self) -> tuple[Declared, ...]:
        """The figures that it reads, each as it is declared."""
        return tuple(self._reader.declared)

    @cached_property
    def facts(self) -> frozenset[str]:
        """Every fact that it reads or cites."""
        return frozenset([*(one.read.fact for one in self.declared), *(sentence.value for sentence in self.sentences)])


AnyCalculator = Calculator[Any, Any]


def between[Draft: DataclassInstance, Figures: DataclassInstance](
    draft: type[Draft], check: Callable[[Draft, Figures], list[FieldError]]
) -> Callable[[Mapping[str, Parsed], Figures], list[FieldError]]:
    """The errors between inputs, from those of them that `draft` names; what could not be read is None."""
    names = tuple(one.name for one in fields(draft))

    def conflicts(values: Mapping[str, Any], figures: Figures) -> list[FieldError]:
        return check(draft(**{name: values[name] for name in names}), figures)

    return conflicts
