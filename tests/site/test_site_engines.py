"""The site is not tied to MkDocs: what other engines make of the same sources.

docs/guides/site-engines.md tells what builds, what differs and what is missing.
"""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
import yaml
from bs4 import BeautifulSoup

from guide.build import configuration, edition, search_content
from guide.build.site import Pages, as_environment, build_id, commit_time, fixed_environment, read_text
from guide.markdown.extension import CalculatorBlock, ExamplesBlock, FailuresBlock, FlowchartBlock, RecordsBlock
from guide.serving.patched import runtime_of
from guide.setup import toolchain
from tests.site.built import ROOT, SITE, file_of, pages, site_url

TRIED = ("nb", "da") if os.environ.get("IG_TESTS") == "all" else ("nb",)
GENERATOR = re.compile(r'<meta name="generator" content="[^"]*">')


def said(path) -> str:
    """A page without the name of the engine."""
    text, count = GENERATOR.subn("", path.read_text("utf-8"))
    assert count == 1, path
    return text


@pytest.mark.parametrize("lang", TRIED)
def test_properdocs_gives_the_same_pages(lang, tmp_path):
    """It goes on where MkDocs ends."""
    out = tmp_path / "site"
    out.mkdir()
    with as_environment(toolchain.environment(fixed_environment())):
        text = read_text(ROOT)
        engine = Pages(ROOT, lang, out, site_url(), build_id(), offline=True, engine="properdocs")
        try:
            engine.tell(text.for_pages, runtime_of(SITE))
            engine.wait()
        finally:
            engine.stop()
        day = datetime.fromtimestamp(int(commit_time()), UTC).date()
        edition.fill(out / lang, text.facts, lang, build_id(), day)  # as the build does it, when the pages are there
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))
    assert len(names) > 20
    assert [name for name in names if said(out / name) != said(SITE / name)] == []


# What is made by a block of ours is finished markup: Zensical moves the links in it too, by one folder.
MADE = ", ".join(f".ig-{block.NAME} a[href]" for block in (CalculatorBlock, ExamplesBlock, FlowchartBlock, RecordsBlock, FailuresBlock))

TEMPLATE, HREF = re.compile(r"<template.*?</template>", re.DOTALL), re.compile(r' href="[^"]*"')


def article(folder, name: str) -> str:
    """The text of a page, its links by where they lead. Without what Zensical does otherwise: it knows no home page, breaks lines
    elsewhere, and moves the links of `MADE`."""
    found = BeautifulSoup((folder / name).read_text("utf-8"), "html.parser").select_one("article")
    for one in found.select(MADE):
        del one["href"]
    for one in found.select("a[href]"):
        one["href"] = urljoin(f"/{name.removesuffix('index.html')}", one["href"])
    for one in found.select(".ig-ask"):
        one.decompose()
    text = TEMPLATE.sub(lambda card: HREF.sub("", card[0]), str(found))
    return re.sub(r"\s+", " ", text).replace("> <", "><")


def searched(lang, folder) -> dict[str, search_content.Page]:
    """What the search reads of each page but the paper edition, which the build fills afterwards."""
    return {page.name: page for page in search_content.read_built(ROOT, lang, folder) if page.name != edition.PAGE}


@pytest.mark.parametrize("lang", TRIED)
def test_zensical_gives_the_same_text(lang, tmp_path):
    """It takes no hook: the whole configuration is written out for it. Its sitemap is its own."""
    shutil.copytree(ROOT / "docs" / lang, tmp_path / "docs" / lang)
    shutil.copytree(ROOT / "overrides", tmp_path / "overrides", ignore=shutil.ignore_patterns("sitemap.xml"))
    with as_environment(toolchain.environment(fixed_environment() | {"SITE_URL": site_url(), "IG_BUILD": build_id()})):
        whole = configuration.whole(ROOT, lang, read_text(ROOT).facts, runtime_of(SITE))
        (tmp_path / "zensical.yml").write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "-f", "zensical.yml"],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    names = [file_of(lang, name) for name in pages(lang) if name != edition.PAGE]  # that one is filled by the build
    assert len(names) > 20
    assert [name for name in names if article(tmp_path / "site", name) != article(SITE, name)] == []
    # The search is made from the pages as they were built, whoever built them.
    its, ours = (searched(lang, folder) for folder in (tmp_path / "site" / lang, SITE / lang))
    assert len(ours) > 20
    assert [name for name, page in ours.items() if its[name] != page] == []
