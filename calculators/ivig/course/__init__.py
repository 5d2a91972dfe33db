"""`ivig-course`: the dose of a course, its volume, and the volume a day."""

from decimal import Decimal

from calculators.answer import Answer, Handover, Note, Quantity, Step, Value
from calculators.answer.quantities import grams, grams_per_kg, millilitres
from calculators.calculator import Calculator, TextProblem
from calculators.facts import Facts, Read
from calculators.facts.figure import Figure
from calculators.form.fields import Field
from calculators.form.weight import WEIGHT, weight_notes
from calculators.ivig.course.rule import LARGEST_DEVIATION_PERCENT, CourseFigures, course
from calculators.ivig.course.table import table
from calculators.ivig.products import PRODUCTS, STRENGTH_50, STRENGTH_100, strength_mg_per_ml
from calculators.rulekit.numbers import as_typed, half_up, plain

READS = {
    "initial_dose_g_per_kg": Read("nel-initial-dose", "g/kg"),
    "lowest_dose_g_per_kg": Read("nel-low-dose", "g/kg", part="low"),
    "low_dose_top_g_per_kg": Read("nel-low-dose", "g/kg", part="high"),
    "high_dose_bottom_g_per_kg": Read("nel-high-dose", "g/kg", part="low"),
    "highest_dose_g_per_kg": Read("nel-high-dose", "g/kg", part="high"),
    "days_usual": Read("nel-days-usual", "day"),
    "days_short": Read("nel-days-short", "day"),
    "strength_100_mg_per_ml": STRENGTH_100,
    "strength_50_mg_per_ml": STRENGTH_50,
}
EXAMPLES = ("nel-example-100", "nel-example-50")


def figures(facts: Facts) -> CourseFigures:
    return CourseFigures(**facts.numbers(READS))


def fields(figures: CourseFigures) -> tuple[Field, ...]:
    days = (int(figures.days_usual), int(figures.days_short))
    return (
        WEIGHT,
        Field(
            "dose_g_per_kg",
            "number",
            "g/kg",
            low=figures.lowest_dose_g_per_kg,
            high=figures.highest_dose_g_per_kg,
            default=figures.initial_dose_g_per_kg,
            group="course",
        ),
        Field("days", "one_of", required=True, options=days, group="course"),
        Field("product", "choice", required=True, options=PRODUCTS, group="course"),
        Field("chosen_daily_volume_ml", "number", "ml", low=Decimal(1), high=Decimal(5000), group="own"),
    )


def _day_fact(days: int, figures: CourseFigures) -> str:
    return "nel-days-usual" if days == figures.days_usual else "nel-days-short"


def solve(values: dict, figures: CourseFigures) -> Answer:
    """Total dose and volume of a course, and the volume a day (NEL, products and dosing).

    A daily volume that the clinician chose is planned with as it is; else the volume is rounded where the
    text's examples round.
    """
    weight, dose, days, product = (values[name] for name in ("weight_kg", "dose_g_per_kg", "days", "product"))
    chosen = values["chosen_daily_volume_ml"]
    strength, strength_fact = strength_mg_per_ml(product, figures)
    result = course(weight, dose, days, strength, chosen)
    day_fact = _day_fact(days, figures)

    total_g, total_ml = grams(result.total_dose_g), millilitres(result.total_volume_ml)
    exact_ml, daily_ml, planned_ml = (
        millilitres(result.daily_volume_exact_ml),
        millilitres(result.daily_volume_ml),
        millilitres(result.planned_volume_ml),
    )
    planned_g = grams(result.planned_dose_g)
    planned_g_per_kg = grams_per_kg(result.planned_dose_g_per_kg)
    deviation = Quantity(half_up(result.deviation_percent, "0.1"), "%")
    strength_shown = Quantity(strength, "mg/ml")
    day_count = Quantity(Decimal(days), "day")
    # The text's own dose is cited only where it is the dose used.
    dose_facts = ("nel-initial-dose",) if dose == figures.initial_dose_g_per_kg else ("nel-low-dose", "nel-high-dose")
    # The 50 ml are read out of the text's example for this strength.
    example = EXAMPLES[strength_fact != "nel-products-100"]
    rounding_facts = (example,) if result.rounded else ()
    working = [
        Step("total_dose", {"weight": Quantity(weight, "kg"), "dose": Quantity(dose, "g/kg"), "total": total_g}, dose_facts),
        Step("total_volume", {"total": total_g, "strength": strength_shown, "volume": total_ml}, (strength_fact,)),
        Step("daily_exact", {"volume": total_ml, "days": day_count, "daily": exact_ml}, (day_fact,)),
    ]
    if result.rounded:
        working.append(Step("daily_rounded", {"exact": exact_ml, "daily": daily_ml}, rounding_facts))
    elif chosen is not None:
        working.append(Step("daily_chosen", {"daily": daily_ml}))
    working += [
        Step("planned_volume", {"daily": daily_ml, "days": day_count, "volume": planned_ml}, (day_fact,)),
        Step("planned_dose", {"volume": planned_ml, "strength": strength_shown, "dose": planned_g}, (strength_fact,)),
        Step("planned_per_kg", {"dose": planned_g, "weight": Quantity(weight, "kg"), "per_kg": planned_g_per_kg}),
        Step("deviation", {"planned": planned_g, "total": total_g, "percent": deviation}),
    ]
    return Answer(
        values=(
            Value("total_dose_g", total_g, dose_facts),
            Value("total_volume_ml", total_ml, (strength_fact,)),
            Value("daily_volume_exact_ml", exact_ml, (day_fact,)),
            Value("daily_volume_ml", daily_ml, (day_fact, *rounding_facts)),
            Value("planned_volume_ml", planned_ml, (day_fact,)),
            Value("planned_dose_g", planned_g, (strength_fact,)),
            Value("planned_dose_g_per_kg", planned_g_per_kg),
            Value("deviation_percent", deviation),
        ),
        notes=_notes(values, figures, result),
        working=tuple(working),
        # The rate is planned for one day's volume; the product carries its strength along.
        handovers=(
            Handover(
                "ivig-rate",
                {"weight_kg": as_typed(weight), "volume_ml": as_typed(daily_ml.value), "product": product},
            ),
        ),
    )


def _notes(values, figures, result) -> tuple[Note, ...]:
    dose, chosen = values["dose_g_per_kg"], values["chosen_daily_volume_ml"]
    notes = [*weight_notes(values["weight_kg"])]
    if dose <= figures.low_dose_top_g_per_kg:
        notes.append(Note("dose_is_per_course", "warning", ("nel-low-dose", "nel-initial-dose")))
    elif dose < figures.high_dose_bottom_g_per_kg:
        notes.append(Note("dose_between_ranges", "warning", ("nel-low-dose", "nel-high-dose")))
    if result.rounded:
        notes.append(Note("rounded_to_50", "info", EXAMPLES))
    elif chosen is None:
        notes.append(Note("not_rounded", "info", EXAMPLES))
    elif abs(result.deviation_percent) > LARGEST_DEVIATION_PERCENT:
        percent = Quantity(half_up(result.deviation_percent, "0.1"), "%")
        notes.append(Note("rounding_deviation", "warning", args={"percent": percent}))
    notes.append(Note("weight_as_entered"))
    return tuple(notes)


def check_text(facts: Facts) -> list[TextProblem]:
    """Recompute the text's own worked examples; the text must agree with its own figures."""
    used = figures(facts)
    problems = []
    for example, strength in zip(EXAMPLES, (used.strength_100_mg_per_ml, used.strength_50_mg_per_ml), strict=True):
        given = facts[example].figures

        def number(name, given=given) -> Decimal:
            figure = given[name]
            assert isinstance(figure, Figure)  # by the register's shape
            return figure.low

        def expect(name, value, unit, example=example, number=number):
            if number(name) != value:
                problems.append(TextProblem("example_differs", example, name, f"{plain(value).replace('.', ',')} {unit}"))

        for days, days_name, daily_name in (
            (used.days_usual, "days-usual", "daily-usual"),
            (used.days_short, "days-short", "daily-short"),
        ):
            worked = course(number("weight"), used.initial_dose_g_per_kg, int(days), strength)
            expect(days_name, days, "d")
            expect(daily_name, half_up(worked.daily_volume_ml, "0.1"), "ml")
        expect("dose", worked.total_dose_g, "g")
        expect("volume", worked.total_volume_ml, "ml")
    return problems


CALCULATOR = Calculator(
    "ivig-course",
    "ivig/dose",
    ("nel-example-100", "nel-example-50"),
    READS,
    figures,
    fields,
    solve,
    check_text=check_text,
    hands_over_to=("ivig-rate",),
    table=table,
)
