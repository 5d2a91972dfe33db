"""The linter and the type checkers find nothing."""

import re
import subprocess
import sys
from pathlib import Path

from guide.setup import toolchain

ROOT = Path(__file__).resolve().parents[2]


def check(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"


def test_ruff():
    check(sys.executable, "-m", "ruff", "check", "--output-format", "concise", ".")


def test_tsc():
    check(str(toolchain.node()), "node_modules/typescript/bin/tsc", "-p", ".")


def test_mypy():
    check(sys.executable, "-m", "mypy")


def test_whatever_mypy_is_told_to_ignore_has_a_reason():
    bare = re.compile(r"# type: ignore(?!\[[a-z-]+\]  # \w)")
    for path in (path for folder in ("calculators", "guide", "scripts") for path in (ROOT / folder).rglob("*.py")):
        found = [line for line in path.read_text("utf-8").splitlines() if bare.search(line)]
        assert not found, path
