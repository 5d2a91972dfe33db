"""Two sets of facts, answers and pages, compared. Pure: it is given what `ask.py` said of each side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from guide.clinical.lines import LineDiff
from guide.clinical.patients import Patient
from guide.clinical.shapes import Answer, Answers, Figure, Names, Part, Place, Tree
from guide.project import LANGUAGES

OTHER = {"nb": "da", "da": "nb"}
OK, NONE, BROKEN, MUTE = "ok", "none", "broken", "mute"
"""A tree gives facts; has no calculators; has slips in its text; or its code does not start."""

DOSE_UNITS = {"g", "g/kg"}
FOLLOWED = "followed_"
RATE_UNITS = {"ml/h", "ml/kg/h"}
TIME_UNITS = {"min", "h"}


@dataclass(frozen=True)
class Change:
    """One figure of an answer, before and after; None where it is not there. `row` counts from 1, 0 is the answer itself."""

    name: str
    row: int
    unit: str
    old: str | None
    new: str | None

    @property
    def delta(self) -> Decimal | None:
        """New minus old, in the unit of the figure or in days; None where that has no meaning."""
        if self.old is None or self.new is None:
            return None
        try:
            return Decimal(self.new) - Decimal(self.old)
        except InvalidOperation:
            pass
        try:
            return Decimal((date.fromisoformat(self.new) - date.fromisoformat(self.old)).days)
        except ValueError:
            return None

    @property
    def delta_unit(self) -> str:
        return "day" if _is_date(self.new) and not self.unit else self.unit

    @property
    def kind(self) -> str:
        """What it means for a patient: dose, rate, volume (of a step), time, date or number.

        Grams are a dose wherever they stand; a volume of the answer itself is one too. A volume in a row is a step's, and one
        of a plan that is followed is how far it has come.
        """
        under_way = self.row or self.name.startswith(FOLLOWED)
        if self.unit in DOSE_UNITS or (self.unit in ("ml", "ml/day") and not under_way):
            return "dose"
        if self.unit in RATE_UNITS:
            return "rate"
        if self.unit == "ml":
            return "volume"
        if self.unit in TIME_UNITS or _is_clock(self.old) or _is_clock(self.new):
            return "time"
        return "date" if _is_date(self.old) or _is_date(self.new) else "number"


def _is_date(text: str | None) -> bool:
    return text is not None and len(text) == 10 and text[4] == text[7] == "-"


def _is_clock(text: str | None) -> bool:
    return text is not None and len(text) == 5 and text[2] == ":"


@dataclass(frozen=True)
class PatientDiff:
    """One patient whose answer is another. `old` or `new` is None where that side does not have the calculator."""

    patient: Patient
    old: Answer | None
    new: Answer | None
    changes: tuple[Change, ...] = ()

    @property
    def kind(self) -> str:
        """new, gone, failed, refused (newly), answered (newly), changed, or words (the wording alone)."""
        if self.old is None:
            return "new"
        if self.new is None:
            return "gone"
        if self.new["status"] == "failed" or self.old["status"] == "failed":
            return "failed"
        if self.old["status"] == "ok" != self.new["status"]:
            return "refused"
        if self.new["status"] == "ok" != self.old["status"]:
            return "answered"
        return "changed" if plain(self.old) != plain(self.new) else "words"

    @property
    def verdict(self) -> tuple[str, str] | None:
        """The verdicts, where they differ."""
        if self.old is None or self.new is None:
            return None
        before, after = verdict(self.old), verdict(self.new)
        return (before, after) if before != after else None

    @property
    def both(self) -> tuple[Answer, Answer] | None:
        """Both answers, where there are two."""
        return (self.old, self.new) if self.old is not None and self.new is not None else None

    @property
    def kinds(self) -> set[str]:
        """What changes for this patient: kinds of figures, and verdict, warnings, criteria."""
        found = {change.kind for change in self.changes}
        if self.old is None or self.new is None or self.kind == "failed":
            return found
        if self.verdict:
            found.add("verdict")
        if self.old["notes"] != self.new["notes"]:
            found.add("notes")
        if any(self.old[part] != self.new[part] for part in CRITERIA):
            found.add("criteria")
        return found


CRITERIA: tuple[Part, ...] = ("criteria", "missing", "outstanding")
WORDS = ("words", "said")


def plain(answer: Answer) -> dict[str, object]:
    """An answer without its words."""
    return {key: value for key, value in answer.items() if key not in WORDS}


def verdict(answer: Answer) -> str:
    """The verdict in a word or two: the outcome, `refused: code`, `invalid: field code` or `answered`."""
    if answer["status"] == "failed":
        return f"failed: {answer['failure']}"
    if answer["status"] == "refused":
        return f"refused: {answer['refusal']}"
    if answer["status"] == "invalid":
        return "invalid: " + ", ".join(f"{name} {code}" for name, code in answer["errors"])
    return answer["outcome"] or "answered"


def compare_answers(patient: Patient, old: Answer | None, new: Answer | None) -> PatientDiff | None:
    """What differs for one patient; None where nothing does."""
    if old == new:
        return None
    if old is None or new is None or "failed" in (old["status"], new["status"]):
        return PatientDiff(patient, old, new)
    changes = _changes(old["values"], new["values"], 0)
    for number in range(max(len(old["rows"]), len(new["rows"]))):
        before, after = (rows[number] if number < len(rows) else _NO_ROW for rows in (old["rows"], new["rows"]))
        changes += _changes(before, after, number + 1)
    return PatientDiff(patient, old, new, tuple(changes))


_NO_ROW: Mapping[str, Figure] = {}


def _changes(old: Mapping[str, Figure], new: Mapping[str, Figure], row: int) -> list[Change]:
    changes = []
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before != after:
            units = {item["unit"] for item in (before, after) if item}
            one, two = (item and (item["value"] if len(units) == 1 else f"{item['value']} {item['unit']}") for item in (before, after))
            unit = after["unit"] if after else old[name]["unit"]
            changes.append(Change(name, row, unit, one, two))
    return changes


Moved = tuple[Decimal, Change, Patient]
"""A figure that is another, by how much, and whose."""


@dataclass(frozen=True)
class CalculatorDiff:
    """What changes in one calculator. `asked` is how many patients were tried."""

    id: str
    titles: Mapping[str, str]
    asked: int
    state: str
    """both, new, gone."""
    patients: tuple[PatientDiff, ...] = ()
    fields_new: tuple[str, ...] = ()
    fields_gone: tuple[str, ...] = ()
    tried: tuple[Patient, ...] = ()

    def of(self, *kinds: str) -> list[PatientDiff]:
        return [diff for diff in self.patients if diff.kind in kinds]

    @property
    def answers(self) -> list[PatientDiff]:
        """The patients who get another answer, wording aside."""
        return [diff for diff in self.patients if diff.kind != "words"]

    def with_kind(self, kind: str) -> list[PatientDiff]:
        return [diff for diff in self.patients if kind in diff.kinds]

    def of_class(self) -> dict[str, tuple[list[str], list[str]]]:
        """What sets those who get another answer apart, by field: the values that they have, and those that only others have.

        A field in which they do not differ from all is left out.
        """
        found = {}
        for name in dict.fromkeys(name for patient in self.tried for name, _ in patient.inputs):
            every, own = (
                list(dict.fromkeys(dict(patient.inputs).get(name, "") for patient in patients))
                for patients in (self.tried, [diff.patient for diff in self.answers])
            )
            if set(own) != set(every):
                found[name] = own, [value for value in every if value not in own]
        return found

    def largest(self, kind: str) -> tuple[Change, Patient] | None:
        """The figure of a kind that moves most, by its share of what it was; None where no figure of it moved."""
        moved = [(change, diff.patient) for diff in self.answers for change in diff.changes if change.kind == kind and change.delta]
        moved = [one for one in moved if not one[0].row] or moved  # the answer's own figures before those of its table
        return max(moved, key=lambda one: share(one[0]), default=None)

    def spreads(self) -> dict[tuple[str, bool], tuple[Spread, ...]]:
        """For each figure that moved, by name and whether it stands in rows: how far up and how far down."""
        found: dict[tuple[str, bool], tuple[list[Moved], list[Moved]]] = {}
        for diff in self.patients:
            for change in diff.changes:
                if change.delta:
                    ups, downs = found.setdefault((change.name, bool(change.row)), ([], []))
                    (ups if change.delta > 0 else downs).append((abs(change.delta), change, diff.patient))
        return {name: tuple(_spread(moved) for moved in both) for name, both in found.items()}


@dataclass(frozen=True)
class Spread:
    """How far a figure moves one way: for how many patients, the least and the most, and who has the most."""

    patients: int
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    change: Change | None = None
    patient: Patient | None = None


def share(change: Change) -> Decimal:
    """How much a figure moved, as a share of what it was; days for a date."""
    try:
        old = abs(Decimal(change.old or ""))
    except InvalidOperation:
        return abs(change.delta or Decimal(0))
    return abs(change.delta or Decimal(0)) / old if old else Decimal("Infinity")


def _spread(moved: list[Moved]) -> Spread:
    if not moved:
        return Spread(0)
    most = max(moved, key=lambda item: item[0])
    return Spread(len({patient for _, _, patient in moved}), min(item[0] for item in moved), *most)


@dataclass(frozen=True)
class FactDiff:
    """A mark that reads otherwise. In each language the place before and after; None where it is not there."""

    fact: str
    name: str
    old: Mapping[str, Place | None]
    new: Mapping[str, Place | None]
    used_by: tuple[str, ...]

    @property
    def full(self) -> str:
        return self.fact if self.name == "value" else f"{self.fact}.{self.name}"

    @property
    def languages(self) -> list[str]:
        """Those in which it changed."""
        return [lang for lang in LANGUAGES if _text(self.old[lang]) != _text(self.new[lang])]


def _text(place: Place | None) -> str | None:
    """What a mark says: the blanks in it do not count."""
    return place and " ".join(place["text"].split())


@dataclass(frozen=True)
class SentenceDiff:
    """A sentence with a mark that reads otherwise."""

    lang: str
    facts: tuple[str, ...]
    old: Place | None
    new: Place | None
    used_by: tuple[str, ...]


@dataclass(frozen=True)
class PageDiff:
    """A page that changed: `how` is changed, new or gone. `one_language` where the other language's page did not."""

    file: str
    how: str
    one_language: bool
    other: str


@dataclass(frozen=True)
class Comparison:
    """All of it. `problems` are why it cannot be told, as (side, line) with side base, head or empty."""

    facts: tuple[FactDiff, ...] = ()
    calculators: tuple[CalculatorDiff, ...] = ()
    sentences: tuple[SentenceDiff, ...] = ()
    pages: tuple[PageDiff, ...] = ()
    lines: tuple[LineDiff, ...] = ()
    code: tuple[str, ...] = ()
    """Files of the calculators that differ: rules and wording."""
    problems: tuple[tuple[str, str], ...] = ()
    answered: bool = True
    """Whether the patients were run."""
    asked: int = 0
    without_base: bool = field(default=False)
    """The base has no calculators at all."""
    names: Names = field(default_factory=dict)
    """What the calculators call their fields, choices, values and outcomes: {calculator: {language: names}}."""

    @property
    def exit_code(self) -> int:
        """0 unchanged, 1 changed, 2 cannot tell."""
        if self.problems:
            return 2
        return 1 if self.facts or self.sentences or self.pages or any(_differs(c) for c in self.calculators) else 0

    @property
    def answers(self) -> list[PatientDiff]:
        return [diff for calculator in self.calculators for diff in calculator.answers]


def _differs(calculator: CalculatorDiff) -> bool:
    return bool(calculator.patients or calculator.fields_new or calculator.fields_gone or calculator.state != "both")


def compare_facts(old: Tree, new: Tree) -> tuple[FactDiff, ...]:
    """The marks whose words differ in some language."""
    found = []
    for fact in dict.fromkeys([*old["marks"], *new["marks"]]):
        before, after = old["marks"].get(fact, {}), new["marks"].get(fact, {})
        for name in dict.fromkeys([*before, *after]):
            one, two = ({lang: side.get(name, {}).get(lang) for lang in LANGUAGES} for side in (before, after))
            diff = FactDiff(fact, name, one, two, users(fact, old, new))
            if diff.languages:
                found.append(diff)
    return tuple(found)


def users(fact: str, old: Tree, new: Tree) -> tuple[str, ...]:
    """The calculators that read or cite a fact, before or after."""
    return tuple(dict.fromkeys([*new["used_by"].get(fact, ()), *old["used_by"].get(fact, ())]))


@dataclass
class _Sentence:
    """One that reads otherwise, while its facts are gathered: {name of the mark: fact}."""

    lang: str
    old: Place | None
    new: Place | None
    facts: dict[str, str] = field(default_factory=dict)


def compare_sentences(old: Tree, new: Tree) -> tuple[SentenceDiff, ...]:
    """Every sentence that carries a mark and reads otherwise, once, with all facts in it."""
    found: dict[tuple[object, ...], _Sentence] = {}
    for fact in dict.fromkeys([*old["marks"], *new["marks"]]):
        before, after = old["marks"].get(fact, {}), new["marks"].get(fact, {})
        for name in dict.fromkeys([*before, *after]):
            for lang in LANGUAGES:
                one, two = before.get(name, {}).get(lang), after.get(name, {}).get(lang)
                words = [place and " ".join(place["sentence"].split()) for place in (one, two)]
                if words[0] != words[1]:
                    key = (lang, *(place and (place["file"], place["line"]) for place in (one, two)))
                    full = fact if name == "value" else f"{fact}.{name}"
                    found.setdefault(key, _Sentence(lang, one, two)).facts[full] = fact
    return tuple(
        SentenceDiff(item.lang, tuple(item.facts), item.old, item.new,
                     tuple(dict.fromkeys(user for fact in item.facts.values() for user in users(fact, old, new))))
        for item in found.values()
    )


def compare_pages(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[PageDiff, ...]:
    """The pages that differ, and whether their counterpart in the other language does too."""
    differ = {file for file in {*old, *new} if old.get(file) != new.get(file)}

    def counterpart(file: str) -> str:
        lang = file.split("/")[1]
        return file.replace(f"docs/{lang}/", f"docs/{OTHER[lang]}/", 1)

    return tuple(
        PageDiff(file, "new" if file not in old else "gone" if file not in new else "changed",
                 counterpart(file) not in differ, counterpart(file))
        for file in sorted(differ)
    )


def compare_calculators(
    old: Tree, new: Tree, patients: Iterable[Patient], old_answers: Answers, new_answers: Answers,
) -> tuple[CalculatorDiff, ...]:
    """A CalculatorDiff for each calculator of either side, in page order, the gone ones last."""
    by_calculator: dict[str, list[Patient]] = {}
    for patient in patients:
        by_calculator.setdefault(patient.calculator, []).append(patient)
    found: list[CalculatorDiff] = []
    for id in dict.fromkeys([*new["calculators"], *old["calculators"]]):
        before, after = old["calculators"].get(id), new["calculators"].get(id)
        asked = by_calculator.get(id, [])
        diffs = (compare_answers(patient, old_answers.get(patient.id), new_answers.get(patient.id)) for patient in asked)
        fields = [list(side["fields"]) if side else [] for side in (before, after)]
        titles = (after or old["calculators"][id])["titles"]
        found.append(CalculatorDiff(
            id, titles, len(asked), "both" if before and after else "new" if after else "gone",
            tuple(diff for diff in diffs if diff),
            tuple(name for name in fields[1] if before and name not in fields[0]),
            tuple(name for name in fields[0] if after and name not in fields[1]),
            tuple(asked),
        ))
    return tuple(found)
