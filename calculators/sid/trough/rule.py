"""What the source says of an IgG trough and the clinical course (Medicinrådet, dose adjustment)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read
from calculators.form.fields import Below
from calculators.rulekit.logic import Truth, all_of, either, settle

ABOVE_RANGE, CONSIDER, BELOW_TARGET = "above_range", "consider_adjusting", "below_target"
UNDETERMINED, REDUCTION, ON_TARGET = "undetermined", "reduction_possible", "on_target"


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on."""

    TROUGH = "mr-dose-trough"
    SERIOUS_INFECTIONS = "mr-dose-trough-serious"
    HIGHER = "mr-dose-higher"
    REDUCE = "mr-dose-reduce"
    WITH_RESPONSE = "mr-dose-with-response"


@dataclass(frozen=True)
class TroughFigures:
    """The figures of the text: the trough aimed at, its range on serious infections, the months free."""

    target_g_per_l: Decimal = read(Sentence.TROUGH, "g/l")
    range_low_g_per_l: Decimal = read(Sentence.SERIOUS_INFECTIONS, "g/l", part="low")
    range_high_g_per_l: Decimal = read(Sentence.SERIOUS_INFECTIONS, "g/l", part="high")
    free_months: int = read(Sentence.REDUCE, "month", part="low")

    @property
    def limits_g_per_l(self) -> tuple[Decimal, ...]:
        """All that a trough is compared with."""
        return self.target_g_per_l, self.range_low_g_per_l, self.range_high_g_per_l


@dataclass(frozen=True)
class Course:
    """The trough and what the clinician answered; None is unknown.

    A trough reported as `<x` is below every limit: the form lets no other through.
    """

    trough_g_l: Decimal | Below
    serious_infections: Truth = None
    high_in_interval: Truth = None
    infection_free_months: int | None = None


@dataclass(frozen=True)
class Readings:
    """What can contradict itself, as far as it could be read."""

    trough_g_l: Decimal | Below | None
    serious_infections: Truth
    infection_free_months: int | None


@dataclass(frozen=True)
class States:
    """Each rule, met, not met or unknown."""

    above_range: bool
    serious_infections: Truth
    below_target: bool
    above_range_low: bool
    high_in_interval: Truth
    infection_free: Truth

    @property
    def reduction(self) -> Truth:
        """Is a lower dose within reach?"""
        return all_of(self.above_range_low, self.high_in_interval, self.infection_free)


def states(course: Course, figures: TroughFigures) -> States:
    """Each rule by the answers as they stand."""
    trough = course.trough_g_l
    level = Decimal(0) if isinstance(trough, Below) else trough
    months = course.infection_free_months
    return States(
        above_range=level > figures.range_high_g_per_l,
        serious_infections=course.serious_infections,
        below_target=level < figures.target_g_per_l,
        above_range_low=level > figures.range_low_g_per_l,
        high_in_interval=course.high_in_interval,
        infection_free=None if months is None else months >= figures.free_months,
    )


def first_that_fits(met: States) -> str:
    """The verdict by the answers as they stand: an unknown one fits no rule but its own."""
    if met.above_range:
        return ABOVE_RANGE
    if met.serious_infections:
        return CONSIDER
    if met.below_target:
        return BELOW_TARGET
    if met.serious_infections is None:
        return UNDETERMINED
    return REDUCTION if met.reduction else ON_TARGET


def decide(course: Course, figures: TroughFigures) -> tuple[str, tuple[str, ...]]:
    """The verdict, and the unanswered questions that could change it."""
    met = states(course, figures)

    def verdict(serious_infections: bool, high_in_interval: bool, infection_free_months: bool) -> str:
        """`infection_free_months` says whether they are enough."""
        return first_that_fits(
            States(
                above_range=met.above_range,
                serious_infections=serious_infections,
                below_target=met.below_target,
                above_range_low=met.above_range_low,
                high_in_interval=high_in_interval,
                infection_free=infection_free_months,
            )
        )

    possible = {
        # Months free of bacterial infections leave no room for serious ones that go on.
        "serious_infections": (False,) if course.infection_free_months else either(met.serious_infections),
        "high_in_interval": either(met.high_in_interval),
        "infection_free_months": either(met.infection_free),
    }
    outcome = first_that_fits(met)
    could_change = set(settle(possible, verdict)[1])
    if outcome == UNDETERMINED:
        could_change.add("serious_infections")  # the question itself stays open until it is answered
    return outcome, tuple(name for name in possible if name in could_change)


def asked(course: Course, figures: TroughFigures, given: Collection[str]) -> Iterable[str]:
    """The unanswered questions that can change the verdict. Nothing else does until it is known whether serious infections go on."""
    outcome, missing = decide(course, figures)
    wanted = ("serious_infections",) if outcome == UNDETERMINED else missing
    return (name for name in wanted if getattr(course, name) is None)
