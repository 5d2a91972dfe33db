"""`ivig-rate`: the infusion plan of one day, step by step."""

from datetime import time
from decimal import Decimal

from calculators.answer import Answer, Note, Quantity, Refusal, Step, Value
from calculators.answer.quantities import counted, millilitres
from calculators.calculator import Calculator
from calculators.form.fields import Field
from calculators.form.weight import weight_of
from calculators.ivig.products import PRODUCTS, Strength
from calculators.ivig.rate.chart import step_chart
from calculators.ivig.rate.follow import following
from calculators.ivig.rate.rule import (
    MINUTES_PER_HOUR,
    RATES,
    PlanStep,
    RateFigures,
    RateInputs,
    Sentence,
    largest_daily_volume_ml,
    least_daily_volume_ml,
    plan,
)
from calculators.ivig.rate.table import table
from calculators.rulekit.numbers import CONTEXT, ceiling, half_up

# What to do at a reaction, by the sentence of the text.
MEASURES = {
    "measure_anaphylaxis": Sentence.ANAPHYLAXIS,
    "measure_skin": Sentence.SKIN,
    "measure_flu": Sentence.FLU,
    "measure_headache": Sentence.HEADACHE,
}
HOURS_ON_PAPER = 9  # not clinical: as many lines as a sheet has room for
LONGEST_STEP_MIN = Decimal(60)  # not clinical: the text gives no longest time for steps 2 and 3


def fields(figures: RateFigures) -> tuple[Field, ...]:
    def step_time(name: str, low: Decimal, high: Decimal, default: Decimal) -> Field:
        return Field(name, "number", "min", low=low, high=high, default=default, group="times")

    return (
        weight_of("ivig").field,
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


def solve(inputs: RateInputs, figures: RateFigures) -> Answer:
    """The plan of one day's infusion (NEL, infusion plan); a refusal for a strength that the text has no rates for."""
    weight, volume, start = inputs.weight_kg, inputs.volume_ml, inputs.start_time
    strength = figures.strengths.of(inputs.product)
    if strength.mg_per_ml != figures.rates_for_mg_per_ml:
        shown = {"strength": Quantity(strength.mg_per_ml, "mg/ml")}
        return Answer(refusal=Refusal("no_rate_for_strength", (Sentence.RATE_FOR, strength.fact), shown))
    times = (figures.step_1_min, inputs.step2_minutes, inputs.step3_minutes, inputs.step4_minutes)
    steps = plan(weight, volume, times, figures)

    rows: list[tuple[Value, ...]] = []
    working: list[Step] = []
    begin_min = 0
    for step, fact in zip(steps, RATES, strict=False):  # a plan may end early
        per_kg = Quantity(step.rate_ml_per_kg_h, "ml/kg/h")
        rate = Quantity(step.rate_ml_h, "ml/h")
        minutes, ml = Quantity(step.minutes, "min"), Quantity(step.volume_ml, "ml")
        row = [
            Value("step", counted(step.step)),
            Value("rate_ml_per_kg_h", per_kg, (fact,)),
            Value("rate_ml_h", rate, (fact,)),
            Value("minutes", minutes, (fact,)),
            Value("volume_ml", ml),
            Value("cumulative_ml", Quantity(step.cumulative_ml, "ml")),
        ]
        if start is not None:
            row += [Value("start", clock(start, begin_min)[0]), Value("end", clock(start, step.end_min)[0])]
        begin_min = step.end_min
        rows.append(tuple(row))
        number = counted(step.step)
        working.append(Step("rate", {"step": number, "weight": Quantity(weight, "kg"), "per_kg": per_kg, "rate": rate}, (fact,)))
        args = {"step": number, "rate": rate, "minutes": minutes, "volume": ml}
        working.append(Step("volume", args, (fact,), _gives(step)))

    total = counted(steps[-1].end_min, "min")
    results = [Value("total_minutes", total)]
    if start is not None:
        end, days = clock(start, steps[-1].end_min)
        results += [Value("end_time", end), Value("end_day", counted(days))]
    shown_min = sum(step.minutes for step in steps)
    working.append(Step("total", {"total": total}, RATES[: len(steps)], ceiling(Decimal(shown_min)) == steps[-1].end_min))
    return Answer(
        values=tuple(results),
        rows=tuple(rows),
        left=_left(steps, volume),
        to_write=_hours(steps, start),
        notes=_notes(inputs, figures, strength),
        working=tuple(working),
        can_follow=start is not None,
        chart=lambda lang: step_chart(steps, lang),
    )


def _gives(step: PlanStep) -> bool:
    """Does the rate for the minutes, both as shown, give the volume to its last decimal, 0.1 ml at the coarsest?"""
    places = max(1, -int(step.volume_ml.as_tuple().exponent))
    worked = CONTEXT.divide(step.rate_ml_h * step.minutes, MINUTES_PER_HOUR)
    return half_up(worked, str(Decimal(1).scaleb(-places))) == step.volume_ml


def _left(steps: tuple[PlanStep, ...], volume_ml: Decimal) -> tuple[tuple[Value, ...], ...]:
    """Volume and time left when each step is over, at the rates of the plan."""
    total_min = steps[-1].end_min
    return tuple(
        (
            Value("step", counted(step.step)),
            Value("left_ml", Quantity(volume_ml - step.cumulative_ml, "ml")),
            Value("left_minutes", counted(total_min - step.end_min, "min")),
        )
        for step in steps[:-1]
    )


def _hours(steps: tuple[PlanStep, ...], start: time | None) -> tuple[tuple[Value, ...], ...]:
    """The last step hour by hour, in the order of the clock, if it lasts more than one: the rate, and what has been given by then."""
    *earlier, last = steps
    begin_min = earlier[-1].end_min if earlier else 0
    given_ml = earlier[-1].cumulative_ml if earlier else Decimal(0)
    full = [hour for hour in range(1, HOURS_ON_PAPER + 1) if hour * 60 < last.minutes]
    lines = []
    for hour in (*full, None) if full else ():
        before_min = (len(full) if hour is None else hour - 1) * 60
        minutes = last.minutes - before_min if hour is None else Decimal(60)
        by_then_ml = last.cumulative_ml if hour is None else given_ml + last.rate_ml_h * hour
        end_min = last.end_min if hour is None else begin_min + hour * 60
        line = [Value("step", counted(last.step)), Value("rate_ml_h", Quantity(last.rate_ml_h, "ml/h"))]
        line.append(Value("cumulative_ml", Quantity(by_then_ml, "ml")))
        if start is None:
            line.append(Value("minutes", Quantity(minutes, "min")))
        else:
            line += [Value("start", clock(start, begin_min + before_min)[0]), Value("end", clock(start, end_min)[0])]
        lines.append(tuple(line))
    return tuple(lines)


def _notes(inputs: RateInputs, figures: RateFigures, strength: Strength) -> tuple[Note, ...]:
    notes = [*weight_of("ivig").notes(inputs.weight_kg)]
    most = largest_daily_volume_ml(inputs.weight_kg, strength.mg_per_ml, figures)
    if inputs.volume_ml > most:
        facts = (Sentence.INITIAL_DOSE, Sentence.DAYS_SHORT, strength.fact)
        notes.append(Note("more_than_a_day", "warning", facts, {"most": millilitres(most)}))
    notes += _slips(inputs, figures, strength)
    notes.append(Note("monitor", "info", (Sentence.MONITOR,)))
    notes.append(Note("reaction", "info", (Sentence.ANAPHYLAXIS, Sentence.SKIN, Sentence.FLU)))
    notes += [Note(code, "info", (sentence,), fold="measures") for code, sentence in MEASURES.items()]
    notes.append(Note("reading_flu", "info", (Sentence.FLU, Sentence.INFUSION_RELATED), fold="measures"))
    level = "warning" if inputs.product == "privigen" else "info"
    notes.append(Note("check_label", level, (Sentence.RATE_FOR,)))
    notes.append(Note("earliest_end", "info", (Sentence.RATE_2, Sentence.RATE_3, Sentence.RATE_4)))
    return tuple(notes)


def _slips(inputs: RateInputs, figures: RateFigures, strength: Strength) -> list[Note]:
    """Volumes that may be a slip: less than a high dose gives in a day, or the number that stands in another field or on the label."""
    slips = []
    least = least_daily_volume_ml(inputs.weight_kg, strength.mg_per_ml, figures)
    if inputs.volume_ml < least:
        facts = (Sentence.HIGH_DOSE, Sentence.DAYS_USUAL, strength.fact)
        slips.append(Note("less_than_a_day", "warning", facts, {"least": millilitres(least)}))
    if inputs.volume_ml == strength.mg_per_ml:
        slips.append(Note("volume_is_strength", "warning", (strength.fact,)))
    if inputs.volume_ml == inputs.weight_kg:
        slips.append(Note("volume_is_weight", "warning"))
    return slips


CALCULATOR = Calculator(
    "ivig-rate",
    "ivig/infusion",
    reads=RateFigures,
    sentences=Sentence,
    inputs=RateInputs,
    fields=fields,
    solve=solve,
    second_reading=("weight_kg", "volume_ml", "product", "start_time"),
    follow=following,
    table=table,
)
