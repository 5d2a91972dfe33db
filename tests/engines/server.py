"""The built site for one test: on a port of its own, so on an origin where nothing is saved yet; with faults, if wished."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
from collections.abc import Callable
from http import HTTPStatus

from guide.serving.dev_server import POLICY
from guide.serving.patched import PatchedHandler, PatchedServer, runtime_of
from tests.browser.conftest import PATIENT, SITE

REPORTS = "/__reports"
PROBE = b"/__probe.js"
SERVICE_WORKER = b'<meta name="ig-service-worker" content="sw.js">'
# Runs before all else of the page. The policy allows it, for it comes from the site.
COMPLAIN = """
  window.complaints = [];
  const complain = (...words) => complaints.push(words.map(String).join(" "));
  addEventListener("error", (event) => complain(event.message));
  addEventListener("unhandledrejection", (event) => complain(event.reason));
  for (const name of ["error", "warn"]) {
    const said = console[name];
    console[name] = (...words) => { complain(...words); said.apply(console, words); };
  }
  window.began = async () => (await (await import("/assets/runtime/runtime.mjs")).start()).from;
"""


def runtime(name: str) -> str:
    return f"runtime/{runtime_of(SITE)}/{name}"


def original(name: str) -> bytes:
    return (SITE / runtime(name)).read_bytes()


def as_file(data: bytes, suffix: str) -> Callable[[PatchedHandler], None]:
    return lambda handler: handler.answer(HTTPStatus.OK, suffix, data)


class _Handler(PatchedHandler):
    server: EngineServer

    def do_POST(self) -> None:
        """What the policy forbade, as browsers report it: in pages and workers alike."""
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        report = json.loads(text).get("csp-report", {})
        self.server.note(f"{report.get('effective-directive') or report.get('violated-directive')}: {report.get('blocked-uri')}")
        self.answer(HTTPStatus.NO_CONTENT, "", b"")

    def answer(self, status, suffix, body, **headers):
        if suffix == ".html" and self.server.adapted:
            body = body.replace(b"<head>", b'<head><script src="' + PROBE + b'"></script>', 1)
            body = body if self.server.saves else body.replace(SERVICE_WORKER, b"")
        if suffix == ".xml" and self.server.adapted:  # instant navigation follows only addresses of the sitemap
            body = body.replace(self.server.built_for, self.server.url.encode())
        super().answer(status, suffix, body, **headers)


class EngineServer(PatchedServer):
    """`saves`: as released, with its service worker, which takes no file that was changed on the way. Otherwise without it,
    with patience, and with the probe, which runs `script` first."""

    def __init__(self, changes: dict | None = None, *, limits: dict | None = None, script: str = "", saves: bool = False):
        super().__init__(SITE, csp=f"{POLICY}; report-uri {REPORTS}")
        self.RequestHandlerClass = _Handler
        self.saves = saves
        self.adapted = not saves or script
        self.reports: list[str] = []
        self._open: list[socket.socket] = []
        self._reported = threading.Condition()
        self.built_for = re.search(rb"<loc>(.*?)nb/</loc>", (SITE / "nb/sitemap.xml").read_bytes())[1]
        if self.adapted:
            text = original("protocol.mjs").decode()
            for name, value in {**PATIENT, **(limits or {})}.items():
                text, count = re.subn(rf"(export const {name} = )[\d_]+;", rf"\g<1>{value};", text)
                assert count == 1, f"{name} is not among the limits"
            for name in ("assets/runtime/protocol.mjs", runtime("protocol.mjs")):
                self.changes[name] = as_file(text.encode(), ".mjs")
            self.changes[PROBE.decode().lstrip("/")] = as_file((script + COMPLAIN).encode(), ".js")
        self.changes |= changes or {}

    def process_request(self, request, client_address):
        self._open.append(request)
        super().process_request(request, client_address)

    def cut(self) -> None:
        """A server that is stopped answers nobody, not even on a connection that was open before."""
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def note(self, report: str) -> None:
        with self._reported:
            self.reports.append(report)
            self._reported.notify_all()

    def wait_for_report(self, start: str) -> None:
        with self._reported:
            there = self._reported.wait_for(lambda: any(one.startswith(start) for one in self.reports), 30)
        assert there, f"the browser reported no {start}, but {self.reports}"
