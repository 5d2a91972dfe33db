"""Worked examples: one readable table a calculator, which is test, documentation and self-test.

`examples.toml` beside a rule holds the inputs, what is expected (worked out by hand from the
source) and why. The tests hold the rule to it on frozen facts; the page shows the same examples
worked out from the text as it stands; the worker recomputes them before its first answer.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from calculators.answer import Calculator
from calculators.facts import Facts

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Example:
    """`expect` names what must come out: status, outcome, values, rows, notes and the like."""

    name: dict[str, str]
    inputs: dict[str, str]
    expect: dict
    why: str


@cache
def examples_of(calculator: str) -> tuple[Example, ...]:
    path = HERE / calculator.replace("-", "_") / "examples.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["example"]
    return tuple(Example(t["name"], t["inputs"], t["expect"], t.get("why", "")) for t in tables)


def vectors(calculators: tuple[Calculator, ...], facts: Facts) -> list[dict]:
    """Every example as a request with the result it gives on `facts`, in both languages."""
    from calculators import run

    made = []
    for calculator in calculators:
        for example in examples_of(calculator.id):
            for lang in ("nb", "da"):
                request = {"calculator": calculator.id, "inputs": example.inputs, "lang": lang}
                result = run(calculator.id, example.inputs, lang, facts).to_json()
                made.append({"name": f"{calculator.id}: {example.name[lang]}", "request": request, "result": result})
    return made
