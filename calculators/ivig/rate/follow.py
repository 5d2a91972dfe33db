"""Following an infusion (NEL, infusion plan): how it stands now, what has happened, what is left of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from xml.etree.ElementTree import Element

from calculators import words
from calculators.answer import Note, Quantity, Shown, Value
from calculators.answer.quantities import counted
from calculators.follow import Asked, FollowAnswer, Line
from calculators.form.fields import Field, FieldError, as_inputs, parse_all
from calculators.ivig.rate.chart import Span, followed_chart
from calculators.ivig.rate.progress import (
    Event,
    EventError,
    Followed,
    Kind,
    Progress,
    Stretch,
    TimedStep,
    follow,
    progress,
    shown_ml,
)
from calculators.ivig.rate.rule import RATES, RateFigures, RateInputs, Sentence, step_rates_ml_h
from calculators.rulekit.numbers import ceiling, plain
from calculators.rulekit.wall_clock import DAY_S, MINUTE_S, WallClock
from calculators.words import show

KEPT_AFTER_END_S = 3600  # not clinical: how long the device remembers an infusion that is over
START_AHEAD_S = 2 * 3600  # not clinical: a plan that is followed begins soon
HIGHEST_TYPED_ML_H = Decimal(2000)  # not clinical: catches a slip of the finger
# What fits while it runs, and so on. What was stopped for a reaction may be started again, and a pump may be behind the plan.
RUNNING = ("pause", "rate", "stop")
ACTIONS = {"before": (), "running": RUNNING, "paused": ("resume", "stop"), "stopped": ("resume",), "done": RUNNING}


def following(inputs: RateInputs, figures: RateFigures, asked: Asked) -> FollowAnswer | None:
    """The followed plan at `asked.now_s`. None without a start, and for a start that the wall's clock leaves out."""
    start_time, volume = inputs.start_time, inputs.volume_ml
    start_s = asked.start_s
    if start_s is None and start_time is not None:
        start_s = asked.clock.nearest(start_time, asked.now_s)
    if start_s is None:
        return None
    steps = timed_steps(inputs, figures)
    stored = tuple(_stored(event) for event in asked.events)
    fields = _event_fields(volume)
    events = stored
    errors: list[FieldError] = []
    if asked.new is not None:
        new, errors = _typed(asked, start_s, stored, fields)
        if new is not None:
            events, errors = (*stored, new), []
            try:
                follow(Decimal(start_s), volume, steps, events)
            except EventError as error:
                events, errors = stored, [_as_field_error(error, asked)]
    followed = follow(Decimal(start_s), volume, steps, events)
    # By the minute, as the clock shows it: figures that change each second are no figures to write down.
    moment_s = asked.now_s - asked.now_s % MINUTE_S
    now = progress(followed, Decimal(moment_s))
    return FollowAnswer(
        phase=now.phase,
        start_s=start_s,
        events=tuple(_to_store(event) for event in events),
        now=_moment(now, asked.clock),
        lines=_lines(followed, steps, now, moment_s, asked.clock),
        notes=(*_start_notes(start_s, asked.now_s), *_notes(events, steps, now)),
        actions=() if now.phase == "done" and followed.happened == len(followed.stretches) else ACTIONS[now.phase],
        choices=tuple(
            (Value("step", counted(number)), Value("rate_ml_h", Quantity(step.rate_ml_h, "ml/h")))
            for number, step in enumerate(steps, 1)
        ),
        until_s=_until(followed, now, volume, steps, events, asked),
        next_s=_next(now),
        fields=fields,
        errors=tuple(errors),
        # Stopped as it began, there is nothing to draw.
        chart=(lambda lang: _chart(followed, now, moment_s, asked.clock, lang)) if followed.stretches else None,
    )


def _chart(followed: Followed, now: Progress, moment_s: int, clock: WallClock, lang: str) -> Element:
    """The stretches as a picture; a pause reaches to this minute, and what was planned behind it is not known."""
    say = words.calculator_words("ivig-rate", lang)["follow"]["line"]
    spans = []
    for stretch in followed.stretches:
        code = _what(stretch)
        name = say[code].format(step=stretch.step)
        spans.append(Span(stretch.from_s, stretch.to_s or max(stretch.from_s, Decimal(moment_s)) + MINUTE_S, stretch.rate_ml_h, name))
    is_under_way = now.phase in ("running", "paused")
    shown = (spans[0].from_s, Decimal(moment_s), spans[-1].to_s)
    start, moment, end = (show.clock(clock.read(ceiling(at_s))[1]) for at_s in shown)
    ends = show.clock(clock.read(_minute_over(followed.end_s))[1]) if followed.end_s is not None else end
    return followed_chart(tuple(spans), moment_s if is_under_way else None, (start, moment, ends), lang)


def timed_steps(inputs: RateInputs, figures: RateFigures) -> tuple[TimedStep, ...]:
    """The five steps at the rates for this weight, each for its time; the last until the volume has been given."""
    times = (figures.step_1_min, inputs.step2_minutes, inputs.step3_minutes, inputs.step4_minutes, None)
    return tuple(
        TimedStep(number, rate, None if minutes is None else minutes * MINUTE_S)
        for number, (rate, minutes) in enumerate(zip(step_rates_ml_h(inputs.weight_kg, figures), times, strict=True), 1)
    )


# --- events, typed and kept ------------------------------------------------------------------------


@dataclass(frozen=True)
class TypedEvent:
    """An event as it was typed; what was left empty is None."""

    at: time
    given_ml: Decimal | None
    step: str | None
    rate_ml_h: Decimal | None


def _event_fields(volume_ml: Decimal) -> tuple[Field, ...]:
    return (
        Field("at", "time", required=True),
        Field("given_ml", "number", "ml", low=Decimal(0), high=volume_ml),
        Field("step", "choice", options=("1", "2", "3", "4", "5")),
        Field("rate_ml_h", "number", "ml/h", low=Decimal("0.1"), high=HIGHEST_TYPED_ML_H),
    )


def _typed(asked: Asked, start_s: int, events: tuple[Event, ...], fields: tuple[Field, ...]) -> tuple[Event | None, list[FieldError]]:
    """The event as typed. Its time is the last one on the wall's clock up to now."""
    assert asked.new is not None
    read, errors = parse_all(fields, {name: text for name, text in asked.new.items() if name != "kind"})
    if errors:
        return None, errors
    since_s = int(events[-1].at_s) if events else start_s
    new = as_inputs(TypedEvent, read)
    at_s = asked.clock.latest(new.at, asked.now_s)
    if at_s is None or at_s < since_s:
        if at_s is not None and at_s <= since_s < at_s + MINUTE_S:
            at_s = since_s  # the minute of the event before, which may have begun within it
        else:
            between = {"since": asked.clock.read(since_s)[1], "now": asked.clock.read(asked.now_s)[1]}
            return None, [FieldError("at", "not_between", {}, {"read": asked.new["at"], **between})]
    step = int(new.step) if new.step else None
    return Event(_kind(asked.new["kind"]), Decimal(at_s), new.given_ml, step, new.rate_ml_h), []


def _kind(text: str) -> Kind:
    kinds: dict[str, Kind] = {"pause": "pause", "resume": "resume", "rate": "rate", "stop": "stop"}
    return kinds[text]


def _stored(event: Mapping[str, str]) -> Event:
    """An event as it was kept. Raises KeyError or ArithmeticError for anything that was not written here."""

    def number(name: str) -> Decimal | None:
        return Decimal(event[name]) if event[name] else None

    step = int(event["step"]) if event["step"] else None
    return Event(_kind(event["kind"]), Decimal(event["at_s"]), number("given_ml"), step, number("rate_ml_h"))


def _to_store(event: Event) -> Mapping[str, str]:
    return {
        "kind": event.kind,
        "at_s": plain(event.at_s),
        "given_ml": "" if event.given_ml is None else plain(event.given_ml),
        "step": "" if event.step is None else str(event.step),
        "rate_ml_h": "" if event.rate_ml_h is None else plain(event.rate_ml_h),
    }


def _as_field_error(error: EventError, asked: Asked) -> FieldError:
    """An event that does not fit, at the field that mends it."""
    field = {"given_less": "given_ml", "given_more": "given_ml", "given_at_rest": "given_ml", "after_end": "given_ml", "no_rate": "step"}
    shown: dict[str, Shown] = {}
    for name, value in error.values.items():
        if name.endswith("_s"):
            shown[name.removesuffix("_s")] = asked.clock.read(_minute_over(value))[1]
        else:
            shown[name.removesuffix("_ml")] = Quantity(value, "ml")
    return FieldError(field.get(error.code, "at"), error.code, {}, shown)


# --- what is shown ---------------------------------------------------------------------------------


def _minute_over(instant_s: Decimal) -> int:
    """The first whole minute not before an instant: an end is never told too early."""
    return ceiling(instant_s / MINUTE_S) * MINUTE_S


def _next(now: Progress) -> int | None:
    """When something changes by itself: the next rate, or the end."""
    if now.next:
        return ceiling(now.next.from_s)
    return _minute_over(now.end_s) if now.phase == "running" and now.end_s is not None else None


def _at(name: str, instant_s: int, clock: WallClock) -> Value:
    return Value(name, clock.read(instant_s)[1])


def _moment(now: Progress, clock: WallClock) -> tuple[Value, ...]:
    shown = []
    if now.step is not None:
        shown.append(Value("step", counted(now.step)))
    if now.phase == "running":
        shown.append(Value("rate_ml_h", Quantity(now.rate_ml_h, "ml/h"), _rate_facts(now.step)))
    if now.next:
        shown.append(_at("next_at", ceiling(now.next.from_s), clock))
        if now.next.step is not None:
            shown.append(Value("next_step", counted(now.next.step)))
        shown.append(Value("next_rate_ml_h", Quantity(now.next.rate_ml_h, "ml/h"), _rate_facts(now.next.step)))
    shown += [Value("given_ml", Quantity(now.given_ml, "ml")), Value("left_ml", Quantity(now.left_ml, "ml"))]
    if now.end_s is not None:
        shown.append(_at("end_at", _minute_over(now.end_s), clock))
    return tuple(shown)


def _rate_facts(step: int | None) -> tuple[str, ...]:
    return () if step is None else (RATES[step - 1],)


def _lines(
    followed: Followed, steps: tuple[TimedStep, ...], now: Progress, now_s: int, clock: WallClock
) -> tuple[Line, ...]:
    """Every stretch with the time at which the plan had its step begin, before anything happened."""
    meant = {stretch.step: stretch.from_s for stretch in follow(followed.start_s, followed.volume_ml, steps, ()).stretches}
    lines = []
    for number, stretch in enumerate(followed.stretches):
        is_past = stretch.to_s is not None and stretch.to_s <= now_s
        is_now = now.phase in ("running", "paused") and stretch.from_s <= now_s and not is_past
        code, is_at_rest = _what(stretch), not stretch.rate_ml_h
        values = [] if stretch.step is None or is_at_rest else [Value("step", counted(stretch.step))]
        values.append(Value("rate_ml_h", Quantity(stretch.rate_ml_h, "ml/h"), () if is_at_rest else _rate_facts(stretch.step)))
        planned_s = meant.get(stretch.step) if code == "step" and _is_first(followed.stretches[:number], stretch) else None
        if planned_s is not None:
            values.append(_at("planned", ceiling(planned_s), clock))
        values.append(_at("from", ceiling(stretch.from_s), clock))
        if stretch.to_s is not None:
            values.append(_at("to", _minute_over(stretch.to_s), clock))
        values.append(Value("given_ml", Quantity(shown_ml(stretch.given_to_ml_s_h, followed.volume_ml), "ml")))
        lines.append(Line(code, "now" if is_now else "past" if is_past else "planned", tuple(values)))
    if followed.is_stopped and followed.end_s is not None:
        lines.append(Line("stopped", "past", (_at("from", ceiling(followed.end_s), clock),)))
    return tuple(lines)


def _what(stretch: Stretch) -> str:
    if not stretch.rate_ml_h:
        return "stopped" if stretch.is_stop else "pause"
    return "own_rate" if stretch.step is None else "step"


def _is_first(before: tuple[Stretch, ...], stretch: Stretch) -> bool:
    """Whether a step begins here for the first time."""
    return all(earlier.step != stretch.step or not earlier.rate_ml_h for earlier in before)


def _start_notes(start_s: int, now_s: int) -> tuple[Note, ...]:
    """A start that lies far ahead may be a slip of the clock time."""
    return (Note("start_far_ahead", "warning"),) if start_s - now_s > START_AHEAD_S else ()


def _notes(events: tuple[Event, ...], steps: tuple[TimedStep, ...], now: Progress) -> tuple[Note, ...]:
    """On a rate of the reader's own: above all that the source gives for this weight, or above that of the chosen step."""
    notes = []
    if now.phase in ("paused", "stopped"):
        notes.append(Note("restart", "info", (Sentence.SKIN,)))
    last = next((event for event in reversed(events) if event.kind in ("resume", "rate")), None)
    if last is None or last.rate_ml_h is None or now.phase not in ("running", "paused"):
        return tuple(notes)
    rate, highest = {"rate": Quantity(last.rate_ml_h, "ml/h")}, steps[-1].rate_ml_h
    if last.rate_ml_h > highest:
        shown = {**rate, "highest": Quantity(highest, "ml/h")}
        notes.insert(0, Note("rate_above_source", "warning", (RATES[len(steps) - 1],), shown))
    elif last.step is not None and last.rate_ml_h > steps[last.step - 1].rate_ml_h:
        shown = {**rate, "step": counted(last.step), "of_step": Quantity(steps[last.step - 1].rate_ml_h, "ml/h")}
        notes.append(Note("rate_above_step", "info", (RATES[last.step - 1],), shown))
    return tuple(notes)


def _until(
    followed: Followed, now: Progress, volume_ml: Decimal, steps: tuple[TimedStep, ...], events: tuple[Event, ...], asked: Asked
) -> int:
    """When the device has to forget it: an hour after the end. A pause counts as if it ended now, with its step."""
    end_s = followed.end_s
    if end_s is None:
        resumed = Event("resume", max(Decimal(asked.now_s), events[-1].at_s), step=now.step or len(steps))
        end_s = follow(followed.start_s, volume_ml, steps, (*events, resumed)).end_s
    assert end_s is not None  # nothing pauses after that
    return min(_minute_over(end_s), asked.now_s + DAY_S * 2) + KEPT_AFTER_END_S
