"""`ivig-maintenance`: review dates after the first courses, and the taper for those who respond."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from calculators.answer import Answer, Note, Quantity, Step, Value
from calculators.answer.quantities import grams, grams_per_kg
from calculators.calculator import Calculator
from calculators.facts import Facts, Read
from calculators.form.fields import Field, FieldError, contradiction
from calculators.form.weight import WEIGHT, weight_notes
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
    TaperRow,
    dates,
    outcome,
    share_left,
    taper,
)
from calculators.ivig.maintenance.table import table

WEEK_READS = {
    "review_weeks": Read("nel-maint-review", "week"),
    "second_weeks": Read("nel-maint-second", "week"),
    "review_2_weeks": Read("nel-maint-review-2", "week"),
}
DOSE_READS = {
    "initial_dose_g_per_kg": Read("nel-initial-dose", "g/kg"),
    "second_dose_g_per_kg": Read("nel-maint-second", "g/kg", name="dose"),
    "taper_percent": Read("nel-maint-taper", "%"),
    "high_dose_bottom_g_per_kg": Read("nel-high-dose", "g/kg", part="low"),
    "lowest_dose_g_per_kg": Read("nel-low-dose", "g/kg", part="low"),
}
# Said in the wording of the answer, so its shape is asserted too.
WORDED_READS = {"half_lives": Read("nel-maint-half-lives", "half-life")}
READS = WEEK_READS | DOSE_READS | WORDED_READS
# Not clinical: how long a table is of use.
FEWEST_COURSES, MOST_COURSES, USUAL_COURSES = Decimal(1), Decimal(10), 5
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
OUTCOME_FACTS = {
    AWAIT_FIRST_REVIEW: ("nel-maint-review",),
    SECOND_COURSE: ("nel-maint-second", "nel-maint-review-2"),
    STOP: ("nel-maint-nonresponder",),
    FOLLOW: ("nel-maint-third", "nel-maint-taper"),
}


def figures(facts: Facts) -> MaintenanceFigures:
    facts.numbers(WORDED_READS)
    weeks = {name: int(number) for name, number in facts.numbers(WEEK_READS).items()}
    return MaintenanceFigures(**weeks, **facts.numbers(DOSE_READS))


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
        replace(WEIGHT, required=False, group="taper", when=judged),
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


def conflicts(values: dict, figures: MaintenanceFigures) -> list[FieldError]:
    """A second response has a meaning only after a suboptimal first one."""
    judged_twice = values["second_response"] in (EFFECT, NO_EFFECT)
    if judged_twice and values["first_response"] != SUBOPTIMAL:
        return contradiction("first_response", "second_response", "second_without_first")
    return []


def solve(values: dict, figures: MaintenanceFigures) -> Answer:
    """Days of review and of the second course, and the taper once the response is known (NEL, maintenance)."""
    first_response, second_response = values["first_response"], values["second_response"]
    verdict = outcome(first_response, second_response)
    shown, working = _dates(values["first_course_date"], first_response == SUBOPTIMAL, figures)
    if verdict == SECOND_COURSE and values["weight_kg"] is not None:
        working.append(_second_dose_step(values["weight_kg"], figures))
    courses: tuple[TaperRow, ...] = ()
    rows: list[tuple[Value, ...]] = []
    if verdict == FOLLOW:
        given, dose, fact = _so_far(first_response, figures)
        courses = taper(given, dose, values["taper_courses"], figures)
        for course in courses:
            facts = ("nel-maint-taper",) if course.lowered else (fact,)
            rows.append(_row(course, values["weight_kg"], facts))
            working.append(_course_step(course, values["weight_kg"], dose, facts, figures))
    return Answer(
        outcome=verdict,
        outcome_facts=OUTCOME_FACTS[verdict],
        values=shown,
        rows=tuple(rows),
        missing={AWAIT_FIRST_REVIEW: ("first_response",), SECOND_COURSE: ("second_response",)}.get(verdict, ()),
        notes=_notes(values, verdict, courses, figures),
        working=tuple(working),
        chart=MaintenanceChart(
            values["first_course_date"],
            {value.name: value.shown for value in shown},
            tuple(rows),
            Quantity(figures.lowest_dose_g_per_kg, "g/kg"),
        ),
    )


def _dates(first: date, second: bool, figures: MaintenanceFigures) -> tuple[tuple[Value, ...], list[Step]]:
    """The days to show, each with the step that leads to it."""
    found = dates(first, figures)
    wanted = [("first_review_date", "first_review", first, figures.review_weeks, found.first_review, "nel-maint-review")]
    if second:
        wanted += [
            ("second_course_date", "second_course", first, figures.second_weeks, found.second_course, "nel-maint-second"),
            (
                "second_review_date",
                "second_review",
                found.second_course,
                figures.review_2_weeks,
                found.second_review,
                "nel-maint-review-2",
            ),
        ]
    shown, working = [], []
    for name, step, start, weeks, day, fact in wanted:
        shown.append(Value(name, day, (fact,)))
        working.append(Step(step, {"start": start, "weeks": Quantity(Decimal(weeks), "week"), "day": day}, (fact,)))
    return tuple(shown), working


def _second_dose_step(weight: Decimal, figures: MaintenanceFigures) -> Step:
    dose = figures.second_dose_g_per_kg
    args = {"weight": Quantity(weight, "kg"), "dose": grams_per_kg(dose), "grams": grams(dose * weight)}
    return Step("second_dose", args, ("nel-maint-second",))


def _so_far(first_response: str, figures: MaintenanceFigures) -> tuple[int, Decimal, str]:
    """How many courses were given, the dose of the last, and the fact that states it."""
    if first_response == GOOD:
        return 1, figures.initial_dose_g_per_kg, "nel-initial-dose"
    return 2, figures.second_dose_g_per_kg, "nel-maint-second"


def _row(course: TaperRow, weight: Decimal | None, facts: tuple[str, ...]) -> tuple[Value, ...]:
    row = (
        Value("course", Quantity(Decimal(course.course))),
        Value("dose_g_per_kg", grams_per_kg(course.dose_g_per_kg), facts),
    )
    return row if weight is None else (*row, Value("dose_g", grams(course.dose_g_per_kg * weight)))


def _course_step(course: TaperRow, weight: Decimal | None, start: Decimal, facts: tuple[str, ...], figures: MaintenanceFigures) -> Step:
    """The dose as a power of what a step leaves: rounded doses in between would not multiply out."""
    args = {
        "course": Quantity(Decimal(course.course)),
        "start": Quantity(start, "g/kg"),
        "factor": Quantity(share_left(figures)),
        "power": "" if course.lowered == 1 else str(course.lowered).translate(SUPERSCRIPT),
        "dose": grams_per_kg(course.dose_g_per_kg),
    }
    if weight is None:
        return Step("lowered" if course.lowered else "same_dose", args, facts)
    args |= {"weight": Quantity(weight, "kg"), "grams": grams(course.dose_g_per_kg * weight)}
    return Step("lowered_grams" if course.lowered else "same_dose_grams", args, facts)


def _notes(values: dict, verdict: str, courses: tuple[TaperRow, ...], figures: MaintenanceFigures) -> tuple[Note, ...]:
    notes = [] if values["weight_kg"] is None else [*weight_notes(values["weight_kg"])]
    if verdict == SECOND_COURSE:
        notes.append(Note("second_course_dose", "info", ("nel-maint-second", "nel-maint-half-lives")))
    if verdict == FOLLOW:
        notes.append(Note("when_next", "info", ("nel-maint-third",)))
        below = [course for course in courses if course.dose_g_per_kg < figures.high_dose_bottom_g_per_kg]
        if below:
            args = {"course": Quantity(Decimal(below[0].course))}
            notes.append(Note("below_high_dose", "info", ("nel-high-dose",), args))
        if len(courses) < values["taper_courses"]:
            notes.append(Note("ends_at_low_dose", "info", ("nel-low-dose",)))
        good = values["first_response"] == GOOD
        reading = ("reading_good_first", "nel-initial-dose") if good else ("reading_third_dose", "nel-maint-second")
        notes.append(Note(reading[0], "info", ("nel-maint-third", reading[1])))
        notes.append(Note("reading_dose_before", "info", ("nel-maint-taper",)))
    notes.append(Note("proposed", "info", ("nel-maint-algorithm", "nel-maint-when")))
    return tuple(notes)


CALCULATOR = Calculator(
    "ivig-maintenance",
    "ivig/maintenance",
    ("nel-maint-when", "nel-maint-algorithm", "nel-maint-nonresponder", "nel-maint-third"),
    READS,
    figures,
    fields,
    solve,
    conflicts=conflicts,
    table=table,
)
