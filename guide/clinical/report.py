"""The comparison as Markdown for a reviewer, in his language, and as JSON for a program. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from guide.clinical.compare import CalculatorDiff, Comparison, PatientDiff, SentenceDiff, Spread, plain, share
from guide.clinical.language import Language, number, words
from guide.clinical.shapes import Answer, Figure, Part
from guide.clinical.trees import WORKING, Side, place
from guide.project import LANGUAGES

IN_FULL = 10  # patients a calculator whose whole answer is shown
IN_ONE_LINE = 2  # cells of a table that a patient's line names
SHORTER = (None, 200, 50, 20, 5, 0)  # rows a list, tried in turn until the report fits
PARTS: tuple[Part, ...] = ("notes", "criteria", "missing", "outstanding")
SLIP = re.compile(r"^(?P<file>[\w./-]+):(?P<line>\d+): (?P<rest>.*)$", re.DOTALL)


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return [*lines, *("| " + " | ".join(map(cell, row)) + " |" for row in rows), ""]


Item = TypeVar("Item")


def shortened(items: list[Item], limit: int | None, rest: Callable[[int], str]) -> tuple[list[Item], list[str]]:
    """At most `limit` of the items, and a line that says how many are left out."""
    if limit is None or len(items) <= limit:
        return items, []
    return items[:limit], [rest(len(items) - limit), ""]


# --- parts of the report ------------------------------------------------------------------------------


KINDS = ("dose", "rate", "verdict", "time", "date", "volume", "number", "notes", "criteria")
FACTS_NAMED = 6
VALUES_NAMED = 4
FIELDS_NAMED = 3


def headline(say: Language, found: Comparison) -> list[str]:
    """What changes, in the sentences that a reviewer needs if no other is read. What stays the same is `unchanged`."""
    lines = []
    if found.problems:
        lines = [say("headline.cannot_tell")]
        if not found.answered:
            return [*lines, "", say("headline.no_patient_run"), "", *changed_lines(say, found)]
    if found.facts and not found.without_base:
        more = " …" if len(found.facts) > FACTS_NAMED else ""
        lines += [say("headline.facts", facts=", ".join(map(say.moved, found.facts[:FACTS_NAMED])) + more)]
    changed = found.answers
    both = [diff for diff in changed if diff.kind not in ("new", "gone")]
    for calculator in found.calculators:
        hit = [diff for diff in calculator.answers if diff.kind not in ("new", "gone")]
        if hit:
            lines.append(say("headline.changed", count=len(hit), patients=say.count(calculator.asked),
                             calculator=say.calculator(calculator.id), who=of_class(say, calculator)))
    lines += [sentence + most(say, found, kind) for kind, sentence in by_kind(say, both)]
    if worded := [diff for calculator in found.calculators for diff in calculator.of("words")]:
        lines.append(say("headline.words", patients=say.count(len(worded))))
    for kind in ("new", "gone", "refused", "answered", "failed"):
        if hit := [diff for diff in changed if diff.kind == kind]:
            lines.append(say(f"headline.{kind}", patients=say.count(len(hit))))
    if found.lines and not found.without_base:
        lines.append(say("headline.lines", places=say.count(len(found.lines), "place")))
    return [*(f"- {line}" for line in lines), "", *changed_lines(say, found), *unchanged(say, found, both)]


def by_kind(say: Language, changed: Sequence[PatientDiff]) -> list[tuple[str, str]]:
    """For each kind of change that somebody has: for how many. A kind is never left out because another stays as it was."""
    counts = {kind: sum(kind in diff.kinds for diff in changed) for kind in KINDS}
    return [(kind, say(f"headline.{kind}", patients=say.count(count))) for kind, count in counts.items() if count]


def unchanged(say: Language, found: Comparison, both: list[PatientDiff]) -> list[str]:
    """What stays as it was: said last, after every line that changed."""
    lines = []
    if not found.answers and not any(c.state != "both" for c in found.calculators):
        lines.append(say("headline.same_text" if found.lines else "headline.same", patients=say.count(found.asked)))
    elif both or any(c.state == "both" for c in found.calculators):  # else nobody had an answer that could change
        lines += [say(f"headline.no_{kind}") for kind in ("dose", "verdict") if not any(kind in diff.kinds for diff in both)]
    if not found.facts:
        lines.append(say("headline.no_mark"))
    return [*(f"- {line}" for line in lines), ""]


def most(say: Language, found: Comparison, kind: str) -> str:
    """The largest change of a kind, in words that follow its sentence; nothing where no figure of it moved."""
    moved = [one for calculator in found.calculators if (one := calculator.largest(kind))]
    if not moved:
        return ""
    change, patient = max(moved, key=lambda one: share(one[0]))
    before, after = (say.figure(value, change.unit, patient.calculator, change.name) for value in (change.old, change.new))
    name = say.change_name(change, patient.calculator)
    return " " + say("headline.most", name=name, before=before, after=after, patient=say.patient(patient))


def of_class(say: Language, calculator: CalculatorDiff) -> str:
    """Who they are: what sets them apart from the others that were tried, in at most a few fields."""
    said = []
    for name, (own, others) in calculator.of_class().items():

        def typed(value: str, name: str = name) -> str:
            return say.typed(calculator.id, name, value) if value else say("patient.nothing")

        numbers, all_numbers = ([one for value in values if (one := as_number(value)) is not None] for values in (own, own + others))
        if len(numbers) > 1:
            low, high = min(numbers), max(numbers)
            if (low, high) == (min(all_numbers), max(all_numbers)):
                continue
            shown = f"{typed(number(low))}–{typed(number(high))}"
        elif len(others) < len(own):
            shown = say("headline.but_not", values=", ".join(map(typed, others[:VALUES_NAMED])))
        else:
            shown = ", ".join(map(typed, own[:VALUES_NAMED])) + (" …" if len(own) > VALUES_NAMED else "")
        said.append(f"{say.field(calculator.id, name)}: {shown}")
    return "; ".join(said[:FIELDS_NAMED]) or say("headline.all_kinds")


def as_number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def changed_lines(say: Language, found: Comparison) -> list[str]:
    """Every sentence that changed, marked or not, Norwegian beside Danish."""
    if not found.lines or found.without_base:
        return []
    rows = []
    for line in found.lines:
        cells = []
        for lang in LANGUAGES:
            old, new = line.old[lang], line.new[lang]
            if line.changed(lang):
                cells.append(say("line.changed", before=old or say("line.none"), after=new or say("line.none")))
            else:
                cells.append(f"{say('line.moved' if line.built else 'line.same')} {new or say('line.none')}")
        place = next((f"{file}:{at}" for file, at in line.at.values() if at), line.page)
        rows.append([f"`{place}`", *cells])
    return [say("line.title"), "", *table(words(say.lang)["line"]["head"], rows)]


def slip_line(line: str, side: Side, address: str) -> str:
    match = SLIP.match(line)
    if not match or not (side.folder and match["line"] != "0"):
        return f"- {line}"
    return f"- {place(side, address, match['file'], int(match['line']))}: {match['rest']}"


def problems(say: Language, found: Comparison, sides: tuple[Side, Side], address: str) -> list[str]:
    lines: list[str] = []
    for name in ("base", "head", ""):
        said = [line for side, line in found.problems if side == name]
        if said:
            lines += [say(f"problem.{name or 'other'}"), ""]
            lines += [slip_line(line, sides[0 if name == "base" else 1], address) for line in said]
            lines += [""]
            if name == "head" and not found.answered:
                lines += [say("problem.nothing_published"), ""]
    return lines


def facts(say: Language, found: Comparison, sides: tuple[Side, Side], address: str) -> list[str]:
    if not found.facts:
        return []
    if found.without_base:
        return [say("fact.title"), "", say("fact.no_base", count=len(found.facts)), ""]
    rows = []
    for diff in found.facts:
        for lang in LANGUAGES:
            old, new = diff.old[lang], diff.new[lang]
            shown = [f"{at['text']} ({place(side, address, at['file'], at['line'])})" if at else say("fact.absent")
                     for side, at in zip(sides, (old, new), strict=True)]
            rows.append([f"`{diff.full}`", say(f"fact.{lang}"), *shown, "" if lang in diff.languages else say("fact.unchanged"),
                         ", ".join(map(say.calculator, diff.used_by)) or say("fact.no_calculator")])
    head = words(say.lang)["fact"]["head"]
    if not any(row[4] for row in rows):  # changed in both languages throughout: no column for what did not
        head, rows = [*head[:4], head[5]], [[*row[:4], row[5]] for row in rows]
    return [say("fact.title"), "", *table(head, rows)]


def kinds_table(say: Language, found: Comparison) -> list[str]:
    rows = []
    for kind, name in words(say.lang)["kinds"].items():
        if kind != "head":
            hit = {c.id: sum(kind in diff.kinds for diff in c.answers if diff.kind not in ("new", "gone")) for c in found.calculators}
            if kind not in ("verdict", "dose") and not any(hit.values()):
                continue  # of the rest only what there is: that these two are 0 has to be said
            rows.append([name, str(sum(hit.values())), ", ".join(f"{say.calculator(id)} {n}" for id, n in hit.items() if n)])
    return table(words(say.lang)["kinds"]["head"], rows)


def spreads(say: Language, calculator: CalculatorDiff) -> list[str]:
    """How far each figure moves, either way, and the patient for whom it moves most."""
    rows = []
    for (name, in_rows), both in calculator.spreads().items():
        shown = say.value_name(calculator.id, name)
        if in_rows:
            shown = f"`{name} (rows)`" if say.coded else say("answer.rows", name=shown)
        rows.append([shown, *(spread_cell(say, spread, down) for down, spread in enumerate(both))])
    return table(words(say.lang)["answer"]["spread_head"], rows) if rows else []


def spread_cell(say: Language, spread: Spread, down: int) -> str:
    change, patient = spread.change, spread.patient
    if change is None or patient is None:
        return say("answer.nobody")
    span = number(spread.most) if spread.least == spread.most else f"{number(spread.least)}–{number(spread.most)}"
    before, after = (say.figure(value, change.unit, patient.calculator, change.name) for value in (change.old, change.new))
    return say("answer.spread", word=say.direction(change, bool(down)), patients=say.count(spread.patients), before=before, after=after,
               span=f"{span} {say.unit(change.delta_unit, spread.most)}".strip(), patient=say.patient(patient))


def verdicts(say: Language, calculator: CalculatorDiff) -> list[str]:
    counts: dict[tuple[str, str], list[PatientDiff]] = {}
    for diff in calculator.patients:
        if diff.verdict:
            counts.setdefault(diff.verdict, []).append(diff)
    if not counts:
        return [say("answer.no_verdict"), ""]
    mark = "`" if say.coded else ""
    rows = [[*(f"{mark}{say.verdict(calculator.id, side)}{mark}" for side in hit[0].both or ()), str(len(hit)),
             say.patient(hit[0].patient)] for hit in counts.values()]
    return table(words(say.lang)["answer"]["verdict_head"], rows)


def summary_of(say: Language, diff: PatientDiff) -> str:
    """One line: what changes for this patient, the answer's own figures first; of rows only if nothing else does."""
    id = diff.patient.calculator
    parts = [" → ".join(say.verdict(id, side) for side in diff.both or ())] if diff.verdict else []
    own = [change for change in diff.changes if not change.row] or list(diff.changes)[:IN_ONE_LINE]
    for change in own:
        before, after = (say.figure(value, change.unit, id, change.name) for value in (change.old, change.new))
        delta = say.delta(change)
        parts.append(f"{say.change_name(change, id)} {before} → {after}" + (f", {delta}" if delta else ""))
    if own and own[0].row and len(diff.changes) > len(own):
        parts.append(say("patient.cells", count=len(diff.changes) - len(own)))
    if not parts and diff.old and diff.new:
        parts = [f"{say(f'patient.{part}')}: {say.lost_and_gained(diff, part)}" for part in PARTS if diff.old[part] != diff.new[part]]
    return "; ".join(parts) or say("patient.fields")


def whole_answer(say: Language, diff: PatientDiff) -> list[str]:
    """A patient in full: inputs, verdict, every figure with what changed, notes."""
    id, old, new = diff.patient.calculator, diff.old, diff.new
    rows = [[say("patient.verdict"), *(say.verdict(id, side) if side else "–" for side in (old, new)), ""]]
    if not (say.coded or diff.verdict) and new and new["status"] == "ok" and not new["outcome"]:
        rows = []  # a calculator that gives no verdict
    changed = {(change.name, change.row): change for change in diff.changes}
    for at in range(max(len(side.get("rows", ())) for side in (old, new) if side) + 1):
        sides = [_figures(side, at) for side in (old, new)]
        for name in dict.fromkeys([*sides[0], *sides[1]]):
            change = changed.get((name, at))
            if at and not change:
                continue  # of a table only the cells that changed
            shown = [say.figure(side[name]["value"], side[name]["unit"], id, name) if name in side else "–" for side in sides]
            label = say.change_name(change, id) if change else say.value_name(id, name)
            rows.append([label, *shown, say.delta(change) if change else say("patient.same")])
    lines = table(words(say.lang)["patient"]["full_head"], rows)
    if old and new and old["status"] != "failed" != new["status"]:
        for part in PARTS:
            if old[part] != new[part]:
                title = say(f"patient.{part}")
                lines[-1:] = [f"{title[0].upper()}{title[1:]}: {say.lost_and_gained(diff, part)}", ""]
    return lines


def _figures(answer: Answer | None, row: int) -> dict[str, Figure]:
    """Those of a row, or of the answer itself; none where there is no such row."""
    if answer is None or "values" not in answer:
        return {}
    return answer["values"] if row == 0 else answer["rows"][row - 1] if row <= len(answer["rows"]) else {}


def words_only(say: Language, calculator: CalculatorDiff, limit: int | None) -> list[str]:
    diffs = calculator.of("words")
    if not diffs:
        return []
    pairs: dict[tuple[str, str, str], int] = {}
    for diff in diffs:
        for lang in LANGUAGES:
            old, new = (side["words"][lang] for side in diff.both or ())
            lost, gained = [w for w in old if w not in new], [w for w in new if w not in old]
            for at in range(max(len(lost), len(gained))):
                pair = (lang, lost[at] if at < len(lost) else "–", gained[at] if at < len(gained) else "–")
                pairs[pair] = pairs.get(pair, 0) + 1
    rows = [[say(f"fact.{lang}"), old, new, str(n)] for (lang, old, new), n in pairs.items()]
    shown, rest = shortened(rows, min(limit or IN_FULL, IN_FULL), lambda left: say("answer.more_wordings", count=left))
    return [say("answer.words", patients=say.count(len(diffs))), "", *table(words(say.lang)["answer"]["words_head"], shown), *rest]


def calculator_words(say: Language, calculator: CalculatorDiff, limit: int | None) -> list[str]:
    title = calculator.titles.get(say.lang) or " / ".join(dict.fromkeys(calculator.titles.values()))
    lines = [say("answer.calculator", id=calculator.id, title=title), ""]
    if calculator.state != "both":
        return [*lines, say(f"answer.{calculator.state}", patients=say.count(calculator.asked)), ""]
    for fields, key in ((calculator.fields_new, "answer.fields_new"), (calculator.fields_gone, "answer.fields_gone")):
        if fields:
            lines += [say(key, fields=", ".join(say.field(calculator.id, name) for name in fields)), ""]
    changed = calculator.answers
    if not changed:
        return [*lines, *words_only(say, calculator, limit)]
    lines += [say("answer.changed", count=len(changed), patients=say.count(calculator.asked)), ""]
    for kind in ("refused", "answered", "failed"):
        if hit := calculator.of(kind):
            lines += [say(f"answer.{kind}", patients=say.count(len(hit)), first=say.patient(hit[0].patient),
                          what=summary_of(say, hit[0]).rstrip(".")), ""]
    if not calculator.with_kind("dose"):
        lines += [say("answer.no_dose"), ""]
    lines += [*verdicts(say, calculator), *spreads(say, calculator)]
    shown, rest = shortened(changed, limit, lambda left: say("answer.more_patients", count=left))
    if shown:
        rows = [[say.patient(diff.patient), summary_of(say, diff)] for diff in shown]
        title = say("answer.first", count=len(shown)) if rest else say("answer.all")
        lines += [f"<details><summary>{title}</summary>", ""]
        lines += [*table(words(say.lang)["answer"]["line_head"], rows), *rest, "</details>", ""]
    else:
        lines += rest
    in_full = changed[: IN_FULL if limit is None else min(limit, IN_FULL)]
    if in_full:
        lines += [f"<details><summary>{say('answer.in_full', count=len(in_full))}</summary>", ""]
        for diff in in_full:
            typed = [] if say.coded else [f"`python3 -m calculators run {diff.patient.id} --lang {say.lang}`", ""]
            lines += [f"**{say.patient(diff.patient)}**", "", *typed, *whole_answer(say, diff)]
        lines += ["</details>", ""]
    return [*lines, *words_only(say, calculator, limit)]


def sentences(say: Language, found: Comparison, sides: tuple[Side, Side], address: str, limit: int | None) -> list[str]:
    if not found.sentences or found.without_base:
        return []
    lines = [say("sentence.title"), ""]
    shown, rest = shortened(list(found.sentences), limit, lambda left: say("answer.more_sentences", count=left))
    for diff in shown:
        lines += sentence(say, diff, sides, address)
    return [*lines, *rest]


def sentence(say: Language, diff: SentenceDiff, sides: tuple[Side, Side], address: str) -> list[str]:
    at = next(place(side, address, one["file"], one["line"]) for side, one in ((sides[1], diff.new), (sides[0], diff.old)) if one)
    users = ", ".join(map(say.calculator, diff.used_by))
    cited = say("sentence.cited", calculators=users) if users else say("sentence.uncited")
    lines = [f"- {at} ({', '.join(f'`{fact}`' for fact in diff.facts)}; {cited})", "", "  ```diff"]
    lines += [f"  {sign} {at['sentence']}" for sign, at in (("-", diff.old), ("+", diff.new)) if at]
    return [*lines, "  ```", ""]


def changed_pages(say: Language, found: Comparison) -> list[str]:
    if not found.pages:
        return []
    lines = [say("page.title"), ""]
    lines += [f"- `{page.file}`" + ("" if page.how == "changed" else f" {say(f'page.{page.how}')}") for page in found.pages]
    alone = [page for page in found.pages if page.one_language]
    if alone:
        lines += ["", say("page.alone"), ""]
        lines += [f"- {say('page.but_not', file=page.file, other=page.other)}" for page in alone]
    return [*lines, ""]


def code(say: Language, found: Comparison) -> list[str]:
    if not found.code or found.without_base:
        return []
    return [say("page.code"), "", *(f"- `{name}`" for name in found.code), ""]


def as_markdown(found: Comparison, sides: tuple[Side, Side], address: str, longest: int = 0, lang: str = "en") -> str:
    """The report. With `longest`, lists get shorter until it has at most so many characters."""
    say, text = Language(lang, found.names), ""
    for limit in SHORTER:
        text = _markdown(say, found, sides, address, limit)
        if not longest or len(text) <= longest:
            return text
    ending = f"\n\n{say('end.cut')}\n"
    return text[: max(0, longest - len(ending))] + ending


def _markdown(say: Language, found: Comparison, sides: tuple[Side, Side], address: str, limit: int | None) -> str:
    named = [say("headline.working") if side.commit == WORKING else side.name for side in sides]
    shorts = [side.commit[:10] or say("headline.saved") for side in sides]
    base, head = (f"`{name}` ({short})" for name, short in zip(named, shorts, strict=True))
    lines = [say("headline.title"), "", say("headline.from_to", base=base, head=head), ""]
    lines += [*headline(say, found), *problems(say, found, sides, address), *facts(say, found, sides, address)]
    if found.answered:
        lines += [say("answer.title"), ""]
        if any(diff.kind not in ("new", "gone") for diff in found.answers):
            lines += kinds_table(say, found)
        told = [c for c in found.calculators if c.patients or c.fields_new or c.fields_gone or c.state != "both"]
        for calculator in told:
            lines += calculator_words(say, calculator, limit)
        mark = "`" if say.coded else ""
        same = [f"{mark}{say.calculator(c.id)}{mark} ({c.asked})" for c in found.calculators if c not in told]
        if same:
            lines += [say("answer.same", calculators=", ".join(same)), ""]
    lines += [*sentences(say, found, sides, address, limit), *changed_pages(say, found), *code(say, found)]
    if found.answered:
        lines += ["---", "", say("end.made_up"), ""]
    return "\n".join(lines)


# --- JSON -----------------------------------------------------------------------------------------------


def as_json(found: Comparison, sides: tuple[Side, Side]) -> dict[str, Any]:
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
        "lines": [{"page": d.page, "at": {lang: list(place) for lang, place in d.at.items()}, "before": dict(d.old), "after": dict(d.new),
                   "structure": d.built} for d in found.lines],
        "pages": [{"file": p.file, "how": p.how, "one_language": p.one_language} for p in found.pages],
        "code": list(found.code),
    }


def _calculator_json(calculator: CalculatorDiff) -> dict[str, Any]:
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


def _without_words(answer: Answer | None) -> dict[str, object] | None:
    return answer and plain(answer)


def cannot_tell(reason: str, lang: str = "en") -> tuple[dict[str, Any], str]:
    """The report where not even the two sides could be read."""
    say = Language(lang)
    text = f"{say('headline.title')}\n\n{say('headline.cannot_tell_short')}\n\n- {reason}\n"
    return {"status": "cannot_tell", "problems": [{"side": "", "message": reason}]}, text
