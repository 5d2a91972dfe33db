"""Where each calculator stands: a folder of its own, inside the folder of its guideline.

`ivig-course` stands in `ivig/course`, `serology-window` in `ivig/serology_window`: the id without its guideline's
prefix, with `_` for `-`. Only files are looked at here, so that words and examples are found without any calculator
being imported.
"""

from functools import cache
from pathlib import Path

from calculators.errors import UsageError
from calculators.guidelines import Guideline, guidelines, of_folder

PACKAGE = Path(__file__).resolve().parent
WORDS = "nb.toml"  # every calculator has its words beside it; no other folder at that depth has


@cache
def folder_of(calculator: str) -> Path:
    """The folder of the calculator with this id. Raises UsageError where there is none."""
    for guideline in (one.folder for one in guidelines()):
        folder = PACKAGE / guideline / calculator.removeprefix(f"{guideline}-").replace("-", "_")
        if (folder / WORDS).is_file():
            return folder
    raise UsageError("unknown_calculator", calculator)


def guideline_of(calculator: str) -> Guideline:
    """The guideline that a calculator belongs to, by the folder around its own. Raises UsageError."""
    return of_folder(folder_of(calculator).parent.name)
