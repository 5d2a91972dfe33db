"""The pass over both languages: every fact there once, readable, alike, and of the right shape.

All slips are gathered and reported together, each with file, line, fact, what was read and what
was expected, in the language of the page it stands on.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from calculators.calculator import AnyCalculator
from calculators.catalogue import catalog
from calculators.errors import FactErrors
from calculators.facts import LANGUAGES, Fact, Facts, Marked, WrongRead
from calculators.facts.figure import Figure, FigureSlip, Written, parse_figure
from calculators.facts.marks import BadMark, Mark, find_marks, find_quotes, sentence

HERE = Path(__file__).resolve().parent
REGISTER = "calculators/facts/register.toml"

_LONG = re.compile(r"([0-9]+[.,][0-9]{3})[0-9]+")  # nobody writes what follows

# The marks of a fact by the names of its figures; a mark of words alone has None for a figure.
MarksOfFact = dict[str, tuple[Mark, Figure | Written | None]]
Marks = dict[str, MarksOfFact]


@dataclass(frozen=True)
class Entry:
    """What the register says of a fact: shapes by figure name, why no calculator uses it, where none does, and for figures
    that the text itself repeats from elsewhere, which one (`mr-haem-igg4`, `mr-haem-igg6.period`)."""

    id: str
    shape: dict[str, str]
    section: str
    text_only: str
    same_as: Mapping[str, str] = field(default_factory=dict)


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
        """What is wrong with which fact, without the place, for a reader of the file's own language."""
        return self.message_in(self.lang)

    def message_in(self, reader: str) -> str:
        words, written = _wording(reader), _wording(self.lang)["written"]
        shape = {code: said.format(**written) for code, said in words["shapes"].items()}
        values = {k: _LONG.sub(r"\1…", shape.get(v, v)) if k == "expected" else v for k, v in self.values.items()}
        return f"{self.fact}: " + words["slips"][self.code].format(**written, **values)


@cache
def _wording(lang: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((HERE / f"{lang}.toml").read_text(encoding="utf-8"))


@cache
def register() -> dict[str, Entry]:
    """The register, by fact."""
    data = tomllib.loads(_register_text())
    return {
        id: Entry(id, e["shape"], e["section"], e.get("text_only", ""), e.get("same_as", {}))
        for id, e in data.items()
    }


@cache
def used_by() -> dict[str, tuple[str, ...]]:
    """The calculators that read or cite each fact, in page order, by their own declarations."""
    found: dict[str, list[str]] = {}
    for calculator in catalog():
        for fact in calculator.facts:
            found.setdefault(fact, []).append(calculator.id)
    return {fact: tuple(users) for fact, users in found.items()}


def register_slips(entries: Mapping[str, Entry], calculators: Iterable[AnyCalculator], text: str) -> list[Slip]:
    """Where the register and the calculators contradict each other: a fact that nobody uses and no reason given, a reason
    for one that is used, a use of what is not there or of another shape. `text` is the register's, for the lines."""
    users: dict[str, list[str]] = {}
    found: list[tuple[str, str, dict[str, str]]] = []
    for calculator in calculators:
        for fact in sorted(calculator.facts):
            users.setdefault(fact, []).append(calculator.id)
        for read in dict.fromkeys(one.read for one in calculator.declared):
            there = entries[read.fact].shape.get(read.name, "") if read.fact in entries else ""
            if read.fact in entries and there != read.shape:
                full = read.fact if read.name == "value" else f"{read.fact}.{read.name}"
                found.append(("register_differs", full, {"users": calculator.id, "expected": read.shape, "read": there or "–"}))
    for fact, ids in users.items():
        reason = entries[fact].text_only if fact in entries else ""
        if fact not in entries:
            found.append(("not_registered", fact, {"users": ", ".join(ids)}))
        elif reason:
            found.append(("used_and_reason", fact, {"users": ", ".join(ids), "read": reason}))
    found += [("unused", id, {}) for id, entry in entries.items() if id not in users and not entry.text_only]
    lines = {line.strip("[] "): number for number, line in enumerate(text.splitlines(), 1) if line.startswith("[")}
    return [
        Slip(code, REGISTER, lines.get(fact.partition(".")[0], 1), fact, lang, values)
        for code, fact, values in found
        for lang in LANGUAGES
    ]


def read_pages(root: Path, lang: str) -> dict[str, str]:
    """The Markdown of a language: path from the root of the project -> text."""
    folder = root / "docs" / lang
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))
    }


def check_docs(root: Path) -> Facts:
    """Read the facts of the project at `root`. Raises FactErrors with every slip found."""
    return check_pages({lang: read_pages(root, lang) for lang in LANGUAGES})


def check_pages(pages: Mapping[str, Mapping[str, str]]) -> Facts:
    """Read the facts from pages given as {language: {path: Markdown}}. Raises FactErrors."""
    slips: list[Slip] = _own_slips()
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
    for lang in LANGUAGES:
        slips += _twins_apart(lang, figures[lang])
    if slips:
        raise FactErrors(sorted(slips, key=lambda s: (s.file, s.line, s.fact)))
    found = Facts(facts)
    _check_calculators(found, figures)
    return found


@cache
def _register_text() -> str:
    return (HERE / "register.toml").read_text(encoding="utf-8")


def _own_slips() -> list[Slip]:
    """The slips of register and calculators as they are here."""
    return register_slips(register(), catalog(), _register_text())


def _page_of(file: str) -> str:
    """`docs/nb/ivig/dose.md` -> `ivig/dose`; an index page is its folder."""
    page = file.split("/", 2)[2].removesuffix(".md")
    return page.removesuffix("index").rstrip("/")


def _marked(mark: Mark) -> Marked:
    return Marked(mark.text, mark.file.split("/", 2)[2])


def _sentence_of(mark: Mark, pages: Mapping[str, str]) -> str:
    return _sentence_at(pages[mark.file], mark.line)


@lru_cache(maxsize=2000)
def _sentence_at(text: str, line: int) -> str:
    return sentence(text.splitlines()[line - 1])


def _figures_of_language(lang: str, pages: Mapping[str, str], slips: list[Slip]) -> Marks:
    """The marks of a language; one that slips is left out, or has no figure."""
    found: Marks = {}
    for file, text in pages.items():
        for mark in find_marks(text, file):
            if isinstance(mark, BadMark):
                slips.append(Slip(mark.code, file, mark.line, "–", lang, {"read": mark.read}))
                continue
            entry = register().get(mark.fact)
            full = mark.fact if mark.name == "value" else f"{mark.fact}.{mark.name}"

            def slip(code: str, mark: Mark = mark, full: str = full, **values: str) -> None:
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


def _figure(mark: Mark, lang: str, shape: str, slip: Callable[..., None], entry: Entry) -> Figure | Written | None:
    try:
        figure = parse_figure(mark.text, lang, shape)
    except FigureSlip as error:
        slip(error.code, expected=shape)
        return None
    if isinstance(figure, Figure) and figure.shape != shape:
        users = ", ".join(used_by().get(entry.id, ()))
        slip("wrong_shape_used" if users else "wrong_shape", expected=shape, users=users)
        return None
    return figure


def _compare_languages(entry: Entry, read: Mapping[str, MarksOfFact], slips: list[Slip]) -> None:
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


def _twins_apart(lang: str, marks: Marks) -> Iterator[Slip]:
    """Figures that the text repeats from another sentence and that no longer say the same number. Their comparators may differ."""
    for entry in register().values():
        for name, twin in entry.same_as.items():
            other, _, other_name = twin.partition(".")
            there = [marks.get(fact, {}).get(part) for fact, part in ((entry.id, name), (other, other_name or "value"))]
            if None in there:
                continue  # said already
            (here, one), (far, two) = (place for place in there if place is not None)
            if isinstance(one, Figure) and isinstance(two, Figure) and (one.low, one.high, one.unit) != (two.low, two.high, two.unit):
                full = entry.id if name == "value" else f"{entry.id}.{name}"
                for mark, fact, over_there, its in ((here, full, far, twin), (far, twin, here, full)):
                    place = f"{over_there.file}:{over_there.line}"
                    values = {"read": mark.text, "other_read": over_there.text, "twin": its, "other": place}
                    yield Slip("twins_apart", mark.file, mark.line, fact, lang, values)


def _check_calculators(facts: Facts, figures: Mapping[str, Marks]) -> None:
    """Let each calculator say what in the text it cannot work with: parts of what it counts, examples, periods that differ."""
    slips: list[Slip] = []

    def slip(code: str, fact: str, name: str, **values: str) -> None:
        for lang in LANGUAGES:
            mark, _ = figures[lang][fact][name]
            full = fact if name == "value" else f"{fact}.{name}"
            slips.append(Slip(code, mark.file, mark.line, full, lang, {"read": mark.text, **values}))

    for calculator in catalog():
        for figure in calculator.declared:
            try:
                figure(facts)
            except WrongRead:  # a fraction: the shape is that of the register, and the register's that of the calculator
                slip("not_whole", figure.read.fact, figure.read.name, calculator=calculator.id)
    if not slips:
        for calculator in catalog():
            for problem in calculator.check_text(facts):
                slip(problem.code, problem.fact, problem.name, expected=problem.expected, calculator=calculator.id)
    if slips:
        raise FactErrors(slips)
