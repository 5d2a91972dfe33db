"""Runs the mutants: the quick way first, what that can't tell the slow way; and what is said of those that no test notices."""

from __future__ import annotations

import functools
import json
import os
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from guide.project import ROOT
from guide.proving import cold, warm
from guide.proving.choice import Tests, coverage
from guide.proving.mutation import Mutant, mutants_of
from guide.proving.warm import COLD, LIVES, NOTICED, REST
from guide.setup import arguments, toolchain

OUTCOMES = "outcomes.jsonl"
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


def files(wanted: Sequence[str]) -> list[str]:
    """The files of the calculators, or those of them that were asked for, in that order."""
    found = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "calculators").rglob("*.py"))
    return list(dict.fromkeys(one for start in wanted or [""] for one in found if one.startswith(start)))


def reasons() -> dict[str, str]:
    """Of each mutant known to be equivalent, why it gives no other answer."""
    listed = tomllib.loads(EQUIVALENT.read_text("utf-8")) if EQUIVALENT.exists() else {}
    return {id: one["why"] for id, one in listed.items()}


Told = Callable[[Mutant, str], None]
Way = Callable[[list[Mutant], Tests, Told], None]


def tried(way: Way, mutants: list[Mutant], tests: Tests, jobs: int, folder: Path) -> dict[str, str]:
    """The outcome of each mutant, by several processes side by side. Each is written down as soon as it is known."""
    outcomes, workers = folder / OUTCOMES, []
    outcomes.touch()
    begins = outcomes.stat().st_size
    for number in range(min(jobs, len(mutants))):
        child = os.fork()
        if not child:
            with outcomes.open("a", encoding="utf-8") as written:

                def told(mutant: Mutant, outcome: str, written: TextIO = written) -> None:
                    written.write(json.dumps([mutant.id, outcome, str(mutant)]) + "\n")
                    written.flush()

                way(mutants[number::jobs], tests, told)
            os._exit(0)
        workers.append(child)
    for child in workers:
        os.waitpid(child, 0)
    return _written(outcomes, begins)


def _written(outcomes: Path, begins: int = 0) -> dict[str, str]:
    if not outcomes.exists():
        return {}
    lines = outcomes.read_bytes()[begins:].decode().splitlines()
    return {id: outcome for id, outcome, _ in map(json.loads, lines)}


def run(mutants: list[Mutant], tests: Tests, jobs: int, folder: Path) -> dict[str, str]:
    """The outcome of each mutant."""
    cool = [mutant for mutant in mutants if tests.on_import(mutant)]
    found = tried(warm.run, [mutant for mutant in mutants if mutant not in set(cool)], tests, jobs, folder)
    cool += [mutant for mutant in mutants if found.get(mutant.id) in (COLD, REST)]
    rest = frozenset(id for id, outcome in found.items() if outcome == REST)
    return found | tried(functools.partial(cold.run, rest=rest), cool, tests, jobs, folder)


def main() -> int:
    """`python3 scripts/mutants.py [FILE …]`: 1 if a mutant lives without a reason, or a reason is given for one that does not."""
    parser = arguments.Parser(prog="mutants.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", help="the files or folders of calculators/ to change; all if none is named")
    parser.add_argument("--jobs", type=arguments.whole(1), default=os.cpu_count() or 1, help="processes side by side")
    parser.add_argument("--go-on", action="store_true", help="leave out the mutants that an earlier run saw noticed")
    options = parser.parse_args()
    toolchain.in_venv()
    os.chdir(ROOT)
    os.environ["PYTHONHASHSEED"] = "0"
    folder = ROOT / ".cache/mutants"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = files(options.files)
    if not chosen:
        parser.error(f"no file of calculators/ begins with {' or '.join(options.files)}")
    before = _written(folder / OUTCOMES) if options.go_on else {}
    mutants = [mutant for file in chosen for mutant in mutants_of(ROOT, file) if before.get(mutant.id) != NOTICED]
    print(f"{len(mutants)} mutants of {len(chosen)} files; first the tests as they are", flush=True)
    tests = Tests(coverage(folder))
    began = time.monotonic()
    return said(mutants, run(mutants, tests, options.jobs, folder), reasons(), time.monotonic() - began, all_of_them=not options.files)


def said(mutants: list[Mutant], found: dict[str, str], known: dict[str, str], seconds: float, all_of_them: bool) -> int:
    """Prints what lives, and each reason that is none any more; 1 if there is either, or if something was not tried."""
    lives = {mutant.id: mutant for mutant in mutants if found.get(mutant.id) == LIVES}
    not_tried = [mutant for mutant in mutants if found.get(mutant.id) not in (LIVES, NOTICED)]
    unexplained = [mutant for id, mutant in lives.items() if id not in known]
    stale = [id for id in known if id not in lives and (found.get(id) == NOTICED or (all_of_them and id not in found))]
    noticed = len(mutants) - len(lives) - len(not_tried)
    print(f"{noticed} noticed, {len(lives) - len(unexplained)} equivalent, {len(unexplained)} live ({seconds / 60:.0f} min)")
    for mutant in unexplained:
        print(f"lives: {mutant}")
    for mutant in not_tried:
        print(f"not tried: {mutant}")
    for id in stale:
        print(f"{EQUIVALENT.name} explains {id}, which is noticed or no longer there: take it out")
    return int(bool(unexplained or stale or not_tried))
