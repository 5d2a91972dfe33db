"""Every class of ours that a style or a script looks for is made somewhere: a renamed one leaves nothing behind."""

import re
from pathlib import Path

import pytest

from guide.markdown.extension import _Generated

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "docs/assets"
MAKERS = (
    "calculators/**/*.py", "guide/**/*.py", "overrides/**/*.html", "docs/assets/**/*.mjs", "docs/editor/*.mjs", "docs/nb/**/*.md",
    "docs/da/**/*.md",
)  # fmt: skip
LOOKED_FOR = re.compile(r"\.(ig-[a-z0-9_-]+)")
NAMES = sorted(path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*") if path.suffix in (".css", ".mjs"))
MADE = re.compile(r"(?<![\w.-])ig-[a-z0-9_-]+")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)


def made() -> set[str]:
    blocks = {f"ig-{block.NAME}" for block in _Generated.__subclasses__()}
    return blocks.union(*(MADE.findall(path.read_text("utf-8")) for makers in MAKERS for path in ROOT.glob(makers)))


@pytest.mark.parametrize("name", NAMES)
def test_every_class_looked_for_is_made(name):
    looked_for = set(LOOKED_FOR.findall(COMMENT.sub("", (ASSETS / name).read_text("utf-8"))))
    assert looked_for - made() == set()
