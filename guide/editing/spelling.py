"""Numbers and units in running text, outside the marks: decimal comma, space before the unit, dash in a range, spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from calculators.facts.figure import UNITS_OF_LANGUAGE
from calculators.facts.units import SIGNS, SMALLER
from guide.editing.figures import respelled
from guide.editing.finding import Finding, Paste
from guide.editing.page import Page

_BIBLIOGRAPHY = re.compile(r"PMID|DOI|doi\.org|et al")
_UNIT = {lang: "|".join(map(re.escape, sorted(units, key=len, reverse=True))) for lang, units in UNITS_OF_LANGUAGE.items()}
_SIGNS = "|".join(sorted([*SIGNS, *SMALLER, "mg"], key=len, reverse=True))  # the text gives nothing in mg, but it may be written


def spelling(page: Page) -> Iterator[Finding]:
    """One finding for each slip; each carries the whole line mended of all of them."""
    for number, words in page.words.items():
        if _BIBLIOGRAPHY.search(page.lines[number - 1]):
            continue
        slips: list[tuple[int, int, str, str]] = []
        for slip in _slips(words, page.lang):
            if all(slip[1] <= old[0] or slip[0] >= old[1] for old in slips):
                slips.append(slip)
        line = page.lines[number - 1]
        for start, end, _, write in sorted(slips, reverse=True):
            line = line[:start] + (write or line[start:end]) + line[end:]
        paste = (Paste(page.file, number, line),) if line != page.lines[number - 1] else ()
        for start, end, code, write in sorted(slips):
            yield Finding(code, page.file, number, page.lang, {"read": words[start:end].strip(), "write": write}, paste=paste)


def _slips(words: str, lang: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, code and what to write (empty where only the editor can tell)."""
    number, unit = r"[0-9]+(?:,[0-9]+)?", rf"(?:{_UNIT[lang]}|g/l|mg|døgn)(?!\w)"
    for match in re.finditer(rf"(?<![\w.,/])([0-9]{{1,3}})\.([0-9]{{3}})(?=\s?{unit})", words):
        yield *match.span(), "thousands_point", match[1] + match[2]
    for match in re.finditer(rf"(?<![\w.,/])(?:0\.[0-9]+|[0-9]+\.[0-9]{{1,2}}(?=(?:[–-]{number})?\s?{unit}))(?![.\w])", words):
        yield *match.span(), "decimal_point", match[0].replace(".", ",")
    for start, end, write in respelled(words, lang):
        yield start, end, "unit_spelling", write
    for match in re.finditer(rf"(?<![\w,./–-])({number})\s?-\s?({number})(?=\s?{unit})", words):
        yield *match.span(), "range_hyphen", f"{match[1]}–{match[2]}"
    for match in re.finditer(rf"(?<![\w,./–-])({number})(?: –\s?|–\s)({number})(?=\s{unit})", words):
        yield *match.span(), "range_spaced", f"{match[1]}–{match[2]}"
    for match in re.finditer(rf"(?<![\w,./–-])({number})–({number})(?=\s?{unit})", words):
        if Decimal(match[1].replace(",", ".")) >= Decimal(match[2].replace(",", ".")):
            yield *match.span(), "range_turned", ""
    for match in re.finditer(rf"(?<![\w,.])({number})({_SIGNS})(?![\w/])", words):
        yield *match.span(), "unit_space", f"{match[1]} {match[2]}"
    for match in re.finditer(rf"(?<![\w,.])(,[0-9]+)(?=\s?{unit})", words):
        yield *match.span(), "leading_zero", f"0{match[1]}"
