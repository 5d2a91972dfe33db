"""The two commits as folders, and addresses of their lines."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guide.project import LANGUAGES

WORKING = ""
"""Stands for the files as they lie there, saved but perhaps not committed."""


class CannotTell(Exception):
    """The two sides cannot be compared; the text says why and what to do."""


@dataclass(frozen=True)
class Side:
    """One side of the comparison. `commit` is the full id, or WORKING."""

    name: str
    commit: str
    folder: Path


def git(repo: Path, *arguments: str) -> str:
    """What git prints. Raises CannotTell with git's own last line."""
    try:
        done = subprocess.run(["git", "-C", str(repo), *arguments], capture_output=True, text=True, encoding="utf-8",
                              errors="replace", stdin=subprocess.DEVNULL)
    except OSError as error:
        raise CannotTell(f"git does not start ({error.strerror}): install it and start again") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()][-1:] or [f"exit {done.returncode}"]
        raise CannotTell(f"git {arguments[0]}: {said[0]}")
    return done.stdout


def commit_of(repo: Path, name: str) -> str:
    """The commit that a branch, tag or id names. Raises CannotTell."""
    try:
        return git(repo, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
    except CannotTell:
        shallow = git(repo, "rev-parse", "--is-shallow-repository").strip() == "true"
        hint = "this copy is shallow: fetch the whole history first" if shallow else "`git log --oneline` shows what there is"
        raise CannotTell(f"{name}: no such commit here; {hint}") from None


@contextlib.contextmanager
def both(repo: Path, base: str, head: str | None, work: Path) -> Iterator[tuple[Side, Side]]:
    """The two sides as folders for a while: worktrees of their own under `work`, removed afterwards.

    Without `head` the second side is `repo` itself, as it stands. Raises CannotTell.
    """
    git(repo, "rev-parse", "--git-dir")
    names = [(base, commit_of(repo, base))] + ([(head, commit_of(repo, head))] if head else [])
    work.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix="clinical-", dir=work))
    added: list[Path] = []
    try:
        sides = []
        for side, (name, commit) in zip(("base", "head"), names, strict=False):
            folder = temporary / side
            git(repo, "worktree", "add", "--detach", "--quiet", str(folder), commit)
            added.append(folder)
            sides.append(Side(name, commit, folder))
        if not head:
            sides.append(Side("working tree", WORKING, repo))
        yield sides[0], sides[1]
    finally:
        for folder in added:
            with contextlib.suppress(CannotTell):
                git(repo, "worktree", "remove", "--force", str(folder))
        shutil.rmtree(temporary, ignore_errors=True)
        with contextlib.suppress(CannotTell):
            git(repo, "worktree", "prune")


def pages(side: Side) -> dict[str, bytes]:
    """The pages of both languages, by path."""
    return {path.relative_to(side.folder).as_posix(): path.read_bytes()
            for lang in LANGUAGES for path in sorted((side.folder / "docs" / lang).rglob("*.md"))}


def web_address(repo: Path) -> str:
    """Where the remote's files can be looked at, if it is on GitHub; else nothing."""
    try:
        remotes = git(repo, "remote").split()
        remote = git(repo, "remote", "get-url", "origin" if "origin" in remotes else remotes[0]).strip() if remotes else ""
    except CannotTell:
        return ""
    found = re.fullmatch(r"(?:https://(?:[^@/]+@)?github\.com/|(?:ssh://)?git@github\.com[:/])([\w.-]+/[\w.-]+?)(?:\.git)?/?", remote)
    return f"https://github.com/{found[1]}" if found else ""


def place(side: Side, address: str, file: str, line: int) -> str:
    """A line as a Markdown link where there is a web address, else as `file:line`."""
    shown = f"{file}:{line}"
    return f"[{shown}]({address}/blob/{side.commit}/{file}?plain=1#L{line})" if address and side.commit else f"`{shown}`"
