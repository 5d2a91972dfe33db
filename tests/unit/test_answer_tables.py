"""In a table of an answer the unit may stand in the head alone. What is left in the cell must still be the whole number.

Above 999 the number has a space of its own, and the cell once ended there: of `1 117,3 ml` a plan showed `1`.
"""

from decimal import Decimal

import pytest

import calculators
from calculators.engine.examples import examples_of
from calculators.page.answer import answer_element
from tests.frozen import FROZEN

NBSP = "\N{NO-BREAK SPACE}"
# 100 kg: 50 ml/h for 30 min, then 100, 200 and 400 ml/h for 5, 5 and 10 min are 25 + 8.33 + 16.67 + 66.67 = 116.67 ml; the rest
# of 1234 ml runs at 600 ml/h.
LARGE = {"weight_kg": "100", "volume_ml": "1234", "product": "kiovig"}


def cells(calculator: str, inputs: dict[str, str], lang: str) -> list[tuple[str, str, str, str]]:
    """Of every figure in a table: its name, what stands there without its unit, its unit, and the figure for machines."""
    answer = answer_element(calculators.run(calculator, inputs, lang, FROZEN), "../../")
    found = []
    for table in (one for one in answer.iter("table") if one.get("class") == "ig-rows"):
        for cell in (one for one in table.iter() if one.tag in ("th", "td") and one.find("data") is not None):
            data = cell.find("data")
            apart = data.find("span[@class='ig-cell-unit']")
            unit = "" if apart is None else apart.text
            assert apart is None or not apart.tail
            found.append((cell.get("data-name"), data.text, unit, data.get("value")))
    return found


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_large_volume_stands_whole_in_the_plan(lang):
    found = cells("ivig-rate", LARGE, lang)
    assert [text for name, text, _, _ in found if name == "volume_ml"][4] == f"1{NBSP}117,3"
    assert [text for name, text, _, _ in found if name == "cumulative_ml"][4] == f"1{NBSP}234"
    assert {unit for name, _, unit, _ in found if name in ("volume_ml", "cumulative_ml")} == {f"{NBSP}ml"}


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("calculator", [calculator.id for calculator in calculators.catalog()])
def test_what_stands_in_a_cell_is_the_whole_number(calculator, lang):
    asked = [example.inputs for example in examples_of(calculator) if example.expect["status"] == "ok"]
    if calculator == "ivig-rate":
        asked += [LARGE, LARGE | {"weight_kg": "250", "volume_ml": "12000", "start_time": "08:00"}]
    for inputs in asked:
        for name, text, unit, value in cells(calculator, inputs, lang):
            try:
                number = Decimal(value)
            except ArithmeticError:
                continue  # a day, a time, a product
            if unit:
                assert Decimal(text.replace(NBSP, "").replace(",", ".").replace("\N{MINUS SIGN}", "-")) == number, name
            else:
                assert value.replace(".", ",") in text.replace(NBSP, ""), name


@pytest.mark.parametrize("start", ["", "08:00"])
def test_every_line_to_write_on_has_the_columns_of_the_plan(start):
    """What the sheet leaves out it leaves out of each line: a line with more cells pushed the plan's columns together."""
    result = calculators.run("ivig-rate", LARGE | {"start_time": start}, "nb", FROZEN)
    table = next(answer_element(result, "../../").iter("table"))
    left_out = [[cell.get("data-more") for cell in row] for row in table.iter("tr")]
    assert len(left_out) >= 1 + 5 + 2 + 3, "head, steps, hours of step 5, spare lines"
    assert all(row == left_out[0] for row in left_out)
    assert left_out[0].count(None) < len(left_out[0])


@pytest.mark.parametrize(
    ("start", "parts"),
    [
        ("08:30", ["5 432 516 09:20 10:20", "5 432 720 10:20 10:49"]),
        ("", ["5 432 60 516", "5 432 28.3 720"]),
    ],
)
def test_on_paper_the_last_step_stands_hour_by_hour_in_the_order_of_the_clock(start, parts):
    """72 kg and 720 ml: 84 ml after 50 min, then 432 ml an hour: 516 ml at 10:20, and the 204 ml left take 28.3 min."""
    typed = {"weight_kg": "72", "volume_ml": "720", "product": "kiovig", "start_time": start}
    table = next(answer_element(calculators.run("ivig-rate", typed, "nb", FROZEN), "../../").iter("table"))
    *_, whole, first, last = [row for row in table.iter("tr") if row.find(".//data") is not None]
    assert whole.get("data-screen-only") is not None, "on paper its parts stand in its place"
    assert [" ".join(one.get("value", "") for one in row.iter("data")) for row in (first, last)] == parts
