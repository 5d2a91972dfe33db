"""Characters that do not belong in a page: those that nobody sees, and those that look like another one.

They come with text that is pasted from elsewhere, and they are the true reason of whatever is found behind them: the other
checks read the lines mended of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache, partial

from calculators.facts.figure import UNITS_OF_LANGUAGE
from guide.editing.finding import Finding, Paste, Worded, in_each, words

INVISIBLE = {
    "\ufeff": "byte-order-mark", "\u200b": "zero-width-space", "\u200c": "zero-width-non-joiner", "\u200d": "zero-width-joiner",
    "\u2060": "word-joiner", "\u00ad": "soft-hyphen", "\u200e": "direction-mark", "\u200f": "direction-mark",
    "\u202a": "direction-mark", "\u202b": "direction-mark", "\u202c": "direction-mark", "\u202d": "direction-mark",
    "\u202e": "direction-mark", "\u2061": "zero-width-space", "\u2062": "zero-width-space", "\u2063": "zero-width-space",
    "\u00a0": "no-break-space", "\u202f": "no-break-space", "\u2007": "no-break-space", "\u2009": "thin-space",
    "\u200a": "thin-space", "\u2002": "thin-space", "\u2003": "thin-space", "\u3000": "thin-space", "\t": "tab",
    "\u2028": "line-separator", "\u2029": "line-separator", "\x0b": "line-separator", "\x0c": "line-separator", "\x85": "line-separator",
}  # fmt: skip
_SPACES = {"no-break-space", "thin-space", "tab", "line-separator"}  # a blank stands for them; the others vanish
_LIKE = {
    ",": "‚٫，", ".": "․", "·": "‧•", "-": "‐‑⁃−﹣－", "–": "‒—―", "'": "’‘ʼ´", "/": "⁄∕／", "%": "％",
    "<": "＜‹", ">": "＞›", "≤": "⩽", "≥": "⩾", "≈": "∼", "#": "♯＃", "|": "│｜", "*": "∗＊", ":": "：", ";": "；",
    "(": "（", ")": "）", "[": "［", "]": "］", "{": "｛", "}": "｝",
}  # fmt: skip
LIKE = {sign: right for right, signs in _LIKE.items() for sign in signs}
_QUOTES = {"nb": ("«", "»"), "da": ("»", "«")}
_CURLY = "“”„‟\u2033"
_GREEK_AND_CYRILLIC = {
    **dict(zip("аеорсухіјѕԁһոցкмтвнԛԝАЕОРСУХІЈЅКМТВН", "aeopcyxijsdhngkmtbhqwAEOPCYXIJSKMTBH", strict=True)),
    **dict(zip("οαρνιΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oapviABEZHIKMNOPTYX", strict=True)),
}
_UNIT = {lang: "|".join(map(re.escape, sorted(units, key=len, reverse=True))) for lang, units in UNITS_OF_LANGUAGE.items()}
_LETTERS = dict.fromkeys("OoОоΟο", "0") | dict.fromkeys("lIІӀΙ", "1")  # of three scripts
_ALIKE = "".join(_LETTERS)


_DIGITS = rf"[0-9,.][{_ALIKE}]|[{_ALIKE}][0-9,.]"
_ODD = re.compile(rf"[^\x20-\x7eæøåÆØÅéÉüÜöÖäÄ«»–·≥≤≈…×°µ½]|{_DIGITS}")  # what may be such a character; most lines have none


@lru_cache(maxsize=400)
def mended(text: str, lang: str) -> str:
    """The page with every such character replaced or taken out; as many lines as before."""
    return "\n".join(_right(line, lang) for line in text.split("\n"))


def _right(line: str, lang: str) -> str:
    return "".join(new for _, new, _ in _signs(line, lang)) if _ODD.search(line) else line


def characters(file: str, lang: str, text: str) -> Iterator[Finding]:
    """One finding for each kind of such a character in a line, by its name, with the line as it should read."""
    if mended(text, lang) == text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        right = _right(line, lang)
        if right == line:
            continue
        signs = list(_signs(line, lang))
        told: dict[str, int] = {}
        for at, (old, new, name) in enumerate(signs):
            if old == new or name in told:
                continue
            told[name] = at
            around = "".join(sign for sign, _, _ in signs[max(0, at - 12) : at + 13])
            values: dict[str, str | Worded] = {"what": in_each(partial(_why, name, old, new)), "read": _seen(around), "column": str(at + 1)}
            yield Finding("character", file, number, lang, values, paste=(Paste(file, number, right),))


def _why(name: str, old: str, new: str, lang: str) -> str:
    return words(lang)["characters"][name].format(read=old, write=new)


def _seen(text: str) -> str:
    """What nobody sees is shown as an open box."""
    return "".join("␣" if sign in INVISIBLE else sign for sign in text).strip()


def _signs(line: str, lang: str) -> Iterator[tuple[str, str, str]]:
    """Each character of a line (or a letter with its accent), what it should be, and why not as it is."""
    letters = {match.start(1): match[1] for match in _letter_for_digit(line, lang)}
    opened = False
    at = 0
    while at < len(line):
        sign = line[at]
        following = line[at + 1] if at + 1 < len(line) else ""
        if following and unicodedata.combining(following):
            end = at + 1
            while end < len(line) and unicodedata.combining(line[end]):
                end += 1
            whole = line[at:end]
            yield whole, unicodedata.normalize("NFC", whole), "nfd"
            at = end
            continue
        if sign in INVISIBLE:
            yield sign, " " if INVISIBLE[sign] in _SPACES else "", INVISIBLE[sign]
        elif at in letters:
            yield sign, _LETTERS[sign], "letter-for-digit"
        elif sign in _CURLY:
            opened = not opened
            yield sign, _QUOTES[lang][0 if opened else 1], "curly-quote"
        elif sign in LIKE:
            between = LIKE[sign] == "-" and line[at - 1 : at].isdigit() and following.isdigit()  # a range
            yield sign, "–" if between else LIKE[sign], "look-alike"
        elif sign in _GREEK_AND_CYRILLIC and _beside_latin(line, at):
            yield sign, _GREEK_AND_CYRILLIC[sign], "foreign-letter"
        elif sign.isdecimal() and not sign.isascii():
            yield sign, str(unicodedata.decimal(sign)), "foreign-digit"
        elif unicodedata.normalize("NFKC", sign) != sign and unicodedata.normalize("NFKC", sign).isascii():
            yield sign, unicodedata.normalize("NFKC", sign), "look-alike"
        else:
            yield sign, sign, ""
        at += 1


def _beside_latin(line: str, at: int) -> bool:
    """Whether a foreign letter stands in a word of Latin letters, or beside a number."""
    around = line[max(0, at - 1) : at] + line[at + 1 : at + 2]
    return bool(re.search(r"[A-Za-zæøåÆØÅ0-9]", around))


def _letter_for_digit(line: str, lang: str) -> Iterator[re.Match[str]]:
    """Letters that look like 0 and 1 where only a digit makes a number: in a number before a unit."""
    if not re.search(_DIGITS, line):
        return
    one = f"[0-9{_ALIKE}]"
    for number in re.finditer(rf"(?<![\w,.])(?=[0-9{_ALIKE},.]*[0-9]){one}+(?:[.,]{one}+)?(?=\s?(?:{_UNIT[lang]})(?!\w))", line):
        yield from re.compile(rf"([{_ALIKE}])").finditer(line, number.start(), number.end())
