"""Builds the site: facts, wheel, runtime, the two languages, assets; then checks what came out.

Everything is made in a temporary folder and swapped in at the end: a failed build leaves the old site.
Two builds of one commit for one address are byte-identical.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from guide.build import build_input, offline
from guide.build.runtime import WORKER_FILES
from guide.markdown.only_text import is_safe_address
from guide.project import LANGUAGES, ROOT
from guide.records import withdrawn
from guide.serving import hosting
from guide.serving.hosting import MIME_TYPES
from guide.setup import arguments, toolchain

if TYPE_CHECKING:
    from calculators.facts import Facts

DEFAULT_URL = "http://127.0.0.1:8000/"
FALLBACK_EPOCH = "1735689600"  # without git: 2025-01-01, so that two builds still agree
WHEEL_EPOCH = "315532800"  # 1980-01-01: the wheel is the same at every commit that changes nothing in it

LOCKS = ("package.json", "package-lock.json", "requirements.txt", "pyproject.toml")
# Everything the site is made from.
INPUTS = ("docs/guidelines.toml", "docs/nb", "docs/da", "docs/assets", "docs/editor", "docs/search", "docs/offline", "docs/sentences.json",
          "calculators", "overrides", "guide", "releases", "safety", "mkdocs*.yml", *LOCKS)
# What the runtime is made from, besides the facts: a page whose facts stay as they are needs no new one.
RUNTIME_INPUTS = ("calculators", "docs/guidelines.toml", "guide/build/site.py", "guide/build/runtime.py", "guide/build/snapshot.mjs",
                  *(f"docs/assets/runtime/{name}" for name in WORKER_FILES), *LOCKS)

GENERATED = {"calculators/guidelines.toml", "calculators/facts.json", "calculators/build.json", "calculators/vectors.json"}
UNSEEN = re.compile(r"(^|/)(__pycache__|\.[^/]*|[^/]*~|#[^/]*#|[^/]*\.(pyc|swp|tmp))(/|$)")
WORKER_ONLY = {"runtime/worker.mjs", "runtime/engine.mjs"}  # they stand beside the engine, in the folder of the build
DATA_SCRIPTS = {"application/json", "application/ld+json"}


class BuildError(toolchain.SetupError):
    """The site cannot be built; the text says what is wrong, in the words of the part that found it."""


# --- inputs and build id ----------------------------------------------------------------------------


def input_files(root: Path, patterns: Iterable[str]) -> list[str]:
    """The files behind the patterns, relative and sorted; caches and what git ignores are left out."""
    names: set[str] = set()
    for pattern in patterns:
        for path in root.glob(pattern):
            found = path.rglob("*") if path.is_dir() else [path]
            names.update(file.relative_to(root).as_posix() for file in found if file.is_file())
    kept = {name for name in names if not UNSEEN.search(name)} - GENERATED
    return sorted(kept - ignored_by_git(root, kept))


def ignored_by_git(root: Path, names: set[str]) -> set[str]:
    """Those of the names that git ignores; none where there is no git or no repository."""
    if not names or not (root / ".git").exists():
        return set()
    try:
        done = subprocess.run(["git", "-C", str(root), "check-ignore", "-z", "--stdin"], text=True,
                              input="\0".join(sorted(names)), capture_output=True, encoding="utf-8")
    except OSError:
        return set()
    return set(filter(None, done.stdout.split("\0"))) if done.returncode == 0 else set()


def files_digest(root: Path, patterns: Iterable[str], extra: bytes = b"") -> str:
    """A hash over names and contents, the same whenever and wherever it is taken."""
    total = hashlib.sha256(extra)
    for name in input_files(root, patterns):
        data = (root / name).read_bytes()
        total.update(f"{name}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


def build_id(root: Path = ROOT) -> str:
    """The 12 hex digits that name this version of the site."""
    return files_digest(root, INPUTS)[:12]


def runtime_id(facts: str, root: Path = ROOT) -> str:
    """The 12 hex digits that name facts, calculators and interpreter. Pages, manifest, worker and snapshot all carry it."""
    return files_digest(root, RUNTIME_INPUTS, facts.encode())[:12]


def commit_time(root: Path = ROOT) -> str:
    """When the commit was made, in seconds: the date that the built files carry."""
    try:
        done = subprocess.run(["git", "-C", str(root), "log", "-1", "--format=%ct"], capture_output=True, text=True)
    except OSError:
        return FALLBACK_EPOCH
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip().isdigit() else FALLBACK_EPOCH


def fixed_environment(root: Path = ROOT) -> dict[str, str]:
    """What keeps a build independent of the moment and the machine."""
    return {"SOURCE_DATE_EPOCH": commit_time(root), "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def as_environment(env: dict[str, str]) -> Iterator[None]:
    """Our own environment for a while: the wheel is made within this process."""
    before = dict(os.environ)
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


# --- steps ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """What the build read of the text, once: the facts, and the same as the wheel carries them."""

    facts: Facts
    json: str

    @functools.cached_property
    def for_pages(self) -> str:
        """The facts as the pages want them: with their marks as written."""
        return json.dumps(self.facts.to_json(marks=True), ensure_ascii=False)


def read_text(root: Path) -> Text:
    """The facts of the marked text. Raises BuildError with every slip, as file:line."""
    from calculators.errors import GuideError
    from calculators.facts.check import check_docs
    from guide.editing.all_checks import ground
    from guide.editing.check import read_files

    for name in input_files(root, ["docs/**/*.md", "calculators/**/*.toml"]):
        try:
            (root / name).read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise BuildError(f"{name}:{line}: not saved as UTF-8: choose that encoding in the editor and save again") from None
    try:
        facts = check_docs(root)
    except GuideError as error:
        raise BuildError(str(error)) from None
    if lost := ground(read_files(root)):
        raise BuildError("\n".join(f"{one.file}:{one.line}: {one.message}" for one in lost))
    return Text(facts, facts_json(facts))


def facts_json(facts: Facts) -> str:
    """The facts as the wheel carries them."""
    return json.dumps(facts.to_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def build_wheel(root: Path, text: Text, runtime: str, stage: Path) -> Path:
    """The calculators as a wheel that carries the facts and the id of the runtime, made from a copy under `stage`."""
    from hatchling.builders.wheel import WheelBuilder

    source, target = stage / "source", stage / "wheel"
    for name in [*input_files(root, ["calculators"]), "pyproject.toml"]:
        copy = source / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, copy)
    shutil.copyfile(root / "docs/guidelines.toml", source / "calculators/guidelines.toml")
    (source / "calculators/facts.json").write_text(text.json, "utf-8")
    (source / "calculators/build.json").write_text(json.dumps({"build": runtime}) + "\n", "utf-8")
    (source / "calculators/vectors.json").write_text(golden_vectors(text.facts), "utf-8")
    with as_environment(os.environ | {"SOURCE_DATE_EPOCH": WHEEL_EPOCH}):
        [wheel] = WheelBuilder(str(source)).build(directory=str(target), versions=["standard"])
    return Path(wheel)


def golden_vectors(facts: Facts) -> str:
    """The worked examples as this Python answers them: the worker must answer them to the letter."""
    from calculators import catalog
    from calculators.engine.examples import vectors

    return json.dumps(vectors(catalog(), facts), ensure_ascii=False, separators=(",", ":"))


def add_runtime(root: Path, text: Text, out: Path, name: str, stage: Path) -> str:
    """The runtime in `out`, from the cache when nothing that it is made from has changed. Returns a report."""
    from guide.build import runtime

    report = "runtime unchanged: taken from the last build"

    def make(made: Path) -> None:
        nonlocal report
        wheel = build_wheel(root, text, name, stage)
        toolchain.say(f"wheel: {wheel.name}, {wheel.stat().st_size / 1000:.0f} kB")
        libraries = kept(toolchain.CACHE / "libraries", files_digest(root, ("guide/build/runtime.py", *LOCKS)), runtime.build_libraries)
        report = "\n".join(runtime.build_runtime(wheel, made, name, libraries=libraries).lines())

    try:
        shutil.copytree(kept(toolchain.CACHE / "runtime", files_digest(root, RUNTIME_INPUTS, f"{name}{text.json}".encode()), make), out)
    except runtime.RuntimeBuildError as error:
        raise BuildError(str(error)) from None
    return report


def add_editor(root: Path, out: Path, build: str, runtime_name: str) -> str:
    """What the page of proposals loads, in a folder named by the build, so that its parts are always of one. Returns a report."""
    from guide.build import editor, runtime

    try:
        libraries = kept(toolchain.CACHE / "editor", files_digest(root, ("guide/build/editor.py", *LOCKS)), editor.build_libraries)
        return editor.build_editor(out / "editor" / build, build, runtime_name, input_files(root, INPUTS), libraries)
    except runtime.RuntimeBuildError as error:
        raise BuildError(str(error)) from None


KEPT = 5  # so many of each, the ones used last


def kept(store: Path, digest: str, make: Callable[[Path], None]) -> Path:
    """The folder in `store` for this digest of what it is made from; `make` fills it if it is not there."""
    folder = store / digest[:20]
    if folder.is_dir():
        os.utime(folder)
        return folder
    store.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=store) as temporary:
        made = Path(temporary) / "made"
        make(made)
        if not folder.is_dir():  # another build may have been as quick
            made.rename(folder)
    for old in sorted((p for p in store.iterdir() if len(p.name) == 20), key=lambda p: -p.stat().st_mtime)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


class Pages:
    """One MkDocs build, running beside the other steps. It starts at once, and waits for what it is told.

    `engine` is MkDocs or what may take its place: docs/guides/site-engines.md."""

    def __init__(self, root: Path, language: str, out: Path, site_url: str, build: str, offline: bool = False, engine: str = "mkdocs"):
        self.language = language
        self.log = out.parent.parent / f"{language}.log"
        named = {"IG_BUILD": build, "SITE_URL": site_url, "IG_OFFLINE": "1" if offline else "", "NO_MKDOCS_2_WARNING": "true"}
        env = toolchain.environment(fixed_environment(root) | named | {build_input.ASKED: "1"})
        command = [sys.executable, "-m", engine, "build", "--strict",  # --quiet would not count warnings
                   "-f", f"mkdocs.{language}.yml", "-d", str(out / language)]
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, cwd=root, env=env, stdout=log, stderr=subprocess.STDOUT,
                                            stdin=subprocess.PIPE)

    def tell(self, facts: str, runtime: str) -> None:
        """What the pages are made with. One that has ended already says why when it is waited for."""
        assert self.process.stdin  # it is opened as a pipe
        with contextlib.suppress(BrokenPipeError), self.process.stdin as said:
            said.write(build_input.message(facts, runtime))

    def wait(self) -> None:
        """Raises BuildError with what MkDocs said; of a traceback only its last words."""
        if self.process.wait() == 0:
            return
        lines = self.log.read_text("utf-8", "replace").splitlines()
        said = "\n".join(line for line in lines if not line.startswith("INFO ")).strip()
        if "Traceback (most recent call last)" in said:
            kept = toolchain.CACHE / f"mkdocs-{self.language}.log"
            kept.write_text(said, "utf-8")
            before, _, trace = said.partition("Traceback (most recent call last)")
            last = [line for line in trace.splitlines() if line and not line.startswith(" ")][-1:]
            said = "\n".join([*before.split("\n"), *last, f"(all of it in {kept.relative_to(ROOT)})"]).strip()
        raise BuildError(f"MkDocs ({self.language}) says:\n{said}")

    def stop(self) -> None:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def add_root(root: Path, out: Path, site_url: str, build: str) -> None:
    """What stands above the languages: the assets, and the pages of overrides/root with their places filled in."""
    assets = root / "docs/assets"
    shutil.copytree(assets, out / "assets", ignore=lambda folder, names: [
        name for name in names if UNSEEN.search(name) or (Path(folder) / name).relative_to(assets).as_posix() in WORKER_ONLY])
    for name in input_files(root, ["overrides/root"]):
        target = out / Path(name).relative_to("overrides/root")
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (root / name).read_bytes()
        if target.suffix == ".html":
            for place, value in (("build", build), ("base", urlsplit(site_url).path), ("site_url", site_url)):
                content = content.replace(b"{{ %s }}" % place.encode(), value.encode())
        target.write_bytes(content)
    # By it a page notices that it got the script of another release: see docs/assets/common/page.mjs.
    stamped = out / "assets/common/page.mjs"
    text, count = re.subn(r'(?<=^export const RELEASE = ")development(?=";$)', build, stamped.read_text("utf-8"), flags=re.MULTILINE)
    if count != 1:
        raise BuildError("docs/assets/common/page.mjs: `export const RELEASE = \"development\";` is missing: the build id goes there")
    # Where a host lets files be kept for long, the page fetches these past what is kept: see docs/assets/offline/offline.mjs.
    names = [path.relative_to(out / "assets").as_posix() for kind in ("*.mjs", "*.js", "*.css") for path in (out / "assets").rglob(kind)]
    names += [f"search/vendor/{name}" for name in SEARCH_FILES if name.endswith(".mjs")]
    text, count = re.subn(r"(?<=^export const FILES = )\[\](?=;$)", json.dumps(sorted(names)), text, flags=re.MULTILINE)
    if count != 1:
        raise BuildError("docs/assets/common/page.mjs: `export const FILES = [];` is missing: the names of the scripts go there")
    stamped.write_text(text, "utf-8")
    try:
        (out / "withdrawn.json").write_text(withdrawn.document(withdrawn.read(root)), "utf-8")
    except withdrawn.WithdrawnError as error:
        raise BuildError(str(error)) from None
    for name in ("index.html", "404.html"):
        if not (out / name).is_file():
            raise BuildError(f"overrides/root/{name} is missing: the site needs it at its root")


def add_facts(root: Path, facts: Facts, out: Path, build: str) -> None:
    """The facts of this version with their schema, for others to read."""
    from guide.records import history

    data = history.document(facts, history.version_of(facts, root), build, files_digest(root, RUNTIME_INPUTS)[:12])
    (out / "facts.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    shutil.copyfile(root / "releases/facts.schema.json", out / "facts.schema.json")


# What the page's search loads, and the licences that come with it.
SEARCH_FILES = {
    "minisearch.mjs": "minisearch/dist/es/index.js", "minisearch.LICENSE.txt": "minisearch/LICENSE.txt",
    "stemmer-nb.mjs": "@orama/stemmers/dist/no.js", "stemmer-da.mjs": "@orama/stemmers/dist/dk.js",
    "stemmers.LICENSE.txt": "@orama/stemmers/LICENSE.md",
}


def add_search_library(root: Path, out: Path) -> None:
    """The library that the page's search loads."""
    vendor = out / "assets/search/vendor"
    vendor.mkdir()
    for name, source in SEARCH_FILES.items():
        text = (ROOT / "node_modules" / source).read_text("utf-8")
        (vendor / name).write_text(re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text), "utf-8")


def write_content(root: Path, out: Path, language: str, facts: Facts) -> None:
    """What the search's index of a language is made from, read from its pages as they were built."""
    from guide.build import search_content  # needs what only the environment has

    content = search_content.content(root, language, search_content.read_built(root, language, out / language), facts)
    folder = out / language / "search"
    folder.mkdir(exist_ok=True)
    (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def add_index(root: Path, out: Path, language: str) -> str:
    """The search's index of a language, made in the locked Node from what `write_content` wrote. Returns a report."""
    content, index = (out / language / "search" / name for name in ("content.json", "index.json"))
    command = [str(toolchain.node()), str(root / "guide/build/search_index.mjs"), str(content), str(index)]
    done = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise BuildError(f"the search's index ({language}) could not be made:\n{done.stderr.strip()}")
    content.unlink()
    pages = len(list((out / language).rglob("*.html")))
    return f"{language}: {pages} pages, {index.stat().st_size / 1000:.0f} kB for the search"


def add_icons(root: Path, out: Path) -> None:
    """The icons, from the cache when neither the drawing nor what draws it has changed."""
    made_from = ("docs/assets/favicon.svg", "guide/build/offline.mjs", *LOCKS)
    shutil.copytree(kept(toolchain.CACHE / "icons", files_digest(root, made_from), offline.draw_icons), out / "icons")


def drop_unused(out: Path) -> None:
    """Leave out what others need: the theme's source maps and its own search, and sitemaps packed for crawlers, which hosts
    send with a Content-Encoding, so that their hash would not be that of the file. Instant navigation reads the plain one.

    All that is in the site is saved on a clinician's tablet."""
    for language in LANGUAGES:
        assets = out / language / "assets"
        for path in {*assets.rglob("*.map"), *assets.glob("javascripts/workers/search.*")}:
            path.unlink()
        shutil.rmtree(assets / "javascripts/lunr")
        (out / language / "sitemap.xml.gz").unlink()


MANY_FILES = 400  # from here on more processes than one are worth their start

# --- checks of the result ---------------------------------------------------------------------------


# The few elements that can be at fault, of the many that a page has.
FOREIGN = ("iframe", "frame", "object", "embed", "applet", "base")  # another document, or another address for all links
LOOKED_AT = " | ".join([*(f"//{tag}" for tag in ("script", "style", "link", "meta[@http-equiv]", "form[@action]", *FOREIGN)),
                        *(f"//*[{attribute}]" for attribute in ("@style", "@src", "@srcset", "@href", "@formaction",
                                                                "@*[name()='xlink:href']", "@*[starts-with(name(), 'on')]"))])


def check_page(text: str, site_url: str, name: str) -> tuple[list[str], set[str]]:
    """What a page must not contain, and the files of the site that it loads."""
    import lxml.html

    slips, files, here = [], set(), urljoin(site_url, name)
    for element in lxml.html.document_fromstring(text or "<html>").xpath(LOOKED_AT):
        tag, named = element.tag, element.attrib
        if tag == "script" and "src" not in named and named.get("type", "").lower() not in DATA_SCRIPTS:
            slips.append("an inline script, which the Content-Security-Policy blocks: move it to a file")
        if tag == "style" or "style" in named:
            slips.append(f"an inline style at <{tag}>, which the Content-Security-Policy blocks")
        if tag in FOREIGN or "action" in named or "formaction" in named:
            slips.append(f"<{tag}> leads the reader or the form elsewhere")
        if tag == "meta" and (named["http-equiv"].lower() != "content-security-policy" or named.get("content") != hosting.POLICY):
            slips.append(f"<meta http-equiv={named['http-equiv']}>: only the policy of the site may stand there")
        slips += [f"an address that a browser acts upon at <{tag}>: {named[key]}" for key in ("href", "xlink:href")
                  if key in named and not is_safe_address(named[key])]
        slips += [f"an inline handler {key} at <{tag}>" for key in named if key.startswith("on")]
        for address in loaded(tag, named):
            whole = urljoin(here, address)
            if whole.startswith(site_url):
                files.add(unquote(urlsplit(whole.removeprefix(site_url)).path))
            elif not address.startswith("data:"):
                slips.append(f"an address outside the site at <{tag}>: {address}")
    return slips, files


def loaded(tag: str, named: Mapping[str, str]) -> Iterator[str]:
    """The addresses that a browser would fetch by itself."""
    if tag == "link":
        yield named.get("href", "").strip()
    if "src" in named:
        yield named["src"].strip()
    yield from (part.split()[0] for part in named.get("srcset", "").split(",") if part.strip())


def check_file(path: Path, out: Path, site_url: str) -> list[str]:
    """What is wrong with one built file, each as file: what."""
    name, slips = path.relative_to(out).as_posix(), []
    if path.suffix not in MIME_TYPES and name != "_headers":  # that one is for the host
        slips.append(f"{name}: the server knows no MIME type for it (MIME_TYPES in scripts/hosting.py)")
    if path.suffix == ".html":
        text = path.read_text("utf-8")
        found, files = check_page(text, site_url, name)
        slips += [f"{name}: {slip}" for slip in dict.fromkeys(found)]
        slips += [f"{name}: it needs {file}, which is not in the site" for file in sorted(files)
                  if not (out / file / "index.html" if file.endswith("/") or not file else out / file).is_file()]
        if "]{#" in text:
            slips.append(f"{name}: a mark was not read and stands in the page: ]{{#{text.split(']{#', 1)[1][:40]}")
    elif path.suffix == ".css" and (foreign := re.search(r"""(?:url\(\s*["']?|@import\s+["'])(?:https?:)?//[^"')]*""",
                                                        path.read_text("utf-8"))):
        slips.append(f"{name}: an address of another host: {foreign.group()}")
    return slips


def check_site(out: Path, site_url: str) -> None:
    """Check every built file. Raises BuildError with all slips, each as file: what."""
    files = sorted(path for path in out.rglob("*") if path.is_file())
    check = functools.partial(check_file, out=out, site_url=site_url)
    if len(files) < MANY_FILES:
        found = [check(path) for path in files]
    else:
        with ProcessPoolExecutor() as pool:
            found = list(pool.map(check, files, chunksize=50))
    if slips := [slip for slips in found for slip in slips]:
        raise BuildError("\n".join(slips))


# --- the whole --------------------------------------------------------------------------------------


def normal_url(site_url: str) -> str:
    """The address of the site with its final slash. Raises BuildError if it is none."""
    parts = urlsplit(site_url)
    try:
        is_host = bool(parts.hostname) and parts.port != 0 and parts.username is None  # a password would stand on every page
    except ValueError:
        is_host = False  # no port has such a number
    if parts.scheme not in ("http", "https") or not is_host or re.search(r"[\s?#\\\"<>]", site_url):
        raise BuildError(f"--site-url {site_url}: give the whole address of the site, such as https://example.org/guide/")
    return site_url.rstrip("/") + "/"


def tree_digest(folder: Path) -> str:
    """A quick fingerprint of a folder: names, sizes and times of its files."""
    stats = ((path.relative_to(folder).as_posix(), path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return toolchain.digest([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])


def _stamp(out: Path) -> Path:
    return toolchain.CACHE / f"site-{toolchain.digest(str(out.resolve()))[:8]}.json"


def _wanted(build: str, site_url: str, live: bool) -> str:
    tools = toolchain.read_stamp(toolchain.VENV / "stamp.json")
    return toolchain.digest(build, site_url, live, commit_time(), tools)


def is_current(out: Path, site_url: str, live: bool = False) -> bool:
    """Whether `out` already is what a build would make now, untouched since."""
    stamp = toolchain.read_stamp(_stamp(out))
    return (out.is_dir() and stamp.get("wanted") == _wanted(build_id(), normal_url(site_url), live)
            and stamp.get("tree") == tree_digest(out))


def _is_site(folder: Path) -> bool:
    """Whether a folder holds a site that was built: `docs/assets` has a folder `runtime`, too."""
    return (folder / "runtime").is_dir() and (folder / "index.html").is_file()


def build(out: Path, site_url: str, *, live: bool = False) -> None:
    """Build the site for `site_url` into `out`. Raises BuildError and leaves `out` as it was.

    With `live` there is no service worker: such a site is for looking at, not for releasing.
    """
    site_url = normal_url(site_url)
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not _is_site(out))):
        raise BuildError(f"{out} holds something that is no built site: name another folder with --out")
    toolchain.CACHE.mkdir(exist_ok=True)
    with as_environment(toolchain.environment(fixed_environment())):
        _build(out, site_url, live)


def put(new: Path, out: Path) -> None:
    """Move the folder `new` to the place of `out`. Whatever fails, as on a full disk, `out` is as it was, and nothing is left beside it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent, ignore_cleanup_errors=True) as beside:
        here, old = Path(beside) / "new", Path(beside) / "old"
        shutil.move(new, here)  # to another file system it is copied
        if not out.exists():
            here.rename(out)
            return
        out.rename(old)
        try:
            here.rename(out)
        except OSError:
            old.rename(out)
            raise


def _build(out: Path, site_url: str, live: bool) -> None:
    for left in toolchain.CACHE.glob("build-*"):  # by a build that was killed
        if time.time() - left.stat().st_mtime > 3600:
            shutil.rmtree(left, ignore_errors=True)
    started, build_now = time.monotonic(), build_id()
    wanted = _wanted(build_now, site_url, live)
    toolchain.say(f"build {build_now} for {site_url}")

    def make_language(page: Pages) -> str:
        page.wait()
        from calculators.errors import GuideError
        from guide.build import edition  # needs what only the environment has

        day = datetime.fromtimestamp(int(commit_time()), UTC).date()
        try:
            write_content(ROOT, new, page.language, text.facts)  # before the paper edition repeats all pages
        except GuideError as error:
            raise BuildError(str(error)) from None
        edition.fill(new / page.language, text.facts, page.language, build_now, day)
        return add_index(ROOT, new, page.language)

    with tempfile.TemporaryDirectory(prefix="build-", dir=toolchain.CACHE) as temporary, ThreadPoolExecutor() as beside:
        work, new = Path(temporary), Path(temporary) / "site"
        new.mkdir()
        pages: list[Pages] = []
        try:
            for language in LANGUAGES:
                pages.append(Pages(ROOT, language, new, site_url, build_now, not live))
            text = read_text(ROOT)
            runtime = runtime_id(text.json)
            for page in pages:
                page.tell(text.for_pages, runtime)
            toolchain.say(f"facts: {len(text.facts.by_id)} read from the text, the same in both languages")
            making = [beside.submit(make_language, page) for page in pages]
            toolchain.say(add_runtime(ROOT, text, new / "runtime" / runtime, runtime, work / "stage"))
            add_root(ROOT, new, site_url, build_now)
            add_facts(ROOT, text.facts, new, build_now)
            add_search_library(ROOT, new)
            add_icons(ROOT, new)
            toolchain.say(add_editor(ROOT, new, build_now, runtime))
            for made in making:
                toolchain.say(made.result())
        finally:
            for page in pages:
                page.stop()
        offline.add_manifests(new)
        drop_unused(new)
        # It names files of the pages too: written when all of them are there, or it would say what was ready by then.
        (new / "_headers").write_text(hosting.headers_file(new, urlsplit(site_url).path), "utf-8")
        # Node makes the one while this process does the other.
        saving = None if live else beside.submit(offline.add_service_worker, new, build_now, runtime, urlsplit(site_url).path)
        check_site(new, site_url)
        if saving:
            toolchain.say(saving.result())
        sizes = [path.stat().st_size for path in new.rglob("*") if path.is_file()]
        put(new, out)
    _stamp(out).write_text(json.dumps({"wanted": wanted, "tree": tree_digest(out)}), "utf-8")
    toolchain.say(f"built {len(sizes)} files, {sum(sizes) / 1e6:.1f} MB, into {out} in {time.monotonic() - started:.1f} s")


def main() -> int:
    parser = arguments.Parser(description="Build the site.")
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="folder to build into (site/)")
    parser.add_argument("--site-url", default=DEFAULT_URL, help="the address that the site will have")
    parser.add_argument("--live", action="store_true", help="for the development server: see build()")
    parser.add_argument("--unless-current", action="store_true", help="do nothing if it is already built")
    args = parser.parse_args()
    toolchain.in_venv()
    if args.unless_current and is_current(args.out, args.site_url, args.live):
        toolchain.say(f"{args.out} is up to date")
        return 0
    build(args.out.resolve(), args.site_url, live=args.live)
    return 0
