"""`sid-eligibility` from the contract, by possible worlds.

Each unknown answer is replaced by every answer it could still turn out to be; the
verdict is what holds in all of these worlds. Readings:

* An answer that would contradict a known one is no possible answer. `verified` counts
  all infections, so `verified` 1 rules out two in hospital, and `verified` 0 rules out sepsis.
* IgG and `igg_confirmed` are taken as they stand, each by itself: a confirmed low IgG
  says nothing about an IgG that was not given, and IgG 4.0 stays "not below 4".
* Early after CAR-T the wider route is the haematological one, so M-component and
  immunoparesis count in it, but not in the route below 4.
* A field is missing when there is a way of answering the other unknown fields, or of
  leaving them unknown, after which its answer changes the verdict.
* Group 4 with the work-up answered "no": `undetermined` in every such world.
* Late after CAR-T two worlds of reading stand side by side, one that asks for "lasting" and one that does not. Where
  the second meets the criterion for starting and the first does not, neither is taken: `undetermined`, also where
  the wider route would let immunoglobulin be considered.
"""

from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import NamedTuple

VERY_LOW = Fraction(4)  # g/l, mr-haem-igg4, mr-cart-early, mr-hsct, mr-other-igg4
LOW = Fraction(6)  # g/l, mr-haem-igg6, mr-cart-igg6, mr-other-igg6
HOSPITAL = 2  # mr-haem-hosp, mr-other-hosp
SEPSIS = 1  # mr-haem-sepsis, mr-other-sepsis
VERIFIED = 2  # mr-haem-verified, mr-other-verified
EARLY_MONTHS = 6  # mr-cart-early, mr-cart-late

HAEM, CART, HSCT, OTHER = POPULATIONS = ("haematological", "cart_bispecific", "hsct", "other")
MEETS, CONSIDER, NOT_MET = "meets", "consider", "not_met"
UNDETERMINED, NOT_COVERED = "undetermined", "not_covered"

BELOW_4 = "below 4"  # typed as "<1,1"
BOTH = (True, False)


class Answers(NamedTuple):
    """Parsed answers; None is unknown."""

    population: str
    child: bool | None = None
    igg: Fraction | str | None = None
    confirmed: bool | None = None
    below_age: bool | None = None
    severe: bool | None = None
    decisive: bool | None = None
    hospital: int | None = None
    sepsis: int | None = None
    verified: int | None = None
    m_component: bool | None = None
    immunoparesis: bool | None = None
    therapy: date | None = None
    assessment: date | None = None
    workup: bool | None = None


#: The name of each answer in the contract.
FIELD = {
    "population": "population",
    "child": "child",
    "igg": "igg_g_l",
    "confirmed": "igg_confirmed",
    "below_age": "below_age_range",
    "severe": "severe_or_recurrent",
    "decisive": "low_igg_decisive",
    "hospital": "hospital_infections_6m",
    "sepsis": "sepsis_6m",
    "verified": "verified_infections_6m",
    "m_component": "m_component",
    "immunoparesis": "immunoparesis",
    "therapy": "therapy_date",
    "assessment": "assessment_date",
    "workup": "specialist_workup",
}


# --- months ---------------------------------------------------------------------------------


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            pass
    return date(year, month + 1, day.day)


def is_early(therapy: date | None, assessment: date | None) -> bool | None:
    if therapy is None or assessment is None:
        return None
    return assessment < months_on(therapy, EARLY_MONTHS)  # the very day counts as late


# --- parts that several answers make up ------------------------------------------------------


def consistent(hospital: int | None, sepsis: int | None, verified: int | None) -> bool:
    return verified is None or (verified >= (hospital or 0) and verified >= (sepsis or 0))


def contradictions(a: Answers) -> set[str]:
    """The fields that contradict each other."""
    fields = set()
    if a.verified is not None:
        if a.hospital is not None and a.hospital > a.verified:
            fields |= {"hospital_infections_6m", "verified_infections_6m"}
        if a.sepsis is not None and a.sepsis > a.verified:
            fields |= {"sepsis_6m", "verified_infections_6m"}
    if a.therapy is not None and a.assessment is not None and a.assessment < a.therapy:
        fields |= {"therapy_date", "assessment_date"}
    return fields


def certain(results: set[bool]) -> bool | None:
    return results.pop() if len(results) == 1 else None


def candidates(known: int | None, *others: int | None) -> tuple[int, ...]:
    """The counts an unknown count could be: both sides of the limits and the known ones."""
    if known is not None:
        return (known,)
    return tuple({0, 1, 2, *(o for o in others if o is not None)})


@lru_cache(None)
def wider_infections(decisive: bool | None, hospital: int | None, sepsis: int | None, verified: int | None) -> bool | None:
    """Low IgG decisive, and one of the three: in every consistent world, or in none."""
    seen = set()
    for h, s, v in product(
        candidates(hospital, sepsis, verified),
        candidates(sepsis, hospital, verified),
        candidates(verified, hospital, sepsis),
    ):
        if not consistent(h, s, v):
            continue
        for d in BOTH if decisive is None else (decisive,):
            seen.add(d and (h >= HOSPITAL or s >= SEPSIS or v >= VERIFIED))
    return certain(seen)


@lru_cache(None)
def monoclonal(m_component: bool | None, immunoparesis: bool | None) -> bool | None:
    return certain(
        {m and i for m in (BOTH if m_component is None else (m_component,)) for i in (BOTH if immunoparesis is None else (immunoparesis,))}
    )


# --- the verdict -----------------------------------------------------------------------------


class Parts(NamedTuple):
    """What the verdict is made of; `level` is 0 below 4, 1 below 6, 2 from 6 on."""

    level: int | None
    confirmed: bool | None
    below_age: bool | None
    severe: bool | None
    wider: bool | None
    monoclonal: bool | None
    early: bool | None
    child: bool | None
    workup: bool | None


READS = {
    HAEM: {"level", "confirmed", "below_age", "severe", "wider", "monoclonal"},
    CART: {"level", "confirmed", "below_age", "severe", "wider", "monoclonal", "early", "child"},
    HSCT: {"level"},
    OTHER: {"level", "confirmed", "below_age", "severe", "wider", "workup"},
}
RANGE = {name: (0, 1, 2) if name == "level" else BOTH for name in Parts._fields}
MADE_OF = {
    "level": ("igg",),
    "wider": ("decisive", "hospital", "sepsis", "verified"),
    "monoclonal": ("m_component", "immunoparesis"),
    "early": ("therapy", "assessment"),
}
NOTHING = Parts(2, False, False, False, False, False, False, False, False)


def level(igg: Fraction | str | None) -> int | None:
    if igg is None:
        return None
    if igg == BELOW_4:
        return 0
    return 0 if igg < VERY_LOW else 1 if igg < LOW else 2


def parts(a: Answers) -> Parts:
    whole = Parts(
        level=level(a.igg),
        confirmed=a.confirmed,
        below_age=a.below_age,
        severe=a.severe,
        wider=wider_infections(a.decisive, a.hospital, a.sepsis, a.verified),
        monoclonal=monoclonal(a.m_component, a.immunoparesis),
        early=is_early(a.therapy, a.assessment),
        child=a.child,
        workup=a.workup,
    )
    reads = READS[a.population]
    # What the group does not read is fixed, so that it can change nothing.
    return Parts(*(v if n in reads else f for n, v, f in zip(Parts._fields, whole, NOTHING, strict=True)))


@lru_cache(None)
def in_world(population: str, p: Parts) -> str:
    """The verdict where every answer is known."""
    if population == HSCT:
        return MEETS if p.level == 0 else NOT_MET
    if population == CART and p.child:
        return NOT_COVERED
    stands_in = p.monoclonal and population != OTHER
    narrow = (p.level == 0 or stands_in) and (p.confirmed or stands_in) and p.severe
    wider = (p.level < 2 or p.below_age or stands_in) and p.wider
    if population == CART:
        if p.early:
            narrow = p.level == 0
        elif p.level == 0 and p.severe and not narrow:
            return UNDETERMINED
    if population == OTHER:
        if not (narrow or wider):
            return NOT_MET
        return CONSIDER if p.workup else UNDETERMINED
    return MEETS if narrow else CONSIDER if wider else NOT_MET


@lru_cache(None)
def possible(population: str, p: Parts) -> frozenset[str]:
    unknown = [RANGE[n] if v is None else (v,) for n, v in zip(Parts._fields, p, strict=True)]
    return frozenset(in_world(population, Parts(*world)) for world in product(*unknown))


def judged(population: str, p: Parts) -> str:
    outcomes = possible(population, p)
    if len(outcomes) == 1:
        return next(iter(outcomes))
    return CONSIDER if outcomes == {MEETS, CONSIDER} else UNDETERMINED


def outcome(a: Answers) -> str:
    return judged(a.population, parts(a))


def between_readings(a: Answers) -> bool:
    """Late, an adult, IgG below 4 and severe infections known; that it lasts is the one thing not shown."""
    p = parts(a)
    known = p.child is False and p.early is False and p.level == 0 and p.severe is True
    return a.population == CART and known and p.confirmed is not True and p.monoclonal is not True


def could_meet(a: Answers) -> bool:
    return possible(a.population, parts(a)) == {MEETS, CONSIDER}


def stop_by(a: Answers) -> date | None:
    """Only where the early route below 4 is certain to be the one that is met."""
    if a.population == CART and is_early(a.therapy, a.assessment) and outcome(a) == MEETS:
        return months_on(a.therapy, EARLY_MONTHS)
    return None


# --- what is missing -------------------------------------------------------------------------


def changes(a: Answers, field: str) -> tuple[str, set[tuple]]:
    """The part a field belongs to, and how an answer can move it, whatever its fellows are."""
    part, members = next(((p, m) for p, m in MADE_OF.items() if field in m), (field, (field,)))
    if part == "early":
        return part, {(None, True), (None, False)}
    if part in ("level", field):
        return part, {(None, value) for value in RANGE[part]}

    fellows = [m for m in members if m != field]
    counts = [getattr(a, m) for m in ("hospital", "sepsis", "verified")]

    def options(member: str) -> tuple:
        if member in ("hospital", "sepsis", "verified"):
            return candidates(None, *counts)
        return BOTH

    moves = set()
    made = wider_infections if part == "wider" else monoclonal
    for filling in product(*((getattr(a, m),) if getattr(a, m) is not None else (None, *options(m)) for m in fellows)):
        known = dict(zip(fellows, filling, strict=True))
        if part == "wider":
            known_counts = {m: known.get(m) for m in ("hospital", "sepsis", "verified")}
            if not consistent(**known_counts):
                continue
        before = made(*(known.get(m) for m in members))
        for answer in options(field):
            now = {**known, field: answer}
            if part == "wider" and not consistent(*(now.get(m) for m in ("hospital", "sepsis", "verified"))):
                continue
            after = made(*(now.get(m) for m in members))
            if after != before:
                moves.add((before, after))
    return part, moves


@lru_cache(None)
def matters(population: str, p: Parts, part: str, before: object, after: object) -> bool:
    fillings = [
        (None,) if name == part else (None, *RANGE[name]) if value is None else (value,)
        for name, value in zip(Parts._fields, p, strict=True)
    ]
    for filling in product(*fillings):
        here = Parts(*filling)
        if judged(population, here._replace(**{part: before})) != judged(population, here._replace(**{part: after})):
            return True
    return False


def missing(a: Answers) -> set[str]:
    """The contract's names of the unknown fields whose answers could still change the verdict."""
    p = parts(a)
    found = set()
    for name in Answers._fields[1:]:
        if getattr(a, name) is not None:
            continue
        part, moves = changes(a, name)
        if part not in READS[a.population]:
            continue
        if any(matters(a.population, p, part, before, after) for before, after in moves):
            found.add(FIELD[name])
    return found


# --- the trace and what is outstanding -------------------------------------------------------



def implied_counts(a: Answers) -> dict[str, bool | None]:
    """Each count against its limit, with what the other two counts rule out or settle."""
    limits = {"hospital": HOSPITAL, "sepsis": SEPSIS, "verified": VERIFIED}
    seen: dict[str, set[bool]] = {name: set() for name in limits}
    for counts in product(
        candidates(a.hospital, a.sepsis, a.verified),
        candidates(a.sepsis, a.hospital, a.verified),
        candidates(a.verified, a.hospital, a.sepsis),
    ):
        if consistent(*counts):
            for name, count in zip(limits, counts, strict=True):
                seen[name].add(count >= limits[name])
    return {name: certain(found) for name, found in seen.items()}


def either(*parts: bool | None) -> bool | None:
    """Whether one of them holds: certain where one does, or where none can."""
    return certain({any(world) for world in product(*(BOTH if part is None else (part,) for part in parts))})


def shown_criteria(a: Answers) -> dict[str, bool | None]:
    """Each criterion that the trace of the group shows, by the answers as they stand.

    Of the first route after CAR-T it shows what is asked from six months on, and of the early criterion what is asked before,
    each unless the dates rule it out.
    """
    grade = level(a.igg)
    below_4, below_6 = (None, None) if grade is None else (grade == 0, grade < 2)
    if a.population == HSCT:
        return {"hsct_igg": below_4}
    counts = implied_counts(a)
    if a.population == OTHER:
        return {
            "other_low_igg": below_4,
            "lasting": a.confirmed,
            "severe_or_recurrent": a.severe,
            "other_wider_igg": either(below_6, a.below_age),
            "decisive": a.decisive,
            **{f"other_{name}": state for name, state in counts.items()},
            "workup": a.workup,
        }
    paresis = monoclonal(a.m_component, a.immunoparesis)
    late = {
        "late_low_igg" if a.population == CART else "haem_low_igg": either(below_4, paresis),
        "lasting_or_paresis": either(a.confirmed, paresis),
        "severe_or_recurrent": a.severe,
    }
    wider = {
        "cart_wider_igg" if a.population == CART else "haem_wider_igg": either(below_6, a.below_age, paresis),
        "decisive": a.decisive,
        **{f"haem_{name}": state for name, state in counts.items()},
    }
    if a.population == HAEM:
        return {"immunoparesis": paresis} | late | wider
    early = is_early(a.therapy, a.assessment)
    start = {"adult": None if a.child is None else not a.child, "early_period": early}
    start |= {} if early is False else {"early_igg": below_4}
    return start | {"immunoparesis": paresis} | ({} if early else late) | wider


def outstanding(confirmed: bool | None, vaccinated: str | None, antibiotics: str | None, iga_igm: str | None) -> set[str]:
    """The facts behind what the answers do not say is done."""
    facts = set()
    if vaccinated != "yes":
        facts.add("mr-pre-vaccination")
    if antibiotics not in ("yes", "not_applicable"):
        facts.add("mr-pre-antibiotics")
    if confirmed is None:
        facts.add("mr-mon-two")
    if iga_igm != "yes":
        facts.add("mr-mon-iga-igm")
    return facts
