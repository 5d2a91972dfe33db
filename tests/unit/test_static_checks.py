"""The linter and the type checker find nothing."""

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
