"""Body weight, as the doses of a guideline take it: as entered. The limits catch slips of the finger; `docs/guidelines.toml` has them."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from calculators.answer import Note
from calculators.form.fields import Field
from calculators.guidelines import GuidelinesError, of_folder


@dataclass(frozen=True)
class Weight:
    """The field, between which weights nobody need look twice, and the rows of the ready-made tables. None of it is clinical."""

    field: Field
    usual_kg: tuple[Decimal, Decimal]
    table_kg: tuple[Decimal, ...]

    def notes(self, weight_kg: Decimal) -> tuple[Note, ...]:
        """A warning where the weight is so unusual that it may be mistyped."""
        low, high = self.usual_kg
        return () if low <= weight_kg <= high else (Note("unusual_weight", "warning"),)


@cache
def weight_of(folder: str) -> Weight:
    """That of the guideline with this folder. Raises GuidelinesError where it names none."""
    limits = of_folder(folder).weight_kg
    if limits is None:
        raise GuidelinesError(f"docs/guidelines.toml: [{folder}] lacks weight_kg, which a calculator of it asks for")
    least, low, high, most = limits.limits
    field = Field("weight_kg", "number", "kg", required=True, low=least, high=most, group="patient")
    return Weight(field, (low, high), limits.table)
