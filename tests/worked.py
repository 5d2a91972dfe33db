"""Worked examples to test with, by what they say of themselves: `tests/spec` holds the rules to it."""

import calculators
from calculators.engine.asked import asked
from calculators.engine.examples import examples_of
from calculators.facts.now import current


def inputs_of(calculator: str, status: str) -> list[dict[str, str]]:
    """The inputs of those that are to end so: `ok`, `invalid` or `refused`."""
    return [one.inputs for one in examples_of(calculator) if one.expect.get("status", "ok") == status]


def asked_for(calculator: str, status: str) -> list[dict[str, str]]:
    """Of these the ones that somebody can fill in by hand, with only what the form asks for on the way."""
    return [inputs for inputs in inputs_of(calculator, status) if as_asked(calculator, inputs) == inputs]


def fullest(calculator: str) -> dict[str, str]:
    """Of the answered ones that can be filled in by hand the one that fills in most."""
    return max(asked_for(calculator, "ok"), key=len)


def as_asked(calculator: str, inputs: dict[str, str]) -> dict[str, str]:
    """Of these inputs the ones that the form comes to ask for while they are filled in."""
    found = calculators.find(calculator)
    whens = {one.name: one.when for one in found.fields(found.figures(current()))}
    typed: dict[str, str] = {}
    left, seen = dict(inputs), tuple(whens)
    while left:
        seen = asked(calculators.run(calculator, typed), typed) or seen
        name = next((one for one in left if one in seen and (not (when := whens[one]) or typed.get(when[0]) in when[1])), None)
        if name is None:
            break
        typed[name] = left.pop(name)
    return typed
