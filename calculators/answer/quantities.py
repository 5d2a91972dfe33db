"""How exactly doses and volumes are shown: rounded here, once, after all arithmetic.

Not clinical: so fine that the working can be followed by hand.
"""

from decimal import Decimal

from calculators.answer import Quantity
from calculators.rulekit.numbers import CONTEXT, half_up


def counted(number: int, unit: str = "") -> Quantity:
    """A whole number, of which nothing is rounded."""
    return Quantity(Decimal(number), unit)


def grams(exact: Decimal) -> Quantity:
    """A dose in g, to 0.01 g."""
    return Quantity(half_up(exact, "0.01"), "g")


def grams_per_kg(exact: Decimal) -> Quantity:
    """A dose in g/kg, to 0.01 g/kg."""
    return Quantity(half_up(exact, "0.01"), "g/kg")


def millilitres(exact: Decimal) -> Quantity:
    """A volume in ml, to 0.1 ml."""
    return Quantity(half_up(exact, "0.1"), "ml")


def ml_of(dose: Quantity, mg_per_ml: Decimal) -> Quantity:
    """The volume of a dose as it is shown, in ml."""
    return millilitres(CONTEXT.divide(dose.value * 1000, mg_per_ml))


def g_of(volume: Quantity, mg_per_ml: Decimal) -> Quantity:
    """The dose in a volume as it is shown, in g."""
    return grams(CONTEXT.divide(volume.value * mg_per_ml, Decimal(1000)))
