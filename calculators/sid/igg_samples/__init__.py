"""`igg-samples`: do two IgG samples count as lasting low IgG?"""

from datetime import timedelta
from decimal import Decimal

from calculators.answer import Answer, Criterion, Handover, Note, Outstanding, Quantity, Step, Value, Verdict
from calculators.answer.quantities import counted
from calculators.calculator import Calculator, between
from calculators.form.far import Span
from calculators.form.fields import YES_NO, Below, Field, FieldError, not_exact
from calculators.rulekit.numbers import as_typed
from calculators.sid.igg_samples.rule import (
    BELOW_4,
    BELOW_6,
    INFECTION_BOTH,
    NOT_LASTING,
    NOT_LOW,
    TOO_CLOSE,
    UNDETERMINED,
    VALID,
    Levels,
    SampleFigures,
    Samples,
    Sentence,
    asked,
    days_apart,
    decide,
    higher_g_per_l,
    states,
)


def fields(figures: SampleFigures) -> tuple[Field, ...]:
    def sample(number: int, required: bool) -> tuple[Field, ...]:
        group = f"sample_{number}"
        return (
            Field(f"igg_{number}_g_l", "igg", "g/l", required=required, low=Decimal(0), high=Decimal(100), group=group),
            Field(f"date_{number}", "date", required=required, group=group),
            Field(f"infection_{number}", "yesno", options=YES_NO, group=group),
        )

    return (*sample(1, required=True), *sample(2, required=False))


def conflicts(samples: Levels, figures: SampleFigures) -> list[FieldError]:
    """Every comparison must be decided: `<5` may be below 4 or not."""
    limits = (figures.igg4_g_per_l, figures.igg6_g_per_l)
    return [*not_exact("igg_1_g_l", samples.igg_1_g_l, limits), *not_exact("igg_2_g_l", samples.igg_2_g_l, limits)]


def solve(samples: Samples, figures: SampleFigures) -> Answer:
    """The verdict on the two samples, from what they may still turn out to be (Medicinrådet, monitoring)."""
    outcome, missing = decide(samples, figures)
    higher = higher_g_per_l(samples)
    shown, working = [], []
    days = days_apart(samples)
    if samples.date_2 is not None and days is not None:
        apart = counted(days, "day")
        earlier, later = sorted((samples.date_1, samples.date_2))
        shown.append(Value("days_apart", apart, (Sentence.TWO_SAMPLES,)))
        working.append(Step("days_apart", {"earlier": earlier, "later": later, "days": apart}, (Sentence.TWO_SAMPLES,)))
    if isinstance(higher, Decimal):
        shown.append(Value("higher_g_l", Quantity(higher, "g/l")))
    return Answer(
        outcome=outcome,
        verdict=_verdict(samples, figures, outcome),
        outcome_facts=(Sentence.TWO_SAMPLES,) if outcome == INFECTION_BOTH else (),
        values=tuple(shown),
        criteria=_criteria(samples, figures),
        missing=missing,
        outstanding=() if outcome in VALID else (Outstanding("second_sample", (Sentence.TWO_SAMPLES,), "igg_2_g_l"),),
        notes=_notes(samples, figures, outcome, higher),
        working=tuple(working),
        handovers=_handovers(outcome, higher),
    )


def _verdict(samples: Samples, figures: SampleFigures, outcome: str) -> Verdict | None:
    """Where a new sample is wanted, the first day on which it is far enough from the earliest one."""
    again = {"date": min(day for day in (samples.date_1, samples.date_2) if day) + figures.apart}
    if outcome == TOO_CLOSE:
        return Verdict("too_close", again)
    return Verdict("second_sample", again) if outcome == UNDETERMINED and samples.igg_2_g_l is None else None


def _criteria(samples: Samples, figures: SampleFigures) -> tuple[Criterion, ...]:
    met = states(samples, figures)
    return (
        Criterion("apart", met.apart, (Sentence.TWO_SAMPLES,)),
        Criterion("without_infection", met.without_infection, (Sentence.TWO_SAMPLES,)),
        Criterion("both_below_4", met.both_below_4, (Sentence.BELOW_4,)),
        Criterion("both_below_6", met.both_below_6, (Sentence.BELOW_6,)),
        Criterion("one_below_6", met.one_below_6, (Sentence.BELOW_6,)),
    )


def _notes(samples: Samples, figures: SampleFigures, outcome: str, higher: Decimal | Below | None) -> tuple[Note, ...]:
    notes = []
    if isinstance(higher, Below):
        notes.append(Note("higher_not_exact", "info", (), {"limit": Quantity(higher.limit, "g/l")}))
    if outcome in (BELOW_4, BELOW_6):
        notes.append(Note("reading_lasting", "info", (Sentence.BELOW_4, Sentence.TWO_SAMPLES)))
    if outcome in (BELOW_6, NOT_LASTING):
        notes.append(Note("reading_wider", "info", (Sentence.BELOW_6,)))
    if outcome in (BELOW_6, NOT_LASTING, NOT_LOW):
        notes.append(Note("m_component", "info", (Sentence.M_COMPONENT,)))
    notes.append(Note("before_treatment", "info", (Sentence.BEFORE_TREATMENT,)))
    return tuple(notes)


def _handovers(outcome: str, higher: Decimal | Below | None) -> tuple[Handover, ...]:
    """The higher IgG, and whether the samples confirm it.

    Too close or both during infection leaves that unknown, and so does the start calculator.
    """
    if higher is None or outcome == UNDETERMINED:
        return ()
    inputs = {"igg_g_l": f"<{as_typed(higher.limit)}" if isinstance(higher, Below) else as_typed(higher)}
    if outcome in VALID:
        inputs["igg_confirmed"] = "yes" if outcome == BELOW_4 else "no"
    return (Handover("sid-eligibility", inputs),)


CALCULATOR = Calculator(
    "igg-samples",
    "sid/monitoring",
    reads=SampleFigures,
    sentences=Sentence,
    inputs=Samples,
    fields=fields,
    solve=solve,
    asked=asked,
    conflicts=between(Levels, conflicts),
    # What was measured was measured: a day to come is a slip.
    spans={name: Span(ahead=timedelta(0)) for name in ("date_1", "date_2")},
    hands_over_to=("sid-eligibility",),
)
