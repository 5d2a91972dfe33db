"""MkDocs hooks: each language knows its own address; the Markdown extension knows its page; front matter is text."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from guide.build import configuration
from guide.build.build_input import facts, runtime
from guide.markdown import extension as guide_markdown
from guide.markdown import only_text
from guide.markdown.abbreviations import abbreviations
from guide.project import ROOT
from guide.records import page_status

META: dict[str, Mapping[str, Any]] = {}  # front matter as it was read, by the page's address


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """What the configuration says beside mkdocs*.yml."""
    lang = config.theme["language"]
    config.site_url = configuration.site_url(lang)
    config.nav = configuration.nav(lang, config.nav or [])
    config.mdx_configs["abbr"] = {"glossary": abbreviations(ROOT, lang)}
    config.site_description = configuration.with_sources(lang, config.site_description or "")
    config.extra.update(configuration.extra(lang, config.extra["texts"]))
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Tell the Markdown extension which page it is on. Front matter that YAML can't read would be shown as text."""
    if markdown.lstrip().startswith("---\n"):
        raise PluginError(f"docs/{config.theme['language']}/{page.file.src_uri}: the lines at the head can't be read")
    for slip in [*only_text.front_matter_slips(page.meta), *only_text.slips(markdown)]:
        raise PluginError(f"docs/{config.theme['language']}/{page.file.src_uri}: {only_text.message(slip, config.theme['language'])}")
    depth = page.url.strip("/").count("/") + 1 if page.url.strip("./") else 0
    guide_markdown.PAGE.set(guide_markdown.Page(config.theme["language"], "../" * depth, page.file.src_uri))


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """The names of the menu are text."""
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


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Make the front matter fit for the templates. They are kept compiled from build to build."""
    compiled = ROOT / f".cache/templates-{version('jinja2')}"
    compiled.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    lang = config.theme["language"]
    config.extra["status"] = {}
    for file in files.documentation_pages():
        if file.page:
            dress(file.page)
            try:  # a slip in the front matter ends the build
                config.extra["status"] |= configuration.status({file.page.url: META[file.page.url]}, facts(), lang)
            except page_status.StatusError as error:
                raise PluginError(f"docs/{lang}/{file.src_uri}: {error}") from None
    config.extra["runtime"] = runtime(config.extra["runtime"])  # here, not sooner: the build may still be reading the text


def on_template_context(context: TemplateContext, template_name: str, config: MkDocsConfig) -> TemplateContext:
    """Give 404.html a base like that of the pages (`..`): `/nb//../assets` is not `/assets`, `/nb/./../assets` is."""
    context["base_url"] = context["base_url"].rstrip("/") + "/."
    return context
