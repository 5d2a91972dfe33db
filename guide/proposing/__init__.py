"""A change of the text that somebody proposes: compared for all reference patients in one process, and packed as a patch."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def words(lang: str) -> dict[str, dict[str, str]]:
    """What the page of proposals says, in one language."""
    return tomllib.loads(Path(__file__).with_name(f"{lang}.toml").read_text("utf-8"))
