"""The word in a pull request by which somebody says that both languages still say the same.

    python3 scripts/confirm.py EVENT FOLDER OUT     EVENT: what the host told of the comment, as JSON; FOLDER: the pull request's
                                                    files; OUT: what becomes of it, as JSON

The comment begins with a line that is `bekreft` (or `bekræft`) alone, for everything that waits, or with names behind it, as
`check.py --confirm` takes them. The comment and the files are a stranger's: they are read as text, and nothing of them is run.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guide.project import LANGUAGES
from guide.setup import arguments, toolchain

WORD = re.compile(r"(?:bekreft|bekræft)(?P<names>(?:[ \t]+[A-Za-z0-9/:._-]{1,200}){0,40})[ \t.]*", re.IGNORECASE)
EVERYTHING = ("all", "alt", "alle")
LONGEST_RECORD = 1_000_000  # characters
SHOWN = 20  # pairs; of more there is a count


@dataclass(frozen=True)
class Wanted:
    """What a comment asks for: names, none for everything that waits."""

    names: tuple[str, ...]


def wanted_in(comment: str) -> Wanted | None:
    """None where the comment is no such word."""
    lines = comment.replace("\r\n", "\n").split("\n")
    match = WORD.fullmatch(lines[0].strip()) if lines else None
    return Wanted(tuple(name for name in dict.fromkeys(match["names"].split()) if name.casefold() not in EVERYTHING)) if match else None


def confirmed(comment: str, pages: Mapping[str, str], record: str) -> dict[str, object]:
    """The record with what was confirmed, and what that is; or why not. `pages` are the pull request's, by path."""
    from guide.editing import sentences

    wanted = wanted_in(comment)
    if wanted is None:
        return {"refused": "the comment does not begin with `bekreft` or `bekræft`, alone or with names"}
    if len(record) > LONGEST_RECORD:
        return {"refused": f"{sentences.FILE} has {len(record)} characters; at most {LONGEST_RECORD} are taken"}
    try:
        known = sentences.parse(record)
    except (ValueError, RecursionError):
        return {"refused": f"{sentences.FILE} cannot be read"}
    texts = {lang: {file: text for file, text in pages.items() if file.startswith(f"docs/{lang}/")} for lang in LANGUAGES}
    there = list(sentences.places(texts))
    for name in wanted.names:
        if not any(sentences.is_meant(place, [name]) for place in there):
            return {"refused": f"{name} is no fact, page or line of a page in this pull request"}
    waiting = [place for place in there if sentences.waits(place, known) and (not wanted.names or sentences.is_meant(place, wanted.names))]
    if torn := [place for place in waiting if set(place.pair.facts) - sentences.marked_in_both(place.pair)]:
        return {"refused": f"{torn[0].name}: a mark is missing in one of the languages; mend it first"}
    new = sentences.agreed_with(texts, known, [agreed for place in waiting for agreed in sentences.agreed_of(place)])
    gone = sentences.gone_meant(texts, new, wanted.names or ("all",))
    if not waiting and not gone:
        return {"refused": "nothing waits to be confirmed there"}
    new = sentences.agreed_with(texts, new, gone)
    shown = [{lang: f"{file}:{line}: {place.pair.text(at)}" for at, (lang, (file, line)) in enumerate(place.at.items())}
             for place in waiting[:SHOWN]]
    return {"record": sentences.as_text(new), "count": len(waiting) + len(gone), "shown": shown}


def record_of(folder: Path) -> str:
    """The record of the pull request; a link in its place counts as none."""
    from guide.editing import sentences

    path = folder / sentences.FILE
    way = (path, *path.parents[: sentences.FILE.count("/")])
    return path.read_bytes().decode("utf-8") if path.is_file() and not any(one.is_symlink() for one in way) else ""


def comment_of(event: object) -> str:
    """What was written; nothing where the event tells of no comment."""
    told = event.get("comment") if isinstance(event, dict) else None
    body = told.get("body") if isinstance(told, dict) else None
    return body if isinstance(body, str) else ""


def made(args: argparse.Namespace) -> int:
    from guide.proposing.issue import pages_of

    comment = comment_of(json.loads(args.event.read_text("utf-8")))
    try:
        said = confirmed(comment, pages_of(args.folder), record_of(args.folder))
    except UnicodeDecodeError:
        said = {"refused": "a page is not saved as UTF-8"}
    args.out.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    print(str(said.get("refused", "")) or f"{said['count']} confirmed")
    return 0


def main() -> int:
    parser = arguments.Parser(description="What a comment on a pull request confirms.")
    for name in ("event", "folder", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    toolchain.in_venv()
    return made(args)
