"""An answer that lives on with the clock: a plan that is followed while it is carried out.

A calculator that offers it gives `follow(values, figures, asked)`. It is pure: time and events come in, and everything is
worked out anew each time, so that a sleeping tablet or a late timer cannot shift anything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from calculators.answer import Note, Value
from calculators.form.fields import Field, FieldError
from calculators.rulekit.wall_clock import WallClock

When = Literal["past", "now", "planned"]


@dataclass(frozen=True)
class Asked:
    """What the page asks: the moment, the wall's clock, what has happened so far, and what is to be added.

    `start_s` is None when the following begins. `events` are those of an earlier FollowAnswer, `new` is as typed, its `kind`
    apart.
    """

    now_s: int
    clock: WallClock
    start_s: int | None = None
    events: tuple[Mapping[str, str], ...] = ()
    new: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Line:
    """One stretch of the plan as it was carried out or is meant to be. `code` words what it is."""

    code: str
    when: When
    values: tuple[Value, ...]


@dataclass(frozen=True)
class FollowAnswer:
    """How it stands. With `errors`, nothing of `new` was taken over and the rest is as before.

    `now` are the figures of the moment, `until_s` is when the device has to forget it, `next_s` when `now` changes by more
    than volumes. `actions` are the kinds of event that fit now, `choices` the steps that can be chosen, `facts` what it rests on.
    """

    phase: str
    start_s: int
    events: tuple[Mapping[str, str], ...]
    now: tuple[Value, ...]
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    actions: tuple[str, ...]
    choices: tuple[tuple[Value, ...], ...]
    until_s: int
    next_s: int | None
    fields: tuple[Field, ...] = ()
    errors: tuple[FieldError, ...] = ()
    chart: Callable[[str], Element] | None = None
    """Given a language, draws the plan as it was carried out and is meant to be, the moment marked."""
