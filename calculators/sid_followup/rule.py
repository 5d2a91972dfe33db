"""Review, stop and pause dates in secondary immunodeficiency (Medicinrådet, monitoring, stopping)."""

from dataclasses import dataclass
from datetime import date, timedelta

from calculators.dates import add_months
from calculators.logic import Truth

# A reading, said on the page: the source sets the summer against the half of the year in between.
FEWEST_WINTER_DAYS = 90
YEARS_OF_REVIEWS_MONTHS = 36  # how far the table goes; the source sets no end

STOP_TRIAL, STOP_BY, UNDETERMINED = "stop_trial", "stop_by", "undetermined"


@dataclass(frozen=True)
class FollowupFigures:
    """The periods of the text, in months, and the summer as (month, day)."""

    first_review_months: int
    second_review_months: int
    later_reviews_months: int
    stop_from_months: int
    stop_to_months: int
    stop_before_therapy_from_months: int
    stop_before_therapy_to_months: int
    cart_early_months: int
    cart_deadline_months: int
    summer_from: tuple[int, int]
    summer_to: tuple[int, int]


@dataclass(frozen=True)
class CartAnswers:
    """What decides the route after CAR-T or bispecific antibodies; None is unknown."""

    therapy_date: date
    started_on_igg_only: Truth
    treated_before_therapy: Truth


def route(start: date, cart: CartAnswers | None, figures: FollowupFigures) -> str:
    """Which stop rule holds: a trial of stopping after 6-12 months, or the deadline after therapy.

    The deadline holds for a start on IgG alone within 6 months of the therapy, in a patient not
    treated before it. A start before the therapy was treatment before it.
    """
    if cart is None or start < cart.therapy_date:
        return STOP_TRIAL
    if cart.started_on_igg_only is False or cart.treated_before_therapy is True:
        return STOP_TRIAL
    if start >= add_months(cart.therapy_date, figures.cart_early_months) and cart.started_on_igg_only is not True:
        return STOP_TRIAL
    if cart.started_on_igg_only and cart.treated_before_therapy is False:
        return STOP_BY
    return UNDETERMINED


def review_months(figures: FollowupFigures) -> tuple[int, ...]:
    """Months after the start of each review: 3 and 6, then every 6, up to 3 years."""
    later = range(
        figures.second_review_months + figures.later_reviews_months,
        YEARS_OF_REVIEWS_MONTHS + 1,
        figures.later_reviews_months,
    )
    return (figures.first_review_months, figures.second_review_months, *later)


def winter_days(start: date, end: date, figures: FollowupFigures) -> int:
    """Days of winter from `start` up to but not including `end`.

    Winter is what the summer of the text leaves: from its last day, here the first of winter, to
    the day before its first.
    """
    days = 0
    day = start
    while day < end:
        if not figures.summer_from <= (day.month, day.day) < figures.summer_to:
            days += 1
        day += timedelta(days=1)
    return days


def first_pause(start: date, figures: FollowupFigures) -> tuple[date, date]:
    """The first summer that begins after the start: its first day and the day it ends."""
    year = start.year if (start.month, start.day) < figures.summer_from else start.year + 1
    return date(year, *figures.summer_from), date(year, *figures.summer_to)
