"""The ready-made table: the doses of the taper after a good first response, in grams for usual weights."""

from collections.abc import Callable

from calculators.answer import Answer, Quantity
from calculators.calculator import Table
from calculators.form.weight import weight_of
from calculators.ivig.maintenance.rule import MaintenanceFigures
from calculators.words import show
from calculators.words.wording import Wording


def table(ask: Callable[..., Answer], wording: Wording, figures: MaintenanceFigures) -> Table:
    """A row a weight, a column a course from the second on."""
    rows: list[list[str]] = []
    head: list[str] = []
    for weight in weight_of("ivig").table_kg:
        answer = ask(first_course_date="2026-01-01", first_response="good", weight_kg=str(weight))
        courses = [{v.name: v.shown for v in row} for row in answer.rows]
        if not head:
            per_kg = (show.shown(course["dose_g_per_kg"], wording.lang) for course in courses)
            head = [wording.label("weight_kg"), *(f"{wording.value_label('course')} {n}: {dose}" for n, dose in enumerate(per_kg, 2))]
        rows.append(
            [show.quantity(Quantity(weight, "kg"), wording.lang), *(show.shown(course["dose_g"], wording.lang) for course in courses)]
        )
    return Table(head, rows)
