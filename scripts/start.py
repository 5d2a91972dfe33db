"""How every command begins: too old a Python is told in one line; then the tool behind the command runs."""

import sys
from importlib import import_module
from pathlib import Path

OWN = (3, 13)  # the Python that the project installs for itself


def run(module: str) -> None:
    """Run `main` of a module of `guide` and leave with its exit code. What hinders it is one line on stderr."""
    name = Path(sys.argv[0]).stem
    if sys.version_info < (3, 11):
        sys.exit("%s: Python 3.11 or later is needed, this is %d.%d: install it and start again" % (name, *sys.version_info[:2]))
    # Not this folder: `test` here would be taken for the standard library's.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    toolchain = import_module("guide.setup.toolchain")
    try:
        tool = import_module(module)
    except SyntaxError:
        if sys.version_info >= OWN:
            raise
        # Written for a newer Python than this one: the project's own runs it, and is set up first where it is not there.
        toolchain.run_main(name, toolchain.in_venv)
        return
    toolchain.run_main(name, tool.main, getattr(tool, "FAILED", 1))
