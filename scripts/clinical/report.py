"""The comparison as Markdown for a reviewer, and as JSON for a program. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from scripts.clinical.compare import LANGUAGES, CalculatorDiff, Change, Comparison, PatientDiff, SentenceDiff, Spread, verdict
from scripts.clinical.trees import Side, place

TITLE = "# Clinical diff"
IN_FULL = 10  # patients a calculator whose whole answer is shown
MADE_UP = "The patients are made up: `scripts/clinical/patients.toml`. A patient who stands nowhere in it may still be affected."
IN_ONE_LINE = 2  # cells of a table that a patient's line names
SHORTER = (None, 200, 50, 20, 5, 0)  # rows a list, tried in turn until the report fits
# How a change of each kind reads, up and down.
DIRECTIONS = {"time": ("longer", "shorter"), "date": ("later", "earlier"), "dose": ("more", "less"), "rate": ("faster", "slower")}
KINDS = {
    "verdict": "verdict",
    "dose": "dose (grams, grams per kg, volume to give)",
    "rate": "infusion rate",
    "volume": "volume of a step",
    "time": "time",
    "date": "date",
    "number": "another figure",
    "criteria": "criteria, open questions",
    "notes": "notes and warnings",
}
SLIP = re.compile(r"^(?P<file>[\w./-]+):(?P<line>\d+): (?P<rest>.*)$", re.DOTALL)


def number(value: Decimal | str) -> str:
    """As the pages write it: decimal comma, a minus that is one."""
    text = format(value.normalize(), "f") if isinstance(value, Decimal) else value
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        text = text.replace(".", ",")
    return text.replace("-", "−", 1) if text.startswith("-") else text


def figure(value: str | None, unit: str) -> str:
    return "–" if value is None else f"{number(value)} {unit}".strip()


def signed(delta: Decimal, unit: str) -> str:
    return f"{'+' if delta > 0 else ''}{number(delta)} {unit}".strip()


def delta_of(change: Change) -> str:
    """`+7 min (longer)`; of clock times and words nothing."""
    if not change.delta:
        return ""
    words = DIRECTIONS.get(change.kind)
    return signed(change.delta, change.delta_unit) + (f" ({words[0 if change.delta > 0 else 1]})" if words else "")


def name_of(change: Change) -> str:
    return f"row {change.row} `{change.name}`" if change.row else f"`{change.name}`"


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return [*lines, *("| " + " | ".join(map(cell, row)) + " |" for row in rows), ""]


def count(of: int, one: str, many: str) -> str:
    return f"{of} {one if of == 1 else many}"


def patients(of: int) -> str:
    return count(of, "patient", "patients")


def shortened(items: list, limit: int | None, what: str) -> tuple[list, list[str]]:
    """At most `limit` of the items, and a line that says how many are left out."""
    if limit is None or len(items) <= limit:
        return items, []
    return items[:limit], [f"… and {len(items) - limit} more {what}: all are in the JSON (`--json`).", ""]


# --- parts of the report ------------------------------------------------------------------------------


def headline(found: Comparison) -> list[str]:
    """The sentences that a reviewer needs if no other is read."""
    if found.problems:
        lines = ["**It cannot be told which answers change.** The reasons stand below."]
        if not found.answered:
            return [*lines, "", "No patient was run, so nothing below says that a dose stays as it is.", ""]
    else:
        lines = []
    changed = found.answers
    if not changed and not any(c.state != "both" for c in found.calculators):
        tried = f"{patients(found.asked)} tried"
        lines.append(f"**No answer changes**: {tried}, none gets another dose, rate, date, verdict or warning.")
    else:
        both = [diff for diff in changed if diff.kind not in ("new", "gone")]
        lines.append(f"**{len(both)} of {patients(found.asked)}** get another answer.")
        for kind, words in (("dose", "dose"), ("verdict", "verdict")):
            hit = [diff for diff in both if kind in diff.kinds]
            lines.append(f"**No {words} changes.**" if not hit else f"**The {words} changes for {patients(len(hit))}.**")
        for kind, words in (("new", "New, with their calculator"), ("gone", "Gone, with their calculator"),
                            ("refused", "Newly refused"), ("answered", "Newly answered"), ("failed", "Ending in a failure")):
            if hit := [diff for diff in changed if diff.kind == kind]:
                lines.append(f"{words}: {patients(len(hit))}.")
    if not found.facts:
        lines.append("No marked figure or word changes.")
    return [*(f"- {line}" for line in lines), ""]


def slip_line(line: str, side: Side, address: str) -> str:
    match = SLIP.match(line)
    if not match or not (side.folder and match["line"] != "0"):
        return f"- {line}"
    return f"- {place(side, address, match['file'], int(match['line']))}: {match['rest']}"


def problems(found: Comparison, sides: tuple[Side, Side], address: str) -> list[str]:
    lines: list[str] = []
    titles = {"base": "The base cannot be used", "head": "The head does not build", "": "What is missing"}
    for name, title in titles.items():
        said = [line for side, line in found.problems if side == name]
        if said:
            lines += [f"## {title}", ""]
            lines += [slip_line(line, sides[0 if name == "base" else 1], address) for line in said]
            lines += [""]
            if name == "head" and not found.answered:
                lines += ["Nothing is published from such a commit. Mend it as the lines say; this report follows by itself.", ""]
    return lines


def facts(found: Comparison, sides: tuple[Side, Side], address: str) -> list[str]:
    if not found.facts:
        return []
    if found.without_base:
        return ["## Changed facts", "", f"The base has no calculators: all {len(found.facts)} marks are new.", ""]
    rows = []
    for diff in found.facts:
        for lang in LANGUAGES:
            old, new = diff.old[lang], diff.new[lang]
            places = [place(side, address, at["file"], at["line"]) if at else "–" for side, at in zip(sides, (old, new), strict=True)]
            rows.append([f"`{diff.full}`", lang, f"{old['text']} ({places[0]})" if old else "not there",
                         f"{new['text']} ({places[1]})" if new else "not there",
                         "" if lang in diff.languages else "unchanged", ", ".join(diff.used_by) or "no calculator"])
    return ["## Changed facts", "", *table(["fact", "language", "before", "after", "", "used by"], rows)]


def kinds_table(found: Comparison) -> list[str]:
    rows = []
    for kind, words in KINDS.items():
        hit = {c.id: sum(kind in diff.kinds for diff in c.answers if diff.kind not in ("new", "gone")) for c in found.calculators}
        rows.append([words, str(sum(hit.values())), ", ".join(f"{id} {n}" for id, n in hit.items() if n)])
    return [*table(["what changes", "patients", "where"], rows)]


def spreads(calculator: CalculatorDiff) -> list[str]:
    """How far each figure moves, either way, and the patient for whom it moves most."""
    rows = [[f"`{name}`", *(spread_cell(spread, at) for at, spread in enumerate(both))] for name, both in calculator.spreads().items()]
    return table(["figure", "up", "down"], rows) if rows else []


def spread_cell(spread: Spread, down: int) -> str:
    change = spread.change
    if change is None or spread.patient is None:
        return "nobody"
    word = DIRECTIONS.get(change.kind, ("more", "less"))[down]
    span = number(spread.most) if spread.least == spread.most else f"{number(spread.least)}–{number(spread.most)}"
    most = f"{figure(change.old, change.unit)} → {figure(change.new, change.unit)}"
    return f"{word} for {patients(spread.patients)}, by {span} {change.delta_unit}".rstrip() + f"; most: {most}, `{spread.patient.text}`"


def verdicts(calculator: CalculatorDiff) -> list[str]:
    counts: dict[tuple[str, str], list[PatientDiff]] = {}
    for diff in calculator.patients:
        if diff.verdict:
            counts.setdefault(diff.verdict, []).append(diff)
    if not counts:
        return ["No verdict changes.", ""]
    rows = [[f"`{old}`", f"`{new}`", str(len(hit)), f"`{hit[0].patient.text}`"] for (old, new), hit in counts.items()]
    return table(["verdict before", "after", "patients", "first of them"], rows)


def summary_of(diff: PatientDiff) -> str:
    """One line: what changes for this patient, the answer's own figures first; of rows only if nothing else does."""
    parts = [f"{diff.verdict[0]} → {diff.verdict[1]}"] if diff.verdict else []
    own = [change for change in diff.changes if not change.row] or list(diff.changes)[:IN_ONE_LINE]
    parts += [f"{name_of(change)} {figure(change.old, change.unit)} → {figure(change.new, change.unit)}"
              + (f", {delta}" if (delta := delta_of(change)) else "") for change in own]
    if own and own[0].row and len(diff.changes) > len(own):
        parts.append(f"and {len(diff.changes) - len(own)} more cells of the table")
    if not parts and diff.old and diff.new:
        parts = [f"{what}: {lost_and_gained(diff.old[part], diff.new[part])}"
                 for part, what in (("notes", "notes"), ("criteria", "criteria"), ("missing", "open questions"),
                                    ("outstanding", "left to do")) if diff.old[part] != diff.new[part]]
    return "; ".join(parts) or "other fields apply"


def lost_and_gained(old, new) -> str:
    one, two = ([" ".join(map(str, item)) if isinstance(item, list) else str(item) for item in
                 (side.items() if isinstance(side, dict) else side)] for side in (old, new))
    moved = [*(f"− {item}" for item in one if item not in two), *(f"+ {item}" for item in two if item not in one)]
    return ", ".join(moved) or "another order"


def whole_answer(diff: PatientDiff) -> list[str]:
    """A patient in full: inputs, verdict, every figure with what changed, notes."""
    old, new = diff.old or {}, diff.new or {}
    rows = [["verdict", verdict(old) if old else "–", verdict(new) if new else "–", ""]]
    changed = {(change.name, change.row): change for change in diff.changes}
    for at in range(max(len(old.get("rows", ())), len(new.get("rows", ()))) + 1):
        sides = [(side.get("values", {}) if at == 0 else (side.get("rows", []) + [{}] * at)[at - 1]) for side in (old, new)]
        for name in dict.fromkeys([*sides[0], *sides[1]]):
            change = changed.get((name, at))
            if at and not change:
                continue  # of a table only the cells that changed
            shown = [figure(side[name]["value"], side[name]["unit"]) if name in side else "–" for side in sides]
            rows.append([f"row {at} `{name}`" if at else f"`{name}`", *shown, delta_of(change) if change else "same"])
    lines = table(["", "before", "after", "change"], rows)
    if old.get("status") != "failed" != new.get("status") and old and new:
        for part, what in (("notes", "Notes"), ("criteria", "Criteria"), ("missing", "Open questions"), ("outstanding", "Left to do")):
            if old[part] != new[part]:
                lines[-1:] = [f"{what}: {lost_and_gained(old[part], new[part])}", ""]
    return lines


def words_only(calculator: CalculatorDiff, limit: int | None) -> list[str]:
    diffs = calculator.of("words")
    if not diffs:
        return []
    pairs: dict[tuple[str, str, str], int] = {}
    for diff in diffs:
        for lang in LANGUAGES:
            old, new = diff.old["words"][lang], diff.new["words"][lang]
            lost, gained = [w for w in old if w not in new], [w for w in new if w not in old]
            for at in range(max(len(lost), len(gained))):
                pair = (lang, lost[at] if at < len(lost) else "–", gained[at] if at < len(gained) else "–")
                pairs[pair] = pairs.get(pair, 0) + 1
    rows, rest = shortened([[lang, old, new, str(n)] for (lang, old, new), n in pairs.items()], min(limit or IN_FULL, IN_FULL), "wordings")
    return [f"Only the wording changes for {patients(len(diffs))}:", "", *table(["language", "before", "after", "patients"], rows), *rest]


def of_calculator(calculator: CalculatorDiff, limit: int | None) -> list[str]:
    lines = [f"### `{calculator.id}`: {calculator.title}", ""]
    if calculator.state != "both":
        happened = "is new" if calculator.state == "new" else "is gone"
        return [*lines, f"The calculator {happened}: {patients(calculator.asked)} of the grid.", ""]
    for fields, what in ((calculator.fields_new, "New questions"), (calculator.fields_gone, "Questions that are gone")):
        if fields:
            lines += [f"{what}: {', '.join(f'`{name}`' for name in fields)}.", ""]
    changed = calculator.answers
    if not changed:
        return [*lines, *words_only(calculator, limit)]
    lines += [f"**{len(changed)} of {patients(calculator.asked)}** get another answer.", ""]
    for kind, words in (("refused", "newly refused"), ("answered", "newly answered"), ("failed", "ending in a failure")):
        if hit := calculator.of(kind):
            lines += [f"{patients(len(hit))} {words}, first `{hit[0].patient.text}`: {summary_of(hit[0])}.", ""]
    if not calculator.with_kind("dose"):
        lines += ["No dose changes.", ""]
    lines += [*verdicts(calculator), *spreads(calculator)]
    shown, rest = shortened(changed, limit, "patients")
    if shown:
        rows = [[f"`{diff.patient.text}`", summary_of(diff)] for diff in shown]
        title = "All of them" if not rest else f"The first {len(shown)}"
        lines += [f"<details><summary>{title}, a line each</summary>", ""]
        lines += [*table(["patient", "what changes"], rows), *rest, "</details>", ""]
    else:
        lines += rest
    in_full = changed[: IN_FULL if limit is None else min(limit, IN_FULL)]
    if in_full:
        lines += [f"<details><summary>The first {len(in_full)} in full</summary>", ""]
        for diff in in_full:
            lines += [f"**`{diff.patient.text}`**", "", *whole_answer(diff)]
        lines += ["</details>", ""]
    return [*lines, *words_only(calculator, limit)]


def sentences(found: Comparison, sides: tuple[Side, Side], address: str, limit: int | None) -> list[str]:
    if not found.sentences or found.without_base:
        return []
    lines = ["## Changed sentences that carry a mark", ""]
    shown, rest = shortened(list(found.sentences), limit, "sentences")
    for diff in shown:
        lines += sentence(diff, sides, address)
    return [*lines, *rest]


def sentence(diff: SentenceDiff, sides: tuple[Side, Side], address: str) -> list[str]:
    at = place(sides[1], address, diff.new["file"], diff.new["line"]) if diff.new else place(
        sides[0], address, diff.old["file"], diff.old["line"])
    cited = f"cited by {', '.join(diff.used_by)}" if diff.used_by else "cited by no calculator"
    lines = [f"- {at} ({', '.join(f'`{fact}`' for fact in diff.facts)}; {cited})", "", "  ```diff"]
    lines += [f"  {sign} {at['sentence']}" for sign, at in (("-", diff.old), ("+", diff.new)) if at]
    return [*lines, "  ```", ""]


def changed_pages(found: Comparison) -> list[str]:
    if not found.pages:
        return []
    lines = ["## Changed pages", ""]
    lines += [f"- `{page.file}`" + ("" if page.how == "changed" else f" ({page.how})") for page in found.pages]
    alone = [page for page in found.pages if page.one_language]
    if alone:
        lines += ["", "**Changed in one language only.** Is the other one right as it stands?", ""]
        lines += [f"- `{page.file}`, but not `{page.other}`" for page in alone]
    return [*lines, ""]


def code(found: Comparison) -> list[str]:
    if not found.code or found.without_base:
        return []
    return ["## Changed rules and wording of the calculators", "", *(f"- `{name}`" for name in found.code), ""]


def as_markdown(found: Comparison, sides: tuple[Side, Side], address: str, longest: int = 0) -> str:
    """The report. With `longest`, lists get shorter until it has at most so many characters."""
    text = ""
    for limit in SHORTER:
        text = _markdown(found, sides, address, limit)
        if not longest or len(text) <= longest:
            return text
    ending = "\n\n… cut here: the whole report was too long for this place.\n"
    return text[: max(0, longest - len(ending))] + ending


def _markdown(found: Comparison, sides: tuple[Side, Side], address: str, limit: int | None) -> str:
    names = [f"`{side.name}` ({side.short})" for side in sides]
    lines = [TITLE, "", f"From {names[0]} to {names[1]}.", "", *headline(found), *problems(found, sides, address)]
    lines += facts(found, sides, address)
    if found.answered:
        lines += ["## Answers", ""]
        if found.answers:
            lines += kinds_table(found)
        told = [c for c in found.calculators if c.patients or c.fields_new or c.fields_gone or c.state != "both"]
        for calculator in told:
            lines += of_calculator(calculator, limit)
        same = [f"`{c.id}` ({c.asked})" for c in found.calculators if c not in told]
        if same:
            lines += [f"No answer changes in {', '.join(same)}.", ""]
    lines += [*sentences(found, sides, address, limit), *changed_pages(found), *code(found)]
    if found.answered:
        lines += ["---", "", MADE_UP, ""]
    return "\n".join(lines)


# --- JSON -----------------------------------------------------------------------------------------------


def as_json(found: Comparison, sides: tuple[Side, Side]) -> dict:
    """All of it; figures as plain strings with a decimal point, as in a calculator's own JSON."""
    return {
        "status": {0: "unchanged", 1: "changed", 2: "cannot_tell"}[found.exit_code],
        "problems": [{"side": side, "message": line} for side, line in found.problems],
        "sides": {key: {"name": side.name, "commit": side.commit} for key, side in zip(("base", "head"), sides, strict=True)},
        "patients": found.asked,
        "facts": [{"fact": d.full, "languages": d.languages, "before": dict(d.old), "after": dict(d.new), "used_by": list(d.used_by)}
                  for d in found.facts],
        "calculators": [_calculator_json(c) for c in found.calculators],
        "sentences": [{"language": d.lang, "facts": list(d.facts), "before": d.old, "after": d.new, "used_by": list(d.used_by)}
                      for d in found.sentences],
        "pages": [{"file": p.file, "how": p.how, "one_language": p.one_language} for p in found.pages],
        "code": list(found.code),
    }


def _calculator_json(calculator: CalculatorDiff) -> dict:
    return {
        "id": calculator.id,
        "state": calculator.state,
        "asked": calculator.asked,
        "new_fields": list(calculator.fields_new),
        "gone_fields": list(calculator.fields_gone),
        "patients": [
            {
                "inputs": dict(diff.patient.inputs),
                "kind": diff.kind,
                "verdict": diff.verdict and list(diff.verdict),
                "kinds": sorted(diff.kinds),
                "changes": [{"name": c.name, "row": c.row, "unit": c.unit, "before": c.old, "after": c.new,
                             "delta": None if c.delta is None else format(c.delta, "f")} for c in diff.changes],
                "before": _without_words(diff.old),
                "after": _without_words(diff.new),
            }
            for diff in calculator.patients
        ],
    }


def _without_words(answer: dict | None) -> dict | None:
    return answer and {key: value for key, value in answer.items() if key != "words"}


def cannot_tell(reason: str) -> tuple[dict, str]:
    """The report where not even the two sides could be read."""
    text = f"{TITLE}\n\n**It cannot be told which answers change.**\n\n- {reason}\n"
    return {"status": "cannot_tell", "problems": [{"side": "", "message": reason}]}, text


