"""A result as plain text: for the command line, and for the record."""

import re
from collections.abc import Iterator

from calculators.result import Result
from calculators.result.worded import Figure

SIGNS = {True: "[x]", False: "[ ]", None: "[?]"}


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
    """Inputs, answer, notes and working, a line each, no markup."""
    return for_old_systems("\n".join(_lines(result))) + "\n"


def _lines(result: Result) -> Iterator[str]:
    wording, answer = result.wording, result.answer
    yield wording.title
    if answer is None:
        for error in result.errors:
            yield f"{wording.label(error.field)}: {wording.error(error, result.field(error.field))}"
        return
    yield wording.ui("inputs") + ":"
    for field, value in result.inputs_used():
        yield f"  {wording.label(field.name)}: {wording.typed(field, value)}"
    said = result.shown
    if said.refusal:
        yield wording.ui("refused") + ": " + said.refusal.text
        yield wording.ui("source_line") + ": " + wording.source()
        return
    if said.outcome:
        yield wording.ui("answer") + ": " + said.outcome.text
    for figure in said.values:
        yield f"  {figure.label}: {figure.text}"
    for row in said.rows:
        yield "  " + row_text(row)
    if said.left:
        yield wording.own["left"]["title"]
    for row in said.left:
        yield "  " + row_text(row)
    if said.criteria:
        yield wording.ui("criteria") + ":"
        for criterion in said.criteria:
            yield f"  {SIGNS[criterion.state]} {criterion.text}"
    if said.outstanding:
        yield wording.ui("outstanding") + ":"
        for item in said.outstanding:
            yield f"  - {item.text}"
    if said.missing:
        yield wording.ui("missing") + ": " + ", ".join(said.missing)
    if said.notes:
        yield wording.ui("notes") + ":"
        for note in said.notes:
            warning = wording.ui("warning") + ": " if note.level == "warning" else ""
            yield f"  - {warning}{note.text}"
    yield wording.ui("source_line") + ": " + wording.source()
    yield wording.ui("basis")


def row_text(row: tuple[Figure, ...]) -> str:
    """A row of a table in one line."""
    return "; ".join(f"{figure.label} {figure.text}" for figure in row)
