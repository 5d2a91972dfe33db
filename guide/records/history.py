"""What changed from release to release: the frozen facts of each, compared, and the rules that changed, in words.

`releases/1.0.0.json` is a release as it was: its facts, and what its rules changed. `releases/next.toml` is what the next
one changes. The page "what changed" is made from these and the live facts; nothing in it is written twice.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from calculators import catalog, words
from calculators.element import Child, el
from calculators.errors import GuideError
from calculators.facts import LANGUAGES, Facts
from calculators.facts.check import register, used_by
from calculators.facts.figure import bind_units, figure_from_json
from calculators.words import show
from calculators.words.wording import Wording
from guide.project import ROOT
from guide.records.page_status import sources
from guide.records.page_status import words as page_words

Json = dict[str, Any]

RELEASE = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class HistoryError(GuideError):
    """A file of the releases cannot be used; the text names it and says what to write."""

    code = "history"


@dataclass(frozen=True)
class RuleChange:
    """A rule that changes, in the words of the readers. `calculator` is an id or "all"."""

    calculator: str
    text: Mapping[str, str]


@dataclass(frozen=True)
class Release:
    """A release, or with `day` None the one that is being worked on. `facts` as published."""

    version: str
    day: date | None
    changes: tuple[RuleChange, ...]
    facts: Mapping[str, Json]


@dataclass(frozen=True)
class Difference:
    """What differs between two releases, by fact."""

    figures: tuple[tuple[str, str, Json, Json], ...]
    """(fact, name of the figure, before, after)"""
    sentences: tuple[str, ...]
    """Facts whose words changed in some language, but no figure."""
    new: tuple[str, ...]
    gone: tuple[str, ...]


def published_facts(facts: Facts) -> dict[str, Json]:
    """The facts as others may read them: the package's own form, with the section of the source and who uses each."""
    entries, users = register(), used_by()
    return {
        id: {
            "source": id.partition("-")[0],
            "section": entries[id].section,
            "used_by": list(users.get(id, ())),
            **{part: fact[part] for part in ("figures", "pages", "sentences")},
        }
        for id, fact in sorted(facts.to_json().items())
    }


def document(facts: Facts, version: str, build: str, rules: str) -> Json:
    """`facts.json` of the site, by `releases/facts.schema.json`."""
    return {
        "$schema": "facts.schema.json",
        "version": version,
        "build": build,
        "rules": rules,
        "calculators": {one.id: {lang: Wording(one.id, lang, facts).title for lang in LANGUAGES} for one in catalog()},
        "languages": list(LANGUAGES),
        "sources": sources(facts),
        "facts": published_facts(facts),
    }


def read_next(root: Path = ROOT) -> tuple[str, tuple[RuleChange, ...]]:
    """The version being worked on, and what it changes. Raises HistoryError."""
    path = root / "releases/next.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HistoryError(f"releases/next.toml: {error}") from None
    known = {calculator.id for calculator in catalog()} | {"all"}
    changes = []
    for number, change in enumerate(data.get("change", ()), 1):
        where = f"releases/next.toml: change {number}"
        if set(change) != {"calculator", *LANGUAGES}:
            raise HistoryError(f"{where}: write calculator, nb and da, and nothing else; read {', '.join(change)}")
        if change["calculator"] not in known:
            raise HistoryError(f"{where}: there is no calculator {change['calculator']!r}; write one of {', '.join(sorted(known))}")
        changes.append(RuleChange(change["calculator"], {lang: change[lang] for lang in LANGUAGES}))
    if not isinstance(data.get("version"), str):
        raise HistoryError('releases/next.toml: version is missing; write it as "1.0.0-dev"')
    return data["version"], tuple(changes)


def read_releases(root: Path = ROOT) -> tuple[Release, ...]:
    """The releases, newest first. Raises HistoryError."""
    found = []
    for path in (root / "releases").glob("*.json"):
        if not RELEASE.fullmatch(path.stem):
            continue
        try:
            data = json.loads(path.read_text("utf-8"))
            changes = tuple(RuleChange(c["calculator"], {lang: c[lang] for lang in LANGUAGES}) for c in data["changes"])
            found.append(Release(data["version"], date.fromisoformat(data["date"]), changes, data["facts"]))
        except (KeyError, TypeError, ValueError) as error:
            raise HistoryError(f"releases/{path.name}: not as scripts/release.py wrote it ({error}); restore it from git") from None
    return tuple(sorted(found, key=lambda release: version_key(release.version), reverse=True))


def version_of(facts: Facts, root: Path = ROOT) -> str:
    """The release that this text is, if it is the newest one unchanged; else the version being worked on. Raises HistoryError."""
    coming, changes = read_next(root)
    newest = next(iter(read_releases(root)), None)
    return newest.version if newest and not changes and newest.facts == published_facts(facts) else coming


def version_key(version: str) -> tuple[int, ...]:
    match = RELEASE.match(version)
    return tuple(map(int, match.groups())) if match else ()


def difference(old: Mapping[str, Json], new: Mapping[str, Json]) -> Difference:
    """What changed from one release's facts to another's."""
    both = [id for id in new if id in old]
    figures = tuple(
        (id, name, old[id]["figures"][name], figure)
        for id in both
        for name, figure in new[id]["figures"].items()
        if name in old[id]["figures"] and old[id]["figures"][name] != figure
    )
    moved = {id for id, *_ in figures}
    return Difference(
        figures,
        tuple(id for id in both if id not in moved and old[id]["sentences"] != new[id]["sentences"]),
        tuple(id for id in new if id not in old),
        tuple(id for id in old if id not in new),
    )


# --- the page -------------------------------------------------------------------------------------------


def page(facts: Facts, lang: str, root: str, folder: Path = ROOT) -> Element:
    """The page "what changed" in one language. `root` leads to the language's first page."""
    say = page_words(lang)["history"]
    version, changes = read_next(folder)
    working = Release(version, None, changes, published_facts(facts))
    releases = read_releases(folder)
    block = el("div", class_="ig-history")
    last = releases[0] if releases else None
    if last is None or version_of(facts, folder) != last.version:  # a release itself has nothing to come
        block.append(el("h2", say["coming"].format(version=version), id="next"))
        if last is None:
            block.append(el("p", say["none_released"].format(version=version, facts=len(working.facts), calculators=len(catalog()))))
        else:
            block.append(el("p", say["coming_text"].format(version=version, last=last.version)))
        block.extend(_changed(working, last, lang, root, facts))
    for release, before in zip(releases, [*releases[1:], None], strict=False):
        block.append(el("h2", say["release"].format(version=release.version), id=f"v{release.version.replace('.', '-')}"))
        block.append(el("p", say["released"].format(date=show.day(release.day, lang) if release.day else "")))
        if before is None:
            block.append(el("p", say["first"].format(facts=len(release.facts))))
        block.extend(_changed(release, before, lang, root, facts))
    return block


def _changed(release: Release, before: Release | None, lang: str, root: str, facts: Facts) -> list[Element]:
    say, parts = page_words(lang)["history"], []
    if before is not None:
        found = difference(before.facts, release.facts)
        parts += _figures(found, release, lang, root)
        parts += _sentences(found, before, release, lang)
        for ids, side, title in ((found.new, release, "new_facts"), (found.gone, before, "gone_facts")):
            if ids:
                parts += [el("h3", say[title]), el("ul", *(el("li", _sentence(side, id, lang)) for id in ids))]
    if release.changes:
        parts += [el("h3", say["rules"]), _rules(release, lang, root, facts)]
    return parts


def _figures(found: Difference, release: Release, lang: str, root: str) -> list[Element]:
    say = page_words(lang)["history"]
    if not found.figures:
        return [el("p", say["nothing_yet" if release.day is None else "no_figures"])]
    head = el("tr", *(el("th", say[key], scope="col") for key in ("fact", "before", "after")))
    rows = [
        el("tr", el("td", _link(release.facts[id], id, name, lang, root)),
           *(el("td", show.figure(figure_from_json(figure), lang)) for figure in (old, new)))
        for id, name, old, new in found.figures
    ]
    return [el("h3", say["figures"]), el("div", el("table", el("thead", head), el("tbody", *rows)), class_="ig-table-box")]


def _link(fact: Json, id: str, name: str, lang: str, root: str) -> Element:
    return el("a", bind_units(fact["sentences"][lang]), href=f"{root}{fact['pages'][lang]}/#{words.anchor(id, name)}")


def _sentence(release: Release, id: str, lang: str) -> str:
    return bind_units(release.facts[id]["sentences"][lang])


def _sentences(found: Difference, before: Release, release: Release, lang: str) -> list[Element]:
    say = page_words(lang)["history"]
    changed = [id for id in found.sentences if before.facts[id]["sentences"][lang] != release.facts[id]["sentences"][lang]]
    if not changed:
        return []
    items = (el("li", el("del", _sentence(before, id, lang)), " ", el("ins", _sentence(release, id, lang))) for id in changed)
    return [el("h3", say["sentences"]), el("ul", *items)]


def _rules(release: Release, lang: str, root: str, facts: Facts) -> Element:
    pages = {calculator.id: calculator.page for calculator in catalog()}
    rows = []
    for id in dict.fromkeys(change.calculator for change in release.changes):
        if id in pages:
            name: Child = el("a", Wording(id, lang, facts).title, href=f"{root}{pages[id]}/", class_="ig-alone")
        else:  # "all", or a calculator that a later release took out
            name = page_words(lang)["history"]["everywhere"] if id == "all" else id
        rows += [el("dt", name), *(el("dd", bind_units(change.text[lang])) for change in release.changes if change.calculator == id)]
    return el("dl", *rows)
