"""Reading a result's JSON, and writing numbers as people type them."""

import json
import random
import re
from fractions import Fraction

import calculators
from tests.frozen import FROZEN

ERROR_CODES = frozenset(
    {
        "required",
        "ambiguous_number",
        "not_a_number",
        "not_whole",
        "not_exact",
        "out_of_range",
        "contradiction",
        "not_a_date",
        "not_a_time",
        "not_a_choice",
        "not_in_source",
    }
)
KEYS = frozenset(
    {
        "calculator",
        "lang",
        "status",
        "errors",
        "refusal",
        "outcome",
        "values",
        "rows",
        "criteria",
        "missing",
        "outstanding",
        "notes",
        "working",
        "facts",
    }
)
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"[0-2][0-9]:[0-5][0-9]")


def answer(calculator: str, inputs: dict[str, str], lang: str = "nb") -> dict:
    return calculators.run(calculator, inputs, lang, FROZEN).to_json()


def cell(entry: object) -> str | None:
    """A value on its own, whether or not its unit stands with it."""
    if isinstance(entry, dict):
        entry = entry.get("value")
    return None if entry is None else str(entry)


def values(result: dict) -> dict[str, str]:
    found = {name: cell(entry) for name, entry in result["values"].items()}
    return {name: value for name, value in found.items() if value is not None}


def rows(result: dict) -> list[dict[str, str]]:
    return [{name: cell(entry) for name, entry in row.items() if cell(entry) is not None} for row in result["rows"] or []]


def errors(result: dict) -> set[tuple[str, str]]:
    return {(error["field"], error["code"]) for error in result["errors"] or []}


def criteria(result: dict) -> dict[str, bool | None]:
    """Every criterion that is shown, with its state."""
    return {criterion["id"]: criterion["state"] for criterion in result["criteria"]}


def codes(result: dict) -> set[str]:
    return {note["code"] for note in result["notes"] or []}


def levels(result: dict) -> dict[str, str]:
    return {note["code"]: note["level"] for note in result["notes"] or []}


def check_form(result: dict) -> None:
    """What the contract asks of every result, whatever was typed."""
    assert set(result) >= KEYS
    assert json.loads(json.dumps(result)) == result
    assert result["status"] in {"ok", "invalid", "refused"}
    assert bool(result["errors"]) == (result["status"] == "invalid")
    assert bool(result["refusal"]) == (result["status"] == "refused")
    for error in result["errors"] or []:
        assert error["code"] in ERROR_CODES, error
        assert error["message"].strip(), error
    if result["refusal"]:
        assert {"code", "message", "facts"} <= set(result["refusal"])
    numbers = [cell(entry) for entry in result["values"].values()]
    numbers += [cell(entry) for row in result["rows"] or [] for entry in row.values()]
    for text in numbers:
        if text is None:
            continue
        assert text != "-0"
        assert NUMBER.fullmatch(text) or DATE.fullmatch(text) or TIME.fullmatch(text), text
    for note in result["notes"] or []:
        assert note["level"] in {"info", "warning"}, note


# --- typing ----------------------------------------------------------------------------------


def decimal_text(number: Fraction, places: int) -> str:
    """Cut to so many decimals, and never in a form that could be read as grouping."""
    whole, rest = divmod(int(number * 10**places), 10**places)
    text = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".") if places else str(whole)
    if re.fullmatch(r"[1-9][0-9]*\.[0-9]{3}", text):
        text = text[:-1].rstrip("0").rstrip(".")
    return text


def typed(rng: random.Random, text: str, unit: str) -> str:
    """One of the ways in which people write this number; the value stays the same."""
    whole, point, rest = text.partition(".")
    if len(whole) == 4 and rng.random() < 0.3:
        whole = whole[0] + rng.choice(" \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}") + whole[1:]
    text = whole + (rng.choice(",.") + rest if point else "")
    if rng.random() < 0.1 and len(text) + len(unit) < 12:
        text += " " + unit
    if rng.random() < 0.1 and len(text) < 11:
        text = f" {text} "
    return text


def assert_none(differences: list[str], asked: int) -> None:
    shown = "\n".join(differences[:15])
    assert not differences, f"{len(differences)} of {asked} differ:\n{shown}"
