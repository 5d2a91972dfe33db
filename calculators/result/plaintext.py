"""A result as plain text: for the command line, and for the record."""

from calculators import words
from calculators.result import Result

SIGNS = {True: "[x]", False: "[ ]", None: "[?]"}


def _clean(text: str) -> str:
    """No-break spaces are for the screen; a record takes ordinary ones."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def as_text(result: Result) -> str:
    """Inputs, answer, notes and working, a line each, no markup."""
    return _clean("\n".join(_lines(result))) + "\n"


def _lines(result: Result):
    say, answer = result.wording, result.answer
    yield say.title
    if answer is None:
        for error in result.errors:
            yield f"{say.label(error.field)}: {say.error(error, result.field(error.field))}"
        return
    yield say.ui("inputs") + ":"
    for field, value in result.told():
        yield f"  {say.label(field.name)}: {say.typed(field, value)}"
    if answer.refusal:
        yield say.ui("refused") + ": " + words.text_of(say.refusal(answer.refusal))
        yield say.ui("source_line") + ": " + say.source()
        return
    if answer.outcome:
        yield say.ui("answer") + ": " + words.text_of(say.outcome(answer))
    for value in answer.values:
        yield f"  {say.value_label(value.name)}: {say.value(value.name, value.shown)}"
    for row in answer.rows:
        yield "  " + "; ".join(f"{say.value_label(v.name)} {say.value(v.name, v.shown)}" for v in row)
    if answer.left:
        yield say.own["left"]["title"]
    for row in answer.left:
        yield "  " + "; ".join(f"{say.value_label(v.name)} {say.value(v.name, v.shown)}" for v in row)
    if answer.criteria:
        yield say.ui("criteria") + ":"
        for c in answer.criteria:
            yield f"  {SIGNS[c.state]} {words.text_of(say.criterion(c))}"
    if answer.outstanding:
        yield say.ui("outstanding") + ":"
        for item in answer.outstanding:
            yield f"  - {words.text_of(say.outstanding(item))}"
    if answer.missing:
        yield say.ui("missing") + ": " + ", ".join(say.label(name) for name in answer.missing)
    if answer.notes:
        yield say.ui("notes") + ":"
        for note in answer.notes:
            warning = say.ui("warning") + ": " if note.level == "warning" else ""
            yield f"  - {warning}{words.text_of(say.note(note))}"
    yield say.ui("source_line") + ": " + say.source()
    yield say.ui("basis")
