"""The IVIG products that NEL names, and the strength the text gives each."""

from decimal import Decimal

from calculators.facts import Read

STRENGTH_100 = Read("nel-products-100", "mg/ml")
STRENGTH_50 = Read("nel-products-50", "mg/ml")
WEAKER = "octagam-50"
PRODUCTS = ("kiovig", "panzyga", "octagam-100", WEAKER, "privigen")


def strength_mg_per_ml(product: str, figures) -> tuple[Decimal, str]:
    """The strength of a product and the fact that states it."""
    if product == WEAKER:
        return figures.strength_50_mg_per_ml, "nel-products-50"
    return figures.strength_100_mg_per_ml, "nel-products-100"
