"""The rules for hosts: one source, no drift, and clear words where something is wrong."""

import gzip
import random
import re
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

from guide.serving import hosting
from guide.serving.hosting import HASHED, HEADERS, IMMUTABLE, MIME_TYPES, POLICY
from guide.setup import browsers
from guide.setup.toolchain import SetupError

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_example_is_what_the_command_prints():
    assert (ROOT / "docs/guides/nginx.conf").read_text("utf-8") == hosting.nginx("/guide/")


def test_the_policy_is_the_one_of_the_pages():
    for name in ("mkdocs.yml", "overrides/root/index.html", "overrides/root/404.html"):
        assert (ROOT / name).read_text("utf-8").count(POLICY) == 1, name
    assert HEADERS["Content-Security-Policy"].startswith(POLICY)
    assert "unsafe-inline" not in POLICY and "unsafe-eval" not in POLICY.replace("'wasm-unsafe-eval'", "")
    assert "*" not in POLICY and "http" not in POLICY


def test_the_guide_names_every_header():
    guide = (ROOT / "docs/guides/deploy.md").read_text("utf-8")
    assert [name for name in (*HEADERS, "Cache-Control") if f"`{name}`" not in guide] == []


@pytest.mark.parametrize(
    ("name", "hashed"),
    [
        ("runtime/0123456789ab/worker.mjs", True),
        ("nb/assets/javascripts/bundle.79ae519e.min.js", True),
        ("nb/assets/stylesheets/main.484c7ddc.min.css", True),
        ("nb/assets/javascripts/lunr/min/lunr.da.min.js", False),  # "da" is a language, no hash
        ("assets/app.mjs", False),
        ("nb/runtime/index.html", False),
        ("xruntime/0123456789ab/worker.mjs", False),
    ],
)
def test_what_carries_a_hash(name, hashed):
    assert bool(HASHED.search(name)) == hashed


MEMORY = random.Random(1).randbytes(3000) + b"a" * 9000


@pytest.fixture
def site(tmp_path) -> Path:
    made = tmp_path / "site"
    for name, data in {
        "index.html": b"<p>a</p>" * 500,
        "small.html": b"a",
        "runtime/0123456789ab/worker.mjs": b"let a;\n" * 500,
        "runtime/0123456789ab/snapshot.bin": MEMORY,
        "runtime/0123456789ab/snapshot.packed": gzip.compress(MEMORY),
        "nb/sitemap.xml": b"<url/>" * 500,
        "nb/sitemap.xml.gz": b"packed by MkDocs",
    }.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(data)
    return made


def test_the_headers_file(site):
    lines = hosting.headers_file(site, "/guide/").splitlines()
    assert lines[0] == "/guide/*"
    assert dict(line.strip().split(": ", 1) for line in lines[1 : 1 + len(HEADERS)]) == HEADERS
    rest = lines[1 + len(HEADERS) :]
    assert rest[0::2] == [f"/guide/runtime/0123456789ab/{name}" for name in ("snapshot.bin", "snapshot.packed", "worker.mjs")]
    assert set(rest[1::2]) == {f"  Cache-Control: {IMMUTABLE}"}


def test_packing(site, tmp_path):
    out = tmp_path / "out"
    count, before, after = hosting.pack(site, out)
    assert count == 4 and after < before
    data = (site / "index.html").read_bytes()
    assert gzip.decompress((out / "index.html.gz").read_bytes()) == data
    assert brotli.decompress((out / "index.html.br").read_bytes()) == data
    assert not (out / "small.html.gz").exists() and not (out / "runtime/0123456789ab/snapshot.packed.gz").exists()
    assert (out / "nb/sitemap.xml.gz").read_bytes() == b"packed by MkDocs", "what is there stays"
    again = tmp_path / "again"
    hosting.pack(site, again)
    assert all((again / path.relative_to(out)).read_bytes() == path.read_bytes() for path in out.rglob("*") if path.is_file())


def test_what_travels_is_one_snapshot_and_each_file_as_the_host_packs_it(site, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out"
    hosting.pack(site, out)
    (out / "_headers").write_bytes(b"for the host")
    runtime = out / "runtime/0123456789ab"
    small = [out / "small.html"]  # too small to pack
    for suffix, snapshot in ((".gz", runtime / "snapshot.packed"), (".br", runtime / "snapshot.bin.br")):
        files = [snapshot, *small]
        files += [out / f"{name}{suffix}" for name in ("index.html", "nb/sitemap.xml", "runtime/0123456789ab/worker.mjs")]
        assert hosting.travels(out, suffix) == sum(file.stat().st_size for file in files)

    size = hosting.travels(out, ".br")
    for limit, code in ((size, 0), (size - 1, 1)):
        monkeypatch.setattr(hosting, "LIMITS", {".gz": 12_000_000, ".br": limit})
        monkeypatch.setattr(hosting.toolchain, "in_venv", lambda: None)
        again = tmp_path / f"again{code}"
        monkeypatch.setattr("sys.argv", ["hosting.py", "pack", "--site", str(site), "--out", str(again)])
        if code:
            with pytest.raises(SetupError, match=r"takes 0\.00 MB to a reader \(\.br\)"):
                hosting.main()
        else:
            assert hosting.main() == 0
            assert "as it travels" in capsys.readouterr().out


def test_packing_says_what_is_wrong(site, tmp_path):
    for wrong, words in (
        ((tmp_path, tmp_path / "x"), "no built site"),
        ((site, tmp_path), "there already"),
        ((site, site / "in"), "site itself"),
    ):
        with pytest.raises(SetupError, match=words):
            hosting.pack(*wrong)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "/"),
        ("", "/"),
        ("/guide/", "/guide/"),
        ("guide", "/guide/"),
        ("https://example.org/a/b", "/a/b/"),
        ("http://127.0.0.1:8000/", "/"),
    ],
)
def test_the_path_of_an_address(address, path):
    assert hosting.path_of(address) == path


@pytest.mark.parametrize("address", ["/a b/", "/{x}/", "/a;b/", '/"/', "/../", "/a$b/"])
def test_a_path_that_nginx_would_read_otherwise_is_refused(address):
    with pytest.raises(SetupError, match="give a path"):
        hosting.path_of(address)


def test_the_command_line():
    def command(*args):
        return subprocess.run([sys.executable, ROOT / "scripts/hosting.py", *args], capture_output=True, text=True)

    printed = command("nginx", "--path", "/a/", "--brotli")
    assert printed.returncode == 0 and "\n    brotli_static on;\n" in printed.stdout and " /a/404.html;" in printed.stdout
    refused = command("nginx", "--path", "/a b/")
    assert refused.returncode == 1 and re.fullmatch(r"hosting: /a b/: give a path .*\n", refused.stderr)


def test_every_type_stands_in_the_example():
    example = hosting.nginx()
    for suffix, kind in MIME_TYPES.items():
        assert re.search(rf"^ +{re.escape(kind.partition(';')[0])} .*\b{suffix[1:]}\b.*;$", example, re.MULTILINE), suffix


@pytest.mark.parametrize("may_install", [False, True])
def test_without_nginx_its_tests_are_skipped_and_that_is_said(monkeypatch, capsys, may_install):
    ran = []
    monkeypatch.setattr(browsers, "find_nginx", lambda: None)
    monkeypatch.setattr(browsers.shutil, "which", lambda name, **_: "/usr/bin/apt-get" if may_install else None)
    monkeypatch.setattr(browsers.os, "geteuid", lambda: 0)
    monkeypatch.setattr(browsers, "logged", lambda command, extra=None: ran.append(command[:2]) or "no network")
    assert browsers.ensure_nginx() is None
    assert ran == ([["apt-get", "update"], ["apt-get", "install"]] if may_install else [])
    assert "the tests that need it are skipped" in capsys.readouterr().out
