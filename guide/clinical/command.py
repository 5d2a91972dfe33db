"""Shows which reference patients get another answer between two commits, and why.

Each side is computed with its own code, in a worktree of its own under .cache that is removed afterwards. The report is
Markdown. Exit codes: 0 nothing changes, 1 something does, 2 it cannot be told (the report says why).
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from guide.clinical import compare, language, report
from guide.clinical.lines import compare_lines
from guide.clinical.patients import GRID, GridError, Patient, merged_options, read_patients
from guide.clinical.shapes import Answers, Tree
from guide.clinical.trees import CannotTell, Side, both, pages, web_address
from guide.project import ROOT
from guide.setup import arguments, toolchain

Tell = Callable[[int, int], None]
"""Hears of a side, 0 or 1, how many of its patients are done."""

ASK = Path(__file__).with_name("ask.py")
LEAST_LENGTH = 500  # a report of fewer characters would hold nothing but that it was cut
LONGEST_SECONDS = 600  # for one side: a calculator that never ends must not hold a pull request for ever
CANNOT_TELL = FAILED = 2  # elsewhere a command that fails ends with 1; here that would mean "changed"


def start(side: Side, *arguments: str) -> subprocess.Popen[str]:
    """A question to one tree, in a process of its own with that tree's code."""
    env = toolchain.environment({"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "TZ": "UTC"})
    return subprocess.Popen([sys.executable, "-s", "-P", str(ASK), str(side.folder), *arguments], cwd=side.folder, env=env,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            encoding="utf-8", errors="replace")


def ask_both(sides: tuple[Side, Side], questions: list[list[str]], tell: Tell) -> list[str]:
    """Ask both trees at once. `tell(side, number)` hears how far each is. Returns what each said of a failure, or ""."""
    running = [start(side, *question) for side, question in zip(sides, questions, strict=True)]
    said: list[list[str]] = [[], []]

    def follow(at: int) -> None:
        for line in running[at].stdout or ():
            if line.strip().isdigit():
                tell(at, int(line))

    def complaints(at: int) -> None:
        said[at] += (line.rstrip("\n") for line in running[at].stderr or ())

    threads = [threading.Thread(target=target, args=(at,), daemon=True) for target in (follow, complaints) for at in (0, 1)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + LONGEST_SECONDS
    failures = ["", ""]
    try:
        for at, process in enumerate(running):
            try:
                failures[at] = f"it ended with {process.returncode}" if process.wait(max(1, until - time.monotonic())) else ""
            except subprocess.TimeoutExpired:
                failures[at] = f"no answer within {LONGEST_SECONDS} s"
    finally:
        for process in running:
            if process.poll() is None:
                process.kill()
                process.wait()
        for thread in threads:
            thread.join(5)
    # The last line of a traceback says what happened.
    return [failure and next((line for line in reversed(said[at]) if line.strip()), failure) for at, failure in enumerate(failures)]


@contextlib.contextmanager
def progress(total: int) -> Iterator[Tell]:
    """A bar for both sides on stderr; silent where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        tasks = [bar.add_task(name, total=total) for name in ("before", "after")]
        yield lambda side, number: bar.update(tasks[side], completed=number)


def describe(sides: tuple[Side, Side], work: Path) -> tuple[tuple[Tree, Tree], list[tuple[str, str]]]:
    """What each tree is, and why it can't be used, if so."""
    outs = [work / f"{side}-tree.json" for side in ("base", "head")]
    failures = ask_both(sides, [["describe", str(out)] for out in outs], lambda side, number: None)
    found: list[Tree] = []
    problems: list[tuple[str, str]] = []
    for name, out, failure in zip(("base", "head"), outs, failures, strict=True):
        if failure:
            found.append({"status": compare.MUTE, "errors": [], "marks": {}, "figures": {}, "used_by": {}, "calculators": {}})
            problems.append((name, f"the calculators do not start: {failure}"))
            continue
        found.append(json.loads(out.read_text("utf-8")))
        errors = found[-1]["errors"]
        if found[-1]["status"] == compare.BROKEN and not errors:
            errors = ["the text cannot be used, and its check does not say why"]  # never to be taken for "nothing changes"
        problems += [(name, line) for line in errors]
    old, new = found
    return (old, new), problems


def answers(sides: tuple[Side, Side], patients: tuple[Patient, ...], work: Path) -> tuple[tuple[Answers, Answers], list[tuple[str, str]]]:
    """What each tree answers each patient."""
    asked = work / "patients.json"
    asked.write_text(json.dumps([(patient.id, patient.calculator, patient.inputs) for patient in patients]), "utf-8")
    outs = [work / f"{side}-answers.json" for side in ("base", "head")]
    questions = []
    for side, out in zip(sides, outs, strict=True):
        empty = not (side.folder / "calculators/__init__.py").is_file()
        questions.append(["describe" if empty else "answer", *([] if empty else [str(asked)]), str(out)])
    with progress(len(patients)) as tell:
        failures = ask_both(sides, questions, tell)
    problems = [(name, f"the patients could not be run: {failure}")
                for name, failure in zip(("base", "head"), failures, strict=True) if failure]
    if problems:
        return ({}, {}), problems
    found: list[Answers] = [json.loads(out.read_text("utf-8")) if question[0] == "answer" else {}
             for out, question in zip(outs, questions, strict=True)]
    for name, said in zip(("base", "head"), found, strict=True):
        failed = [(id, answer["failure"]) for id, answer in said.items() if answer["status"] == "failed"]
        problems += [(name, f"a calculator fails for {id}: {failure}") for id, failure in failed[:5]]
        if len(failed) > 5:
            problems.append((name, f"and for {len(failed) - 5} more patients"))
    old, new = found
    return (old, new), problems


def code_files(side: Side) -> dict[str, bytes]:
    return {path.relative_to(side.folder).as_posix(): path.read_bytes()
            for pattern in ("*.py", "*.toml") for path in sorted((side.folder / "calculators").rglob(pattern))}


def compared(sides: tuple[Side, Side], grid: Path, work: Path) -> compare.Comparison:
    """The whole comparison. Raises GridError."""
    trees, problems = describe(sides, work)
    old, new = trees
    code = [code_files(side) for side in sides]
    mute = compare.MUTE in (old["status"], new["status"])  # one side said nothing: its marks are not gone, only unread
    common: dict[str, Any] = {
        "facts": () if mute else compare.compare_facts(old, new),
        "sentences": () if mute else compare.compare_sentences(old, new),
        "pages": compare.compare_pages(pages(sides[0]), pages(sides[1])),
        "lines": compare_lines(*({path: text.decode("utf-8", "replace") for path, text in pages(side).items()} for side in sides)),
        "code": tuple(sorted(name for name in {*code[0], *code[1]} if code[0].get(name) != code[1].get(name))),
        "without_base": old["status"] == compare.NONE,
        "names": language.names_of(old, new),
    }
    if problems:
        return compare.Comparison(**common, problems=tuple(problems), answered=False)
    patients = read_patients(merged_options(trees), grid)
    (before, after), problems = answers(sides, patients, work)
    calculators = compare.compare_calculators(old, new, patients, before, after)
    untried = [c.id for c in calculators if not c.asked]
    problems += [("", f"{id} has no reference patients: add some to {grid.name}") for id in untried]
    return compare.Comparison(**common, calculators=calculators, problems=tuple(problems), asked=len(patients))


def main() -> int:
    parser = arguments.Parser(description="Which reference patients get another answer, and why.")
    parser.add_argument("base", type=arguments.commit, metavar="BASE", help="the commit, branch or tag to compare with")
    parser.add_argument("head", type=arguments.commit, metavar="HEAD", nargs="?", help="the one to judge (the files as they lie here)")
    parser.add_argument("--repo", type=Path, default=ROOT, help="the project, if it is another copy than this")
    parser.add_argument("--patients", type=Path, default=GRID, metavar="FILE", help="another file of reference patients")
    parser.add_argument("--lang", choices=language.LANGUAGES, default="en", help="the language of the report (en)")
    parser.add_argument("--json", action="store_true", help="print JSON, not Markdown")
    parser.add_argument("--json-file", type=Path, metavar="FILE", help="write the JSON there as well")
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="write the report there in each language as well")
    parser.add_argument("--longest", type=arguments.whole(LEAST_LENGTH), default=0, metavar="N",
                        help="shorten lists until the report has at most N characters")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended by a runner: the worktrees still go
    toolchain.in_venv()
    repo, cache = args.repo.resolve(), args.repo.resolve() / ".cache"
    try:
        with both(repo, args.base, args.head, cache) as sides:
            work = cache / f"clinical-work-{time.time_ns()}"
            work.mkdir(parents=True)
            try:
                found = compared(sides, args.patients.resolve(), work)
            finally:
                for path in work.iterdir():
                    path.unlink()
                work.rmdir()
            data = report.as_json(found, sides)
            texts = {lang: report.as_markdown(found, sides, web_address(repo), args.longest, lang) for lang in language.LANGUAGES}
    except Exception as error:  # noqa: BLE001 (a slip of ours too must end with 2: 1 would say that the rest was compared)
        if not isinstance(error, (CannotTell, GridError)):
            traceback.print_exc()
        reason = str(error)
        data, texts = report.cannot_tell(reason)[0], {lang: report.cannot_tell(reason, lang)[1] for lang in language.LANGUAGES}
        print(f"clinical_diff: {error}", file=sys.stderr)
        found = None
    whole = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    if args.json_file:
        args.json_file.write_text(whole, "utf-8")
    if args.folder:
        args.folder.mkdir(parents=True, exist_ok=True)
        for lang, text in texts.items():
            (args.folder / f"clinical.{lang}.md").write_text(text, "utf-8")
    print(whole if args.json else texts[args.lang], end="")
    return found.exit_code if found else CANNOT_TELL
