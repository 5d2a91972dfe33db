"""An answer in one line: for the bar at the foot of the form, and for those who hear the page."""

from calculators.result import Result
from calculators.words import text_of


def gist(result: Result) -> str:
    """The verdict, or the first figure with its name; of inputs that cannot be used the first error. Empty while answers are
    only missing: nobody wants to be told at each question that there are more."""
    say, answer = result.wording, result.answer
    if answer is None:
        told = [error for error in result.errors if error.code != "required"]
        return f"{say.label(told[0].field)}: {say.error(told[0], result.field(told[0].field))}" if told else ""
    if answer.refusal:
        return say.ui("refused")
    if answer.outcome:
        return text_of(say.outcome(answer))
    if answer.values:
        first = answer.values[0]
        return f"{say.value_label(first.name)}: {say.value(first.name, first.shown)}"
    return ""
