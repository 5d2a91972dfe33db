"""What `ask.py` tells of a tree and of a patient's answer: the shapes of its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Required, TypedDict

Part = Literal["notes", "criteria", "missing", "outstanding"]
Names = Mapping[str, Mapping[str, dict[str, Any]]]
"""What calculators call their fields, choices, values and outcomes: {calculator: {language: {part: {code: words}}}}."""


class Place(TypedDict):
    """A mark as it is written, and where."""

    file: str
    line: int
    text: str
    sentence: str


Marks = dict[str, dict[str, dict[str, Place]]]
"""{fact: {name: {language: place}}}"""


class Calculator(TypedDict):
    titles: dict[str, str]
    names: NotRequired[dict[str, dict[str, Any]]]
    fields: dict[str, list[str]]


class Described(TypedDict):
    """What a tree's facts make of it: the figures, and the calculators with their fields."""

    figures: dict[str, Any]
    calculators: dict[str, Calculator]


class Tree(Described):
    """`status` is one of `compare.OK`, `NONE`, `BROKEN`, `MUTE`."""

    status: str
    errors: list[str]
    marks: Marks
    used_by: dict[str, list[str]]


class Figure(TypedDict):
    value: str
    unit: str


class Said(TypedDict):
    """The words of an answer in one language, in the order of its codes."""

    refusal: str | None
    errors: list[str]
    criteria: list[str]
    outstanding: list[str]
    notes: list[str]


class Answer(TypedDict, total=False):
    """One that failed has `status` and `failure`, and nothing else; any other has all but these and `unasked`."""

    status: Required[str]
    failure: str
    refusal: str | None
    outcome: str | None
    errors: list[list[str]]
    values: dict[str, Figure]
    rows: list[dict[str, Figure]]
    criteria: dict[str, bool | None]
    missing: list[str]
    outstanding: list[str]
    notes: list[list[str]]
    words: dict[str, list[str]]
    said: dict[str, Said]
    unasked: list[str]
    """What is typed for a patient and this tree does not ask for."""


Answers = dict[str, Answer]
"""{patient: answer}"""
