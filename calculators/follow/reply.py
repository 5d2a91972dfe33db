"""A followed plan as the page gets it: JSON out of what the page keeps, and the words of the moment."""

from collections.abc import Mapping
from typing import Any

from calculators.answer import Shown, Value
from calculators.calculator import AnyCalculator
from calculators.errors import UsageError
from calculators.facts import Facts
from calculators.follow import Asked, FollowAnswer, Line
from calculators.form.fields import FieldError, as_inputs
from calculators.result import Result
from calculators.rulekit.wall_clock import WallClock
from calculators.words import Part, text_of
from calculators.words.wording import Wording


def asked_of(request: Mapping[str, Any]) -> Asked:
    """The question in a request. Raises KeyError, TypeError or ValueError for one that was not made by the page."""
    start, offsets = request["start"], request["offsets"]
    if not offsets:
        raise ValueError("no offsets")
    return Asked(
        now_s=int(request["now"]),
        clock=WallClock(tuple((int(since), int(minutes)) for since, minutes in offsets)),
        start_s=None if start is None else int(start),
        events=tuple({str(name): str(text) for name, text in event.items()} for event in request["events"]),
        new=None if request["new"] is None else {str(name): str(text) for name, text in request["new"].items()},
    )


def follow(calculator: AnyCalculator, result: Result, asked: Asked, facts: Facts) -> FollowAnswer:
    """The followed plan. Raises UsageError where there is nothing to follow."""
    if calculator.follow is None or result.status != "ok":
        raise UsageError("not_followed", calculator.id)
    answer = calculator.follow(as_inputs(calculator.inputs, result.inputs), calculator.figures(facts), asked)
    if answer is None:
        raise UsageError("not_followed", calculator.id)
    return answer


def to_json(answer: FollowAnswer, say: Wording) -> dict[str, Any]:
    """What the page keeps and acts on; the words for the eye are made by `calculators.page.following`."""
    return {
        "start": answer.start_s,
        "events": [dict(event) for event in answer.events],
        "phase": answer.phase,
        "until": answer.until_s,
        "next": answer.next_s,
        "actions": list(answer.actions),
        "choices": [choice_text(values, say) for values in answer.choices],
        "errors": [{"field": error.field, "message": error_text(answer, error, say)} for error in answer.errors],
        "bar": " · ".join(text_of(parts) for parts in bar(answer, say)),
        "gist": text_of(headline(answer, say)),
    }


def shown(values: tuple[Value, ...]) -> dict[str, Shown]:
    """The values by name, to be put into a sentence."""
    return {value.name: value.shown for value in values}


def sentence(say: Wording, name: str, values: Mapping[str, Shown]) -> tuple[Part, ...]:
    """One of the sentences of a followed plan, in the words of its calculator."""
    return say.fill(say.own["follow"]["say"][name], values)


def headline(answer: FollowAnswer, say: Wording) -> tuple[Part, ...]:
    """What holds now; it changes only when a step or a phase does."""
    values = shown(answer.now)
    if answer.phase == "running":
        return sentence(say, "step" if "step" in values else "own_rate", values)
    return sentence(say, answer.phase, values)


def coming(answer: FollowAnswer, say: Wording) -> tuple[Part, ...]:
    """What comes next; nothing for an infusion that is over, or that waits for somebody."""
    values = shown(answer.now)
    if answer.phase == "running" and "next_at" in values:
        return sentence(say, "next", values)
    return sentence(say, "end", values) if answer.phase == "running" and "end_at" in values else ()


def bar(answer: FollowAnswer, say: Wording) -> tuple[tuple[Part, ...], ...]:
    """The plan in one line, for the bar on every page."""
    return tuple(parts for parts in (headline(answer, say), coming(answer, say)) if parts)


def line_text(line: Line, say: Wording) -> str:
    """What a stretch is: a step, a rate of the reader's own, a pause, a stop."""
    return text_of(say.fill(say.own["follow"]["line"][line.code], shown(line.values)))


def choice_text(values: tuple[Value, ...], say: Wording) -> str:
    """A step as it can be chosen, with its rate."""
    return text_of(sentence(say, "step", shown(values)))


def error_text(answer: FollowAnswer, error: FieldError, say: Wording) -> str:
    """What is wrong with what was typed: in the plan's own words where it does not fit, else as for every field."""
    own = say.own["follow"]["error"]
    if error.code in own:
        return text_of(say.fill(own[error.code], error.shown or {}))
    return say.error(error, next(one for one in answer.fields if one.name == error.field))


def as_text(answer: FollowAnswer, say: Wording) -> str:
    """The course of the infusion as plain text, a line a stretch."""
    own = say.own["follow"]
    lines = [own["title"]]
    lines += [text_of(parts) for parts in (headline(answer, say), sentence(say, "given", shown(answer.now)))]
    for line in answer.lines:
        values = shown(line.values)
        span = "–".join(say.value(name, values[name]) for name in ("from", "to") if name in values)
        rest = [say.value(name, values[name]) for name in ("rate_ml_h",) if name in values]
        rest += [f"{own['told'][name]} {say.value(name, values[name])}" for name in ("planned", "given_ml") if name in values]
        lines.append(f"{span} {line_text(line, say)}: {', '.join(rest)}".removesuffix(": "))
    return "\n".join(lines)
