"""The command line: `python -m calculators list` and `python -m calculators run ID FIELD=VALUE …`.

With `--ics` the dates of the answer come as a calendar file, where the calculator gives dates.

Exit codes: 0 answered, 2 an input cannot be used (a line for each), 3 the source gives no rule,
64 the command itself is wrong (one line), 65 the guideline text cannot be used, 74 the answer cannot
be written.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn, TextIO

from calculators import GuideError, UsageError, catalog, run
from calculators.errors import FactErrors
from calculators.facts import LANGUAGES
from calculators.facts.figure import NBSP
from calculators.facts.now import current
from calculators.generated import BUILD
from calculators.result import Result, calendar_file
from calculators.result.plaintext import as_text, for_old_systems
from calculators.words.wording import Wording

OK, INVALID, REFUSED, WRONG_COMMAND, WRONG_TEXT, FAILED = 0, 2, 3, 64, 65, 74


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line for main, and its exit code, instead of argparse's own."""
        raise UsageError("wrong_command", " ".join(message.split()))

    def print_help(self, file: object = None) -> None:
        """As argparse does, but a disk that is full is no success."""
        print(self.format_help(), end="", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("python -m calculators", allow_abbrev=False, description="The calculators of the guide, on the text as it stands.",
                     epilog="Exit codes: 0 answered, 2 an input can't be used, 3 the source gives no rule, 64 wrong command, "
                            "65 the text can't be used, 74 the answer can't be written.")  # fmt: skip
    parser.add_argument("command", choices=("list", "run"), help="name the calculators, or ask one")
    parser.add_argument("calculator", nargs="?", metavar="CALCULATOR", help="its id, as `list` gives it")
    parser.add_argument("inputs", nargs="*", default=[], metavar="FIELD=VALUE", help="such as weight_kg=60")
    parser.add_argument("--lang", choices=LANGUAGES, default="nb", help="the language of the answer (nb)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the whole result")
    form.add_argument("--ics", action="store_true", help="the dates as a calendar file, where there are some")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run one command of the command line and give its exit code; nothing ends in a traceback."""
    parser = _parser()
    try:
        asked = parser.parse_intermixed_args(arguments)
        if asked.command == "list" and not asked.calculator:
            for calculator in catalog():
                print(f"{calculator.id:20} {Wording(calculator.id, asked.lang, current()).title}")
            return OK
        if asked.command == "list" or not asked.calculator:
            parser.error("list takes no more than --lang" if asked.command == "list" else "run needs a calculator: list names them")
        result = run(asked.calculator, _inputs(asked.inputs), asked.lang, today=date.today())
        file = _calendar(result) if asked.ics else ""
    except SystemExit:  # the help was asked for, and is printed
        return OK
    except FactErrors as error:
        print(error, file=sys.stderr)
        return WRONG_TEXT
    except GuideError as error:
        print(error, file=sys.stderr)
        return WRONG_COMMAND
    if asked.json:
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=2))
    if result.status == "invalid":
        for wrong in result.errors:
            message = result.wording.error(wrong, result.field(wrong.field))
            _say(for_old_systems(f"{wrong.field}: {wrong.code}: {message}") + "\n", sys.stderr)
        return INVALID
    if file:
        sys.stdout.buffer.write(file.encode())  # the format fixes the encoding and the ends of the lines
    elif asked.ics:
        _say(as_text(result), sys.stderr)  # a refusal: there are no dates, and no file
    elif not asked.json:
        _say(as_text(result), sys.stdout)
    return REFUSED if result.status == "refused" else OK


def _say(text: str, stream: TextIO | None) -> None:
    """Write it; where not even a no-break space can be written, with ordinary ones."""
    try:
        NBSP.encode((stream and stream.encoding) or "ascii")
    except UnicodeEncodeError:
        text = text.replace(NBSP, " ")
    print(text, end="", file=stream)


def _calendar(result: Result) -> str:
    """The calendar file; empty where the inputs cannot be used or the source gives no rule."""
    if not calendar_file.has_calendar(result):
        raise UsageError("no_dates", result.calculator.id, calendar_file.calculators_with_dates())
    if result.status != "ok":
        return ""
    return calendar_file.as_ics(result, datetime.now(UTC), BUILD)


def _inputs(pairs: Sequence[str]) -> dict[str, str]:
    inputs: dict[str, str] = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator:
            raise UsageError("not_field=value", pair)
        if name in inputs:
            raise UsageError("field_given_twice", name)
        inputs[name] = value
    return inputs


def _to_the_end(arguments: list[str]) -> int:
    """`main`, where a stream may be closed or take no more."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell, as by `>&-`: what is said has nowhere to go
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end
        getattr(sys, name).reconfigure(errors="backslashreplace")  # whatever was typed can be repeated
    try:
        code = main(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        code = OK  # the reader, such as `head`, has seen enough
        sys.stderr.close()
    except OSError as error:  # a full disk
        with suppress(OSError):
            print(f"failed: {error.strerror}", file=sys.stderr)
        code = FAILED
        # What is still held back can't be written on the way out either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


if __name__ == "__main__":
    sys.exit(_to_the_end(sys.argv[1:]))
