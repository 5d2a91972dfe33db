"""The set-up finds what is there, says what is missing in one line, and never shows a traceback."""

import os
import shutil
import socket
import stat
import subprocess
import sys
import types
import zipfile
from pathlib import Path

import pytest

from guide.setup import browsers, toolchain

ROOT = Path(__file__).resolve().parents[2]


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's set-up files in a folder of their own, with nothing set up."""
    target = tmp_path / "project"
    (target / "docs").mkdir(parents=True)
    shutil.copy(ROOT / "docs/guidelines.toml", target / "docs")
    for folder in ("scripts", "guide"):
        shutil.copytree(ROOT / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.txt", "package.json", "package-lock.json", ".npmrc", "pyproject.toml"):
        shutil.copy(ROOT / name, target / name)
    return target


def start(folder: Path, script: str, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Start a script as a user would, without what the test run has set up."""
    command = [sys._base_executable, str(folder / "scripts" / script), *args]  # type: ignore[attr-defined]
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("IG_", "PYTHON", "PIP_"))}
    return subprocess.run(command, cwd=folder, env=clean | env, capture_output=True, text=True, timeout=300)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.fixture
def with_uv(copy: Path) -> Path:
    """The same, with uv there already, as the pip of this machine put it."""
    toolchain.uv()
    (copy / ".cache").mkdir()
    for name in ("uv", "uv.txt"):
        (copy / ".cache" / name).symlink_to(toolchain.CACHE / name)
    return copy


# --- Python


def test_a_python_of_pyenv_is_found_behind_shims_that_fail(with_uv, tmp_path):
    """Nothing to install: the lock names uv alone, and that is found to be there only after Python was."""
    shim = program(tmp_path / "shims/python3.13", "exit 127")
    python = tmp_path / "pyenv/versions/3.13.9/bin/python3.13"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    (with_uv / "requirements.txt").write_text((toolchain.CACHE / "uv.txt").read_text("utf-8"), "utf-8")
    start(with_uv, "serve.py", "--build", PATH=f"{shim.parent}:/bin", PYENV_ROOT=str(tmp_path / "pyenv"), UV_OFFLINE="1",
          HOME=str(tmp_path), UV_CACHE_DIR=str(tmp_path / "cache"))
    made = with_uv / ".cache/venv/bin/python"
    assert toolchain.python_version(made).startswith("3.13.")


def test_no_python_is_one_clear_error(with_uv, tmp_path):
    done = start(with_uv, "serve.py", "--build", PATH=str(tmp_path), HOME=str(tmp_path), PYENV_ROOT="", UV_PYTHON_DOWNLOADS="never")
    assert "uv found no Python 3.13 and could not fetch one; install it (`pyenv install 3.13`" in one_line(done)


def test_no_uv_is_one_clear_error(copy, tmp_path):
    done = start(copy, "serve.py", "--build", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_CONFIG_FILE=os.devnull, PIP_RETRIES="0",
                 HOME=str(tmp_path))
    said = one_line(done)
    assert "pip could not install uv: " in said and "Is there a network" in said
    assert not (copy / ".cache/uv.txt").exists(), "the next start tries again"


def test_uv_asks_where_pip_does(monkeypatch):
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/simple")
    toolchain.uv()
    assert toolchain.uv_environment()["UV_DEFAULT_INDEX"] == "https://mirror.invalid/simple"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.invalid/simple")
    assert "UV_DEFAULT_INDEX" not in toolchain.uv_environment()


def test_the_lock_entry_of_uv_has_hashes():
    entry = toolchain.lock_entry("uv", (ROOT / "requirements.txt").read_text("utf-8"))
    assert entry.startswith("uv==") and entry.count("--hash=sha256:") > 5
    assert entry.count("==") == 1 and entry.endswith("\n")


COMMANDS = sorted(path for path in (ROOT / "scripts").glob("*.py") if path.name != "start.py")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda path: path.stem)
def test_every_command_tells_of_an_old_python(command, tmp_path):
    shutil.copy(command, tmp_path / command.name)
    start = (ROOT / "scripts/start.py").read_text("utf-8")
    (tmp_path / "start.py").write_text(start.replace("import sys", "import sys\nsys.version_info = (3, 8, 1)", 1), "utf-8")
    done = subprocess.run([sys.executable, str(tmp_path / command.name)], capture_output=True, text=True)
    assert one_line(done).startswith(f"{command.stem}: Python 3.11 or later is needed, this is 3.8")


def test_a_tool_written_for_a_newer_python_is_started_with_the_projects_own(tmp_path):
    """On 3.11 and 3.12, which may start every command, the syntax of the calculators is an error."""
    (tmp_path / "scripts").mkdir()
    start = (ROOT / "scripts/start.py").read_text("utf-8")
    (tmp_path / "scripts/start.py").write_text(start.replace("import sys", "import sys\nsys.version_info = (3, 11, 7)", 1), "utf-8")
    (tmp_path / "scripts/tried.py").write_text("from start import run\nrun('tool')\n", "utf-8")
    (tmp_path / "tool.py").write_text("class Newer[One, !]: ...\n", "utf-8")
    setup = tmp_path / "guide/setup"
    setup.mkdir(parents=True)
    (setup / "toolchain.py").write_text(
        "def in_venv():\n    print('its own')\n\ndef run_main(name, main):\n    print(name)\n    main()\n", "utf-8"
    )
    command = [sys.executable, str(tmp_path / "scripts/tried.py")]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "tried\nits own\n"
    # With the project's own Python it is an error of the tool, and is not hidden.
    (tmp_path / "scripts/start.py").write_text(start, "utf-8")
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode and "SyntaxError" in done.stderr and done.stdout == ""


# --- locks


@pytest.mark.parametrize("name", ["requirements.in", "requirements.txt", "package.json", "package-lock.json", ".npmrc"])
def test_a_lock_names_no_host_and_no_place(name):
    text = (ROOT / name).read_text("utf-8")
    for foreign in ("://", "--index", "--extra-index", "--find-links ", "file:", "/root", "/home", '"resolved"'):
        if name == "requirements.in" and foreign.startswith("--"):
            continue
        assert foreign not in text


def test_every_locked_package_has_its_hash():
    text = (ROOT / "requirements.txt").read_text("utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(entries) > 40
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_what_is_asked_for_is_locked():
    locked = (ROOT / "requirements.txt").read_text("utf-8")
    for line in (ROOT / "requirements.in").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name = line.split("[")[0].split("<")[0].split(">")[0].split("=")[0].strip()
            assert toolchain.lock_entry(name, locked)


# --- error lines


@pytest.mark.parametrize(("output", "said"), [
    ("Using Python 3.13\nerror: Request failed\n  cause: Failed to fetch: x\n", "error: Request failed; cause: Failed to fetch: x"),
    ("WARNING: Retrying\nERROR: No matching distribution found for uv==1", "ERROR: No matching distribution found for uv==1"),
    ("npm error code EINTEGRITY\nnpm error sha512-x failed", "npm error code EINTEGRITY; npm error sha512-x failed"),
    ("something\nnew\n", "new"),
    ("Traceback (most recent call last):\n  an error\nConnectionError: refused", "ConnectionError: refused"),
    ("", "it said nothing"),
    (f"error: {'x' * 999}", f"error: {'x' * 293}"),
])  # fmt: skip
def test_of_a_failed_tool_its_own_words_are_told_on_one_line(output, said):
    assert toolchain.said(output) == said


def test_a_full_disk_is_told_as_that(monkeypatch, tmp_path):
    monkeypatch.setattr(toolchain, "LOG", tmp_path / "log")
    monkeypatch.setattr(toolchain.shutil, "disk_usage", lambda _: types.SimpleNamespace(free=1000))
    with pytest.raises(toolchain.SetupError, match="the disk is full: free about 1 GB"):
        toolchain.install("x", ["false"], "requirements.txt")


def test_a_port_in_use(copy):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = one_line(start(copy, "serve.py", "--port", str(port)))
    assert f"port {port} cannot be used" in said and "--port" in said
    assert not (copy / ".cache").exists(), "said before anything is set up"


def test_a_missing_lock(copy):
    (copy / "requirements.txt").unlink()
    assert "requirements.txt is missing: restore it" in one_line(start(copy, "serve.py", "--build"))


def test_a_broken_lock(copy):
    (copy / "requirements.txt").write_text("mkdocs ==> 1.6\n", "utf-8")
    assert "requirements.txt has no uv: restore it with `git checkout requirements.txt`" in one_line(start(copy, "test.py"))


def test_a_lock_with_a_foreign_hash(with_uv, tmp_path):
    """Found without a network: the package is a local one."""
    links = tmp_path / "links"
    links.mkdir()
    with zipfile.ZipFile(links / "nothing-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("nothing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: nothing\nVersion: 1.0\n")
        wheel.writestr("nothing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("nothing-1.0.dist-info/RECORD", "")
    locked = f"nothing==1.0 --hash=sha256:{'0' * 64}\n{(toolchain.CACHE / 'uv.txt').read_text('utf-8')}"
    (with_uv / "requirements.txt").write_text(locked, "utf-8")
    done = start(with_uv, "serve.py", "--build", UV_NO_INDEX="1", UV_FIND_LINKS=str(links), UV_CACHE_DIR=str(tmp_path / "cache"))
    said = one_line(done)
    assert "uv could not install what is locked: " in said and "ash mismatch" in said and "git checkout requirements.txt" in said


def test_no_network(with_uv, tmp_path):
    done = start(with_uv, "serve.py", "--build", UV_DEFAULT_INDEX="http://127.0.0.1:9/simple", UV_INDEX="", UV_HTTP_RETRIES="0",
                 UV_CACHE_DIR=str(tmp_path / "cache"))
    said = one_line(done)
    assert "uv could not install what is locked: error: " in said and "Is there a network" in said
    assert not (with_uv / ".cache/venv/stamp.json").exists(), "the next start tries again"


def test_ctrl_c_during_the_set_up_is_quiet(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as left:
        toolchain.run_main("serve", interrupted)
    assert left.value.code == 130 and capsys.readouterr() == ("", "")


# --- stamps


def test_the_second_start_installs_nothing(monkeypatch):
    for name in ("install", "uv"):
        monkeypatch.setattr(toolchain, name, lambda *_, name=name: pytest.fail(f"{name} was called"))
    toolchain.ensure_python()
    toolchain.ensure_node()


def test_a_digest_tells_its_parts_apart(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    assert toolchain.digest("ab", "c") != toolchain.digest("a", "bc")
    assert toolchain.digest(tmp_path / "a") == toolchain.digest(tmp_path / "a")
    with pytest.raises(toolchain.SetupError, match="gone is missing: restore it"):
        toolchain.digest(tmp_path / "gone")


def test_a_broken_stamp_counts_as_none(tmp_path):
    (tmp_path / "stamp").write_text("{", "utf-8")
    assert toolchain.read_stamp(tmp_path / "stamp") == {} == toolchain.read_stamp(tmp_path / "gone")


# --- browser


def test_a_browser_that_does_not_run_is_passed_over(tmp_path, monkeypatch):
    program(tmp_path / "chromium", "exit 1")
    good = program(tmp_path / "google-chrome", "echo Chrome")
    monkeypatch.delenv("IG_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setattr(browsers, "BROWSERS", ("chromium", "google-chrome"))
    assert browsers.find_browser() == good


def test_a_named_browser_must_run(monkeypatch):
    monkeypatch.setenv("IG_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(toolchain.SetupError, match="does not run"):
        browsers.ensure_browser()


def test_no_browser_says_what_to_install(monkeypatch):
    monkeypatch.setattr(browsers, "find_browser", lambda: None)
    monkeypatch.setattr(browsers, "logged", lambda *_: "failed")
    with pytest.raises(toolchain.SetupError, match="install the package `chromium`"):
        browsers.ensure_browser()


@pytest.fixture
def no_shell(tmp_path, monkeypatch):
    """A machine on which Chromium without windows can neither be found nor installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("IG_CHROMIUM", "IG_CHROMIUM_SHELL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_pages_are_looked_at_without_windows_where_that_is_there(no_shell):
    shell = program(no_shell / "chromium-headless-shell", "exit 0")
    assert browsers.ensure_shell(Path("/usr/bin/chromium")) == shell


def test_without_it_the_whole_browser_is_taken_and_it_is_said(no_shell, capsys):
    program(no_shell / "chromium-headless-shell", "exit 1")
    assert browsers.ensure_shell(Path("/usr/bin/chromium")) == Path("/usr/bin/chromium")
    assert "all tests run in /usr/bin/chromium, and take longer" in capsys.readouterr().out


def test_the_browser_that_is_named_is_tested_with(no_shell, monkeypatch):
    program(no_shell / "chromium-headless-shell", "exit 0")
    monkeypatch.setenv("IG_CHROMIUM", "/opt/chrome")
    assert browsers.ensure_shell(Path("/opt/chrome")) == Path("/opt/chrome")


def test_a_shell_that_is_named_must_run(no_shell, monkeypatch):
    monkeypatch.setenv("IG_CHROMIUM_SHELL", "/nowhere/shell")
    with pytest.raises(toolchain.SetupError, match="IG_CHROMIUM_SHELL=/nowhere/shell does not run"):
        browsers.ensure_shell(Path("/usr/bin/chromium"))


# --- the other engines


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine without any browser, and nobody who may install one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("IG_FIREFOX", raising=False)
    monkeypatch.delenv("IG_ENGINES", raising=False)
    monkeypatch.setattr(browsers, "find_minibrowser", lambda: None)
    return tmp_path


def test_engines_that_are_not_there_are_skipped_with_a_line_that_says_how(bare, capsys):
    browsers.ensure_engines()
    firefox, webkit = capsys.readouterr().out.splitlines()
    assert "Firefox is not on this machine: `apt-get install firefox-esr`" in firefox and "skipped" in firefox
    assert "WebKit is not on this machine: `apt-get install webkit2gtk-driver xvfb`" in webkit and "skipped" in webkit


def test_where_every_engine_is_asked_for_none_may_be_missing(bare, monkeypatch):
    monkeypatch.setenv("IG_ENGINES", "all")
    with pytest.raises(toolchain.SetupError, match=r"Firefox is not on this machine: .*every engine is asked for"):
        browsers.ensure_engines()


def test_root_installs_what_is_missing_and_says_so(bare, monkeypatch, capsys):
    program(bare / "apt-get", "")
    monkeypatch.setattr(browsers.os, "geteuid", lambda: 0)
    asked = []

    def install(command, extra=None):
        asked.append(command)
        if command[1] == "install":
            for name in ["firefox-esr"] if "firefox-esr" in command else ["WebKitWebDriver", "Xvfb"]:
                program(bare / name, "")
            monkeypatch.setattr(browsers, "find_minibrowser", lambda: bare / "MiniBrowser")

    monkeypatch.setattr(browsers, "logged", install)
    browsers.ensure_engines()
    said = capsys.readouterr().out
    assert "installing firefox-esr with apt-get" in said and "installing webkit2gtk-driver and xvfb with apt-get" in said
    assert "skipped" not in said and ["apt-get", "update", "-q"] in asked
    browsers.ensure_engines()
    assert capsys.readouterr().out == "", "once"
