"""An edited page as the site will show it: the same Markdown extensions, with the same settings, over the edited texts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from markdown import Markdown

from calculators.errors import FactErrors, GuideError
from calculators.facts import Facts
from calculators.facts.check import check_pages
from guide import proposing
from guide.build import build_input
from guide.editing.page import read_page
from guide.markdown import extension, only_text
from guide.markdown.abbreviations import abbreviations
from guide.markdown.refusal import PluginError
from guide.project import ROOT

Texts = Mapping[str, Mapping[str, str]]
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
LINK = re.compile(r'(?<= href=")(?P<file>[\w./-]*\.md)(?P<place>#[^"]*)?(?=")')


class NotShown(GuideError):
    """The page cannot be shown; the text says why, in the language of the reader."""

    code = "not_shown"


def html_of(file: str, texts: Texts, known: Facts, root: str, reader: str) -> str:
    """The page as HTML, without its frame. `known` are the facts to show where those of the texts can't be read; `root` is the way
    from the page that shows it to the site's root. Raises NotShown, in the language of the reader."""
    _, lang, name = file.split("/", 2)
    text = texts[lang][file]
    try:
        facts = check_pages(texts)
    except FactErrors:
        facts = known
    slips = [*only_text.front_matter_slips(read_page(file, lang, text).meta or {}), *only_text.slips(text)]
    if slips:
        raise NotShown(only_text.message(slips[0], reader))
    with build_input.instead(facts):
        extension.PAGE.set(extension.Page(lang, f"{root}{lang}/", name, is_preview=True, reader=reader))
        try:
            made = Markdown(extensions=list(_extensions(lang)), extension_configs=_extensions(lang)).convert(FRONT_MATTER.sub("", text))
        except PluginError as error:
            raise NotShown(str(error)) from None
        except (GuideError, KeyError, ValueError):  # in English, for those who write code; the finding says it in words
            raise NotShown(proposing.words(reader)["page"]["preview_broken"]) from None
    return LINK.sub(lambda match: f"{root}{lang}/{_address(name, match['file'])}{match['place'] or ''}", made)


def _address(name: str, file: str) -> str:
    """`../ivig/dose.md` in `sid/dose.md` -> `ivig/dose/`; an index page is its folder."""
    there = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)).removesuffix(".md")
    there = there.removesuffix("index").rstrip("/")
    return f"{there}/" if there else ""


class _Settings(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """Reads MkDocs' own tags as nothing: what they stand for has no part in the Markdown."""


_Settings.add_multi_constructor("!", lambda loader, suffix, node: None)


@cache
def _extensions(lang: str) -> dict[str, dict[str, Any]]:
    """The extensions and their settings, as MkDocs has them for this language."""
    found: dict[str, dict[str, Any]] = {}
    for name in ("mkdocs.yml", f"mkdocs.{lang}.yml"):
        settings = yaml.load((ROOT / name).read_text("utf-8"), _Settings)
        for extension_name, own in settings.get("markdown_extensions", {}).items():
            # By their modules: the short names are in what an installer writes down, and in the page nothing is installed.
            module = extension_name if "." in extension_name else f"markdown.extensions.{extension_name}"
            found[module] = {**found.get(module, {}), **(own or {})}
    found["markdown.extensions.abbr"] = {"glossary": abbreviations(ROOT, lang)}
    return found
