"""A proposal that came as an issue: its patch is found in the text, vetted, and put on the pages as they stand.

    python3 -m guide.proposing.issue EVENT OUT      EVENT: what the host told of the issue, as JSON; OUT: the pages, as JSON

Everything in the issue is a stranger's. It is read as text and never run; git takes no part. What comes out names pages that
are there, and their new text; or why nothing is taken.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from guide.project import LANGUAGES, ROOT
from guide.proposing.patch import HUNK, LONGEST, NO_NEWLINE, NotTaken, files_of, lines_with_ends

LONGEST_PAGE = 100_000  # characters
MOST_PAGES = 40
FENCE = re.compile(r"^(?P<fence>`{4,})diff\n(?P<patch>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
# What makes a line read otherwise than it is: turned directions, and signs that end a line for some programs only.
DECEIVES = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x85]")


@dataclass(frozen=True)
class Hunk:
    """Lines that are replaced, with their ends; `start` counts from 0, `line` is its place in the patch, from 1."""

    line: int
    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]


def patch_in(body: str) -> str:
    """The one patch in the text of an issue. Raises NotTaken."""
    text = body.replace("\r\n", "\n")  # as a form sends it; any other such sign is refused
    found = [match["patch"] for match in FENCE.finditer(text)]
    if len(found) != 1:
        raise NotTaken(f"the issue holds {len(found)} blocks that begin with ````diff; exactly one is wanted")
    return found[0]


def applied(patch: str, pages: Mapping[str, str]) -> dict[str, str]:
    """The pages that a patch changes, as they then read. `pages` are the texts as they stand, by path. Raises NotTaken."""
    names = files_of(patch)
    if len(names) > MOST_PAGES:
        raise NotTaken(f"the patch changes {len(names)} pages; at most {MOST_PAGES} are taken")
    hunks = dict(zip(names, _hunks(patch), strict=True))
    made = {}
    for name in names:
        if name not in pages:
            raise NotTaken(f"{name} is no page of the guide")
        made[name] = _put_in(name, pages[name], hunks[name])
        if len(made[name]) > LONGEST_PAGE:
            raise NotTaken(f"{name} would have {len(made[name])} characters; at most {LONGEST_PAGE} are taken")
    return made


def _hunks(patch: str) -> Iterator[list[Hunk]]:
    """Those of each file, of a patch that `files_of` has let through."""
    lines, at = patch.split("\n"), 0
    while at < len(lines) and lines[at]:
        at += 3  # its name, three times
        found = []
        while at < len(lines) and (head := HUNK.fullmatch(lines[at])):
            first, at = at + 1, at + 1
            old: list[str] = []
            new: list[str] = []
            out, into = int(head["out"] or 1), int(head["in"] or 1)
            while len(old) < out or len(new) < into:
                sign, text = lines[at][:1], lines[at][1:]
                at += 1
                end = "\n"
                if at < len(lines) and lines[at] == NO_NEWLINE:
                    at, end = at + 1, ""
                if sign == "+" and DECEIVES.search(text):
                    raise NotTaken(f"line {at}: holds a sign that cannot be seen, or turns the direction of reading")
                if sign != "+":
                    old.append(text + end)
                if sign != "-":
                    new.append(text + end)
            found.append(Hunk(first, int(head["from"]) - (1 if out else 0), tuple(old), tuple(new)))
        yield found


def _put_in(name: str, text: str, hunks: list[Hunk]) -> str:
    """The page with the changes. Where it has grown since, they go where their lines stand now, if that is one place only."""
    before = lines_with_ends(text)
    made: list[str] = []
    done, shift = 0, 0
    for hunk in hunks:
        place = hunk.start + shift
        if not (done <= place and tuple(before[place : place + len(hunk.old)]) == hunk.old):
            places = [at for at in range(done, len(before) - len(hunk.old) + 1) if tuple(before[at : at + len(hunk.old)]) == hunk.old]
            if len(places) != 1 or not hunk.old:
                raise NotTaken(f"line {hunk.line}: what it changes does not stand in {name} any more, or stands there more than once")
            shift, place = places[0] - hunk.start, places[0]
        made += [*before[done:place], *hunk.new]
        done = place + len(hunk.old)
    made += before[done:]
    if any(not line.endswith("\n") for line in made[:-1]):
        raise NotTaken(f"a change of {name} leaves a line without an end before another")
    return "".join(made)


def pages_of(root: Path) -> dict[str, str]:
    """The pages that may be changed: plain files in plain folders, never a link."""
    found = {}
    for lang in LANGUAGES:
        for path in sorted((root / "docs" / lang).rglob("*.md")):
            name = path.relative_to(root).as_posix()
            way = (path, *path.parents[: name.count("/")])
            if path.is_file() and not any(one.is_symlink() for one in way):
                found[name] = path.read_bytes().decode("utf-8")
    return found


def proposal(event: object, pages: Mapping[str, str]) -> dict[str, object]:
    """What becomes of an issue: the pages, or why not."""
    issue = event.get("issue") if isinstance(event, dict) else None
    body = issue.get("body") if isinstance(issue, dict) else None
    try:
        if not isinstance(body, str):
            raise NotTaken("the issue has no text")
        if len(body) > LONGEST:
            raise NotTaken(f"the issue has {len(body)} characters; at most {LONGEST} are taken")
        return {"files": applied(patch_in(body), pages)}
    except NotTaken as error:
        return {"refused": str(error)}


def main() -> int:
    event, out = map(Path, sys.argv[1:3])
    said = proposal(json.loads(event.read_text("utf-8")), pages_of(ROOT))
    out.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    print(str(said.get("refused", "")) or "taken")
    return 0


if __name__ == "__main__":
    sys.exit(main())
