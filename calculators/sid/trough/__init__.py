"""`sid-trough`: what the source says of this trough, together with the clinical course."""

from decimal import Decimal

from calculators.answer import Answer, Criterion, Handover, Note
from calculators.calculator import Calculator, between
from calculators.form.fields import YES_NO, Field, FieldError, contradiction, not_exact
from calculators.sid.trough.rule import (
    ABOVE_RANGE,
    BELOW_TARGET,
    CONSIDER,
    REDUCTION,
    Course,
    Readings,
    Sentence,
    States,
    TroughFigures,
    asked,
    decide,
    states,
)

# Where the verdict's own words quote no figure of the sentence that they rest on.
_FACTS_OF_OUTCOME = {ABOVE_RANGE: (Sentence.HIGHER,), REDUCTION: (Sentence.REDUCE,)}
LONGEST_MONTHS = Decimal(600)  # not clinical: catches slips of the finger


def fields(figures: TroughFigures) -> tuple[Field, ...]:
    return (
        Field("trough_g_l", "igg", "g/l", required=True, low=Decimal(0), high=Decimal(100), group="igg"),
        Field("serious_infections", "yesno", options=YES_NO, group="course"),
        Field("infection_free_months", "whole", low=Decimal(0), high=LONGEST_MONTHS, group="course"),
        Field("high_in_interval", "yesno", options=YES_NO, group="course"),
    )


def solve(course: Course, figures: TroughFigures) -> Answer:
    """The verdict on the trough by the answers given (Medicinrådet, dose adjustment)."""
    outcome, missing = decide(course, figures)
    met = states(course, figures)
    return Answer(
        outcome=outcome,
        outcome_facts=_FACTS_OF_OUTCOME.get(outcome, ()),
        criteria=(
            Criterion("above_range", met.above_range, (Sentence.SERIOUS_INFECTIONS, Sentence.HIGHER)),
            Criterion("serious_infections", met.serious_infections, (Sentence.SERIOUS_INFECTIONS,)),
            Criterion("below_target", met.below_target, (Sentence.TROUGH,)),
            Criterion("above_range_low", met.above_range_low, (Sentence.SERIOUS_INFECTIONS,)),
            Criterion("high_in_interval", met.high_in_interval, (Sentence.REDUCE,)),
            Criterion("infection_free", met.infection_free, (Sentence.REDUCE,)),
        ),
        missing=missing,
        notes=_notes(course, met, outcome, missing),
        handovers=(Handover("sid-dose", {}),) if outcome == BELOW_TARGET else (),
    )


def conflicts(readings: Readings, figures: TroughFigures) -> list[FieldError]:
    """A trough that decides no comparison, and serious infections in somebody free of them."""
    errors = not_exact("trough_g_l", readings.trough_g_l, figures.limits_g_per_l)
    if readings.serious_infections and readings.infection_free_months:
        errors += contradiction("serious_infections", "infection_free_months", "infected_and_free")
    return errors


def _notes(course: Course, met: States, outcome: str, missing: tuple[str, ...]) -> tuple[Note, ...]:
    notes = []
    if course.high_in_interval and not met.above_range_low:
        notes.append(Note("check_high", "warning", (Sentence.REDUCE, Sentence.SERIOUS_INFECTIONS)))
    notes.append(Note("with_response", "info", (Sentence.WITH_RESPONSE,)))
    if outcome == CONSIDER:
        notes.append(Note("higher", "info", (Sentence.HIGHER,)))
    if outcome == ABOVE_RANGE:
        notes.append(Note("no_rule_above", "info", (Sentence.HIGHER, Sentence.SERIOUS_INFECTIONS)))
    if outcome == BELOW_TARGET and "serious_infections" in missing:
        notes.append(Note("serious_unanswered", "info", (Sentence.SERIOUS_INFECTIONS,)))
    if outcome == REDUCTION:
        notes.append(Note("reading_free_months", "info", (Sentence.REDUCE,)))
    return tuple(notes)


CALCULATOR = Calculator(
    "sid-trough",
    "sid/dose",
    reads=TroughFigures,
    sentences=Sentence,
    inputs=Course,
    fields=fields,
    solve=solve,
    conflicts=between(Readings, conflicts),
    asked=asked,
)
