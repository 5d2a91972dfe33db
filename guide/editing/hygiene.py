"""What must not be published, whatever the text says: leftovers of git and of work, persons, pictures and pages nobody finds."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date

from calculators.catalogue import catalog
from calculators.facts.figure import NUMBER_WORDS_OF_LANGUAGE, UNITS_OF_LANGUAGE
from guide.editing.finding import WARNING, Finding
from guide.editing.page import Page
from guide.project import LANGUAGES

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7}) |^={7}$")
_TODO = re.compile(r"(?<!\w)(?:TODO|FIXME|XXX|TBD|TK)(?!\w)|\?\?\?")
_PERSON = re.compile(r"(?<![\w/.-])([0-3][0-9])([01][0-9])([0-9]{2})(?:[ -]?([0-9]{4})|[ -]?([0-9]{5}))(?![\w/-]|\.[0-9])")
_YEAR = re.compile(r"(?<![\w,./-])(2[0-9]{3})(?![\w,./-])")
_THOUSANDS = re.compile(r"(?<![\w,.])[1-9][0-9]{0,2},[0-9]{3}(?![\w,])")
_SOURCES = {lang: re.compile(rf"(?<!\w)(begge|{'|'.join(words)}) kilde(?:r|rne|ne)(?!\w)", re.IGNORECASE)
            for lang, words in NUMBER_WORDS_OF_LANGUAGE.items()}
FAR = 5  # years from today: what lies further off is a slip of the finger
KINDS = (".md", ".png", ".jpg", ".jpeg", ".webp")  # pages and pictures: no file that a browser acts upon
BLOCKS = ("calculator", "examples", "flowchart", "records", "glance", "panel", "failures", "editor")
_UNIT = {lang: re.compile(rf"\s?(?:{'|'.join(map(re.escape, units))})(?!\w)") for lang, units in UNITS_OF_LANGUAGE.items()}


def conflicts(file: str, lang: str, text: str) -> Iterator[Finding]:
    """Lines that git left where two changes met."""
    for number, line in enumerate(text.split("\n"), 1):
        if _CONFLICT.match(line):
            yield Finding("conflict", file, number, lang, {"read": line[:40]})
            return


def hygiene(page: Page, today: date) -> Iterator[Finding]:
    """The findings of one page's lines."""
    for number, line in enumerate(page.lines, 1):
        words = page.words.get(number, line)
        if match := _TODO.search(words):
            yield Finding("todo", page.file, number, page.lang, {"read": match[0]})
        for match in _PERSON.finditer(re.sub(r"https?://\S+|PMID [0-9]+|DOI \S+", " ", line)):
            if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
                yield Finding("person_number", page.file, number, page.lang, {})
        for match in _THOUSANDS.finditer(line):
            if _UNIT[page.lang].match(line, match.end()):
                values = {"read": match[0], "write": match[0].replace(",", ""), "as": match[0].rstrip("0").rstrip(",")}
                yield Finding("thousands_comma", page.file, number, page.lang, values)
        for match in _YEAR.finditer(line):
            if int(match[1]) > today.year + FAR and not _UNIT[page.lang].match(line, match.end()):
                yield Finding("year_far", page.file, number, page.lang, {"read": match[1]}, WARNING)


def pictures(page: Page, before: Page | None, files: Set[str]) -> Iterator[Finding]:
    """Pictures that are not there, and new ones, of which somebody must know whose they are. `files` are all that exist."""
    known = {image.target for image in before.images} if before else None
    for image in page.images:
        if re.match(r"[a-z]+:", image.target):
            continue  # another check refuses addresses
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), image.target))
        if path not in files:
            yield Finding("image_missing", page.file, image.line, page.lang, {"read": image.target, "there": path})
        elif known is not None and image.target not in known:
            yield Finding("image_new", page.file, image.line, page.lang, {"read": image.target}, WARNING)


def kinds(files: Iterable[str]) -> Iterator[Finding]:
    """Files among the pages that are no page and no picture: the site would hand them out as they are, scripts too."""
    for path in sorted(files):
        lang = next((lang for lang in LANGUAGES if path.startswith(f"docs/{lang}/")), "")
        if lang and not path.endswith(KINDS) and "/." not in path:  # the site leaves out what begins with a stop
            yield Finding("file_kind", path, 1, lang, {"allowed": ", ".join(KINDS)})


def menu(page: Page, menus: Mapping[str, Set[str]], nav: str) -> Iterator[Finding]:
    """A page that no menu names. `menus` are the pages of each guideline by folder, `nav` the rest as MkDocs has it."""
    folder, _, rest = page.name.partition("/")
    if folder in menus:
        if rest.removesuffix(".md") not in {*menus[folder], "index"}:
            yield Finding("not_in_menu", page.file, 1, page.lang, {"where": "docs/guidelines.toml"})
    elif nav and page.name not in nav:
        yield Finding("not_in_menu", page.file, 1, page.lang, {"where": f"mkdocs.{page.lang}.yml"})


def sources_counted(page: Page, folders: Set[str], count: int) -> Iterator[Finding]:
    """Where a page about the whole guide says how many sources there are, and there are more or fewer."""
    if page.name.partition("/")[0] in folders:
        return
    for number, words in page.words.items():
        for match in _SOURCES[page.lang].finditer(words):
            word = match[1].casefold()
            if (2 if word == "begge" else NUMBER_WORDS_OF_LANGUAGE[page.lang][word]) != count:
                yield Finding("sources_counted", page.file, number, page.lang, {"read": match[0], "count": str(count)}, WARNING)


def sources_named(page: Page, folders: Set[str], called: Sequence[str]) -> Iterator[Finding]:
    """Where a page about the whole guide names some of its sources in one breath, and not the others. `called` are their names, which
    a text may cut to what stands in brackets: `(NEL)`."""
    if page.name.partition("/")[0] in folders:
        return
    short = {(re.search(r"\((\w+)\)$", name) or [name, name])[1]: name for name in called}
    for number, words in page.words.items():
        there = [one for one in short if re.search(rf"(?<!\w){re.escape(one)}s?(?!\w)", words)]
        left = [name for one, name in short.items() if one not in there]
        if len(there) > 1 and left:
            yield Finding("sources_named", page.file, number, page.lang, {"read": ", ".join(there), "left": ", ".join(left)}, WARNING)


def blocks(pages: Mapping[str, Page], lang: str) -> Iterator[Finding]:
    """Each calculator stands once, on its own page."""
    wanted = {("calculator", one.id): one.page for one in catalog()}
    found: dict[tuple[str, str], list[tuple[Page, int]]] = {}
    for page in pages.values():
        for name, argument, line, _ in page.blocks if page.lang == lang else ():
            found.setdefault((name, argument), []).append((page, line))
            if name not in BLOCKS:
                yield Finding("block_name", page.file, line, lang, {"read": name, "allowed": ", ".join(BLOCKS)})
    for (name, argument), place in wanted.items():
        places = [f"docs/{lang}/{place}{end}" for end in (".md", "/index.md")]
        file = next((one for one in places if one in pages), places[0])
        there = found.get((name, argument), [])
        if not any(page.file == file for page, _ in there) and file in pages:
            at = next((f"{page.file}:{line}" for page, line in there), "")
            code = "block_moved" if there else "block_lost"
            yield Finding(code, file, 1, lang, {"write": f"/// {name} | {argument}", "other": at})
        for page, line in [one for one in there if one[0].file != file] or there[1:]:
            if len(there) > 1 or page.file == file:
                yield Finding("block_twice", page.file, line, lang, {"read": f"/// {name} | {argument}"})


