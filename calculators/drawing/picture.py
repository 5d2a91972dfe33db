"""Text and lines in a picture: SVG has no line breaks, so what a line holds is estimated here.

The units are those of a picture 640 wide; its text is set 26 high (`.ig-drawing`), which a phone
still shows large enough. Widths are taken generously, for the widest of the fonts in use.
"""

from functools import cache
from xml.etree.ElementTree import Element

from calculators.element import Attribute, el

WIDTH = 640
LINE = 34  # from one baseline to the next
FONT = 26
NARROW, WIDE = frozenset("fijltrI.,:;!|'()[]-–· \N{NO-BREAK SPACE}"), frozenset("mwMWÆØæ%@—")


def text_width(text: str) -> float:
    """How wide a line of text may become."""
    return sum(map(_letter_width, text))


@cache
def _letter_width(letter: str) -> float:
    return FONT * (0.34 if letter in NARROW else 0.9 if letter in WIDE else 0.7 if letter.isupper() else 0.58)


def wrapped(text: str, width: float) -> list[str]:
    """The text in lines that fit; a no-break space never ends one."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".lstrip(" ")
        if text_width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def written(lines: list[str], x: float, y: float, **attributes: Attribute) -> list[Element]:
    """Lines of text, the first on the baseline `y`."""
    return [el("text", line, x=round(x, 1), y=round(y + at * LINE, 1), **attributes) for at, line in enumerate(lines)]


def arrow(x: float, y: float, **attributes: Attribute) -> Element:
    """The head of an arrow that points down to (x, y)."""
    return el("polygon", points=f"{x - 8},{y - 14} {x + 8},{y - 14} {x},{y}", **attributes)


def drawing(title: str, description: str, height: float, *parts: Element) -> Element:
    """The picture, saying in words what it shows."""
    return el(
        "svg",
        el("title", title),
        el("desc", description),
        el("g", *parts, aria_hidden="true"),
        viewBox=f"0 0 {WIDTH} {round(height)}",
        role="img",
        class_="ig-drawing",
        xmlns="http://www.w3.org/2000/svg",
    )
