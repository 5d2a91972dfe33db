"""Every command ends in one line and not with 0 where an argument is odd, a folder, a file or git is missing, or the disk is full.

Nothing is lost then: what a command would have replaced is as it was.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from guide.build import site as build
from guide.editing import sentences
from guide.project import write_all
from guide.records import release
from guide.serving import hosting
from guide.setup import toolchain
from guide.setup.toolchain import SetupError

ROOT = Path(__file__).resolve().parents[2]
ROOM = 64 * 1024


def command(name: str, *arguments: str, **env: str) -> tuple[int, list[str]]:
    """Exit code and the lines on standard error."""
    environment = toolchain.environment({"PYTHONHASHSEED": "0", **env})
    done = subprocess.run([sys.executable, str(ROOT / f"scripts/{name}.py"), *arguments], cwd=ROOT, env=environment, capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, timeout=120)  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stderr.splitlines()


ODD = [
    ("clinical_diff main --longest -5", 2, "'-5' is not a whole number, at least 500"),
    ("clinical_diff main --longest 1e3", 2, "'1e3' is not a whole number"),
    ("clinical_diff main --lang sv", 2, "invalid choice: 'sv'"),
    ("clinical_diff", 2, "BASE"),
    ("check --today yesterday", 2, "'yesterday' is no day: write it as 2026-12-01"),
    ("check --json /nowhere/there.json", 2, "/nowhere/there.json: No such file or directory"),
    ("check --base=", 2, "'' is no commit"),
    ("check --base=--output=x", 2, "'--output=x' is no commit"),
    ("clinical_diff -- --output=x", 2, "'--output=x' is no commit"),
    ("screenshots changed -- -x", 1, "'-x' is no commit"),
    ("check --root /nowhere", 2, "is --root the folder of the project?"),
    ("bench --runs 0", 1, "'0' is not a whole number, at least 1"),
    ("growth --pages -1", 1, "'-1' is not a whole number, at least 0"),
    ("serve --port 99999", 1, "'99999' is not a whole number from 1 to 65535"),
    ("serve --prot 8000", 1, "unrecognized arguments: --prot 8000"),
    ("serve --buil", 1, "unrecognized arguments: --buil"),
    ("build --site-url guide", 1, "give the whole address of the site"),
    ("build --site-url https://reader:secret@x.example/", 1, "give the whole address of the site"),
    ("build --site-url https://x.example:99999/", 1, "give the whole address of the site"),
    ("build --out docs/assets", 1, "holds something that is no built site"),
    ("release 1.0", 1, "write a version as 1.0.0"),
    ("release 1.0.0 --date 31.12.2026", 1, "'31.12.2026' is no day"),
    ("new", 1, "required: kind"),
    ("new guideline", 1, "required: name"),
    ("hosting pack --site /nowhere --out /nowhere/else", 1, "/nowhere holds no built site"),
    ("screenshots changed", 1, "required: base"),
    ("screenshots guide --site /nowhere", 1, "/nowhere holds no built site"),
    ("contact_sheet --site /nowhere", 1, "/nowhere holds no built site"),
    ("audit everything", 2, "unrecognized arguments: everything"),
    ("sbom", 1, "required: --out"),
    ("mutants --all", 1, "unrecognized arguments: --all"),
    ("proofs --quick", 1, "unrecognized arguments: --quick"),
    ("tasks --all", 1, "unrecognized arguments: --all"),
    ("propose --site /nowhere", 1, "/nowhere holds no built site"),
    ("confirm", 1, "required: event, folder, out"),
    ("confirm /nowhere/event.json . out.json", 1, "/nowhere/event.json: No such file or directory"),
]


@pytest.mark.parametrize(("line", "code", "says"), ODD, ids=lambda value: value if isinstance(value, str) else "")
def test_what_cannot_be_used_is_told_in_one_line(line, code, says):
    name, *arguments = line.split()
    ended, said = command(name, *arguments)
    assert ended == code
    told = [one for one in said if not one.startswith("check: changes are not compared")]  # a copy without its history says so
    assert len(told) == 1 and told[0].startswith(f"{name}: ") and says in told[0]


def test_every_command_is_tried():
    commands = {path.stem for path in (ROOT / "scripts").glob("*.py")} - {"start", "test"}  # what test takes goes to pytest
    assert {line.split()[0] for line, *_ in ODD} == commands


@pytest.mark.parametrize(("line", "code"), [("screenshots changed HEAD", 1), ("growth --pages 1", 1), ("clinical_diff HEAD", 2)])
def test_without_git_a_command_that_needs_it_says_so(line, code, tmp_path):
    if line.startswith("screenshots"):
        (tmp_path / "runtime").mkdir()
        line += f" --site {tmp_path}"
    name, *arguments = line.split()
    ended, said = command(name, *arguments, PATH="")
    assert ended == code and len(said) == 1 and "git" in said[0]


def test_a_terminal_that_lacks_a_sign_is_told_all_the_same():
    ended, said = command("clinical_diff", "ø", "--lang", "nb", PYTHONIOENCODING="ascii")
    assert ended == 2 and not any("Traceback" in line for line in said)


def test_output_that_cannot_be_written_is_told():
    if not Path("/dev/full").exists():
        pytest.skip("needs a device that is always full")
    line = 'exec "$0" scripts/hosting.py nginx >/dev/full'
    done = subprocess.run(["/bin/sh", "-c", line, sys.executable], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "hosting: No space left on device\n")


# --- a full disk


@pytest.fixture
def full(tmp_path):
    """A small file system, with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def made(folder: Path, size: int, name: str = "index.html") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(os.urandom(size))
    return folder


def test_a_site_for_which_there_is_no_room_leaves_the_old_one(full, tmp_path):
    out = made(full / "site", 1000)
    before = tree(full)
    new = made(made(tmp_path / "new", ROOM), ROOM, "second.html")
    with pytest.raises(OSError) as caught:
        build.put(new, out)
    assert "No space left on device" in toolchain.why(caught.value)
    assert tree(full) == before and list(full.iterdir()) == [out]


def test_a_site_takes_the_place_of_the_old_one(tmp_path):
    out, new = made(tmp_path / "there/site", 10, "old.html"), made(tmp_path / "new", 10)
    build.put(new, out)
    assert [path.name for path in out.iterdir()] == ["index.html"]
    assert [path.name for path in out.parent.iterdir()] == ["site"]


def test_a_site_that_cannot_be_moved_leaves_the_old_one(tmp_path, monkeypatch):
    out, new = made(tmp_path / "site", 10, "old.html"), made(tmp_path / "new", 10)
    rename = Path.rename

    def fails(self, target):
        if self.name == "new" and target == out:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError, match="Input/output"):
        build.put(new, out)
    assert [path.name for path in out.iterdir()] == ["old.html"]


def test_a_packed_site_is_whole_or_not_there(full, tmp_path):
    site = made(tmp_path / "built/runtime", 10).parent
    for name in ("index.html", "second.html", "third.html"):
        made(site, ROOM // 2, name)
    with pytest.raises(OSError) as caught:
        hosting.pack(site, full / "out")
    said = toolchain.why(caught.value)
    assert "No space left on device" in said and "None" not in said and "\n" not in said
    assert list(full.iterdir()) == []


def test_files_of_the_project_are_written_all_or_none(full):
    made(full, 100, "first.md")
    before = tree(full)
    with pytest.raises(OSError, match="No space left"):
        write_all(full, {"first.md": "other", "new/second.md": "x" * 2 * ROOM})
    assert tree(full) == before and [path.name for path in full.iterdir()] == ["first.md"]
    write_all(full, {"first.md": "other", "new/second.md": "x"})
    assert tree(full) == {"first.md": b"other", "new/second.md": b"x"}


def test_the_confirmed_sentences_outlive_a_full_disk(full):
    (full / "docs").mkdir()
    (full / sentences.FILE).write_text("{}", "utf-8")
    with (full / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while filler.write(bytes(1024)):
            pass
    with pytest.raises(OSError, match="No space left"):
        sentences.write(full, sentences.parse(sentences.text_of(ROOT)))
    assert (full / sentences.FILE).read_text("utf-8") == "{}"


# --- releases


@pytest.fixture
def released(tmp_path):
    """A project that released 1.0.0 and works on the next."""
    for name in ("docs", "calculators", "releases"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "CHANGELOG.md", tmp_path)
    release.freeze(tmp_path, "1.0.0", date(2026, 12, 1), "1.1.0-dev")
    return tmp_path


@pytest.mark.parametrize(("version", "day", "following", "says"), [
    ("0.0.1", date(2026, 12, 2), "0.1.0-dev", "not after 1.0.0"),
    ("1.0.0", date(2026, 12, 2), "1.1.0-dev", "not after 1.0.0"),
    ("1.1.0", date(2026, 11, 30), "1.2.0-dev", "before 2026-12-01, the day of 1.0.0"),
    ("1.1.0", date(2026, 12, 2), "1.1.0", "name a version after 1.1.0"),
    ("1.1.0", date(2026, 12, 2), "1.0.9-dev", "name a version after 1.1.0"),
    ("1.1.0", date(2026, 12, 2), "next", "name a version after 1.1.0"),
    ("v1.1.0", date(2026, 12, 2), "1.2.0-dev", "write a version as 1.0.0"),
    ("01.1.0", date(2026, 12, 2), "1.2.0-dev", "write a version as 1.0.0"),
])  # fmt: skip
def test_a_release_out_of_order_is_refused(released, version, day, following, says):
    before = tree(released)
    with pytest.raises(SetupError, match=re.escape(says)):
        release.freeze(released, version, day, following)
    assert tree(released) == before


def test_the_first_release_is_not_before_the_version_worked_on(released):
    (released / "releases/1.0.0.json").unlink()
    with pytest.raises(SetupError, match=r"0\.0\.1: before 1\.1\.0-dev, which releases/next\.toml says is worked on"):
        release.freeze(released, "0.0.1", date(2026, 12, 2), "0.1.0-dev")
