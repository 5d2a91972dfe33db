"""The ready-made table: dose and volumes for usual weights, over each number of days that the text names."""

from collections.abc import Callable

from calculators.answer import Answer, Quantity
from calculators.answer.quantities import counted
from calculators.calculator import Table
from calculators.form.weight import weight_of
from calculators.ivig.course.rule import CourseFigures
from calculators.words import show
from calculators.words.wording import Wording


def table(ask: Callable[..., Answer], wording: Wording, figures: CourseFigures) -> Table:
    """A row a weight: the whole dose, and the volume a day."""
    days = (figures.days_usual, figures.days_short)
    head = [wording.label("weight_kg"), wording.value_label("total_dose_g"), wording.value_label("total_volume_ml")]
    head += [f"{wording.value_label('daily_volume_ml')}, {show.quantity(counted(n, 'day'), wording.lang)}" for n in days]
    rows = []
    for weight in weight_of("ivig").table_kg:
        row = [show.quantity(Quantity(weight, "kg"), wording.lang)]
        for n in days:
            answer = ask(weight_kg=str(weight), days=str(n), product="kiovig")
            values = {value.name: wording.value(value.name, value.shown) for value in answer.values}
            if len(row) == 1:
                row += [values["total_dose_g"], values["total_volume_ml"]]
            row.append(values["daily_volume_ml"])
        rows.append(row)
    return Table(head, rows)
