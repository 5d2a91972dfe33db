"""The report in one language: its own words, and what the calculators call their fields, choices, values and outcomes.

`en` is for developers and programs: there the codes of the JSON stand. `nb` and `da` are for the clinicians who review.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from calculators.words import common, show
from guide import project
from guide.clinical.compare import Change, FactDiff, PatientDiff, verdict
from guide.clinical.patients import Patient
from guide.clinical.shapes import Answer, Names, Part, Tree

LANGUAGES = ("en", *project.LANGUAGES)  # English for the developers


@cache
def words(lang: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{lang}.toml").read_text("utf-8"))


def number(value: Decimal | str) -> str:
    """As the pages write it: decimal comma, a minus that is one."""
    text = format(value.normalize(), "f") if isinstance(value, Decimal) else value
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        text = text.replace(".", ",")
    return text.replace("-", "−", 1) if text.startswith("-") else text


@dataclass(frozen=True)
class Language:
    """`say("headline.same")` gives the report's own words. `names` is {calculator: {language: names}} of both trees."""

    lang: str = "en"
    names: Names = field(default_factory=dict)

    @property
    def coded(self) -> bool:
        """Codes instead of names."""
        return self.lang == "en"

    def __call__(self, key: str, **values: object) -> str:
        part, _, name = key.partition(".")
        text: str = words(self.lang)[part][name]
        return text.format(**values)

    def has(self, key: str) -> bool:
        part, _, name = key.partition(".")
        return name in words(self.lang)[part]

    def count(self, of: int, what: str = "patient") -> str:
        one, many = words(self.lang)["count"][what]
        return f"{of} {one if of == 1 else many}"

    # --- names

    def _named(self, calculator: str, part: str) -> dict[str, Any]:
        found: dict[str, Any] = self.names.get(calculator, {}).get(self.lang, {}).get(part, {})
        return found

    def calculator(self, id: str) -> str:
        """A calculator inside a sentence."""
        return id if self.coded else self._named(id, "title").get("title", f"`{id}`")

    def field(self, calculator: str, name: str) -> str:
        return f"`{name}`" if self.coded else self._named(calculator, "field").get(name, {}).get("label", f"`{name}`")

    def value_name(self, calculator: str, name: str) -> str:
        return f"`{name}`" if self.coded else self._named(calculator, "value").get(name, f"`{name}`")

    def choice(self, calculator: str, name: str, code: str) -> str:
        choices = self._named(calculator, "choice")
        return choices.get(name, {}).get(code) or choices.get("", {}).get(code) or code

    def patient(self, patient: Patient) -> str:
        """A patient in a line: as the command line takes it, or in the words of the form."""
        if self.coded:
            return f"`{patient.text}`"
        known = self._named(patient.calculator, "field")
        typed = [f"{self.field(patient.calculator, name)}: {self._typed(patient.calculator, name, value, known.get(name, {}))}"
                 for name, value in patient.inputs]
        return "; ".join(typed) or self("patient.nothing")

    def typed(self, calculator: str, name: str, value: str) -> str:
        """One input: as it is typed, or in the words of the form."""
        return f"`{value}`" if self.coded else self._typed(calculator, name, value, self._named(calculator, "field").get(name, {}))

    def _typed(self, calculator: str, name: str, value: str, known: Mapping[str, str]) -> str:
        if day := _day(value):
            return show.day(day, self.lang)
        chosen = self.choice(calculator, name, value)
        return chosen if chosen != value or not known.get("unit") else f"{value} {self.unit(known['unit'], value)}"

    # --- figures

    def unit(self, canonical: str, value: str | Decimal) -> str:
        if self.coded or not canonical:
            return "days" if canonical == "day" else canonical
        try:
            return show.unit(canonical, Decimal(str(value).replace(",", ".")), self.lang)
        except InvalidOperation:  # typed as `<4`
            return show.unit(canonical, Decimal(2), self.lang)

    def figure(self, value: str | None, unit: str, calculator: str = "", name: str = "") -> str:
        if value is None:
            return "–"
        if unit and " " in value:
            return number(value)  # the unit itself changed: it stands with the number
        if not self.coded and not unit:
            if name == "end_day" and value.isdigit():
                return self._end_day(int(value))
            if day := _day(value):
                return show.day(day, self.lang)
            value = self.choice(calculator, name, value)
        return f"{number(value)} {self.unit(unit, value)}".strip()

    def _end_day(self, days: int) -> str:
        said: dict[str, str] = common(self.lang)["ui"]
        return said["days_later"].format(n=days) if days > 1 else said["next_day" if days else "start_day"]

    def delta(self, change: Change) -> str:
        """`+7 min (longer)`; of clock times and words nothing."""
        delta = change.delta
        if not delta:
            return ""
        text = f"{'+' if delta > 0 else ''}{number(delta)} {self.unit(change.delta_unit, abs(delta))}".strip()
        return text + (f" ({self.direction(change)})" if self.has(f"direction.{change.kind}") else "")

    def direction(self, change: Change, down: bool | None = None) -> str:
        """Longer or shorter, later or earlier, and so on."""
        kind = change.kind if self.has(f"direction.{change.kind}") else "dose"
        ways: list[str] = words(self.lang)["direction"][kind]
        return ways[int((change.delta or 0) < 0 if down is None else down)]

    def moved(self, fact: FactDiff) -> str:
        """A fact with what it said and says, in the report's language where that is one of the pages'."""
        lang = self.lang if self.lang in fact.languages else fact.languages[0]
        before, after = (place["text"] if place else self("fact.absent") for place in (fact.old[lang], fact.new[lang]))
        return f"`{fact.full}` {before} → {after}"

    def change_name(self, change: Change, calculator: str) -> str:
        name = self.value_name(calculator, change.name)
        return self("patient.row", row=change.row, name=name) if change.row else name

    # --- verdicts, notes, criteria

    def verdict(self, calculator: str, answer: Answer) -> str:
        """The verdict: a code for programs, the outcome's or the refusal's own words for a clinician."""
        if self.coded:
            return verdict(answer)
        if answer["status"] == "failed":
            return self("verdict.failed", why=answer["failure"])
        if answer["status"] == "refused":
            return self("verdict.refused", why=(answer["said"][self.lang]["refusal"] or "").rstrip("."))
        if answer["status"] == "invalid":
            pairs = zip(answer["errors"], answer["said"][self.lang]["errors"], strict=True)
            return self("verdict.invalid", why=" ".join(f"{self.field(calculator, name)}: {text}" for (name, _), text in pairs).rstrip("."))
        outcome = answer["outcome"]
        return self._named(calculator, "outcome").get(outcome, f"`{outcome}`").rstrip(".") if outcome else self("verdict.answered")

    def items(self, calculator: str, answer: Answer, part: Part) -> list[str]:
        """The notes, criteria, open questions or things left to do of an answer, each in a few words."""
        told: Iterable[object] = answer["criteria"].items() if part == "criteria" else answer[part]
        keys = [" ".join(map(str, item)) if isinstance(item, list | tuple) else str(item) for item in told]
        if self.coded:
            return keys
        if part == "missing":
            return [self.field(calculator, name) for name in answer["missing"]]
        texts = answer["said"][self.lang][part]
        if part == "criteria":
            states = common(self.lang)["ui"]
            shown = {True: states["state_true"], False: states["state_false"], None: states["state_unknown"]}
            return [self("patient.criterion", text=text, state=shown[state].lower())
                    for text, state in zip(texts, answer["criteria"].values(), strict=True)]
        if part == "notes":
            return [f"{self(f'level.{level}')}: {text}" for text, (level, _) in zip(texts, answer["notes"], strict=True)]
        return texts

    def lost_and_gained(self, diff: PatientDiff, part: Part) -> str:
        one, two = (self.items(diff.patient.calculator, side, part) if side else [] for side in (diff.old, diff.new))
        moved = [*(f"− {item}" for item in one if item not in two), *(f"+ {item}" for item in two if item not in one)]
        return (", " if self.coded else " · ").join(moved) or self("patient.order")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def names_of(old: Tree, new: Tree) -> Names:
    """The names of both trees: those of the newer one, and the older one's for what is gone."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for tree in (old, new):
        for id, calculator in tree["calculators"].items():
            for lang, title in calculator["titles"].items():
                own = found.setdefault(id, {}).setdefault(lang, {})
                own["title"] = {"title": title}
                for part, of in calculator.get("names", {}).get(lang, {}).items():
                    both = own.setdefault(part, {})
                    for code, said in of.items():
                        both[code] = {**both.get(code, {}), **said} if isinstance(said, dict) else said
    return found
