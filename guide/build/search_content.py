"""What the search finds: the sentences and rows of a language's pages, the calculators, and the words that clinicians use for them.

Read from the pages as they were built, by whatever engine, so that the anchors are those of the site. What stands in an element
with `data-ig-unsearched` is left out: forms, ready-made tables, traces, what the templates put around the text. A page whose front
matter says `search: {boost: 0.3}` counts less than others, as in the theme's own search.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import lxml.etree

from calculators import catalog
from calculators.calculator import Calculator
from calculators.errors import GuideError
from calculators.facts import Facts
from calculators.words.wording import Wording
from guide.build import configuration

BLOCKS = {"p", "li", "tr", "dt", "dd", "figcaption", "caption", "summary", "blockquote", "pre"}
CELLS = {"td", "th"}
HEADINGS = {"h1", "h2", "h3", "h4"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
COLUMNS_WEIGHT = 0.5  # the heads of a table say less than its rows
NOTE_WEIGHT = 0.6  # remarks on the source are seldom what is looked for
SIGNPOST_WEIGHT = 0.3  # a line that only leads on to another page
BETWEEN_CELLS = " · "


TABLES = {"ignore", "means", "calculators", "pages"}
OPTIONAL = {"beside", "silent"}  # words beside anything that is sought; subjects of which a remark says that the source is silent
LISTS = {"ignore", "beside"}
WORDING = Path(__file__).with_name("search_texts.toml")


class WordListError(GuideError):
    """The list of words cannot be used; the text says in the editor's language where, why, and what to do."""

    def __init__(self, lang: str, code: str, **values: object):
        self.code = code
        super().__init__(tomllib.loads(WORDING.read_text("utf-8"))[lang][code].format(**values))


@dataclass
class Block:
    """One sentence, list item or row while it is being read."""

    order: int
    weight: float
    anchor: str = ""
    text: str = ""
    linked: int = 0
    leads: bool = False  # it begins with a link
    remark: bool = False
    figures: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Section:
    """A heading with what stands below it; the first of a page is the page's title. `columns` are the heads of its tables."""

    anchor: str
    heading: str = ""
    columns: str = ""
    calculator: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A page of the site. `name` is its file without `.md`, `url` is relative to the language, `guideline` is "nel", "mr" or none."""

    name: str
    url: str
    title: str
    description: str
    guideline: str
    weight: float
    sections: tuple[Section, ...]


class _Reader:
    """Goes through the content of a page as lxml reads it, and gathers its sections."""

    def __init__(self) -> None:
        self.sections = [Section("")]
        self.open: list[tuple[str, bool, bool]] = []  # tag, whether it is left out, whether it is a note
        self.blocks: list[Block] = []
        self.heading: str | None = None
        self.figure: tuple[Block, int] | None = None
        self.in_link = False
        self.count = 0

    @property
    def skipped(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def start(self, tag: str, named: Mapping[str, str]) -> None:
        classes = named.get("class", "").split()
        if "data-calculator" in named and not self.skipped:
            self.sections[-1].calculator = named["data-calculator"]
        if tag in VOID:
            if tag == "br":
                self.data(" ")
            return
        left_out = (
            self.skipped
            or "data-ig-unsearched" in named
            or tag in ("script", "style", "template", "svg")
            or not {"headerlink", "admonition-title"}.isdisjoint(classes)
        )
        note = bool(self.open and self.open[-1][2]) or "admonition" in classes
        self.open.append((tag, left_out, note))
        if left_out:
            return
        if tag in HEADINGS:
            if tag != "h1":
                self.sections.append(Section(named.get("id", "")))
            self.heading = tag
        elif tag in BLOCKS:
            self.count += 1
            self.blocks.append(Block(self.count, NOTE_WEIGHT if note else 1.0, remark=note))
        elif tag in CELLS and self.blocks and self.blocks[-1].text:
            self.blocks[-1].text = self.blocks[-1].text.rstrip(" ") + BETWEEN_CELLS
        elif tag == "a":
            href = named.get("href", "")
            self.in_link = not href.startswith(("#", "http"))
            if self.blocks and not self.blocks[-1].text and not href.startswith("http"):
                self.blocks[-1].leads = True
        if "ig-fact" in classes and self.blocks:
            block = self.blocks[-1]
            block.anchor = block.anchor or named.get("id", "")
            if "data-figure" in named:
                self.figure = (block, len(block.text))

    def end(self, tag: str) -> None:
        if tag in VOID:
            return
        _, left_out, _ = self.open.pop()
        if not left_out:
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag in HEADINGS:
            self.heading = None
        elif tag in BLOCKS and self.blocks:
            block = self.blocks.pop()
            if any(one[0] == "thead" for one in self.open):
                self.sections[-1].columns += f" {block.text}"
            elif block.text.strip(BETWEEN_CELLS):
                if block.leads or block.linked > len(block.text) / 2:
                    block.weight *= SIGNPOST_WEIGHT
                self.sections[-1].blocks.append(block)
        elif tag == "span" and self.figure:
            block, start = self.figure
            block.figures.append((start, len(block.text)))
            self.figure = None
        elif tag == "a":
            self.in_link = False

    def data(self, data: str) -> None:
        if self.skipped:
            return
        if self.heading:
            self.sections[-1].heading += data
        elif self.blocks:
            block = self.blocks[-1]
            said = re.sub(r"[ \t\r\n]+", " ", data)
            if block.text == "" or block.text.endswith(" "):
                said = said.lstrip(" ")
            block.text += said
            block.linked += len(said) if self.in_link else 0

    def close(self) -> list[Section]:
        for section in self.sections:
            section.blocks.sort(key=lambda block: block.order)
        return self.sections


def read_page(html: str, name: str, url: str, title: str, description: str, guideline: str, weight: float) -> Page:
    """A page from its content as HTML; see `Page`."""
    sections = lxml.etree.fromstring(html or "<html>", lxml.etree.HTMLParser(target=_Reader()))
    return Page(name, url, title, description, guideline, weight, tuple(sections))


def read_built(root: Path, lang: str, folder: Path) -> list[Page]:
    """The pages of a language as they were built into `folder`, in the order of the menu."""
    pages, metas = [], configuration.front_matter(root, lang)
    for url in configuration.addresses(root, lang):
        meta = metas[url]
        search = meta.get("search") or {}
        if search.get("exclude"):
            continue
        html = (folder / url / "index.html").read_text("utf-8")
        article = html[html.index("<article") : html.rindex("</article>")]
        name = url.removesuffix("/") if (root / f"docs/{lang}/{url.removesuffix('/')}.md").is_file() else f"{url}index"
        title, description, source = (meta.get(name) or "" for name in ("title", "description", "source"))
        page = read_page(article, name, url, title, description, source, search.get("boost", 1))
        pages.append(page if title else replace(page, title=page.sections[0].heading))
    return pages


# --- the list of words ------------------------------------------------------------------------------


def read_words(root: Path, lang: str) -> dict[str, Any]:
    """The words of docs/search/<lang>.toml. Raises WordListError."""
    name = f"docs/search/{lang}.toml"
    try:
        words = tomllib.loads((root / name).read_text("utf-8"))
    except OSError as error:
        raise WordListError(lang, "missing", name=name, read=error.strerror) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WordListError(lang, "unreadable", name=name, read=error) from None
    if strange := sorted((words.keys() ^ TABLES) - OPTIONAL):
        raise WordListError(lang, "tables", name=name, read=", ".join(strange), allowed=", ".join(sorted(TABLES | OPTIONAL)))
    lists = {name: words[name] for name in sorted(LISTS & words.keys())}
    lists |= {f"{table}: {one}": said for table in sorted(words.keys() - LISTS) for one, said in words[table].items()}
    for place, said in lists.items():
        if not isinstance(said, list) or not said or not all(isinstance(word, str) and word.strip() for word in said):
            raise WordListError(lang, "list", name=name, read=place)
    return words


def word_pairs(root: Path, lang: str) -> list[tuple[str, list[str]]]:
    """What the other language's words mean in this one: the two first columns of the page of terms."""
    own, other = (0, 1) if lang == "nb" else (1, 0)
    pairs: dict[str, list[str]] = {}
    for line in (root / f"docs/{lang}/about/terms.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) < 2 or set(line) <= set("|-: ") or cells[0] == "Norsk":
            continue
        for word in _alternatives(cells[other]):
            meanings = [one for one in _alternatives(cells[own]) if one.lower() != word.lower()]
            pairs.setdefault(word, []).extend(one for one in meanings if one not in pairs.get(word, []))
    return [(word, meanings) for word, meanings in pairs.items() if meanings]


def _alternatives(cell: str) -> list[str]:
    """The words of a cell: by commas, and what stands in brackets beside what stands before them."""
    return [word.strip() for word in re.split(r"[,()]", cell) if word.strip()]


# --- the whole --------------------------------------------------------------------------------------


def _inputs(calculator: Calculator[Any, Any], say: Wording, facts: Facts) -> list[str]:
    """The words that may be typed beside what is asked: the title, and the form's labels, units and choices."""
    said = [say.title, *say.own["group"].values()]
    for one in calculator.fields(calculator.figures(facts)):
        said += [say.label(one.name), one.unit]
        if one.kind in ("choice", "one_of"):
            said += [say.choice(one.name, option) for option in one.options]
    return sorted({word for text in said for word in re.findall(r"[^\W\d_]+", text.lower())})


def _entry(section: int, block: Block) -> dict[str, Any]:
    """A sentence for the index; what is as usual is left out."""
    text = block.text.rstrip()
    figures = [(start, min(end, len(text))) for start, end in block.figures]
    usual = {"anchor": "", "figures": [], "weight": 1.0, "remark": False}
    made = {"anchor": block.anchor, "figures": figures, "weight": round(block.weight, 3), "remark": block.remark}
    return {"section": section, "text": text} | {name: value for name, value in made.items() if value != usual[name]}


def content(root: Path, lang: str, pages: list[Page], facts: Facts) -> dict[str, Any]:
    """Everything the index is made from, as JSON. Raises WordListError."""
    name, words = f"docs/search/{lang}.toml", read_words(root, lang)
    by_id = {calculator.id: calculator for calculator in catalog()}
    if unknown := sorted(words["calculators"].keys() - by_id.keys()):
        raise WordListError(lang, "calculator", name=name, read=", ".join(unknown), allowed=", ".join(by_id))
    out = {"language": lang, "ignore": words["ignore"], "pages": [], "sections": [], "entries": [], "calculators": [], "places": []}
    out["means"] = word_pairs(root, lang) + list(words["means"].items())
    places: dict[str, int] = {}
    for number, page in enumerate(pages):
        out["pages"].append({"url": page.url, "title": page.title, "guideline": page.guideline, "weight": page.weight})
        for position, section in enumerate(page.sections):
            if not section.heading and not section.blocks:
                continue
            index = len(out["sections"])
            made = {"page": number, "anchor": section.anchor, "heading": section.heading or page.title}
            blocks = section.blocks
            if section.calculator:
                say = Wording(section.calculator, lang, facts)
                made |= {"heading": say.title, "calculator": section.calculator}
                blocks = [Block(0, 1.0, text=say.plain(say.own["purpose"])), *blocks]
                if asked := words["calculators"].get(section.calculator):
                    inputs = _inputs(by_id[section.calculator], say, facts)
                    out["calculators"].append({"section": index, "asked": asked, "inputs": inputs})
            elif position == 0:
                blocks = [Block(0, 1.0, text=page.description), *blocks]
            out["sections"].append(made)
            places[page.name + (f"#{section.anchor}" if section.anchor else "")] = index
            out["entries"].append({"section": index})
            if columns := section.columns.replace(BETWEEN_CELLS, " ").strip():
                out["entries"].append({"section": index, "columns": columns, "weight": COLUMNS_WEIGHT})
            out["entries"] += [_entry(index, block) for block in blocks]
    beside = ["mg", "ml", "g", "kg", "l", *words.get("beside", [])]
    for table in ("pages", "silent"):
        for place, asked in words.get(table, {}).items():
            if place not in places:
                raise WordListError(lang, "place", name=name, read=place)
            made = {"section": places[place], "asked": asked, "inputs": beside}
            out["places"].append(made | {"silent": True} if table == "silent" else made)
    return out
