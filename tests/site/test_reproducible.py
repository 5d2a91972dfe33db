"""The same commit gives the same bytes, whenever and wherever it is built."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests.site.built import ROOT, SITE, site_url

# A cache of its own, or it would take the runtime that was built for the site at hand.
BUILD = """
import sys
from pathlib import Path
from guide.setup import toolchain
toolchain.CACHE = Path(sys.argv[1])
toolchain.CACHE.mkdir(parents=True)
from guide.build.site import build
build(Path(sys.argv[2]), sys.argv[3])
"""


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_another_build_gives_the_same_bytes(tmp_path):
    """The site at hand, and one built from nothing in another place, time zone and language of the machine, and order of sets."""
    folder = tmp_path / "quite/another/place"
    other = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1", "LANG": "nb_NO.UTF-8"}
    assert all(os.environ.get(name) != value for name, value in other.items()), "the site at hand was built so too"
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder / "cache"), str(folder / "out"), site_url()],
        cwd=ROOT, env=os.environ | other, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    here, there = hashes(SITE), hashes(folder / "out")
    assert len(here) > 100
    assert {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)} == set()
