"""What the build puts beside this module; a checkout has none of it."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def _generated(name: str, otherwise: Any) -> Any:
    path = HERE / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else otherwise


BUILD: str = _generated("build.json", {"build": ""})["build"]
"""Of facts, calculators and interpreter. The build of the site, which is printed, comes with the request."""
VECTORS: list[dict[str, Any]] = _generated("vectors.json", [])
"""Requests, each with the fingerprint of the result that CPython gave it at build time."""
