"""`sid-trough`: what the source says of this trough, together with the clinical course."""

from decimal import Decimal

from calculators.answer import Answer, Criterion, Note
from calculators.calculator import Calculator
from calculators.facts import Facts, Read
from calculators.form.fields import YES_NO, Field, FieldError, contradiction, not_exact
from calculators.sid.trough.rule import (
    ABOVE_RANGE,
    BELOW_TARGET,
    CONSIDER,
    REDUCTION,
    Course,
    States,
    TroughFigures,
    decide,
    states,
)

READS = {
    "target_g_per_l": Read("mr-dose-trough", "g/l"),
    "range_low_g_per_l": Read("mr-dose-trough-serious", "g/l", part="low"),
    "range_high_g_per_l": Read("mr-dose-trough-serious", "g/l", part="high"),
    "free_months": Read("mr-dose-reduce", "month", part="low"),
}
# Where the verdict's own words quote no figure of the sentence that they rest on.
_FACTS_OF_OUTCOME = {ABOVE_RANGE: ("mr-dose-higher",), REDUCTION: ("mr-dose-reduce",)}
LONGEST_MONTHS = Decimal(600)  # not clinical: catches slips of the finger


def figures(facts: Facts) -> TroughFigures:
    return TroughFigures(**facts.numbers(READS))


def fields(figures: TroughFigures) -> tuple[Field, ...]:
    return (
        Field("trough_g_l", "igg", "g/l", required=True, low=Decimal(0), high=Decimal(100), group="igg"),
        Field("serious_infections", "yesno", options=YES_NO, group="course"),
        Field("infection_free_months", "whole", low=Decimal(0), high=LONGEST_MONTHS, group="course"),
        Field("high_in_interval", "yesno", options=YES_NO, group="course"),
    )


def solve(values: dict, figures: TroughFigures) -> Answer:
    """The verdict on the trough by the answers given (Medicinrådet, dose adjustment)."""
    course = Course(**values)
    outcome, missing = decide(course, figures)
    met = states(course, figures)
    return Answer(
        outcome=outcome,
        outcome_facts=_FACTS_OF_OUTCOME.get(outcome, ()),
        criteria=(
            Criterion("above_range", met.above_range, ("mr-dose-trough-serious", "mr-dose-higher")),
            Criterion("serious_infections", met.serious_infections, ("mr-dose-trough-serious",)),
            Criterion("below_target", met.below_target, ("mr-dose-trough",)),
            Criterion("above_range_low", met.above_range_low, ("mr-dose-trough-serious",)),
            Criterion("high_in_interval", met.high_in_interval, ("mr-dose-reduce",)),
            Criterion("infection_free", met.infection_free, ("mr-dose-reduce",)),
        ),
        missing=missing,
        notes=_notes(course, met, outcome, missing),
    )


def conflicts(values: dict, figures: TroughFigures) -> list[FieldError]:
    """A trough that decides no comparison, and serious infections in somebody free of them."""
    errors = not_exact("trough_g_l", values["trough_g_l"], figures.limits_g_per_l)
    if values["serious_infections"] and values["infection_free_months"]:
        errors += contradiction("serious_infections", "infection_free_months", "infected_and_free")
    return errors


def _notes(course: Course, met: States, outcome: str, missing: tuple[str, ...]) -> tuple[Note, ...]:
    notes = []
    if course.high_in_interval and not met.above_range_low:
        notes.append(Note("check_high", "warning", ("mr-dose-reduce", "mr-dose-trough-serious")))
    notes.append(Note("with_response", "info", ("mr-dose-with-response",)))
    if outcome == CONSIDER:
        notes.append(Note("higher", "info", ("mr-dose-higher",)))
    if outcome == ABOVE_RANGE:
        notes.append(Note("no_rule_above", "info", ("mr-dose-higher", "mr-dose-trough-serious")))
    if outcome == BELOW_TARGET and "serious_infections" in missing:
        notes.append(Note("serious_unanswered", "info", ("mr-dose-trough-serious",)))
    if outcome == REDUCTION:
        notes.append(Note("reading_free_months", "info", ("mr-dose-reduce",)))
    return tuple(notes)


CALCULATOR = Calculator(
    "sid-trough",
    "sid/dose",
    ("mr-dose-with-response", "mr-dose-higher"),
    READS,
    figures,
    fields,
    solve,
    conflicts=conflicts,
)
