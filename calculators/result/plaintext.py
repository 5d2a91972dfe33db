"""A result as plain text, as somebody would write it in a record; the command line prints the same."""

import re
from collections.abc import Iterator

from calculators.facts.figure import NBSP
from calculators.result import Result
from calculators.result.worded import Figure, is_nothing
from calculators.words.wording import Wording

# Many a record and terminal has one of the old encodings (Windows-1252, Latin-1), in which a minus or a dash becomes "?".
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑", "-"),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”", '"'),
        **{"…": "...", "≥": ">=", "≤": "<=", "≈": "ca.", "→": "->", "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}"},
    }
)
_LOOSE = re.compile(r"(?<![0-9])\N{NO-BREAK SPACE}")


def for_old_systems(text: str) -> str:
    """The text with no sign that an old encoding lacks. A number keeps its parts and its unit: `1 200 ml` has no-break spaces,
    which those encodings know; elsewhere they are ordinary ones."""
    return _LOOSE.sub(" ", text.translate(_PLAIN))


def as_text(result: Result) -> str:
    """Source, conclusion, what it rests on, what is outstanding: statements, a line each, no markup.

    What nobody has answered is left out, unless it could still change the answer. What is there for a case that may come (the
    measures at a reaction, what is left after a pause) stays on the screen.
    """
    return for_old_systems("\n".join(_lines(result))) + "\n"


def _lines(result: Result) -> Iterator[str]:
    wording, answer = result.wording, result.answer
    yield wording.title
    if answer is None:
        for error in result.errors:
            yield f"{wording.label(error.field)}: {wording.error(error, result.field(error.field))}"
        return
    yield wording.ui("source_line") + ": " + wording.source()
    said = result.shown
    if said.refusal:
        yield wording.ui("refused") + ": " + said.refusal.text
    if said.outcome:
        yield wording.ui("conclusion") + ": " + said.outcome.text
    for figure in said.values:
        if not is_nothing(figure.value.name, figure.value.shown, wording):
            yield f"  {figure.label}: {figure.text}"
    for row in said.rows:
        yield "  " + row_text(row, wording)
    yield wording.ui("grounds") + ":"
    for field, value in result.inputs_used():
        yield f"  {wording.statement(field.name)}: {result.typed(field, value)}"
    for state, key in ((True, "state_true"), (False, "state_false")):
        known = [criterion.text for criterion in said.criteria if criterion.state is state]
        if known:
            yield f"  {wording.ui(key)}: {'; '.join(known)}"
    yield from _list(wording.ui("outstanding"), [item.text for item in said.outstanding])
    yield from _list(wording.ui("missing"), [wording.statement(name) for name in answer.to_show.missing])
    notes = [f"{wording.ui('warning')}: {note.text}" if note.level == "warning" else note.text for note in said.notes if not note.fold]
    yield from _list(wording.ui("notes"), notes)
    yield wording.ui("basis")


def _list(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield title + ":"
    for item in items:
        yield f"  - {item}"


def row_text(row: tuple[Figure, ...], wording: Wording) -> str:
    """A row of a table in one line, as one would write it: "Trinn 1: hastighet 36 ml per time, gitt totalt 18 ml". What stands in the
    working only is left out."""
    names = {figure.value.name for figure in row}
    first, *rest = (f"{figure.label} {_once(figure)}" for figure in row if not wording.looks.is_more(figure.value.name, names))
    return f"{first}: {', '.join(map(_lower_first, rest))}" if rest else first


def _once(figure: Figure) -> str:
    """A figure whose label has its unit already ("Months after the start: 3"), without it."""
    number, _, unit = figure.text.partition(NBSP)
    return number if unit and unit.lower() in figure.label.lower().split() else figure.text


def _lower_first(text: str) -> str:
    """A label within a line: "Dose" becomes "dose", "IgG" stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
