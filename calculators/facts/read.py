"""A figure is declared once: as a field of a frozen dataclass that says which mark it is read from.

    @dataclass(frozen=True)
    class Figures:
        rate_ml_per_kg_h: Decimal = read("nel-rate-1", "ml/kg/h")
        least_min: Decimal = read("nel-rate-2", "min", "≥", name="duration")

The type of the field says what the figure becomes: Decimal; int for what is counted, which refuses a fraction; Season
or Ratio. A field whose type is itself such a dataclass, without `read`, holds a group of figures.
"""

from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calculators.facts import Facts, Ratio, Read, Season

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_READ = "read"
_BECOMES: dict[object, Callable[[Facts, Read], object]] = {
    Decimal: Facts.number,
    int: Facts.whole,
    Season: Facts.season,
    Ratio: Facts.ratio,
}


def read(fact: str, unit: str, comparator: str = "", *, part: str = "number", name: str = "value") -> Any:
    """Declare a figure of the text, as `Read` describes it. Typed Any, as `dataclasses.field` is: the field has the type."""
    return field(metadata={_READ: Read(fact, unit, comparator, part, name)})


@dataclass(frozen=True)
class Declared:
    """One figure as it is declared: what it is read from, and what it becomes."""

    read: Read
    becomes: Callable[[Facts, Read], object]

    def __call__(self, facts: Facts) -> object:
        """The figure. Raises WrongRead where the text gives it in another form."""
        return self.becomes(facts, self.read)


class Reader[F: DataclassInstance]:
    """Reads a dataclass of figures; what each of its fields wants is worked out once.

    Raises TypeError for a field that declares no figure, or one of a type that no figure can become.
    """

    def __init__(self, figures: type[F]):
        self._figures = figures
        self._parts = {one.name: _part(figures, one) for one in fields(figures)}

    def __call__(self, facts: Facts) -> F:
        """The figures as the text has them. Raises WrongRead where it gives one in another form."""
        return self._figures(**{name: part(facts) for name, part in self._parts.items()})

    @property
    def declared(self) -> Iterator[Declared]:
        """Every figure, those of groups among them."""
        for part in self._parts.values():
            if isinstance(part, Declared):
                yield part
            else:
                yield from part.declared


def figures_of[F: DataclassInstance](figures: type[F], facts: Facts) -> F:
    """The figures of a dataclass, read once. Raises WrongRead."""
    return Reader(figures)(facts)


def _part(figures: "type[DataclassInstance]", one: Field[Any]) -> "Declared | Reader[Any]":
    if _READ in one.metadata and one.type in _BECOMES:
        return Declared(one.metadata[_READ], _BECOMES[one.type])
    if _READ not in one.metadata and isinstance(one.type, type) and is_dataclass(one.type):
        return Reader(one.type)
    raise TypeError(
        f"{figures.__name__}.{one.name}: write `{one.name}: TYPE = read(…)`, TYPE one of Decimal, int, Season and Ratio, "
        "or name a dataclass of such fields as its type"
    )
