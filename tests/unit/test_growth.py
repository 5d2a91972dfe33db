"""The made-up pages that show how the site grows: the same each time, without a figure, all in the navigation."""

import re
import shutil

import pytest
import yaml

from guide.measuring import growth

ROOT = growth.ROOT


def test_a_page_is_the_same_each_time_and_names_no_figure():
    words = growth.vocabulary("nb")
    assert {"immunglobulin", "infusjonen"} <= set(words)
    assert not [word for word in words if re.search(r"[\d{}\[\]]", word)]
    page = growth.made_up_page(words, 3)
    assert page == growth.made_up_page(words, 3) != growth.made_up_page(words, 4)
    assert len(re.findall(r"^## ", page, re.MULTILINE)) == 3 and "| --- |" in page
    assert re.findall(r"\d+", page) == ["3", "3"], "its number, in title and heading"


@pytest.mark.parametrize("language", growth.LANGUAGES)
def test_all_pages_are_in_the_navigation(tmp_path, language):
    shutil.copy(ROOT / f"mkdocs.{language}.yml", tmp_path)
    growth.add_pages(tmp_path, language, 25)
    text = (tmp_path / f"mkdocs.{language}.yml").read_text("utf-8").replace("!ENV ", "")
    sections = [entry for entry in yaml.safe_load(text)["nav"] if growth.NAMES[language] in str(entry)]
    named = [name for section in sections for names in section.values() for name in names]
    laid = sorted(path.relative_to(tmp_path / "docs" / language).as_posix() for path in (tmp_path / "docs").rglob("*.md"))
    assert len(sections) == 3 and len(laid) == 25 and sorted(named) == laid
    assert all(names[0].endswith("/index.md") for section in sections for names in section.values()), "a section needs a page of its own"


def test_nothing_is_added_for_no_pages(tmp_path):
    shutil.copy(ROOT / "mkdocs.nb.yml", tmp_path)
    growth.add_pages(tmp_path, "nb", 0)
    assert (tmp_path / "mkdocs.nb.yml").read_text("utf-8") == (ROOT / "mkdocs.nb.yml").read_text("utf-8")
