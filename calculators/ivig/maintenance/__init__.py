"""`ivig-maintenance`: review dates after the first courses, and the taper for those who respond."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from calculators.answer import Answer, Handover, Note, Quantity, Shown, Step, Value, Verdict
from calculators.answer.quantities import counted, grams, grams_per_kg
from calculators.calculator import Calculator, between
from calculators.form.far import WITHIN_YEARS, Span
from calculators.form.fields import Field, FieldError, contradiction
from calculators.form.weight import weight_of
from calculators.ivig.maintenance.chart import MaintenanceChart
from calculators.ivig.maintenance.rule import (
    AWAIT_FIRST_REVIEW,
    EFFECT,
    FOLLOW,
    GOOD,
    NO_EFFECT,
    SECOND_COURSE,
    STOP,
    SUBOPTIMAL,
    MaintenanceFigures,
    MaintenanceInputs,
    Responses,
    Sentence,
    TaperRow,
    dates,
    outcome,
    share_left,
    taper,
)
from calculators.ivig.maintenance.table import table
from calculators.rulekit.numbers import as_typed

# Not clinical: how long a table is of use.
FEWEST_COURSES, MOST_COURSES, USUAL_COURSES = Decimal(1), Decimal(10), 5
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
OUTCOME_FACTS = {
    AWAIT_FIRST_REVIEW: (Sentence.REVIEW,),
    SECOND_COURSE: (Sentence.SECOND, Sentence.REVIEW_2),
    STOP: (Sentence.NON_RESPONDER,),
    FOLLOW: (Sentence.THIRD, Sentence.TAPER),
}


def fields(figures: MaintenanceFigures) -> tuple[Field, ...]:
    judged = ("first_response", (GOOD, SUBOPTIMAL))
    return (
        Field("first_course_date", "date", required=True, group="course"),
        Field("first_response", "choice", options=(GOOD, SUBOPTIMAL, "unknown"), group="response"),
        Field(
            "second_response",
            "choice",
            options=(EFFECT, NO_EFFECT, "unknown"),
            group="response",
            when=("first_response", (SUBOPTIMAL,)),
        ),
        replace(weight_of("ivig").field, required=False, group="taper", when=judged),
        Field(
            "taper_courses",
            "whole",
            low=FEWEST_COURSES,
            high=MOST_COURSES,
            default=USUAL_COURSES,
            group="taper",
            when=judged,
        ),
    )


def conflicts(responses: Responses, figures: MaintenanceFigures) -> list[FieldError]:
    """A second response has a meaning only after a suboptimal first one."""
    judged_twice = responses.second_response in (EFFECT, NO_EFFECT)
    if judged_twice and responses.first_response != SUBOPTIMAL:
        return contradiction("first_response", "second_response", "second_without_first")
    return []


def solve(inputs: MaintenanceInputs, figures: MaintenanceFigures) -> Answer:
    """Days of review and of the second course, and the taper once the response is known (NEL, maintenance)."""
    first, weight = inputs.first_course_date, inputs.weight_kg
    verdict = outcome(inputs.first_response, inputs.second_response)
    days, working = _dates(first, inputs.first_response == SUBOPTIMAL, figures)
    if verdict == SECOND_COURSE and weight is not None:
        working.append(_second_dose_step(weight, figures))
    courses: tuple[TaperRow, ...] = ()
    rows: list[tuple[Value, ...]] = []
    if verdict == FOLLOW:
        given, dose, fact = _so_far(inputs.first_response, figures)
        courses = taper(given, dose, inputs.taper_courses, figures)
        for course in courses:
            facts = (Sentence.TAPER,) if course.lowered else (fact,)
            rows.append(_row(course, weight, facts))
            working.append(_course_step(course, weight, dose, facts, figures))
    return Answer(
        outcome=verdict,
        verdict=_verdict(verdict, first, figures),
        outcome_facts=OUTCOME_FACTS[verdict],
        values=_values(days, weight, figures),
        rows=tuple(rows),
        missing={AWAIT_FIRST_REVIEW: ("first_response",), SECOND_COURSE: ("second_response",)}.get(verdict, ()),
        notes=_notes(inputs, verdict, courses, figures),
        working=tuple(working),
        handovers=_next_course(inputs, verdict, figures),
        chart=MaintenanceChart(
            first,
            {name: day for name, day, _ in days},
            tuple((counted(course.course), grams_per_kg(course.dose_g_per_kg)) for course in courses),
            Quantity(figures.lowest_dose_g_per_kg, "g/kg"),
        ),
    )


def _verdict(outcome: str, first: date, figures: MaintenanceFigures) -> Verdict | None:
    """What comes next, with its day."""
    found = dates(first, figures)
    if outcome == AWAIT_FIRST_REVIEW:
        return Verdict("await_first_review", {"first_review_date": found.first_review})
    if outcome == SECOND_COURSE:
        return Verdict("second_course", {"second_course_date": found.second_course, "second_review_date": found.second_review})
    return None


def _dates(first: date, second: bool, figures: MaintenanceFigures) -> tuple[list[tuple[str, date, str]], list[Step]]:
    """The days to show, each with its name and its sentence, and the steps that lead to them."""
    found = dates(first, figures)
    wanted: list[tuple[str, str, date, int, date, str]] = [
        ("first_review_date", "first_review", first, figures.review_weeks, found.first_review, Sentence.REVIEW)
    ]
    if second:
        wanted += [
            ("second_course_date", "second_course", first, figures.second_weeks, found.second_course, Sentence.SECOND),
            (
                "second_review_date",
                "second_review",
                found.second_course,
                figures.review_2_weeks,
                found.second_review,
                Sentence.REVIEW_2,
            ),
        ]
    shown, working = [], []
    for name, step, start, weeks, day, fact in wanted:
        shown.append((name, day, fact))
        working.append(Step(step, {"start": start, "weeks": counted(weeks, "week"), "day": day}, (fact,)))
    return shown, working


def _values(days: list[tuple[str, date, str]], weight: Decimal | None, figures: MaintenanceFigures) -> tuple[Value, ...]:
    """The days, and beside the second course what it is in grams."""
    shown = []
    for name, day, fact in days:
        shown.append(Value(name, day, (fact,)))
        if fact == Sentence.SECOND and weight is not None:
            shown.append(Value("second_course_dose_g", grams(figures.second_dose_g_per_kg * weight), (Sentence.SECOND,)))
    return tuple(shown)


def _next_course(inputs: MaintenanceInputs, verdict: str, figures: MaintenanceFigures) -> tuple[Handover, ...]:
    """The course that comes next, at the dose used so far, to be worked out in volume; none where there is none to come."""
    if verdict not in (SECOND_COURSE, FOLLOW):
        return ()
    dose = figures.second_dose_g_per_kg if verdict == SECOND_COURSE else _so_far(inputs.first_response, figures)[1]
    carried = {"dose_g_per_kg": as_typed(dose)}
    if inputs.weight_kg is not None:
        carried = {"weight_kg": as_typed(inputs.weight_kg), **carried}
    return (Handover("ivig-course", carried),)


def _second_dose_step(weight: Decimal, figures: MaintenanceFigures) -> Step:
    dose = figures.second_dose_g_per_kg
    args = {"weight": Quantity(weight, "kg"), "dose": grams_per_kg(dose), "grams": grams(dose * weight)}
    return Step("second_dose", args, (Sentence.SECOND,))


def _so_far(first_response: str | None, figures: MaintenanceFigures) -> tuple[int, Decimal, str]:
    """How many courses were given, the dose of the last, and the fact that states it."""
    if first_response == GOOD:
        return 1, figures.initial_dose_g_per_kg, Sentence.INITIAL_DOSE
    return 2, figures.second_dose_g_per_kg, Sentence.SECOND


def _row(course: TaperRow, weight: Decimal | None, facts: tuple[str, ...]) -> tuple[Value, ...]:
    row = (
        Value("course", counted(course.course)),
        Value("dose_g_per_kg", grams_per_kg(course.dose_g_per_kg), facts),
    )
    return row if weight is None else (*row, Value("dose_g", grams(course.dose_g_per_kg * weight)))


def _multiplies(dose_g_per_kg: Decimal, weight_kg: Decimal) -> bool:
    """Does the dose per kg as it is shown, times the weight, give the grams as they are shown?"""
    return grams(grams_per_kg(dose_g_per_kg).value * weight_kg) == grams(dose_g_per_kg * weight_kg)


def _course_step(course: TaperRow, weight: Decimal | None, start: Decimal, facts: tuple[str, ...], figures: MaintenanceFigures) -> Step:
    """The dose as a power of what a step leaves: rounded doses in between would not multiply out."""
    args: dict[str, Shown] = {
        "course": counted(course.course),
        "start": Quantity(start, "g/kg"),
        "factor": Quantity(share_left(figures)),
        "power": "" if course.lowered == 1 else str(course.lowered).translate(SUPERSCRIPT),
        "dose": grams_per_kg(course.dose_g_per_kg),
    }
    if weight is None:
        return Step("lowered" if course.lowered else "same_dose", args, facts)
    args |= {"weight": Quantity(weight, "kg"), "grams": grams(course.dose_g_per_kg * weight)}
    return Step("lowered_grams" if course.lowered else "same_dose_grams", args, facts)


def _notes(inputs: MaintenanceInputs, verdict: str, courses: tuple[TaperRow, ...], figures: MaintenanceFigures) -> tuple[Note, ...]:
    notes = [] if inputs.weight_kg is None else [*weight_of("ivig").notes(inputs.weight_kg)]
    if verdict == SECOND_COURSE:
        notes.append(Note("second_course_dose", "info", (Sentence.SECOND, Sentence.HALF_LIVES)))
    if verdict == FOLLOW:
        notes.append(Note("when_next", "info", (Sentence.THIRD,)))
        below = [course for course in courses if course.dose_g_per_kg < figures.high_dose_bottom_g_per_kg]
        if below:
            args = {"course": counted(below[0].course)}
            notes.append(Note("below_high_dose", "info", (Sentence.HIGH_DOSE,), args))
        if len(courses) < inputs.taper_courses:
            notes.append(Note("ends_at_low_dose", "info", (Sentence.LOW_DOSE,)))
        good = inputs.first_response == GOOD
        reading = ("reading_good_first", Sentence.INITIAL_DOSE) if good else ("reading_third_dose", Sentence.SECOND)
        notes.append(Note(reading[0], "info", (Sentence.THIRD, reading[1])))
        notes.append(Note("reading_dose_before", "info", (Sentence.TAPER,)))
    if inputs.weight_kg is not None and (verdict == FOLLOW or inputs.first_response == SUBOPTIMAL):
        notes.append(Note("not_rounded"))
    if inputs.weight_kg is not None and any(not _multiplies(course.dose_g_per_kg, inputs.weight_kg) for course in courses):
        notes.append(Note("shown_rounded"))
    notes.append(Note("proposed", "info", (Sentence.ALGORITHM, Sentence.WHEN)))
    return tuple(notes)


CALCULATOR = Calculator(
    "ivig-maintenance",
    "ivig/maintenance",
    reads=MaintenanceFigures,
    sentences=Sentence,
    inputs=MaintenanceInputs,
    fields=fields,
    solve=solve,
    conflicts=between(Responses, conflicts),
    spans={"first_course_date": Span(back=WITHIN_YEARS)},
    hands_over_to=("ivig-course",),
    table=table,
)
