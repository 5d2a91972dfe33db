"""Every check of what editors write, over texts by their path: no disk, no git, no clock. A browser runs the same.

    findings = all_checks(files, before, today)

`files` are the texts of the project by path (`docs/nb/ivig/dose.md`), as `WANTED` names them; a file that is no text,
such as a picture, has an empty one, so that it is known to be there. `before` are the pages as they were, or None where
nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fnmatch import fnmatch

from calculators.guidelines import read
from guide.editing import both_languages, characters, expected, hygiene, sentences, structure
from guide.editing.facts import Texts
from guide.editing.finding import ERROR, Finding, in_each, language_of, words
from guide.editing.outline import outline
from guide.editing.report import in_order
from guide.project import LANGUAGES

Files = Mapping[str, str]  # by path from the root of the project

GUIDELINES = "docs/guidelines.toml"
WANTED = (
    *(f"docs/{lang}/*" for lang in LANGUAGES),
    sentences.FILE,
    GUIDELINES,
    "docs/search/*.toml",
    "mkdocs.*.yml",
    "releases/next.toml",
    *(f"calculators/*/{lang}.toml" for lang in LANGUAGES),
    "calculators/*/text.toml",
)
"""The files that the checks read; `*` takes folders too."""
TEXTS = (".md", ".toml", ".json", ".yml")  # the others are only known to be there


def is_wanted(path: str) -> bool:
    """Whether the checks read this file."""
    return any(fnmatch(path, pattern) for pattern in WANTED)


def pages_of(files: Files) -> Texts:
    """The Markdown of each language, of all files."""
    return {
        lang: {path: text for path, text in files.items() if path.startswith(f"docs/{lang}/") and path.endswith(".md")}
        for lang in LANGUAGES
    }


def all_checks(files: Files, before: Texts | None, today: date) -> list[Finding]:
    """Everything found in these texts, errors first. Never raises for what an editor may have written in a page.

    A mend is only offered if it was tried: put in, it takes its finding away and makes no new error.
    """
    found = _found(files, before, today)
    return in_order([_with_good_paste(one, found, files, before, today) for one in found])


def _found(files: Files, before: Texts | None, today: date) -> list[Finding]:
    pages = pages_of(files)
    everywhere = [(lang, file, text) for lang in LANGUAGES for file, text in pages[lang].items()]
    if torn := [one for lang, file, text in everywhere for one in hygiene.conflicts(file, lang, text)]:
        return torn  # a page in two states has a hundred slips, and this one reason
    found = [one for lang, file, text in everywhere for one in characters.characters(file, lang, text)]
    right = {lang: {file: characters.mended(text, lang) for file, text in pages[lang].items()} for lang in LANGUAGES}
    found += both_languages.findings(right, before, files.get(sentences.FILE, "{}"), sources_of(files), today, _rest_on(files))
    found += both_languages.surroundings(right, before, today, files, _menus(files), _called(files))
    return in_order([*found, *hygiene.kinds(files), *_templates_left(files)])


def ground(files: Files) -> list[Finding]:
    """Where the pages no longer hold what the rules rest on, and files that no site should hand out: the build stops on these too."""
    outlines = {(lang, file): outline(text) for lang, pages in pages_of(files).items() for file, text in pages.items()}
    found = [*hygiene.kinds(files), *expected.expected_findings(outlines, _rest_on(files))]
    return in_order(one for one in found if one.level == ERROR)


def _rest_on(files: Files) -> tuple[expected.Expected, ...]:
    return expected.read({path: text for path, text in files.items() if path.endswith("/text.toml")}, LANGUAGES)


def _menus(files: Files) -> dict[str, set[str]]:
    return {one.folder: set(one.words[LANGUAGES[0]].menu) for one in read(files[GUIDELINES])}


MOST_TRIED = 40  # mends; of more the first are enough to begin with
# What a right mend may bring to light elsewhere: the other language, an example or a twin has to follow.
FOLLOWS = {"built_otherwise", "languages_differ", "missing_in_language", "example_differs", "figures_disagree", "twins_apart"}


def _with_good_paste(one: Finding, found: list[Finding], files: Files, before: Texts | None, today: date) -> Finding:
    """The finding, without its mend if that leaves it or makes another error."""
    pastes = [paste for paste in one.paste if paste.file in files and paste.line and paste.file.endswith(".md")]
    if not pastes:
        return one
    tried = dict(files)
    for paste in pastes:
        lines = tried[paste.file].split("\n")
        if paste.line > len(lines):
            return replace(one, paste=())
        lines[paste.line - 1] = paste.text
        tried[paste.file] = "\n".join(lines)
    if tried == files or sum(bool(other.paste) for other in found) > MOST_TRIED:
        return replace(one, paste=()) if tried == files else one
    after = _found(tried, before, today)
    if one.code == "indent" and not one.paste[0].text.startswith(" " * 5) and _built_otherwise(after, one) > _built_otherwise(found, one):
        # An item of the list itself, not of one inside it.
        outer = replace(one, paste=(replace(one.paste[0], text=one.paste[0].text.lstrip()),))
        lines = tried[one.file].split("\n")
        lines[one.line - 1] = outer.paste[0].text
        if _built_otherwise(_found({**tried, one.file: "\n".join(lines)}, before, today), one) <= _built_otherwise(found, one):
            return replace(outer, values={**one.values, "write": "0"})
    errors = {(other.code, other.file, other.line) for other in found}
    new = {(other.code, other.file, other.line) for other in after if other.level == ERROR and other.code not in FOLLOWS} - errors
    left = any((other.code, other.file, other.line, other.message) == (one.code, one.file, one.line, one.message) for other in after)
    if new or left:
        hints = in_each(lambda lang: words(lang)["findings"]["name_unknown_hint"].partition("{")[0])
        bare = {lang: said.partition(hints[lang])[0] for lang, said in one.said.items()}
        return replace(one, paste=(), said=bare if one.code == "unknown_fact" else one.said)
    return one


def _built_otherwise(found: Sequence[Finding], one: Finding) -> int:
    """How often the languages differ in how the page of a finding is built."""
    page = one.file.split("/", 2)[2]
    return sum(other.code == "built_otherwise" and other.file.endswith(f"/{page}") for other in found)


def _called(files: Files) -> dict[str, list[str]]:
    return {lang: [one.words[lang].called for one in read(files[GUIDELINES])] for lang in LANGUAGES}


def sources_of(files: Files) -> dict[str, str]:
    """The sources that a page can name, each with what it is called."""
    return {one.source: one.words[LANGUAGES[0]].source for one in read(files[GUIDELINES])}


def _templates_left(files: Files) -> Iterator[Finding]:
    """What calculators, menus and the search still say in the words of a template."""
    for path, text in files.items():
        if not path.endswith(".md"):
            lang = next((lang for lang in LANGUAGES if f".{lang}." in path or path.endswith(f"/{lang}.toml")), language_of(path))
            yield from structure.template_left(path, lang, text)
