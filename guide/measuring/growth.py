"""Measures how the site grows: made-up guideline pages are added, and plain Material builds the same pages beside it.

Works on a copy of the project. Prints a table in Markdown: build time of both, the search, and what a reader saves. The
words of the made-up pages are those of the real ones, shuffled, so that the search meets Norwegian and Danish.

Plain Material is timed twice: one language after the other, as its commands build them, and both at once, as ours are.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from calculators.guidelines import guidelines
from guide.project import LANGUAGES, ROOT
from guide.setup import arguments, toolchain

SITE_URL = "http://127.0.0.1:8000/"
PAGES_A_GUIDELINE = 10
FRONT = '---\ntitle: "{title}"\n---\n'
NAMES = {"nb": "Oppdiktede retningslinjer", "da": "Opdigtede vejledninger"}

# What somebody has who installs MkDocs and Material, with the theme's own search in the language.
PLAIN = """\
site_name: Plain
site_url: {url}
docs_dir: {docs}
theme:
  name: material
  font: false
  language: {language}
  features: [navigation.instant, navigation.tabs, navigation.indexes, navigation.sections, navigation.footer, toc.follow]
plugins: {{search: {{lang: ["{search}"]}}}}
markdown_extensions: [attr_list, md_in_html, admonition, sane_lists, def_list, tables, toc]
nav: {nav}
"""

# Times the search that the page loads: reading the index, and each query.
ASK = """
import fs from "node:fs"; import path from "node:path"; import { pathToFileURL } from "node:url";
const [site, language] = process.argv.slice(1);
const load = (name) => import(pathToFileURL(path.join(site, "assets", name)).href);
const { Search } = await load("search/engine.mjs");
const { default: MiniSearch } = await load("search/vendor/minisearch.mjs");
const stemmers = { nb: (await load("search/vendor/stemmer-nb.mjs")).stemmer, da: (await load("search/vendor/stemmer-da.mjs")).stemmer };
const text = fs.readFileSync(path.join(site, language, "search/index.json"), "utf8");
const queries = JSON.parse(fs.readFileSync(0, "utf8"));
const began = performance.now();
const search = new Search(MiniSearch, stemmers, JSON.parse(text));
const loaded = performance.now() - began;
const times = queries.map((query) => { const start = performance.now(); search.search(query); return performance.now() - start; });
process.stdout.write(JSON.stringify({ loaded, times }));
"""


def vocabulary(language: str) -> list[str]:
    """The words of the real pages, as often as they stand there."""
    text = " ".join(path.read_text("utf-8") for path in sorted((ROOT / "docs" / language).rglob("*.md")))
    text = re.sub(r"^---.*?^---|\{[^}]*\}|\]\([^)]*\)|<[^>]*>", " ", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"[a-zæøåé]{2,}", text.lower())


def made_up_page(words: list[str], number: int) -> str:
    """Three sections, two lists and a table: about as long as a real page, and without a figure."""
    chance = random.Random(number)

    def some(least: int, most: int) -> str:
        return " ".join(chance.choices(words, k=chance.randint(least, most))).capitalize()

    parts = [FRONT.format(title=f"{some(1, 3)} {number}"), f"# {some(2, 4)} {number}", some(15, 30) + "."]
    for _ in range(3):
        parts += [f"## {some(2, 4)}", *(". ".join(some(8, 16) for _ in range(4)) + "." for _ in range(2))]
        parts.append("\n".join(f"- {some(5, 12)}" for _ in range(5)))
    parts.append("\n".join(["| A | B |", "| --- | --- |", *(f"| {some(1, 3)} | {some(4, 9)} |" for _ in range(6))]))
    return "\n\n".join(parts) + "\n"


def add_pages(project: Path, language: str, count: int) -> None:
    """Lay the made-up pages into a copy of the project, ten to a guideline, and into its navigation."""
    words, nav = vocabulary(language), []
    for number in range(count):
        guideline, page = divmod(number, PAGES_A_GUIDELINE)
        name = f"made-up/{guideline:03}/{page or 'index'}.md"
        if page == 0:
            nav.append(f"  - {NAMES[language]} {guideline + 1}:")
        nav.append(f"      - {name}")
        path = project / "docs" / language / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made_up_page(words, number), "utf-8")
    if count:
        config = project / f"mkdocs.{language}.yml"
        config.write_text(config.read_text("utf-8").rstrip() + "\n" + "\n".join(nav) + "\n", "utf-8")


def copy_project(target: Path) -> None:
    """The files that git keeps, and the tools by a link: nothing is set up again."""
    done = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                          capture_output=True, text=True)
    if done.returncode:
        raise toolchain.SetupError("this is no git repository: growth.py copies the files that git knows")
    for name in filter(None, done.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    (target / ".cache").mkdir()
    (target / ".cache/venv").symlink_to(toolchain.VENV)
    (target / "node_modules").symlink_to(ROOT / "node_modules")


def timed(commands: list[list[str]], cwd: Path) -> float:
    """Seconds until all of the commands, side by side, are done. Raises SetupError with what failed."""
    began = time.monotonic()
    env = toolchain.environment({"NO_MKDOCS_2_WARNING": "true", "PYTHONHASHSEED": "0"})
    with contextlib.ExitStack() as stack:
        logs = [stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8")) for _ in commands]
        running = [subprocess.Popen(command, cwd=cwd, env=env, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
                   for command, log in zip(commands, logs, strict=True)]
        codes = [process.wait() for process in running]
        taken = time.monotonic() - began
        for code, log in zip(codes, logs, strict=True):
            if code:
                log.seek(0)
                raise toolchain.SetupError(f"a build ended with {code}: {' / '.join(log.read().strip().splitlines()[-3:])}")
    return taken


def build_ours(project: Path) -> float:
    python = str(toolchain.venv_python(project / ".cache/venv"))  # by the name under which the copy knows it
    return timed([[python, str(project / "scripts/build.py"), "--out", str(project / "site"), "--site-url", SITE_URL]], project)


def guidelines_menu(language: str) -> str:
    """What the menu's item `guidelines` stands for, as lines of YAML."""
    lines = []
    for one in guidelines():
        [(name, pages)] = one.menu(language).items()
        lines.append(f"  - {name}:")
        lines += [f"      - {page}" if isinstance(page, str) else "      - {}: {}".format(*next(iter(page.items()))) for page in pages]
    return "\n".join(lines)


def plain_commands(project: Path) -> list[list[str]]:
    """What builds the same pages with plain Material, a command a language."""
    commands = []
    for language in LANGUAGES:
        own = (project / f"mkdocs.{language}.yml").read_text("utf-8")
        nav = own[own.index("\nnav:") + len("\nnav:") :].split("\n\n")[0]
        lines = [guidelines_menu(language) if line.startswith("  - guidelines") else line for line in nav.splitlines()]
        nav = "\n".join(lines)
        search = "da" if language == "da" else "no"
        text = PLAIN.format(url=SITE_URL, docs=project / "docs" / language, language=language, search=search, nav=nav)
        config = project / f"plain.{language}.yml"
        config.write_text(text, "utf-8")
        out = project / "plain" / language
        commands.append([str(toolchain.venv_python()), "-m", "mkdocs", "build", "-q", "-f", str(config), "-d", str(out)])
    return commands


def gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def offline_set(site: Path) -> int:
    """What a reader's browser fetches for use without network, gzipped where a host would."""
    found = re.search(r'\[\{"bytes":.*?\}\]', (site / "sw.js").read_text("utf-8"))
    total = 0
    for entry in json.loads(found[0]) if found else ():
        path = site / (f"{entry['url']}index.html" if entry["url"].endswith("/") else entry["url"])
        total += min(entry["bytes"], gzipped(path))
    return total


def ask(site: Path, queries: list[str], language: str = "nb") -> dict[str, Any]:
    command = [str(toolchain.node()), "--input-type=module", "-e", ASK, "--", str(site), language]
    done = subprocess.run(command, input=json.dumps(queries), capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise toolchain.SetupError(f"the search could not be asked: {done.stderr.strip().splitlines()[-1]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(count: int, queries: list[str]) -> dict[str, str]:
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        project = Path(folder) / "project"
        project.mkdir()
        copy_project(project)
        build_ours(project)  # makes the runtime, which no page changes
        for language in LANGUAGES:
            add_pages(project, language, count)
        plain = plain_commands(project)
        ours, in_turn, at_once = [], [], []
        for _ in range(2):  # in turn, so that all meet the same machine; each build is of a new folder
            shutil.rmtree(project / "plain", ignore_errors=True)
            at_once.append(timed(plain, project))
            shutil.rmtree(project / "plain")
            ours.append(build_ours(project))
            in_turn.append(sum(timed([command], project) for command in plain))
        site = project / "site"
        found = ask(site, queries)
        times = sorted(found["times"])
        index, theirs = site / "nb/search/index.json", project / "plain/nb/search/search_index.json"
        return {
            "pages in each language": str(len(list((site / "nb").rglob("index.html")))),
            "build, s": f"{min(ours):.1f}",
            "plain Material, one language after the other, s": f"{min(in_turn):.1f}",
            "ratio": f"{min(ours) / min(in_turn):.2f}",
            "plain Material, both at once, s": f"{min(at_once):.1f}",
            "ratio to that": f"{min(ours) / min(at_once):.2f}",
            "index, gzipped, kB": f"{gzipped(index) / 1000:.0f}",
            "index of plain Material, kB": f"{gzipped(theirs) / 1000:.0f}",
            "index read, ms": f"{found['loaded']:.0f}",
            "query, median, ms": f"{statistics.median(times):.1f}",
            "query, 95 %, ms": f"{times[int(len(times) * 0.95)]:.1f}",
            "offline set, MB": f"{offline_set(site) / 1e6:.1f}",
        }


def main() -> int:
    parser = arguments.Parser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=arguments.whole(0), nargs="+", default=[0, 100, 1000], help="made-up pages in each language")
    given = parser.parse_args()
    toolchain.in_venv()
    os.environ.pop("SITE_URL", None)
    import tomllib

    asked = tomllib.loads((ROOT / "tests/site/queries/nb.toml").read_text("utf-8"))
    queries = [one["typed"] for kind in ("unseen", "seen") for one in asked[kind]]
    rows = [measure(count, queries) for count in given.pages]
    print(f"| | {' | '.join(f'+ {count} pages' for count in given.pages)} |\n| --- |{' --: |' * len(rows)}")
    for name in rows[0]:
        print(f"| {name} | {' | '.join(row[name] for row in rows)} |")
    return 0
