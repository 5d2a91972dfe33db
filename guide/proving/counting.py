"""Proof by counting, where a property has so few cases that all of them can be tried.

    rates      no rate above the source's for any weight from 1 to 300 kg in steps of 0.01, and the volumes of every plan add up
    unknown    no unknown answer ever makes a verdict "meets" or "not met" that a known one would change

The rules are asked themselves, without reading and wording; what the source allows is worked out here in fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Any

from calculators.facts import Facts, Read
from calculators.facts.read import figures_of
from calculators.form.fields import Below
from calculators.ivig.rate.rule import RateFigures, plan
from calculators.sid.eligibility.rule import (
    CART,
    HAEMATOLOGICAL,
    HSCT,
    MEETS,
    NOT_MET,
    OTHER,
    Answers,
    EligibilityFigures,
    decide,
    possible_cases,
)

HUNDREDTH = Decimal("0.01")
MOST_TOLD = 20
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
            if len(against) >= MOST_TOLD:
                return Counted("stopped", tuple(against))
    return Counted(
        f"{weights:,} weights from {first_kg} to {last_kg} kg in steps of {HUNDREDTH} kg, {len(VOLUMES_ML)} volumes from {VOLUMES_ML[0]} "
        f"to {VOLUMES_ML[-1]} ml, shortest and longest steps: {plans:,} plans, no rate above the source's, every volume adds up",
        tuple(against),
    )


THERAPY = date(2026, 1, 15)
MET, NOT, OTHERWISE, IMPOSSIBLE = range(4)


@dataclass(frozen=True)
class Asked:
    """A question of the form, or two that are answered together: what may stand there, and which of it may still become which."""

    names: tuple[str, ...]
    values: tuple[tuple[object, ...], ...]
    becomes: Mapping[int, tuple[int, ...]]


def asked(name: str, *known: object) -> Asked:
    """One question, not answered at first."""
    return Asked((name,), ((None,), *((value,) for value in known)), {0: tuple(range(1, len(known) + 1))})


# Six months are over on 15 July: the day before, the day itself; and what is not told.
TIMES = Asked(
    ("therapy_date", "assessment_date"),
    ((None, None), (THERAPY, None), (THERAPY, date(2026, 7, 14)), (THERAPY, date(2026, 7, 15))),
    {0: (1, 2, 3), 1: (2, 3)},
)
COUNTS = (asked("hospital_infections_6m", 0, 1, 2), asked("sepsis_6m", 0, 1), asked("verified_infections_6m", 0, 1, 2))


def igg_at_the_limits(figures: EligibilityFigures) -> Asked:
    """Just below and at each limit, and what the laboratory only gives as `<x`."""
    limits = sorted({figures.haematological.igg4_g_per_l, figures.haematological.igg6_g_per_l})
    return asked("igg_g_l", *(value for limit in limits for value in (limit - HUNDREDTH, limit)), Below(limits[0]))


def can_be(answers: Answers) -> bool:
    """The verified infections hold all others: the form refuses fewer."""
    verified = answers.verified_infections_6m
    return verified is None or verified >= max(answers.hospital_infections_6m or 0, answers.sepsis_6m or 0)


def questions(population: str, figures: EligibilityFigures) -> tuple[Asked, ...]:
    """What a group is asked, as far as its verdict can tell apart."""
    yes_no = {
        HAEMATOLOGICAL: ("igg_confirmed", "below_age_range", "severe_or_recurrent", "low_igg_decisive", "m_component", "immunoparesis"),
        HSCT: ("igg_confirmed", "severe_or_recurrent"),
        OTHER: ("igg_confirmed", "below_age_range", "severe_or_recurrent", "low_igg_decisive", "specialist_workup"),
    }
    yes_no[CART] = ("child", *yes_no[HAEMATOLOGICAL])
    return (
        igg_at_the_limits(figures),
        *((TIMES,) if population == CART else ()),
        *(asked(name, False, True) for name in yes_no[population]),
        *(() if population == HSCT else COUNTS),
    )


def told(population: str, group: tuple[Asked, ...], chosen: Sequence[int]) -> Answers:
    """The answers of one state: of each question, which of its values."""
    given: dict[str, Any] = {}
    for question, which in zip(group, chosen, strict=True):
        given |= dict(zip(question.names, question.values[which], strict=True))
    return Answers(population, **given)


def verdicts(population: str, group: tuple[Asked, ...], figures: EligibilityFigures) -> bytearray:
    """The verdict of every state, in the order of counting.

    A verdict rests on the cases that the answers leave open, and on nothing else (`decide`): states that leave the same open are
    decided once. Without that, the same few thousand decisions would be made millions of times.
    """
    found = bytearray()
    decided: dict[tuple[object, ...], int] = {}
    for chosen in product(*(range(len(question.values)) for question in group)):
        answers = told(population, group, chosen)
        if not can_be(answers):
            found.append(IMPOSSIBLE)
            continue
        still_open = tuple(possible_cases(answers, figures).values())
        if still_open not in decided:
            decided[still_open] = {MEETS: MET, NOT_MET: NOT}.get(decide(answers, figures).outcome, OTHERWISE)
        found.append(decided[still_open])
    return found


def unknown(facts: Facts, populations: tuple[str, ...] = (HAEMATOLOGICAL, CART, HSCT, OTHER)) -> Counted:
    """From every state to every state with one answer more: "meets" and "not met" stay what they were.

    One answer at a time is enough: what holds for each step holds for any number of them.
    """
    figures = figures_of(EligibilityFigures, facts)
    against: list[str] = []
    said = []
    for population in populations:
        group = questions(population, figures)
        found = verdicts(population, group, figures)
        # How far apart two states lie that differ in one question by one.
        strides = [prod(len(later.values) for later in group[at + 1 :]) for at in range(len(group))]
        steps = 0
        for state, before in enumerate(found):
            if before > NOT:
                continue
            for question, stride in zip(group, strides, strict=True):
                now = state // stride % len(question.values)
                for later in question.becomes.get(now, ()):
                    after = found[state + (later - now) * stride]
                    if after == IMPOSSIBLE:
                        continue
                    steps += 1
                    if after != before and len(against) < MOST_TOLD:
                        chosen = [state // one % len(other.values) for one, other in zip(strides, group, strict=True)]
                        more = ", ".join(f"{name}={value}" for name, value in zip(question.names, question.values[later], strict=True))
                        was, becomes = (("meets", "not met", "neither")[verdict] for verdict in (before, after))
                        against.append(f"{told(population, group, chosen)} is {was}; with {more} it is {becomes}")
        said.append(f"{population} {len(found) - found.count(IMPOSSIBLE):,} states, {steps:,} answers")
    return Counted(f"{'; '.join(said)}: no verdict but stays", tuple(against))


PROOFS: dict[str, Callable[[Facts], Counted]] = {"rates": rates, "unknown": unknown}
