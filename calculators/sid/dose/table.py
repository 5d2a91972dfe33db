"""The ready-made table: both ends of the text's monthly dose, and what a week of plain SCIG is of each."""

from collections.abc import Callable

from calculators.answer import Answer, Quantity
from calculators.calculator import Table
from calculators.form.weight import weight_of
from calculators.sid.dose.rule import DoseFigures
from calculators.words import show
from calculators.words.wording import Wording


def table(ask: Callable[..., Answer], wording: Wording, figures: DoseFigures) -> Table:
    """A row a weight."""
    names = ("monthly_dose_g", "dose_per_infusion_g")
    ends = (figures.lowest_g_per_kg, figures.highest_g_per_kg)
    head = [wording.label("weight_kg")]
    for end in ends:
        head += [f"{show.quantity(Quantity(end, 'g/kg'), wording.lang)}: {wording.value_label(name)}" for name in names]
    rows = []
    for weight in weight_of("sid").table_kg:
        row = [show.quantity(Quantity(weight, "kg"), wording.lang)]
        for end in ends:
            answer = ask(weight_kg=str(weight), monthly_dose_g_per_kg=str(end), product="hizentra")
            values = {v.name: v.shown for v in answer.values}
            row += [show.shown(values[name], wording.lang) for name in names]
        rows.append(row)
    return Table(head, rows)
