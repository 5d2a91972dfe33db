"""The built site as its tests read it: pages by name, addresses resolved the way a browser does."""

import json
import os
import re
import zipfile
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup

from calculators.facts import Facts

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(os.environ.get("IG_SITE", ROOT / "site"))
LANGUAGES = ("nb", "da")
OTHER = {"nb": "da", "da": "nb"}
NBSP = "\N{NO-BREAK SPACE}"
HOST = "https://site.test/"  # stands for wherever the site is served


@cache
def page(name: str) -> BeautifulSoup:
    """A page by its file: `nb/ivig/dose/index.html`."""
    return BeautifulSoup((SITE / name).read_text("utf-8"), "html.parser")


@cache
def pages(lang: str) -> tuple[str, ...]:
    """The pages of a language without the folder of the language: `ivig/dose`; the home page is ``""``."""
    found = sorted((SITE / lang).rglob("index.html"))
    assert found, f"{SITE} holds no built site: start scripts/build.py, or set IG_SITE"
    return tuple(path.parent.relative_to(SITE / lang).as_posix().removeprefix(".") for path in found)


def file_of(lang: str, name: str) -> str:
    return f"{lang}/{name}/index.html" if name else f"{lang}/index.html"


def content(lang: str, name: str) -> BeautifulSoup:
    return page(file_of(lang, name))


def article(lang: str, name: str):
    """The text of a page, without header, menus and footer."""
    return content(lang, name).select_one("article")


@cache
def every_file() -> tuple[str, ...]:
    """All HTML files, those for unknown addresses too."""
    return tuple(path.relative_to(SITE).as_posix() for path in sorted(SITE.rglob("*.html")))


@cache
def site_url() -> str:
    """The address that the site was built for, with its final slash."""
    first = re.search(r"<loc>(.*?)</loc>", (SITE / "nb/sitemap.xml").read_text("utf-8"))
    return first[1].removesuffix("nb/")


def resolve(file: str, address: str) -> tuple[str, str] | None:
    """The file in the site that an address on a page leads to, and its anchor; None for another host."""
    base = HOST + file.removesuffix("index.html")
    whole, anchor = urldefrag(urljoin(base, address.strip()))
    if whole.startswith(site_url()):
        whole = HOST + whole.removeprefix(site_url())
    if not whole.startswith(HOST):
        return None
    path = unquote(urlsplit(whole).path).lstrip("/")
    return (f"{path}index.html" if not path or path.endswith("/") else path), unquote(anchor)


@cache
def ids(file: str) -> tuple[str, ...]:
    """The ids that a page has from the start: those in a template are none yet."""
    return tuple(element["id"] for element in page(file).select("[id]") if not element.find_parent("template"))


@cache
def build() -> str:
    """The build id, as the front door says it."""
    return page("index.html").select_one('meta[name="ig-build"]')["content"]


@cache
def runtime() -> str:
    """The id of facts, calculators and interpreter, by the name of their folder."""
    [folder] = [path for path in (SITE / "runtime").iterdir() if path.is_dir()]
    return folder.name


@cache
def facts() -> Facts:
    """The facts that the calculators of this site carry."""
    [wheel] = (SITE / "runtime" / runtime()).glob("calculators-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return Facts.from_json(json.loads(archive.read("calculators/facts.json")))


def text(element) -> str:
    return element.get_text()
