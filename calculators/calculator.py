"""What a calculator is, to everything that lists it, asks it or shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from calculators.answer import Answer
from calculators.follow import Asked, FollowAnswer
from calculators.form.fields import Field, FieldError


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
    follow: Callable[[Mapping[str, object], object, Asked], FollowAnswer | None] | None = None
    """For an answer that can be followed while it is carried out; None where there is nothing to follow."""
    order: int = 0
    """Its place among the calculators of its guideline."""
