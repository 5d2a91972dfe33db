"""The same commit gives the same bytes, whenever and wherever it is built."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.built import ROOT


# A cache of its own for each build, or the second would take the runtime of the first.
BUILD = """
import sys
from pathlib import Path
from guide.setup import toolchain
toolchain.CACHE = Path(sys.argv[1])
toolchain.CACHE.mkdir(parents=True)
from guide.build.site import build
build(Path(sys.argv[2]), "https://guide.example/ig/")
"""


def built(folder: Path, **env: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder / "cache"), str(folder / "out")],
        cwd=ROOT, env=os.environ | env, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    files = sorted(path for path in (folder / "out").rglob("*") if path.is_file())
    return {path.relative_to(folder / "out").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_builds_are_byte_identical(tmp_path):
    one = built(tmp_path / "one", TZ="Pacific/Auckland", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")
    two = built(tmp_path / "quite/another/place", TZ="America/St_Johns", PYTHONHASHSEED="2", LANG="nb_NO.UTF-8")
    assert len(one) > 100
    assert {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)} == set()
