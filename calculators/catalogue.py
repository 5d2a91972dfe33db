"""Which calculators there are: each folder `GUIDELINE/NAME` of the package with a `CALCULATOR`, found and not listed.

The order is that of the guidelines, then that which each gives of itself in its `page.toml`.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from calculators.calculator import AnyCalculator
from calculators.errors import UsageError
from calculators.folders import PACKAGE, folder_of
from calculators.guidelines import guidelines
from calculators.presentation import presentation_of


@cache
def catalog() -> tuple[AnyCalculator, ...]:
    """The calculators, in page order."""
    found = []
    for guideline in (one.folder for one in guidelines()):
        modules = sorted(one.name for one in iter_modules([str(PACKAGE / guideline)]) if one.ispkg)
        calculators = [_in_folder(guideline, module) for module in modules]
        found += sorted(calculators, key=lambda one: (presentation_of(one.id).order, one.id))
    return tuple(found)


def _in_folder(guideline: str, name: str) -> AnyCalculator:
    calculator: AnyCalculator = import_module(f"calculators.{guideline}.{name}").CALCULATOR
    here = PACKAGE / guideline / name
    if folder_of(calculator.id) != here:  # its words and examples would be looked for elsewhere
        raise UsageError("id_of_another_folder", calculator.id, (f"{guideline}-{name}".replace("_", "-"), name.replace("_", "-")))
    return calculator


def flowcharts() -> dict[str, AnyCalculator]:
    """Every flow chart that a page can show by its name, with the calculator that draws it."""
    return {name: calculator for calculator in catalog() for name in calculator.flowcharts}


def find(id: str) -> AnyCalculator:
    """The calculator with this id. Raises UsageError."""
    for calculator in catalog():
        if calculator.id == id:
            return calculator
    raise UsageError("unknown_calculator", id, tuple(calculator.id for calculator in catalog()))
