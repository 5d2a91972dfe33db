"""Can an antibody test be trusted near a course of IVIG? (NEL, blood test changes)"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read
from calculators.rulekit.logic import Truth
from calculators.rulekit.numbers import CONTEXT

BEFORE_COURSE, UNDETERMINED, POSSIBLY_AFFECTED = "before_course", "undetermined", "possibly_affected"
IN_WINDOW, AFTER_WINDOW = "in_window", "after_window"
DAYS_PER_WEEK = 7


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on."""

    WINDOW = "nel-lab-window"
    HALF_LIFE = "nel-lab-half-life"
    FALSE_POSITIVE = "nel-lab-false-positive"
    FALSE_NEGATIVE = "nel-lab-false-negative"
    BEFORE = "nel-lab-before"
    MAINTENANCE_INTERVAL = "nel-maint-second"
    MAINTENANCE_HALF_LIVES = "nel-maint-half-lives"


@dataclass(frozen=True)
class WindowFigures:
    """The figures of the text, and how maintenance counts half-lives (the text differs with itself)."""

    window_days: int = read(Sentence.WINDOW, "day", "≈")
    half_life_days: Decimal = read(Sentence.HALF_LIFE, "day", "≈")
    maintenance_weeks: int = read(Sentence.MAINTENANCE_INTERVAL, "week")
    maintenance_half_lives: Decimal = read(Sentence.MAINTENANCE_HALF_LIVES, "half-life")

    @property
    def half_lives(self) -> Decimal:
        """How many half-lives the window holds."""
        return CONTEXT.divide(Decimal(self.window_days), self.half_life_days)

    @property
    def share_left(self) -> Decimal:
        """What is left of the transferred antibodies at the end of the window, as a share."""
        return CONTEXT.power(Decimal("0.5"), self.half_lives)

    @property
    def differs_from_maintenance(self) -> bool:
        """Does the text give a half-life another length here than under maintenance?"""
        return self.maintenance_weeks * DAYS_PER_WEEK != self.half_life_days * self.maintenance_half_lives


@dataclass(frozen=True)
class WindowInputs:
    """The course and the sample. A course of one day has only its last one; None is unknown."""

    last_infusion_date: date
    first_infusion_date: date | None
    sample_date: date | None
    earlier_course_60d: Truth


@dataclass(frozen=True)
class WindowDates:
    """The days of a course, as far as they could be read."""

    first_infusion_date: date | None
    last_infusion_date: date | None


def window_end(last_infusion: date, figures: WindowFigures) -> date:
    """The last day of the window, counted from the last infusion."""
    return last_infusion + timedelta(days=figures.window_days)


def outcome(sample: date, first_infusion: date, end: date, earlier_course: Truth) -> str:
    """Where the sample falls. The first infusion day and the last day of the window are inside."""
    if sample > end:
        return AFTER_WINDOW
    if sample >= first_infusion:
        return IN_WINDOW
    if earlier_course is None:
        return UNDETERMINED
    return POSSIBLY_AFFECTED if earlier_course else BEFORE_COURSE
