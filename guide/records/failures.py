"""What can fail, what a reader then sees, and what still works: one list for the tests and for the page about it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from calculators import words
from calculators.element import el
from guide.build import offline

DATA = Path(__file__).with_name("failures.toml")
ENGINES = ("Chromium", "Firefox", "WebKit")
CALCULATORS = ("yes", "slower", "again", "no")

# The words around the list; those of each failure stand in the list, the messages in calculators/words.
WORDS: dict[str, dict[str, Any]] = {
    "nb": {
        "head": ("Dette svikter", "Leseren ser", "Dette virker fortsatt", "Prøvd i"),
        "silent": {"yes": "Ingen melding.", "slower": "Ingen melding; kalkulatoren blir klar noen sekunder senere."},
        "works": {"text": "teksten", "tables": "de ferdige tabellene", "search": "søket"},
        "calculators": {"yes": "kalkulatorene", "slower": "kalkulatorene", "again": "kalkulatoren, ved neste forsøk"},
    },
    "da": {
        "head": ("Det svigter", "Læseren ser", "Det virker stadig", "Prøvet i"),
        "silent": {"yes": "Ingen besked.", "slower": "Ingen besked; beregneren er klar nogle sekunder senere."},
        "works": {"text": "teksten", "tables": "de færdige tabeller", "search": "søgningen"},
        "calculators": {"yes": "beregnerne", "slower": "beregnerne", "again": "beregneren, ved næste forsøg"},
    },
}


@dataclass(frozen=True)
class Failure:
    """One way to fail. `calculators` is one of CALCULATORS; `what` says in each language what fails."""

    id: str
    code: str
    saving: str
    calculators: str
    search: bool
    engines: tuple[str, ...]
    what: dict[str, str]

    def message(self, lang: str, with_table: bool = True, file: str = "…") -> str:
        """What the page says, as it stands beside a ready-made table or without one; "" when it says nothing."""
        if self.saving:
            said = offline.words(lang)
            return f"{said['state']['failed']} {said['reason'][self.saving].format(file=file)}"
        if not self.code:
            return ""
        shared = words.common(lang)
        fallback = shared["ui"]["with_table" if with_table else "without_table"]
        text = shared["ui"]["noscript"] if self.code == "noscript" else shared["failure"][self.code]
        return str(text.format(fallback=fallback))


def failures() -> tuple[Failure, ...]:
    """All of them, in the order of the list. Raises ValueError or KeyError where the list is not as it says itself."""
    found = tuple(
        Failure(
            row["id"],
            row["code"],
            row.get("saving", ""),
            row["calculators"],
            row["search"],
            tuple(row["engines"]),
            {"nb": row["nb"], "da": row["da"]},
        )
        for row in tomllib.loads(DATA.read_text("utf-8"))["failure"]
    )
    if len({failure.id for failure in found}) != len(found):
        raise ValueError(f"{DATA.name}: two failures have the same id")
    for failure in found:
        if failure.calculators not in CALCULATORS or (not failure.code) != (failure.calculators in ("yes", "slower")):
            raise ValueError(f"{DATA.name}: {failure.id}: a message and working calculators exclude each other")
        if failure.code and failure.saving:
            raise ValueError(f"{DATA.name}: {failure.id}: either the calculators fail or the saving")
        if list(failure.engines) != [engine for engine in ENGINES if engine in failure.engines]:
            raise ValueError(f"{DATA.name}: {failure.id}: engines are some of {', '.join(ENGINES)}, in this order")
    return found


def failure_table(lang: str) -> Element:
    """The list as a table in one language."""
    say = WORDS[lang]
    rows = []
    for failure in failures():
        works = [say["works"]["text"], say["works"]["tables"]]
        works += [say["works"]["search"]] if failure.search else []
        works += [say["calculators"][failure.calculators]] if failure.calculators != "no" else []
        seen = failure.message(lang) or say["silent"][failure.calculators]
        first, *others = (el("span", text) for text in (failure.what[lang], seen, ", ".join(works), ", ".join(failure.engines)))
        cells = [el("td", one, role="cell", data_label=label) for label, one in zip(say["head"][1:], others, strict=True)]
        rows.append(el("tr", el("th", first, scope="row", role="rowheader"), *cells, role="row", data_failure=failure.id))
    # The roles stay when a narrow screen sets the rows as blocks: then each cell brings its column's name along.
    head = el("thead", el("tr", *(el("th", text, scope="col", role="columnheader") for text in say["head"]), role="row"), role="rowgroup")
    table = el("table", head, el("tbody", *rows, role="rowgroup"), role="table")
    return el("div", table, class_="ig-table-box ig-failures", data_ig_unsearched=True)
