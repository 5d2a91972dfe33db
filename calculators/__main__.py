"""The command line: `python -m calculators list` and `python -m calculators run ID FIELD=VALUE …`.

With `--ics` the dates of the answer come as a calendar file, where the calculator gives dates.

Exit codes: 0 answered, 2 an input cannot be used (a line for each), 3 the source gives no rule,
64 the command itself is wrong (one line), 65 the guideline text cannot be used, 74 the answer cannot
be written.
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from calculators import GuideError, UsageError, catalog, run
from calculators.errors import FactErrors
from calculators.facts import LANGUAGES, current
from calculators.result import Result, calendar_file
from calculators.result.plaintext import as_text
from calculators.words.wording import Wording

USAGE = (
    "usage: python -m calculators list [--lang nb|da]\n"
    "       python -m calculators run CALCULATOR FIELD=VALUE ... [--lang nb|da] [--json | --ics]"
)
OK, INVALID, REFUSED, WRONG_COMMAND, WRONG_TEXT, FAILED = 0, 2, 3, 64, 65, 74


def main(arguments: list[str]) -> int:
    """Run one command of the command line and give its exit code; nothing ends in a traceback."""
    try:
        lang, form, rest = _options(arguments)
        if rest == ["list"]:
            for calculator in catalog():
                print(f"{calculator.id:20} {Wording(calculator.id, lang, current()).title}")
            return OK
        if len(rest) < 2 or rest[0] != "run":
            print(USAGE, file=sys.stderr)
            return WRONG_COMMAND
        result = run(rest[1], _inputs(rest[2:]), lang)
        file = _calendar(result) if form == "--ics" else ""
    except FactErrors as error:
        print(error, file=sys.stderr)
        return WRONG_TEXT
    except GuideError as error:
        print(error, file=sys.stderr)
        return WRONG_COMMAND
    if form == "--json":
        print(json.dumps(result.to_json(), ensure_ascii=False, indent=2))
    if result.status == "invalid":
        for error in result.errors:
            message = result.wording.error(error, result.field(error.field))
            print(f"{error.field}: {error.code}: {message}".replace("\N{NO-BREAK SPACE}", " "), file=sys.stderr)
        return INVALID
    if file:
        sys.stdout.buffer.write(file.encode())  # the format fixes the encoding and the ends of the lines
    elif form == "--ics":
        print(as_text(result), end="", file=sys.stderr)  # a refusal: there are no dates, and no file
    elif form != "--json":
        print(as_text(result), end="")
    return REFUSED if result.status == "refused" else OK


def _calendar(result: Result) -> str:
    """The calendar file; empty where the inputs cannot be used or the source gives no rule."""
    if not calendar_file.has_calendar(result):
        raise UsageError("no_dates", result.calculator.id, calendar_file.calculators_with_dates())
    if result.status != "ok":
        return ""
    from calculators.browser import BUILD

    return calendar_file.as_ics(result, BUILD)


def _options(arguments: list[str]) -> tuple[str, str, list[str]]:
    """The language, "--json" or "--ics" or neither, and the rest."""
    lang, form, rest = "nb", "", []
    waiting = iter(arguments)
    for argument in waiting:
        if argument in ("--json", "--ics"):
            if form not in ("", argument):
                raise UsageError("only_one_of", f"{form} {argument}")
            form = argument
        elif argument == "--lang":
            lang = next(waiting, "")
        elif argument.startswith("--lang="):
            lang = argument.removeprefix("--lang=")
        elif argument.startswith("--"):
            raise UsageError("unknown_option", argument, ("--lang", "--json", "--ics"))
        else:
            rest.append(argument)
    if lang not in LANGUAGES:
        raise UsageError("unknown_language", lang, LANGUAGES)
    return lang, form, rest


def _inputs(pairs: list[str]) -> dict[str, str]:
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
