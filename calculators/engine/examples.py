"""Worked examples: one readable table a calculator, which is test, documentation and self-test.

`examples.toml` beside a rule holds the inputs, what is expected (worked out by hand from the
source) and why. The tests hold the rule to it on frozen facts; the page shows the same examples
worked out from the text as it stands; the worker recomputes them before its first answer.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from calculators.calculator import AnyCalculator
from calculators.engine.run import run
from calculators.facts import LANGUAGES, Facts
from calculators.facts.figure import bind_units
from calculators.folders import folder_of


@dataclass(frozen=True)
class Example:
    """`expect` names what must come out: status, outcome, values, rows, notes and the like.

    `from_source` marks the worked examples that the source itself gives.
    """

    name: dict[str, str]
    inputs: dict[str, str]
    expect: dict[str, Any]
    why: str
    from_source: bool = False


@cache
def examples_of(calculator: str) -> tuple[Example, ...]:
    """The worked examples of the calculator with this id, in the order of the page."""
    path = folder_of(calculator) / "examples.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["example"]
    # The inputs stay as typed; a name is read on a page, where a unit stays with its number.
    named = [(t, {lang: bind_units(name) for lang, name in t["name"].items()}) for t in tables]
    return tuple(Example(name, t["inputs"], t["expect"], t.get("why", ""), t.get("from_source", False)) for t, name in named)


def fingerprint(result: Mapping[str, Any]) -> str:
    """A hash over the whole result: the worker carries these, not the results, to save its heap."""
    return sha256(json.dumps(result, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def requests(calculators: tuple[AnyCalculator, ...]) -> list[dict[str, Any]]:
    """Every example as a named request, in both languages."""
    return [
        {"name": f"{c.id}: {example.name[lang]}", "calculator": c.id, "inputs": example.inputs, "lang": lang}
        for c in calculators
        for example in examples_of(c.id)
        for lang in LANGUAGES
    ]


def self_test_examples(calculator: str) -> list[Example]:
    """The source's own examples, and the first of each status, outcome and refusal: they run before the first answer after each start."""
    chosen, seen = [], set()
    for example in examples_of(calculator):
        kind = tuple(example.expect.get(key) for key in ("status", "outcome", "refusal"))
        if example.from_source or kind not in seen:
            chosen.append(example)
        seen.add(kind)
    return chosen


def vectors(calculators: tuple[AnyCalculator, ...], facts: Facts) -> list[dict[str, Any]]:
    """The requests of the self-test, each with the fingerprint of its result on `facts`.

    The languages take turns, so that the words of both are used.
    """
    made: list[dict[str, Any]] = []
    for calculator in calculators:
        for example in self_test_examples(calculator.id):
            lang = LANGUAGES[len(made) % len(LANGUAGES)]
            result = run(calculator, example.inputs, lang, facts).to_json()
            name = f"{calculator.id}: {example.name[lang]}"
            asked = {"name": name, "calculator": calculator.id, "inputs": example.inputs, "lang": lang}
            made.append({**asked, "fingerprint": fingerprint(result)})
    return made
