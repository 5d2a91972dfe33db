"""Lays down a guideline or a calculator that builds and passes at once, in both languages, to be filled in.

What is laid down is template text and says so: every sentence of it begins with MAL or SKABELON, and check.py warns as long
as one is left. Nothing is written unless all of it can be. Exit code: 0 done, 1 it cannot be done (and why).
"""

from __future__ import annotations

import argparse
import difflib
import json
import keyword
import re
import sys
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from guide.project import LANGUAGES, ROOT, write_all
from guide.records.page_status import FIELDS
from guide.setup import arguments, toolchain

SKELETON = Path(__file__).resolve().parent / "skeleton"
SHAPE = re.compile(r"(?:([<≤>≥≈]) )?(range )?(.+)")
NO_NUMBERS = ("text", "date", "season", "ratio", "code")
COLOURS = ("teal", "plum", "slate")
WEIGHTS = 'weight_kg = { limits = ["0.5", "30", "150", "300"], table = ["40", "120", "5"] }\n'  # of adults; to be changed


class Plan:
    """All the files as they shall be, written at once at the end."""

    def __init__(self, root: Path):
        self.root = root
        self.files: dict[str, str] = {}

    def read(self, name: str) -> str:
        try:
            return self.files.get(name) or (self.root / name).read_text("utf-8")
        except FileNotFoundError:
            raise toolchain.SetupError(f"{name} is not there: restore it with `git checkout {name}`") from None

    def add(self, name: str, skeleton: str, values: dict[str, str]) -> None:
        """A new file from the skeleton. Raises SetupError if it is there already."""
        if (self.root / name).exists():
            raise toolchain.SetupError(f"{name} is there already: choose another name, or take it away first")
        self.files[name] = filled(skeleton, values)

    def insert(self, name: str, pattern: str, text: str, *, before: bool = False) -> None:
        """Put `text` after (or before) the last place where `pattern` fits. Raises SetupError if it fits nowhere."""
        whole = self.read(name)
        found = list(re.finditer(pattern, whole, re.MULTILINE))
        if not found:
            raise toolchain.SetupError(f"{name} has no line like {pattern!r} any more: put this in by hand: {text.strip()}")
        at = found[-1].start() if before else found[-1].end()
        self.files[name] = whole[:at] + text + whole[at:]

    def append(self, name: str, text: str) -> None:
        self.files[name] = self.read(name).rstrip("\n") + "\n" + text

    def without_reason(self, fact: str) -> None:
        """Take the reason why no rule computes with the fact out of the register."""
        name = "calculators/facts/register.toml"
        whole = self.read(name)
        reason = rf"(^\[{re.escape(fact)}\]\n(?:(?!\[).*\n)*?)text_only = .*\n"
        self.files[name] = re.sub(reason, r"\1", whole, count=1, flags=re.MULTILINE)

    def write(self) -> None:
        write_all(self.root, self.files)


def filled(skeleton: str, values: dict[str, str]) -> str:
    return Template((SKELETON / skeleton).read_text("utf-8")).substitute(values)


def known_sources(plan: Plan) -> list[str]:
    tables = tomllib.loads(plan.read("docs/guidelines.toml")).values()
    return [table["source"] for table in tables if isinstance(table, dict)]


def guideline(plan: Plan, name: str, colour: str, titles: dict[str, str] | None = None) -> None:
    """Pages, menu, source, one marked fact. The name is folder, source and prefix of the facts; `titles` are by language."""
    if not re.fullmatch(r"[a-z][a-z0-9]{1,19}", name) or name in ("about", "assets", "guides"):
        raise toolchain.SetupError(f"guideline {name}: take one short word of small letters a–z and digits, such as albumin")
    if name in known_sources(plan) or (plan.root / f"docs/nb/{name}").exists():
        raise toolchain.SetupError(f"guideline {name} is there already")
    # Its pages stand at /nb/NAME/, its calculators in calculators/NAME.
    taken = (f"docs/{name}", f"docs/{LANGUAGES[0]}/{name}.md", f"calculators/{name}", f"calculators/{name}.py")
    if name in LANGUAGES or keyword.iskeyword(name) or any((plan.root / one).exists() for one in taken):
        raise toolchain.SetupError(f"guideline {name}: the name is taken by a part of the guide, or by Python: take another one")
    titles = {lang: (titles or {}).get(lang) or name.capitalize() for lang in LANGUAGES}
    used = [field for field in FIELDS if re.search(rf"^{field}:", plan.read("docs/nb/sid/index.md"), re.MULTILINE)]
    shared = {"name": name, "more_fields": "".join(f"{field}:\n" for field in used)}
    words = {
        "nb": ("MAL", "Gjengitt med egne ord fra (MAL: kildens navn). Ved uenighet gjelder kilden."),
        "da": ("SKABELON", "Gengivet med egne ord fra (SKABELON: kildens navn). Ved uoverensstemmelse gælder kilden."),
    }
    table = f'\n[{name}]\nsource = "{name}"\ncolour = "{colour}"\n{WEIGHTS}'
    for lang in LANGUAGES:
        template, footer = words[lang]
        title = titles[lang]
        values = {**shared, "title": title}
        plan.add(f"docs/{lang}/{name}/index.md", f"page.{lang}.md", values)
        plan.insert(f"docs/{lang}/index.md", r"^## .*\{#about\}\n", f"/// panel | {name}\n///\n\n", before=True)
        called = f"{title} ({template}: kildens navn)"
        table += f'\n[{name}.{lang}]\nname = "{title}"\nsource = "{called}"\npanel = "{template}: kildens navn"\n'
        table += f'called = "{template}: kildens navn"\n'
        table += f'footer = "{footer}"\nanswer = "{called}"\n'
        table += f"\n[{name}.{lang}.menu]\n"
    plan.append("docs/guidelines.toml", table)
    schema = "releases/facts.schema.json"  # what is published names its sources
    plan.insert(schema, r'"propertyNames": \{"pattern": "\^\((?:\w+\|)*\w+', f"|{name}")
    plan.insert(schema, r'"source": \{"enum": \[[^]\n]*', f', "{name}"')
    register_fact(plan, f"{name}-what", "text", 'text_only = "template; no rule computes with it"\n')
    freeze_fact(plan, f"{name}-what", f"{name}/index", {})
    own = f"# /docs/*/{name}/ @ORGANISATION/TEAM-FOR-{name.upper()}\n"
    plan.append(".github/CODEOWNERS", f"#\n# {title}\n{own}")


def calculator(plan: Plan, name: str, page: str, facts: list[str]) -> None:
    """A folder with rule, words and examples, its place on the page in both languages, and its word to the readers.

    `facts` are ids of the register: what is a number of them is read, the rest is cited.
    """
    page = page.removesuffix(".md")
    guide = page.partition("/")[0]
    own = name.removeprefix(f"{guide}-").replace("-", "_")
    folder = f"calculators/{guide}/{own}"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or keyword.iskeyword(own) or not own.isidentifier():
        raise toolchain.SetupError(f"calculator {name}: take words of small letters and hyphens, such as albumin-review; none of Python's")
    if name in calculators_of(plan) or (plan.root / folder).exists() or (plan.root / f"{folder}.py").exists():
        raise toolchain.SetupError(f"calculator {name} is there already")
    for lang in LANGUAGES:
        if not (plan.root / f"docs/{lang}/{page}.md").is_file():
            raise toolchain.SetupError(f"--page {page}: docs/{lang}/{page}.md is not there: name a page without .md, such as ivig/dose")
    if not re.search(r"^source: (\w+)", plan.read(f"docs/nb/{page}.md"), re.MULTILINE):
        raise toolchain.SetupError(f"--page {page} names no source: a calculator stands on a page of a guideline")
    read = read_facts(plan, facts)
    has_one = any(re.search(r"\{#calculator\}", plan.read(f"docs/{lang}/{page}.md")) for lang in LANGUAGES)
    shown = "Answer, Quantity, Step, Value" if read else "Answer, Step, Value"
    imports = sorted([f"calculators.answer import {shown}", "calculators.calculator import Calculator",
                      "calculators.form.fields import Field", f"{folder.replace('/', '.')}.rule import Figures, Inputs, Sentence, due"])
    values = {
        "name": name,
        "page": page.removesuffix("index").rstrip("/"),
        "anchor": f"on-{name}" if has_one else "calculator",
        "imports": "\n".join(f"from {line}" for line in imports),
        "numbers": "from decimal import Decimal\n" if read else "",
        "read": "from calculators.facts.read import read\n\n\n" if read else "\n",
        "sentences": "".join(f'    {constant(fact)} = "{fact}"\n' for fact in dict.fromkeys(facts)),
        "figures": "".join(f"    {one.field}: Decimal = {one.declared}\n" for one in read),
        "values": "".join(one.value for one in read),
        "expected": "".join(f', {one.field} = "{one.number}"' for one in read),
        "days": reference_days(),
        **{f"words_{lang}": "".join(f'{one.field} = "{word} {number}"\n' for number, one in enumerate(read, 1))
           for lang, word in (("nb", "MAL: tall"), ("da", "SKABELON: tal"))},
    }
    for target, skeleton in (("__init__.py", "init.txt"), ("rule.py", "rule.txt"), ("nb.toml", "words.nb.toml"),
                             ("da.toml", "words.da.toml"), ("examples.toml", "examples.toml")):
        plan.add(f"{folder}/{target}", skeleton, values)
    if not (plan.root / f"calculators/{guide}/__init__.py").exists():
        plan.files[f"calculators/{guide}/__init__.py"] = f'"""{guide}: a folder for each calculator, and what they share."""\n'
    for lang in LANGUAGES:
        plan.append(f"docs/{lang}/{page}.md", filled(f"section.{lang}.md", values))
    plan.append("releases/next.toml", f'\n[[change]]\ncalculator = "{name}"\nnb = "MAL: hva kalkulatoren gir."\n'
                                      'da = "SKABELON: hvad beregneren giver."\n')


def constant(fact: str) -> str:
    return fact.upper().replace("-", "_")


def calculators_of(plan: Plan) -> list[str]:
    """The ids of the calculators that are there."""
    found = []
    for words in (plan.root / "calculators").glob("*/*/nb.toml"):
        guide, own = words.parts[-3], words.parts[-2].replace("_", "-")
        found += [own, f"{guide}-{own}"]
    return found


@dataclass(frozen=True)
class Reading:
    """A number of the text as the skeleton reads and shows it: the field, how it is declared, and what it is today."""

    fact: str
    field: str
    declared: str
    shown: str
    number: str

    @property
    def value(self) -> str:
        return f'            Value("{self.field}", Quantity(figures.{self.field}, "{self.shown}"), (Sentence.{constant(self.fact)},)),\n'


def read_facts(plan: Plan, facts: list[str]) -> list[Reading]:
    """Every number of the facts. Takes away the reason why no rule computes with one. Raises SetupError for a fact that is not there."""
    from calculators.facts.check import check_docs, register
    from calculators.facts.figure import Figure
    from calculators.rulekit.numbers import plain

    found: list[Reading] = []
    if not facts:
        return found
    now, entries = check_docs(plan.root), register()
    for fact in dict.fromkeys(facts):
        if fact not in entries or fact not in now.by_id:
            near = difflib.get_close_matches(fact, entries, 3)
            raise toolchain.SetupError(f"--fact {fact}: no such fact{f'; there is {chr(44).join(near)}' if near else ''}")
        if entries[fact].text_only:
            plan.without_reason(fact)
        for name, shape in entries[fact].shape.items():
            match = SHAPE.fullmatch(shape)
            figure = now.figure(fact, name) if match and match[3] not in NO_NUMBERS else None  # words have none
            if not match or not isinstance(figure, Figure):
                continue
            comparator, is_range, unit = match.groups()
            for part in ("low", "high") if is_range else ("number",):
                options = [f'"{unit}"', *([f'"{comparator}"'] if comparator else []), *([f'part="{part}"'] if is_range else []),
                           *([f'name="{name}"'] if name != "value" else [])]
                number = figure.high if part == "high" else figure.low
                assert number is not None, "the check of the text saw both ends of a range"
                found.append(Reading(fact, f"figure_{len(found) + 1}", f"read(Sentence.{constant(fact)}, {', '.join(options)})",
                                     "" if unit == "count" else unit, plain(number)))
    return found


def reference_days() -> str:
    """A list of days in TOML, a line a year."""
    def of(year: int) -> str:
        days = (date(year, month, day) for month in range(1, 13) for day in (1, 15, monthrange(year, month)[1]))
        return "".join(f'"{day}", ' for day in days)

    return "".join(f"\n    {of(year).strip()}" for year in (2026, 2027, 2028)) + "\n"


def register_fact(plan: Plan, fact: str, shape: str, reason: str = "") -> None:
    plan.append("calculators/facts/register.toml", f'\n[{fact}]\nsection = "template"\nshape = {{ value = "{shape}" }}\n{reason}')


def freeze_fact(plan: Plan, fact: str, page: str, figures: dict[str, Any]) -> None:
    """Add the fact to those that the tests' expected values rest on."""
    name = "tests/facts.frozen.json"
    data = json.loads(plan.read(name))
    place = page.removesuffix("index").rstrip("/")
    data[fact] = {"figures": figures, "pages": dict.fromkeys(("da", "nb"), place), "sentences": dict.fromkeys(("da", "nb"), "…")}
    plan.files[name] = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def freeze(plan: Plan, names: list[str]) -> list[str]:
    """Put the figures of facts, as the text has them now, among those that the tests' expected values rest on.

    Returns a line for each: somebody has to hold it against the source. Raises SetupError for a fact that is not there.
    """
    from calculators.facts.check import check_docs

    now, said = check_docs(plan.root), []
    for name in dict.fromkeys(names):
        if name not in now.by_id:
            near = difflib.get_close_matches(name, now.by_id, 3)
            raise toolchain.SetupError(f"{name}: no such fact{f'; there is {chr(44).join(near)}' if near else ''}")
        fact = now[name]
        freeze_fact(plan, name, fact.pages[LANGUAGES[0]], {part: figure.to_json() for part, figure in fact.figures.items()})
        for part in fact.figures:
            mark = fact.marks[LANGUAGES[0]][part]
            said.append(f"{name}{'' if part == 'value' else '.' + part}: {mark.words} (docs/{LANGUAGES[0]}/{mark.file})")
    return said


def asked(titles: dict[str, str | None]) -> dict[str, str]:
    """The titles of a guideline: as given, else asked for where somebody is there to answer, else left to the template."""
    found = {}
    for lang, title in titles.items():
        found[lang] = title or (input(f"Title in the menu ({lang}): ").strip() if sys.stdin.isatty() else "")
    return found


def main() -> int:
    parser = arguments.Parser(description="Lay down a guideline or a calculator to fill in.")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    kinds = parser.add_subparsers(dest="kind", required=True)
    one = kinds.add_parser("guideline", help="pages, menu, source and one marked fact")
    one.add_argument("name", help="one short word: folder, source and prefix of its facts")
    one.add_argument("--colour", choices=COLOURS, default="slate", help="its accent (slate)")
    for lang in LANGUAGES:
        one.add_argument(f"--title-{lang}", metavar="TITLE", help=f"what it is called in the menu ({lang}); asked for if left out")
    three = kinds.add_parser("freeze", help="the figures of facts, as the text has them, for the tests to rest on")
    three.add_argument("fact", nargs="+", help="a fact whose figures were held against the source by hand")
    two = kinds.add_parser("calculator", help="rule, words, examples, and its place on a page")
    two.add_argument("name", help="its id, such as albumin-review")
    two.add_argument("--page", required=True, help="the page it stands on, such as albumin/index")
    two.add_argument("--fact", action="append", default=[], metavar="FACT",
                     help="a fact that it reads or cites, such as nel-rate-1; again for each")
    args = parser.parse_args()
    plan = Plan(args.root)
    if args.kind == "freeze":
        said = freeze(plan, args.fact)
        plan.write()
        for line in said:
            toolchain.say(line)
        toolchain.say("Hold each of these against the source by hand: the tests believe them from now on.")
        return 0
    if args.kind == "guideline":
        guideline(plan, args.name, args.colour, asked({lang: getattr(args, f"title_{lang}") for lang in LANGUAGES}))
    else:
        calculator(plan, args.name, args.page, args.fact)
    plan.write()
    for name in sorted(plan.files):
        toolchain.say(name)
    toolchain.say("Now write the text where MAL and SKABELON stand; python3 scripts/check.py names each place that is left.")
    return 0
