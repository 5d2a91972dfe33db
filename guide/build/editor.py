"""Makes what the page of proposals loads, in a folder of its own: its script, its worker, and the Python of the checks.

    editor.mjs, worker.mjs      bundled by esbuild from docs/editor
    python.bin                  compiled: the checks, the Markdown extension, the clinical diff, and what they import
    project.json                the files of the project that they read

Nothing of it is loaded by another page, and nothing of it is in the snapshot of the calculators.
"""

from __future__ import annotations

import json
import marshal
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from types import CodeType

from guide.build.runtime import ZIP_TIME, RuntimeBuildError, default_node, run, sha256, write_json
from guide.project import ROOT

SOURCES = ROOT / "docs/editor"
BUNDLES = ("editor.mjs", "worker.mjs")
SCRIPT = Path(__file__).with_name("editor.mjs")

# What the checks import: of others, of the standard library that the runtime leaves out, and of our own.
LIBRARIES = {"markdown": "markdown", "markdown-it-py": "markdown_it", "mdurl": "mdurl", "pyyaml": "yaml", "pymdown-extensions": "pymdownx"}
LEFT_OUT = ("*/__pycache__/*", "*.so", "*.pyd", "markdown/test_tools.py", "markdown/__main__.py",
            "markdown_it/cli/*", "markdown_it/tree.py",
            "*.md", "*.yml",
            "*/py.typed", "*.pyi")
UNUSED = ("extra", "fenced_code_", "footnotes", "legacy_attrs", "legacy_em", "meta", "nl2br", "smarty", "wikilinks")
OF_PYMDOWN = ("pymdownx/__init__.py", "pymdownx/__meta__.py", "pymdownx/util.py", "pymdownx/blocks/__init__.py",
              "pymdownx/blocks/block.py")
STANDARD = ("difflib.py",)
OWN = ("guide/__init__.py", "guide/project.py", "guide/build/__init__.py", "guide/build/build_input.py",
       *(f"guide/{room}/*" for room in ("editing", "clinical", "markdown", "proposing", "records")), "guide/records/texts/*",
       # what the calculators' own wheel leaves out
       "calculators/decision/*", "calculators/**/decision.py", "calculators/page/examples.py",
       "calculators/page/form.py", "calculators/page/table.py")
NOT_OWN = ("guide/editing/check.py", "guide/editing/git_base.py", "guide/clinical/command.py", "guide/records/release.py",
           "guide/proposing/issue.py", "guide/proposing/confirm.py")
# What they read of the project; the pages themselves among it.
READ = ("docs/guidelines.toml", "docs/sentences.json", "docs/nb/**/*.md", "docs/da/**/*.md", "docs/search/*.toml",
        "mkdocs.yml", "mkdocs.nb.yml", "mkdocs.da.yml", "releases/next.toml", "pyproject.toml")


def build_libraries(out: Path) -> None:
    """What hangs on the locked packages alone: compiled, without docstrings."""
    standard = Path(sysconfig.get_path("stdlib"))
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for name in STANDARD:
            copy(standard / name, work / name)
        for name, package in LIBRARIES.items():
            for file in metadata.distribution(name).files or ():
                path = file.as_posix()
                wanted = path in OF_PYMDOWN if package == "pymdownx" else file.parts[0] == package
                wanted = wanted and not (path.startswith("markdown/extensions/") and file.stem in UNUSED)
                if wanted and not any(file.match(pattern) for pattern in LEFT_OUT):
                    copy(Path(str(file.locate())), work / path)
                elif "license" in path.lower() and ".dist-info/" in path:
                    copy(Path(str(file.locate())), work / f"licences/{name}.txt")
        compile_tree(work, out, "-OO")


def without_lines(code: CodeType) -> CodeType:
    """Code that does not know its lines: the page is told what failed, never where (`guide/proposing/browser.py`)."""
    inner = tuple(without_lines(one) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_linetable=b"", co_consts=inner)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def compile_tree(work: Path, out: Path, *level: str) -> None:
    """The tree with .pyc for each .py, whose names and times are not in it."""
    run([sys.executable, *level, "-m", "compileall", "-q", "-b", "-s", str(work), "--invalidation-mode", "unchecked-hash", str(work)], work)
    for path in sorted(work.rglob("*")):
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts:
            copy(path, out / path.relative_to(work))
    for compiled in sorted(out.rglob("*.pyc")):
        data = compiled.read_bytes()
        compiled.write_bytes(data[:16] + marshal.dumps(without_lines(marshal.loads(data[16:]))))


def build_editor(out: Path, build: str, runtime: str, files: Iterable[str], libraries: Path) -> str:
    """Fill the folder `out`. `files` are the names of all files that the build is made from; `libraries` was filled by
    `build_libraries`. Returns a report. Raises RuntimeBuildError."""
    out.mkdir(parents=True)
    names = sorted(files)
    with tempfile.TemporaryDirectory() as temporary:
        work, made = Path(temporary) / "own", Path(temporary) / "made"
        for name in names:
            if name not in NOT_OWN and any(Path(name).full_match(pattern) for pattern in OWN):
                copy(ROOT / name, work / name)
        compile_tree(work, made, "-OO")
        members = {path.relative_to(base).as_posix(): path.read_bytes()
                   for base in (libraries, made) for path in base.rglob("*") if path.is_file()}
        # Not packed: the host packs it as a whole, which is smaller. Like beside like.
        with zipfile.ZipFile(out / "python.bin", "w") as archive:
            for name in sorted(members, key=lambda name: (name.rpartition(".")[2], name)):
                archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), members[name])
    read = {name: (ROOT / name).read_text("utf-8") for name in names if any(Path(name).full_match(pattern) for pattern in READ)}
    read |= {name: "" for name in names if name.startswith(("docs/nb/", "docs/da/")) and name not in read}  # pictures: known to be there
    (out / "project.json").write_text(json.dumps(read, ensure_ascii=False, separators=(",", ":")), "utf-8")
    settings = {"build": build, "runtime": runtime}
    command = [*default_node(), str(SCRIPT), str(SOURCES), str(out), json.dumps(settings), *BUNDLES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeBuildError(f"the editor's scripts could not be bundled:\n{done.stderr.strip()}")
    write_json(out / "manifest.json", {"build": build, "runtime": runtime,
                                       "files": {path.name: sha256(path) for path in sorted(out.iterdir())}})
    sizes = {path.name: path.stat().st_size for path in sorted(out.iterdir())}
    return "editor: " + ", ".join(f"{name} {size / 1000:.0f} kB" for name, size in sizes.items())
