"""Asks one tree: what its text says, and what its calculators answer. Runs in a process of its own.

    python ask.py TREE describe OUT.json
    python ask.py TREE answer PATIENTS.json OUT.json

The tree's own `calculators` is imported, nothing else of it and nothing of ours: this file is told the tree and stands alone.
It asks as little of the tree's code as it can, so that it also understands an older or a newer one. Progress is a number a line.
"""

from __future__ import annotations

import json
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # nothing of ours is there when it runs
    from collections.abc import Iterable

    from guide.clinical.shapes import Answer, Answers, Described, Marks, Place, Said, Tree

TREE = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path()
LANGUAGES = ("nb", "da")
TOLD_EVERY = 20  # patients

Json = dict[str, Any]
Theirs = Any
"""Something of the tree that is asked. It may be older or newer than this file, and nobody can know its types."""


class Broken(Exception):
    """The tree gives no facts: what its own check says, a line for each slip."""


def theirs(module: str) -> Theirs:
    return import_module(module)


def read_facts() -> Theirs:
    """The facts by the tree's own check. Raises Broken."""
    slips = []
    for path in sorted([*TREE.glob("docs/*/**/*.md"), *TREE.glob("calculators/**/*.toml")]):
        try:
            path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            slips.append(f"{path.relative_to(TREE).as_posix()}:{line}: not saved as UTF-8: choose that encoding and save again")
    if slips:
        raise Broken("\n".join(slips))
    refusal: type[Exception] = theirs("calculators.errors").GuideError
    try:
        return theirs("calculators.facts.check").check_docs(TREE)
    except refusal as error:
        raise Broken(str(error)) from None


def read_marks() -> Marks:
    """Every mark of the tree as it is written; also where the check finds slips."""
    paths = {lang: sorted((TREE / "docs" / lang).rglob("*.md")) for lang in LANGUAGES}
    return marks_in({lang: {path.relative_to(TREE).as_posix(): path.read_text("utf-8", errors="replace") for path in of}
                     for lang, of in paths.items()})


def marks_in(pages: dict[str, dict[str, str]]) -> Marks:
    """Every mark of {lang: {file: text}} as it is written: {fact: {name: {lang: {file, line, text, sentence}}}}."""
    marks = theirs("calculators.facts.marks")
    sentence = getattr(marks, "sentence", str.strip)  # a tree from before sentences were compared
    found: Marks = {}
    for lang in LANGUAGES:
        for name, text in sorted(pages[lang].items()):
            lines = text.splitlines()
            for mark in marks.find_marks(text, name):
                if isinstance(mark, marks.Mark):
                    place: Place = {"file": name, "line": mark.line, "text": mark.text, "sentence": sentence(lines[mark.line - 1])}
                    found.setdefault(mark.fact, {}).setdefault(mark.name, {}).setdefault(lang, place)
    return found


def read_users() -> dict[str, list[str]]:
    check = theirs("calculators.facts.check")
    if hasattr(check, "used_by"):
        return {fact: list(users) for fact, users in check.used_by().items()}
    return {entry.id: list(entry.used_by) for entry in check.register().values()}  # a tree from when the register named them


def describe() -> Tree:
    """Facts, marks, and the calculators with their fields. `status` is ok, none (no calculators here) or broken."""
    if not (TREE / "calculators/__init__.py").is_file():
        return {"status": "none", "errors": [], "marks": {}, "figures": {}, "used_by": {}, "calculators": {}}
    said: Tree = {"status": "ok", "errors": [], "marks": read_marks(), "figures": {}, "used_by": read_users(), "calculators": {}}
    try:
        facts = read_facts()
    except Broken as error:
        said["status"], said["errors"] = "broken", str(error).splitlines()
        return said
    told = described(facts)
    said["figures"], said["calculators"] = told["figures"], told["calculators"]
    return said


def described(facts: Theirs) -> Described:
    """The figures, and the calculators with their fields as these facts make them."""
    try:
        wording = theirs("calculators.words.wording").Wording
    except ImportError:  # a tree from before the package had rooms
        wording = theirs("calculators.wording").Wording

    said: Described = {"figures": {id: fact["figures"] for id, fact in facts.to_json().items()}, "calculators": {}}
    for calculator in theirs("calculators").catalog():
        fields = calculator.fields(calculator.figures(facts))
        said["calculators"][calculator.id] = {
            "titles": {lang: wording(calculator.id, lang, facts).title for lang in LANGUAGES},
            "names": {lang: names_of(wording(calculator.id, lang, facts), fields) for lang in LANGUAGES},
            "fields": {field.name: [str(option) for option in field.options] for field in fields},
        }
    return said


def names_of(wording: Theirs, fields: Theirs) -> Json:
    """What the tree itself calls its fields, choices, values and outcomes; nothing where its texts are laid out otherwise."""
    try:
        own, shared = wording.own, wording.shared
        choices = {name: {code: wording.plain(text) for code, text in of.items()} for name, of in own.get("choice", {}).items()}
        for field in fields:
            for option in field.options:
                said = wording.option(field, option) if hasattr(wording, "option") else wording.choice(field.name, option)
                choices.setdefault(field.name, {})[str(option)] = said
        later, followed = names_of_followed(own, shared)
        return {
            "field": {field.name: {"label": wording.label(field.name), "unit": field.unit} for field in fields} | later,
            "choice": choices | {"": dict(shared["choice"])},
            "value": dict(own.get("value", {})) | followed,
            "outcome": {code: wording.plain(text) for code, text in own.get("outcome", {}).items()},
        }
    except Exception:  # noqa: BLE001 (names are a help to the reader: the codes stand in for them)
        return {}


def names_of_followed(own: Json, shared: Json) -> tuple[Json, Json]:
    """What is asked and answered of a plan that is followed, by the names of the report."""
    said, words = own.get("follow", {}), shared.get("following", {})
    if "value" not in said:
        return {}, {}
    labels = {"rate_ml_h": said["value"]["rate_ml_h"], "given_ml": said["value"]["given_ml"], "end_at": said["value"]["to"]}
    labels |= {"phase": said["title"], "step": own["value"]["step"]}
    asked = {"@now": {"label": words["field_at"], "unit": ""}, "@events": {"label": said["title"], "unit": ""}}
    return asked, {f"followed_{name}": f"{said['title']}: {label}" for name, label in labels.items()}


def answer(patients: list[tuple[str, str, list[tuple[str, str]]]]) -> Answers:
    """{id: answer} for the patients whose calculator this tree has."""
    facts = read_facts()
    fields = {c.id: {field.name for field in c.fields(c.figures(facts))} for c in theirs("calculators").catalog()}
    answers: Answers = {}
    for number, (id, calculator, inputs) in enumerate(patients, 1):
        if calculator in fields:
            answers[id] = answer_patient(calculator, inputs, fields[calculator], facts)
        if number % TOLD_EVERY == 0 or number == len(patients):
            print(number, flush=True)
    return answers


def answer_patient(calculator: str, inputs: Iterable[tuple[str, str]], fields: set[str], facts: Theirs) -> Answer:
    """The answer to one patient, with how the plan stands later where that is asked. `fields` are those that the calculator has."""
    given = dict(inputs)
    kept = {name: value for name, value in given.items() if name in fields}
    later = {name: value for name, value in given.items() if name.startswith("@")}
    said = answer_one(calculator, kept, facts)
    followed = follow_one(calculator, kept, later, facts) if later and said["status"] == "ok" else {}
    if followed:
        said["values"] |= followed
        kept |= later
    said["unasked"] = [name for name in given if name not in kept]
    return said


def answer_one(calculator: str, inputs: dict[str, str], facts: Theirs) -> Answer:
    """What does not depend on the language, and the words of each. A calculator that fails says with what."""
    run = theirs("calculators").run
    words: dict[str, list[str]] = {}
    said: dict[str, Said] = {}
    plain: dict[str, Answer] = {}
    for lang in LANGUAGES:
        try:
            data = run(calculator, inputs, lang, facts).to_json()
        except Exception as error:  # noqa: BLE001 (the report must name it, whatever it is)
            return {"status": "failed", "failure": f"{type(error).__name__}: {error}"}
        words[lang] = [
            *(item["message"] for item in data["errors"]),
            *([data["refusal"]["message"]] if data["refusal"] else []),
            *(item["text"] for part in ("criteria", "outstanding", "notes", "working") for item in data[part]),
        ]
        said[lang] = {
            "refusal": data["refusal"] and data["refusal"]["message"],
            "errors": [item["message"] for item in data["errors"]],
            "criteria": [item["text"] for item in data["criteria"]],
            "outstanding": [item["text"] for item in data["outstanding"]],
            "notes": [item["text"] for item in data["notes"]],
        }
        plain[lang] = {
            "status": data["status"],
            "refusal": data["refusal"] and data["refusal"]["code"],
            "outcome": data["outcome"],
            "errors": [[item["field"], item["code"]] for item in data["errors"]],
            "values": data["values"],
            "rows": data["rows"],
            "criteria": {item["id"]: item["state"] for item in data["criteria"]},
            "missing": data["missing"],
            "outstanding": [item["code"] for item in data["outstanding"]],
            "notes": [[item["level"], item["code"]] for item in data["notes"]],
        }
    if plain["nb"] != plain["da"]:
        return {"status": "failed", "failure": "the two languages give different answers"}
    plain["nb"]["words"], plain["nb"]["said"] = words, said
    return plain["nb"]


def follow_one(calculator: str, inputs: dict[str, str], later: dict[str, str], facts: Theirs) -> Json:
    """How a plan stands at `@now`, after its `@events`; nothing in a tree from before plans were followed."""
    try:
        followed = theirs("calculators.engine.followed")
    except ImportError:
        return {}
    events = followed.events_of(later.get("@events", ""))
    _, stands = followed.play(theirs("calculators").find(calculator), inputs, events, later["@now"], "nb", facts)
    found: Json = followed.figures(stands)
    return found


def why_not(error: BaseException) -> str:
    """What failed and where, with the tree's own path: a slip in Python has a line too."""
    here = f"{TREE}/"
    found = traceback.extract_tb(error.__traceback__)
    at = next((f"{one.filename}:{one.lineno}" for one in reversed(found) if one.filename.startswith(here)), "")
    if isinstance(error, SyntaxError) and error.filename:
        at = f"{error.filename}:{error.lineno}"
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{at}: {type(error).__name__}: {text}".replace(here, "").removeprefix(": ")


def main() -> int:
    sys.path.insert(0, str(TREE))
    sys.dont_write_bytecode = True
    if sys.argv[2] == "describe":
        said, out = json.dumps(describe(), ensure_ascii=False), sys.argv[3]
    else:
        said, out = json.dumps(answer(json.loads(Path(sys.argv[3]).read_text("utf-8"))), ensure_ascii=False), sys.argv[4]
    Path(out).write_text(said, "utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as error:  # noqa: BLE001 (told in one line, the last on stderr; the caller says what it means)
        print(why_not(error), file=sys.stderr)
        sys.exit(1)
