"""Puts together the runtime of the page: Pyodide, the compiled calculators, and a memory snapshot of both.

Everything lands in one folder that carries the build id in its name, together with the worker that starts it,
so that worker, interpreter, calculators and snapshot are always of one build.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from guide.project import ROOT

ASSETS = ROOT / "docs/assets/runtime"
SNAPSHOT_SCRIPT = Path(__file__).with_name("snapshot.mjs")

STDLIB = "python_stdlib.zip"
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", STDLIB)
WORKER_FILES = ("worker.mjs", "engine.mjs", "protocol.mjs")
LOCK, SNAPSHOT, MANIFEST = "pyodide-lock.json", "snapshot.packed", "manifest.json"
UNPACKED = "snapshot.bin"  # the same, for hosts that send it with Content-Encoding: br
PACKAGE = "calculators"
GENERATED = ("build.json", "facts.json", "guidelines.toml", "vectors.json")

# What writes calendar files, with all that it needs itself; the worker loads it at the first one, after the start.
LIBRARIES = ("icalendar", "python-dateutil", "tzdata")
# Their tests, and every time zone but UTC: a whole-day entry has none.
LEFT_OUT = re.compile(r"icalendar/(tests|fuzzing)/|tzdata/zones$|tzdata/zoneinfo/(?!(__init__\.py|UTC)$)")
# What an installer adds to a wheel, or writes anew.
INSTALLED = re.compile(r"(^|/)\.\.(/|$)|(^|/)__pycache__/|\.dist-info/(INSTALLER|REQUESTED|RECORD|direct_url\.json)$")

# Parts of the standard library that have no use in a page: debuggers and test tools, processes, mail and web servers,
# and the encodings that neither the calculators nor icalendar, zip files and addresses need.
NOT_IN_A_PAGE = re.compile(
    r"(multiprocessing|unittest|_pyrepl|xmlrpc|wsgiref|ctypes|pydoc_data|sqlite3|curses|dbm|venv|lib2to3|idlelib|turtledemo)/|"
    r"(xml/(dom|sax)|email/mime)/|(asyncio/(__main__|windows_events|windows_utils|proactor_events)|http/(server|cookiejar|cookies)|"
    r"logging/(config|handlers)|concurrent/futures/process|json/tool|sysconfig/__main__|urllib/robotparser|pyodide/console)\.pyc?$|"
    r"(argparse|gettext|configparser|plistlib|wave|compileall|py_compile|timeit|fileinput|symtable|filecmp|shelve|netrc|zipapp|getopt|"
    r"pty|tty|colorsys|nturl2path|runpy|tracemalloc|graphlib|getpass|_android_support|_apple_support|_ios_support)\.pyc?$|"
    r"(doctest|pydoc|pdb|bdb|cmd|code|codeop|difflib|_pyio|pickletools|optparse|mailbox|imaplib|poplib|smtplib|ftplib|socketserver|"
    r"profile|cProfile|pstats|trace|modulefinder|statistics|turtle|webbrowser|sched|this|antigravity|rlcompleter|pyclbr|tabnanny)\.pyc?$|"
    r"encodings/(?!(__init__|aliases|ascii|utf_8|utf_8_sig|utf_16\w*|utf_32\w*|latin_1|iso8859_1|cp437|cp1252|idna|punycode|"
    r"unicode_escape|raw_unicode_escape|charmap|hex_codec|base64_codec|undefined)\.pyc?$)"
)

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
NOTICE = re.compile(r"#.*\b(copyright|licen[cs]ed?)\b", re.IGNORECASE)

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# What every tool called here sees: nothing of the time, the place or the machine gets into the files.
FIXED_ENV = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "315532800"}


class RuntimeBuildError(Exception):
    """The runtime cannot be built; the message says why and what to do."""


@dataclass(frozen=True)
class RuntimeReport:
    """What was built, in bytes."""

    build: str
    pyodide: str
    files: dict[str, int]
    heap: int
    heap_limit: int
    room: int
    snapshot: int

    def lines(self) -> list[str]:
        total = sum(self.files.values()) - self.files[UNPACKED]
        return [
            f"runtime {self.build}: Pyodide {self.pyodide}, {len(self.files)} files, {total / 1e6:.1f} MB",
            f"snapshot: {self.snapshot / 1e6:.1f} MB, {self.files[SNAPSHOT] / 1e6:.2f} MB gzipped",
            f"room left in the heap: {self.room / 2**20:.2f} MB of {self.heap_limit / 2**20:.0f} MB",
        ]


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def build_runtime(
    wheel: Path,
    out: Path,
    build_id: str,
    *,
    node: list[str] | None = None,
    node_modules: Path | None = None,
    libraries: Path | None = None,
) -> RuntimeReport:
    """Fills the folder `out` (`site/runtime/<id>`); whatever stood there is replaced.

    `libraries` is a folder that `build_libraries` has filled; without one they are made now.
    """
    pyodide = (node_modules or ROOT / "node_modules") / "pyodide"
    version = check_pyodide(pyodide, ROOT / "package-lock.json")
    check_wheel(wheel, build_id)
    heap_limit = default_heap(pyodide / "pyodide.asm.js")

    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    for name in PYODIDE_FILES:
        shutil.copyfile(pyodide / name, out / name)
    for name in WORKER_FILES:
        if not (ASSETS / name).is_file():
            raise RuntimeBuildError(f"{ASSETS / name} is missing: the runtime cannot start without it")
        shutil.copyfile(ASSETS / name, out / name)

    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        if libraries is None:
            libraries = work / "libraries"
            build_libraries(libraries, node_modules)
        for path in libraries.iterdir():
            shutil.copyfile(path, out / path.name)
        compiled = compile_wheel(wheel, pyodide / LOCK, work / "wheel")
        shutil.copyfile(compiled, out / compiled.name)
        package = work / "package"
        with zipfile.ZipFile(compiled) as archive:
            archive.extractall(package)
        made = make_snapshot(pyodide, package, out / SNAPSHOT, out / STDLIB, node or default_node())
        check_snapshot(made, heap_limit, version)

        lock = json.loads((compiled.parent / LOCK).read_text("utf-8"))
        lock["packages"] |= json.loads((libraries / LOCK).read_text("utf-8"))["packages"]
        write_json(out / LOCK, lock)

    names = sorted(path.name for path in out.iterdir())
    write_json(
        out / MANIFEST,
        {
            "build": build_id,
            "pyodide": version,
            "snapshot": {"size": made["snapshotBytes"], "heap": made["heap"]},
            "files": {name: {"sha256": sha256(out / name), "size": (out / name).stat().st_size} for name in names},
        },
    )
    return RuntimeReport(
        build=build_id,
        pyodide=version,
        files={path.name: path.stat().st_size for path in sorted(out.iterdir())},
        heap=made["heap"],
        heap_limit=heap_limit,
        room=made["room"],
        snapshot=made["snapshotBytes"],
    )


def build_libraries(out: Path, node_modules: Path | None = None) -> None:
    """What hangs on the locked packages alone: the standard library, what writes calendar files, and a lock file of that."""
    pyodide = (node_modules or ROOT / "node_modules") / "pyodide"
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary) / "libraries"
        for library in compile_libraries(pyodide / LOCK, work):
            shutil.copyfile(library, out / library.name)
        shutil.copyfile(work / LOCK, out / LOCK)
    slim_library(pyodide / STDLIB, out / STDLIB)


def slim_library(source: Path, out: Path) -> None:
    """Pyodide's standard library without what has no use in a page: it is downloaded and saved on every device."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist()) if not name.endswith("/")}
    kept = {name: content for name, content in members.items() if not NOT_IN_A_PAGE.match(name)}
    write_zip(out, {name: bare(content.decode("utf-8")).encode() if is_bare(name) else content for name, content in kept.items()})


def is_bare(name: str) -> bool:
    """Whether a member travels without what only people read. Pyodide's own takes its docstrings over to what it makes."""
    return name.endswith(".py") and not name.startswith(("_pyodide/", "pyodide/"))


def bare(source: str) -> str:
    """A module without docstrings and comments, but for the lines on copyright and licence. What it does is the same: asserts stay."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    notices = [line for line in source.splitlines() if NOTICE.match(line)]
    return "\n".join([*notices, ast.unparse(tree), ""])


def check_pyodide(pyodide: Path, package_lock: Path) -> str:
    """All files are there, and of the version that the lock file names."""
    for name in (*PYODIDE_FILES, LOCK, "package.json"):
        if not (pyodide / name).is_file():
            raise RuntimeBuildError(f"{pyodide / name} is missing: install the npm packages again (npm ci)")
    installed: str = json.loads((pyodide / "package.json").read_text("utf-8"))["version"]
    try:
        locked: str = json.loads(package_lock.read_text("utf-8"))["packages"]["node_modules/pyodide"]["version"]
    except (OSError, KeyError) as error:
        raise RuntimeBuildError(f"{package_lock} does not say which version of pyodide is locked") from error
    if installed != locked:
        raise RuntimeBuildError(
            f"pyodide {installed} is installed, but {package_lock.name} locks {locked}: install the npm packages again (npm ci)"
        )
    return installed


def check_wheel(wheel: Path, build_id: str) -> None:
    if not wheel.is_file():
        raise RuntimeBuildError(f"{wheel} is missing: build the wheel of the calculators first")
    with zipfile.ZipFile(wheel) as archive:
        try:
            build = json.loads(archive.read(f"{PACKAGE}/build.json"))["build"]
            for name in GENERATED:
                archive.getinfo(f"{PACKAGE}/{name}")
        except KeyError as error:
            raise RuntimeBuildError(f"{wheel.name} lacks a file that the build generates: {error}") from error
    if build != build_id:
        raise RuntimeBuildError(f"{wheel.name} is of build {build}, the site is of build {build_id}: build it again")


def default_heap(script: Path) -> int:
    """The size of the heap that this Pyodide starts with, as its own script states it."""
    found = re.search(r'INITIAL_MEMORY=Module\["INITIAL_MEMORY"\]\|\|(\d+)', script.read_text("utf-8"))
    if not found:
        raise RuntimeBuildError(f"{script} does not state its default heap: see how this Pyodide sizes it")
    return int(found[1])


def compile_wheel(wheel: Path, pyodide_lock: Path, work: Path) -> Path:
    """The wheel with .pyc files only, zipped reproducibly, beside a lock file that names it alone."""
    work.mkdir(parents=True)
    shutil.copyfile(wheel, work / wheel.name)
    [package] = compile_wheels([wheel.name], (PACKAGE,), pyodide_lock, work)
    if package["depends"]:
        raise RuntimeBuildError(f"the calculators need {package['depends']}: they may import the standard library alone")
    return work / str(package["file_name"])


def compile_libraries(pyodide_lock: Path, work: Path) -> list[Path]:
    """The libraries in the same way, made from what is installed: nothing is fetched while building."""
    work.mkdir(parents=True)
    wheels = [library_wheel(name, work).name for name in LIBRARIES]
    packages = compile_wheels(wheels, LIBRARIES, pyodide_lock, work)
    for package in packages:
        if more := set(package["depends"]) - set(LIBRARIES):
            raise RuntimeBuildError(f"{package['name']} needs {', '.join(sorted(more))}: add that to LIBRARIES here and in worker.mjs")
    return [work / package["file_name"] for package in packages]


def library_wheel(name: str, folder: Path, requirements: Path = ROOT / "requirements.txt") -> Path:
    """The wheel of an installed library, put together again from its files, without what is not needed here."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        raise RuntimeBuildError(f"{name} is not installed: run scripts/serve.py, which sets up all that is needed") from None
    if not re.search(rf"^{re.escape(name)}=={re.escape(found.version)}\s", requirements.read_text("utf-8"), re.MULTILINE):
        raise RuntimeBuildError(f"{name} {found.version} is installed, {requirements.name} locks another: run scripts/serve.py")
    if "Root-Is-Purelib: true" not in (found.read_text("WHEEL") or ""):
        raise RuntimeBuildError(f"{name} {found.version} has compiled parts: they do not run in Pyodide")
    files = {path.as_posix(): path for path in found.files or []}
    [record] = [path for path in files if path.endswith(".dist-info/RECORD")]
    wheel = folder / f"{record.partition('.dist-info')[0]}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, file in sorted(files.items()):
            if INSTALLED.search(path) or LEFT_OUT.match(path):
                continue
            content = file.read_binary()
            if file.hash is None or record_line("", content) != f",{file.hash.mode}={file.hash.value},{len(content)}\n":
                raise RuntimeBuildError(f"{path} was changed after {name} was installed: remove .cache/venv and run scripts/serve.py")
            archive.writestr(path, content)
        archive.writestr(record, "")  # written when it is zipped again
    return wheel


def compile_wheels(wheels: list[str], names: tuple[str, ...], pyodide_lock: Path, work: Path) -> list[dict[str, Any]]:
    """Compiles the wheels in `work`, and leaves a lock file that names them alone. Returns their entries in it."""
    shutil.copyfile(pyodide_lock, work / LOCK)
    # The libraries without their docstrings, a third of them; of the calculators all is kept.
    level = [] if names == (PACKAGE,) else ["-OO"]
    command = [sys.executable, *level, "-m", "pyodide_cli"]
    locked = work / "locked.json"
    run([*command, "lockfile", "add-wheels", "--input", LOCK, "--output", locked.name, "--base-path", ".", *wheels], work)
    locked.replace(work / LOCK)
    run([*command, "py-compile", ".", "--no-keep", "--silent"], work)

    lock = json.loads((work / LOCK).read_text("utf-8"))
    packages = {name: lock["packages"][name] for name in names}
    for package in packages.values():
        compiled = work / package["file_name"]
        if not compiled.is_file():
            raise RuntimeBuildError(f"pyodide py-compile left no {compiled.name}; it left {sorted(p.name for p in work.iterdir())}")
        zip_again(compiled)
        package["sha256"] = sha256(compiled)
    write_json(work / LOCK, {"info": lock["info"], "packages": packages})
    return list(packages.values())


def zip_again(path: Path) -> None:
    """Sorted members, fixed times and a RECORD that is true: `pyodide py-compile` leaves none of these."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist()) if not name.endswith("/")}
    if sources := [name for name in members if name.endswith(".py")]:
        raise RuntimeBuildError(f"{path.name} still holds sources: {', '.join(sources)}")
    record = next(name for name in members if name.endswith(".dist-info/RECORD"))
    del members[record]
    members[record] = "".join([*(record_line(*item) for item in members.items()), f"{record},,\n"]).encode()
    write_zip(path, members)


def write_zip(path: Path, members: dict[str, bytes]) -> None:
    """A zip whose bytes depend on its members alone, in their order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)


def record_line(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def make_snapshot(pyodide: Path, package: Path, out: Path, library: Path, node: list[str]) -> dict[str, Any]:
    output = run([*node, str(SNAPSHOT_SCRIPT), str(pyodide), str(package), str(out), str(library)], package)
    made: dict[str, Any] = json.loads(output.splitlines()[-1])
    return made


def check_snapshot(made: dict[str, Any], heap_limit: int, version: str) -> None:
    if made["version"] != version:
        raise RuntimeBuildError(f"the snapshot was made by Pyodide {made['version']}, {version} is installed")
    if made["heap"] > heap_limit:
        raise RuntimeBuildError(
            f"the snapshot needs a heap of {made['heap'] / 2**20:.2f} MB, Pyodide {version} starts with "
            f"{heap_limit / 2**20:.0f} MB and can restore no larger one (pyodide issue 6254): "
            "import less in the calculators (the module html alone takes 2.1 MB), or shorten their texts"
        )
    if not made["selfTest"]["ok"]:
        raise RuntimeBuildError(f"the calculators fail their self-test under Pyodide: {made['selfTest']}")


def default_node() -> list[str]:
    """The locked Node: another one's zlib would pack other bytes."""
    from guide.setup import toolchain

    node = toolchain.node()
    if not node.is_file():
        raise RuntimeBuildError(f"{node} is missing: run scripts/serve.py, which sets up all that is needed")
    return [str(node)]


def run(command: list[str], cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **FIXED_ENV}, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        shown = " ".join(Path(part).name for part in command[:3])
        raise RuntimeBuildError(f"{shown} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", "utf-8")
