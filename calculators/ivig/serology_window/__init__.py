"""`serology-window`: does an antibody test fall where a course of IVIG can mislead it?"""

from calculators.answer import Answer, Note, Quantity, Step, Value
from calculators.calculator import Calculator
from calculators.facts import Facts, Read
from calculators.form.fields import YES_NO, Field, FieldError, contradiction
from calculators.ivig.serology_window.rule import (
    AFTER_WINDOW,
    BEFORE_COURSE,
    IN_WINDOW,
    POSSIBLY_AFFECTED,
    UNDETERMINED,
    WindowFigures,
    outcome,
    window_end,
)
from calculators.rulekit.numbers import half_up

READS = {
    "window_days": Read("nel-lab-window", "day", "≈"),
    "half_life_days": Read("nel-lab-half-life", "day", "≈"),
    "maintenance_weeks": Read("nel-maint-second", "week"),
    "maintenance_half_lives": Read("nel-maint-half-lives", "half-life"),
}
OUTCOME_FACTS = {
    BEFORE_COURSE: ("nel-lab-before",),
    UNDETERMINED: ("nel-lab-window",),
    POSSIBLY_AFFECTED: ("nel-lab-false-positive", "nel-lab-window"),
    IN_WINDOW: ("nel-lab-false-positive", "nel-lab-window"),
    AFTER_WINDOW: ("nel-lab-window",),
}


def figures(facts: Facts) -> WindowFigures:
    read = facts.numbers(READS)
    return WindowFigures(**read | {"window_days": int(read["window_days"])})


def fields(figures: WindowFigures) -> tuple[Field, ...]:
    return (
        Field("last_infusion_date", "date", required=True, group="course"),
        Field("first_infusion_date", "date", group="course"),
        Field("sample_date", "date", group="sample"),
        Field("earlier_course_60d", "yesno", options=YES_NO, group="sample"),
    )


def conflicts(values: dict, figures: WindowFigures) -> list[FieldError]:
    """A course does not end before it begins."""
    first, last = values["first_infusion_date"], values["last_infusion_date"]
    if first and last and first > last:
        return contradiction("last_infusion_date", "first_infusion_date", "first_after_last")
    return []


def solve(values: dict, figures: WindowFigures) -> Answer:
    """When the window ends, and on which side of it the sample lies (NEL, blood tests); no verdict without a sample."""
    last, sample = values["last_infusion_date"], values["sample_date"]
    first = values["first_infusion_date"] or last
    end = window_end(last, figures)
    verdict = sample and outcome(sample, first, end, values["earlier_course_60d"])
    args = {"last": last, "end": end}
    return Answer(
        outcome=verdict,
        outcome_facts=OUTCOME_FACTS[verdict] if verdict else (),
        values=(Value("window_end", end, ("nel-lab-window",)),),
        missing=("earlier_course_60d",) if verdict == UNDETERMINED else (),
        notes=_notes(values, first, verdict, figures),
        working=(Step("window", args, ("nel-lab-window",)),),
    )


def _notes(values: dict, first, verdict: str | None, figures: WindowFigures) -> tuple[Note, ...]:
    sample = values["sample_date"]
    notes = []
    if verdict and values["first_infusion_date"] is None and sample < first:
        # Without its first day a sample taken in the middle of a course would pass as taken before it.
        notes.append(Note("first_day_assumed", "warning"))
    if sample == first:
        notes.append(Note("reading_first_day"))
    if verdict != BEFORE_COURSE:
        notes.append(Note("false_positive", "info", ("nel-lab-false-positive",)))
    notes.append(Note("false_negative", "info", ("nel-lab-false-negative",)))
    args = {
        "half_lives": Quantity(half_up(figures.half_lives, "0.1"), "half-life"),
        "left": Quantity(half_up(figures.share_left * 100, "1"), "%"),
    }
    notes.append(Note("what_is_left", "info", ("nel-lab-half-life", "nel-lab-window"), args))
    if figures.differs_from_maintenance:
        notes.append(Note("half_lives_differ", "info", ("nel-maint-half-lives", "nel-maint-second", "nel-lab-half-life")))
    return tuple(notes)


CALCULATOR = Calculator(
    "serology-window",
    "ivig/blood-tests",
    ("nel-lab-false-positive", "nel-lab-false-negative", "nel-lab-before"),
    READS,
    figures,
    fields,
    solve,
    conflicts=conflicts,
)
