"""MkDocs hooks: each language knows its own address; the Markdown extension knows its page."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from urllib.parse import urljoin

from scripts import guide_markdown, offline

DEFAULT_URL = "http://127.0.0.1:8000/"


def on_config(config):
    """Set site_url from SITE_URL, the address of the site's root; give the templates the words for use without network."""
    root = os.environ.get("SITE_URL", DEFAULT_URL).rstrip("/") + "/"
    config.site_url = urljoin(root, f"{config.theme['language']}/")
    said = offline.words(config.theme["language"])
    config.extra["app"] = said["app"]
    config.extra["offline"] = {name: said[name] for name in ("label", "state", "reason", "notice")}
    # The day of the commit, as the build says; without a build, today.
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", datetime.now(UTC).timestamp()))
    config.extra["date"] = datetime.fromtimestamp(moment, UTC).date().isoformat()
    return config


def on_page_markdown(markdown, page, config, files):
    """Tell the Markdown extension which page it is on."""
    depth = page.url.strip("/").count("/") + 1 if page.url.strip("./") else 0
    guide_markdown.PAGE.set(guide_markdown.Page(config.theme["language"], "../" * depth))


def on_template_context(context, template_name, config):
    """Give 404.html a base like that of the pages (`..`): `/nb//../assets` is not `/assets`, `/nb/./../assets` is."""
    context["base_url"] = context["base_url"].rstrip("/") + "/."
    return context
