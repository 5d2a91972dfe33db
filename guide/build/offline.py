"""Makes the built site an app that works without network: icons, a manifest for each language, the service worker.

Node does the work (`offline.mjs`); the words stand in `docs/offline`.
"""

from __future__ import annotations

import html
import json
import subprocess
import tomllib
from pathlib import Path

from guide.project import LANGUAGES, ROOT
from guide.serving.hosting import POLICY, UNPACKED
from guide.setup import toolchain

SCRIPT = Path(__file__).with_name("offline.mjs")
WORDS = ROOT / "docs/offline"

# Files of the site that no reader's browser can or need fetch. All others are saved for use without network.
LEFT_OUT = (
    "withdrawn.json",  # every look asks the network for it: saved, it would say what was true once
    "_headers",  # for the host, which does not hand it out
)

# Paper of the theme, light: what stands behind the icon while the app opens.
COLOUR = "#f6f5f1"


class OfflineError(toolchain.SetupError):
    """The offline set cannot be made; the text says which file or tool is wrong."""


def words(language: str) -> dict[str, dict[str, str]]:
    """What the site says about use without network, in one language. Raises OfflineError with file and line."""
    path = WORDS / f"{language}.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OfflineError(f"{path.relative_to(ROOT)}: {error}") from None


def manifest(language: str) -> str:
    """The web app manifest of a language. The start page is its own; the scope is the whole site, so that changing the
    language does not leave the app."""
    said = words(language)["app"]
    icons = [("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable-512.png", 512, "maskable")]
    return json.dumps({
        "name": said["name"],
        "short_name": said["short_name"],
        "description": said["description"],
        "lang": language,
        "dir": "ltr",
        "start_url": "./",
        "scope": "../",
        "display": "standalone",
        "background_color": COLOUR,
        "theme_color": COLOUR,
        "icons": [{"src": f"../icons/{name}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
                  for name, size, purpose in icons],
    }, ensure_ascii=False, indent=1) + "\n"  # fmt: skip


def lost_page(language: str, base: str) -> str:
    """What the service worker shows for a page of the saved release that has gone. It stands inside the worker, because
    it must be there when nothing else is."""
    said = {key: html.escape(text) for key, text in words(language)["lost"].items()}
    return (f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{said["title"]}</title>'
            '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
            f'<link rel="stylesheet" href="{base}assets/theme/root.css"></head><body><main><h1>{said["title"]}</h1>'
            f'<p>{said["text"]}</p><ul><li><a href="{base}{language}/"><strong>{said["home"]}</strong></a></li></ul>'
            "</main></body></html>")


def draw_icons(folder: Path) -> None:
    node("icons", str(ROOT / "docs/assets/favicon.svg"), str(folder))


def add_manifests(site: Path) -> None:
    for language in LANGUAGES:
        (site / language / "app.webmanifest").write_text(manifest(language), "utf-8")


def add_service_worker(site: Path, build: str, runtime: str, base: str) -> str:
    """Put the service worker into the finished site, with a list of all its files. Returns a report.

    Raises OfflineError if a file of the site is not on the list."""
    unpacked = f"runtime/{runtime}/{UNPACKED}"  # the same snapshot twice: one of the two is fetched, as the host packs
    settings = {"build": build, "policy": POLICY, "unpacked": unpacked, "left_out": [*LEFT_OUT, unpacked],
                "lost": {language: lost_page(language, base) for language in LANGUAGES}}
    made = json.loads(node("worker", str(site), stdin=json.dumps(settings)))
    return f"offline set: {made['count']} files, {made['bytes'] / 1e6:.1f} MB as they lie on disk"


def node(*args: str, stdin: str = "") -> str:
    """Run offline.mjs in the locked Node. Raises OfflineError with what it said."""
    command = [str(toolchain.node()), str(SCRIPT), *args]
    done = subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise OfflineError(done.stderr.strip() or f"offline.mjs ended with {done.returncode}")
    return done.stdout
