"""The dose of a course of IVIG (NEL, products and dosing): grams, millilitres, a volume a day."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read
from calculators.ivig.products import Strengths
from calculators.rulekit.numbers import CONTEXT, nearest_multiple

# Not in the text as a figure: read out of its worked examples, which turn 240 into 250 and 480
# into 500 and leave 600 and 1200 alone. The answer says so.
ROUNDING_STEP_ML = Decimal(50)
# Not clinical: a rounding that moves the dose by more than this is not made, or is warned of.
LARGEST_DEVIATION_PERCENT = Decimal(10)
MG_PER_G = Decimal(1000)


class Sentence(StrEnum):
    """The sentences of the text that the course rests on."""

    INITIAL_DOSE = "nel-initial-dose"
    LOW_DOSE = "nel-low-dose"
    HIGH_DOSE = "nel-high-dose"
    DAYS_USUAL = "nel-days-usual"
    DAYS_SHORT = "nel-days-short"
    EXAMPLE_100 = "nel-example-100"
    EXAMPLE_50 = "nel-example-50"


@dataclass(frozen=True)
class CourseFigures:
    """The figures of the text that the course rests on."""

    strengths: Strengths
    initial_dose_g_per_kg: Decimal = read(Sentence.INITIAL_DOSE, "g/kg")
    lowest_dose_g_per_kg: Decimal = read(Sentence.LOW_DOSE, "g/kg", part="low")
    low_dose_top_g_per_kg: Decimal = read(Sentence.LOW_DOSE, "g/kg", part="high")
    high_dose_bottom_g_per_kg: Decimal = read(Sentence.HIGH_DOSE, "g/kg", part="low")
    highest_dose_g_per_kg: Decimal = read(Sentence.HIGH_DOSE, "g/kg", part="high")
    days_usual: int = read(Sentence.DAYS_USUAL, "day")
    days_short: int = read(Sentence.DAYS_SHORT, "day")


@dataclass(frozen=True)
class CourseInputs:
    """What the clinician asked for. A daily volume that is not chosen is worked out."""

    weight_kg: Decimal
    dose_g_per_kg: Decimal
    days: int
    product: str
    chosen_daily_volume_ml: Decimal | None


@dataclass(frozen=True)
class Course:
    """A course, in exact figures. `rounded` says whether the daily volume is a rounded one."""

    total_dose_g: Decimal
    total_volume_ml: Decimal
    daily_volume_exact_ml: Decimal
    daily_volume_ml: Decimal
    rounded: bool
    daily_dose_g: Decimal
    planned_volume_ml: Decimal
    planned_dose_g: Decimal
    planned_dose_g_per_kg: Decimal
    deviation_percent: Decimal


def course(
    weight_kg: Decimal,
    dose_g_per_kg: Decimal,
    days: int,
    strength_mg_per_ml: Decimal,
    chosen_daily_volume_ml: Decimal | None = None,
) -> Course:
    """Work out a course for the weight as entered.

    The daily volume is the chosen one, or else the exact one to the nearest 50 ml; where that
    would move the dose by more than 10 % either way, or to nothing, it stays exact. The planned
    figures are what the daily volume really gives over the days.
    """
    total_dose_g = weight_kg * dose_g_per_kg
    total_volume_ml = CONTEXT.divide(total_dose_g * MG_PER_G, strength_mg_per_ml)
    exact_ml = CONTEXT.divide(total_volume_ml, days)
    rounded = False
    if chosen_daily_volume_ml is not None:
        daily_ml = chosen_daily_volume_ml
    else:
        daily_ml = nearest_multiple(exact_ml, ROUNDING_STEP_ML)
        # Multiplied out, not divided: the limit of 10 % is met exactly or not at all.
        rounded = daily_ml > 0 and abs(daily_ml - exact_ml) * 100 <= exact_ml * LARGEST_DEVIATION_PERCENT
        if not rounded:
            daily_ml = exact_ml
    planned_volume_ml = daily_ml * days
    planned_dose_g = CONTEXT.divide(planned_volume_ml * strength_mg_per_ml, MG_PER_G)
    return Course(
        total_dose_g,
        total_volume_ml,
        exact_ml,
        daily_ml,
        rounded,
        CONTEXT.divide(daily_ml * strength_mg_per_ml, MG_PER_G),
        planned_volume_ml,
        planned_dose_g,
        CONTEXT.divide(planned_dose_g, weight_kg),
        CONTEXT.divide((planned_dose_g - total_dose_g) * 100, total_dose_g),
    )
