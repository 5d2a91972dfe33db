"""The pass over both languages: every fact there once, readable, alike, and of the right shape.

All slips are gathered and reported together, each with file, line, fact, what was read and what
was expected, in the language of the page it stands on.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from calculators.catalogue import catalog
from calculators.errors import FactErrors
from calculators.facts import LANGUAGES, Fact, Facts, Marked
from calculators.facts.figure import Figure, FigureSlip, Written, parse_figure
from calculators.facts.marks import BadMark, Mark, find_marks, find_quotes, sentence

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Entry:
    """What the register says of a fact: shapes by figure name, its users or why it has none."""

    id: str
    shape: dict[str, str]
    section: str
    used_by: tuple[str, ...]
    text_only: str


@dataclass(frozen=True)
class Slip:
    """One thing an editor must mend. `code` picks the wording, `values` fill it."""

    code: str
    file: str
    line: int
    fact: str
    lang: str
    values: dict[str, str]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"

    @property
    def message(self) -> str:
        """What is wrong with which fact, without the place."""
        words = _wording(self.lang)
        shape = words["shapes"]
        values = {k: shape.get(v, v) if k == "expected" else v for k, v in self.values.items()}
        return f"{self.fact}: " + words["slips"][self.code].format(**values)


@cache
def _wording(lang: str) -> dict:
    return tomllib.loads((HERE / f"{lang}.toml").read_text(encoding="utf-8"))


@cache
def register() -> dict[str, Entry]:
    """The register, by fact."""
    data = tomllib.loads((HERE / "register.toml").read_text(encoding="utf-8"))
    return {
        id: Entry(id, e["shape"], e["section"], tuple(e.get("used_by", ())), e.get("text_only", ""))
        for id, e in data.items()
    }


def read_pages(root: Path, lang: str) -> dict[str, str]:
    """The Markdown of a language: path from the root of the project -> text."""
    folder = root / "docs" / lang
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))
    }


def check_docs(root: Path) -> Facts:
    """Read the facts of the project at `root`. Raises FactErrors with every slip found."""
    return check_pages({lang: read_pages(root, lang) for lang in LANGUAGES})


def check_pages(pages: dict[str, dict[str, str]]) -> Facts:
    """Read the facts from pages given as {language: {path: Markdown}}. Raises FactErrors."""
    slips: list[Slip] = []
    figures = {lang: _figures_of_language(lang, pages[lang], slips) for lang in LANGUAGES}
    facts: dict[str, Fact] = {}
    for entry in register().values():
        read = {lang: figures[lang].get(entry.id, {}) for lang in LANGUAGES}
        _compare_languages(entry, read, slips)
        if all(set(read[lang]) == set(entry.shape) for lang in LANGUAGES):
            here = read[LANGUAGES[0]]
            facts[entry.id] = Fact(
                entry.id,
                {name: figure for name, (_, figure) in here.items() if figure is not None},
                {lang: _page_of(read[lang]["value"][0].file) for lang in LANGUAGES},
                {lang: _sentence_of(read[lang]["value"][0], pages[lang]) for lang in LANGUAGES},
                {lang: {name: _marked(mark) for name, (mark, _) in read[lang].items()} for lang in LANGUAGES},
            )
    if slips:
        raise FactErrors(sorted(slips, key=lambda s: (s.file, s.line, s.fact)))
    found = Facts(facts)
    _check_calculators(found, {lang: figures[lang] for lang in LANGUAGES})
    return found


def _page_of(file: str) -> str:
    """`docs/nb/ivig/dose.md` -> `ivig/dose`; an index page is its folder."""
    page = file.split("/", 2)[2].removesuffix(".md")
    return page.removesuffix("index").rstrip("/")


def _marked(mark: Mark) -> Marked:
    return Marked(mark.text, mark.file.split("/", 2)[2])


def _sentence_of(mark: Mark, pages: dict[str, str]) -> str:
    return sentence(pages[mark.file].splitlines()[mark.line - 1])


def _figures_of_language(lang, pages, slips):
    """{fact: {name: (mark, figure)}}; a mark without a figure has None."""
    found: dict[str, dict[str, tuple[Mark, Figure | Written | None]]] = {}
    for file, text in pages.items():
        for mark in find_marks(text, file):
            if isinstance(mark, BadMark):
                slips.append(Slip(mark.code, file, mark.line, "–", lang, {"read": mark.read}))
                continue
            entry = register().get(mark.fact)
            full = mark.fact if mark.name == "value" else f"{mark.fact}.{mark.name}"

            def slip(code, mark=mark, full=full, **values):
                slips.append(Slip(code, mark.file, mark.line, full, lang, {"read": mark.text, **values}))

            if entry is None:
                slip("unknown_fact")
            elif mark.name not in entry.shape:
                slip("unknown_name", expected=", ".join(n for n in entry.shape if n != "value") or "–")
            elif mark.name in found.get(mark.fact, {}):
                other = found[mark.fact][mark.name][0]
                slip("doubled", other=f"{other.file}:{other.line}")
            else:
                shape = entry.shape[mark.name]
                figure = None
                if shape != "text":
                    figure = _figure(mark, lang, shape, slip, entry)
                    if figure is None:
                        continue
                found.setdefault(mark.fact, {})[mark.name] = (mark, figure)
        for quote in find_quotes(text, file):
            entry = register().get(quote.fact)
            if entry is None or entry.shape.get(quote.name, "text") == "text":
                slips.append(Slip("quote_unknown", file, quote.line, quote.text.strip("{}"), lang, {"read": quote.text}))
    return found


def _figure(mark, lang, shape, slip, entry):
    try:
        figure = parse_figure(mark.text, lang, shape)
    except FigureSlip as error:
        slip(error.code, expected=shape)
        return None
    if isinstance(figure, Figure) and figure.shape != shape:
        users = ", ".join(entry.used_by)
        slip("wrong_shape_used" if users else "wrong_shape", expected=shape, users=users)
        return None
    return figure


def _compare_languages(entry, read, slips):
    reported = {slip.fact.partition(".")[0] + "." + (slip.fact.partition(".")[2] or "value") for slip in slips}
    for name in entry.shape:
        full = entry.id if name == "value" else f"{entry.id}.{name}"
        there = {lang: read[lang][name] for lang in LANGUAGES if name in read[lang]}
        if f"{entry.id}.{name}" in reported and len(there) < len(LANGUAGES):
            continue  # its own slip says it already
        if not there:
            slips.append(Slip("missing_everywhere", "docs", 0, full, LANGUAGES[0], {}))
        elif len(there) == 1:
            ((lang, (mark, _)),) = there.items()
            other = next(other for other in LANGUAGES if other != lang)
            wanted = mark.file.replace(f"docs/{lang}/", f"docs/{other}/", 1)
            slips.append(
                Slip("missing_in_language", mark.file, mark.line, full, lang, {"read": mark.text, "other": wanted})
            )
        else:
            (first, one), (second, two) = (there[lang] for lang in LANGUAGES)
            if one != two:
                # Said at both places, each in its language: nobody can tell which one is new.
                for lang, here, over_there in ((LANGUAGES[0], first, second), (LANGUAGES[1], second, first)):
                    values = {"read": here.text, "other_read": over_there.text, "other": f"{over_there.file}:{over_there.line}"}
                    slips.append(Slip("languages_differ", here.file, here.line, full, lang, values))


def _check_calculators(facts: Facts, figures) -> None:
    """Let each calculator say what in the text it cannot work with: examples, periods that differ."""
    slips = []
    for calculator in catalog():
        for problem in calculator.check_text(facts):
            for lang in LANGUAGES:
                mark, _ = figures[lang][problem.fact][problem.name]
                full = mark.fact if problem.name == "value" else f"{mark.fact}.{problem.name}"
                values = {"read": mark.text, "expected": problem.expected, "calculator": calculator.id}
                slips.append(Slip(problem.code, mark.file, mark.line, full, lang, values))
    if slips:
        raise FactErrors(slips)
