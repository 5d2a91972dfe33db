"""What a page's Markdown may put into the site: text, and nothing that a browser acts upon.

Twice, by lists of what is allowed. `slips` reads the source line by line, so that an editor is told at file and line; it is
wider than Markdown and refuses what only looks like HTML. `left_over` looks at what Python-Markdown made of it, whatever way
it came in by; the build ends there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from calculators.facts.marks import MARK, QUOTE, SOURCES
from guide.editing.finding import words

# Raw HTML to the letter: a reader of HTML and a reader of Markdown cannot differ about these.
ALLOWED_HTML = ('<span lang="…">', "</span>", "<br>", "<sub>", "</sub>", "<sup>", "</sup>")
_TAG = re.compile(r'<span lang="[a-z]{2}">|</span>|<br>|</?su[bp]>')
_WEB = re.compile(r"<https?://[A-Za-z0-9][^\s<>\"'`\\]*>")  # an address as its own words
_OPENS = re.compile(r"<[A-Za-z/!?][^\n>]{0,60}>?")
# Names in curly brackets: of a heading (or a mark), of a reference. `{…}` with anything else would set attributes.
_FACTS = "|".join(SOURCES)
_NAME = re.compile(rf"\{{#(?!(?:{_FACTS})-)[a-z][a-z0-9-]*\}}|\{{: #ref-[0-9]+ \}}")
_BRACES = re.compile(r"\{[^{}\n]*\}?")
_LIKE_A_MARK = re.compile(rf"\]\s*\{{#(?:{_FACTS})-[^}}]*\}}?|\{{(?:{_FACTS})-[a-z0-9.-]*\}}?")  # the marks' own check tells
_CODE = re.compile(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)")  # a backtick behind a backslash is a backtick
# Across lines, as Markdown reads it; where an address is given a name, also in a quotation or an item. What stands behind an
# address and is no title belongs to the address.
_TARGET = re.compile(
    r"(?:\]\(|^[ \t>*+:-]*(?:[0-9]+[.)][ \t>]*)?\[(?P<name>[^\]\n]+)\]:)(?=\s*(?:<(?P<angled>[^>]*)|(?P<plain>[^ \t\n)]*)"
    r"(?P<rest>[ \t]+[^\s\"'(][^\n)]*|[ \t]+\"[^\"\n]*\"[ \t]*[^\s)][^\n)]*)?))",
    re.MULTILINE,
)
_PICTURE = re.compile(r"!\[(?P<text>[^\[\]]*)\](?!\()(?:\s?\[(?P<name>[^\[\]]*)\])?")  # by the name of its address
_OPTION = re.compile(r"^ {4,}([a-z_]+)\s*:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]")
SCHEMES = ("https:", "http:", "mailto:")
FRONT_MATTER = ("title", "description", "source", "source_version", "approved", "last_confirmed", "next_review", "search")

# The boxes that the theme knows. Any other word would become a class, by which a box could look like a figure or an answer of ours.
BOXES = ("note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug", "example", "quote")
_BOX = re.compile(r"[ \t]*(?:!!!|\?\?\?\+?)[ \t]*(?P<kind>[^\"\n]*)")

TAGS = frozenset({
    "a", "abbr", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li",
    "ol", "p", "pre", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
ATTRIBUTES = frozenset({"align", "alt", "class", "href", "id", "lang", "role", "src", "start", "tabindex", "title"})
ADDRESSES = ("href", "src")
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")


@dataclass(frozen=True)
class Slip:
    """Something that is more than text: `code` picks the wording, `read` is what stands there. `line` is 0 where unknown."""

    code: str
    read: str
    line: int = 0


def is_safe_address(address: str, *, loaded: bool = False) -> bool:
    """Whether a browser finds a page of the site or a plain web address in it; of what is `loaded`, only a file of the site.

    Read as a browser does: entities are decoded, and blanks and control characters, which it drops, are refused.
    """
    read = html.unescape(address).strip(" ")
    if _CONTROL.search(read) or "\\" in read or read.startswith("//"):
        return False
    scheme = _SCHEME.match(read.split("/")[0])
    if not scheme:
        return ":" not in read.split("/")[0]
    return not loaded and scheme[0].lower() in SCHEMES


def is_name(attributes: str) -> bool:
    """Whether what stands in curly brackets behind an element gives it a name and does no more."""
    return re.fullmatch(r"#[a-z][a-z0-9.-]*\s*", attributes) is not None


def message(slip: Slip, lang: str) -> str:
    """What an editor is told, in the language of the page."""
    allowed = {"front_matter": FRONT_MATTER, "box": BOXES}.get(slip.code, ALLOWED_HTML)
    return words(lang)["findings"][f"only_text_{slip.code}"].format(read=slip.read, allowed=", ".join(allowed))


@lru_cache(maxsize=200)
def slips(text: str) -> tuple[Slip, ...]:
    """What in a page's source is more than text, by line; front matter is `front_matter_slips`'s."""
    return tuple(_slips(text))


def _slips(text: str) -> Iterator[Slip]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")  # as Markdown does: no other sign ends a line for it
    start = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), -1) + 1 if lines[0] == "---" else 0
    in_block = False
    for number, raw in enumerate(lines[start:], start + 1):
        line = _CODE.sub(lambda code: " " * len(code[0]), raw)
        if in_block and _OPTION.match(line):
            yield Slip("attributes", line.strip(), number)
            continue
        in_block = (line.startswith("///") and line.strip() != "///") or (in_block and not line.strip())
        if (box := _BOX.match(line)) and box["kind"].strip().lower() not in BOXES:
            yield Slip("box", box["kind"].strip(), number)
        bare = _WEB.sub("", _TAG.sub("", line))
        if opened := _OPENS.search(bare):
            yield Slip("html", opened[0], number)
        named = _LIKE_A_MARK.sub("", _NAME.sub("", QUOTE.sub("", MARK.sub("", line))))
        if braces := _BRACES.search(named):
            yield Slip("attributes", braces[0], number)
    yield from _address_slips("\n".join(_CODE.sub(lambda code: " " * len(code[0]), line) for line in lines[start:]), start + 1)


def _address_slips(text: str, first: int) -> Iterator[Slip]:
    """Addresses that are more than a place to go to; `first` is the number of the first line."""
    pictures = {_name(picture["name"] or picture["text"]) for picture in _PICTURE.finditer(text)}
    for target in _TARGET.finditer(text):
        which = "plain" if target["angled"] is None else "angled"
        address, rest = target[which], target["rest"] or ""
        begins = target.start(which) + len(address) - len(address.lstrip())
        before = text[max(0, target.start() - 500) : target.start()].rpartition("\n\n")[2]
        loaded = _name(target["name"]) in pictures if target["name"] else before.rpartition("[")[0].endswith("!")
        if rest or not is_safe_address(address.strip(), loaded=loaded):
            yield Slip("address", address.strip() + rest, first + text.count("\n", 0, begins))


def _name(text: str) -> str:
    """The name of an address as Markdown compares it."""
    return " ".join(text.split()).lower()


def front_matter_slips(meta: Mapping[str, object]) -> Iterator[Slip]:
    """Keys in front matter that the site does not know, for some would choose a template or hide parts of the page; and values that
    are more than one, which no template can show: a list can even hold itself."""
    for key, value in meta.items():
        inner = value.values() if key == "search" and isinstance(value, Mapping) else (value,)
        if key not in FRONT_MATTER:
            yield Slip("front_matter", str(key))
        elif any(isinstance(one, Mapping | list | set | bytes) for one in inner):
            yield Slip("front_matter_value", str(key))


def left_over(root: Element, raw: Iterable[str], facts: Iterable[str], own: Iterable[Element] = ()) -> Iterator[Slip]:
    """What Markdown made that is more than text: in its tree, and in the pieces that it passes on as they stand.

    `own` are elements that the site makes itself, such as marks; only they may carry the ids of facts.
    """
    made, names = {id(one) for one in own}, frozenset(facts)
    for element in root.iter():
        if element.tag not in TAGS:
            yield Slip("html", f"<{element.tag}>")
        kinds = element.get("class", "").split()
        if kinds[:1] == ["admonition"] and not set(kinds[1:]) <= set(BOXES):
            yield Slip("box", " ".join(kinds[1:]))
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES and not name.startswith("data-"):
                yield Slip("attributes", f'{name}="{value}"')
            elif name in ADDRESSES and not is_safe_address(value, loaded=name == "src"):
                yield Slip("address", value)
            elif name == "id" and value in names and id(element) not in made:
                yield Slip("attributes", f'id="{value}"')
    for piece in raw:
        if not _ENTITY.fullmatch(piece) and not _TAG.fullmatch(piece):
            yield Slip("html", piece.strip()[:60])
