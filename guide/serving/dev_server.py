"""Serves the built site as a good host would (types, policy, redirects), and rebuilds it while one writes.

`SiteServer` needs the standard library alone; the tests use it as well, without live reload.
"""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from guide.project import ROOT
from guide.serving import ports
from guide.serving.hosting import CHECKED, HEADERS, MIME_TYPES, POLICY
from guide.setup import toolchain

__all__ = ["HEADERS", "MIME_TYPES", "POLICY", "Handler", "SiteServer", "run_build", "serve"]

RELOAD = Path(__file__).with_name("reload.js")
RELOAD_TAG = b'<script src="/__dev/reload.js" defer></script>'
NOT_SERVED = "NOT built (see above): still serving the last site that was"
NOT_BUILT = "<!doctype html><html lang=en><title>Not built</title><h1>The site could not be built</h1><pre>{}</pre>"


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the folder of its server."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: together they would wait 40 ms

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self.server.live and parts.path == "/__dev/events":
            return self.events()
        if self.server.live and parts.path == "/__dev/reload.js":
            return self.answer(HTTPStatus.OK, ".js", RELOAD.read_bytes())
        path = self.find(parts.path)
        if path is None:
            return self.missing(parts.path)
        if path.is_dir():
            if not parts.path.endswith("/"):
                query = f"?{parts.query}" if parts.query else ""
                # one slash in front: `//name` would lead to another host
                return self.answer(HTTPStatus.FOUND, "", b"", Location=f"/{parts.path.lstrip('/')}/{query}")
            path /= "index.html"
        try:
            body, stat = path.read_bytes(), path.stat()
        except OSError:
            return self.missing(parts.path)
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        if path.suffix != ".html" and self.headers.get("If-None-Match") == tag:
            return self.answer(HTTPStatus.NOT_MODIFIED, path.suffix, b"", ETag=tag)
        return self.answer(HTTPStatus.OK, path.suffix, body, **({} if path.suffix == ".html" else {"ETag": tag}))

    def find(self, address: str) -> Path | None:
        """The file or folder behind an address, if it lies in the site."""
        try:
            path = (self.server.folder / unquote(address).lstrip("/")).resolve()
            return path if path.is_relative_to(self.server.folder) and path.exists() else None
        except (OSError, ValueError):
            return None

    def missing(self, address: str) -> None:
        """The 404 page of the language, or of the site."""
        folder, error = self.server.folder, self.server.error
        if error and not folder.exists():
            return self.answer(HTTPStatus.SERVICE_UNAVAILABLE, ".html", NOT_BUILT.format(html.escape(error)).encode())
        first = address.strip("/").split("/")[0]
        for name in (f"{first}/404.html", "404.html"):
            if (page := self.find(name)) and page.is_file():
                return self.answer(HTTPStatus.NOT_FOUND, ".html", page.read_bytes())
        return self.answer(HTTPStatus.NOT_FOUND, ".txt", b"not found\n")

    def answer(self, status: HTTPStatus, suffix: str, body: bytes, **headers: str) -> None:
        if self.server.live and suffix == ".html":
            start, end, rest = body.partition(b"</head>")
            body = start + RELOAD_TAG + end + rest if end else body + RELOAD_TAG
        self.send_response(status)
        self.policy()
        if suffix:
            self.send_header("Content-Type", MIME_TYPES.get(suffix, "application/octet-stream"))
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def policy(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", CHECKED)

    def events(self) -> None:
        """A stream that tells the page which version is served and what was wrong with the last build."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.policy()
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        told = None
        while not self.server.closing:
            now = json.dumps({"version": self.server.version, "error": self.server.error})
            self.wfile.write(b": still here\n\n" if now == told else f"data: {now}\n\n".encode())
            told = now
            with self.server.changed:
                self.server.changed.wait(10)

    def log_message(self, format: str, *args: object) -> None:
        pass


class SiteServer(ThreadingHTTPServer):
    """A server for one built site at 127.0.0.1. Raises SetupError if the port cannot be used."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, folder: Path, port: int, *, live: bool = False):
        self.folder, self.live, self.closing = folder.resolve(), live, False
        self.version, self.error = str(time.time_ns()), ""
        self.changed = threading.Condition()
        try:
            super().__init__(("127.0.0.1", port), Handler)
        except OSError as error:
            raise ports.port_error(port, error) from None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def tell(self, error: str = "") -> None:
        """Tell the open pages of a new site, or of what was wrong with the last build."""
        with self.changed:
            self.error = error
            if not error:
                self.version = str(time.time_ns())
            self.changed.notify_all()

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # a browser that left early is no error
            super().handle_error(request, client_address)


# --- rebuilding -------------------------------------------------------------------------------------


def run_build(out: Path, site_url: str, *options: str) -> str:
    """Build in a process of its own, so that changed code counts. Returns what was wrong, or nothing."""
    command = [sys.executable, str(ROOT / "scripts/build.py"), "--out", str(out), "--site-url", site_url, *options]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", stdin=subprocess.DEVNULL,
                          env=toolchain.environment({"PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1"}))
    if done.returncode == 0:
        return ""
    said = done.stderr.strip() or f"the build ended with {done.returncode}"
    print(said, file=sys.stderr, flush=True)
    return said


def changes(seen: str, root: Path = ROOT, look_every_ms: int = 2000) -> Iterator[str]:
    """The build id, each time that it is another: at once in the folders, which are watched, and for the rest when it is looked for."""
    from watchfiles import watch

    from guide.build.site import build_id

    folders = [root / name for name in ("docs", "calculators", "overrides", "guide", "releases", "safety") if (root / name).is_dir()]
    # An editor writes in several steps: what comes within 150 ms is one change.
    for _ in watch(*folders, step=150, rust_timeout=look_every_ms, yield_on_timeout=True):
        try:
            now = build_id(root)
        except OSError:  # a file went while it was read: it is looked for again
            continue
        if now != seen:
            seen = now
            yield now


def serve(port: int, site_url: str | None, out: Path = ROOT / "site", *, offline: bool = False) -> None:
    """Build unless built, serve with live reload until Ctrl-C. A failed build keeps the old site.

    With `offline` the site is built and served as it is released: its service worker takes no file that was changed on
    the way, and a saved change reaches the page as a new release.
    """
    from guide.build.site import build_id, normal_url

    server = SiteServer(out, port, live=not offline)
    address = normal_url(site_url) if site_url else server.url
    options = [] if offline else ["--live"]
    seen = build_id()
    failed = run_build(out, address, *options, "--unless-current")
    server.tell(failed)
    server.start()
    if failed:
        toolchain.say(f"NOT built: {'serving the last site that was' if out.exists() else 'mend it and save'}")
    toolchain.say(f"\nServing at {server.url} (Ctrl-C ends; changes are built and shown by themselves)")
    if address != server.url:
        toolchain.say(f"The pages are built for {address}: moving between them loads each anew here.")
    try:
        for _ in changes(seen):
            toolchain.say(f"\n{time.strftime('%H:%M:%S')} changed, building")
            server.tell(failed := run_build(out, address, *options))
            toolchain.say(NOT_SERVED if failed else f"serving at {server.url}")
    finally:
        server.closing = True
        with server.changed:
            server.changed.notify_all()
        server.shutdown()
        server.server_close()
        if os.isatty(1):
            print()
