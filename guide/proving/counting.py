"""Proof by counting, where a property has so few cases that all of them can be tried.

    rates      no rate above the source's for any weight from 1 to 300 kg in steps of 0.01, and the volumes of every plan add up
    unknown    no unknown answer ever makes a verdict "meets" or "not met" that a known one would change

The rules are asked themselves, without reading and wording; what the source allows is worked out here in fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from calculators.facts import Facts, Read
from calculators.facts.read import figures_of
from calculators.form.fields import Below
from calculators.ivig.rate.rule import RateFigures, plan
from calculators.sid.eligibility.rule import CART, HAEMATOLOGICAL, HSCT, MEETS, NOT_MET, OTHER, Answers, EligibilityFigures, decide

HUNDREDTH = Decimal("0.01")
VOLUMES_ML = (1, 2, 5, 10, 25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 2500, 3000, 4000, 5000)


@dataclass(frozen=True)
class Counted:
    """What was tried, in words with its numbers, and what was found against it: at most a few lines."""

    tried: str
    against: tuple[str, ...]


def weights_kg(first: int = 1, last: int = 300) -> Iterator[Decimal]:
    for hundredths in range(first * 100, last * 100 + 1):
        yield hundredths * HUNDREDTH


def rates(facts: Facts, first_kg: int = 1, last_kg: int = 300) -> Counted:
    """Every plan of the grid: each rate at most the source's, volumes that add up to the volume wanted, totals that only rise."""
    figures = figures_of(RateFigures, facts)
    source = [Fraction(facts.number(Read(f"nel-rate-{step}", "ml/kg/h"))) for step in range(1, 6)]
    least = (figures.step_1_min, figures.step_2_least_min, figures.step_3_least_min, figures.step_4_least_min)
    most = (figures.step_1_min, Decimal(60), Decimal(60), figures.step_4_most_min)
    against: list[str] = []
    plans = weights = 0
    for weight in weights_kg(first_kg, last_kg):
        weights += 1
        allowed = [per_kg * Fraction(weight) for per_kg in source]
        for volume, minutes in product(VOLUMES_ML, (least, most)):
            steps = plan(weight, Decimal(volume), minutes, figures)
            plans += 1
            wrong = [
                *(f"step {step.step}: {step.rate_ml_h} ml/h" for step in steps if Fraction(step.rate_ml_h) > allowed[step.step - 1]),
                *(f"step {step.step}: {step.volume_ml} ml" for step in steps if step.volume_ml < 0 or step.minutes < 0),
            ]
            if sum(step.volume_ml for step in steps) != volume or steps[-1].cumulative_ml != volume:
                wrong.append(f"{sum(step.volume_ml for step in steps)} ml in all")
            if any(after.cumulative_ml - before.cumulative_ml != after.volume_ml for before, after in pairwise(steps)):
                wrong.append("a running total that is not the sum")
            against += [f"{weight} kg, {volume} ml, {', '.join(map(str, minutes))} min: {one}" for one in wrong]
            if len(against) > 20:
                return Counted("stopped", tuple(against))
    return Counted(
        f"{weights:,} weights from {first_kg} to {last_kg} kg in steps of {HUNDREDTH} kg, {len(VOLUMES_ML)} volumes from {VOLUMES_ML[0]} "
        f"to {VOLUMES_ML[-1]} ml, shortest and longest steps: {plans:,} plans, no rate above the source's, every volume adds up",
        tuple(against),
    )


ANY = (None, False, True)
THERAPY = date(2026, 1, 15)
# Six months are over on 15 July: the day before, the day itself; and what is not told.
TIMES = ((THERAPY, date(2026, 7, 14)), (THERAPY, date(2026, 7, 15)), (THERAPY, None), (None, None))
COUNTS = {"hospital_infections_6m": (None, 0, 1, 2), "sepsis_6m": (None, 0, 1), "verified_infections_6m": (None, 0, 1, 2)}


def igg_at_the_limits(figures: EligibilityFigures) -> tuple[Decimal | Below | None, ...]:
    """Below, at and just below each limit, and what the laboratory only gives as `<x`."""
    limits = sorted({figures.haematological.igg4_g_per_l, figures.haematological.igg6_g_per_l})
    return (None, *(value for limit in limits for value in (limit - HUNDREDTH, limit)), Below(limits[0]))


def can_be(answers: Answers) -> bool:
    """The verified infections hold all others: the form refuses fewer."""
    verified = answers.verified_infections_6m
    return verified is None or verified >= max(answers.hospital_infections_6m or 0, answers.sepsis_6m or 0)


def states(population: str, figures: EligibilityFigures) -> Iterator[Answers]:
    """Every state of a group that its verdict can tell apart."""
    yes_no = {
        HAEMATOLOGICAL: ("igg_confirmed", "below_age_range", "severe_or_recurrent", "low_igg_decisive", "m_component", "immunoparesis"),
        HSCT: ("igg_confirmed", "severe_or_recurrent"),
        OTHER: ("igg_confirmed", "below_age_range", "severe_or_recurrent", "low_igg_decisive", "specialist_workup"),
    }
    yes_no[CART] = ("child", *yes_no[HAEMATOLOGICAL])
    names = yes_no[population]
    times = TIMES if population == CART else TIMES[-1:]
    counts = COUNTS if population != HSCT else dict.fromkeys(COUNTS, (None,))
    for igg, (therapy, assessment), *values in product(
        igg_at_the_limits(figures), times, *(ANY for _ in names), *counts.values()
    ):
        given = dict(zip((*names, *counts), values, strict=True))
        answers = Answers(population, igg_g_l=igg, therapy_date=therapy, assessment_date=assessment, **given)
        if can_be(answers):
            yield answers


def unknown(facts: Facts, populations: tuple[str, ...] = (HAEMATOLOGICAL, CART, HSCT, OTHER)) -> Counted:
    """From every state to every state with one answer more: "meets" and "not met" stay what they were.

    One answer at a time is enough: what holds for each step holds for any number of them.
    """
    figures = figures_of(EligibilityFigures, facts)
    against: list[str] = []
    told = []
    for population in populations:
        outcome = {answers: decide(answers, figures).outcome for answers in states(population, figures)}
        steps = 0
        for answers, before in outcome.items():
            if before not in (MEETS, NOT_MET):
                continue
            for field in fields(answers):
                if getattr(answers, field.name) is not None:
                    continue
                for more in answered(answers, field.name, figures):
                    after = outcome.get(more)
                    if after is None:
                        continue
                    steps += 1
                    if after != before:
                        against.append(f"{answers} is {before}; with {field.name}={getattr(more, field.name)} it is {after}")
        told.append(f"{population} {len(outcome):,} states, {steps:,} answers")
    return Counted(f"{'; '.join(told)}: no verdict but stays", tuple(against[:20]))


def answered(answers: Answers, name: str, figures: EligibilityFigures) -> Iterator[Answers]:
    values: tuple[Any, ...] = COUNTS.get(name, ANY)
    if name == "igg_g_l":
        values = igg_at_the_limits(figures)
    elif name == "therapy_date":
        return  # with the assessment, below
    elif name == "assessment_date":
        for therapy, assessment in TIMES[:3] if answers.therapy_date is None else TIMES[:2]:
            yield replace(answers, therapy_date=therapy, assessment_date=assessment)
        return
    for value in values:
        if value is not None:
            yield replace(answers, **{name: value})


PROOFS: dict[str, Callable[[Facts], Counted]] = {"rates": rates, "unknown": unknown}
