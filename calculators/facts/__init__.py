"""The facts: what the marked sentences say, in exact figures, and where they stand.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from calculators.errors import GuideError
from calculators.facts.figure import Figure, Written, figure_from_json
from calculators.guidelines import LANGUAGES

__all__ = ["LANGUAGES", "Fact", "Facts", "Ratio", "Read", "Season", "WrongRead"]


class WrongRead(GuideError):
    """A calculator asks the facts for something that the text does not give in that form."""

    code = "wrong_read"


@dataclass(frozen=True)
class Marked:
    """A mark as it is written: its words, and the page's file under `docs/LANGUAGE` (`ivig/dose.md`)."""

    words: str
    file: str


@dataclass(frozen=True)
class Fact:
    """One fact: its figures by name; in each language its page (`ivig/dose`), its sentence, and its marks by name as written."""

    id: str
    figures: dict[str, Figure | Written]
    pages: dict[str, str]
    sentences: dict[str, str]
    marks: dict[str, dict[str, Marked]] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """A figure that a rule uses: which one, in which unit (or "season", "ratio"), with which comparator.

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


class Season(NamedTuple):
    """A period of every year: its first and its last day, each as (month, day)."""

    first: tuple[int, int]
    last: tuple[int, int]


class Ratio(NamedTuple):
    """So much of the one for so much of the other."""

    old: int
    new: int


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

    def whole(self, read: Read) -> int:
        """The figure that `read` asks for, of something that is counted. Raises WrongRead for a fraction too."""
        number = self.number(read)
        if number != number.to_integral_value():
            raise WrongRead(f"{read.fact}.{read.name}: the rule needs a whole number of {read.unit!r}, the text gives {number}")
        return int(number)

    def ratio(self, read: Read) -> Ratio:
        """A ratio such as `1:1`. Raises WrongRead when the text gives something else."""
        old, new = self._written(read).split(":")
        return Ratio(int(old), int(new))

    def season(self, read: Read) -> Season:
        """A period of every year. Raises WrongRead when the text gives something else."""
        (month, day), (last_month, last_day) = (map(int, end.split("-")) for end in self._written(read).split("/"))
        return Season((month, day), (last_month, last_day))

    def _written(self, read: Read) -> str:
        figure = self.by_id[read.fact].figures.get(read.name) if read.fact in self.by_id else None
        if not isinstance(figure, Written) or figure.shape != read.shape:
            raise WrongRead(f"{read.fact}.{read.name}: the rule needs a {read.shape}")
        return figure.value

    def to_json(self, marks: bool = False) -> dict[str, Any]:
        """As `facts.json` holds them. With `marks`, their words as written too: only those who write pages want them."""
        found: dict[str, Any] = {
            fact.id: {
                "figures": {name: figure.to_json() for name, figure in fact.figures.items()},
                "pages": fact.pages,
                "sentences": fact.sentences,
            }
            for fact in self.by_id.values()
        }
        for id, fact in self.by_id.items() if marks else ():
            found[id]["marks"] = {lang: {n: [mark.words, mark.file] for n, mark in by.items()} for lang, by in fact.marks.items()}
        return found

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Facts":
        """The facts of what `to_json` gave."""
        return Facts({id: _fact_from_json(id, fact) for id, fact in data.items()})


def _fact_from_json(id: str, fact: dict[str, Any]) -> Fact:
    figures = {name: figure_from_json(figure) for name, figure in fact["figures"].items()}
    marks = {lang: {name: Marked(*mark) for name, mark in by.items()} for lang, by in fact.get("marks", {}).items()}
    return Fact(id, figures, fact["pages"], fact["sentences"], marks)
