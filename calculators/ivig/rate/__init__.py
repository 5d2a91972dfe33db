"""`ivig-rate`: the infusion plan of one day, step by step."""

from datetime import time
from decimal import Decimal

from calculators.answer import Answer, Note, Quantity, Refusal, Step, Value
from calculators.answer.quantities import millilitres
from calculators.calculator import Calculator
from calculators.facts import Facts, Read
from calculators.form.fields import Field
from calculators.form.weight import WEIGHT, weight_notes
from calculators.ivig.products import PRODUCTS, STRENGTH_50, STRENGTH_100, strength_mg_per_ml
from calculators.ivig.rate.chart import step_chart
from calculators.ivig.rate.follow import following
from calculators.ivig.rate.rule import RateFigures, largest_daily_volume_ml, plan
from calculators.ivig.rate.table import table

READS = {
    **{f"rate_{n}_ml_per_kg_h": Read(f"nel-rate-{n}", "ml/kg/h") for n in range(1, 6)},
    "step_1_min": Read("nel-rate-1", "min", name="duration"),
    "step_2_least_min": Read("nel-rate-2", "min", "≥", name="duration"),
    "step_3_least_min": Read("nel-rate-3", "min", "≥", name="duration"),
    "step_4_least_min": Read("nel-rate-4", "min", part="low", name="duration"),
    "step_4_most_min": Read("nel-rate-4", "min", part="high", name="duration"),
    "rates_for_mg_per_ml": Read("nel-rate-for", "mg/ml"),
    "initial_dose_g_per_kg": Read("nel-initial-dose", "g/kg"),
    "days_short": Read("nel-days-short", "day"),
    "strength_100_mg_per_ml": STRENGTH_100,
    "strength_50_mg_per_ml": STRENGTH_50,
}
REACTIONS = ("nel-act-anaphylaxis", "nel-act-skin", "nel-act-flu")  # what to do while the infusion runs
LONGEST_STEP_MIN = Decimal(60)  # not clinical: the text gives no longest time for steps 2 and 3


def figures(facts: Facts) -> RateFigures:
    return RateFigures(**facts.numbers(READS))


def fields(figures: RateFigures) -> tuple[Field, ...]:
    def step_time(name, low, high, default):
        return Field(name, "number", "min", low=low, high=high, default=default, group="times")

    return (
        WEIGHT,
        Field("volume_ml", "number", "ml", required=True, low=Decimal(1), high=Decimal(5000), group="infusion"),
        Field("product", "choice", required=True, options=PRODUCTS, group="infusion"),
        Field("start_time", "time", group="times"),
        step_time("step2_minutes", figures.step_2_least_min, LONGEST_STEP_MIN, figures.step_2_least_min),
        step_time("step3_minutes", figures.step_3_least_min, LONGEST_STEP_MIN, figures.step_3_least_min),
        step_time("step4_minutes", figures.step_4_least_min, figures.step_4_most_min, figures.step_4_most_min),
    )


def clock(start: time, minutes: int) -> tuple[time, int]:
    """The time of day `minutes` after `start`, and how many midnights lie between."""
    days, minute = divmod(start.hour * 60 + start.minute + minutes, 24 * 60)
    return time(*divmod(minute, 60)), days


def solve(values: dict, figures: RateFigures) -> Answer:
    """The plan of one day's infusion (NEL, infusion plan); a refusal for a strength that the text has no rates for."""
    weight, volume, product, start = (values[n] for n in ("weight_kg", "volume_ml", "product", "start_time"))
    strength, strength_fact = strength_mg_per_ml(product, figures)
    if strength != figures.rates_for_mg_per_ml:
        shown = {"strength": Quantity(strength, "mg/ml")}
        return Answer(refusal=Refusal("no_rate_for_strength", ("nel-rate-for", strength_fact), shown))
    times = (figures.step_1_min, values["step2_minutes"], values["step3_minutes"], values["step4_minutes"])
    steps = plan(weight, volume, times, figures)

    rows, working, begin_min = [], [], 0
    for step in steps:
        fact = f"nel-rate-{step.step}"
        per_kg = Quantity(step.rate_ml_per_kg_h, "ml/kg/h")
        rate = Quantity(step.rate_ml_h, "ml/h")
        minutes, ml = Quantity(step.minutes, "min"), Quantity(step.volume_ml, "ml")
        row = [
            Value("step", Quantity(Decimal(step.step))),
            Value("rate_ml_per_kg_h", per_kg, (fact,)),
            Value("rate_ml_h", rate),
            Value("minutes", minutes, (fact,)),
            Value("volume_ml", ml),
            Value("cumulative_ml", Quantity(step.cumulative_ml, "ml")),
        ]
        if start is not None:
            row += [Value("start", clock(start, begin_min)[0]), Value("end", clock(start, step.end_min)[0])]
        begin_min = step.end_min
        rows.append(tuple(row))
        number = Quantity(Decimal(step.step))
        working.append(Step("rate", {"step": number, "weight": Quantity(weight, "kg"), "per_kg": per_kg, "rate": rate}, (fact,)))
        working.append(Step("volume", {"step": number, "rate": rate, "minutes": minutes, "volume": ml}, (fact,)))

    total = Quantity(Decimal(steps[-1].end_min), "min")
    results = [Value("total_minutes", total)]
    if start is not None:
        end, days = clock(start, steps[-1].end_min)
        results += [Value("end_time", end), Value("end_day", Quantity(Decimal(days)))]
    used = tuple(f"nel-rate-{step.step}" for step in steps)
    working.append(Step("total", {"total": total}, used))
    return Answer(
        values=tuple(results),
        rows=tuple(rows),
        left=_left(steps, volume),
        notes=_notes(values, figures, strength, strength_fact),
        working=tuple(working),
        can_follow=start is not None,
        chart=lambda lang: step_chart(steps, lang),
    )


def _left(steps, volume_ml: Decimal) -> tuple[tuple[Value, ...], ...]:
    """Volume and time left when each step is over, at the rates of the plan."""
    total_min = steps[-1].end_min
    return tuple(
        (
            Value("step", Quantity(Decimal(step.step))),
            Value("left_ml", Quantity(volume_ml - step.cumulative_ml, "ml")),
            Value("left_minutes", Quantity(Decimal(total_min - step.end_min), "min")),
        )
        for step in steps[:-1]
    )


def _notes(values, figures, strength, strength_fact) -> tuple[Note, ...]:
    weight = values["weight_kg"]
    notes = [*weight_notes(weight)]
    most = largest_daily_volume_ml(weight, strength, figures)
    if values["volume_ml"] > most:
        facts = ("nel-initial-dose", "nel-days-short", strength_fact)
        notes.append(Note("more_than_a_day", "warning", facts, {"most": millilitres(most)}))
    notes.append(Note("monitor", "warning", ("nel-rate-monitor",)))
    notes.append(Note("reaction", "warning", REACTIONS))
    level = "warning" if values["product"] == "privigen" else "info"
    notes.append(Note("check_label", level, ("nel-rate-for",)))
    notes.append(Note("earliest_end", "info", ("nel-rate-2", "nel-rate-3", "nel-rate-4")))
    return tuple(notes)


CALCULATOR = Calculator(
    "ivig-rate",
    "ivig/infusion",
    ("nel-rate-monitor", *REACTIONS),
    READS,
    figures,
    fields,
    solve,
    second_reading=("weight_kg", "volume_ml", "product", "start_time"),
    follow=following,
    table=table,
)
