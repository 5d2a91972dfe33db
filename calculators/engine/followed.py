"""Worked examples of a plan that is followed: what was typed, what was done, and the minute that is looked at.

They stand in `followed.toml` beside the rule. All happens on one day in winter: what a clock that is changed does is for the tests.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from calculators.calculator import AnyCalculator
from calculators.engine.run import run
from calculators.facts import Facts
from calculators.facts.figure import bind_units
from calculators.folders import folder_of
from calculators.follow import Asked, FollowAnswer
from calculators.follow.reply import follow
from calculators.result import Result, plain_value
from calculators.rulekit.wall_clock import DAY_S, WallClock

_MIDNIGHT_S = int(datetime(2026, 11, 30, tzinfo=UTC).timestamp())
_CLOCK = WallClock(((0, 0),))


@dataclass(frozen=True)
class FollowedExample:
    """`events` are as typed, each with its `at` and `kind`; `now` is the minute looked at. `expect` names what must come out: the
    phase, and the figures of the moment."""

    name: dict[str, str]
    inputs: dict[str, str]
    events: tuple[dict[str, str], ...]
    now: str
    expect: dict[str, str]
    why: str


@cache
def followed_examples(calculator: str) -> tuple[FollowedExample, ...]:
    """The examples of the calculator with this id, in the order of the page; none for one that follows nothing."""
    path = folder_of(calculator) / "followed.toml"
    if not path.is_file():
        return ()
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["example"]
    return tuple(
        FollowedExample(
            {lang: bind_units(name) for lang, name in one["name"].items()},
            one["inputs"],
            tuple(one.get("events", ())),
            one["now"],
            one["expect"],
            one["why"],
        )
        for one in tables
    )


def play(
    calculator: AnyCalculator, inputs: Mapping[str, str], events: Sequence[Mapping[str, str]], now: str, lang: str, facts: Facts
) -> tuple[Result, FollowAnswer]:
    """The plan, followed through its events to `now`; its start is the nearest to the first of them. Each time is the first of that
    name after the one before. An event that does not fit ends it: the answer has its errors. Raises UsageError where there is
    nothing to follow."""
    result = run(calculator, inputs, lang, facts)
    at_s = _after(_MIDNIGHT_S, events[0]["at"] if events else now)
    answer = follow(calculator, result, Asked(at_s, _CLOCK), facts)
    for event in events:
        at_s = _after(at_s, event["at"])
        answer = follow(calculator, result, Asked(at_s, _CLOCK, answer.start_s, answer.events, event), facts)
        if answer.errors:
            return result, answer
    return result, follow(calculator, result, Asked(_after(at_s, now), _CLOCK, answer.start_s, answer.events), facts)


def _after(at_s: int, clock: str) -> int:
    shown = time.fromisoformat(clock)
    at_day_s = (shown.hour * 60 + shown.minute) * 60
    return at_s + (at_day_s - at_s) % DAY_S


def figures(answer: FollowAnswer) -> dict[str, dict[str, str]]:
    """The moment by the contract, under names that no answer uses: phase, figures, what could not be noted, what is warned of."""
    found = {"followed_phase": answer.phase, "followed_errors": " ".join(error.code for error in answer.errors)}
    found["followed_warnings"] = " ".join(note.code for note in answer.notes if note.level == "warning")
    said = {name: {"value": text, "unit": ""} for name, text in found.items() if text}
    return said | {f"followed_{value.name}": plain_value(value.shown) for value in answer.now}


def events_of(text: str) -> list[dict[str, str]]:
    """The events of a line such as `08:50 pause; 09:15 resume step=1`."""
    events = []
    for one in filter(None, (part.strip() for part in text.split(";"))):
        at, kind, *typed = one.split()
        named: dict[str, Any] = dict(pair.split("=", 1) for pair in typed)
        events.append({"at": at, "kind": kind, **named})
    return events
