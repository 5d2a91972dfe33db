"""Every check of what editors write, over texts by their path: no disk, no git, no clock. A browser runs the same.

    findings = all_checks(files, before, today)

`files` are the texts of the project by path (`docs/nb/ivig/dose.md`), as `WANTED` names them; a file that is no text,
such as a picture, has an empty one, so that it is known to be there. `before` are the pages as they were, or None where
nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fnmatch import fnmatch

from calculators.guidelines import read
from guide.editing import expected, sentences, structure, whole
from guide.editing.facts import Texts
from guide.editing.finding import Finding, language_of
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
    """Everything found in these texts, errors first. Never raises for what an editor may have written in a page."""
    rest_on = expected.read({path: text for path, text in files.items() if path.endswith("/text.toml")}, LANGUAGES)
    found = whole.findings(pages_of(files), before, files.get(sentences.FILE, "{}"), sources_of(files), today, rest_on)
    return in_order([*found, *_templates_left(files)])


def sources_of(files: Files) -> dict[str, str]:
    """The sources that a page can name, each with what it is called."""
    return {one.source: one.words[LANGUAGES[0]].source for one in read(files[GUIDELINES])}


def _templates_left(files: Files) -> Iterator[Finding]:
    """What calculators, menus and the search still say in the words of a template."""
    for path, text in files.items():
        if not path.endswith(".md"):
            lang = next((lang for lang in LANGUAGES if f".{lang}." in path or path.endswith(f"/{lang}.toml")), language_of(path))
            yield from structure.template_left(path, lang, text)
