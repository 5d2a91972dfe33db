"""`ivig-course`: the dose of a course, its volume, and the volume a day."""

from decimal import Decimal

from calculators.answer import Answer, Handover, Note, Quantity, Step, Value
from calculators.answer.quantities import counted, g_of, grams, grams_per_kg, millilitres, ml_of
from calculators.calculator import Calculator, TextProblem
from calculators.facts import Facts
from calculators.facts.figure import Figure
from calculators.facts.read import figures_of
from calculators.form.fields import Field
from calculators.form.weight import weight_of
from calculators.ivig.course.rule import LARGEST_DEVIATION_PERCENT, ROUNDING_STEP_ML, Course, CourseFigures, CourseInputs, Sentence, course
from calculators.ivig.course.table import table
from calculators.ivig.products import PRODUCTS, WEAKER
from calculators.rulekit.numbers import CONTEXT, as_typed, half_up, plain

EXAMPLES = (Sentence.EXAMPLE_100, Sentence.EXAMPLE_50)
ROUNDING_STEP = Quantity(ROUNDING_STEP_ML, "ml")
LARGEST_DEVIATION = Quantity(LARGEST_DEVIATION_PERCENT, "%")


def fields(figures: CourseFigures) -> tuple[Field, ...]:
    return (
        weight_of("ivig").field,
        Field(
            "dose_g_per_kg",
            "number",
            "g/kg",
            low=figures.lowest_dose_g_per_kg,
            high=figures.highest_dose_g_per_kg,
            default=figures.initial_dose_g_per_kg,
            group="course",
        ),
        Field("days", "one_of", required=True, options=(figures.days_usual, figures.days_short), group="course"),
        Field("product", "choice", required=True, options=PRODUCTS, group="course"),
        Field("chosen_daily_volume_ml", "number", "ml", low=Decimal(1), high=Decimal(5000), group="own"),
    )


def _day_fact(days: int, figures: CourseFigures) -> str:
    return Sentence.DAYS_USUAL if days == figures.days_usual else Sentence.DAYS_SHORT


def solve(inputs: CourseInputs, figures: CourseFigures) -> Answer:
    """Total dose and volume of a course, and the volume a day (NEL, products and dosing).

    A daily volume that the clinician chose is planned with as it is; else the volume is rounded where the
    text's examples round.
    """
    weight, dose, days, chosen = inputs.weight_kg, inputs.dose_g_per_kg, inputs.days, inputs.chosen_daily_volume_ml
    strength = figures.strengths.of(inputs.product)
    result = course(weight, dose, days, strength.mg_per_ml, chosen)
    day_fact = _day_fact(days, figures)

    total_g, total_ml = grams(result.total_dose_g), millilitres(result.total_volume_ml)
    exact_ml, daily_ml, planned_ml = (
        millilitres(result.daily_volume_exact_ml),
        millilitres(result.daily_volume_ml),
        millilitres(result.planned_volume_ml),
    )
    daily_g, planned_g = grams(result.daily_dose_g), grams(result.planned_dose_g)
    planned_g_per_kg = grams_per_kg(result.planned_dose_g_per_kg)
    deviation = Quantity(half_up(result.deviation_percent, "0.1"), "%")
    strength_shown = Quantity(strength.mg_per_ml, "mg/ml")
    day_count = counted(days, "day")
    # The text's own dose is cited only where it is the dose used.
    is_initial = dose == figures.initial_dose_g_per_kg
    dose_facts = (Sentence.INITIAL_DOSE,) if is_initial else (Sentence.LOW_DOSE, Sentence.HIGH_DOSE)
    # The 50 ml are read out of the text's example for this strength.
    example = Sentence.EXAMPLE_50 if inputs.product == WEAKER else Sentence.EXAMPLE_100
    rounding_facts = (example,) if result.rounded else ()
    # The same from the figures as they are shown: a reader who works it out again must find the same, or be told why not.
    shared_ml = millilitres(CONTEXT.divide(total_ml.value, Decimal(days)))
    in_all_ml = millilitres(daily_ml.value * days)
    per_kg_shown = grams_per_kg(CONTEXT.divide(planned_g.value, weight))
    percent_shown = half_up(CONTEXT.divide((planned_g.value - total_g.value) * 100, total_g.value), "0.1") if total_g.value else None
    working = [
        Step("total_dose", {"weight": Quantity(weight, "kg"), "dose": Quantity(dose, "g/kg"), "total": total_g}, dose_facts),
        Step(
            "total_volume",
            {"total": total_g, "strength": strength_shown, "volume": total_ml},
            (strength.fact,),
            ml_of(total_g, strength.mg_per_ml) == total_ml,
        ),
        Step("daily_exact", {"volume": total_ml, "days": day_count, "daily": exact_ml}, (day_fact,), shared_ml == exact_ml),
    ]
    if result.rounded:
        working.append(Step("daily_rounded", {"exact": exact_ml, "daily": daily_ml, "step": ROUNDING_STEP}, rounding_facts))
    elif chosen is not None:
        working.append(Step("daily_chosen", {"daily": daily_ml}))
    working += [
        Step(
            "daily_dose",
            {"volume": daily_ml, "strength": strength_shown, "dose": daily_g},
            (strength.fact,),
            g_of(daily_ml, strength.mg_per_ml) == daily_g,
        ),
        Step("planned_volume", {"daily": daily_ml, "days": day_count, "volume": planned_ml}, (day_fact,), in_all_ml == planned_ml),
        Step(
            "planned_dose",
            {"volume": planned_ml, "strength": strength_shown, "dose": planned_g},
            (strength.fact,),
            g_of(planned_ml, strength.mg_per_ml) == planned_g,
        ),
        Step(
            "planned_per_kg",
            {"dose": planned_g, "weight": Quantity(weight, "kg"), "per_kg": planned_g_per_kg},
            adds_up=per_kg_shown == planned_g_per_kg,
        ),
        Step("deviation", {"planned": planned_g, "total": total_g, "percent": deviation}, adds_up=percent_shown == deviation.value),
    ]
    return Answer(
        values=(
            Value("total_dose_g", total_g, dose_facts),
            Value("total_volume_ml", total_ml, (strength.fact,)),
            Value("daily_volume_exact_ml", exact_ml, (day_fact,)),
            Value("daily_volume_ml", daily_ml, (day_fact, *rounding_facts)),
            Value("daily_dose_g", daily_g, (strength.fact,)),
            Value("planned_volume_ml", planned_ml, (day_fact,)),
            Value("planned_dose_g", planned_g, (strength.fact,)),
            Value("planned_dose_g_per_kg", planned_g_per_kg),
            Value("deviation_percent", deviation),
        ),
        notes=(*_notes(inputs, figures, result), *(() if in_all_ml == planned_ml else (Note("shown_rounded"),))),
        working=tuple(working),
        # The rate is planned for one day's volume; the product carries its strength along.
        handovers=(
            Handover(
                "ivig-rate",
                {"weight_kg": as_typed(weight), "volume_ml": as_typed(daily_ml.value), "product": inputs.product},
            ),
        ),
    )


def _notes(inputs: CourseInputs, figures: CourseFigures, result: Course) -> tuple[Note, ...]:
    dose = inputs.dose_g_per_kg
    notes = [*weight_of("ivig").notes(inputs.weight_kg)]
    if dose <= figures.low_dose_top_g_per_kg:
        notes.append(Note("dose_is_per_course", "warning", (Sentence.LOW_DOSE, Sentence.INITIAL_DOSE)))
    elif dose < figures.high_dose_bottom_g_per_kg:
        notes.append(Note("dose_between_ranges", "warning", (Sentence.LOW_DOSE, Sentence.HIGH_DOSE)))
    if result.rounded:
        notes.append(Note("rounded_to_50", "info", EXAMPLES, {"step": ROUNDING_STEP}))
    elif inputs.chosen_daily_volume_ml is None:
        notes.append(Note("not_rounded", "info", EXAMPLES, {"step": ROUNDING_STEP, "limit": LARGEST_DEVIATION}))
    elif abs(result.deviation_percent) > LARGEST_DEVIATION_PERCENT:
        percent = Quantity(half_up(result.deviation_percent, "0.1"), "%")
        notes.append(Note("rounding_deviation", "warning", args={"percent": percent, "limit": LARGEST_DEVIATION}))
    notes.append(Note("weight_as_entered"))
    return tuple(notes)


def check_text(facts: Facts) -> list[TextProblem]:
    """Recompute the text's own worked examples; the text must agree with its own figures."""
    figures = figures_of(CourseFigures, facts)
    strengths = figures.strengths
    return [
        *_example_problems(facts, Sentence.EXAMPLE_100, strengths.strength_100_mg_per_ml, figures),
        *_example_problems(facts, Sentence.EXAMPLE_50, strengths.strength_50_mg_per_ml, figures),
    ]


def _example_problems(facts: Facts, example: str, strength_mg_per_ml: Decimal, figures: CourseFigures) -> list[TextProblem]:
    """Where an example of the text differs from what its own weight gives."""

    def given(name: str) -> Decimal:
        figure = facts.figure(example, name)
        assert isinstance(figure, Figure)  # by the register's shape
        return figure.low

    expected = []
    for days, days_name, daily_name in (
        (figures.days_usual, "days-usual", "daily-usual"),
        (figures.days_short, "days-short", "daily-short"),
    ):
        worked = course(given("weight"), figures.initial_dose_g_per_kg, days, strength_mg_per_ml)
        expected += [(days_name, Decimal(days), "d"), (daily_name, half_up(worked.daily_volume_ml, "0.1"), "ml")]
    expected += [("dose", worked.total_dose_g, "g"), ("volume", worked.total_volume_ml, "ml")]
    return [
        TextProblem("example_differs", example, name, f"{plain(value).replace('.', ',')} {unit}")
        for name, value, unit in expected
        if given(name) != value
    ]


CALCULATOR = Calculator(
    "ivig-course",
    "ivig/dose",
    reads=CourseFigures,
    sentences=Sentence,
    inputs=CourseInputs,
    fields=fields,
    solve=solve,
    check_text=check_text,
    hands_over_to=("ivig-rate",),
    table=table,
)
