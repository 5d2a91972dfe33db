"""The development server answers as a good host would, and adds nothing to what the tests see."""

import http.client
import json
import threading
import time

import pytest

from guide.build.site import build_id
from guide.serving.dev_server import SiteServer, changes
from guide.serving.hosting import HEADERS, POLICY
from guide.setup import toolchain

PAGE = "<!doctype html><html><head><title>x</title></head><body>side</body></html>"


@pytest.fixture
def folder(tmp_path):
    site = tmp_path / "site"
    for name, content in {
        "index.html": PAGE, "404.html": "root 404", "nb/404.html": "nb 404", "nb/dose/index.html": PAGE,
        "runtime/a.mjs": "export {}", "runtime/a.wasm": "\0asm", "runtime/a.whl": "PK", "runtime/a.packed": "\x1f",
        "runtime/a.json": "{}",
    }.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    return site


@pytest.fixture
def get(folder):
    servers = []

    def ask(path, live=False, method="GET", **headers):
        server = SiteServer(folder, 0, live=live)
        servers.append(server)
        server.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=60)
        connection.request(method, path, headers=headers)
        reply = connection.getresponse()
        return reply, reply.read().decode()

    yield ask
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("name", "kind"), [
    ("a.mjs", "text/javascript; charset=utf-8"), ("a.wasm", "application/wasm"), ("a.whl", "application/zip"),
    ("a.packed", "application/octet-stream"), ("a.json", "application/json"),
])
def test_types_and_headers(get, name, kind):
    reply, _ = get(f"/runtime/{name}")
    assert reply.status == 200 and reply.headers["Content-Type"] == kind
    assert reply.headers["Content-Encoding"] is None
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    assert reply.headers["Content-Security-Policy"] == f"{POLICY}; frame-ancestors 'none'"
    assert reply.headers["Cache-Control"] == "no-cache"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_no_final_slash_is_redirected_with_its_query(get):
    reply, _ = get("/nb/dose?h=x")
    assert (reply.status, reply.headers["Location"]) == (302, "/nb/dose/?h=x")
    assert get("/nb/dose/")[0].status == 200


@pytest.mark.parametrize("path", ["//nb/dose", "//example.org/%2e%2e/nb"])
def test_a_redirect_stays_on_this_host(get, path):
    reply, _ = get(path)
    assert not (reply.headers["Location"] or "/x").startswith("//")


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/nb/..%2f..%2fsecret.txt", "/nb/%00", "/" + "x" * 5000])
def test_nothing_outside_the_site_is_served(get, path):
    reply, body = get(path)
    assert reply.status == 404 and "secret" not in body


def test_the_missing_page_is_that_of_the_language(get):
    assert [get(path)[1] for path in ("/nb/nowhere/", "/nowhere", "/sv/x")] == ["nb 404", "root 404", "root 404"]
    reply, body = get("/runtime/")
    assert reply.status == 404 and "a.mjs" not in body, "no list of a folder"


def test_unchanged_files_are_not_sent_again(get):
    tag = get("/runtime/a.wasm")[0].headers["ETag"]
    reply, body = get("/runtime/a.wasm", **{"If-None-Match": tag})
    assert (reply.status, body) == (304, "")


def test_head_has_no_body(get):
    reply, body = get("/runtime/a.mjs", method="HEAD")
    assert (reply.status, body, reply.headers["Content-Length"]) == (200, "", "9")


def test_live_reload_is_added_by_the_server_alone(get, folder):
    assert get("/")[1] == PAGE
    assert get("/__dev/reload.js")[0].status == 404
    live = get("/", live=True)[1]
    assert '<script src="/__dev/reload.js" defer></script></head>' in live
    assert get("/__dev/reload.js", live=True)[0].headers["Content-Type"].startswith("text/javascript")
    assert (folder / "index.html").read_text("utf-8") == PAGE


def test_pages_are_told_of_builds_and_of_errors(folder):
    server = SiteServer(folder, 0, live=True)
    server.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=60)
        connection.request("GET", "/__dev/events")
        stream = connection.getresponse()

        def told():
            line = stream.readline()
            stream.readline()
            return json.loads(line.removeprefix(b"data: "))

        first = told()
        server.tell("docs/nb/x.md:3: wrong mark")
        failed = told()
        assert failed == {"version": first["version"], "error": "docs/nb/x.md:3: wrong mark"}
        server.tell()
        mended = told()
        assert mended["error"] == "" and mended["version"] != first["version"]
    finally:
        server.closing = True
        server.tell()
        server.shutdown()
        server.server_close()


def test_a_site_that_was_never_built_shows_the_error(tmp_path):
    server = SiteServer(tmp_path / "none", 0, live=True)
    server.tell("docs/nb/x.md:3: <b>")
    server.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=60)
        connection.request("GET", "/")
        reply = connection.getresponse()
        assert reply.status == 503 and b"docs/nb/x.md:3: &lt;b&gt;" in reply.read()
    finally:
        server.shutdown()
        server.server_close()


def test_a_port_in_use_is_an_error_of_its_own(folder):
    server = SiteServer(folder, 0)
    try:
        with pytest.raises(toolchain.SetupError, match="cannot be used"):
            SiteServer(folder, server.server_address[1])
    finally:
        server.server_close()


# --- changes


@pytest.mark.parametrize(("name", "look_every_ms"), [("docs/nb/index.md", 60_000), ("docs/nb/new/page.md", 60_000), ("mkdocs.yml", 50)])
def test_a_saved_file_is_noticed(tmp_path, name, look_every_ms):
    """In the folders at once, told by the system; beside them when it is looked for."""
    (tmp_path / "docs/nb").mkdir(parents=True)
    seen = build_id(tmp_path)

    def save():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("other", "utf-8")

    later = threading.Timer(0.5, save)
    later.start()
    began = time.monotonic()
    assert next(changes(seen, tmp_path, look_every_ms)) == build_id(tmp_path) != seen
    later.join()
    assert time.monotonic() - began < 30


def test_what_was_saved_while_the_first_build_ran_is_noticed(tmp_path):
    (tmp_path / "docs/nb").mkdir(parents=True)
    seen = build_id(tmp_path)
    (tmp_path / "docs/nb/index.md").write_text("other", "utf-8")
    assert next(changes(seen, tmp_path, look_every_ms=50)) != seen
