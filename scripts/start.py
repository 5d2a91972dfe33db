"""How every command begins: too old a Python is told in one line; then the tool behind the command runs."""

import sys
from importlib import import_module
from pathlib import Path


def run(module: str) -> None:
    """Run `main` of a module of `guide` and leave with its exit code. What hinders it is one line on stderr."""
    name = Path(sys.argv[0]).stem
    if sys.version_info < (3, 11):
        sys.exit("%s: Python 3.11 or later is needed, this is %d.%d: install it and start again" % (name, *sys.version_info[:2]))
    # Not this folder: `test` here would be taken for the standard library's.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    tool = import_module(module)
    import_module("guide.setup.toolchain").run_main(name, tool.main, getattr(tool, "FAILED", 1))
