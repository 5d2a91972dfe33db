"""The development server with some addresses answered otherwise, and what a built site holds: for tests and measurements."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from guide.serving.dev_server import Handler, SiteServer
from guide.serving.hosting import POLICY
from guide.setup import toolchain

BARE_PAGE = "bare.html"


class PatchedHandler(Handler):
    """Answers some addresses otherwise than from the folder."""

    server: PatchedServer

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.lstrip("/")
        self.server.requests.append(path)
        change = self.server.changes.get(path)
        if change:
            change(self)
        else:
            super().do_GET()

    def send_header(self, keyword: str, value: str) -> None:
        super().send_header(keyword, self.server.csp if keyword == "Content-Security-Policy" else value)


class PatchedServer(SiteServer):
    """The development server on a free port, with a bare page of our build and, if wished, faults."""

    def __init__(self, site: Path, changes: dict[str, Callable[[PatchedHandler], None]] | None = None, csp: str = POLICY):
        super().__init__(site, 0)
        self.RequestHandlerClass = PatchedHandler
        self.requests: list[str] = []
        self.csp = csp
        self.changes = {BARE_PAGE: page(bare_page(runtime_of(site))), **(changes or {})}


def page(text: str) -> Callable[[PatchedHandler], None]:
    return lambda handler: handler.answer(HTTPStatus.OK, ".html", text.encode())


def missing(handler: PatchedHandler) -> None:
    handler.answer(HTTPStatus.NOT_FOUND, ".txt", b"not found\n")


@contextmanager
def serving(server: PatchedServer) -> Iterator[PatchedServer]:
    server.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def bare_page(build: str) -> str:
    """A page without a calculator: nothing starts by itself."""
    return (
        '<!doctype html><html lang="en"><title>bare</title><link rel="icon" href="data:,">'
        f'<meta name="ig-runtime" content="{build}"><meta name="ig-root" content="./">'
    )


def runtime_of(site: Path) -> str:
    """The build id of a built site. Raises SetupError if there is no runtime."""
    found = [path.name for path in (site / "runtime").glob("*") if (path / "manifest.json").is_file()]
    if len(found) != 1:
        raise toolchain.SetupError(f"{site} holds no built site (runtime folders: {found}): run scripts/build.py first")
    return found[0]


def golden(site: Path) -> list[tuple[str, str]]:
    """The worked examples of the shipped wheel as requests, in both languages, each with the reply under CPython."""
    [wheel] = (site / "runtime" / runtime_of(site)).glob("calculators-*.whl")
    script = """
import json
from calculators import browser, catalog
from calculators.engine.examples import requests
requests = [json.dumps({key: asked[key] for key in ("calculator", "inputs", "lang")} | {"root": "../../", "build": "0" * 12})
            for asked in requests(catalog())]
print(json.dumps([(request, browser.answer(request)) for request in requests]))
"""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        env = {**os.environ, "PYTHONPATH": folder, "PYTHONHASHSEED": "0", "TZ": "UTC", "PYTHONUTF8": "1"}
        done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=True)
    return [(request, reply) for request, reply in json.loads(done.stdout)]
