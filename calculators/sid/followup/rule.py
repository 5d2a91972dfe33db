"""Review, stop and pause dates in secondary immunodeficiency (Medicinrådet, monitoring, stopping)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from calculators.facts import Season
from calculators.facts.read import read
from calculators.rulekit.dates import add_months
from calculators.rulekit.logic import Truth, either, settle

# A reading, said on the page: the source sets the summer against the half of the year in between.
FEWEST_WINTER_DAYS = 90
YEARS_OF_REVIEWS_MONTHS = 36  # how far the table goes; the source sets no end

STOP_TRIAL, STOP_BY, UNDETERMINED, PAST_DEADLINE = "stop_trial", "stop_by", "undetermined", "past_deadline"


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on."""

    REVIEWS = "mr-mon-3-6"
    LATER_REVIEWS = "mr-mon-every-6"
    STOP_FOLLOW = "mr-stop-follow"
    STOP_WINDOW = "mr-stop-window"
    STOP_WINTER = "mr-stop-winter"
    STOP_CART = "mr-stop-cart"
    STOP_CART_BEFORE = "mr-stop-cart-before"
    RESUME = "mr-stop-resume"
    CART_EARLY = "mr-cart-early"
    CART_EARLY_STOP = "mr-cart-early-stop"
    CART_CHILDREN = "mr-cart-children"
    SUMMER = "mr-pause-summer"
    ANTIBIOTICS = "mr-pause-antibiotics"


@dataclass(frozen=True)
class FollowupFigures:
    """The periods of the text, in months, and its summer."""

    first_review_months: int = read(Sentence.REVIEWS, "month")
    second_review_months: int = read(Sentence.REVIEWS, "month", name="second")
    later_reviews_months: int = read(Sentence.LATER_REVIEWS, "month")
    stop_from_months: int = read(Sentence.STOP_WINDOW, "month", part="low")
    stop_to_months: int = read(Sentence.STOP_WINDOW, "month", part="high")
    stop_before_therapy_from_months: int = read(Sentence.STOP_CART_BEFORE, "month", part="low")
    stop_before_therapy_to_months: int = read(Sentence.STOP_CART_BEFORE, "month", part="high")
    cart_early_months: int = read(Sentence.CART_EARLY, "month", "<", name="period")
    cart_deadline_months: int = read(Sentence.STOP_CART, "month", name="deadline")
    cart_deadline_at_start_months: int = read(Sentence.CART_EARLY_STOP, "month")
    """The same deadline, where the text speaks of the start."""
    cart_igg_g_per_l: Decimal = read(Sentence.STOP_CART, "g/l", "<")
    """Only quoted in the wording of the answer."""
    summer: Season = read(Sentence.SUMMER, "season")


@dataclass(frozen=True)
class FollowupInputs:
    """What the clinician answered; None is unknown or left empty."""

    start_date: date
    population: str
    child: Truth
    therapy_date: date | None
    started_on_igg_only: Truth
    treated_before_therapy: Truth


@dataclass(frozen=True)
class Known:
    """What can contradict itself, as far as it could be read."""

    start_date: date | None
    population: str | None
    child: Truth
    therapy_date: date | None
    treated_before_therapy: Truth


@dataclass(frozen=True)
class CartAnswers:
    """What decides the route after CAR-T or bispecific antibodies; None is unknown."""

    therapy_date: date
    started_on_igg_only: Truth
    treated_before_therapy: Truth


def route(start: date, cart: CartAnswers | None, figures: FollowupFigures) -> str:
    """Which stop rule holds: a trial of stopping after 6-12 months, or the deadline after therapy.

    The deadline holds for a start on IgG alone within 6 months of the therapy, in a patient not
    treated before it. A start before the therapy was treatment before it. An unknown answer is
    tried both ways; where they lead to different rules the route is undetermined.
    """
    if cart is None or start < cart.therapy_date:
        return STOP_TRIAL
    therapy = cart.therapy_date

    def known(igg_only: bool, treated: bool) -> str:
        if treated or not igg_only:
            return STOP_TRIAL
        if start < add_months(therapy, figures.cart_early_months):
            return STOP_BY
        # The day itself counts as from 6 months on. After it, a start on IgG alone has no rule.
        return PAST_DEADLINE if start > add_months(therapy, figures.cart_deadline_months) else STOP_TRIAL

    open_answers = {"igg_only": either(cart.started_on_igg_only), "treated": either(cart.treated_before_therapy)}
    found, _ = settle(open_answers, known)
    return next(iter(found)) if len(found) == 1 else UNDETERMINED


def deadline(start: date, cart: CartAnswers | None, outcome: str, figures: FollowupFigures) -> date | None:
    """The last day of treatment where the deadline holds or may hold; none that lies before the start."""
    if cart is None or outcome == STOP_TRIAL:
        return None
    last = add_months(cart.therapy_date, figures.cart_deadline_months)
    return last if last >= start or outcome == PAST_DEADLINE else None


def reviews(start: date, outcome: str, stop_by: date | None, figures: FollowupFigures) -> tuple[tuple[int, date], ...]:
    """Each review: months after the start, and its day. Where the deadline holds there is none after it; one on its day stays."""
    found = ((months, add_months(start, months)) for months in review_months(figures))
    return tuple((months, day) for months, day in found if outcome != STOP_BY or stop_by is None or day <= stop_by)


def review_months(figures: FollowupFigures) -> tuple[int, ...]:
    """Months after the start of each review: 3 and 6, then every 6, up to 3 years."""
    later = range(
        figures.second_review_months + figures.later_reviews_months,
        YEARS_OF_REVIEWS_MONTHS + 1,
        figures.later_reviews_months,
    )
    return (figures.first_review_months, figures.second_review_months, *later)


def winters(start: date, end: date, figures: FollowupFigures) -> tuple[tuple[date, date], ...]:
    """Each stretch of winter from `start` up to but not including `end`: its first day and the day after its last.

    Winter is what the summer of the text leaves: from its last day, here the first of winter, to the day before its first.
    """
    summers = ((date(year, *figures.summer.first), date(year, *figures.summer.last)) for year in range(start.year, end.year + 1))
    stretches, since = [], start
    for first, last in summers:
        if since < min(first, end):
            stretches.append((since, min(first, end)))
        since = max(since, last)
    if since < end:
        stretches.append((since, end))
    return tuple(stretches)


def winter_days(start: date, end: date, figures: FollowupFigures) -> int:
    """Days of winter from `start` up to but not including `end`."""
    return sum((after - first).days for first, after in winters(start, end, figures))


def first_pause(start: date, figures: FollowupFigures) -> tuple[date, date]:
    """The first summer that begins after the start: its first day and the day it ends."""
    year = start.year if (start.month, start.day) < figures.summer.first else start.year + 1
    return date(year, *figures.summer.first), date(year, *figures.summer.last)
