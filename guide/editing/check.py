"""Checks the pages as an editor left them, and says at file and line what to write instead.

Exit code: 0 nothing to mend (warnings may stand), 1 something to mend, 2 it could not be checked.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from guide.project import ROOT
from guide.setup import arguments, toolchain

if TYPE_CHECKING:
    from guide.editing.finding import Finding

FAILED = 2  # not checked; 1 says that there is something to mend
SHOWN_WHEN_CONFIRMED = 20  # pairs; of more only the name


def findings_of(root: Path, today: date, base: str | None = None, notes: list[str] | None = None) -> list[Finding]:
    """Everything found in the pages at `root`. `notes` gathers why something could not be compared.

    Raises NoBase if a named base is not there.
    """
    from guide.editing import git_base
    from guide.editing.all_checks import all_checks
    from guide.editing.finding import Finding, language_of

    broken = [Finding("not_utf8", file, line, language_of(file)) for file, line in not_utf8(root)]
    if broken:
        return broken
    old = None
    try:
        old = git_base.pages_at(root, git_base.base_commit(root, base))
    except git_base.NoBase as error:
        if base:
            raise
        if notes is not None:
            notes.append(f"changes are not compared with an earlier version: {error}")
    return all_checks(read_files(root), old, today)


def read_files(root: Path) -> dict[str, str]:
    """The texts that the checks read, by path; of what is no text only that it is there. Raises OSError."""
    from guide.editing.all_checks import GUIDELINES, TEXTS, is_wanted

    found = {GUIDELINES: (root / GUIDELINES).read_text("utf-8")}  # without it no page can be checked
    places = [*root.glob("mkdocs.*.yml"), *(path for name in ("docs", "calculators", "releases") for path in (root / name).rglob("*"))]
    for path in sorted(places):
        name = path.relative_to(root).as_posix()
        if is_wanted(name) and path.is_file():
            found[name] = path.read_text("utf-8") if path.suffix in TEXTS else ""
    return found


def not_utf8(root: Path) -> list[tuple[str, int]]:
    """Pages that are saved in another encoding: file and line of the first byte that cannot be read."""
    found = []
    for path in sorted((root / "docs").glob("??/**/*.md")):
        try:
            path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            found.append((path.relative_to(root).as_posix(), error.object.count(b"\n", 0, error.start) + 1))
    return found


def confirm(root: Path, names: list[str]) -> int:
    """Record that both languages were read side by side where these names say, and say the same; print them. Exit code 0 or 2."""
    from calculators.facts.check import read_pages
    from guide.editing import sentences
    from guide.editing.finding import words
    from guide.project import LANGUAGES

    texts = {lang: read_pages(root, lang) for lang in LANGUAGES}
    report = words(LANGUAGES[0])["report"]
    try:
        known = sentences.parse(sentences.text_of(root))
    except ValueError as error:
        print(f"check: {sentences.FILE} cannot be read ({error}): restore it with `git checkout {sentences.FILE}`", file=sys.stderr)
        return 2
    code, agreed = 0, []
    everywhere = list(sentences.places(texts))
    for name in dict.fromkeys(names):
        meant = [place for place in everywhere if sentences.is_meant(place, [name])]
        broken = any(fact not in sentences.marked_in_both(place.pair) for place in meant for fact in place.pair.facts)
        if not meant or broken:
            code = 2
            print(report["confirm_broken" if broken else "confirm_unknown"].format(fact=name), file=sys.stderr)
            continue
        for place in meant if len(meant) <= SHOWN_WHEN_CONFIRMED else ():
            for at, (file, line) in enumerate(place.at.values()):
                print(f"  {file}:{line}: {place.pair.text(at)}")
        agreed.append(name)
        print(report["confirmed"].format(fact=name))
    if agreed:  # a slip of the finger leaves the record as it is
        sentences.write(root, sentences.confirmed_with(texts, known, agreed)[0])
    return code


def checked(args: argparse.Namespace) -> int:
    """Check, print, and say by the exit code whether there is something to mend."""
    from guide.editing import report
    from guide.editing.finding import ERROR
    from guide.editing.git_base import NoBase

    notes: list[str] = []
    try:
        found = findings_of(args.root, args.today, args.base, notes)
    except NoBase as error:
        print(f"check: --base {args.base}: {error}: name a commit or branch that is fetched here", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"check: {error.filename}: {error.strerror}: is --root the folder of the project?", file=sys.stderr)
        return 2
    forms = {"text": report.as_text, "github": report.as_github, "markdown": report.as_markdown, "json": report.as_json}
    print(forms[args.format](found, args.lang))
    for note in notes:
        print(f"check: {note}", file=sys.stderr)
    if args.format == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(report.as_markdown(found, args.lang))
    for path, form in ((args.json, report.as_json), (args.markdown, report.as_markdown)):
        if path:
            try:
                path.write_text(form(found, args.lang) + "\n", encoding="utf-8")
            except OSError as error:
                print(f"check: {path}: {error.strerror}: name a file in a folder that is there, with room for it", file=sys.stderr)
                return FAILED
    return int(bool(found) if args.strict else any(finding.level == ERROR for finding in found))


def main() -> int:
    parser = arguments.Parser(description="Check the pages, and say what to write instead.")
    parser.add_argument("--base", type=arguments.commit, help="commit or branch that the changes are compared with (main)")
    parser.add_argument("--lang", choices=("nb", "da"), default="", help="language of the findings (that of the file they concern)")
    parser.add_argument("--format", choices=("text", "github", "markdown", "json"), default="text")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the findings as JSON too")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the findings as Markdown too")
    parser.add_argument("--strict", action="store_true", help="exit 1 for warnings too, as before a release")
    parser.add_argument("--confirm", nargs="+", metavar="WHERE",
                        help="both languages were read there and say the same: a fact, a page, a line of it, or all")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder of the project whose pages are checked")
    parser.add_argument("--today", type=arguments.day, default=None, help="the day that next_review is compared with (today)")
    args = parser.parse_args()
    args.today = args.today or date.today()
    toolchain.in_venv()
    return confirm(args.root, args.confirm) if args.confirm else checked(args)
