"""The reference patients: the lists of `patients.toml`, those beside a calculator's examples, and those at the limits of each form."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from calculators import catalog
from calculators.engine.examples import examples_of
from calculators.facts.now import current
from calculators.folders import folder_of
from guide.clinical.shapes import Tree
from guide.project import ROOT

GRID = Path(__file__).with_name("patients.toml")
Groups = list[dict[str, Any]]
"""What is tried of a calculator: for each field the values, beside them the reason (`why`)."""
Options = Mapping[str, Mapping[str, list[str]]]
"""{calculator: {field: the choices it offers}}"""


class GridError(Exception):
    """The file of patients cannot be used; the text says where and why."""


@dataclass(frozen=True)
class Patient:
    """One case: a calculator and its inputs as typed. Two with the same inputs are the same patient."""

    calculator: str
    inputs: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> dict[str, str]:
        """What the form takes: not what was done later to a plan that is followed (`@events`, `@now`)."""
        return {name: value for name, value in self.inputs if not name.startswith("@")}

    @property
    def id(self) -> str:
        return f"{self.calculator} {self.text}"

    @property
    def text(self) -> str:
        """What the command line takes: `weight_kg=60 days=5`."""
        return " ".join(f"{name}={value}" for name, value in self.inputs)


def merged_options(trees: Iterable[Tree]) -> dict[str, dict[str, list[str]]]:
    """The choices of each field, before or after."""
    options: dict[str, dict[str, list[str]]] = {}
    for tree in trees:
        for id, calculator in tree["calculators"].items():
            for name, choices in calculator["fields"].items():
                known = options.setdefault(id, {}).setdefault(name, [])
                known += [choice for choice in choices if choice not in known]
    return options


def read_patients(options: Options, path: Path = GRID) -> tuple[Patient, ...]:
    """All patients, in the order of the file, each once.

    `options` are the choices of each field. A calculator that has none yet is left to `@options` lists that
    vanish: its patients come with the commit that brings it. Raises GridError.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GridError(f"{path.name}: {error}") from None
    boundaries = data.pop("boundary", {})
    if path == GRID:
        data |= _of_their_own()
        for calculator, groups in _at_limits().items():
            data[calculator] = [*data.get(calculator, []), *groups]
    found: dict[Patient, None] = {}
    for calculator, groups in data.items():
        for number, group in enumerate(groups, 1):
            where = f"{path.name}: {calculator}, group {number}"
            lists = {
                name: list(_values(values, name, boundaries, options.get(calculator, {}), where))
                for name, values in group.items()
                if name != "why"
            }
            for combination in product(*lists.values()):
                inputs = zip(lists, combination, strict=True)
                found[Patient(calculator, tuple((name, value) for name, value in inputs if value))] = None
    return tuple(found)


def _of_their_own() -> dict[str, Groups]:
    """The patients that stand beside a calculator's examples."""
    found = {}
    for path in sorted((ROOT / "calculators").glob("*/*/examples.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        if "patients" in data:
            calculator = next(one.id for one in catalog() if folder_of(one.id) == path.parent)
            found[calculator] = data["patients"]
    return found


def _at_limits() -> dict[str, Groups]:
    """For each number that a form takes within limits: the first worked example with that number at, below and above each limit.

    So a calculator of a new guideline has patients at its limits before anybody writes one.
    """
    facts = current()
    found: dict[str, Groups] = {}
    for calculator in catalog():
        example = next((one.inputs for one in examples_of(calculator.id) if one.expect.get("status", "ok") == "ok"), {})
        for field in calculator.fields(calculator.figures(facts)):
            step = {"number": Decimal("0.1"), "whole": Decimal(1)}.get(field.kind)
            ends = [end for end in (field.low, field.high) if end is not None]
            if step is None or not ends:
                continue
            values = [str(value).replace(".", ",") for end in ends for value in (end - step, end, end + step) if value >= 0]
            found.setdefault(calculator.id, []).append({**{name: [value] for name, value in example.items()}, field.name: values})
    return found


def _values(values: list[str], field: str, boundaries: dict[str, list[str]], options: Mapping[str, list[str]], where: str) -> Iterator[str]:
    for value in values:
        if value == "@options":
            yield from options.get(field, ())
        elif not value.startswith("@"):
            yield value
        elif value[1:] in boundaries:
            yield from boundaries[value[1:]]
        else:
            raise GridError(f"{where}: {field} names the boundary {value}, which is not in the list")
