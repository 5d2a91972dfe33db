"""The hazard log: `safety/hazards.toml`, read, checked and shown. Each hazard names the tests that guard its control."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from calculators.element import el
from calculators.errors import GuideError
from calculators.facts import LANGUAGES, Facts
from calculators.facts.figure import bind_units
from guide.project import ROOT
from guide.records.page_status import words

PARTS = ("hazard", "cause", "harm", "control", "remains")
NODE = re.compile(r"tests/[\w/]+\.py::\w+")


class HazardError(GuideError):
    """The hazard log cannot be used; the text names the hazard and says what to write."""

    code = "hazards"


@dataclass(frozen=True)
class Hazard:
    """One hazard. `text` holds its parts in each language; `tests` are pytest node ids without parameters.

    `seen_to_fail` says, for developers, what was broken on purpose and what the test then said; or that it was not tried.
    """

    id: str
    kind: str
    text: Mapping[str, Mapping[str, str]]
    tests: tuple[str, ...]
    seen_to_fail: str


def read(root: Path = ROOT) -> tuple[dict[str, dict[str, str]], tuple[Hazard, ...]]:
    """The kinds with their names, and the hazards in the order of the file. Raises HazardError."""
    try:
        data = tomllib.loads((root / "safety/hazards.toml").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HazardError(f"safety/hazards.toml: {error}") from None
    kinds, found = data["kind"], []
    for id, entry in data["hazard"].items():
        where = f"safety/hazards.toml: {id}"
        if entry.get("kind") not in kinds:
            raise HazardError(f"{where}: kind: write one of {', '.join(kinds)}")
        for lang in LANGUAGES:
            for part in PARTS:
                if not str(entry.get(lang, {}).get(part, "")).strip():
                    raise HazardError(f"{where}: {lang}.{part} is missing")
        tests = tuple(entry.get("tests", ()))
        if not tests or not all(NODE.fullmatch(test) for test in tests):
            raise HazardError(f"{where}: tests: name at least one, as tests/unit/test_x.py::test_y")
        if not entry.get("seen_to_fail", "").strip():
            raise HazardError(f"{where}: seen_to_fail: say how the test was seen to fail, or that it was not tried")
        found.append(Hazard(id, entry["kind"], {lang: entry[lang] for lang in LANGUAGES}, tests, entry["seen_to_fail"]))
    return kinds, tuple(found)


def guards(root: Path = ROOT) -> dict[str, list[str]]:
    """{test: the hazards that it guards}"""
    named: dict[str, list[str]] = {}
    for hazard in read(root)[1]:
        for test in hazard.tests:
            named.setdefault(test, []).append(hazard.id)
    return named


def page(facts: Facts, lang: str, root: str, folder: Path = ROOT) -> Element:
    """The log in one language, folded by kind."""
    say = words(lang)["hazards"]
    kinds, hazards = read(folder)
    block = el("div", class_="ig-hazards")
    for kind, names in kinds.items():
        own = [hazard for hazard in hazards if hazard.kind == kind]
        if not own:
            continue
        fold = el("details", el("summary", el("h3", f"{names[lang]} ({len(own)})", id=f"kind-{kind}")))
        block.append(fold)
        for hazard in own:
            text = {part: bind_units(words) for part, words in hazard.text[lang].items()}
            parts = [el("div", el("dt", say[part]), el("dd", text[part])) for part in ("cause", "harm", "control", "remains")]
            parts.append(el("div", el("dt", say["tests"]), *(el("dd", el("code", test)) for test in hazard.tests)))
            fold.append(el("h4", text["hazard"], id=f"hazard-{hazard.id}"))
            fold.append(el("dl", *parts))
    return block
