"""Signs that nobody sees or tells apart, made alike: in what is typed or pasted, and in the marks of the text.

A number copied from a laboratory system or a chat carries direction marks, soft hyphens, thin blanks and hyphens that
must not break; the figure is the same with and without them.
"""

import re

# Unicode's category Cf, "format": joiners, direction marks, the byte order mark, the soft hyphen. Written out, because the
# table of all categories would lie in the memory that every page loads; a test compares the two. One is left out, U+202E: it
# turns what follows round on the screen, so that 12 is seen as 21. Text with it is refused. And what the standard says to show
# as nothing though it is no format character: fillers and the signs that choose another shape of the one before.
_FORMAT = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202d\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_BLANK = re.compile("[\\s\u2800]")  # and the pattern of braille without a dot
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-"))
_DASHES = str.maketrans(dict.fromkeys("\u02d7\u2012\u2013\u2014\u2015\u2043\u207b\u2212\u2796\ufe58", "-"))
# Signs that look like those of a keyboard: a message can't show what is wrong with them.
_ALIKE = str.maketrans(
    {sign: plain for plain, signs in {
        ",": "\u201a\u066b\uff0c\ufe50", ".": "\u2024\uff0e\ufe52\u00b7\u0387\u2027\u2219\u22c5",
        ":": "\u2236\ua789\uff1a\ufe55", "/": "\u2044\u2215\uff0f", "<": "\uff1c\ufe64",
    }.items() for sign in signs}
)  # fmt: skip
_LETTERS = str.maketrans(dict.fromkeys("OoОоΟο", "0") | dict.fromkeys("lIІӀΙ", "1"))  # of three scripts


def without_format(text: str) -> str:
    """The text without format characters, and with one kind of hyphen. Dashes and blanks stay."""
    return _FORMAT.sub("", text).translate(_HYPHENS)


def as_typed_by_hand(text: str) -> str:
    """The text as a keyboard would have given it: no format characters, every blank a space, every dash a hyphen."""
    return _BLANK.sub(" ", without_format(text)).translate(_DASHES).strip()


def with_plain_signs(text: str) -> str:
    """The text with the signs of a keyboard for those that only look like them, and one blank for several."""
    return " ".join(text.translate(_ALIKE).split())


def has_invisible(text: str) -> bool:
    """Whether something is left in it that cannot be seen: control characters, or signs that no standard gives a shape."""
    return not text.isprintable()


def has_other_digits(text: str) -> bool:
    """Whether a digit of another script is in it."""
    return any(sign.isdecimal() and not sign.isascii() for sign in text)


def with_digits(text: str) -> str:
    """The text with 0 and 1 for the letters that look like them, where it has digits and no other letters; else as it is."""
    read = text.translate(_LETTERS)
    return text if any(sign.isalpha() for sign in read) or not any("0" <= sign <= "9" for sign in text) else read
