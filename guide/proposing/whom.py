"""Whom an edit of the text changes: the clinical diff of two versions of the pages, with the code that runs here.

The same comparison and the same report as `guide/clinical/command.py` makes of two commits, in one process and step by step, so that
a page can show the first figures while the rest is still being worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from calculators.errors import FactErrors
from calculators.facts import Fact, Facts
from calculators.facts.check import check_pages
from guide.clinical import ask, compare, language
from guide.clinical.compare import Comparison, PatientDiff
from guide.clinical.lines import compare_lines
from guide.clinical.patients import Patient, merged_options, read_patients
from guide.clinical.shapes import Answer, Answers, Described, Names, Tree

Texts = Mapping[str, Mapping[str, str]]  # {language: {path: Markdown}}


@dataclass(frozen=True)
class Step:
    """How far it is: `done` of `total` patients, and those found so far whose answer is another."""

    done: int
    total: int
    found: tuple[PatientDiff, ...]
    names: Names


class Watched(dict[str, Fact]):
    """Facts that note which of them were asked for."""

    def __init__(self, facts: Mapping[str, Fact]):
        super().__init__(facts)
        self.read: set[str] = set()
        self.all_read = False

    def __getitem__(self, id: str) -> Fact:
        self.read.add(id)
        return super().__getitem__(id)

    def get(self, id: str, default: Any = None) -> Any:
        self.read.add(id)
        return super().get(id, default)

    def __contains__(self, id: object) -> bool:
        self.read.add(str(id))
        return super().__contains__(id)

    def __iter__(self) -> Iterator[str]:
        self.all_read = True
        return super().__iter__()

    def keys(self) -> Any:
        self.all_read = True
        return super().keys()

    def values(self) -> Any:
        self.all_read = True
        return super().values()

    def items(self) -> Any:
        self.all_read = True
        return super().items()

    def differ_in(self, other: Mapping[str, Fact]) -> bool:
        """Whether anything that was asked for is another fact there."""
        asked = {*self, *other} if self.all_read else self.read
        return any(dict.get(self, id) != other.get(id) for id in asked)


def compared(before: Texts, after: Texts, every: int = 20) -> Iterator[Step | Comparison]:
    """Compare two versions of the pages. Yields a Step every so many patients, and at last the whole Comparison.

    The patients of the calculators that read or cite what changed come first. For the others the second answer is worked out only where
    the first one rested on something that changed: the rules know nothing but the facts and what is typed. Raises FactErrors
    if the text before can't be used; of the one after it says so in the comparison.
    """
    facts = check_pages(before)
    trees = (_tree(before, facts), _tree(after, None))
    common: dict[str, Any] = {
        "facts": compare.compare_facts(*trees),
        "sentences": compare.compare_sentences(*trees),
        "lines": compare_lines(*({file: text for of in texts.values() for file, text in of.items()} for texts in (before, after))),
        "pages": compare.compare_pages(*(_bytes(texts) for texts in (before, after))),
    }
    try:
        now = check_pages(after)
    except FactErrors as error:
        problems = tuple(("head", line) for line in str(error).splitlines())
        yield Comparison(**common, names=language.names_of(*trees), problems=problems, answered=False)
        return
    trees = (trees[0], _tree(after, now))
    patients = read_patients(merged_options(trees))
    touched = {user for diff in (*common["facts"], *common["sentences"]) for user in diff.used_by}
    first = [patient for patient in patients if patient.calculator in touched]
    rest = [patient for patient in patients if patient.calculator not in touched]
    old: Answers = {}
    new: Answers = {}
    found: list[PatientDiff] = []
    names = language.names_of(*trees)
    fields = [{id: set(one["fields"]) for id, one in tree["calculators"].items()} for tree in trees]
    for done, patient in enumerate((*first, *rest), 1):
        watched = Watched(facts.by_id)
        old[patient.id] = _answer(patient, Facts(watched), fields[0])
        changed = done <= len(first) or watched.differ_in(now.by_id)
        new[patient.id] = _answer(patient, now, fields[1]) if changed else old[patient.id]
        if diff := compare.compare_answers(patient, old[patient.id], new[patient.id]):
            found.append(diff)
        if done % every == 0 or done == len(patients):
            yield Step(done, len(patients), tuple(found), names)
    yield Comparison(
        **common, names=names, asked=len(patients),
        calculators=compare.compare_calculators(trees[0], trees[1], patients, old, new), problems=tuple(_failures(old, new)),
    )  # fmt: skip


def _tree(texts: Texts, facts: Facts | None) -> Tree:
    told: Described = ask.described(facts) if facts else {"figures": {}, "calculators": {}}
    return {
        "status": compare.OK if facts else compare.BROKEN, "errors": [], "used_by": ask.read_users(),
        "marks": ask.marks_in({lang: dict(of) for lang, of in texts.items()}), "figures": told["figures"],
        "calculators": told["calculators"],
    }  # fmt: skip


def _bytes(texts: Texts) -> dict[str, bytes]:
    return {file: text.encode() for of in texts.values() for file, text in of.items()}


def _answer(patient: Patient, facts: Facts, fields: Mapping[str, set[str]]) -> Answer:
    return ask.answer_patient(patient.calculator, patient.inputs, fields[patient.calculator], facts)


def _failures(*sides: Answers) -> Iterable[tuple[str, str]]:
    for name, answers in zip(("base", "head"), sides, strict=True):
        failed = [(id, answer["failure"]) for id, answer in answers.items() if answer["status"] == "failed"]
        yield from ((name, f"a calculator fails for {id}: {failure}") for id, failure in failed[:5])
        if len(failed) > 5:
            yield name, f"and for {len(failed) - 5} more patients"
