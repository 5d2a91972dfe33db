"""Following an infusion against a pump simulated second by second, and what must hold whatever happens on the ward."""

import random
from decimal import Decimal
from itertools import pairwise

import pytest

from calculators.ivig.rate.progress import Event, EventError, Followed, TimedStep, follow, progress
from tests.oracles.progress import TENTH, Pump

CASES = 100
KINDS = ("pause", "resume", "rate", "stop")


def timed(steps: list[tuple[int, int]]) -> tuple[TimedStep, ...]:
    last = len(steps)
    return tuple(
        TimedStep(number, Decimal(rate) / 10, None if number == last else Decimal(seconds))
        for number, (rate, seconds) in enumerate(steps, 1)
    )


def random_steps(rng: random.Random) -> list[tuple[int, int]]:
    unit = rng.randint(10, 1500)  # the first rate in 0.1 ml/h
    minutes = (30, rng.randint(5, 60), rng.randint(5, 60), rng.randint(5, 10), 0)
    return [(unit * share, minute * 60) for share, minute in zip((1, 2, 4, 8, 12), minutes, strict=True)]


def walk(rng: random.Random, pump: Pump) -> tuple[list[Event], dict[int, tuple]]:
    """Lets things happen to the pump at whole minutes; gives the events, and what the pump says at moments between them."""
    events: list[Event] = []
    seen: dict[int, tuple] = {}
    floor, last = 0, 0  # no pump shows less than it did at the last event, or more at the very same moment
    while pump.state != "done" and len(events) < 8 and (pump.state != "stopped" or rng.random() < 0.7):
        for _ in range(60 * rng.randint(0, 40)):
            pump.tick()
        if pump.state == "done":
            break
        running = pump.state == "running"
        rest = ("resume",) if pump.state == "stopped" else ("resume", "resume", "resume", "stop")
        kind = rng.choice(("pause", "pause", "rate", "stop") if running else rest)
        given = None
        if running and pump.second > last and rng.random() < 0.4:
            given = rng.randint(-(-floor // TENTH), pump.volume)
        step = rate = None
        if kind in ("resume", "rate"):
            step = rng.choice((None, 1, 2, 3, 4, 5, pump.step or 1))
            rate = rng.randint(1, 40_000) if step is None or rng.random() < 0.3 else None
        at = pump.second
        pump.do(kind, given, step, rate)
        floor, last = pump.given, at
        events.append(
            Event(
                kind,
                Decimal(at),
                None if given is None else Decimal(given) / 10,
                step,
                None if rate is None else Decimal(rate) / 10,
            )
        )
    until = pump.second + 3 * 3600
    while pump.state == "running" and pump.second < until:
        if rng.random() < 0.01:
            seen[pump.second] = (pump.given, pump.step, pump.rate)
        pump.tick()
    return events, seen


@pytest.mark.parametrize("seed", range(CASES))
def test_it_says_what_the_pump_says(seed: int) -> None:
    rng = random.Random(seed)
    steps = random_steps(rng)
    pump = Pump(rng.randint(10, 15_000), steps)
    events, seen = walk(rng, pump)
    followed = follow(Decimal(0), Decimal(pump.volume) / 10, timed(steps), tuple(events))
    for second, (given, step, rate) in seen.items():
        found = progress(followed, Decimal(second))
        assert (found.phase, found.step, found.rate_ml_h) == ("running", step, Decimal(rate) / 10), second
        # Half up to 0.1 ml, by counting units.
        assert found.given_ml == Decimal((given * 2 + TENTH) // (TENTH * 2)) / 10, second
    if pump.state == "running":
        return  # still running when we stopped looking
    end = progress(followed, Decimal(pump.second + 86_400))
    assert end.phase == pump.state
    assert end.given_ml + end.left_ml == Decimal(pump.volume) / 10
    if pump.state == "done" and not (events and events[-1].given_ml == followed.volume_ml):
        assert followed.end_s is not None and pump.second - 1 < followed.end_s <= pump.second
        assert end.left_ml == 0


@pytest.mark.parametrize("seed", range(CASES))
def test_whatever_happens_no_volume_is_lost(seed: int) -> None:
    rng = random.Random(seed + 10_000)
    steps = random_steps(rng)
    pump = Pump(rng.randint(10, 15_000), steps)
    events, _ = walk(rng, pump)
    followed = follow(Decimal(0), Decimal(pump.volume) / 10, timed(steps), tuple(events))
    hold_together(followed)
    moments = [stretch.from_s for stretch in followed.stretches] + [Decimal(rng.randrange(0, 60_000)) for _ in range(30)]
    before = Decimal(0)
    for moment in sorted(moments):
        found = progress(followed, moment)
        assert found.given_ml + found.left_ml == followed.volume_ml
        assert before <= found.given_ml <= followed.volume_ml, "the volume given never falls, and is never above the whole"
        before = found.given_ml


def hold_together(followed: Followed) -> None:
    """Stretches meet end to end, in time and in volume, and what they give adds up to what has been given."""
    stretches = followed.stretches
    if not stretches:
        assert followed.is_stopped and followed.end_s == followed.start_s, "stopped before a second had passed"
        return
    assert stretches[0].from_s == followed.start_s and stretches[0].given_from_ml_s_h == 0
    for one, following in pairwise(stretches):
        assert one.to_s == following.from_s
        assert one.given_to_ml_s_h == following.given_from_ml_s_h
    assert all(stretch.given_from_ml_s_h <= stretch.given_to_ml_s_h for stretch in stretches)
    if followed.end_s is not None and not followed.is_stopped:
        assert stretches[-1].given_to_ml == followed.volume_ml


@pytest.mark.parametrize("seed", range(40))
def test_a_pause_moves_the_end_by_its_length_and_loses_no_volume(seed: int) -> None:
    """Paused and resumed in the step that was under way, as often as one likes: the same infusion, later."""
    rng = random.Random(seed + 20_000)
    steps = timed(random_steps(rng))
    volume = Decimal(rng.randint(1000, 9000)) / 10
    plain = follow(Decimal(0), volume, steps, ())
    events, waited, at = [], Decimal(0), Decimal(0)
    for _ in range(rng.randint(1, 4)):
        at += rng.randint(1, 20) * 60
        paused_in = progress(follow(Decimal(0), volume, steps, tuple(events)), at).step
        if paused_in is None:
            break  # all given by then
        pause = rng.randint(0, 90) * 60
        events += [Event("pause", at), Event("resume", at + pause, step=paused_in)]
        at, waited = at + pause, waited + pause
    later = follow(Decimal(0), volume, steps, tuple(events))
    assert plain.end_s is not None and later.end_s is not None
    assert abs(later.end_s - plain.end_s - waited) < Decimal("1e-18")
    assert later.stretches[-1].given_to_ml == volume


def test_events_that_do_not_fit_are_refused_and_say_which() -> None:
    steps = timed([(360, 1800), (720, 300), (1440, 300), (2880, 600), (4320, 0)])
    volume = Decimal(720)

    def refused(*events: Event) -> tuple[str, int]:
        with pytest.raises(EventError) as error:
            follow(Decimal(1000), volume, steps, events)
        return error.value.code, error.value.index

    pause, resume = Event("pause", Decimal(1600)), Event("resume", Decimal(1700), step=1)
    assert refused(Event("pause", Decimal(999))) == ("before_last", 0)
    assert refused(pause, Event("resume", Decimal(1599), step=1)) == ("before_last", 1)
    assert refused(resume) == ("not_paused", 0)
    assert refused(pause, Event("pause", Decimal(1650))) == ("not_running", 1)
    assert refused(pause, Event("rate", Decimal(1650), step=1)) == ("not_running", 1)
    assert refused(pause, Event("resume", Decimal(1700))) == ("no_rate", 1)
    assert refused(pause, Event("resume", Decimal(1700), Decimal("6.1"), step=1)) == ("given_at_rest", 1)
    assert refused(pause, Event("resume", Decimal(1700), step=1), Event("pause", Decimal(1700), Decimal("6.1"))) == ("given_at_rest", 2)
    stop = Event("stop", Decimal(1600))
    assert refused(stop, Event("stop", Decimal(1700))) == refused(stop, Event("pause", Decimal(1700))) == ("over", 1)
    assert refused(stop, Event("rate", Decimal(1700), step=1)) == ("over", 1)
    assert refused(stop, Event("resume", Decimal(1599), step=1)) == ("before_last", 1)
    assert refused(Event("stop", Decimal(1600), given_ml=volume), resume) == ("over", 1), "all has been given"
    assert refused(Event("pause", Decimal(1600), given_ml=Decimal("720.1"))) == ("given_more", 0)
    # 600 s at 36 ml/h are 6 ml.
    assert refused(pause, resume, Event("stop", Decimal(1800), given_ml=Decimal("5.9"))) == ("given_less", 2)
    # By the plan all is given after 8300 s.
    assert refused(Event("pause", Decimal(1000 + 8301))) == ("after_end", 0)
    slow = follow(Decimal(1000), volume, steps, (Event("pause", Decimal(1000 + 8400), given_ml=Decimal(715)),))
    assert progress(slow, Decimal(20_000)).left_ml == 5, "the pump was slower than the plan, and says so"
