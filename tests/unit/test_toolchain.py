"""The set-up finds what is there, says what is missing in one line, and never shows a traceback."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from guide.setup import toolchain

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


# --- Python


def test_a_shim_that_fails_is_passed_over(tmp_path):
    shim = program(tmp_path / "shims/python3.13", "exit 127")
    real = program(tmp_path / "versions/3.13.5/bin/python", "echo 3.13.5")
    found = toolchain.find_python(iter([(shim, "on the PATH"), (real, "under pyenv")]))
    assert found == (real, "3.13.5", "under pyenv")


def test_another_version_is_no_candidate(tmp_path):
    old = program(tmp_path / "python3", "echo 3.12.9")
    new = program(tmp_path / "python", "echo 3.131.0")
    assert toolchain.find_python(iter([(old, ""), (new, "")])) is None


def test_a_program_that_is_gone_is_passed_over(tmp_path):
    assert toolchain.find_python(iter([(tmp_path / "nothing", "")])) is None


def test_pyenv_root_is_searched(tmp_path, monkeypatch):
    python = program(tmp_path / "versions/3.13.9/bin/python", "echo 3.13.9")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    assert (python, "under pyenv") in list(toolchain.python_candidates())


def test_the_home_folder_is_searched_without_pyenv_root(tmp_path, monkeypatch):
    python = program(tmp_path / ".pyenv/versions/3.13.1/bin/python", "echo 3.13.1")
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (python, "under pyenv") in list(toolchain.python_candidates())


def test_no_python_and_no_uv_is_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr(toolchain, "CACHE", tmp_path)
    monkeypatch.setattr(toolchain, "LOG", toolchain.ROOT / ".cache" / "test.log")
    monkeypatch.setattr(toolchain, "make_venv", lambda *_: None)
    monkeypatch.setattr(toolchain, "pip_install", lambda *_: None)
    monkeypatch.setattr(toolchain, "find_python", lambda: None)
    with pytest.raises(toolchain.SetupError, match=r"Python 3\.13 is missing .* install it"):
        toolchain.fetch_python()
    assert (tmp_path / "uv.txt").read_text("utf-8").startswith("uv==")


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


@pytest.mark.parametrize(("tool", "output", "said"), [
    ("pip", "NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution\n"
            "ERROR: No matching distribution found for mkdocs==1.6.1", "could not reach its package registry"),
    ("pip", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "does not have the hash"),
    ("pip", "ERROR: Invalid requirement: 'mkdocs=!1'", "cannot be read"),
    ("pip", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
    ("pip", "ERROR: No matching distribution found for mkdocs==1.6.1", "found no package"),
    ("pip", "ERROR: something new\n", "pip failed: ERROR: something new"),
    ("pip", "", "no output"),
    ("npm", "npm error code EINTEGRITY\nnpm error sha512-x integrity checksum failed", "does not have the hash"),
    ("npm", "npm error code EAI_AGAIN\nnpm error request failed", "could not reach"),
    ("npm", "npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and "
            "package-lock.json are in sync.", "does not fit its source"),
    ("npm", "npm error code EJSONPARSE", "cannot be read"),
])
def test_a_failed_tool_is_explained_in_one_line(tool, output, said):
    line = toolchain.explain(tool, output)
    assert said in line and "\n" not in line and len(line) < 400


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
    assert "requirements.txt cannot be read" in one_line(start(copy, "test.py"))


def test_a_lock_with_a_foreign_hash(copy, tmp_path):
    """Found without a network: the package is a local one."""
    links = tmp_path / "links"
    links.mkdir()
    (links / "nothing-1.0-py3-none-any.whl").write_bytes(b"not what was locked")
    (copy / "requirements.txt").write_text(f"nothing==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    done = start(copy, "serve.py", "--build", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(links), PIP_CONFIG_FILE=os.devnull)
    assert "does not have the hash that is locked" in one_line(done)


def test_no_network(copy, tmp_path):
    nowhere = "http://127.0.0.1:9/simple"
    done = start(copy, "serve.py", "--build", PIP_INDEX_URL=nowhere, PIP_CONFIG_FILE=os.devnull, HOME=str(tmp_path))
    assert "could not reach its package registry" in one_line(done)
    assert not (copy / ".cache/venv/stamp.json").exists(), "the next start tries again"


def test_ctrl_c_during_the_set_up_is_quiet(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as left:
        toolchain.run_main("serve", interrupted)
    assert left.value.code == 130 and capsys.readouterr() == ("", "")


# --- stamps


def test_the_second_start_installs_nothing(monkeypatch):
    for name in ("make_venv", "pip_install", "fetch_python", "explain"):
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
    monkeypatch.setattr(toolchain, "BROWSERS", ("chromium", "google-chrome"))
    assert toolchain.find_browser() == good


def test_a_named_browser_must_run(monkeypatch):
    monkeypatch.setenv("IG_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(toolchain.SetupError, match="does not run"):
        toolchain.ensure_browser()


def test_no_browser_says_what_to_install(monkeypatch):
    monkeypatch.setattr(toolchain, "find_browser", lambda: None)
    monkeypatch.setattr(toolchain, "logged", lambda *_: "failed")
    with pytest.raises(toolchain.SetupError, match="install the package `chromium`"):
        toolchain.ensure_browser()


# --- the other engines


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine without any browser, and nobody who may install one."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("IG_FIREFOX", raising=False)
    monkeypatch.delenv("IG_ENGINES", raising=False)
    monkeypatch.setattr(toolchain, "find_minibrowser", lambda: None)
    return tmp_path


def test_engines_that_are_not_there_are_skipped_with_a_line_that_says_how(bare, capsys):
    toolchain.ensure_engines()
    firefox, webkit = capsys.readouterr().out.splitlines()
    assert "Firefox is not on this machine: `apt-get install firefox-esr`" in firefox and "skipped" in firefox
    assert "WebKit is not on this machine: `apt-get install webkit2gtk-driver xvfb`" in webkit and "skipped" in webkit


def test_where_every_engine_is_asked_for_none_may_be_missing(bare, monkeypatch):
    monkeypatch.setenv("IG_ENGINES", "all")
    with pytest.raises(toolchain.SetupError, match=r"Firefox is not on this machine: .*every engine is asked for"):
        toolchain.ensure_engines()


def test_root_installs_what_is_missing_and_says_so(bare, monkeypatch, capsys):
    program(bare / "apt-get", "")
    monkeypatch.setattr(toolchain.os, "geteuid", lambda: 0)
    asked = []

    def install(command, extra=None):
        asked.append(command)
        if command[1] == "install":
            for name in ["firefox-esr"] if "firefox-esr" in command else ["WebKitWebDriver", "Xvfb"]:
                program(bare / name, "")
            monkeypatch.setattr(toolchain, "find_minibrowser", lambda: bare / "MiniBrowser")

    monkeypatch.setattr(toolchain, "logged", install)
    toolchain.ensure_engines()
    said = capsys.readouterr().out
    assert "installing firefox-esr with apt-get" in said and "installing webkit2gtk-driver and xvfb with apt-get" in said
    assert "skipped" not in said and ["apt-get", "update", "-q"] in asked
    toolchain.ensure_engines()
    assert capsys.readouterr().out == "", "once"
