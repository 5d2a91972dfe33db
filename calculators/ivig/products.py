"""The IVIG products that NEL names, and the strength the text gives each."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read

WEAKER = "octagam-50"
PRODUCTS = ("kiovig", "panzyga", "octagam-100", WEAKER, "privigen")


class Sentence(StrEnum):
    """The sentences that name the products."""

    PRODUCTS_100 = "nel-products-100"
    PRODUCTS_50 = "nel-products-50"


@dataclass(frozen=True)
class Strength:
    """How strong a product is, and the sentence that says so."""

    mg_per_ml: Decimal
    fact: str


@dataclass(frozen=True)
class Strengths:
    """The strengths of the text."""

    strength_100_mg_per_ml: Decimal = read(Sentence.PRODUCTS_100, "mg/ml")
    strength_50_mg_per_ml: Decimal = read(Sentence.PRODUCTS_50, "mg/ml")

    def of(self, product: str) -> Strength:
        """The strength of one of PRODUCTS."""
        if product == WEAKER:
            return Strength(self.strength_50_mg_per_ml, Sentence.PRODUCTS_50)
        return Strength(self.strength_100_mg_per_ml, Sentence.PRODUCTS_100)
