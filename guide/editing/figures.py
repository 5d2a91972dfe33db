"""A figure carried over to the other language's spelling, and the small slips that can be mended without a doubt."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from calculators.facts.check import Slip, register
from calculators.facts.figure import FigureSlip, parse_figure
from calculators.facts.marks import MARK, SOURCES
from guide.editing.finding import OTHER

_PREFIX = "|".join(SOURCES)
# Norwegian word -> Danish word, where a figure is written with different ones.
WORDS = {
    "minst": "mindst", "opptil": "op til", "per": "pr.", "dager": "dage", "uke": "uge", "uker": "uger", "ett": "et",
    "sju": "syv", "åtte": "otte", "mars": "marts", "mai": "maj", "desember": "december", "mot": "til",
}  # fmt: skip
_TO = {"da": WORDS, "nb": {danish: norwegian for norwegian, danish in WORDS.items() if norwegian != "mot"}}
_WORD = {
    lang: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(table, key=len, reverse=True)))})(?!\w)")
    for lang, table in _TO.items()
}


def translate(text: str, lang: str, shape: str) -> str | None:
    """The words of a mark as the other language spells them; None unless they read as the very same figure."""
    other = OTHER[lang]
    there = _WORD[other].sub(lambda match: _TO[other][match[0]], text)
    try:
        same = parse_figure(there, other, shape) == parse_figure(text, lang, shape)
    except FigureSlip:
        return None
    return there if same else None


def with_mark(line: str, full: str, text: str) -> str | None:
    """The line with other words in the mark of a fact (`nel-rate-1`, `nel-rate-1.duration`); None if it has no such mark."""
    for match in MARK.finditer(line):
        if ".".join(filter(None, (match["fact"], match["name"]))) == full:
            return f"{line[: match.start('text')]}{text}{line[match.end('text') :]}"
    return None


def mended(slip: Slip, line: str) -> str | None:
    """The line of a slip as it should read, where only one reading makes sense; else None."""
    read = slip.values.get("read", "")
    if slip.code == "unknown_unit":
        spans = list(respelled(read, slip.lang, IN_MARKS))
        text = read[: spans[0][0]] + spans[0][2] + read[spans[0][1] :] if spans else read
        return with_mark(line, slip.fact, text) if _reads(text, slip) else None
    if slip.code in _TEXT_MENDS:
        text = _TEXT_MENDS[slip.code](read)
        return with_mark(line, slip.fact, text) if _reads(text, slip) else None
    if slip.code == "unknown_fact":
        near = difflib.get_close_matches(slip.fact.partition(".")[0], register(), 1, 0.8)
        return line.replace(f"{{#{slip.fact.partition('.')[0]}", f"{{#{near[0]}", 1) if near else None
    if slip.code == "markup_around_mark":
        return re.sub(rf"[*_]+{re.escape(read)}[*_]+", lambda _: read, line, count=1)
    if slip.code == "not_a_mark":
        joined = re.sub(rf"\]\s+\{{\s*#?\s*((?:{_PREFIX})-)", r"]{#\1", line)
        joined = re.sub(rf"\]\{{\s*#?\s*((?:{_PREFIX})-[a-z0-9.-]+)\s*\}}", r"]{#\1}", joined)
        return joined if joined != line and MARK.search(joined) else None
    return None


def _reads(text: str, slip: Slip) -> bool:
    fact, _, name = slip.fact.partition(".")
    entry = register().get(fact)
    try:
        return entry is not None and bool(parse_figure(text, slip.lang, entry.shape[name or "value"]))
    except FigureSlip:
        return False


_TEXT_MENDS = {
    "decimal_point": lambda read: re.sub(r"(?<=[0-9])\.(?=[0-9]{1,2}(?![0-9]))", ",", read),
    "hyphen_for_dash": lambda read: re.sub(r"\s*-\s*", "–", read, count=1),
    "no_space_before_unit": lambda read: re.sub(r"(?<=[0-9])(?=[^\W\d_]|%)", " ", read, count=1),
}

# Ways to write a unit that this guide writes otherwise. `per` becomes the language's own word.
SPELLINGS = [
    (r"(?i:ml)\s?/\s?(?i:kg)\s?(?:/\s?(?i:time|timer|hour|hr|[ht])|(?i:i timen|pr\.? t(?:ime)?\.?|per t(?:ime)?\.?))", "ml/kg {per} time"),
    (r"(?i:ml)\s?(?:/\s?(?i:time|timer|hour|[ht])|(?i:i timen|pr\.? t(?:ime)?\.?|per t(?:ime)?\.?))", "ml {per} time"),
    (r"(?i:ml)\s?(?:/\s?(?i:dag|døgn|d)|(?i:pr\.?|per) (?:dag|døgn))", "ml {per} dag"),
    (r"(?i:gram|gr\.?|g)\s?/\s?(?i:kg|kilo)", "g/kg"),
    (r"(?i:gram|gr\.?|g)\s?(?:/\s?(?i:l|liter)|(?i:per|pr\.?) (?i:l|liter))", "g/l"),
    (r"(?i:mg)\s?/\s?(?i:ml)", "mg/ml"),
    (r"(?i:ml)\s?/\s?(?i:kg|kilo)", "ml/kg"),
    (r"(?i:mg)\s?/\s?(?i:kg|kilo)", "mg/kg"),
    (r"mL|M[lL]|cc", "ml"),
    (r"K[gG]|kG|kilo", "kg"),
    (r"gr\.?|G", "g"),
]  # fmt: skip
IN_MARKS = [(r"[Mm]in\.|[Mm]ins|Min|minutt|minutter", "min"), (r"gram", "g")]  # fine in a sentence
PER = {"nb": "per", "da": "pr."}


def respelled(text: str, lang: str, more: Sequence[tuple[str, str]] = ()) -> Iterator[tuple[int, int, str]]:
    """Where a unit after a number is spelled otherwise than in this guide: start and end of number and unit, and how to write it."""
    taken: list[range] = []
    for wrong, right in [*SPELLINGS, *more]:
        for match in re.finditer(rf"(?<![\w,.])([0-9][0-9,.]*)(\s?)(?:{wrong})(?![\w/])", text):
            if any(match.start() in span for span in taken):
                continue
            taken.append(range(*match.span()))
            write = f"{match[1]}{match[2] or ' '}{right.format(per=PER[lang])}"
            if write != match[0]:
                yield match.start(), match.end(), write
