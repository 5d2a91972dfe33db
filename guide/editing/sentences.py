"""Whether the sentences of both languages were read side by side since they last changed.

`docs/sentences.json` keeps, for each fact, a hash of its sentence in both languages. Figures are left out of it: the
fact pass compares those. A sentence that changed is stale until somebody confirms that both still say the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from calculators.facts.check import register
from calculators.facts.marks import MARK, Mark, sentence
from guide.editing.facts import Texts, marks_of
from guide.editing.finding import OTHER, WARNING, Finding, Paste
from guide.project import LANGUAGES, write_all

FILE = "docs/sentences.json"
Hashes = dict[str, dict[str, str]]  # fact -> language -> hash


def hashes(pages: Texts) -> Hashes:
    """The hashes of the pages as they stand, for every fact that is marked in both languages."""
    lines = _lines_of_facts(pages)
    return {
        fact: {lang: _hash(lines[lang, fact]) for lang in LANGUAGES}
        for fact in register()
        if all((lang, fact) in lines for lang in LANGUAGES)
    }


def _lines_of_facts(pages: Texts) -> dict[tuple[str, str], list[str]]:
    """The lines that carry the marks of a fact, each once, in reading order."""
    found: dict[tuple[str, str], list[str]] = {}
    for (lang, _), mark in marks_of(pages).items():
        line = pages[lang][mark.file].splitlines()[mark.line - 1]
        lines = found.setdefault((lang, mark.fact), [])
        if line not in lines:
            lines.append(line)
    return found


def _hash(lines: Iterable[str]) -> str:
    """A hash of the words, without figures, links and markup."""
    bare = "\n".join(sorted(sentence(MARK.sub(_without_figure, line)) for line in lines))
    return hashlib.sha256(" ".join(bare.split()).encode()).hexdigest()[:12]


def _without_figure(match: re.Match[str]) -> str:
    entry = register().get(match["fact"])
    is_text = entry is None or entry.shape.get(match["name"] or "value", "text") == "text"
    whole, text = str(match[0]), str(match["text"])
    return whole if is_text else whole.replace(text, "…", 1)


def text_of(root: Path) -> str:
    """The text of the file; an empty record where there is none."""
    try:
        return (root / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return "{}"


def parse(text: str) -> Hashes:
    """The confirmed hashes. Raises ValueError with what is wrong."""
    data = json.loads(text)
    if not isinstance(data, dict) or not all(isinstance(one, dict) and set(one) == set(LANGUAGES) for one in data.values()):
        raise ValueError('"fact": {"nb": "…", "da": "…"}')
    return data


def as_line(fact: str, own: Mapping[str, str], last: bool = False) -> str:
    return f'  "{fact}": {json.dumps(own)}' + ("" if last else ",")


def as_text(confirmed: Hashes) -> str:
    """One line a fact, in the register's order, so that a change of one is a change of one line."""
    facts = [fact for fact in register() if fact in confirmed]
    body = "\n".join(as_line(fact, confirmed[fact], fact == facts[-1]) for fact in facts)
    return f"{{\n{body}\n}}\n"


def write(root: Path, confirmed: Hashes) -> None:
    write_all(root, {FILE: as_text(confirmed)})


def stale(pages: Texts, confirmed: Hashes, file_text: str) -> Iterator[Finding]:
    """A warning at each line whose sentence is not confirmed, in the language that changed."""
    now, marks = hashes(pages), marks_of(pages)
    by_line: dict[tuple[str, str, int], list[str]] = {}
    for fact, own in now.items():
        known = confirmed.get(fact)
        changed = [lang for lang in LANGUAGES if known and own[lang] != known[lang]]
        for lang in changed if known else LANGUAGES[:1]:
            mark = marks[lang, fact]
            by_line.setdefault((lang, mark.file, mark.line), []).append(fact)
    rows = {line.split('"')[1]: n for n, line in enumerate(file_text.splitlines(), 1) if line.count('"') >= 2}
    for (lang, file, line), facts in by_line.items():
        there: Mark = marks[OTHER[lang], facts[0]]
        values = {
            "facts": " ".join(facts),
            "other": f"{there.file}:{there.line}",
            "there": sentence(pages[OTHER[lang]][there.file].splitlines()[there.line - 1]),
        }
        code = "sentence_stale" if any(fact in confirmed for fact in facts) else "sentence_new"
        last = list(rows)[-1] if rows else ""
        paste = tuple(Paste(FILE, rows[fact], as_line(fact, now[fact], fact == last)) for fact in facts if fact in rows)
        yield Finding(code, file, line, lang, values, WARNING, paste=paste)
    for fact in confirmed:
        if fact not in now and fact not in register():
            yield Finding("sentence_gone", FILE, rows.get(fact, 1), LANGUAGES[0], {"facts": fact}, WARNING)
