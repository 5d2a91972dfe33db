"""Do two IgG samples show a lasting low IgG (Medicinrådet, monitoring and start criteria)?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read
from calculators.form.fields import Below
from calculators.rulekit.logic import Truth, all_of, any_of, either, negated, settle
from calculators.sid.eligibility.rule import below

UNDETERMINED = "undetermined"
TOO_CLOSE, INFECTION_BOTH = "too_close", "infection_both"
BELOW_4, BELOW_6 = "lasting_below_4", "lasting_below_6"
NOT_LASTING, NOT_LOW = "not_lasting", "not_low"
VALID = (BELOW_4, BELOW_6, NOT_LASTING, NOT_LOW)  # far enough apart, not both during infection
DAYS_PER_WEEK = 7


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on."""

    BELOW_4 = "mr-haem-igg4"
    BELOW_6 = "mr-haem-igg6"
    TWO_SAMPLES = "mr-mon-two"
    M_COMPONENT = "mr-haem-m-component"
    BEFORE_TREATMENT = "mr-mon-iga-igm"


@dataclass(frozen=True)
class SampleFigures:
    """The figures of the text: the two limits, and the least time between the samples."""

    igg4_g_per_l: Decimal = read(Sentence.BELOW_4, "g/l", "<")
    igg6_g_per_l: Decimal = read(Sentence.BELOW_6, "g/l", "<")
    apart_weeks: int = read(Sentence.TWO_SAMPLES, "week", "≥")

    @property
    def apart(self) -> timedelta:
        """The least time between the samples, as dates reckon with it."""
        return timedelta(days=self.apart_weeks * DAYS_PER_WEEK)


@dataclass(frozen=True)
class Samples:
    """The two samples; None is unknown. Either may be the earlier.

    An IgG reported as `<x` is below both limits: the form lets no other through.
    """

    igg_1_g_l: Decimal | Below
    date_1: date
    infection_1: Truth = None
    igg_2_g_l: Decimal | Below | None = None
    date_2: date | None = None
    infection_2: Truth = None


@dataclass(frozen=True)
class Levels:
    """The IgG of both samples, as far as they could be read."""

    igg_1_g_l: Decimal | Below | None
    igg_2_g_l: Decimal | Below | None


@dataclass(frozen=True)
class States:
    """Each rule, met, not met or unknown."""

    apart: Truth
    without_infection: Truth
    both_below_4: Truth
    both_below_6: Truth
    one_below_6: Truth


def days_apart(samples: Samples) -> int | None:
    """Days between the samples, whichever came first; None while the second is missing."""
    return None if samples.date_2 is None else abs((samples.date_2 - samples.date_1).days)


def higher_g_per_l(samples: Samples) -> Decimal | Below | None:
    """The higher of the two; `Below` where the laboratory gives no number to tell by."""
    one, two = samples.igg_1_g_l, samples.igg_2_g_l
    if two is None:
        return None
    # Of `<1.1` and 1.1 the second is the higher; of `<1.1` and 0.9 it is only known to be below 1.1.
    return max(one, two, key=lambda igg: (igg.limit, 0) if isinstance(igg, Below) else (igg, 1))


def states(samples: Samples, figures: SampleFigures) -> States:
    """Each rule by the answers as they stand (Medicinrådet, monitoring and start criteria)."""
    days = days_apart(samples)

    def each_below(limit: Decimal) -> tuple[Truth, Truth]:
        return below(samples.igg_1_g_l, limit), below(samples.igg_2_g_l, limit)

    infections = all_of(samples.infection_1, samples.infection_2)
    return States(
        apart=None if days is None else days >= figures.apart.days,
        without_infection=negated(infections),
        both_below_4=all_of(*each_below(figures.igg4_g_per_l)),
        both_below_6=all_of(*each_below(figures.igg6_g_per_l)),
        one_below_6=any_of(*each_below(figures.igg6_g_per_l)),
    )


def decide(samples: Samples, figures: SampleFigures) -> tuple[str, tuple[str, ...]]:
    """The verdict that holds whatever the unknown answers turn out to be, and those that could change it."""

    def verdict(date_2: bool, infection_1: bool, infection_2: bool, igg_2_g_l: Decimal) -> str:
        """`date_2` says whether the samples are far enough apart."""
        pair = (samples.igg_1_g_l, igg_2_g_l)
        if not date_2:
            return TOO_CLOSE
        if infection_1 and infection_2:
            return INFECTION_BOTH
        if all(below(igg, figures.igg4_g_per_l) for igg in pair):
            return BELOW_4
        low = [below(igg, figures.igg6_g_per_l) for igg in pair]
        if all(low):
            return BELOW_6
        return NOT_LASTING if any(low) else NOT_LOW

    # An unknown IgG is tried below both limits and at each of them: that is all a verdict can tell apart.
    levels = (Decimal(0), figures.igg4_g_per_l, figures.igg6_g_per_l)
    possible = {
        "date_2": either(states(samples, figures).apart),
        "infection_1": either(samples.infection_1),
        "infection_2": either(samples.infection_2),
        "igg_2_g_l": levels if samples.igg_2_g_l is None else (samples.igg_2_g_l,),
    }
    outcomes, could_change = settle(possible, verdict)
    missing = tuple(name for name in Samples.__dataclass_fields__ if name in could_change)
    return (next(iter(outcomes)) if len(outcomes) == 1 else UNDETERMINED), missing


def asked(samples: Samples, figures: SampleFigures, given: Collection[str]) -> Iterable[str]:
    """The unanswered questions that can change the verdict; the second sample always gives figures of its own."""
    second = ("igg_2_g_l", "date_2")
    return {*decide(samples, figures)[1], *(name for name in second if getattr(samples, name) is None)}
