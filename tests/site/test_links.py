"""Every address on every page leads somewhere, and nowhere but to this site and the sources' own links."""

import re
from urllib.parse import urlsplit

import pytest

from tests.site.built import HOST, LANGUAGES, SITE, every_file, file_of, ids, page, pages, resolve

# The hosts that the two sources themselves link to; PubMed and DOI are theirs too.
SOURCE_HOSTS = {"pubmed.ncbi.nlm.nih.gov", "doi.org", "medicinraadet.dk"}
ANSWERED_LATER = {"__search", "__drawer"}  # the theme's checkboxes


def addresses(file: str):
    for element in page(file).select("[href], [src], [srcset], [action], [poster], [data]"):
        for name in ("href", "src", "action", "poster", "data"):
            if element.get(name) is not None and not (name == "data" and element.name != "object"):
                yield element, element[name]
        for part in element.get("srcset", "").split(","):
            if part.strip():
                yield element, part.split()[0]


def anchors(file: str, anchor: str) -> bool:
    return anchor in ids(file)


@pytest.mark.parametrize("file", every_file())
def test_every_address_leads_somewhere(file):
    broken = []
    for element, address in addresses(file):
        found = resolve(file, address)
        if found is None or address.startswith("data:"):
            continue
        target, anchor = found
        if not (SITE / target).is_file():
            broken.append(f"<{element.name}> {address}: no {target}")
        elif anchor and target.endswith(".html") and not anchors(target, anchor):
            broken.append(f"<{element.name}> {address}: {target} has no #{anchor}")
    assert broken == []


@pytest.mark.parametrize("file", every_file())
def test_other_hosts_are_only_linked_to(file):
    for element, address in addresses(file):
        if resolve(file, address) is None and not address.startswith("data:"):
            assert element.name == "a", f"<{element.name}> loads {address}"
            parts = urlsplit(address)
            assert parts.scheme == "https" and parts.hostname in SOURCE_HOSTS, address


@pytest.mark.parametrize("file", every_file())
def test_each_id_stands_once_on_its_page(file):
    found = ids(file)
    assert sorted({one for one in found if found.count(one) > 1}) == []


@pytest.mark.parametrize("file", every_file())
def test_a_card_in_waiting_brings_no_id_that_the_page_already_has(file):
    for template in page(file).select("template"):
        own = [element["id"] for element in template.select("[id]")]
        assert len(own) == len(set(own))
        assert set(own) & set(ids(file)) == set()


@pytest.mark.parametrize("file", every_file())
def test_descriptions_and_labels_point_at_something(file):
    soup = page(file)
    for scope in (*soup.select("ig-calculator"),):
        known = {element["id"] for element in scope.select("[id]")}
        for element in scope.select("[aria-describedby], label[for]"):
            named = element.get("aria-describedby", element.get("for", "")).split()
            assert set(named) <= known, element


@pytest.mark.parametrize("file", every_file())
def test_no_mark_was_left_unread(file):
    text = (SITE / file).read_text("utf-8")
    assert "]{#" not in text
    assert "/// calculator" not in text
    assert "{nel-" not in text and "{mr-" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sitemap_names_every_page_in_both_languages(lang):
    text = (SITE / lang / "sitemap.xml").read_text("utf-8")
    named = [resolve("index.html", address)[0] for address in re.findall(r"<loc>(.*?)</loc>", text)]
    assert sorted(named) == sorted(file_of(lang, name) for name in pages(lang))
    others = re.findall(r'hreflang="(\w+)" href="(.*?)"', text)
    assert len(others) == 2 * len(named)
    assert [other for other in others if not (SITE / resolve("index.html", other[1])[0]).is_file()] == []


@pytest.mark.parametrize("path", sorted(p.relative_to(SITE).as_posix() for p in SITE.glob("assets/**/*") if p.is_file()))
def test_own_scripts_and_styles_load_nothing_from_elsewhere(path):
    if not path.endswith((".mjs", ".js", ".css")):
        return
    text = (SITE / path).read_text("utf-8")
    for address in re.findall(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']|url\(\s*["']?([^"')]+)""", text):
        address = "".join(address)
        if not re.match(r"\.{0,2}/|https?:", address):
            continue  # no address of a file: words in a comment, a place in the page, data
        target = resolve(path, address)
        assert target and (SITE / target[0]).is_file(), f"{address}, which resolves under {HOST} to nothing"
