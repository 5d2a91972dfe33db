"""The offline set: every file of the release with its hash, small enough, and an app in both languages."""

import base64
import gzip
import hashlib
import json
import re
import struct
from pathlib import Path

import pytest

from guide.build.offline import LEFT_OUT
from guide.build.runtime import SNAPSHOT, UNPACKED
from guide.serving.dev_server import POLICY
from tests.site.built import LANGUAGES, SITE, build, content, every_file, page, pages, runtime

DOCS = Path(__file__).resolve().parents[2] / "docs"

MB = 1_000_000
PACKED = {".packed", ".zip", ".whl", ".png"}  # no host packs these once more


def entries() -> list[dict]:
    found = re.search(r'\[\{"bytes":.*?\}\]', (SITE / "sw.js").read_text("utf-8"))
    return json.loads(found[0])


def file_of_entry(url: str) -> str:
    return "index.html" if url == "./" else f"{url}index.html" if url.endswith("/") else url


def integrity(file: Path) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()


def test_every_file_of_the_release_is_listed_once_with_its_hash():
    listed = {file_of_entry(entry["url"]): entry for entry in entries()}
    assert len(listed) == len(entries())
    there = {path.relative_to(SITE).as_posix() for path in SITE.rglob("*") if path.is_file()}
    # Of the two forms of the snapshot one is listed, and the other known by its hash: see the service worker.
    unpacked = f"runtime/{runtime()}/{UNPACKED}"
    assert set(listed) == there - {"sw.js", unpacked} - set(LEFT_OUT)
    assert f'{{url:"{unpacked}",integrity:"{integrity(SITE / unpacked)}"}}' in (SITE / "sw.js").read_text("utf-8")
    assert gzip.decompress((SITE / unpacked).with_name(SNAPSHOT).read_bytes()) == (SITE / unpacked).read_bytes()
    for name, entry in listed.items():
        body = (SITE / name).read_bytes()
        assert entry["integrity"] == integrity(SITE / name), name
        assert entry["bytes"] == len(body) and re.fullmatch(r"[0-9a-f]{32}", entry["revision"])


def test_pages_are_saved_under_the_address_that_a_reader_asks_for():
    urls = [entry["url"] for entry in entries()]
    assert "./" in urls and not [url for url in urls if url.endswith("index.html")]
    for lang in LANGUAGES:
        assert {f"{lang}/{name}/" if name else f"{lang}/" for name in pages(lang)} <= set(urls)
    # the runtime comes last: until then the page on show has loaded its own
    late = [url.startswith(f"runtime/{runtime()}/") for url in urls]
    assert sum(late) >= 10 and late == sorted(late)


def test_the_service_worker_is_of_this_build_and_carries_the_policy():
    text = (SITE / "sw.js").read_text("utf-8")
    assert f'"{build()}"' in text and POLICY in text
    assert "self.__WB_MANIFEST" not in text and "__BUILD__" not in text and "__LOST__" not in text
    assert "importScripts" not in text and "https://" not in text.replace("https://bit.ly/wb-precache", "")


def test_the_scripts_of_the_page_know_their_build():
    text = (SITE / "assets/common/page.mjs").read_text("utf-8")
    assert f'export const RELEASE = "{build()}";' in text
    there = {path.relative_to(SITE / "assets").as_posix() for path in (SITE / "assets").rglob("*") if path.suffix in (".mjs", ".js", ".css")}
    assert set(json.loads(re.search(r"^export const FILES = (.*);$", text, re.MULTILINE)[1])) == there


def test_the_offline_set_is_small_enough_gzipped():
    total = 0
    for entry in entries():
        body = (SITE / file_of_entry(entry["url"])).read_bytes()
        packed = entry["url"].endswith(tuple(PACKED))
        total += len(body) if packed else min(len(body), len(gzip.compress(body, 9, mtime=0)))
    assert 8 * MB < total <= 12 * MB


def test_nothing_is_saved_that_no_reader_asks_for():
    names = [entry["url"] for entry in entries()]
    # What crawlers take packed, and what every look asks the network for.
    assert [name for name in names if re.search(r"\.(gz|br|zst)$|withdrawn\.json|robots", name)] == []
    assert not list(SITE.rglob("*.gz")) and json.loads((SITE / "withdrawn.json").read_text("utf-8")) == {"withdrawn": []}
    assert [name for name in names if name.endswith(".map")] == []
    assert [name for name in names if "/lunr/" in name or "/workers/search" in name] == [], "the theme's search is not used"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_language_is_an_app_with_its_own_name_and_start(lang):
    said = json.loads((SITE / lang / "app.webmanifest").read_text("utf-8"))
    assert said["lang"] == lang and said["display"] == "standalone"
    assert said["start_url"] == "./" and said["scope"] == "../"
    assert said["name"] and len(said["short_name"]) <= 14 and said["description"].endswith(".")
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        head = (SITE / lang / icon["src"]).resolve().read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert f"{'x'.join(map(str, struct.unpack('>II', head[16:24])))}" == icon["sizes"]
    for name in pages(lang):
        soup = content(lang, name)
        assert len(soup.select('link[rel="manifest"]')) == 1
        assert soup.select_one('meta[name="ig-service-worker"]')["content"] == "sw.js"


def test_the_words_of_the_apps_differ_where_the_languages_do():
    nb, da = (json.loads((SITE / lang / "app.webmanifest").read_text("utf-8")) for lang in LANGUAGES)
    assert nb["description"] != da["description"]


def test_every_page_carries_what_its_header_says():
    for lang in LANGUAGES:
        for name in pages(lang):
            [place] = content(lang, name).select("[data-ig-offline]")
            assert place.has_attr("hidden") and place["data-build"] == build()
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", place["data-date"])
            assert set(json.loads(place["data-words"])) == {"label", "state", "reason", "notice"}


def test_the_banner_reads_the_date_of_review_of_the_front_matter():
    """No page has such a date before somebody has confirmed it; then both languages have the same."""
    for lang in LANGUAGES:
        for name in pages(lang):
            source = DOCS / lang / f"{name}.md"
            text = (source if source.is_file() else DOCS / lang / name / "index.md").read_text("utf-8")
            date = re.search(r"^next_review:(.*)$", text, re.M)
            shown = content(lang, name).select_one(".md-content").get("data-review", "")
            assert shown == (date[1].strip() if date else "")
            assert shown == content("nb", name).select_one(".md-content").get("data-review", "")


def test_pages_outside_the_text_bring_no_service_worker():
    for file in every_file():
        if file in ("index.html", "404.html"):
            assert page(file).select('meta[name="ig-service-worker"]') == []
