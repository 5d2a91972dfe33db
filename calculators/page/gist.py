"""An answer in one line: for the bar at the foot of the form, and for those who hear the page."""

from collections.abc import Iterator

from calculators.answer import Answer
from calculators.result import Result
from calculators.result.worded import is_nothing
from calculators.words import text_of
from calculators.words.wording import Wording


def gist(result: Result) -> str:
    """The verdict, or the figures that matter, each with its name; of inputs that cannot be used the first error. Empty while answers are
    only missing: nobody wants to be told at each question that there are more."""
    say, answer = result.wording, result.answer
    if answer is None:
        told = [error for error in result.errors if error.code != "required"]
        return f"{say.label(told[0].field)}: {say.error(told[0], result.field(told[0].field))}" if told else ""
    if answer.refusal:
        return say.ui("refused")
    if answer.outcome:
        return text_of(say.outcome(answer))
    return " · ".join(_figures(answer, say))


def _figures(answer: Answer, say: Wording) -> Iterator[str]:
    """Those that the calculator names, of its figures and of its first row; the first figure where it names none."""
    looks = say.looks
    figures = {value.name: value.shown for value in answer.values}
    row = {value.name: value.shown for value in answer.rows[0]} if answer.rows else {}
    for name in looks.gist or tuple(figures)[:1]:
        if looks.instead.get(name) in figures:
            continue
        if name in figures and not is_nothing(name, figures[name], say):
            yield f"{say.value_label(name)}: {say.value(name, figures[name])}"
        elif name in row:
            first = next(iter(row))
            yield f"{say.value_label(first)} {say.value(first, row[first])}: {say.value(name, row[name])}"
