"""Pictures of changed pages: which pages count as changed, and that the guides show pictures that are there."""

import re
from pathlib import Path

import pytest

from guide.pictures.screenshots import changed_pages, check_output, rendered, side_by_side

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs/guides"


def site(folder, build, **pages):
    (folder / "runtime" / build).mkdir(parents=True)
    for name, text in pages.items():
        path = folder / "nb" / name / "index.html"
        path.parent.mkdir(parents=True)
        head = f'<html><meta name="ig-build" content="{build}">'
        path.write_text(f'{head}<article data-build="{build}">{text}</article><footer>{build}</footer>')
    return folder


def test_a_page_has_changed_if_its_article_has_and_not_for_its_build(tmp_path):
    before = site(tmp_path / "before", "aaaaaaaaaaaa", same="<p>2 g</p>", other="<p>2 g</p>", gone="<p>x</p>")
    after = site(tmp_path / "after", "bbbbbbbbbbbb", same="<p>2 g</p>", other="<p>3 g</p>", new="<p>y</p>")
    assert changed_pages(before, after) == ["nb/gone/", "nb/new/", "nb/other/"]
    assert changed_pages(before, before) == []


def test_a_page_of_one_side_only_is_said_so(tmp_path):
    (tmp_path / "nb-new.after.png").write_bytes(b"")
    shown = side_by_side(["nb/new/"], tmp_path)
    assert "no such page" in shown and 'src="nb-new.after.png"' in shown and "nb-new.before.png" not in shown


@pytest.mark.parametrize("guide", ["editor.nb.md", "editor.da.md"])
def test_every_picture_of_a_guide_is_there_and_has_words(guide):
    pictures = re.findall(r"!\[([^\]]*)\]\(images/([^)]+)\)", (GUIDES / guide).read_text("utf-8"))
    assert len(pictures) >= 3
    for words, name in pictures:
        assert words and (GUIDES / "images" / name).is_file()


@pytest.mark.parametrize(("lang", "line"), [("nb", "[3,0 ml/kg pr. time]{#nel-rate-4}"), ("da", "[3,0 ml/kg per time]{#nel-rate-4}")])
def test_the_picture_shows_the_other_languages_line(lang, line):
    said = check_output(lang)
    assert line in said and said.endswith(("Feil: 2. Varsler: 1.", "Fejl: 2. Advarsler: 1.")), "the slip of the story, and nothing else"


def test_a_report_is_shown_as_github_shows_it():
    table, fold = "| a | b |\n| --- | --- |\n| 1 | `x` |\n", "<details><summary>Alle</summary>\n\n**2**\n\n</details>\n"
    page = rendered(f"# Klinisk forskjell\n\n{table}\n{fold}", "nb")
    assert "<td><code>x</code></td>" in page and "<details><summary>Alle</summary>" in page and "<strong>2</strong>" in page
