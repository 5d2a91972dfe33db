"""The facts: what the marked sentences say, in exact figures, and where they stand.

In a wheel the facts come from the generated `facts.json` beside this package; in a checkout they
are read from the Markdown each time, so that nothing ever calculates from a stale copy.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from calculators.errors import GuideError
from calculators.facts.figure import Figure, Written, figure_from_json

LANGUAGES = ("nb", "da")


class WrongRead(GuideError):
    """A calculator asks the facts for something that the text does not give in that form."""

    code = "wrong_read"


@dataclass(frozen=True)
class Fact:
    """One fact: its figures by name; in each language its page (`ivig/dose`) and its sentence."""

    id: str
    figures: dict[str, Figure | Written]
    pages: dict[str, str]
    sentences: dict[str, str]


@dataclass(frozen=True)
class Read:
    """A figure that a rule uses: which one, in which unit, with which comparator.

    `part` is "number" for a single figure, "low" or "high" for an end of a range. The comparator
    is the one that the rule implements: `< 4` edited to `≤ 4` is refused, never ignored.
    """

    fact: str
    unit: str
    comparator: str = ""
    part: str = "number"
    name: str = "value"

    @property
    def shape(self) -> str:
        """What the figure must look like, as `Figure.shape` writes it: `< g/l`, `range g/kg`."""
        return " ".join(filter(None, (self.comparator, "" if self.part == "number" else "range", self.unit)))


@dataclass(frozen=True)
class Facts:
    """All facts of both languages."""

    by_id: dict[str, Fact]

    def __getitem__(self, fact: str) -> Fact:
        return self.by_id[fact]

    def figure(self, fact: str, name: str = "value") -> Figure | Written:
        """A figure as the text has it, for showing. Raises KeyError for one that the register does not name."""
        return self.by_id[fact].figures[name]

    def number(self, read: Read) -> Decimal:
        """The figure that `read` asks for. Raises WrongRead when the text has another shape."""
        figure = self.by_id[read.fact].figures.get(read.name) if read.fact in self.by_id else None
        if not isinstance(figure, Figure) or figure.shape != read.shape:
            found = "nothing" if figure is None else figure.shape
            raise WrongRead(f"{read.fact}.{read.name}: the rule needs {read.shape!r}, the text gives {found!r}")
        if read.part == "high":
            assert figure.high is not None  # a range by its shape
            return figure.high
        return figure.low

    def numbers(self, reads: Mapping[str, Read]) -> dict[str, Decimal]:
        """The figures that `reads` ask for, by their names. Raises WrongRead."""
        return {name: self.number(read) for name, read in reads.items()}

    def ratio(self, fact: str) -> tuple[int, int]:
        """A ratio such as `1:1`. Raises WrongRead when the text gives something else."""
        old, new = self._written(fact, "ratio").split(":")
        return int(old), int(new)

    def season(self, fact: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """A period of every year as two (month, day). Raises WrongRead."""
        first, last = (tuple(int(part) for part in end.split("-")) for end in self._written(fact, "season").split("/"))
        return first, last

    def _written(self, fact: str, shape: str) -> str:
        figure = self.by_id[fact].figures.get("value") if fact in self.by_id else None
        if not isinstance(figure, Written) or figure.shape != shape:
            raise WrongRead(f"{fact}: the rule needs a {shape}")
        return figure.value

    def to_json(self) -> dict:
        """As `facts.json` holds them in the wheel."""
        return {
            fact.id: {
                "figures": {name: figure.to_json() for name, figure in fact.figures.items()},
                "pages": fact.pages,
                "sentences": fact.sentences,
            }
            for fact in self.by_id.values()
        }

    @staticmethod
    def from_json(data: dict) -> "Facts":
        """The facts of what `to_json` gave."""
        return Facts(
            {
                id: Fact(id, {n: figure_from_json(f) for n, f in fact["figures"].items()}, fact["pages"], fact["sentences"])
                for id, fact in data.items()
            }
        )


@cache
def current() -> Facts:
    """The facts of this wheel, or of this checkout's Markdown. Raises FactErrors."""
    generated = Path(__file__).resolve().parent.parent / "facts.json"
    if generated.exists():
        return Facts.from_json(json.loads(generated.read_text(encoding="utf-8")))
    from calculators.facts.check import check_docs

    return check_docs(Path(__file__).resolve().parents[2])
