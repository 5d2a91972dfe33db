"""MkDocs hooks: each language knows its own address; the Markdown extension knows its page."""

from __future__ import annotations

import os
from urllib.parse import urljoin

from mkdocs.exceptions import PluginError

from calculators.facts import current
from scripts import guide_markdown, page_status

DEFAULT_URL = "http://127.0.0.1:8000/"


def on_config(config):
    """Set site_url from SITE_URL, the address of the site's root."""
    root = os.environ.get("SITE_URL", DEFAULT_URL).rstrip("/") + "/"
    config.site_url = urljoin(root, f"{config.theme['language']}/")
    return config


def on_page_markdown(markdown, page, config, files):
    """Tell the Markdown extension which page it is on."""
    depth = page.url.strip("/").count("/") + 1 if page.url.strip("./") else 0
    guide_markdown.PAGE.set(guide_markdown.Page(config.theme["language"], "../" * depth))


def on_page_context(context, page, config, nav):
    """How fresh a guideline page is, for its last lines. A slip in the front matter ends the build."""
    lang = config.theme["language"]
    try:
        status = page_status.read(page.meta, current())
    except page_status.StatusError as error:
        raise PluginError(f"docs/{lang}/{page.file.src_uri}: {error}") from None
    context["ig_status"] = page_status.rows(status, lang) if status else []
    return context


def on_template_context(context, template_name, config):
    """Give 404.html a base like that of the pages (`..`): `/nb//../assets` is not `/assets`, `/nb/./../assets` is."""
    context["base_url"] = context["base_url"].rstrip("/") + "/."
    return context
