"""`sid-eligibility`: are the criteria for starting immunoglobulin met, by group?"""

from decimal import Decimal

from calculators.answer import Answer, Handover, Note, Quantity, Step, Value
from calculators.calculator import Calculator, TextProblem
from calculators.facts import Facts, Read
from calculators.form.fields import YES_NO, Below, Field, FieldError, contradiction, not_exact
from calculators.rulekit.dates import add_months
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
    Answers,
    EligibilityFigures,
    GroupFigures,
    decide,
    is_early,
    limits,
    missing_fields,
)
from calculators.sid.eligibility.trace import outstanding, trace


def _group_reads(prefix: str) -> dict[str, Read]:
    return {
        "igg4_g_per_l": Read(f"{prefix}-igg4", "g/l", "<"),
        "igg6_g_per_l": Read(f"{prefix}-igg6", "g/l", "<"),
        "hospital": Read(f"{prefix}-hosp", "count", "≥"),
        "sepsis": Read(f"{prefix}-sepsis", "count", "≥"),
        "verified": Read(f"{prefix}-verified", "count", "≥"),
        "period_months": Read(f"{prefix}-igg6", "month", name="period"),
    }


HAEM_READS = _group_reads("mr-haem")
OTHER_READS = _group_reads("mr-other")
# After 6 months: its own limits in the text, the infections as in haematological disease.
LATE_READS = HAEM_READS | {
    "igg4_g_per_l": Read("mr-cart-late", "g/l", "<"),
    "igg6_g_per_l": Read("mr-cart-igg6", "g/l", "<"),
}
CART_READS = {
    "cart_early_igg_g_per_l": Read("mr-cart-early", "g/l", "<"),
    "cart_early_months": Read("mr-cart-early", "month", "<", name="period"),
    "cart_late_months": Read("mr-cart-late", "month", ">", name="period"),
    "cart_stop_months": Read("mr-cart-early-stop", "month"),
    "hsct_igg_g_per_l": Read("mr-hsct", "g/l", "<"),
    "samples_apart_weeks": Read("mr-mon-two", "week", "≥"),
}
# Said in the wording of the answer, so their shape is asserted too.
WORDED_READS = {
    "groups": Read("mr-populations", "count"),
}
READS = {
    **{f"haem_{name}": read for name, read in HAEM_READS.items()},
    **{f"late_{name}": read for name, read in LATE_READS.items()},
    **{f"other_{name}": read for name, read in OTHER_READS.items()},
    **CART_READS,
    **WORDED_READS,
}


def figures(facts: Facts) -> EligibilityFigures:
    facts.numbers(WORDED_READS)
    return EligibilityFigures(
        haematological=GroupFigures(**facts.numbers(HAEM_READS)),
        cart_early_igg_g_per_l=facts.number(CART_READS["cart_early_igg_g_per_l"]),
        cart_late=GroupFigures(**facts.numbers(LATE_READS)),
        hsct_igg_g_per_l=facts.number(CART_READS["hsct_igg_g_per_l"]),
        other=GroupFigures(**facts.numbers(OTHER_READS)),
        cart_early_months=int(facts.number(CART_READS["cart_early_months"])),
        cart_stop_months=int(facts.number(CART_READS["cart_stop_months"])),
        samples_apart_weeks=facts.number(CART_READS["samples_apart_weeks"]),
    )


_WIDE = ("population", (HAEMATOLOGICAL, CART, OTHER))  # the groups that read more than the IgG
_M_GROUPS = ("population", (HAEMATOLOGICAL, CART))
_CART = ("population", (CART,))
_OTHER = ("population", (OTHER,))


def fields(figures: EligibilityFigures) -> tuple[Field, ...]:
    def yesno(name, group, when=None):
        return Field(name, "yesno", options=YES_NO, group=group, when=when)

    def count(name):
        return Field(name, "whole", low=Decimal(0), high=Decimal(50), group="infections", when=_WIDE)

    return (
        Field("population", "choice", required=True, options=POPULATIONS, group="group"),
        yesno("child", "group", _CART),
        Field("therapy_date", "date", group="group", when=_CART),
        Field("assessment_date", "date", group="group", when=_CART),
        Field("igg_g_l", "igg", "g/l", low=Decimal(0), high=Decimal(100), group="igg"),
        yesno("igg_confirmed", "igg"),
        yesno("below_age_range", "igg", _WIDE),
        yesno("m_component", "igg", _M_GROUPS),
        yesno("immunoparesis", "igg", _M_GROUPS),
        yesno("severe_or_recurrent", "infections", _WIDE),
        yesno("low_igg_decisive", "infections", _WIDE),
        count("hospital_infections_6m"),
        count("sepsis_6m"),
        count("verified_infections_6m"),
        yesno("specialist_workup", "before", _OTHER),
        yesno("vaccinated", "before"),
        Field("antibiotics_considered", "choice", options=(*YES_NO, "not_applicable"), group="before"),
        yesno("iga_igm_measured", "before"),
        yesno("on_immunoglobulin", "before"),
    )


def conflicts(values: dict, figures: EligibilityFigures) -> list[FieldError]:
    """Counts and dates that cannot both be true, and an IgG that decides no comparison."""
    errors = []
    verified = values["verified_infections_6m"]
    for name in ("hospital_infections_6m", "sepsis_6m"):
        if verified is not None and values[name] is not None and verified < values[name]:
            errors += contradiction(name, "verified_infections_6m", "fewer_than_part")
    if values["therapy_date"] and values["assessment_date"] and values["assessment_date"] < values["therapy_date"]:
        errors += contradiction("assessment_date", "therapy_date", "assessed_before")
    if values["population"]:
        errors += not_exact("igg_g_l", values["igg_g_l"], limits(_answers(values), figures))
    return list({(error.field, error.code): error for error in errors}.values())


def _answers(values: dict) -> Answers:
    return Answers(**{name: values[name] for name in Answers.__dataclass_fields__})


def solve(values: dict, figures: EligibilityFigures) -> Answer:
    """The verdict for the patient's group with its whole trace (Medicinrådet, start criteria)."""
    answers = _answers(values)
    decision = decide(answers, figures)
    early = is_early(answers, figures) if answers.population == CART else None
    shown, working = (), ()
    if early and decision.outcome == MEETS:
        stop_by = add_months(answers.therapy_date, figures.cart_stop_months)
        facts = ("mr-cart-early-stop",)
        shown = (Value("stop_by", stop_by, facts),)
        months = Quantity(Decimal(figures.cart_stop_months), "month")
        working = (Step("stop_by", {"therapy": answers.therapy_date, "months": months, "day": stop_by}, facts),)
    criteria = trace(answers, figures)
    return Answer(
        outcome=decision.outcome,
        values=shown,
        criteria=criteria,
        missing=missing_fields(answers, figures, decision),
        outstanding=outstanding(values),
        notes=_notes(values, figures, decision, early),
        working=working,
        # Met criteria lead on; there is nothing to hand over but the way.
        handovers=(Handover("sid-route", {}), Handover("sid-dose", {})) if decision.outcome == MEETS else (),
        chart=FlowChart(answers.population, figures, criteria, decision.outcome),
    )


def _notes(values, figures, decision, early) -> tuple[Note, ...]:
    population, outcome = values["population"], decision.outcome
    prefix = "mr-other" if population == OTHER else "mr-haem"
    notes = []
    if values["on_immunoglobulin"]:
        notes.append(Note("on_treatment", "warning", ("mr-mon-iga-igm",)))
    if _samples_disagree(values, figures):
        notes.append(Note("check_samples", "warning", ("mr-mon-two",)))
    if decision.could_meet:
        notes.append(Note("could_meet"))
    if population == CART and outcome == MEETS and early is None:
        notes.append(Note("deadline_if_early", "warning", ("mr-cart-early", "mr-cart-early-stop")))
    if population == CART and outcome == NOT_COVERED:
        notes.append(Note("children", "info", ("mr-cart-children",)))
    if population == HSCT and outcome == NOT_MET:
        notes.append(Note("judge_haematological", "info", ("mr-hsct", "mr-haem-igg4")))
    # In early CAR-T and after HSCT the route below 4 is in effect prophylaxis: none of these there.
    if population != HSCT and not early:
        if outcome == CONSIDER:
            notes.append(Note("weigh", "info", (f"{prefix}-weigh",)))
        if outcome in (CONSIDER, NOT_MET):
            notes.append(Note("nonserious", "info", (f"{prefix}-nonserious",)))
        if outcome == NOT_MET:
            notes.append(Note("primary_prophylaxis", "info", (f"{prefix}-primary",)))
    if population == HAEMATOLOGICAL:
        notes.append(Note("mucosa", "info", ("mr-haem-mucosa",)))
    return (*notes, *_readings(values, figures, early, outcome))


def _samples_disagree(values, figures) -> bool:
    """The IgG is the higher of two samples; does the second one's answer fit it?

    A warning and not an error: either answer alone is plausible, and the verdict stays strict.
    """
    igg, confirmed = values["igg_g_l"], values["igg_confirmed"]
    if igg is None or confirmed is None:
        return False
    limit = figures.haematological.igg4_g_per_l
    is_below = igg.limit <= limit if isinstance(igg, Below) else igg < limit
    return is_below != confirmed


def _readings(values, figures, early, outcome) -> tuple[Note, ...]:
    """Where the source is silent or can be read two ways: the reading taken."""
    population = values["population"]
    readings = []
    therapy, assessed = values["therapy_date"], values["assessment_date"]
    if population == CART and therapy and assessed == add_months(therapy, figures.cart_early_months):
        readings.append(Note("reading_six_months", "info", ("mr-cart-early", "mr-cart-late")))
    if population == HSCT:
        readings.append(Note("reading_one_sample", "info", ("mr-hsct", "mr-mon-two")))
    elif early and outcome == MEETS:
        readings.append(Note("reading_one_sample", "info", ("mr-cart-early", "mr-mon-two")))
    if population != HSCT and values["below_age_range"]:
        fact = {OTHER: "mr-other-igg6", CART: "mr-cart-igg6"}.get(population, "mr-haem-igg6")
        readings.append(Note("reading_age_range", "info", (fact,)))
    if population in (HAEMATOLOGICAL, CART) and values["m_component"] and values["immunoparesis"]:
        readings.append(Note("reading_immunoparesis", "info", ("mr-haem-m-component",)))
    if population in (HSCT, OTHER):
        readings.append(Note("reading_autologous", "info", ("mr-populations",)))
    if population in (HAEMATOLOGICAL, CART, HSCT):
        readings.append(Note("reading_two_groups", "info", ("mr-populations",)))
    return tuple(readings)


def check_text(facts: Facts) -> list[TextProblem]:
    """The two periods after CAR-T must meet, or a patient falls between them or in both."""
    early, late = (facts.number(CART_READS[name]) for name in ("cart_early_months", "cart_late_months"))
    if early == late:
        return []
    return [TextProblem("figures_disagree", "mr-cart-late", "period", "mr-cart-early.period")]


CALCULATOR = Calculator(
    "sid-eligibility",
    "sid/start",
    (
        *(f"mr-{group}-{name}" for group in ("haem", "other") for name in ("weigh", "nonserious", "primary")),
        "mr-haem-mucosa",
        "mr-haem-m-component",
        "mr-cart-children",
        "mr-pre-vaccination",
        "mr-pre-antibiotics",
        "mr-mon-iga-igm",
        "mr-other",
    ),
    READS,
    figures,
    fields,
    solve,
    check_text=check_text,
    conflicts=conflicts,
    hands_over_to=("sid-route", "sid-dose"),
    flowcharts=POPULATIONS,
    flowchart=FlowChart,
)
