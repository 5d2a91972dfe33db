"""Freezes a release: its facts and what its rules changed, in `releases/VERSION.json`, and a new heading in the changelog.

It writes files and commits nothing: look at them, commit, and tag the commit `v1.0.0`. Exit codes: 0 written, 1 not, and why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from guide.project import ROOT, write_all
from guide.setup import arguments, toolchain

if TYPE_CHECKING:
    from guide.records.history import RuleChange

UNRELEASED = re.compile(r"^## \[Unreleased\].*$", re.MULTILINE)
NAMED = re.compile(r"^- `([a-z0-9-]+)`", re.MULTILINE)
HEAD_OF_NEXT = re.compile(r"\A(?:#.*\n)*")


def unreleased(changelog: str) -> str:
    """The part of the changelog on the release to come. Raises SetupError."""
    found = UNRELEASED.search(changelog)
    if not found:
        raise toolchain.SetupError("CHANGELOG.md has no heading `## [Unreleased]`: put it above the newest entries")
    rest = changelog[found.end() :]
    following = re.search(r"^## ", rest, re.MULTILINE)
    return rest[: following.start()] if following else rest


def unsaid(changelog: str, changes: Iterable[RuleChange]) -> list[str]:
    """The calculators that the changelog names and that the words for the readers do not."""
    said = {change.calculator for change in changes}
    return sorted(set(NAMED.findall(unreleased(changelog))) - said)


def freeze(root: Path, version: str, day: date, following: str) -> list[str]:
    """Write the release; returns what was written. Raises SetupError and writes nothing if something is not ready."""
    from calculators.facts.check import check_docs
    from guide.records import history

    if not history.RELEASE.fullmatch(version):
        raise toolchain.SetupError(f"{version}: write a version as 1.0.0")
    if not history.RELEASE.fullmatch(following.removesuffix("-dev")) or history.version_key(following) <= history.version_key(version):
        raise toolchain.SetupError(f"--next {following}: name a version after {version}, such as the default")
    releases = history.read_releases(root)
    if releases and history.version_key(version) <= history.version_key(releases[0].version):
        raise toolchain.SetupError(f"{version}: not after {releases[0].version}, the newest release")
    if releases and releases[0].day and day < releases[0].day:
        raise toolchain.SetupError(f"--date {day}: before {releases[0].day}, the day of {releases[0].version}")
    coming, changes = history.read_next(root)
    if not releases and history.version_key(version) < history.version_key(coming):  # later, a small release may come between
        raise toolchain.SetupError(f"{version}: before {coming}, which releases/next.toml says is worked on")
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    if missing := unsaid(changelog, changes):
        raise toolchain.SetupError(f"CHANGELOG.md names {', '.join(missing)}, releases/next.toml does not: say it there in nb and da")
    facts = history.published_facts(check_docs(root))
    if releases and not changes and not any(vars(history.difference(releases[0].facts, facts)).values()):
        raise toolchain.SetupError(f"nothing changes for a reader since {releases[0].version}: no release is needed")
    told = [{"calculator": change.calculator, **change.text} for change in changes]
    data = {"version": version, "date": day.isoformat(), "changes": told, "facts": facts}
    kept = HEAD_OF_NEXT.match((root / "releases/next.toml").read_text("utf-8"))
    heading = f"## [Unreleased] – {following}\n\nNothing yet.\n\n## [{version}] – {day.isoformat()}"
    files = {
        f"releases/{version}.json": json.dumps(data, ensure_ascii=False, indent=1) + "\n",
        "releases/next.toml": f'{kept.group() if kept else ""}version = "{following}"\n',
        "CHANGELOG.md": UNRELEASED.sub(lambda _: heading, changelog, count=1),
    }
    write_all(root, files)
    return list(files)


def main() -> int:
    parser = arguments.Parser(description="Freeze a release.")
    parser.add_argument("version", help="such as 1.0.0")
    parser.add_argument("--date", type=arguments.day, help="the day of the release (today)")
    parser.add_argument("--next", help="the version to work on next (the next minor one, -dev)")
    args = parser.parse_args()
    toolchain.in_venv()
    from calculators.errors import GuideError

    numbers = re.fullmatch(r"(\d+)\.(\d+)\.\d+", args.version)
    if not numbers:
        raise toolchain.SetupError(f"{args.version}: write a version as 1.0.0")
    following = args.next or f"{numbers[1]}.{int(numbers[2]) + 1}.0-dev"
    try:
        written = freeze(ROOT, args.version, args.date or datetime.now(UTC).date(), following)
    except GuideError as error:
        raise toolchain.SetupError(str(error)) from None
    toolchain.say("\n".join(f"written: {name}" for name in written))
    toolchain.say(f"Look at them, put the version into pyproject.toml, commit, and tag the commit v{args.version}.")
    return 0
