"""What a rule's answer is made of, free of language: codes, quantities, and the facts it rests on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from xml.etree.ElementTree import Element

from calculators.rulekit.logic import Truth


@dataclass(frozen=True)
class Quantity:
    """A rounded number as it is shown, with its canonical unit ("" for a bare count)."""

    value: Decimal
    unit: str = ""


Shown = Quantity | date | time | str
Args = Mapping[str, Shown]


@dataclass(frozen=True)
class Value:
    """One figure of the answer. `facts` are the sentences it rests on."""

    name: str
    shown: Shown
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """One line of the decision trace. `state` None is unknown."""

    id: str
    state: Truth
    facts: tuple[str, ...] = ()
    said: str = ""
    """Which of its wordings says what it was that met it, with `args`; "" for the one that names all that could."""
    args: Args = field(default_factory=dict)


@dataclass(frozen=True)
class Outstanding:
    """What the source wants done and the answers do not say is done. `field` is the one that would say it."""

    code: str
    facts: tuple[str, ...]
    field: str = ""


@dataclass(frozen=True)
class Note:
    """A remark on the answer; `level` is "info" or "warning"."""

    code: str
    level: str = "info"
    facts: tuple[str, ...] = ()
    args: Args = field(default_factory=dict)
    fold: str = ""
    """The key of the heading under which the page folds it away, with others of the same; "" for one that is always seen."""


@dataclass(frozen=True)
class Step:
    """One step of the working, as a formula with its numbers put in.

    `adds_up`: do the figures as shown give the result as shown? Where rounded ones do not, the step says that it was
    worked out of unrounded ones.
    """

    code: str
    args: Args
    facts: tuple[str, ...] = ()
    adds_up: bool = True


@dataclass(frozen=True)
class Refusal:
    """The source has no rule for this case."""

    code: str
    facts: tuple[str, ...]
    args: Args = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What stands on the page for the outcome: `code` is that of the words, `args` are figures of this patient, `listed` are names
    of its enumerations, each with the keys of what it names.

    `alone`: the question was not one for this calculator. Verdict, warnings and the way on are shown, and nothing else.
    """

    code: str
    args: Args = field(default_factory=dict)
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alone: bool = False


@dataclass(frozen=True)
class Handover:
    """What one calculator offers to another, or to itself: typed values by field name.

    `label` is the key of the calculator's own words for the way there; "" where the other's title says enough.
    """

    to: str
    inputs: Mapping[str, str]
    label: str = ""


@dataclass(frozen=True)
class Answer:
    """The whole answer of a calculator. A refusal stands alone."""

    outcome: str | None = None
    outcome_facts: tuple[str, ...] = ()
    verdict: Verdict | None = None
    """What stands on the page for the outcome; None where the outcome's own words do."""
    values: tuple[Value, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    left: tuple[tuple[Value, ...], ...] = ()
    """What is left after each row, for a reader who had to pause; a table of its own."""
    to_write: tuple[tuple[Value, ...], ...] = ()
    """Lines for paper alone, in the place of the last row: while it lasts there is something to note. By the names of the columns."""
    criteria: tuple[Criterion, ...] = ()
    missing: tuple[str, ...] = ()
    outstanding: tuple[Outstanding, ...] = ()
    notes: tuple[Note, ...] = ()
    working: tuple[Step, ...] = ()
    refusal: Refusal | None = None
    handovers: tuple[Handover, ...] = ()
    used: Mapping[str, Decimal | int] = field(default_factory=dict)
    """Inputs that were left empty and stand for something that depends on another input."""
    chart: Callable[[str], Element] | None = None
    """Given a language, draws the answer as an SVG element."""
    can_follow: bool = False
    """Whether the calculator can follow this answer while it is carried out."""

    @property
    def to_show(self) -> "Answer":
        """What a reader sees of it."""
        if not (self.verdict and self.verdict.alone):
            return self
        warnings = tuple(note for note in self.notes if note.level == "warning")
        return Answer(self.outcome, self.outcome_facts, self.verdict, notes=warnings, handovers=self.handovers)
