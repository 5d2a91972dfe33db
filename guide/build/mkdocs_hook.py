"""MkDocs hooks: each language knows its own address; the Markdown extension knows its page; the search gets the text."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemBytecodeCache
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from calculators import words
from calculators.errors import GuideError
from calculators.guidelines import guidelines, in_order
from guide.build import offline, search_content
from guide.build.given import facts, runtime
from guide.markdown import extension as guide_markdown
from guide.markdown import only_text
from guide.markdown.abbreviations import abbreviations
from guide.project import ROOT
from guide.records import page_status

DEFAULT_URL = "http://127.0.0.1:8000/"
MENU_OF_GUIDELINES = "guidelines"
MENU: list[str] = []  # the addresses of the pages, in order
META: dict[str, Mapping[str, Any]] = {}  # front matter as it was read, by the page's address
SEARCHED: dict[str, search_content.Page] = {}


def menu(lang: str) -> list[dict[str, Any]]:
    """What stands for the item `guidelines` of a language's menu."""
    return [one.menu(lang) for one in in_order(lang)]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set site_url from SITE_URL, the address of the site's root; give the templates the words for use without network."""
    root = os.environ.get("SITE_URL", DEFAULT_URL).rstrip("/") + "/"
    config.site_url = urljoin(root, f"{config.theme['language']}/")
    lang = config.theme["language"]
    config.extra["guidelines"] = {
        one.source: {"colour": one.colour, "source": one.words[lang].source, "footer": one.words[lang].footer} for one in guidelines()
    }
    config.nav = [part for item in config.nav or [] for part in (menu(lang) if item == MENU_OF_GUIDELINES else [item])]
    config.mdx_configs["abbr"] = {"glossary": abbreviations(ROOT, config.theme["language"])}
    said = offline.words(config.theme["language"])
    config.extra["app"] = said["app"]
    config.extra["offline"] = {name: said[name] for name in ("label", "state", "reason", "notice")}
    config.extra["following"] = words.common(config.theme["language"])["following"]
    # The day of the commit, as the build says; without a build, today.
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", datetime.now(UTC).timestamp()))
    config.extra["date"] = datetime.fromtimestamp(moment, UTC).date().isoformat()
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Tell the Markdown extension which page it is on. Front matter that YAML can't read would be shown as text."""
    if markdown.lstrip().startswith("---\n"):
        raise PluginError(f"docs/{config.theme['language']}/{page.file.src_uri}: the lines at the head can't be read")
    for slip in [*only_text.front_matter_slips(page.meta), *only_text.slips(markdown)]:
        raise PluginError(f"docs/{config.theme['language']}/{page.file.src_uri}: {only_text.message(slip, config.theme['language'])}")
    depth = page.url.strip("/").count("/") + 1 if page.url.strip("./") else 0
    guide_markdown.PAGE.set(guide_markdown.Page(config.theme["language"], "../" * depth, page.file.src_uri))


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> Mapping[str, Any]:
    """How fresh a guideline page is, for its last lines. A slip in the front matter ends the build."""
    lang = config.theme["language"]
    try:
        status = page_status.read(META[page.url], facts())
    except page_status.StatusError as error:
        raise PluginError(f"docs/{lang}/{page.file.src_uri}: {error}") from None
    return {**context, "ig_status": page_status.rows(status, lang) if status else []}


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Keep the order of the pages. The names of the menu are text."""
    MENU[:] = [page.url for page in nav.pages]
    for item in nav.items:
        _escape_titles(item)
    return nav


def _escape_titles(item: StructureItem) -> None:
    if isinstance(item, Section):
        item.title = escape(item.title)
        for child in item.children:
            _escape_titles(child)


def as_text(value: Any) -> Any:
    """A value of front matter as the templates may put it anywhere: they do not escape by themselves."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, dict):
        return {key: as_text(one) for key, one in value.items()}
    return [as_text(one) for one in value] if isinstance(value, list) else value


def dress(page: Page) -> None:
    """Make front matter and title of a page fit for the templates."""
    META[page.url] = page.meta
    # The title always: the theme takes tags out of one that it has to find by itself, and what was escaped comes back.
    page.meta = as_text({"title": page.title, **page.meta})
    page.title = escape(page.title)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Keep the text of the page for the search."""
    search = page.meta.get("search", {})
    if not search.get("exclude"):
        url = "" if page.url in (".", "./") else page.url
        title, description, source = (page.meta.get(name, "") for name in ("title", "description", "source"))
        name = page.file.src_uri.removesuffix(".md")
        SEARCHED[page.url] = search_content.read_page(html, name, url, title or page.title, description, source, search.get("boost", 1))


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Write what the search's index is made from, in the order of the menu: `scripts/build.py` makes the index. The templates are
    kept compiled from build to build."""
    compiled = ROOT / f".cache/templates-{version('jinja2')}"
    compiled.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    for file in files.documentation_pages():
        if file.page:
            dress(file.page)
    config.extra["runtime"] = runtime(config.extra["runtime"])  # here, not sooner: the build may still be reading the text
    pages = [SEARCHED[url] for url in dict.fromkeys([*MENU, *sorted(SEARCHED)]) if url in SEARCHED]
    out = Path(config.site_dir) / "search/content.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        content = search_content.content(ROOT, config.theme["language"], pages, facts())
    except GuideError as error:
        raise PluginError(str(error)) from None  # MkDocs shows it without a traceback
    out.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def on_template_context(context: TemplateContext, template_name: str, config: MkDocsConfig) -> TemplateContext:
    """Give 404.html a base like that of the pages (`..`): `/nb//../assets` is not `/assets`, `/nb/./../assets` is."""
    context["base_url"] = context["base_url"].rstrip("/") + "/."
    return context
