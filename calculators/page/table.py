"""Ready-made tables for usual weights and doses: worked out at build time, by the same rules, for when no
calculator can run."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from calculators.answer import Quantity
from calculators.calculator import Calculator
from calculators.element import el
from calculators.page.parts import Place
from calculators.words import show
from calculators.words.wording import Wording

WEIGHTS_KG = range(40, 121, 5)
DOSES_G = (5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 30, 40)


def ready_made_table(calculator: Calculator, place: Place, say: Wording) -> Element | None:
    """The table of a calculator whose answer hangs on a number or two; None for dates and questions."""
    build = _TABLES.get(calculator.id)
    if build is None:
        return None
    head, rows = build(calculator, place, say)
    caption = place.put(el("caption"), say.fill(say.own["table"]["caption"]))
    table = el(
        "table",
        caption,
        el("thead", el("tr", *(el("th", text, scope="col") for text in head))),
        el("tbody", *(el("tr", el("th", row[0], scope="row"), *(el("td", cell) for cell in row[1:])) for row in rows)),
    )
    return el(
        "details",
        el("summary", say.ui("table", title=say.title)),
        el("p", say.ui("table_why")),
        el("div", table, class_="ig-table-box", tabindex="0", role="region", aria_label=say.ui("table", title=say.title)),
        class_="ig-table",
        open=True,
    )


def _run(calculator, inputs, place):
    from calculators import run

    result = run(calculator.id, inputs, place.lang, place.facts)
    assert result.answer is not None, result.errors  # usual weights are always inside the limits
    return result.answer


def _weight(weight: int, lang: str) -> str:
    return show.quantity(Quantity(Decimal(weight), "kg"), lang)


def _course(calculator, place, say):
    figures = calculator.figures(place.facts)
    days = (int(figures.days_usual), int(figures.days_short))
    head = [say.label("weight_kg"), say.value_label("total_dose_g"), say.value_label("total_volume_ml")]
    head += [f"{say.value_label('daily_volume_ml')}, {say.typed_days(n)}" for n in days]
    rows = []
    for weight in WEIGHTS_KG:
        row = [_weight(weight, place.lang)]
        for n in days:
            answer = _run(calculator, {"weight_kg": str(weight), "days": str(n), "product": "kiovig"}, place)
            values = {value.name: say.value(value.name, value.shown) for value in answer.values}
            if len(row) == 1:
                row += [values["total_dose_g"], values["total_volume_ml"]]
            row.append(values["daily_volume_ml"])
        rows.append(row)
    return head, rows


def _rate(calculator, place, say):
    figures = calculator.figures(place.facts)
    head = [say.label("weight_kg")]
    for step, rate in enumerate(figures.rates_ml_per_kg_h, 1):
        per_kg = show.quantity(Quantity(rate, "ml/kg/h"), place.lang)
        head.append(f"{say.value_label('step')} {step}: {per_kg}")
    rows = []
    for weight in WEIGHTS_KG:
        # A volume that reaches the last step: the rates are the same for every volume.
        answer = _run(calculator, {"weight_kg": str(weight), "volume_ml": "5000", "product": "kiovig"}, place)
        rates = [next(v.shown for v in row if v.name == "rate_ml_h") for row in answer.rows]
        rows.append([_weight(weight, place.lang), *(show.number(rate.value, place.lang) for rate in rates)])
    return head, rows


def _taper(calculator, place, say):
    """The doses of the taper after a good first response, in grams for usual weights."""
    rows, head = [], []
    for weight in WEIGHTS_KG:
        inputs = {"first_course_date": "2026-01-01", "first_response": "good", "weight_kg": str(weight)}
        courses = [{v.name: v.shown for v in row} for row in _run(calculator, inputs, place).rows]
        if not head:
            per_kg = (show.shown(course["dose_g_per_kg"], place.lang) for course in courses)
            head = [say.label("weight_kg"), *(f"{say.value_label('course')} {n}: {dose}" for n, dose in enumerate(per_kg, 2))]
        rows.append([_weight(weight, place.lang), *(show.shown(course["dose_g"], place.lang) for course in courses)])
    return head, rows


def _monthly_dose(calculator, place, say):
    """Both ends of the text's monthly dose, and what a week of plain SCIG is of each."""
    figures = calculator.figures(place.facts)
    head = [say.label("weight_kg")]
    ends = (figures.lowest_g_per_kg, figures.highest_g_per_kg)
    for end in ends:
        shown = show.quantity(Quantity(end, "g/kg"), place.lang)
        head += [f"{shown}: {say.value_label(name)}" for name in ("monthly_dose_g", "dose_per_infusion_g")]
    rows = []
    for weight in WEIGHTS_KG:
        row = [_weight(weight, place.lang)]
        for end in ends:
            inputs = {"weight_kg": str(weight), "monthly_dose_g_per_kg": str(end), "product": "hizentra"}
            values = {v.name: v.shown for v in _run(calculator, inputs, place).values}
            row += [show.shown(values[name], place.lang) for name in ("monthly_dose_g", "dose_per_infusion_g")]
        rows.append(row)
    return head, rows


def _volumes(calculator, place, say):
    """What a dose is in ml of each product: the figures of a switch at the same interval."""
    products = calculator.figures(place.facts).products
    head = [say.label("dose_g"), *(say.choice("to_product", name) for name in products)]
    rows = []
    for grams in DOSES_G:
        row = [show.quantity(Quantity(Decimal(grams), "g"), place.lang)]
        for name in products:
            inputs = {"from_product": name, "dose_g": str(grams), "to_product": name}
            inputs |= {"from_interval_weeks": "1", "to_interval_weeks": "1"}
            values = {v.name: v.shown for v in _run(calculator, inputs, place).values}
            row.append(show.shown(values["volume_per_infusion_ml"], place.lang))
        rows.append(row)
    return head, rows


_TABLES = {
    "ivig-course": _course,
    "ivig-rate": _rate,
    "ivig-maintenance": _taper,
    "sid-dose": _monthly_dose,
    "sid-switch": _volumes,
}
