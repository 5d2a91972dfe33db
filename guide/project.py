"""Where the project lies, its languages, and how its own files are written."""

import contextlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES: tuple[str, ...] = tuple(tomllib.loads((ROOT / "docs/guidelines.toml").read_text("utf-8"))["languages"])


def write_all(root: Path, files: Mapping[str, str]) -> None:
    """Write the files under `root`, all or none: on a full disk, or where one may not be written, every one is as it was.

    Raises OSError."""
    beside = {name: root / f"{name}.new" for name in files}
    made: list[Path] = []
    try:
        for name, text in files.items():
            for folder in reversed([one for one in (root / name).parents if not one.exists()]):
                folder.mkdir()
                made.append(folder)
            beside[name].write_text(text, "utf-8")
    except OSError:
        for path in beside.values():
            path.unlink(missing_ok=True)
        for folder in reversed(made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    for name, path in beside.items():
        path.replace(root / name)
