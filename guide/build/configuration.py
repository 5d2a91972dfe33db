"""What the site's configuration says beside mkdocs*.yml: names and places that come from the guide's own data.

Any engine that builds the pages gets the same values: the hook puts them into MkDocs' configuration as it is read; `whole` writes
a configuration of one file for an engine that knows no hooks (docs/guides/site-engines.md).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import yaml

from calculators import words
from calculators.facts import Facts
from calculators.facts.figure import NUMBER_WORDS_OF_LANGUAGE
from calculators.guidelines import guidelines, in_order
from guide.build import offline
from guide.markdown.abbreviations import abbreviations
from guide.records import page_status

DEFAULT_URL = "http://127.0.0.1:8000/"
MENU_OF_GUIDELINES = "guidelines"  # the item of a menu that all guidelines take the place of
FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
NO_SETTINGS = ("INHERIT", "hooks", "plugins", "validation")  # of MkDocs alone


def site_url(lang: str) -> str:
    """The address of a language, from SITE_URL, which is the address of the site's root."""
    return urljoin(os.environ.get("SITE_URL", DEFAULT_URL).rstrip("/") + "/", f"{lang}/")


def nav(lang: str, items: Sequence[Any]) -> list[Any]:
    """The menu, with the pages of each guideline where they belong."""
    menus = [one.menu(lang) for one in in_order(lang)]
    return [part for item in items for part in (menus if item == MENU_OF_GUIDELINES else [item])]


def with_sources(lang: str, text: str) -> str:
    """The text with the guide's sources in it: `{count}` of them, in words, and the names of all, `{sources}`."""
    called = [one.words[lang].called for one in guidelines()]
    number = next((word for word, count in NUMBER_WORDS_OF_LANGUAGE[lang].items() if count == len(called)), str(len(called)))
    and_ = words.common(lang)["ui"]["and"]
    return text.format(count=number, sources=f" {and_} ".join(filter(None, (", ".join(called[:-1]), called[-1]))))


def extra(lang: str, texts: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates say. Words for a script are JSON already: no engine's own filter has to make it."""
    said = offline.words(lang)
    # The day of the commit, as the build says; without a build, today.
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", datetime.now(UTC).timestamp()))
    return {
        "guidelines": {
            one.source: {"colour": one.colour, "source": one.words[lang].source, "footer": one.words[lang].footer}
            for one in guidelines()
        },
        "texts": {**texts, "footer": with_sources(lang, texts["footer"])},
        "app": said["app"],
        "date": datetime.fromtimestamp(moment, UTC).date().isoformat(),
        "offline": as_json({name: said[name] for name in ("label", "state", "reason", "notice")}),
        "following": as_json(words.common(lang)["following"]),
        "search": as_json(texts["search_words"]),
    }


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def status(metas: Mapping[str, Mapping[str, Any]], facts: Facts, lang: str) -> dict[str, list[tuple[str, str, str]]]:
    """The lines on how fresh each page is, by the page's address; `metas` is their front matter. Raises StatusError."""
    found = {url: page_status.read(meta, facts) for url, meta in metas.items()}
    return {url: page_status.rows(one, lang) for url, one in found.items() if one}


# --- for an engine without hooks


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # yaml carries no types
    """Reads `!ENV [NAME, default]` as MkDocs does."""


def _from_environment(loader: yaml.Loader, node: yaml.SequenceNode) -> object:
    name, default = loader.construct_sequence(node)
    return os.environ.get(str(name), default)


_Loader.add_constructor("!ENV", _from_environment)


def whole(root: Path, lang: str, facts: Facts, runtime: str) -> dict[str, Any]:
    """The whole configuration of a language as one mapping, for a file beside mkdocs.yml. Raises StatusError."""
    shared, own = (yaml.load((root / name).read_text("utf-8"), _Loader) for name in ("mkdocs.yml", f"mkdocs.{lang}.yml"))
    made: dict[str, Any] = {name: value for name, value in (shared | own).items() if name not in NO_SETTINGS}
    for name in ("theme", "markdown_extensions", "extra"):
        made[name] = shared[name] | own[name]
    made["extra"] |= extra(lang, own["extra"]["texts"]) | {"runtime": runtime, "status": status(front_matter(root, lang), facts, lang)}
    made["markdown_extensions"]["abbr"] = {"glossary": abbreviations(root, lang)}
    made["site_description"] = with_sources(lang, own["site_description"])
    return made | {"nav": nav(lang, own["nav"]), "site_url": site_url(lang)}


def addresses(root: Path, lang: str) -> list[str]:
    """The addresses of all pages within the language: those of the menu in its order, then the others."""
    own = yaml.load((root / f"mkdocs.{lang}.yml").read_text("utf-8"), _Loader)

    def files(item: object) -> list[str]:
        if isinstance(item, str):
            return [item]
        parts = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        return [name for part in parts for name in files(part)]

    menu = [_address(name.removesuffix(".md")) for name in files(nav(lang, own["nav"])) if name.endswith(".md")]
    return list(dict.fromkeys([*menu, *front_matter(root, lang)]))


def _address(place: str) -> str:
    return place.removesuffix("index") if place.endswith("index") else f"{place}/"


def front_matter(root: Path, lang: str) -> dict[str, dict[str, Any]]:
    """The front matter of each page, by the page's address within the language."""
    found: dict[str, dict[str, Any]] = {}
    folder = root / "docs" / lang
    for path in sorted(folder.rglob("*.md")):
        place = path.relative_to(folder).with_suffix("").as_posix()
        match = FRONT_MATTER.match(path.read_text("utf-8"))
        found[_address(place)] = (yaml.safe_load(match[1]) or {}) if match else {}
    return found
