"""Dose and volume in secondary immunodeficiency (Medicinrådet, dose): a month, an infusion."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read
from calculators.rulekit.numbers import CONTEXT
from calculators.sid.products import SCIG, Product, Table

# A reading, said on the page: the source does not define its month; a calendar month is longer.
WEEKS_IN_A_MONTH = 4
MG_PER_G = Decimal(1000)


class Sentence(StrEnum):
    """The sentences of the text that the dose rests on, besides those of the products."""

    MONTHLY_DOSE = "mr-dose-month"
    MONTHLY_VOLUME = "mr-dose-ml"
    FORMS = "mr-fscig"


@dataclass(frozen=True)
class DoseFigures:
    """The figures of the text that the dose rests on."""

    table: Table
    lowest_g_per_kg: Decimal = read(Sentence.MONTHLY_DOSE, "g/kg", part="low")
    highest_g_per_kg: Decimal = read(Sentence.MONTHLY_DOSE, "g/kg", part="high")
    lowest_ml_per_kg: Decimal = read(Sentence.MONTHLY_VOLUME, "ml/kg", part="low")
    highest_ml_per_kg: Decimal = read(Sentence.MONTHLY_VOLUME, "ml/kg", part="high")


@dataclass(frozen=True)
class DoseInputs:
    """The dose that was prescribed. An interval left open is the usual one of the product."""

    weight_kg: Decimal
    monthly_dose_g_per_kg: Decimal
    product: str
    interval_weeks: int | None


@dataclass(frozen=True)
class Dose:
    """A dose in exact figures."""

    monthly_dose_g: Decimal
    monthly_volume_ml: Decimal
    dose_per_infusion_g: Decimal
    volume_per_infusion_ml: Decimal


def usual_interval_weeks(product: Product) -> int:
    """Plain SCIG about once a week; facilitated SCIG and IVIG about once a month."""
    return 1 if product.form == SCIG else WEEKS_IN_A_MONTH


def volume_ml(dose_g: Decimal, product: Product) -> Decimal:
    """The volume of a dose at the strength of the product."""
    return CONTEXT.divide(dose_g * MG_PER_G, product.strength_mg_per_ml)


def dose(weight_kg: Decimal, monthly_dose_g_per_kg: Decimal, product: Product, interval_weeks: int) -> Dose:
    """The dose of a month of 4 weeks, and of one infusion every `interval_weeks`."""
    monthly_g = weight_kg * monthly_dose_g_per_kg
    infusion_g = CONTEXT.divide(monthly_g * interval_weeks, WEEKS_IN_A_MONTH)
    return Dose(monthly_g, volume_ml(monthly_g, product), infusion_g, volume_ml(infusion_g, product))


def volume_figure_fits(product: Product, figures: DoseFigures) -> bool:
    """Do the text's ml/kg answer to its g/kg at this strength? Both ends must."""
    return all(
        ml_per_kg * product.strength_mg_per_ml == g_per_kg * MG_PER_G
        for g_per_kg, ml_per_kg in (
            (figures.lowest_g_per_kg, figures.lowest_ml_per_kg),
            (figures.highest_g_per_kg, figures.highest_ml_per_kg),
        )
    )
