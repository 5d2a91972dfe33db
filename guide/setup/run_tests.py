"""Sets up all that is needed, browser included, builds the site once and runs every test.

The tests find the site in IG_SITE, served at IG_URL, and the browser in IG_CHROMIUM, and without windows in IG_CHROMIUM_SHELL.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from guide.project import ROOT
from guide.serving.dev_server import SiteServer
from guide.setup import browsers, toolchain

PORT = 8765  # the pages are built for this address; another one if it is taken


def processes() -> int:
    """One more than there are cores: a browser is several processes already, and too many at once keep each other waiting."""
    return 1 + (os.cpu_count() or 1)


def spread(args: list[str]) -> list[str]:
    """Several processes by default; the tests of a file share what is heavy, and stay in one. Which come first: `tests/order.py`."""
    own = ("-n", "--numprocesses", "--dist", "--pdb", "--trace", "-s", "--capture", "--co", "--collect-only")
    return [] if any(arg.startswith(own) for arg in args) else ["-n", str(processes()), "--dist", "loadfile", "--no-loadscope-reorder"]


def compiled() -> dict[str, str]:
    """Lets Python keep what it compiled, in .cache, also where the machine says otherwise: many hundred processes of the tests import
    the same code, and each process that gathers them reads all test files."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(toolchain.CACHE / "compiled")}


def a_server(site: Path) -> SiteServer:
    """At the usual port, or at any other if somebody has that one: bound at once, so that nobody comes in between."""
    try:
        return SiteServer(site, PORT)
    except toolchain.SetupError:
        return SiteServer(site, 0)


def main() -> int:
    os.chdir(ROOT)
    args = sys.argv[1:]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    toolchain.ensure()
    browser = browsers.ensure_browser()
    shell = browsers.ensure_shell(browser)
    browsers.ensure_engines()
    browsers.ensure_nginx()
    site, server = ROOT / "site", a_server(ROOT / "site")
    env = toolchain.environment({"PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1", "IG_CHROMIUM": str(browser),
                                 "IG_CHROMIUM_SHELL": str(shell), "IG_SITE": str(site), "IG_URL": server.url} | compiled())
    python = str(toolchain.venv_python())
    built = subprocess.run([python, str(ROOT / "scripts/build.py"), "--out", str(site), "--site-url", server.url,
                            "--unless-current"], cwd=ROOT, env=env)
    if built.returncode:
        raise toolchain.SetupError("no test was run, because the site could not be built (see above)")
    server.start()
    tests = subprocess.Popen([python, "-m", "pytest", *spread(args), *args], cwd=ROOT, env=env)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # pytest gets Ctrl-C too, closes its browsers and says where it was
    try:
        return tests.wait()
    finally:
        if tests.poll() is None:
            tests.terminate()
            tests.wait()
