"""The example for nginx with a real nginx: the packed site under a sub-path, each file with its type and headers."""

import gzip
import http.client
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import brotli
import pytest

from guide.serving.hosting import CHECKED, HASHED, HEADERS, IMMUTABLE, LEAST_BYTES, MIME_TYPES, PACKED_TYPES, nginx, pack
from guide.setup import browsers
from tests.site.built import SITE

PATH = "/guide/"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
pytestmark = [
    pytest.mark.skipif(browsers.find_nginx() is None, reason="nginx is not on this machine (install the package `nginx`)"),
]
WITHOUT = ("Set-Cookie", "X-Powered-By", "Access-Control-Allow-Origin")


class BySocket(http.client.HTTPConnection):
    """HTTP by a socket in a folder: no port that somebody else could take before nginx does."""

    def __init__(self, path: Path):
        super().__init__("127.0.0.1", timeout=60)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class Host:
    """A running nginx, and what it says."""

    def __init__(self, path: Path):
        self.path = path

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = BySocket(self.path)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            reply = connection.getresponse()
            return reply, reply.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("www")
    count, before, after = pack(SITE, root / PATH.strip("/"), quality=4)
    assert count > 50 and after < before / 3
    root.chmod(0o755)
    return root


@pytest.fixture(scope="module")
def host(packed, tmp_path_factory):
    """nginx in the foreground, as whoever runs the tests, with the example as it is but for socket and folder."""
    with tempfile.TemporaryDirectory(prefix="nginx-") as work:  # the path of a socket must be short
        yield from running(Path(work), packed)


def running(work: Path, packed: Path) -> Iterator[Host]:
    example = nginx(PATH, brotli=BROTLI.exists(), root=str(packed))
    assert example.count("listen 127.0.0.1:8080;") == 1
    example = example.replace("listen 127.0.0.1:8080;", f"listen unix:{work}/socket;")
    (work / "guide.conf").write_text(example, "utf-8")
    kept = "".join(f"{kind}_temp_path {work}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    module = f"load_module {BROTLI};\n" if BROTLI.exists() else ""
    (work / "nginx.conf").write_text(
        f"{module}daemon off; master_process off; pid {work}/pid; error_log {work}/error.log;\nevents {{}}\n"
        f"http {{ access_log off;\n{kept}include {work}/guide.conf; }}\n",
        "utf-8",
    )
    command = [str(browsers.find_nginx()), "-p", str(work), "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        asked = Host(work / "socket")
        until = time.monotonic() + 60
        while True:
            try:
                asked.ask("/")
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, (work / "error.log").read_text()
                time.sleep(0.05)
        yield asked
    finally:
        process.terminate()
        process.wait(60)


def check_headers(reply, cache: str) -> None:
    assert {name: reply.headers.get_all(name) for name in HEADERS} == {name: [value] for name, value in HEADERS.items()}
    assert reply.headers.get_all("Cache-Control") == [cache]
    assert [name for name in WITHOUT if name in reply.headers] == []
    assert reply.headers["Server"] == "nginx", "no version"


def test_every_file_has_its_type_its_headers_and_its_bytes(host):
    files = [path for path in SITE.rglob("*") if path.is_file() and path.name != "_headers"]
    immutable = set()
    for path in files:
        name = path.relative_to(SITE).as_posix()
        reply, body = host.ask(PATH + name)
        assert (reply.status, body == path.read_bytes()) == (HTTPStatus.OK, True), name
        assert reply.headers["Content-Type"] == MIME_TYPES[path.suffix], name
        assert reply.headers["Content-Encoding"] is None, name
        check_headers(reply, IMMUTABLE if HASHED.search(name) else CHECKED)
        if HASHED.search(name):
            immutable.add(path.name)
    assert {"worker.mjs", "pyodide.asm.wasm", "snapshot.packed"} <= immutable
    assert any(re.fullmatch(r"bundle\.[0-9a-f]{8}\.min\.js", name) for name in immutable)
    assert not {"app.mjs", "index.html", "search_index.json", "sitemap.xml"} & immutable


@pytest.mark.parametrize(
    ("coding", "unpack"),
    [
        ("gzip", gzip.decompress),
        pytest.param("br", brotli.decompress, marks=pytest.mark.skipif(not BROTLI.exists(), reason="nginx has no module for brotli here")),
    ],
)
def test_packed_files_are_sent_to_those_who_can_read_them(host, packed, coding, unpack):
    suffix = {"gzip": ".gz", "br": ".br"}[coding]
    checked = 0
    for path in SITE.rglob("*"):
        if not path.is_file():
            continue
        name = path.relative_to(SITE).as_posix()
        reply, body = host.ask(PATH + name, Accept_Encoding=coding)
        if name == "_headers":
            assert reply.status == HTTPStatus.NOT_FOUND
        elif (packed / PATH.strip("/") / (name + suffix)).exists():
            assert reply.headers["Content-Encoding"] == coding, name
            assert "Accept-Encoding" in reply.headers["Vary"]
            assert reply.headers["Content-Type"] == MIME_TYPES[path.suffix]
            assert len(body) < path.stat().st_size and unpack(body) == path.read_bytes()
            check_headers(reply, IMMUTABLE if HASHED.search(name) else CHECKED)
            checked += 1
        else:
            assert reply.headers["Content-Encoding"] is None, name
            assert path.suffix not in PACKED_TYPES or path.stat().st_size < LEAST_BYTES, f"{name} should be packed"
    assert checked > 50


def test_the_snapshot_is_sent_as_it_is(host):
    """The page unpacks it and checks its hash: a host that announced it as an encoding would break that."""
    [snapshot] = SITE.glob("runtime/*/snapshot.packed")
    reply, body = host.ask(PATH + snapshot.relative_to(SITE).as_posix(), Accept_Encoding="gzip, br")
    assert reply.headers["Content-Encoding"] is None and body == snapshot.read_bytes()


@pytest.mark.parametrize("name", ["", "nb/", "da/", "nb/ivig/dose/", "da/sid/start/"])
def test_pages_and_folders_without_their_slash(host, name):
    reply, body = host.ask(PATH + name)
    assert reply.status == HTTPStatus.OK and body == (SITE / name / "index.html").read_bytes()
    check_headers(reply, CHECKED)
    if name:
        moved, _ = host.ask(PATH + name.rstrip("/"))
        assert (moved.status, moved.headers["Location"]) == (HTTPStatus.MOVED_PERMANENTLY, PATH + name)
        check_headers(moved, CHECKED)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("nothing", "404.html"),
        ("nb/ivig/nothing/", "nb/404.html"),
        ("da/nothing.js", "da/404.html"),
        ("runtime/0123456789ab/worker.mjs", "404.html"),
        ("nb/assets/javascripts/bundle.01234567.min.js", "nb/404.html"),
        ("_headers", "404.html"),
    ],
)
def test_what_is_missing_is_said_in_the_language_and_not_kept(host, name, page):
    reply, body = host.ask(PATH + name)
    assert reply.status == HTTPStatus.NOT_FOUND and body == (SITE / page).read_bytes()
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    check_headers(reply, CHECKED)


def test_a_file_that_has_not_changed_is_not_sent_again(host):
    for name in ("nb/index.html", "assets/app.mjs"):
        first, _ = host.ask(PATH + name)
        again, body = host.ask(PATH + name, If_None_Match=first.headers["ETag"])
        assert (again.status, body) == (HTTPStatus.NOT_MODIFIED, b"")
        check_headers(again, CHECKED)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_sent_to_it(host, method):
    reply, _ = host.ask(f"{PATH}nb/", method)
    assert reply.status == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    "path", ["/", "/nb/", "/../etc/passwd", f"{PATH}..%2f..%2fetc/passwd", f"{PATH}%00", f"{PATH}nb//../../nginx.conf"]
)
def test_nothing_else_of_the_machine_is_served(host, path):
    reply, body = host.ask(path)
    assert reply.status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN)
    assert b"root:" not in body
    if reply.status != HTTPStatus.BAD_REQUEST:
        check_headers(reply, CHECKED)
