"""The ready-made table: what a dose is in ml of each product, the figures of a switch at the same interval."""

from collections.abc import Callable
from decimal import Decimal

from calculators.answer import Answer, Quantity
from calculators.calculator import Table
from calculators.sid.switch.rule import SwitchFigures
from calculators.words import show
from calculators.words.wording import Wording

DOSES_G = tuple(map(Decimal, (5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 30, 40)))  # not clinical: usual doses, to look one up


def table(ask: Callable[..., Answer], wording: Wording, figures: SwitchFigures) -> Table:
    """A row a dose, a column a product."""
    head = [wording.label("dose_g"), *(wording.choice("to_product", name) for name in figures.table.products)]
    rows = []
    for grams in DOSES_G:
        row = [show.quantity(Quantity(grams, "g"), wording.lang)]
        for name in figures.table.products:
            weekly = {"from_interval_weeks": "1", "to_interval_weeks": "1"}
            answer = ask(from_product=name, dose_g=str(grams), to_product=name, **weekly)
            values = {v.name: v.shown for v in answer.values}
            row.append(show.shown(values["volume_per_infusion_ml"], wording.lang))
        rows.append(row)
    return Table(head, rows)
