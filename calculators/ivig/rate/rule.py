"""The infusion plan (NEL, infusion plan): five steps, each at its rate for its time."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read
from calculators.ivig.products import Strengths
from calculators.rulekit.numbers import CONTEXT, ceiling, down, half_up

MINUTES_PER_HOUR = Decimal(60)
MG_PER_G = Decimal(1000)


class Sentence(StrEnum):
    """The sentences of the text that the plan rests on."""

    RATE_1 = "nel-rate-1"
    RATE_2 = "nel-rate-2"
    RATE_3 = "nel-rate-3"
    RATE_4 = "nel-rate-4"
    RATE_5 = "nel-rate-5"
    RATE_FOR = "nel-rate-for"
    INITIAL_DOSE = "nel-initial-dose"
    DAYS_SHORT = "nel-days-short"
    DAYS_USUAL = "nel-days-usual"
    HIGH_DOSE = "nel-high-dose"
    MONITOR = "nel-rate-monitor"
    ANAPHYLAXIS = "nel-act-anaphylaxis"
    SKIN = "nel-act-skin"
    FLU = "nel-act-flu"
    HEADACHE = "nel-act-headache"
    INFUSION_RELATED = "nel-ae-infusion"


# The sentence of each step, in order.
RATES = (Sentence.RATE_1, Sentence.RATE_2, Sentence.RATE_3, Sentence.RATE_4, Sentence.RATE_5)


@dataclass(frozen=True)
class RateFigures:
    """The figures of the text that the plan rests on; the rates in order of the steps."""

    strengths: Strengths
    rate_1_ml_per_kg_h: Decimal = read(Sentence.RATE_1, "ml/kg/h")
    rate_2_ml_per_kg_h: Decimal = read(Sentence.RATE_2, "ml/kg/h")
    rate_3_ml_per_kg_h: Decimal = read(Sentence.RATE_3, "ml/kg/h")
    rate_4_ml_per_kg_h: Decimal = read(Sentence.RATE_4, "ml/kg/h")
    rate_5_ml_per_kg_h: Decimal = read(Sentence.RATE_5, "ml/kg/h")
    step_1_min: Decimal = read(Sentence.RATE_1, "min", name="duration")
    step_2_least_min: Decimal = read(Sentence.RATE_2, "min", "≥", name="duration")
    step_3_least_min: Decimal = read(Sentence.RATE_3, "min", "≥", name="duration")
    step_4_least_min: Decimal = read(Sentence.RATE_4, "min", part="low", name="duration")
    step_4_most_min: Decimal = read(Sentence.RATE_4, "min", part="high", name="duration")
    rates_for_mg_per_ml: Decimal = read(Sentence.RATE_FOR, "mg/ml")
    initial_dose_g_per_kg: Decimal = read(Sentence.INITIAL_DOSE, "g/kg")
    days_short: int = read(Sentence.DAYS_SHORT, "day")
    days_usual: int = read(Sentence.DAYS_USUAL, "day")
    least_high_dose_g_per_kg: Decimal = read(Sentence.HIGH_DOSE, "g/kg", part="low")

    @property
    def rates_ml_per_kg_h(self) -> tuple[Decimal, ...]:
        """The rates in the order of the steps."""
        return (
            self.rate_1_ml_per_kg_h,
            self.rate_2_ml_per_kg_h,
            self.rate_3_ml_per_kg_h,
            self.rate_4_ml_per_kg_h,
            self.rate_5_ml_per_kg_h,
        )


@dataclass(frozen=True)
class RateInputs:
    """One day's infusion: the times of steps 2 to 4 as chosen, and when it starts, if that is known."""

    weight_kg: Decimal
    volume_ml: Decimal
    product: str
    start_time: time | None
    step2_minutes: Decimal
    step3_minutes: Decimal
    step4_minutes: Decimal


@dataclass(frozen=True)
class PlanStep:
    """One step. Volumes and minutes are differences of rounded running totals: they add up.

    `end_min` is the first whole minute by which the step is over, counted from the start.
    """

    step: int
    rate_ml_per_kg_h: Decimal
    rate_ml_h: Decimal
    minutes: Decimal
    volume_ml: Decimal
    cumulative_ml: Decimal
    end_min: int


def step_rates_ml_h(weight_kg: Decimal, figures: RateFigures) -> tuple[Decimal, ...]:
    """The rates of the steps for a weight, in ml/h, rounded down to 0.1: never faster than the text."""
    return tuple(down(rate * weight_kg, "0.1") for rate in figures.rates_ml_per_kg_h)


def plan(weight_kg: Decimal, volume_ml: Decimal, minutes: tuple[Decimal, ...], figures: RateFigures) -> tuple[PlanStep, ...]:
    """The steps that infuse `volume_ml`, at the rates of the text for this weight.

    `minutes` are the times of steps 1 to 4; step 5 takes the rest. Rates are rounded down to
    0.1 ml/h, so that no step is faster than the text. A volume that is used up early ends the
    plan early: the last step reached is cut short, later ones are left out.
    """
    steps = []
    # Running totals are kept in ml x 60: rate x minutes is then exact, with no division.
    wanted = volume_ml * MINUTES_PER_HOUR
    given = spent = shown_ml = shown_min = Decimal(0)
    rates = zip(figures.rates_ml_per_kg_h, step_rates_ml_h(weight_kg, figures), strict=True)
    for number, (rate_ml_per_kg_h, rate_ml_h) in enumerate(rates, 1):
        left = wanted - given
        last = number == len(figures.rates_ml_per_kg_h) or rate_ml_h * minutes[number - 1] >= left
        lasts = CONTEXT.divide(left, rate_ml_h) if last else minutes[number - 1]
        given = wanted if last else given + rate_ml_h * lasts
        spent += lasts
        # The last running total is the volume as entered, and none is above it: the rows add up to
        # it exactly, also where it was typed to more than 0.1 ml.
        total_ml = volume_ml if last else min(volume_ml, half_up(CONTEXT.divide(given, MINUTES_PER_HOUR), "0.1"))
        total_min = half_up(spent, "0.1")
        steps.append(
            PlanStep(number, rate_ml_per_kg_h, rate_ml_h, total_min - shown_min, total_ml - shown_ml, total_ml, ceiling(spent))
        )
        shown_ml, shown_min = total_ml, total_min
        if last:
            break
    return tuple(steps)


def least_daily_volume_ml(weight_kg: Decimal, strength_mg_per_ml: Decimal, figures: RateFigures) -> Decimal:
    """The least that a course in the text's high range gives in a day: its lowest dose over the usual days."""
    dose_g = weight_kg * figures.least_high_dose_g_per_kg
    return CONTEXT.divide(dose_g * MG_PER_G, figures.days_usual * strength_mg_per_ml)


def largest_daily_volume_ml(weight_kg: Decimal, strength_mg_per_ml: Decimal, figures: RateFigures) -> Decimal:
    """The most that the text's usual dose gives in a day: all of it over the fewest days."""
    dose_g = weight_kg * figures.initial_dose_g_per_kg
    return CONTEXT.divide(dose_g * MG_PER_G, figures.days_short * strength_mg_per_ml)
