"""Review dates and taper of repeated IVIG (NEL, maintenance)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read

GOOD, SUBOPTIMAL = "good", "suboptimal"
EFFECT, NO_EFFECT = "effect", "none"
AWAIT_FIRST_REVIEW, SECOND_COURSE = "await_first_review", "second_course"
STOP, FOLLOW = "stop_non_responder", "follow_responder"


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on."""

    WHEN = "nel-maint-when"
    ALGORITHM = "nel-maint-algorithm"
    REVIEW = "nel-maint-review"
    SECOND = "nel-maint-second"
    HALF_LIVES = "nel-maint-half-lives"
    REVIEW_2 = "nel-maint-review-2"
    NON_RESPONDER = "nel-maint-nonresponder"
    THIRD = "nel-maint-third"
    TAPER = "nel-maint-taper"
    INITIAL_DOSE = "nel-initial-dose"
    LOW_DOSE = "nel-low-dose"
    HIGH_DOSE = "nel-high-dose"


@dataclass(frozen=True)
class MaintenanceFigures:
    """The figures of the text: weeks between course and review, doses, and the step of the taper."""

    review_weeks: int = read(Sentence.REVIEW, "week")
    second_weeks: int = read(Sentence.SECOND, "week")
    review_2_weeks: int = read(Sentence.REVIEW_2, "week")
    initial_dose_g_per_kg: Decimal = read(Sentence.INITIAL_DOSE, "g/kg")
    second_dose_g_per_kg: Decimal = read(Sentence.SECOND, "g/kg", name="dose")
    taper_percent: Decimal = read(Sentence.TAPER, "%")
    high_dose_bottom_g_per_kg: Decimal = read(Sentence.HIGH_DOSE, "g/kg", part="low")
    lowest_dose_g_per_kg: Decimal = read(Sentence.LOW_DOSE, "g/kg", part="low")
    half_lives: Decimal = read(Sentence.HALF_LIVES, "half-life")
    """Only said in the wording of the answer."""


@dataclass(frozen=True)
class MaintenanceInputs:
    """The first course and how the patient responded. A response that is not judged yet is "unknown" or None."""

    first_course_date: date
    first_response: str | None
    second_response: str | None
    weight_kg: Decimal | None
    taper_courses: int


@dataclass(frozen=True)
class Responses:
    """Both responses, as far as they could be read."""

    first_response: str | None
    second_response: str | None


@dataclass(frozen=True)
class Dates:
    """The days that the algorithm names, all counted from the first day of a course."""

    first_review: date
    second_course: date
    second_review: date


@dataclass(frozen=True)
class TaperRow:
    """One course. `lowered` is how many times its dose has been lowered; the dose is exact."""

    course: int
    lowered: int
    dose_g_per_kg: Decimal


def dates(first_course: date, figures: MaintenanceFigures) -> Dates:
    """The first review, and the second course and its review should there be one."""
    second = first_course + timedelta(weeks=figures.second_weeks)
    return Dates(
        first_course + timedelta(weeks=figures.review_weeks),
        second,
        second + timedelta(weeks=figures.review_2_weeks),
    )


def outcome(first_response: str | None, second_response: str | None) -> str:
    """Where in the algorithm the patient stands. A response that is not known yet is awaited."""
    if first_response == GOOD:
        return FOLLOW
    if first_response != SUBOPTIMAL:
        return AWAIT_FIRST_REVIEW
    return {EFFECT: FOLLOW, NO_EFFECT: STOP}.get(second_response or "", SECOND_COURSE)


def share_left(figures: MaintenanceFigures) -> Decimal:
    """What one step of the taper leaves of the dose before, as a factor."""
    return 1 - figures.taper_percent / 100


def taper(given: int, dose_g_per_kg: Decimal, courses: int, figures: MaintenanceFigures) -> tuple[TaperRow, ...]:
    """The next `courses` after the `given` ones: the first at the dose used so far, each later one
    lowered from the one before. It ends before a dose below all that the text gives."""
    rows, dose = [], dose_g_per_kg
    for lowered in range(courses):
        if dose < figures.lowest_dose_g_per_kg:
            break
        rows.append(TaperRow(given + 1 + lowered, lowered, dose))
        dose *= share_left(figures)
    return tuple(rows)
