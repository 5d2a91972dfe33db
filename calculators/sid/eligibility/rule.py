"""Start criteria for immunoglobulin in secondary immunodeficiency (Medicinrådet, start criteria).

The rule itself knows no unknown: `verdict` judges a case in which every answer is given, and reads
like the source. An unknown answer is tried each way it could turn out (`decide`), so that a
verdict is given only where it is certain, and a field is missing only where it could change it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from calculators.facts.read import read
from calculators.form.fields import Below
from calculators.rulekit.dates import add_months
from calculators.rulekit.logic import Truth, all_of, any_of, either, settle

HAEMATOLOGICAL, CART, HSCT, OTHER = POPULATIONS = ("haematological", "cart_bispecific", "hsct", "other")
MEETS, CONSIDER, NOT_MET = "meets", "consider", "not_met"
UNDETERMINED, NOT_COVERED = "undetermined", "not_covered"


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on."""

    POPULATIONS = "mr-populations"
    HAEM_IGG4 = "mr-haem-igg4"
    HAEM_IGG6 = "mr-haem-igg6"
    HAEM_HOSPITAL = "mr-haem-hosp"
    HAEM_SEPSIS = "mr-haem-sepsis"
    HAEM_VERIFIED = "mr-haem-verified"
    HAEM_WEIGH = "mr-haem-weigh"
    HAEM_NONSERIOUS = "mr-haem-nonserious"
    HAEM_PRIMARY = "mr-haem-primary"
    HAEM_MUCOSA = "mr-haem-mucosa"
    HAEM_M_COMPONENT = "mr-haem-m-component"
    CART_EARLY = "mr-cart-early"
    CART_EARLY_STOP = "mr-cart-early-stop"
    CART_LATE = "mr-cart-late"
    CART_IGG6 = "mr-cart-igg6"
    CART_CHILDREN = "mr-cart-children"
    HSCT = "mr-hsct"
    OTHER = "mr-other"
    OTHER_IGG4 = "mr-other-igg4"
    OTHER_IGG6 = "mr-other-igg6"
    OTHER_HOSPITAL = "mr-other-hosp"
    OTHER_SEPSIS = "mr-other-sepsis"
    OTHER_VERIFIED = "mr-other-verified"
    OTHER_WEIGH = "mr-other-weigh"
    OTHER_NONSERIOUS = "mr-other-nonserious"
    OTHER_PRIMARY = "mr-other-primary"
    VACCINATION = "mr-pre-vaccination"
    ANTIBIOTICS = "mr-pre-antibiotics"
    TWO_SAMPLES = "mr-mon-two"
    IGA_IGM = "mr-mon-iga-igm"


@dataclass(frozen=True)
class GroupFigures:
    """The limits of one group: IgG in g/l, how many infections of each kind are enough, and in how long."""

    igg4_g_per_l: Decimal
    igg6_g_per_l: Decimal
    hospital: int
    sepsis: int
    verified: int
    period_months: int


@dataclass(frozen=True)
class HaematologicalFigures(GroupFigures):
    """The limits in haematological disease."""

    igg4_g_per_l: Decimal = read(Sentence.HAEM_IGG4, "g/l", "<")
    igg6_g_per_l: Decimal = read(Sentence.HAEM_IGG6, "g/l", "<")
    hospital: int = read(Sentence.HAEM_HOSPITAL, "count", "≥")
    sepsis: int = read(Sentence.HAEM_SEPSIS, "count", "≥")
    verified: int = read(Sentence.HAEM_VERIFIED, "count", "≥")
    period_months: int = read(Sentence.HAEM_IGG6, "month", name="period")


@dataclass(frozen=True)
class LateFigures(HaematologicalFigures):
    """From 6 months after CAR-T: its own limits in the text, the infections as in haematological disease."""

    igg4_g_per_l: Decimal = read(Sentence.CART_LATE, "g/l", "<")
    igg6_g_per_l: Decimal = read(Sentence.CART_IGG6, "g/l", "<")


@dataclass(frozen=True)
class OtherFigures(GroupFigures):
    """The limits in other patients."""

    igg4_g_per_l: Decimal = read(Sentence.OTHER_IGG4, "g/l", "<")
    igg6_g_per_l: Decimal = read(Sentence.OTHER_IGG6, "g/l", "<")
    hospital: int = read(Sentence.OTHER_HOSPITAL, "count", "≥")
    sepsis: int = read(Sentence.OTHER_SEPSIS, "count", "≥")
    verified: int = read(Sentence.OTHER_VERIFIED, "count", "≥")
    period_months: int = read(Sentence.OTHER_IGG6, "month", name="period")


@dataclass(frozen=True)
class EligibilityFigures:
    """The figures of the text, by group, and the period after CAR-T or bispecific antibodies."""

    haematological: HaematologicalFigures
    cart_late: LateFigures
    other: OtherFigures
    cart_early_igg_g_per_l: Decimal = read(Sentence.CART_EARLY, "g/l", "<")
    cart_early_months: int = read(Sentence.CART_EARLY, "month", "<", name="period")
    cart_late_months: int = read(Sentence.CART_LATE, "month", ">", name="period")
    cart_stop_months: int = read(Sentence.CART_EARLY_STOP, "month")
    hsct_igg_g_per_l: Decimal = read(Sentence.HSCT, "g/l", "<")
    samples_apart_weeks: int = read(Sentence.TWO_SAMPLES, "week", "≥")
    groups: int = read(Sentence.POPULATIONS, "count")
    """Only said in the wording of the answer."""


@dataclass(frozen=True)
class Answers:
    """What decides; None is unknown. IgG is a number, `Below`, or None."""

    population: str
    child: Truth = None
    igg_g_l: Decimal | Below | None = None
    igg_confirmed: Truth = None
    below_age_range: Truth = None
    severe_or_recurrent: Truth = None
    low_igg_decisive: Truth = None
    hospital_infections_6m: int | None = None
    sepsis_6m: int | None = None
    verified_infections_6m: int | None = None
    m_component: Truth = None
    immunoparesis: Truth = None
    therapy_date: date | None = None
    assessment_date: date | None = None
    specialist_workup: Truth = None


@dataclass(frozen=True)
class EligibilityInputs(Answers):
    """All that the clinician answered: what decides, and what is only to be done before a start."""

    vaccinated: Truth = None
    antibiotics_considered: str | None = None
    iga_igm_measured: Truth = None
    on_immunoglobulin: Truth = None


@dataclass(frozen=True)
class Known:
    """What can contradict itself, as far as it could be read."""

    population: str | None
    child: Truth
    igg_g_l: Decimal | Below | None
    therapy_date: date | None
    assessment_date: date | None
    hospital_infections_6m: int | None
    sepsis_6m: int | None
    verified_infections_6m: int | None


class Case(NamedTuple):
    """A case in which every answer is given, as the criteria see it.

    `paresis` is an M-component with documented general immunoparesis; `infections` is any of the
    three kinds in the number that the text asks for.
    """

    igg_g_l: Decimal
    early: bool
    child: bool
    confirmed: bool
    below_age_range: bool
    paresis: bool
    severe: bool
    decisive: bool
    infections: bool
    workup: bool


def below(igg: Decimal | Below | None, limit: Decimal) -> Truth:
    """Is the IgG below the limit, strictly as written? Unknown where `<x` does not tell."""
    if igg is None:
        return None
    if isinstance(igg, Below):
        return True if igg.limit <= limit else None
    return igg < limit


def at_least(count: int | None, least: int) -> Truth:
    """Is the count at least the number? Unknown while the count is."""
    return None if count is None else count >= least


def infections(answers: Answers, figures: GroupFigures) -> tuple[Truth, Truth, Truth]:
    """Hospital, sepsis and verified infections, each against its number.

    The verified count holds all of them, so it settles the others: no more than it, no less.
    """
    hospital, sepsis = answers.hospital_infections_6m, answers.sepsis_6m
    verified = answers.verified_infections_6m
    states = [at_least(hospital, figures.hospital), at_least(sepsis, figures.sepsis), at_least(verified, figures.verified)]
    if verified is not None:
        if hospital is None and verified < figures.hospital:
            states[0] = False
        if sepsis is None and verified < figures.sepsis:
            states[1] = False
    elif max(hospital or 0, sepsis or 0) >= figures.verified:
        states[2] = True
    return states[0], states[1], states[2]


def is_early(answers: Answers, figures: EligibilityFigures) -> Truth:
    """Under 6 months since the therapy? The day itself counts as from 6 months on."""
    if answers.therapy_date is None or answers.assessment_date is None:
        return None
    return answers.assessment_date < add_months(answers.therapy_date, figures.cart_early_months)


def group_figures(population: str, figures: EligibilityFigures) -> GroupFigures:
    """The limits of the wider route, and of the first route of all groups but early CAR-T and HSCT."""
    if population == CART:
        return figures.cart_late
    return figures.other if population == OTHER else figures.haematological


def limits(population: str, child: Truth, figures: EligibilityFigures) -> tuple[Decimal, ...]:
    """The IgG limits that this group's verdict compares with."""
    if population == HSCT:
        return (figures.hsct_igg_g_per_l,)
    if population == CART:
        if child:
            return ()
        return (figures.cart_early_igg_g_per_l, figures.cart_late.igg4_g_per_l, figures.cart_late.igg6_g_per_l)
    group = group_figures(population, figures)
    return (group.igg4_g_per_l, group.igg6_g_per_l)


def possible_cases(answers: Answers, figures: EligibilityFigures) -> dict[str, tuple[Any, ...]]:
    """For each field of `Case`, every value that the answers leave open.

    An unknown IgG is tried below all limits and at each of them: those are all the verdict can
    tell apart. What the group does not read stands at one value and is never tried.
    """
    population = answers.population
    read = _READ[population]
    compared = limits(population, answers.child, figures)
    igg = answers.igg_g_l
    if isinstance(igg, Below):
        levels = (Decimal(0), *(limit for limit in sorted(set(compared)) if limit < igg.limit))
    else:
        levels = (Decimal(0), *sorted(set(compared))) if igg is None else (igg,)
    states: dict[str, Truth] = {
        "early": is_early(answers, figures),
        "child": answers.child,
        "confirmed": answers.igg_confirmed,
        "below_age_range": answers.below_age_range,
        "paresis": all_of(answers.m_component, answers.immunoparesis),
        "severe": answers.severe_or_recurrent,
        "decisive": answers.low_igg_decisive,
        "infections": any_of(*infections(answers, group_figures(population, figures))),
        "workup": answers.specialist_workup,
    }
    possible: dict[str, tuple[Any, ...]] = {"igg_g_l": levels}
    for name, state in states.items():
        possible[name] = either(state) if name in read else (False,)
    return possible


def verdict(population: str, case: Case, figures: EligibilityFigures) -> str:
    """The verdict of a case in which every answer is known."""
    if population == HSCT:
        return MEETS if case.igg_g_l < figures.hsct_igg_g_per_l else NOT_MET
    if population == CART:
        if case.child:
            return NOT_COVERED
        if case.early and case.igg_g_l < figures.cart_early_igg_g_per_l:
            return MEETS  # whatever the infections
    group = group_figures(population, figures)
    low_and_lasting = (case.igg_g_l < group.igg4_g_per_l and case.confirmed) or case.paresis
    if population == CART and not case.early and only_lasting_is_missing(case, group):
        return UNDETERMINED
    low_in_the_wider_route = case.igg_g_l < group.igg6_g_per_l or case.below_age_range or case.paresis
    # Under 6 months the first route asks for the IgG alone; only the wider one is as in
    # haematological disease, so immunoparesis can't open the first.
    if low_and_lasting and case.severe and not case.early:
        found = MEETS
    elif low_in_the_wider_route and case.decisive and case.infections:
        found = CONSIDER
    else:
        return NOT_MET
    if population != OTHER:
        return found
    # "May be considered in special situations", and the source requires the work-up first.
    return CONSIDER if case.workup else UNDETERMINED


def only_lasting_is_missing(case: Case, group: GroupFigures) -> bool:
    """Late after CAR-T: all of the first route but that the low IgG lasts.

    The sentence itself does not ask for it, but refers to haematological disease, where it is asked for. Either
    reading can be defended, so neither is taken; immunoparesis counts as lasting too.
    """
    return case.igg_g_l < group.igg4_g_per_l and case.severe and not (case.confirmed or case.paresis)


@dataclass(frozen=True)
class Decision:
    """The verdict that is certain, whether more could still come, and what could change it."""

    outcome: str
    could_meet: bool
    open: frozenset[str]
    """The fields of `Case` whose unknown state could still change the verdict."""


# What each group's verdict reads besides the IgG.
_READ_IN_FULL = ("confirmed", "below_age_range", "paresis", "severe", "decisive", "infections")
_READ = {
    HAEMATOLOGICAL: _READ_IN_FULL,
    CART: ("early", "child", *_READ_IN_FULL),
    HSCT: (),
    OTHER: (*(name for name in _READ_IN_FULL if name != "paresis"), "workup"),
}


def decide(answers: Answers, figures: EligibilityFigures) -> Decision:
    """Judge the answers, trying every way the unknown ones could turn out."""
    population = answers.population
    possible = possible_cases(answers, figures)
    child_unknown = len(possible["child"]) > 1
    if child_unknown:
        possible["child"] = (False,)  # what else is missing is asked for an adult
    found, could_change = settle(possible, lambda **states: verdict(population, Case(**states), figures))
    if child_unknown:
        # Children are outside these criteria: nothing is certain before it is known.
        return Decision(UNDETERMINED, False, frozenset({*could_change, "child"}))
    return Decision(certain(found), found == {MEETS, CONSIDER}, frozenset(could_change))


def certain(found: frozenset[str]) -> str:
    """The strongest verdict that holds whichever of these it turns out to be."""
    if len(found) == 1:
        return next(iter(found))
    return CONSIDER if found == {MEETS, CONSIDER} else UNDETERMINED


FIELDS_OF_CASE = {
    "igg_g_l": ("igg_g_l",),
    "early": ("therapy_date", "assessment_date"),
    "child": ("child",),
    "confirmed": ("igg_confirmed",),
    "below_age_range": ("below_age_range",),
    "paresis": ("m_component", "immunoparesis"),
    "severe": ("severe_or_recurrent",),
    "decisive": ("low_igg_decisive",),
    "workup": ("specialist_workup",),
}
COUNTS = ("hospital_infections_6m", "sepsis_6m", "verified_infections_6m")


def is_between_the_readings(answers: Answers, figures: EligibilityFigures) -> bool:
    """Whether "lasting" alone stands between a patient late after CAR-T and the first route, by what is known now."""
    if answers.population != CART or answers.child is not False or is_early(answers, figures) is not False:
        return False
    low = below(answers.igg_g_l, figures.cart_late.igg4_g_per_l)
    settled = answers.igg_confirmed or all_of(answers.m_component, answers.immunoparesis)
    return low is True and answers.severe_or_recurrent is True and not settled


def missing_fields(answers: Answers, figures: EligibilityFigures, decision: Decision) -> tuple[str, ...]:
    """The unanswered fields that could still change the verdict, in the order of `Answers`."""
    wanted = fields_of(decision.open, answers, figures)
    return tuple(name for name in Answers.__dataclass_fields__ if name in wanted)


def fields_of(case: Iterable[str], answers: Answers, figures: EligibilityFigures) -> frozenset[str]:
    """The unanswered fields that would tell these of a `Case`."""
    wanted: set[str] = set()
    for name in case:
        if name == "infections":
            states = infections(answers, group_figures(answers.population, figures))
            wanted |= {count for count, state in zip(COUNTS, states, strict=True) if state is None}
        else:
            wanted |= {field for field in FIELDS_OF_CASE[name] if getattr(answers, field) is None}
    return frozenset(wanted)
