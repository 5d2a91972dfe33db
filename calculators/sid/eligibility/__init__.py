"""`sid-eligibility`: are the criteria for starting immunoglobulin met, by group?"""

from decimal import Decimal

from calculators.answer import Answer, Handover, Note, Step, Value, Verdict
from calculators.answer.quantities import counted
from calculators.calculator import Calculator, TextProblem, between
from calculators.facts import Facts
from calculators.facts.read import figures_of
from calculators.form.fields import YES_NO, Below, Field, FieldError, Parsed, contradiction, not_exact
from calculators.rulekit.dates import add_months
from calculators.rulekit.logic import Truth
from calculators.rulekit.numbers import as_typed
from calculators.sid.eligibility.asked import asked
from calculators.sid.eligibility.flowchart import FlowChart
from calculators.sid.eligibility.rule import (
    CART,
    CONSIDER,
    HAEMATOLOGICAL,
    HSCT,
    MEETS,
    NOT_COVERED,
    NOT_MET,
    OTHER,
    POPULATIONS,
    UNDETERMINED,
    Decision,
    EligibilityFigures,
    EligibilityInputs,
    Known,
    Sentence,
    decide,
    is_between_the_readings,
    is_early,
    limits,
    missing_fields,
)
from calculators.sid.eligibility.trace import for_chart, outstanding, trace

_WIDE = ("population", (HAEMATOLOGICAL, CART, OTHER))  # the groups that read more than the IgG
_M_GROUPS = ("population", (HAEMATOLOGICAL, CART))
_CART = ("population", (CART,))
_OTHER = ("population", (OTHER,))


def fields(figures: EligibilityFigures) -> tuple[Field, ...]:
    def yesno(name: str, group: str, when: tuple[str, tuple[str, ...]] | None = None) -> Field:
        return Field(name, "yesno", options=YES_NO, group=group, when=when)

    def count(name: str) -> Field:
        return Field(name, "whole", low=Decimal(0), high=Decimal(50), group="infections", when=_WIDE)

    return (
        yesno("on_immunoglobulin", "group"),  # first: who is treated already has no use for the rest
        Field("population", "choice", required=True, options=POPULATIONS, group="group"),
        yesno("child", "group", _CART),
        Field("therapy_date", "date", group="group", when=_CART),
        Field("assessment_date", "date", group="group", when=_CART),
        Field("igg_g_l", "igg", "g/l", low=Decimal(0), high=Decimal(100), group="igg"),
        yesno("igg_confirmed", "igg"),
        yesno("m_component", "igg", _M_GROUPS),
        yesno("immunoparesis", "igg", _M_GROUPS),
        yesno("below_age_range", "igg", _WIDE),
        yesno("severe_or_recurrent", "infections", _WIDE),
        yesno("low_igg_decisive", "infections", _WIDE),
        count("hospital_infections_6m"),
        count("sepsis_6m"),
        count("verified_infections_6m"),
        yesno("specialist_workup", "before", _OTHER),
        yesno("vaccinated", "before"),
        Field("antibiotics_considered", "choice", options=(*YES_NO, "not_applicable"), group="before"),
        yesno("iga_igm_measured", "before"),
    )


def conflicts(known: Known, figures: EligibilityFigures) -> list[FieldError]:
    """Counts and dates that cannot both be true, and an IgG that decides no comparison."""
    errors = []
    verified = known.verified_infections_6m
    for name, part in (("hospital_infections_6m", known.hospital_infections_6m), ("sepsis_6m", known.sepsis_6m)):
        if verified is not None and part is not None and verified < part:
            errors += contradiction(name, "verified_infections_6m", "fewer_than_part")
    if known.therapy_date and known.assessment_date and known.assessment_date < known.therapy_date:
        errors += contradiction("assessment_date", "therapy_date", "assessed_before")
    if known.population:
        errors += not_exact("igg_g_l", known.igg_g_l, limits(known.population, known.child, figures))
    return list({(error.field, error.code): error for error in errors}.values())


def solve(answers: EligibilityInputs, figures: EligibilityFigures) -> Answer:
    """The verdict for the patient's group with its whole trace (Medicinrådet, start criteria)."""
    decision = decide(answers, figures)
    early = is_early(answers, figures) if answers.population == CART else None
    shown: tuple[Value, ...] = ()
    working: tuple[Step, ...] = ()
    if early and answers.therapy_date and decision.outcome == MEETS:
        stop_by = add_months(answers.therapy_date, figures.cart_stop_months)
        facts = (Sentence.CART_EARLY_STOP,)
        shown = (Value("stop_by", stop_by, facts),)
        months = counted(figures.cart_stop_months, "month")
        working = (Step("stop_by", {"therapy": answers.therapy_date, "months": months, "day": stop_by}, facts),)
    is_between = decision.outcome == UNDETERMINED and is_between_the_readings(answers, figures)
    return Answer(
        outcome=decision.outcome,
        verdict=_verdict(answers, is_between),
        values=shown,
        criteria=trace(answers, figures),
        missing=missing_fields(answers, figures, decision),
        outstanding=outstanding(answers),
        notes=_notes(answers, figures, decision, early, is_between=is_between),
        working=working,
        handovers=_handovers(answers, decision.outcome),
        chart=FlowChart(answers.population, figures, for_chart(answers, figures), decision.outcome),
    )


def _verdict(answers: EligibilityInputs, is_between: bool) -> Verdict | None:
    if answers.on_immunoglobulin:
        return Verdict("on_treatment", alone=True)
    return Verdict("late_lasting") if is_between else None


def _handovers(answers: EligibilityInputs, outcome: str) -> tuple[Handover, ...]:
    """The way on: for who is treated already, after a verdict that leads to a start, and from HSCT to group 1."""
    known = ("population", "child", "therapy_date") if answers.population == CART else ("population",)
    followup = Handover("sid-followup", _typed(answers, known))
    if answers.on_immunoglobulin:
        return (Handover("sid-trough", {}), followup)
    if outcome in (MEETS, CONSIDER):
        return (Handover("sid-route", {}), Handover("sid-dose", {}), followup)
    if answers.population == HSCT and outcome == NOT_MET:
        kept = {"population": HAEMATOLOGICAL} | _typed(answers, _IN_BOTH_GROUPS)
        return (Handover("sid-eligibility", kept, "as_haematological"),)
    return ()


_IN_BOTH_GROUPS = ("on_immunoglobulin", "igg_g_l", "igg_confirmed", "vaccinated", "antibiotics_considered", "iga_igm_measured")


def _typed(answers: EligibilityInputs, names: tuple[str, ...]) -> dict[str, str]:
    """What was answered, as the fields read it back."""

    def text(value: Parsed) -> str:
        if isinstance(value, Below):
            return f"<{as_typed(value.limit)}"
        if isinstance(value, bool):
            return "yes" if value else "no"
        return as_typed(value) if isinstance(value, Decimal) else str(value)

    given: dict[str, Parsed] = {name: getattr(answers, name) for name in names}
    return {name: text(value) for name, value in given.items() if value is not None}


def _no_infections(answers: EligibilityInputs) -> bool:
    """Is it known that there were none? The verified count holds all of the last months."""
    return answers.severe_or_recurrent is False and answers.verified_infections_6m == 0


def _notes(
    answers: EligibilityInputs, figures: EligibilityFigures, decision: Decision, early: Truth, *, is_between: bool
) -> tuple[Note, ...]:
    population, outcome = answers.population, decision.outcome
    notes = []
    if answers.on_immunoglobulin:
        notes.append(Note("on_treatment", "warning", (Sentence.IGA_IGM,)))
    if _samples_disagree(answers, figures):
        notes.append(Note("check_samples", "warning", (Sentence.TWO_SAMPLES,)))
    if is_between:
        notes.append(Note("reading_late_lasting", "info", (Sentence.CART_LATE, Sentence.HAEM_IGG4, Sentence.TWO_SAMPLES)))
    if decision.could_meet:
        notes.append(Note("could_meet"))
    if population == CART and outcome == MEETS and early is None:
        notes.append(Note("deadline_if_early", "warning", (Sentence.CART_EARLY, Sentence.CART_EARLY_STOP)))
    if population == CART and outcome == NOT_COVERED:
        notes.append(Note("children", "info", (Sentence.CART_CHILDREN,)))
    if population == HSCT and outcome == NOT_MET:
        notes.append(Note("judge_haematological", "info", (Sentence.HSCT, Sentence.HAEM_IGG4)))
    # In early CAR-T and after HSCT the route below 4 is in effect prophylaxis: none of these there.
    if population != HSCT and not early:
        if outcome == CONSIDER:
            notes.append(Note("weigh", "info", (Sentence.OTHER_WEIGH if population == OTHER else Sentence.HAEM_WEIGH,)))
        if outcome in (CONSIDER, NOT_MET) and not _no_infections(answers):
            notes.append(Note("nonserious", "info", (Sentence.OTHER_NONSERIOUS if population == OTHER else Sentence.HAEM_NONSERIOUS,)))
        if outcome == NOT_MET:
            notes.append(Note("primary_prophylaxis", "info", (Sentence.OTHER_PRIMARY if population == OTHER else Sentence.HAEM_PRIMARY,)))
    if population == HAEMATOLOGICAL and not _no_infections(answers):
        notes.append(Note("mucosa", "info", (Sentence.HAEM_MUCOSA,)))
    return (*notes, *_readings(answers, figures, early, outcome))


def _samples_disagree(answers: EligibilityInputs, figures: EligibilityFigures) -> bool:
    """The IgG is the higher of two samples; does the second one's answer fit it?

    A warning and not an error: either answer alone is plausible, and the verdict stays strict.
    """
    igg, confirmed = answers.igg_g_l, answers.igg_confirmed
    if igg is None or confirmed is None:
        return False
    limit = figures.haematological.igg4_g_per_l
    is_below = igg.limit <= limit if isinstance(igg, Below) else igg < limit
    return is_below != confirmed


def _readings(answers: EligibilityInputs, figures: EligibilityFigures, early: Truth, outcome: str) -> tuple[Note, ...]:
    """Where the source is silent or can be read two ways: the reading taken."""
    population = answers.population
    readings = []
    therapy, assessed = answers.therapy_date, answers.assessment_date
    if population == CART and therapy and assessed == add_months(therapy, figures.cart_early_months):
        readings.append(Note("reading_six_months", "info", (Sentence.CART_EARLY, Sentence.CART_LATE)))
    if population == HSCT:
        readings.append(Note("reading_one_sample", "info", (Sentence.HSCT, Sentence.TWO_SAMPLES)))
    elif early and outcome == MEETS:
        readings.append(Note("reading_one_sample", "info", (Sentence.CART_EARLY, Sentence.TWO_SAMPLES)))
    if population != HSCT and answers.below_age_range:
        fact = {OTHER: Sentence.OTHER_IGG6, CART: Sentence.CART_IGG6}.get(population, Sentence.HAEM_IGG6)
        readings.append(Note("reading_age_range", "info", (fact,)))
    if population in (HAEMATOLOGICAL, CART) and answers.m_component and answers.immunoparesis:
        readings.append(Note("reading_immunoparesis", "info", (Sentence.HAEM_M_COMPONENT,)))
    if population in (HSCT, OTHER):
        readings.append(Note("reading_autologous", "info", (Sentence.POPULATIONS,)))
    # After HSCT a verdict of "not met" has its own note on the other group.
    if population in (HAEMATOLOGICAL, CART) or (population == HSCT and outcome != NOT_MET):
        readings.append(Note("reading_two_groups", "info", (Sentence.POPULATIONS,)))
    return tuple(readings)


def check_text(facts: Facts) -> list[TextProblem]:
    """The two periods after CAR-T must meet, or a patient falls between them or in both."""
    figures = figures_of(EligibilityFigures, facts)
    if figures.cart_early_months == figures.cart_late_months:
        return []
    return [TextProblem("figures_disagree", Sentence.CART_LATE, "period", f"{Sentence.CART_EARLY}.period")]


CALCULATOR = Calculator(
    "sid-eligibility",
    "sid/start",
    reads=EligibilityFigures,
    sentences=Sentence,
    inputs=EligibilityInputs,
    fields=fields,
    solve=solve,
    check_text=check_text,
    conflicts=between(Known, conflicts),
    asked=asked,
    hands_over_to=("sid-route", "sid-dose", "sid-trough", "sid-followup"),
    flowcharts=POPULATIONS,
    flowchart=FlowChart,
)
