"""What has really happened to an infusion, and what is left of its plan (NEL, infusion plan).

The plan gives rates and times; the ward adds what it did: paused, resumed, changed the rate, stopped. `follow` walks through
both and gives every stretch of the infusion, past and planned; `progress` reads off one moment. Instants are seconds on one
line of time, whatever the clock on the wall shows: midnight and the change to winter time cannot bend them.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from calculators.errors import GuideError
from calculators.rulekit.numbers import CONTEXT, half_up

SECONDS_PER_HOUR = Decimal(3600)
NOTHING = Decimal(0)

Kind = Literal["pause", "resume", "rate", "stop"]
Phase = Literal["before", "running", "paused", "stopped", "done"]


@dataclass(frozen=True)
class TimedStep:
    """A step of the plan that can run: its rate for its time. `step` None is a rate of the reader's own, `lasts_s` None no end
    but that of the volume."""

    step: int | None
    rate_ml_h: Decimal
    lasts_s: Decimal | None


@dataclass(frozen=True)
class Event:
    """What was done at `at_s`.

    `given_ml` is what the pump shows, at an event while it runs; None takes the volume by the plan. "resume" and "rate" name
    the step that goes on, a rate of the reader's own, or both: that step's time at that rate. A rate without a step holds
    until the next event or the end. A step that was under way goes on for what is left of its time, any other for all of it.
    """

    kind: Kind
    at_s: Decimal
    given_ml: Decimal | None = None
    step: int | None = None
    rate_ml_h: Decimal | None = None


@dataclass(frozen=True)
class Stretch:
    """A time at one rate, or at rest (rate 0): a pause, whose `to_s` is None while it lasts, or the time after a stop until it ran again.

    Volumes count from the start of the infusion and are kept in ml s/h: a rate times seconds is exact, a quotient is not.
    """

    from_s: Decimal
    to_s: Decimal | None
    step: int | None
    rate_ml_h: Decimal
    given_from_ml_s_h: Decimal
    given_to_ml_s_h: Decimal
    is_stop: bool = False

    @property
    def given_to_ml(self) -> Decimal:
        """What has been given when it ends, not rounded to what is shown."""
        return CONTEXT.divide(self.given_to_ml_s_h, SECONDS_PER_HOUR)


@dataclass(frozen=True)
class Followed:
    """A whole infusion: stretches that meet end to end, the first `happened` of them closed by events, the rest planned.

    `end_s` is None while it is paused, because nobody can say. `is_stopped` tells an end by hand from one with all given: it
    can be started again, as the source has it for urticaria.
    """

    start_s: Decimal
    volume_ml: Decimal
    stretches: tuple[Stretch, ...]
    happened: int
    end_s: Decimal | None
    is_stopped: bool = False


@dataclass(frozen=True)
class Progress:
    """One moment of it. `given_ml` is rounded to 0.1 ml and `left_ml` is the rest of the volume: the two add up.

    `next` is the stretch with the next rate, None where the rate stays until the end.
    """

    phase: Phase
    step: int | None
    rate_ml_h: Decimal
    given_ml: Decimal
    left_ml: Decimal
    next: Stretch | None
    end_s: Decimal | None


class EventError(GuideError):
    """An event that does not fit what went before; `index` counts the events from 0, `values` fill the wording."""

    def __init__(self, code: str, index: int, **values: Decimal):
        self.code, self.index, self.values = code, index, values
        super().__init__(f"{code} at event {index}")


@dataclass(frozen=True)
class _Walk:
    """Where the walk through an infusion stands. `queue` runs next, or waits in a pause."""

    at_s: Decimal
    given_ml_s_h: Decimal
    queue: tuple[TimedStep, ...]
    is_paused: bool = False
    is_stopped: bool = False
    is_over: bool = False

    @property
    def is_at_rest(self) -> bool:
        return self.is_paused or self.is_stopped


def follow(start_s: Decimal, volume_ml: Decimal, steps: tuple[TimedStep, ...], events: tuple[Event, ...]) -> Followed:
    """Every stretch of the infusion, by the plan and by the events in the order in which they were noted.

    Raises EventError: `before_last` (earlier than the start or the event before), `not_running`, `not_paused` and `over` (it
    does not fit: nothing but a resumption follows a stop), `after_end` (all given by the plan, and no volume from the pump says
    otherwise), `given_less` and `given_more` (a volume below that of the event before, or above the whole), `given_at_rest` (another
    volume than at the event before, and nothing has run since), `no_rate` (neither step nor rate).
    """
    whole = volume_ml * SECONDS_PER_HOUR
    walk = _Walk(start_s, NOTHING, steps)
    stretches: list[Stretch] = []
    for index, event in enumerate(events):
        _refuse(event, index, walk, volume_ml)
        if walk.is_at_rest:
            past = [Stretch(walk.at_s, event.at_s, None, NOTHING, walk.given_ml_s_h, walk.given_ml_s_h, walk.is_stopped)]
            walk = replace(walk, at_s=event.at_s)
        elif event.given_ml is None:
            past, walk = _run(walk, event.at_s, whole)
            if walk.at_s < event.at_s:
                raise EventError("after_end", index, end_s=walk.at_s)
        else:
            past, walk = _run(walk, event.at_s, None)
            pumped = event.given_ml * SECONDS_PER_HOUR
            past, walk = _as_pumped(past, pumped), replace(walk, given_ml_s_h=pumped)
        stretches += [stretch for stretch in past if stretch.from_s != stretch.to_s]
        walk = _after(event, walk, steps, whole)
    happened = len(stretches)
    if walk.is_over or walk.is_stopped:
        return Followed(start_s, volume_ml, tuple(stretches), happened, walk.at_s, walk.is_stopped)
    if walk.is_paused:
        waits = walk.queue[0].step if walk.queue else None
        paused = Stretch(walk.at_s, None, waits, NOTHING, walk.given_ml_s_h, walk.given_ml_s_h)
        return Followed(start_s, volume_ml, (*stretches, paused), happened, None)
    rest, walk = _run(walk, None, whole)
    return Followed(start_s, volume_ml, (*stretches, *rest), happened, walk.at_s)


def progress(followed: Followed, now_s: Decimal) -> Progress:
    """How the infusion stands at `now_s`: phase, step, rate, volumes, next rate, end."""
    whole = followed.volume_ml
    if now_s < followed.start_s:
        first = followed.stretches[0] if followed.stretches else None
        return Progress("before", None, NOTHING, NOTHING, whole, first, followed.end_s)
    given = NOTHING
    for number, stretch in enumerate(followed.stretches, 1):
        if stretch.to_s is not None and now_s >= stretch.to_s:
            given = shown_ml(stretch.given_to_ml_s_h, whole)
            continue
        given = shown_ml(_given_at(stretch, now_s), whole)
        phase: Phase = "running" if stretch.rate_ml_h else "stopped" if stretch.is_stop else "paused"
        following = next(iter(followed.stretches[number:]), None)
        return Progress(phase, stretch.step, stretch.rate_ml_h, given, whole - given, following, followed.end_s)
    return Progress("stopped" if followed.is_stopped else "done", None, NOTHING, given, whole - given, None, followed.end_s)


def _given_at(stretch: Stretch, now_s: Decimal) -> Decimal:
    """What has been given by `now_s`: at the rate, or evenly where the pump's figure is another than the rate's."""
    since, most = now_s - stretch.from_s, stretch.given_to_ml_s_h - stretch.given_from_ml_s_h
    if stretch.to_s is None or not most:
        return stretch.given_from_ml_s_h
    lasts = stretch.to_s - stretch.from_s
    by_rate = stretch.rate_ml_h * since
    by_pump = CONTEXT.divide(most * since, lasts)
    # The end of the last stretch is a quotient: its rate times its time is its volume but for the sixtieth digit.
    is_by_rate = abs(stretch.rate_ml_h * lasts - most) < stretch.rate_ml_h
    return stretch.given_from_ml_s_h + min(most, by_rate if is_by_rate else by_pump)


def shown_ml(given_ml_s_h: Decimal, volume_ml: Decimal) -> Decimal:
    """A volume given to 0.1 ml, half up, and never above the whole: all of a volume that was typed more finely is all of it."""
    if given_ml_s_h >= volume_ml * SECONDS_PER_HOUR:
        return volume_ml
    return min(volume_ml, half_up(CONTEXT.divide(given_ml_s_h, SECONDS_PER_HOUR), "0.1"))


def _refuse(event: Event, index: int, walk: _Walk, volume_ml: Decimal) -> None:
    if walk.is_over or (walk.is_stopped and event.kind != "resume"):
        raise EventError("over", index, end_s=walk.at_s)
    if event.at_s < walk.at_s:
        raise EventError("before_last", index, last_s=walk.at_s)
    if event.kind == "resume" and not walk.is_at_rest:
        raise EventError("not_paused", index)
    if event.kind in ("pause", "rate") and walk.is_paused:
        raise EventError("not_running", index)
    if event.kind in ("resume", "rate") and event.step is None and event.rate_ml_h is None:
        raise EventError("no_rate", index)
    if event.given_ml is None:
        return
    if event.given_ml > volume_ml:
        raise EventError("given_more", index, most_ml=volume_ml)
    given = event.given_ml * SECONDS_PER_HOUR
    if given < walk.given_ml_s_h:
        raise EventError("given_less", index, least_ml=CONTEXT.divide(walk.given_ml_s_h, SECONDS_PER_HOUR))
    if (walk.is_at_rest or event.at_s == walk.at_s) and given != walk.given_ml_s_h:
        raise EventError("given_at_rest", index, given_ml=CONTEXT.divide(walk.given_ml_s_h, SECONDS_PER_HOUR))


def _run(walk: _Walk, until_s: Decimal | None, whole: Decimal | None) -> tuple[list[Stretch], _Walk]:
    """Runs the queue until a moment, until the whole (ml s/h) has been given, or whichever comes first; None is no such end."""
    stretches: list[Stretch] = []
    at_s, given, queue = walk.at_s, walk.given_ml_s_h, walk.queue
    while queue and (until_s is None or at_s < until_s) and (whole is None or given < whole):
        now, *later = queue
        ends = [end for end in (until_s, None if now.lasts_s is None else at_s + now.lasts_s) if end is not None]
        to_s = min(ends, default=None)
        if to_s is None or (whole is not None and now.rate_ml_h * (to_s - at_s) >= whole - given):
            assert whole is not None  # a step without end in time ends with the volume
            to_s, to_given = at_s + CONTEXT.divide(whole - given, now.rate_ml_h), whole
        else:
            to_given = given + now.rate_ml_h * (to_s - at_s)
        stretches.append(Stretch(at_s, to_s, now.step, now.rate_ml_h, given, to_given))
        left_s = None if now.lasts_s is None else now.lasts_s - (to_s - at_s)
        queue = (replace(now, lasts_s=left_s), *later) if left_s is None or left_s > 0 else tuple(later)
        at_s, given = to_s, to_given
    return stretches, replace(walk, at_s=at_s, given_ml_s_h=given, queue=queue)


def _as_pumped(past: list[Stretch], given: Decimal) -> list[Stretch]:
    """The stretches with the pump's volume at the end of the last. It overrules the plan's, and no stretch gives less than nothing."""
    capped = [
        replace(
            stretch,
            given_from_ml_s_h=min(stretch.given_from_ml_s_h, given),
            given_to_ml_s_h=min(stretch.given_to_ml_s_h, given),
        )
        for stretch in past
    ]
    return [*capped[:-1], replace(capped[-1], given_to_ml_s_h=given)] if capped else []


def _after(event: Event, walk: _Walk, steps: tuple[TimedStep, ...], whole: Decimal) -> _Walk:
    if walk.given_ml_s_h >= whole:
        return replace(walk, is_over=True)
    if event.kind in ("pause", "stop"):
        return replace(walk, is_paused=event.kind == "pause", is_stopped=event.kind == "stop")
    return replace(walk, is_paused=False, is_stopped=False, queue=_going_on(event, walk.queue, steps))


def _going_on(event: Event, queue: tuple[TimedStep, ...], steps: tuple[TimedStep, ...]) -> tuple[TimedStep, ...]:
    """What runs after a resumption or a change of rate."""
    if event.step is None:
        assert event.rate_ml_h is not None  # refused before
        return (TimedStep(None, event.rate_ml_h, None),)
    first = next((waiting for waiting in queue[:1] if waiting.step == event.step), steps[event.step - 1])
    return (TimedStep(event.step, event.rate_ml_h or steps[event.step - 1].rate_ml_h, first.lasts_s), *steps[event.step :])
