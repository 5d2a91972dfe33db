"""Lays down a guideline or a calculator that builds and passes at once, in both languages, to be filled in.

What is laid down is template text and says so: every sentence of it begins with MAL or SKABELON, and check.py warns as long
as one is left. Nothing is written unless all of it can be. Exit code: 0 done, 1 it cannot be done (and why).
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from calendar import monthrange
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from guide.project import LANGUAGES, ROOT, write_all
from guide.records.page_status import FIELDS
from guide.setup import arguments, toolchain

SKELETON = Path(__file__).resolve().parent / "skeleton"


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

    def write(self) -> None:
        write_all(self.root, self.files)


def filled(skeleton: str, values: dict[str, str]) -> str:
    return Template((SKELETON / skeleton).read_text("utf-8")).substitute(values)


def known_sources(plan: Plan) -> list[str]:
    tables = tomllib.loads(plan.read("docs/guidelines.toml")).values()
    return [table["source"] for table in tables if isinstance(table, dict)]


def guideline(plan: Plan, name: str) -> None:
    """Pages, menu, source, one marked fact. The name is folder, source and prefix of the facts."""
    if not re.fullmatch(r"[a-z][a-z0-9]{1,19}", name) or name in ("about", "assets", "guides"):
        raise toolchain.SetupError(f"guideline {name}: take one short word of small letters a–z and digits, such as albumin")
    if name in known_sources(plan) or (plan.root / f"docs/nb/{name}").exists():
        raise toolchain.SetupError(f"guideline {name} is there already")
    title = name.capitalize()
    used = [field for field in FIELDS if re.search(rf"^{field}:", plan.read("docs/nb/sid/index.md"), re.MULTILINE)]
    values = {"name": name, "title": title, "more_fields": "".join(f"{field}:\n" for field in used)}
    words = {
        "nb": ("MAL", "Gjengitt med egne ord fra (MAL: kildens navn). Ved uenighet gjelder kilden."),
        "da": ("SKABELON", "Gengivet med egne ord fra (SKABELON: kildens navn). Ved uoverensstemmelse gælder kilden."),
    }
    table = f'\n[{name}]\nsource = "{name}"\ncolour = "slate"\n'
    for lang in LANGUAGES:
        template, footer = words[lang]
        plan.add(f"docs/{lang}/{name}/index.md", f"page.{lang}.md", values)
        panel = filled(f"panel.{lang}.md", values)
        plan.insert(f"docs/{lang}/index.md", r"^## .*\{#about\}\n", panel, before=True)
        called = f"{title} ({template}: kildens navn)"
        table += f'\n[{name}.{lang}]\nname = "{title}"\nsource = "{called}"\nfooter = "{footer}"\nanswer = "{called}"\n'
        table += f"\n[{name}.{lang}.menu]\n"
    plan.append("docs/guidelines.toml", table)
    schema = "releases/facts.schema.json"  # what is published names its sources
    plan.insert(schema, r'"propertyNames": \{"pattern": "\^\((?:\w+\|)*\w+', f"|{name}")
    plan.insert(schema, r'"source": \{"enum": \[[^]\n]*', f', "{name}"')
    register_fact(plan, f"{name}-what", "text", 'text_only = "template; no rule computes with it"\n')
    freeze_fact(plan, f"{name}-what", f"{name}/index", {})
    own = f"# /docs/*/{name}/ @ORGANISATION/TEAM-FOR-{name.upper()}\n"
    plan.append(".github/CODEOWNERS", f"#\n# {title}\n{own}")


def calculator(plan: Plan, name: str, page: str) -> None:
    """Rule, words, examples, tests, and its place on the page. The name is its id; the fact it reads is laid down with it."""
    page = page.removesuffix(".md")
    guide, module = page.partition("/")[0], name.replace("-", "_")
    own = name.removeprefix(f"{guide}-").replace("-", "_")
    folder = f"calculators/{guide}/{own}"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", name):
        raise toolchain.SetupError(f"calculator {name}: take two or more words of small letters a–z with hyphens, such as albumin-review")
    if (plan.root / folder).exists():
        raise toolchain.SetupError(f"calculator {name} is there already")
    for lang in LANGUAGES:
        if not (plan.root / f"docs/{lang}/{page}.md").is_file():
            raise toolchain.SetupError(f"--page {page}: docs/{lang}/{page}.md is not there: name a page without .md, such as ivig/dose")
    source = re.search(r"^source: (\w+)", plan.read(f"docs/nb/{page}.md"), re.MULTILINE)
    if not source:
        raise toolchain.SetupError(f"--page {page} names no source: a calculator stands on a page of a guideline")
    fact = f"{name}-interval" if name.startswith(f"{source[1]}-") else f"{source[1]}-{name}-interval"
    address = page.removesuffix("index").rstrip("/")
    has_one = re.search(r"\{#calculator\}", plan.read(f"docs/nb/{page}.md"))
    anchor = f"calculator-{name}" if has_one else "calculator"
    values = {"name": name, "module": module, "package": folder.replace("/", "."), "fact": fact, "page": address, "anchor": anchor}
    for target, skeleton in (("__init__.py", "init.txt"), ("rule.py", "rule.txt"), ("nb.toml", "words.nb.toml"),
                             ("da.toml", "words.da.toml"), ("examples.toml", "examples.toml"), ("page.toml", "page.toml")):
        plan.add(f"{folder}/{target}", skeleton, values)
    if not (plan.root / f"calculators/{guide}/__init__.py").exists():
        plan.files[f"calculators/{guide}/__init__.py"] = f'"""{guide}: a folder for each calculator, and what they share."""\n'
    plan.add(f"tests/oracles/{module}.py", "oracle.txt", values)
    plan.add(f"tests/properties/test_{module}_oracle.py", "test.txt", values)
    words = {
        "nb": ("Neste kontroll", "Kalkulator", "Regn ut", "MAL: slik spør en kliniker"),
        "da": ("Næste kontrol", "Beregner", "Beregn", "SKABELON: sådan spørger en kliniker"),
    }
    for lang in LANGUAGES:
        title, kind, compute, asked = words[lang]
        plan.insert(f"docs/search/{lang}.toml", r"^\[calculators\]\n(?:[a-z].*\n)+", f'{name} = ["{asked}"]\n')
        plan.append(f"docs/{lang}/{page}.md", filled(f"section.{lang}.md", values))
        link = f"- [{title} ({name})]({page}.md#{values['anchor']})\n"
        if f"{{#calculators-{guide}}}" in plan.read(f"docs/{lang}/index.md"):
            plan.insert(f"docs/{lang}/index.md", rf"^### .*\{{#calculators-{guide}\}}\n\n", link)
        else:
            first = f"### {compute} {{#calculators-{guide}}}\n\n{link}\n"
            plan.insert(f"docs/{lang}/index.md", rf"^### .*\{{#pages-{guide}\}}\n", first, before=True)
        plan.append(f"docs/{lang}/about/examples.md", f"\n## {title} ({name}) {{#on-{name}}}\n\n/// examples | {name}\n///\n")
        plan.append(f"docs/{lang}/calculators.md", f"\n{kind}: [{title} ({name})]({page}.md#{values['anchor']})\n")
    plan.append("guide/clinical/patients.toml", f'\n[[{name}]]\nwhy = "template: days of every month, a leap day among them"\n'
                                                   f"start_date = [{reference_days()}]\n")
    plan.append("releases/next.toml", f'\n[[change]]\ncalculator = "{name}"\nnb = "MAL: hva kalkulatoren gir."\n'
                                      'da = "SKABELON: hvad beregneren giver."\n')
    register_fact(plan, fact, "day")
    freeze_fact(plan, fact, address, {"value": {"comparator": "", "high": None, "low": "1", "unit": "day"}})
    team = f"@ORGANISATION/TEAM-FOR-{source[1].upper()}"
    if f"# /calculators/{guide}/ " not in plan.read(".github/CODEOWNERS"):
        plan.append(".github/CODEOWNERS", f"# /calculators/{guide}/ {team} @ORGANISATION/TEAM-OF-DEVELOPERS\n")


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


def main() -> int:
    parser = arguments.Parser(description="Lay down a guideline or a calculator to fill in.")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    kinds = parser.add_subparsers(dest="kind", required=True)
    one = kinds.add_parser("guideline", help="pages, menu, source and one marked fact")
    one.add_argument("name", help="one short word: folder, source and prefix of its facts")
    two = kinds.add_parser("calculator", help="rule, words, examples, tests, and its place on a page")
    two.add_argument("name", help="its id, such as albumin-review")
    two.add_argument("--page", required=True, help="the page it stands on, such as albumin/index")
    args = parser.parse_args()
    plan = Plan(args.root)
    if args.kind == "guideline":
        guideline(plan, args.name)
    else:
        calculator(plan, args.name, args.page)
    plan.write()
    for name in sorted(plan.files):
        toolchain.say(name)
    toolchain.say("Now write the text where MAL and SKABELON stand; python3 scripts/check.py names each place that is left.")
    return 0
