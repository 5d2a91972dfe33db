"""Signs that nobody sees or tells apart, made alike: in what is typed or pasted, and in the marks of the text.

A number copied from a laboratory system or a chat carries direction marks, soft hyphens, thin blanks and hyphens that
must not break; the figure is the same with and without them.
"""

import re

# Unicode's category Cf, "format": joiners, direction marks, the byte order mark, the soft hyphen. Written out, because the
# table of all categories would lie in the memory that every page loads; a test compares the two. One is left out, U+202E: it
# turns what follows round on the screen, so that 12 is seen as 21. Text with it is refused.
_FORMAT = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202d\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_BLANK = re.compile(r"\s")
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-"))
_DASHES = str.maketrans(dict.fromkeys("\u2012\u2013\u2212", "-"))


def without_format(text: str) -> str:
    """The text without format characters, and with one kind of hyphen. Dashes and blanks stay."""
    return _FORMAT.sub("", text).translate(_HYPHENS)


def as_typed_by_hand(text: str) -> str:
    """The text as a keyboard would have given it: no format characters, every blank a space, every dash a hyphen."""
    return _BLANK.sub(" ", without_format(text)).translate(_DASHES).strip()


def has_invisible(text: str) -> bool:
    """Whether something is left in it that cannot be seen: control characters, or signs that no standard gives a shape."""
    return not text.isprintable()
