"""Worked examples to test with, by what they say of themselves: `tests/spec` holds the rules to it."""

from calculators.engine.examples import examples_of


def inputs_of(calculator: str, status: str) -> list[dict[str, str]]:
    """The inputs of those that are to end so: `ok`, `invalid` or `refused`."""
    return [one.inputs for one in examples_of(calculator) if one.expect.get("status", "ok") == status]


def fullest(calculator: str) -> dict[str, str]:
    """Those of the answered one that fills in most."""
    return max(inputs_of(calculator, "ok"), key=len)
