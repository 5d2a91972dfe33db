"""The browsers and the nginx that the tests need: found, or installed where that can be done."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from guide.project import ROOT
from guide.setup.toolchain import CACHE, LOG, SetupError, environment, logged, say, venv_python

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"
FIREFOXES = ("firefox-esr", "firefox")
MINIBROWSERS = ("usr/lib/*/webkit2gtk-4.*/MiniBrowser", "usr/lib/*/webkitgtk-6.*/MiniBrowser", "usr/libexec/webkit2gtk-4.*/MiniBrowser")


def runs(command: str | Path) -> bool:
    try:
        return subprocess.run([str(command), "--version"], capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _named(variable: str) -> Path | None:
    """The browser that a variable of the environment names. Raises SetupError if it does not run."""
    named = os.environ.get(variable)
    if named and not runs(named):
        raise SetupError(f"{variable}={named} does not run: correct it, or unset it to have one found")
    return Path(named) if named else None


def find_browser() -> Path | None:
    """A Chromium that runs: the one in IG_CHROMIUM, one on the PATH, or the one Playwright installed."""
    if named := _named("IG_CHROMIUM"):
        return named
    paths = [found for name in BROWSERS if (found := shutil.which(name))]
    paths += ["/Applications/Chromium.app/Contents/MacOS/Chromium",
              "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    for path in paths:
        if Path(path).exists() and runs(path):
            return Path(path)
    done = subprocess.run([str(venv_python()), "-c", ask], capture_output=True, text=True, env=environment())
    own = done.stdout.strip()
    return Path(own) if done.returncode == 0 and own and Path(own).exists() and runs(own) else None


def ensure_browser() -> Path:
    """A Chromium for the tests, installed if there is none. Raises SetupError with what to install."""
    CACHE.mkdir(exist_ok=True)
    if found := find_browser():
        return found
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("installing Chromium with apt-get (once)")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        logged(["apt-get", "update", "-q"], quiet)
        logged(["apt-get", "install", "-y", "-q", "chromium"], quiet)
        if found := find_browser():
            return found
    say("installing Playwright's Chromium (once)")
    logged([str(venv_python()), "-m", "playwright", "install", "chromium"])
    if found := find_browser():
        return found
    raise SetupError("the tests need Chromium and it could not be installed "
                     f"({LOG.relative_to(ROOT)} says why): install the package `chromium` (or Google Chrome), or set "
                     "IG_CHROMIUM to one, and start again")


def find_shell() -> Path | None:
    """Chromium without windows: the one in IG_CHROMIUM_SHELL, or one on the PATH unless IG_CHROMIUM names what to test with."""
    if named := _named("IG_CHROMIUM_SHELL"):
        return named
    found = None if os.environ.get("IG_CHROMIUM") else shutil.which(SHELL)
    return Path(found) if found and runs(found) else None


def ensure_shell(browser: Path) -> Path:
    """The same engine without windows, in which a page costs half as much, for the tests that look at pages alone; installed where that
    can be done, else `browser`, and it is said."""
    if found := find_shell():
        return found
    if os.environ.get("IG_CHROMIUM"):
        return browser
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say(f"installing {SHELL} with apt-get (once)")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        logged(["apt-get", "update", "-q"], quiet)
        logged(["apt-get", "install", "-y", "-q", "--no-install-recommends", SHELL], quiet)
        if found := find_shell():
            return found
    say(f"{SHELL} is not on this machine: all tests run in {browser}, and take longer")
    return browser


def find_firefox() -> Path | None:
    """A Firefox: the one in IG_FIREFOX, or one on the PATH."""
    named = os.environ.get("IG_FIREFOX")
    if named:
        if shutil.which(named):
            return Path(named)
        raise SetupError(f"IG_FIREFOX={named} does not run: correct it, or unset it to have one found")
    found = next((found for name in FIREFOXES if (found := shutil.which(name))), None)
    return Path(found) if found else None


def find_minibrowser() -> Path | None:
    """The browser that WebKitWebDriver drives; its folder is named after machine and version."""
    found = [path for pattern in MINIBROWSERS for path in sorted(Path("/").glob(pattern))]
    return found[-1] if found else None


def why_no_firefox() -> str:
    """What is missing on this machine for the tests in Firefox, and how to install it; "" if all is there."""
    return "" if find_firefox() else "Firefox is not on this machine: `apt-get install firefox-esr`, or set IG_FIREFOX to one"


def why_no_webkit() -> str:
    """The same for WebKit."""
    there = {"webkit2gtk-driver": shutil.which("WebKitWebDriver") and find_minibrowser(), "xvfb": shutil.which("Xvfb")}
    lacking = [package for package, found in there.items() if not found]
    return f"WebKit is not on this machine: `apt-get install {' '.join(lacking)}`" if lacking else ""


def ensure_engines() -> None:
    """Firefox and WebKit for the tests, installed where that can be done; else it is said which tests are skipped.

    Where IG_ENGINES=all nothing may be skipped. Raises SetupError there.
    """
    for reason, packages in ((why_no_firefox, ["firefox-esr"]), (why_no_webkit, ["webkit2gtk-driver", "xvfb"])):
        if not (lacking := reason()):
            continue
        if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
            say(f"installing {' and '.join(packages)} with apt-get (once)")
            quiet = {"DEBIAN_FRONTEND": "noninteractive"}
            logged(["apt-get", "update", "-q"], quiet)
            logged(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], quiet)
            lacking = reason()
        if lacking and os.environ.get("IG_ENGINES") == "all":
            raise SetupError(f"{lacking} ({LOG.relative_to(ROOT)} has what was tried); every engine is asked for (IG_ENGINES=all)")
        if lacking:
            say(f"{lacking}; its tests are skipped")


def find_nginx() -> Path | None:
    """An nginx that is installed; Debian keeps it where only root's PATH looks."""
    found = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"]))
    return Path(found) if found else None


def ensure_nginx() -> Path | None:
    """nginx for the tests of the example configuration, installed where that can be done; else None, and it is said.

    Nothing else needs it: those tests are skipped without it.
    """
    if found := find_nginx():
        return found
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("installing nginx with apt-get (once)")
        quiet = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # installed, not started
        logged(["apt-get", "update", "-q"], quiet)
        logged(["apt-get", "install", "-y", "-q", "--no-install-recommends", "nginx-light",
                "libnginx-mod-http-brotli-static"], quiet)
        if found := find_nginx():
            return found
    say("nginx is not on this machine: the tests that need it are skipped (install the package `nginx` to have them run)")
    return None
