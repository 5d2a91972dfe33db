"""Ready-made tables for usual weights and doses: worked out at build time, by the same rules, for when no
calculator can run. Which rows and columns it has is the calculator's own: `table.py` in its folder."""

from xml.etree.ElementTree import Element

from calculators.answer import Answer
from calculators.calculator import AnyCalculator, Table
from calculators.element import el
from calculators.engine.run import run
from calculators.page.decision import decision_table
from calculators.page.parts import Place
from calculators.words.wording import Wording


def ready_made_table(calculator: AnyCalculator, place: Place, wording: Wording) -> Element | None:
    """The table of a calculator whose answer hangs on a number or two, or the decision table of one that is asked questions;
    None where the calculator gives neither."""
    if calculator.table is None:
        return decision_table(calculator, place, wording)

    def ask(**inputs: str) -> Answer:
        result = run(calculator, inputs, place.lang, place.facts)
        assert result.answer is not None, result.errors  # usual weights are always inside the limits
        return result.answer

    made: Table = calculator.table(ask, wording, calculator.figures(place.facts))
    caption = place.put(el("caption"), wording.fill(wording.own["table"]["caption"]))
    table = el(
        "table",
        caption,
        el("thead", el("tr", *(el("th", text, scope="col") for text in made.head))),
        el("tbody", *(el("tr", el("th", row[0], scope="row"), *(el("td", cell) for cell in row[1:])) for row in made.rows)),
    )
    return el(
        "details",
        el("summary", wording.ui("table", title=wording.title)),
        el("p", wording.ui("table_why")),
        el("div", table, class_="ig-table-box", tabindex="0", role="region", aria_label=wording.ui("table", title=wording.title)),
        class_="ig-table",
        open=True,
    )
