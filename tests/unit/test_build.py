"""The build id says what the site is made from; the last checks catch what must not be in a page."""

import os
import shutil
import subprocess
import types
import zipfile
from pathlib import Path

import pytest

from calculators.facts import Facts
from guide.build import site as build
from guide.setup import toolchain

URL = "https://guide.example/ig/"


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    for name in ("docs/nb/index.md", "docs/assets/app.mjs", "calculators/__init__.py", "overrides/main.html",
                 "guide/build/site.py", "mkdocs.yml", "mkdocs.nb.yml", "requirements.txt", "package-lock.json"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    return root


def git(root: Path, *args: str) -> None:
    env = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_COMMITTER_DATE": "1700000000 +0100"}
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t.invalid", *args], cwd=root, check=True,
                   capture_output=True, env=os.environ | env)


# --- build id


def test_the_build_id_is_twelve_hex_digits(project):
    found = build.build_id(project)
    assert len(found) == 12 and int(found, 16) >= 0


def test_the_build_id_knows_no_time_and_no_place(project, tmp_path):
    before = build.build_id(project)
    os.utime(project / "docs/nb/index.md", (1, 1))
    shutil.copytree(project, tmp_path / "elsewhere")
    assert build.build_id(project) == before == build.build_id(tmp_path / "elsewhere")


@pytest.mark.parametrize("name", ["calculators/__pycache__/x.pyc", "docs/nb/.index.md.swp", "docs/nb/index.md~",
                                  "docs/nb/#index.md#", "calculators/facts.json", "calculators/build.json",
                                  "tests/test_x.py", "site/index.html", "README.md"])
def test_the_build_id_ignores(project, name):
    before = build.build_id(project)
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("x", "utf-8")
    assert build.build_id(project) == before


@pytest.mark.parametrize("name", ["docs/nb/index.md", "docs/nb/new.md", "docs/assets/app.mjs", "calculators/rule.toml",
                                  "overrides/main.html", "guide/build/runtime.py", "mkdocs.da.yml", "requirements.txt",
                                  "package-lock.json"])
def test_the_build_id_changes_with(project, name):
    before = build.build_id(project)
    with (project / name).open("a", encoding="utf-8") as file:
        file.write(" more")
    assert build.build_id(project) != before


def test_the_build_id_changes_with_a_name(project):
    before = build.build_id(project)
    (project / "docs/nb/index.md").rename(project / "docs/nb/other.md")
    assert build.build_id(project) != before


def test_what_git_ignores_is_ignored_and_git_changes_nothing_else(project):
    before = build.build_id(project)
    git(project, "init", "-q")
    (project / ".gitignore").write_text("*.draft\n", "utf-8")
    (project / "docs/nb/note.draft").write_text("x", "utf-8")
    assert build.build_id(project) == before


@pytest.mark.parametrize("name", ["calculators/rule/nb.toml", "docs/assets/runtime/worker.mjs", "guide/build/runtime.py",
                                  "guide/build/site.py",
                                  "guide/build/snapshot.mjs", "requirements.txt", "package-lock.json", "pyproject.toml"])
def test_the_id_of_the_runtime_changes_with(project, name):
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    before = build.runtime_id("{}", project)
    path.write_text(path.read_text("utf-8") + " more", "utf-8")
    assert build.runtime_id("{}", project) != before


def test_the_id_of_the_runtime_changes_with_the_facts_and_not_with_other_words(project):
    before = build.runtime_id("{}", project)
    assert build.runtime_id('{"fact": 1}', project) != before
    for name in ("docs/nb/index.md", "docs/assets/theme/theme.css", "overrides/main.html", "mkdocs.da.yml", "releases/next.toml"):
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(" more")
    assert build.runtime_id("{}", project) == before


def test_the_date_is_that_of_the_commit(project):
    assert build.commit_time(project) == build.FALLBACK_EPOCH
    git(project, "init", "-q")
    assert build.commit_time(project) == build.FALLBACK_EPOCH, "no commit yet"
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "x")
    assert build.commit_time(project) == "1700000000"


# --- wheel


@pytest.fixture
def no_vectors(monkeypatch):
    monkeypatch.setattr(build, "golden_vectors", lambda facts: "[]")


def make_wheel(tmp_path: Path, name: str, commit: str = "1700000000") -> Path:
    root = tmp_path / name
    (root / "calculators/rule/__pycache__").mkdir(parents=True)
    shutil.copy(build.ROOT / "pyproject.toml", root)
    for file in ("calculators/__init__.py", "calculators/rule/nb.toml", "calculators/rule/__pycache__/x.pyc"):
        (root / file).write_text("", "utf-8")
    (root / "docs").mkdir()
    shutil.copy(build.ROOT / "docs/guidelines.toml", root / "docs")
    with build.as_environment({"SOURCE_DATE_EPOCH": commit}):
        return build.build_wheel(root, build.Text(None, '{"a": 1}\n'), "abcdef012345", root / "stage")


def test_the_wheel_carries_facts_and_build_and_is_reproducible(tmp_path, no_vectors):
    wheel = make_wheel(tmp_path, "one")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert archive.read("calculators/facts.json") == b'{"a": 1}\n'
        assert archive.read("calculators/build.json") == b'{"build": "abcdef012345"}\n'
        assert archive.read("calculators/guidelines.toml") == (build.ROOT / "docs/guidelines.toml").read_bytes()
    assert "calculators/rule/nb.toml" in names and not [name for name in names if "__pycache__" in name]
    assert not (tmp_path / "one/calculators/facts.json").exists(), "nothing is written into the source"
    mask = os.umask(0o077)
    try:
        assert make_wheel(tmp_path, "two", commit="1800000000").read_bytes() == wheel.read_bytes()
    finally:
        os.umask(mask)


# --- checks of the result


def check(tmp_path: Path, text: str, name: str = "nb/index.html") -> str:
    path = tmp_path / "site" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    for other in ("a.js", "a.png", "nb/dose/index.html"):
        (tmp_path / "site" / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / other).write_text("", "utf-8")
    try:
        build.check_site(tmp_path / "site", URL)
    except build.BuildError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("text", [
    '<script src="../a.js"></script><script type="application/json">{"a": "]"}</script>',
    '<img src="/ig/a.png"><link rel="icon" href="../a.png?v=1"><script src="https://guide.example/ig/a.js"></script>',
    f'<link rel="canonical" href="{URL}nb/dose/"><a href="https://elsewhere.example/">source</a>',
    '<img src="data:image/png;base64,xx"><p>[2 g/kg] {#x}</p>',
])
def test_a_page_as_it_should_be(tmp_path, text):
    assert check(tmp_path, text) == ""


@pytest.mark.parametrize(("text", "said"), [
    ('<script src="a.js"></script>', "it needs nb/a.js, which is not in the site"),
    ('<link rel="alternate" href="../da/">', "it needs da/, which is not in the site"),
    ('<img src="/a.png">', "outside the site at <img>: /a.png"),
    ("<script>go()</script>", "an inline script"),
    ("<script type=module>go()</script>", "an inline script"),
    ("<body onload=go()>", "an inline handler onload"),
    ('<p style="color: red">', "an inline style"),
    ("<style>p {}</style>", "an inline style"),
    ('<script src="//cdn.example/a.js"></script>', "outside the site at <script>: //cdn.example/a.js"),
    ('<img src="https://cdn.example/a.png">', "outside the site at <img>"),
    ('<img srcset="a.png 1x, http://cdn.example/b.png 2x">', "outside the site at <img>: http://cdn.example/b.png"),
    ('<link rel="stylesheet" href="https://fonts.example/x">', "outside the site at <link>"),
    ('<meta http-equiv="refresh" content="0;url=https://elsewhere.example/">', "<meta http-equiv=refresh>"),
    ('<iframe srcdoc="x"></iframe>', "<iframe> leads"),
    ('<form action="https://elsewhere.example/"><button formaction="/x">', "<form> leads"),
    ('<p><button formaction="/x">', "<button> leads"),
    ('<base href="https://elsewhere.example/">', "<base> leads"),
    ('<p><a href="java&#9;script:alert(1)">x</a>', "an address that a browser acts upon at <a>"),
    ('<svg><a xlink:href="javascript:alert(1)">x</a></svg>', "an address that a browser acts upon at <a>"),
    ("<p>[2 g/kg]{#nel-initial-dose}</p>", "a mark was not read and stands in the page: ]{#nel-initial-dose}"),
])
def test_a_page_that_must_not_be(tmp_path, text, said):
    found = check(tmp_path, text)
    assert said in found and found.startswith("nb/index.html: ")


def test_other_files(tmp_path):
    assert "no MIME type" in check(tmp_path, "", "assets/a.xyz")
    (tmp_path / "site/assets/a.xyz").unlink()
    assert "another host" in check(tmp_path, "p {background: url('https://cdn.example/a')}", "assets/a.css")


# --- the whole


@pytest.mark.parametrize("address", ["guide", "ftp://x.example/", "https://", "https://x.example/?a"])
def test_an_address_that_is_none(address):
    with pytest.raises(build.BuildError, match="--site-url"):
        build.normal_url(address)


def test_the_address_gets_its_slash():
    assert build.normal_url("https://x.example/guide") == "https://x.example/guide/"


def test_a_slip_in_the_text_is_said_in_its_own_words(monkeypatch):
    from calculators import errors
    from calculators.facts import check

    def wrong(root):
        raise errors.GuideError("docs/nb/ivig/dose.md:7: nel-initial-dose: no unit")

    monkeypatch.setattr(check, "check_docs", wrong)
    with pytest.raises(build.BuildError, match=r"^docs/nb/ivig/dose\.md:7: nel-initial-dose: no unit$"):
        build.read_text(build.ROOT)


def test_a_page_in_another_encoding_is_named(project):
    (project / "docs/nb/index.md").write_bytes("Første linje\nandre på".encode("latin-1"))
    with pytest.raises(build.BuildError, match=r"^docs/nb/index\.md:1: not saved as UTF-8"):
        build.read_text(project)


def test_a_failed_build_leaves_the_old_site(tmp_path, monkeypatch):
    out = tmp_path / "site"
    (out / "runtime").mkdir(parents=True)
    (out / "index.html").write_text("old", "utf-8")
    monkeypatch.setattr(build, "read_text", lambda root: build.Text(Facts({}), "{}"))
    monkeypatch.setattr(build, "build_wheel", lambda *_: (_ for _ in ()).throw(build.BuildError("no wheel")))
    pages = types.SimpleNamespace(tell=lambda *_: None, wait=lambda: None, stop=lambda: None, language="nb")
    monkeypatch.setattr(build, "Pages", lambda *_: pages)
    monkeypatch.setattr(build, "add_index", lambda *_: "")
    before = set(toolchain.CACHE.glob("build-*"))
    environ = dict(os.environ)
    with pytest.raises(build.BuildError, match="no wheel"):
        build.build(out, URL)
    assert (out / "index.html").read_text("utf-8") == "old"
    assert set(toolchain.CACHE.glob("build-*")) <= before, "nothing is left behind"
    assert dict(os.environ) == environ


def test_a_folder_of_something_else_is_not_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("x", "utf-8")
    with pytest.raises(build.BuildError, match="no built site"):
        build.build(tmp_path, URL)
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize("place", ["docs/assets", "docs", ".", "calculators"])
def test_the_sources_are_not_replaced(place, monkeypatch):
    monkeypatch.setattr(build, "_build", lambda *_: pytest.fail("it would be built there"))
    with pytest.raises(build.BuildError, match="no built site"):
        build.build(build.ROOT / place, URL)


def test_mkdocs_speaks_for_itself(tmp_path):
    root = tmp_path / "project"
    (root / "docs/nb").mkdir(parents=True)
    (root / "docs/nb/index.md").write_text("[x](nowhere.md)\n", "utf-8")
    (root / "mkdocs.nb.yml").write_text("site_name: x\ndocs_dir: docs/nb\ntheme: mkdocs\n", "utf-8")
    pages = build.Pages(root, "nb", tmp_path / "work/site", URL, "abcdef012345")
    pages.tell("{}", "012345abcdef")
    with pytest.raises(build.BuildError, match=r"nowhere\.md") as failed:
        pages.wait()
    assert "Traceback" not in str(failed.value)
