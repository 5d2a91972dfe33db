"""The products of Medicinrådet's Table 1: their form, and the sentence that gives their strength."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from calculators.facts.read import read

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


class Row(StrEnum):
    """The rows of the table, by product."""

    HIZENTRA = "mr-hizentra"
    CUTAQUIG = "mr-cutaquig"
    HYQVIA = "mr-hyqvia"
    XEMBIFY = "mr-xembify"
    KIOVIG = "mr-kiovig"
    OCTAGAM = "mr-octagam"
    PRIVIGEN = "mr-privigen"
    GAMUNEX = "mr-gamunex"


@dataclass(frozen=True)
class Product:
    """A product as Table 1 has it."""

    name: str
    form: str
    strength_mg_per_ml: Decimal
    fact: str


@dataclass(frozen=True)
class Table:
    """The strength of each product in mg/ml, by its name."""

    hizentra: Decimal = read(Row.HIZENTRA, "mg/ml")
    cutaquig: Decimal = read(Row.CUTAQUIG, "mg/ml")
    hyqvia: Decimal = read(Row.HYQVIA, "mg/ml")
    xembify: Decimal = read(Row.XEMBIFY, "mg/ml")
    kiovig: Decimal = read(Row.KIOVIG, "mg/ml")
    octagam: Decimal = read(Row.OCTAGAM, "mg/ml")
    privigen: Decimal = read(Row.PRIVIGEN, "mg/ml")
    gamunex: Decimal = read(Row.GAMUNEX, "mg/ml")

    @cached_property
    def products(self) -> dict[str, Product]:
        """All products by name, in the order of the table."""
        return {name: Product(name, form, getattr(self, name), Row[name.upper()]) for name, form in FORM_OF.items()}
