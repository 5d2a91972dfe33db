"""A rule as a table to be read without a computer: found by asking the rule for every case, never written by hand.

A calculator says in its `decision.py` which questions matter and what may be answered (`SECTIONS`). Each combination is put to
the calculator itself, and the answers become rows with as few conditions as tell them apart. The first row that fits holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from itertools import product

from calculators.answer import Answer
from calculators.calculator import AnyCalculator
from calculators.errors import GuideError
from calculators.facts import Facts
from calculators.folders import folder_of
from calculators.form.fields import Parsed, as_inputs
from calculators.rulekit.dates import add_months
from calculators.rulekit.numbers import plain

LONGEST = 400  # days or months that a date may lie after the one it is counted from


class NoTable(GuideError):
    """A rule that cannot be told as a table: the text names the calculator and the case."""

    code = "decision_table"


@dataclass(frozen=True)
class Option:
    """One way to answer a question: its code, and what is typed for it."""

    code: str
    typed: Mapping[str, str] = field(compare=False)


@dataclass(frozen=True)
class Level(Option):
    """A stretch of a number line between two limits, without them; or, where both are the same, the limit itself. None: no end."""

    low: Decimal | None = field(default=None, kw_only=True)
    high: Decimal | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Question:
    """What is asked, by the name of its field or of its own words; the options cover all that can be answered."""

    name: str
    options: tuple[Option, ...]

    @property
    def is_scale(self) -> bool:
        """Whether the options are stretches of a number line, in order."""
        return isinstance(self.options[0], Level)


@dataclass(frozen=True)
class Section:
    """A table of its own, such as that of one group of patients. `typed` holds in all cases; `name` is heard in its heading: a choice of
    the field `named_by`, or where there is none, words of the calculator's own; a lone section needs no heading.

    `order`: the outcomes, in the order in which the table decides them; the last is what is left.
    `dates`: figures of the answer that are told as a time after a date that was typed, with that date's field and "month" or "day".
    """

    name: str
    questions: tuple[Question, ...]
    order: tuple[str, ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    named_by: str = ""


@dataclass(frozen=True)
class After:
    """A date of the answer as a time after a date that was typed. `unit` is "month" or "day"."""

    name: str
    since: str
    count: int
    unit: str


@dataclass(frozen=True)
class Outcome:
    """What a case comes to."""

    code: str
    dates: tuple[After, ...] = ()


@dataclass(frozen=True)
class Row:
    """Conditions, each the options of a question that fit, and what then holds. Without conditions: in all other cases."""

    conditions: Mapping[str, tuple[Option, ...]]
    outcome: Outcome


Cube = tuple[tuple[Option, ...], ...]
"""For each question the options that fit."""


def yes_no(name: str, *more: str) -> Question:
    """A question of the form with its answers; `more` are further codes that decide something of their own, such as unknown."""
    return Question(name, tuple(Option(code, {name: code}) for code in ("yes", "no", *more)))


def levels(name: str, limits: tuple[Decimal, ...], step: str) -> Question:
    """A number by the limits that it is compared with: below, at and above each. `step` is what one of them differs by."""
    cuts, off = sorted(set(limits)), Decimal(step)

    def level(low: Decimal | None, high: Decimal | None) -> Level:
        tried = low if low == high else high - off if high is not None else (low or Decimal(0)) + off
        assert tried is not None
        return Level(f"{low}..{high}", {name: plain(tried)}, low=low, high=high)

    found = [level(None, cuts[0])]
    for at, cut in enumerate(cuts):
        found += [level(cut, cut), level(cut, cuts[at + 1] if at + 1 < len(cuts) else None)]
    return Question(name, tuple(found))


def sections_of(calculator: AnyCalculator, facts: Facts) -> tuple[Section, ...]:
    """What the calculator's own `decision.py` says; none where it has no such file."""
    folder = folder_of(calculator.id)
    module = f"calculators.{folder.parent.name}.{folder.name}.decision"
    if find_spec(module) is None:
        return ()
    found: tuple[Section, ...] = import_module(module).sections(calculator.figures(facts))
    return found


def rows_of(calculator: AnyCalculator, section: Section, facts: Facts) -> tuple[Row, ...]:
    """The table of a section. Raises NoTable for an outcome without a place in its order."""
    cases = list(product(*(question.options for question in section.questions)))
    ask = _Asking(calculator, section, facts)
    found = [ask(case) for case in cases]
    every = list(dict.fromkeys(one for one in found if one))
    for one in every:
        if one.code not in section.order:
            raise NoTable(f"{calculator.id}, {section.name}: the rule gives {one.code}, which has no place in the order of its table")
    every.sort(key=lambda one: section.order.index(one.code))  # stable: those of one code by their first case
    cover = _Cover(section.questions, cases)
    rows = []
    for at, outcome in enumerate(every):
        later = set(every[at + 1 :])
        for cube in cover.cubes(cover.mask(one == outcome for one in found), cover.mask(one in later for one in found)):
            conditions = {
                question.name: fits for question, fits in zip(section.questions, cube, strict=True) if len(fits) < len(question.options)
            }
            rows.append(Row(conditions, outcome))
    return tuple(rows)


class _Asking:
    """Puts cases to a calculator; what is typed for an option is read once."""

    def __init__(self, calculator: AnyCalculator, section: Section, facts: Facts) -> None:
        self._calculator, self._section = calculator, section
        self._figures = calculator.figures(facts)
        fields = calculator.fields(self._figures)
        self._fields = {one.name: one for one in fields}
        self._given = {one.name: one.parse("") for one in fields if not one.required} | self._read(section.typed)
        self._options = {id(o): self._read(o.typed) for question in section.questions for o in question.options}

    def _read(self, typed: Mapping[str, str]) -> dict[str, Parsed]:
        return {name: self._fields[name].parse(text) for name, text in typed.items()}

    def __call__(self, case: tuple[Option, ...]) -> Outcome | None:
        """What the rule says of one case; None for one that cannot be."""
        values = dict(self._given)
        for option in case:
            values |= self._options[id(option)]
        errors = self._calculator.conflicts(values, self._figures)
        if any(error.code != "contradiction" for error in errors):
            raise NoTable(f"{self._calculator.id}, {self._section.name}: {values} cannot be asked: {errors}")
        if errors:
            return None
        answer = self._calculator.solve(as_inputs(self._calculator.inputs, values), self._figures)
        return Outcome(code_of(answer), tuple(_dates(answer, self._section, values)))


def code_of(answer: Answer) -> str:
    """The outcome of an answer, by the words that say it."""
    if answer.refusal:
        return answer.refusal.code
    return answer.outcome or ""


def _dates(answer: Answer, section: Section, inputs: Mapping[str, object]) -> Iterator[After]:
    shown = {value.name: value.shown for value in answer.values}
    for name, (since, unit) in section.dates.items():
        day, start = shown.get(name), inputs[since]
        if not isinstance(day, date) or not isinstance(start, date):
            continue
        later = (add_months(start, n) if unit == "month" else start + timedelta(days=n) for n in range(LONGEST))
        count = next((n for n, tried in enumerate(later) if tried == day), None)
        if count is None:
            raise NoTable(f"{name} is no whole number of {unit} after {since}")
        yield After(name, since, count, unit)


class _Cover:
    """Cases as bits of a number, so that a set of them is met with another at once."""

    def __init__(self, questions: tuple[Question, ...], cases: list[tuple[Option, ...]]) -> None:
        self._questions, self._cases = questions, cases
        self._of = [{id(o): self.mask(case[at] is o for case in cases) for o in one.options} for at, one in enumerate(questions)]

    def mask(self, is_in: Iterable[bool]) -> int:
        """The set of the cases for which it is true, told in their order."""
        return sum(1 << at for at, one in enumerate(is_in) if one)

    def _answered(self, at: int, fits: tuple[Option, ...]) -> int:
        of, found = self._of[at], 0
        for option in fits:
            found |= of[id(option)]
        return found

    def _all(self, cube: Cube, but: int = -1) -> int:
        found = (1 << len(self._cases)) - 1
        for at, fits in enumerate(cube):
            if at != but and len(fits) < len(self._questions[at].options):
                found &= self._answered(at, fits)
        return found

    def cubes(self, wanted: int, forbidden: int) -> list[Cube]:
        """Few and wide conditions that hold all wanted cases and none that is forbidden; what is decided already is left out of them."""
        wide: list[Cube] = []
        reached = 0
        for at, seed in enumerate(self._cases):
            if wanted & ~reached & (1 << at):
                for one in self._widened(seed, forbidden):
                    wide += [] if one in wide else [one]
                reached |= self._all(wide[-1])
        left, chosen = wanted, []
        while left:
            best = max(wide, key=lambda cube: ((self._all(cube) & left).bit_count(), sum(map(len, cube))))
            chosen.append(best)
            left &= ~self._all(best)
        told = [self._narrowed(cube, wanted) for cube in chosen]
        return sorted(told, key=self._by_question)

    def _by_question(self, cube: Cube) -> tuple[bool, ...]:
        """Conditions on the first questions come first, as the form asks them."""
        return tuple(len(fits) == len(one.options) for fits, one in zip(cube, self._questions, strict=True))

    def _widened(self, seed: tuple[Option, ...], forbidden: int) -> Iterator[Cube]:
        forward = range(len(self._questions))
        for order in (forward, reversed(forward)):
            cube: Cube = tuple((option,) for option in seed)
            for at in order:
                cube = (*cube[:at], self._widest(cube, at, forbidden), *cube[at + 1 :])
            yield cube

    def _widest(self, cube: Cube, at: int, forbidden: int) -> tuple[Option, ...]:
        """All the options of one question that may be added, the rest as it is; of a scale only neighbours."""
        question, fits = self._questions[at], cube[at]
        refused = self._all(cube, but=at) & forbidden
        if not refused:
            return question.options
        start = question.options.index(fits[0])
        for side in (reversed(question.options[:start]), iter(question.options[start + 1 :])):
            for option in side:
                if not self._of[at][id(option)] & refused:
                    fits = tuple(one for one in question.options if one in fits or one is option)
                elif question.is_scale:
                    break
        return fits

    def _narrowed(self, cube: Cube, wanted: int) -> Cube:
        """Without the options that rows above have decided already: the reader is told "no", not "yes or no"."""
        for at, question in enumerate(self._questions):
            if len(cube[at]) == len(question.options):
                continue
            needed = self._all(cube, but=at) & wanted
            met = [bool(self._of[at][id(option)] & needed) for option in cube[at]]
            last = len(met) - met[::-1].index(True)
            kept = cube[at][met.index(True) : last]
            cube = (*cube[:at], kept, *cube[at + 1 :])
        return cube
