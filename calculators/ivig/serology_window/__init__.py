"""`serology-window`: does an antibody test fall where a course of IVIG can mislead it?"""

from collections.abc import Collection, Iterable
from datetime import date

from calculators.answer import Answer, Note, Quantity, Step, Value, Verdict
from calculators.calculator import Calculator, between
from calculators.form.far import WITHIN_YEARS, Span
from calculators.form.fields import YES_NO, Field, FieldError, contradiction
from calculators.ivig.serology_window.rule import (
    AFTER_WINDOW,
    BEFORE_COURSE,
    IN_WINDOW,
    POSSIBLY_AFFECTED,
    UNDETERMINED,
    Sentence,
    WindowDates,
    WindowFigures,
    WindowInputs,
    outcome,
    window_end,
)
from calculators.rulekit.logic import changing, yes_or_no
from calculators.rulekit.numbers import half_up

OUTCOME_FACTS = {
    BEFORE_COURSE: (Sentence.BEFORE,),
    UNDETERMINED: (Sentence.WINDOW,),
    POSSIBLY_AFFECTED: (Sentence.FALSE_POSITIVE, Sentence.WINDOW),
    IN_WINDOW: (Sentence.FALSE_POSITIVE, Sentence.WINDOW),
    AFTER_WINDOW: (Sentence.WINDOW,),
}


def fields(figures: WindowFigures) -> tuple[Field, ...]:
    return (
        Field("last_infusion_date", "date", required=True, group="course"),
        Field("first_infusion_date", "date", group="course"),
        Field("sample_date", "date", group="sample"),
        Field("earlier_course_60d", "yesno", options=YES_NO, group="sample"),
    )


def conflicts(course: WindowDates, figures: WindowFigures) -> list[FieldError]:
    """A course does not end before it begins."""
    first, last = course.first_infusion_date, course.last_infusion_date
    if first and last and first > last:
        return contradiction("last_infusion_date", "first_infusion_date", "first_after_last")
    return []


def solve(inputs: WindowInputs, figures: WindowFigures) -> Answer:
    """When the window ends, and on which side of it the sample lies (NEL, blood tests); no verdict without a sample."""
    last, sample = inputs.last_infusion_date, inputs.sample_date
    first = inputs.first_infusion_date or last
    end = window_end(last, figures)
    verdict = outcome(sample, first, end, inputs.earlier_course_60d) if sample else None
    args = {"last": last, "end": end}
    return Answer(
        outcome=verdict,
        verdict=Verdict("in_window", {"window_end": end}) if verdict == IN_WINDOW else None,
        outcome_facts=OUTCOME_FACTS[verdict] if verdict else (),
        values=(Value("window_end", end, (Sentence.WINDOW,)),),
        missing=("earlier_course_60d",) if verdict == UNDETERMINED else (),
        notes=_notes(inputs, first, verdict, figures),
        working=(Step("window", args, (Sentence.WINDOW,)),),
    )


def asked(inputs: WindowInputs, figures: WindowFigures, given: Collection[str]) -> Iterable[str]:
    """The unanswered questions that can change on which side of the window the sample lies."""
    last, sample = inputs.last_infusion_date, inputs.sample_date
    if sample is None:
        return ("sample_date", "first_infusion_date")

    def side(one: WindowInputs) -> str:
        return outcome(sample, one.first_infusion_date or last, window_end(last, figures), one.earlier_course_60d)

    # A course that begins after the sample, if there is such a one, is as one whose first day is not known.
    return changing(side, inputs, {"first_infusion_date": (min(sample, last),), **yes_or_no("earlier_course_60d")})


def _notes(inputs: WindowInputs, first: date, verdict: str | None, figures: WindowFigures) -> tuple[Note, ...]:
    sample = inputs.sample_date
    notes = []
    if sample and inputs.first_infusion_date is None and sample < first:
        # Without its first day a sample taken in the middle of a course would pass as taken before it.
        notes.append(Note("first_day_assumed", "warning"))
    if sample == first:
        notes.append(Note("reading_first_day"))
    if verdict != BEFORE_COURSE:
        notes.append(Note("false_positive", "info", (Sentence.FALSE_POSITIVE,)))
    notes.append(Note("false_negative", "info", (Sentence.FALSE_NEGATIVE,)))
    args = {
        "half_lives": Quantity(half_up(figures.half_lives, "0.1"), "half-life"),
        "left": Quantity(half_up(figures.share_left * 100, "1"), "%"),
    }
    notes.append(Note("what_is_left", "info", (Sentence.HALF_LIFE, Sentence.WINDOW), args))
    if figures.differs_from_maintenance:
        facts = (Sentence.MAINTENANCE_HALF_LIVES, Sentence.MAINTENANCE_INTERVAL, Sentence.HALF_LIFE)
        notes.append(Note("half_lives_differ", "info", facts))
    return tuple(notes)


CALCULATOR = Calculator(
    "serology-window",
    "ivig/blood-tests",
    reads=WindowFigures,
    sentences=Sentence,
    inputs=WindowInputs,
    fields=fields,
    solve=solve,
    conflicts=between(WindowDates, conflicts),
    asked=asked,
    spans={name: Span(back=WITHIN_YEARS) for name in ("last_infusion_date", "first_infusion_date", "sample_date")},
)
