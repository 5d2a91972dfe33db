"""The products of Medicinrådet's Table 1: their form, and the sentence that gives their strength."""

from dataclasses import dataclass
from decimal import Decimal

from calculators.facts import Facts, Read

SCIG, FACILITATED, IVIG = "scig", "facilitated", "ivig"
FORM_OF = {
    "hizentra": SCIG,
    "cutaquig": SCIG,
    "hyqvia": FACILITATED,
    "xembify": SCIG,
    "kiovig": IVIG,
    "octagam": IVIG,
    "privigen": IVIG,
    "gamunex": IVIG,
}
PRODUCTS = tuple(FORM_OF)
STRENGTHS = {f"strength_{product}": Read(f"mr-{product}", "mg/ml") for product in PRODUCTS}


@dataclass(frozen=True)
class Product:
    """A product as Table 1 has it."""

    name: str
    form: str
    strength_mg_per_ml: Decimal
    fact: str


def products(facts: Facts) -> dict[str, Product]:
    """All products by name, in the order of the table."""
    return {
        name: Product(name, form, facts.number(STRENGTHS[f"strength_{name}"]), f"mr-{name}") for name, form in FORM_OF.items()
    }
