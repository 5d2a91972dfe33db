"""The ready-made table: the rate of each step for usual weights."""

from collections.abc import Callable

from calculators.answer import Answer, Quantity
from calculators.calculator import Table
from calculators.form.weight import weight_of
from calculators.ivig.rate.rule import RateFigures
from calculators.words import show
from calculators.words.wording import Wording


def table(ask: Callable[..., Answer], wording: Wording, figures: RateFigures) -> Table:
    """A row a weight. The volume reaches the last step: the rates are the same for every volume."""
    head = [wording.label("weight_kg")]
    for step, rate in enumerate(figures.rates_ml_per_kg_h, 1):
        head.append(f"{wording.value_label('step')} {step}: {show.quantity(Quantity(rate, 'ml/kg/h'), wording.lang)}")
    rows = []
    for weight in weight_of("ivig").table_kg:
        answer = ask(weight_kg=str(weight), volume_ml="5000", product="kiovig")
        rates = [v.shown for row in answer.rows for v in row if v.name == "rate_ml_h" and isinstance(v.shown, Quantity)]
        rows.append([show.quantity(Quantity(weight, "kg"), wording.lang), *(show.number(rate.value, wording.lang) for rate in rates)])
    return Table(head, rows)
