"""Front matter, headings, links, references, pictures, tables and blocks: what a page needs to be found and read."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from calculators.catalogue import catalog, flowcharts
from calculators.facts.check import register
from calculators.facts.marks import SOURCES
from calculators.words import anchor as fact_anchor
from guide.editing.finding import WARNING, Finding, Paste, in_each, other_file
from guide.editing.page import Heading, Link, Page
from guide.markdown import only_text
from guide.records.page_status import DATES
from guide.records.page_status import FIELDS as STATUS

Pages = Mapping[str, Page]  # by file: docs/nb/ivig/dose.md
TEMPLATE = re.compile(r"(?<!\w)(?:MAL|SKABELON)(?=:| –)")
FIELDS = ("source", *STATUS)


def structure(pages: Pages, sources: Mapping[str, str], today: date) -> Iterator[Finding]:
    """All findings of this kind, over the pages of both languages."""
    guideline_folders = {page.name.partition("/")[0] for page in pages.values() if page.meta and page.meta.get("source")}
    fields = {field for page in pages.values() if page.meta for field in FIELDS if field in page.meta}
    for page in pages.values():
        twin = pages.get(other_file(page.file))
        if twin is None:
            yield Finding("page_missing", page.file, 1, page.lang, {"other": other_file(page.file)})
        wanted = fields | {"source"} if "/" in page.name and page.name.partition("/")[0] in guideline_folders else set()
        yield from _front_matter(page, twin, [field for field in FIELDS if field in wanted], sources, today)
        yield from _headings(page, twin)
        for link in page.links:
            yield from _link(page, link, pages)
        for image in page.images:
            yield from _image(page, image)
        yield from _references(page, twin)
        for line, cells, head in page.torn_rows:
            yield Finding("table_cells", page.file, line, page.lang, {"cells": str(cells), "head": str(head)})
        yield from _blocks(page)
        yield from template_left(page.file, page.lang, page.text)
        yield from _only_text(page)


def _only_text(page: Page) -> Iterator[Finding]:
    """What would be more than text in the site: the build refuses the same."""
    found = [*only_text.slips(page.text)]
    found += [replace(slip, line=page.meta_lines.get(slip.read, 1)) for slip in only_text.front_matter_slips(page.meta or {})]
    for slip in found:
        yield Finding(f"only_text_{slip.code}", page.file, slip.line, page.lang, said=in_each(partial(only_text.message, slip)))


def template_left(file: str, lang: str, text: str) -> Iterator[Finding]:
    """Lines that `scripts/new.py` laid down and nobody has written yet."""
    if not TEMPLATE.search(text):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if match := TEMPLATE.search(line):
            yield Finding("template_left", file, number, lang, {"read": match[0]}, WARNING)


def _front_matter(page: Page, twin: Page | None, wanted: list[str], sources: Mapping[str, str], today: date) -> Iterator[Finding]:
    def finding(code: str, line: int = 1, level: str = "error", **values: str) -> Finding:
        return Finding(code, page.file, line, page.lang, values, level)

    if page.meta is None:
        there = "\n".join(twin.lines[: next((n for n, x in enumerate(twin.lines[1:], 2) if x == "---"), 0)]) if twin and twin.meta else ""
        yield finding("front_matter_open" if page.meta_slip else "front_matter_missing", example=there or "---\ntitle: …\n---")
        return
    if page.meta_slip:
        yield finding("front_matter_unreadable", page.meta_slip, read=page.lines[page.meta_slip - 1])
    for field in ("title", "description", *wanted):
        other = twin.meta.get(field) if twin and twin.meta else None
        if field not in page.meta or (page.meta[field] in ("", None) and field in ("title", "description", "source")):
            example = f"{field}: {other}" if other and field in FIELDS else f"{field}: …"
            yield finding("front_matter_field", page.meta_lines.get(field, 1), field=field, example=example)
    source = page.meta.get("source")
    if source and (not isinstance(source, str) or source not in sources):
        yield finding("source_unknown", page.meta_lines.get("source", 1), read=str(source), allowed=", ".join(sources))
    for field in DATES:
        value, line = page.meta.get(field), page.meta_lines.get(field, 1)
        if value is not None and type(value) is not date:  # with a time it is no day
            yield finding("front_matter_date", line, field=field, read=str(value))
        elif isinstance(value, date) and field == "next_review" and value < today:
            yield finding("review_past", line, WARNING, read=value.isoformat())
        elif isinstance(value, date) and field != "next_review" and value > today:
            yield finding("date_to_come", line, field=field, read=value.isoformat())
    if twin and twin.meta:
        for field in FIELDS:
            told = field in DATES and any(isinstance(one.meta.get(field), str) for one in (page, twin) if one.meta)  # no day at all
            if field in page.meta and field in twin.meta and page.meta[field] != twin.meta[field] and not told:
                values = {"field": field, "read": str(page.meta[field]), "other": twin.file, "other_read": str(twin.meta[field])}
                yield finding("front_matter_differs", page.meta_lines.get(field, 1), **values)


def _headings(page: Page, twin: Page | None) -> Iterator[Finding]:
    def finding(code: str, line: int, paste: tuple[Paste, ...] = (), **values: str) -> Finding:
        return Finding(code, page.file, line, page.lang, values, paste=paste)

    titles = [heading for heading in page.headings if heading.level == 1]
    if not titles:
        yield finding("title_missing", 1, title=str((page.meta or {}).get("title", "…")))
    for extra in titles[1:]:
        yield finding("title_twice", extra.line, (_as_level(page, extra, 2),), read=extra.text)
    level = 1
    seen: dict[str, int] = {}
    levels = {heading.id: heading.level for heading in twin.headings} if twin else {}
    for position, heading in enumerate(page.headings):
        if heading.level > level + 1:
            wanted = min(levels.get(heading.id, level + 1), level + 1)
            yield finding("heading_skips", heading.line, (_as_level(page, heading, wanted),), read=heading.text, write="#" * wanted)
        level = heading.level
        if heading.level > 1 and not heading.id:
            there = twin.headings[position].id if twin and position < len(twin.headings) else ""
            line = f"{'#' * heading.level} {heading.text} {{#{there}}}"
            yield finding("heading_unnamed", heading.line, (Paste(page.file, heading.line, line),) if there else (), read=heading.text)
        if heading.id and heading.id in seen:
            yield finding("heading_id_twice", heading.line, id=heading.id, first=str(seen[heading.id]))
        seen.setdefault(heading.id, heading.line)
    if twin:
        here, other = ([h.id for h in one.headings if h.level > 1 and h.id] for one in (page, twin))
        yield from _heading_order(page, twin, here, other)


def _heading_order(page: Page, twin: Page, here: list[str], there: list[str]) -> Iterator[Finding]:
    line = {heading.id: heading.line for heading in page.headings}
    for id in here:
        if id not in there:
            near = difflib.get_close_matches(id, set(there) - set(here), 1, 0.6)
            values = {"id": id, "other": twin.file, "there": ", ".join(near or [x for x in there if x not in here]) or "–"}
            yield Finding("heading_only_here", page.file, line[id], page.lang, values)
    common_here, common_there = [id for id in here if id in there], [id for id in there if id in here]
    moved = next((a for a, b in zip(common_here, common_there, strict=False) if a != b), None)
    if moved:
        yield Finding("heading_order", page.file, line[moved], page.lang, {"other": twin.file, "there": ", ".join(common_there)})


def _as_level(page: Page, heading: Heading, level: int) -> Paste:
    return Paste(page.file, heading.line, "#" * level + " " + page.lines[heading.line - 1].lstrip("# "))


def _link(page: Page, link: Link, pages: Pages) -> Iterator[Finding]:
    def finding(code: str, **values: str) -> Finding:
        near = values.pop("near", "")
        line = page.lines[link.line - 1]
        paste = (Paste(page.file, link.line, line.replace(f"({link.target})", f"({near})", 1)),) if near else ()
        return Finding(code, page.file, link.line, page.lang, {"read": link.target, "near": near or "–", **values}, paste=paste)

    if re.match(r"[a-z]+:", link.target):
        return
    if not link.text.strip():
        yield finding("link_without_words")
    path, _, anchor = link.target.partition("#")
    if path.startswith("/"):
        yield finding("link_absolute")
        return
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), path)) if path else page.file
    if target not in pages:
        inside = [posixpath.relpath(file, posixpath.dirname(page.file)) for file in pages if file.startswith(f"docs/{page.lang}/")]
        near = difflib.get_close_matches(path, inside, 1, 0.6)
        yield finding("link_page", near="#".join(filter(None, (near[0], anchor))) if near else "")
        return
    there = pages[target]
    cited = re.fullmatch(r"ref-([0-9]+)", anchor)
    if anchor and anchor not in there.anchors:
        if cited:
            known = ", ".join(id.removeprefix("ref-") for id in there.references)
            yield finding("reference_unknown", number=cited[1], there=target, allowed=known)
            return
        meant = _meant(anchor, there)
        yield finding("link_anchor", near=f"{path}#{meant}" if meant else "", anchor=anchor, there=target)
    elif cited and link.text.strip() != cited[1]:
        yield finding("reference_number", shown=link.text.strip(), number=cited[1])


def _meant(anchor: str, there: Page) -> str:
    """The name on that page that is misspelt in a link; "" where none is. A fact that lost its mark is no other fact misspelt."""
    facts = {name for name in (anchor, *there.anchors) if name.partition("-")[0] in SOURCES}
    known = {fact_anchor(id, name) for id, entry in register().items() for name in entry.shape}
    if anchor in known:
        return ""
    names, cutoff = (facts & there.anchors, 0.9) if anchor in facts else (there.anchors - facts, 0.6)
    return next(iter(difflib.get_close_matches(anchor, names, 1, cutoff)), "")


def _image(page: Page, image: Link) -> Iterator[Finding]:
    if not image.text:
        yield Finding("alt_missing", page.file, image.line, page.lang, {"read": image.target})


def _references(page: Page, twin: Page | None) -> Iterator[Finding]:
    for wanted, (id, line) in enumerate(page.references.items(), 1):
        number, before = id.removeprefix("ref-"), page.lines[line - 2] if line > 1 else ""
        if number != str(wanted):
            yield Finding("reference_order", page.file, line, page.lang, {"read": id, "write": f"ref-{wanted}"})
        if not before.startswith(f"**{number}.**"):
            yield Finding("reference_head", page.file, line, page.lang, {"read": before[:30].strip(), "write": f"**{number}.**"})
        if twin and id in twin.references:
            here, there = (set(re.findall(r"\]\((https?://[^)]*)\)", one.lines[one.references[id] - 2])) for one in (page, twin))
            if here != there:
                values = {"number": number, "other": f"{twin.file}:{twin.references[id] - 1}", "there": ", ".join(sorted(there)) or "–"}
                yield Finding("reference_differs", page.file, line - 1, page.lang, values)
    for place, words in page.words.items():
        raw = page.lines[place - 1]
        if "]" not in raw:
            continue
        if re.search(r"\]\s+\((?:[^()\s]+\.md|#|https?:)[^)]*\)|\]\((?:[^()\s]+\.md|#[a-z])[^)]*$", raw):
            yield Finding("link_torn", page.file, place, page.lang, {"read": words.strip()[:40]})
    if twin:
        here, there = ({link.target.rpartition("#")[2] for link in one.links if "#ref-" in link.target} for one in (page, twin))
        for id in sorted(here - there):
            line = next(link.line for link in page.links if link.target.endswith(f"#{id}"))
            values = {"number": id.removeprefix("ref-"), "other": twin.file}
            yield Finding("citation_only_here", page.file, line, page.lang, values)


def _blocks(page: Page) -> Iterator[Finding]:
    ids = [c.id for c in catalog()]
    allowed = {"calculator": ids, "examples": ids, "flowchart": list(flowcharts()), "panel": list(SOURCES)}
    for name, argument, line, closed in page.blocks:
        if not closed:
            yield Finding("block_open", page.file, line, page.lang, {"read": page.lines[line - 1]})
        if name in allowed and argument not in allowed[name]:
            near = difflib.get_close_matches(argument, allowed[name], 1, 0.5)
            paste = (Paste(page.file, line, f"/// {name} | {near[0]}"),) if near else ()
            yield Finding("block_unknown", page.file, line, page.lang, {"read": argument, "allowed": ", ".join(allowed[name])}, paste=paste)
