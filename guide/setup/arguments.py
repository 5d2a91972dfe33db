"""The command line of every command: what is wrong with it is one line, and odd numbers and days are refused where they are read."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn

from guide.setup.toolchain import SetupError


class Parser(argparse.ArgumentParser):
    """argparse's, but what it can't use ends as a SetupError: one line, and the exit code that the command has for that."""

    def __init__(self, *args: Any, **named: Any):
        super().__init__(*args, **({"allow_abbrev": False} | named))

    def error(self, message: str) -> NoReturn:
        raise SetupError(f"{' '.join(message.split())}: --help says what there is")


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`."""
    said = f"a whole number from {least} to {most}" if most is not None else f"a whole number, at least {least}"

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least or (most is not None and number > most):
            raise argparse.ArgumentTypeError(f"{text!r} is not {said}")
        return number

    return read


def day(text: str) -> date:
    """A day written as 2026-12-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-12-01") from None


def commit(text: str) -> str:
    """What git may know as a commit: no empty name, such as a variable that is not set leaves, and none that git takes for an option."""
    if not text.strip() or text.startswith("-"):
        raise argparse.ArgumentTypeError(f"{text!r} is no commit, branch or tag")
    return text
