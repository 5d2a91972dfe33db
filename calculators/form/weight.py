"""Body weight, as every dose takes it: as entered. The limits catch slips of the finger."""

from decimal import Decimal

from calculators.answer import Note
from calculators.form.fields import Field

WEIGHT = Field("weight_kg", "number", "kg", required=True, low=Decimal("0.5"), high=Decimal(300), group="patient")
USUAL_WEIGHTS_KG = tuple(map(Decimal, range(40, 121, 5)))  # not clinical: the rows of the ready-made tables
USUAL_LOW_KG, USUAL_HIGH_KG = Decimal(30), Decimal(150)  # not clinical: outside these, look twice


def weight_notes(weight_kg: Decimal) -> tuple[Note, ...]:
    """A warning where the weight is so unusual that it may be mistyped."""
    if USUAL_LOW_KG <= weight_kg <= USUAL_HIGH_KG:
        return ()
    return (Note("unusual_weight", "warning"),)
