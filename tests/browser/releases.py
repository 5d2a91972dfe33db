"""Releases of the site, a server that can hold any of them, lose files or go away, and browsers that keep their profile."""

import contextlib
import fcntl
import functools
import gzip
import hashlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import brotli
from playwright.sync_api import Page, expect

from calculators.facts.now import current
from guide.build.site import build_id, facts_json, runtime_id
from guide.serving import ports
from guide.serving.dev_server import Handler, SiteServer
from guide.serving.hosting import HEADERS, IMMUTABLE, PACKED_TYPES
from guide.setup import toolchain
from tests.browser.conftest import ARGS, ROOT, SHELL
from tests.browser.pages import FOLLOW, PATIENCE_MS, WHERE, Calculator

PATH = "/kb/"
# The same text under another build id is another release: every part carries the id, so a mixture shows.
# The first is named as its runtime is in earnest, so that the one of the site under test is taken for it and not made once more.
BUILDS = {"one": runtime_id(facts_json(current()))} | {
    name: hashlib.sha256(f"{build_id()} {name}".encode()).hexdigest()[:12] for name in ("two", "prose")
}
# Release two has other calculators; in the third only words changed that no calculator reads, so its runtime is that of the first.
RUNTIMES = BUILDS | {"prose": BUILDS["one"]}
BUILD = """
import sys
from pathlib import Path
from guide.build import site as build
build.build_id = lambda root=build.ROOT: sys.argv[3]
build.runtime_id = lambda facts, root=build.ROOT: sys.argv[4]
out, url = Path(sys.argv[1]), sys.argv[2]
if not build.is_current(out, url):
    build.build(out, url)
"""
PORT = 8767  # the releases are built for it, and kept for the next run; the next one if it is taken


@contextlib.contextmanager
def held_port() -> Iterator[int]:
    """A port that stays ours while no server listens at it: a second run beside this one takes the next."""
    for port in range(PORT, PORT + 100):
        with contextlib.ExitStack() as stack:
            mine = stack.enter_context((Path(tempfile.gettempdir()) / f"guide-releases-{port}.lock").open("w"))
            ours = stack.enter_context(socket.socket())
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
                ports.check_port(port)
                ours.bind(("127.0.0.1", port))
            except (OSError, toolchain.SetupError):
                continue
            yield port
            return
    raise OSError(f"no port from {PORT} on is free")


def make_release(folder: Path, site_url: str, release: str) -> None:
    command = [sys.executable, "-c", BUILD, str(folder), site_url, BUILDS[release], RUNTIMES[release]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stdout + done.stderr


class _Handler(Handler):
    """The release on show at /kb/, with what the test has broken."""

    server: "Host"

    def do_GET(self):
        name = self.path.partition("?")[0].removeprefix(PATH)
        if not self.path.startswith(PATH):
            return self.answer(HTTPStatus.NOT_FOUND, ".txt", b"not found\n")
        self.server.asked.append((self.command, name))
        if hook := self.server.before.pop(name, None):
            hook()
        broken = self.server.broken.get(name, ...)
        if broken is None:
            return self.answer(HTTPStatus.NOT_FOUND, ".txt", b"not found\n")
        if isinstance(broken, HTTPStatus):
            return self.answer(broken, ".txt", b"")
        if broken == "cut":
            self.close_connection = True
            return self.connection.close()
        if isinstance(broken, tuple):
            return self.answer(HTTPStatus.OK, *broken)
        if callable(broken) and self.command == "GET":
            path = self.find(f"{name}index.html" if not name or name.endswith("/") else name)
            return self.answer(HTTPStatus.OK, path.suffix, broken(path.read_bytes()))
        self.path = self.path.removeprefix(PATH.rstrip("/"))
        return super().do_GET()

    def answer(self, status, suffix, body, **headers):
        if self.server.brotli and status == HTTPStatus.OK and suffix in PACKED_TYPES:
            assert "br" in self.headers.get("Accept-Encoding", "")
            body, headers = packed(body), {**headers, "Content-Encoding": "br"}
        elif self.server.gzip and status == HTTPStatus.OK and suffix in PACKED_TYPES:
            body, headers = gzip.compress(body, 1), {**headers, "Content-Encoding": "gzip"}
        if self.command == "GET" and status == HTTPStatus.OK:
            self.server.sent[self.path] = len(body)
        super().answer(status, suffix, body, **headers)

    def policy(self) -> None:
        if not self.server.keeps or self.path.endswith("/"):
            return super().policy()
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", IMMUTABLE)


@functools.cache
def packed(body: bytes) -> bytes:
    """Quickly; `scripts/hosting.py pack` takes its time once."""
    return brotli.compress(body, quality=4)


class Host(SiteServer):
    def __init__(self, folder: Path, port: int):
        super().__init__(folder, port)
        self.RequestHandlerClass = _Handler
        self.asked: list[tuple[str, str]] = []
        self.broken: dict[str, object] = {}
        self.before: dict[str, object] = {}
        self.open: list = []
        self.brotli, self.gzip, self.sent = False, False, {}  # bytes of each body
        self.keeps = False  # whether browsers are told to keep everything but pages for a year

    def process_request(self, request, client_address):
        self.open.append(request)
        super().process_request(request, client_address)

    def cut(self) -> None:
        """A server that is stopped answers nobody, not even on a connection that was open before."""
        for connection in self.open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Releases:
    """The releases, one of them served."""

    def __init__(self, folders: dict[str, Path], port: int):
        self.folders, self.port = folders, port
        self.url = f"http://127.0.0.1:{port}{PATH}"
        self.host: Host | None = None

    def serve(self, release: str) -> Host:
        """Put this release on the server, whole and mended."""
        if self.host is None:
            self.host = Host(self.folders[release], self.port)
            self.host.start()
        self.host.folder = self.folders[release].resolve()
        self.host.broken, self.host.before, self.host.asked = {}, {}, []
        self.host.brotli, self.host.gzip, self.host.sent, self.host.keeps = False, False, {}, False
        return self.host

    def stop(self) -> None:
        if self.host:
            self.host.shutdown()
            self.host.server_close()
            self.host.cut()
            self.host = None


@contextlib.contextmanager
def browser_with(playwright, profile: Path, **options):
    """A browser that keeps what it saved for the next one with the same profile."""
    options.setdefault("viewport", {"width": 820, "height": 1180})
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=SHELL, args=ARGS, locale="nb-NO", reduced_motion="reduce", **options
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context
    finally:
        context.close()


class Reader:
    """One tab at the site, with the words of its status."""

    def __init__(self, page: Page, url: str):
        self.page, self.url, self.site, self.lang = page, url, url, "nb"
        self.place = page.locator("[data-ig-offline]")
        page.set_default_timeout(PATIENCE_MS)

    def go(self, name: str = "nb/ivig/dose/"):
        return self.page.goto(self.url + name)

    def expect_state(self, state: str) -> None:
        expect(self.place).to_have_attribute("data-state", state)

    def notice(self, kind: str):
        return self.page.locator(f'.ig-notice[data-notice="{kind}"]')

    def panel(self) -> str:
        """What stands behind the button."""
        if self.place.locator(".ig-offline__panel").is_hidden():
            self.place.locator(".ig-offline__button").click()
        return self.place.locator(".ig-offline__panel").inner_text()

    def press(self, action: str) -> None:
        self.page.locator(f'[data-action="{action}"]:visible').first.click()

    def build(self) -> str:
        """The build of the page on show."""
        return self.page.locator('meta[name="ig-build"]').get_attribute("content")

    def expect_build(self, release: str) -> None:
        expect(self.page.locator('meta[name="ig-build"]')).to_have_attribute("content", BUILDS[release])

    def parts(self) -> set[str]:
        """Every build that page, scripts, service worker and runtime of this tab are of."""
        return set(
            self.page.evaluate(
                """async () => {
                  const meta = document.querySelector('meta[name="ig-build"]').content;
                  const root = new URL(document.querySelector('meta[name="ig-root"]').content, document.baseURI);
                  const { RELEASE } = await import(new URL("assets/common/page.mjs", root));
                  const found = [meta, RELEASE];
                  const { port1, port2 } = new MessageChannel();
                  const reply = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data.build); });
                  const worker = navigator.serviceWorker?.controller;
                  if (worker) { worker.postMessage({ kind: "status" }, [port2]); found.push(await reply); }
                  return found;
                }"""
            )
        ) | {one.url.split("/runtime/")[1].split("/")[0] for one in self.page.workers if "/runtime/" in one.url}

    def started(self) -> dict:
        """How the calculators of this tab were started."""
        return self.page.evaluate(
            """async () => {
              const root = new URL(document.querySelector('meta[name="ig-root"]').content, document.baseURI);
              return (await import(new URL("assets/runtime/runtime.mjs", root))).start();
            }"""
        )

    def follow(self, calculator: str) -> Calculator:
        """The same by a link, as in a tab that is open already: what runs goes on."""
        address = f"{self.url}{self.lang}/{WHERE[calculator]}/"
        if self.page.url.partition("#")[0] != address:
            self.page.evaluate(FOLLOW, address)
            expect(self.page.locator("article[data-left]")).to_have_count(0)
            expect(self.page).to_have_url(address)
        found = Calculator(self, calculator)
        found.wait_until_ready()
        return found

    def calculator(self, calculator: str) -> Calculator:
        self.go(f"{self.lang}/{WHERE[calculator]}/")
        found = Calculator(self, calculator)
        found.wait_until_ready()
        return found

    def cached(self) -> list[str]:
        return self.page.evaluate(
            """async () => (await Promise.all((await caches.keys()).map(async (name) =>
              (await (await caches.open(name)).keys()).map((request) => request.url)))).flat()"""
        )

    def forget(self, part: str) -> int:
        """Delete the saved files with this in their address, as a browser or a reader may."""
        return self.page.evaluate(
            """async (part) => { let count = 0;
              for (const name of await caches.keys()) { const cache = await caches.open(name);
                for (const request of await cache.keys())
                  if (request.url.includes(part) && await cache.delete(request)) count += 1; }
              return count; }""",
            part,
        )
