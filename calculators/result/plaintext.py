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
    wording, answer = result.wording, result.answer
    yield wording.title
    if answer is None:
        for error in result.errors:
            yield f"{wording.label(error.field)}: {wording.error(error, result.field(error.field))}"
        return
    yield wording.ui("inputs") + ":"
    for field, value in result.inputs_used():
        yield f"  {wording.label(field.name)}: {wording.typed(field, value)}"
    if answer.refusal:
        yield wording.ui("refused") + ": " + words.text_of(wording.refusal(answer.refusal))
        yield wording.ui("source_line") + ": " + wording.source()
        return
    if answer.outcome:
        yield wording.ui("answer") + ": " + words.text_of(wording.outcome(answer))
    for value in answer.values:
        yield f"  {wording.value_label(value.name)}: {wording.value(value.name, value.shown)}"
    for row in answer.rows:
        yield "  " + "; ".join(f"{wording.value_label(v.name)} {wording.value(v.name, v.shown)}" for v in row)
    if answer.left:
        yield wording.own["left"]["title"]
    for row in answer.left:
        yield "  " + "; ".join(f"{wording.value_label(v.name)} {wording.value(v.name, v.shown)}" for v in row)
    if answer.criteria:
        yield wording.ui("criteria") + ":"
        for c in answer.criteria:
            yield f"  {SIGNS[c.state]} {words.text_of(wording.criterion(c))}"
    if answer.outstanding:
        yield wording.ui("outstanding") + ":"
        for item in answer.outstanding:
            yield f"  - {words.text_of(wording.outstanding(item))}"
    if answer.missing:
        yield wording.ui("missing") + ": " + ", ".join(wording.label(name) for name in answer.missing)
    if answer.notes:
        yield wording.ui("notes") + ":"
        for note in answer.notes:
            warning = wording.ui("warning") + ": " if note.level == "warning" else ""
            yield f"  - {warning}{words.text_of(wording.note(note))}"
    yield wording.ui("source_line") + ": " + wording.source()
    yield wording.ui("basis")
