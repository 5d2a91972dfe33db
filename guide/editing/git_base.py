"""The pages as they were: at the commit that the work began from, read with git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from guide.project import LANGUAGES


class NoBase(Exception):
    """Git cannot say how the pages were; the text says why."""


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, encoding="utf-8")
    except OSError as error:
        raise NoBase(f"git does not start: {error.strerror}") from None
    if done.returncode:
        raise NoBase(done.stderr.strip().partition("\n")[0].removeprefix("fatal: ") or f"git {arguments[0]} failed")
    return done.stdout


def base_commit(root: Path, named: str | None) -> str:
    """The commit to compare with: where the work left `named`, or else the main branch. Raises NoBase.

    On the main branch itself it is HEAD: then only what is not committed yet counts as changed.
    """
    candidates = [named] if named else ["origin/main", "main"]
    for candidate in candidates:
        try:
            return _git(root, "merge-base", candidate, "HEAD").strip()
        except NoBase:
            if named:
                raise
    return _git(root, "rev-parse", "HEAD").strip()


def pages_at(root: Path, commit: str) -> dict[str, dict[str, str]]:
    """The Markdown at a commit: {language: {path: text}}. Raises NoBase."""
    prefix = _git(root, "rev-parse", "--show-prefix").strip()
    pages: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        names = _git(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, f"{prefix}docs/{lang}").split("\0")
        files = [name for name in names if name.endswith(".md")]
        pages[lang] = {name.removeprefix(prefix): _git(root, "show", f"{commit}:{name}") for name in files}
    return pages
