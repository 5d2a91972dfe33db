"""What the search is given of a page, and what an editor reads when the list of words has a slip."""

import shutil
from pathlib import Path

import pytest

from calculators.facts.now import current
from guide.build.search_content import WordListError, content, read_page, read_words, word_pairs

ROOT = Path(__file__).resolve().parents[2]

PAGE = """
<h1 id="dose">Dose<a class="headerlink" href="#dose">#</a></h1>
<p>How much?</p>
<h2 id="dosing">Dosing<a class="headerlink" href="#dosing">#</a></h2>
<ul>
<li>The first dose is <span class="ig-fact" data-figure="" id="first">2&nbsp;g/kg</span>, <strong>over</strong>
  days.<ul><li>It lasts.</li></ul></li>
<li><a href="../infusion/#plan">On to the plan</a></li>
<li>See <a href="#dosing">dosing</a>.</li>
</ul>
<table><thead><tr><th>Product</th><th>Strength</th></tr></thead>
<tbody><tr><td>A</td><td>
  <span class="ig-fact" data-figure="" id="a">100</span></td></tr></tbody></table>
<div class="admonition note"><p class="admonition-title">On the source</p><p>It <span class="ig-fact" id="says">says</span> so.</p></div>
<h2 id="calculator">Calculator</h2>
<div><ig-calculator data-calculator="ivig-course" data-ig-unsearched=""><h3>Form</h3><p>Left <b>out</b></p>
<input name="x"></ig-calculator></div>
<p data-ig-unsearched>Left out</p><p>After</p>
"""


@pytest.fixture
def page():
    return read_page(PAGE, "ivig/dose", "ivig/dose/", "Dose", "What to give", "nel", 1)


def test_headings_sentences_and_rows(page):
    assert [(one.anchor, one.heading, one.calculator) for one in page.sections] == [
        ("", "Dose", ""), ("dosing", "Dosing", ""), ("calculator", "Calculator", "ivig-course")]  # fmt: skip
    assert [one.text for one in page.sections[1].blocks] == [
        "The first dose is 2\u00a0g/kg, over days.", "It lasts.", "On to the plan", "See dosing.", "A · 100", "It says so."]  # fmt: skip
    assert page.sections[1].columns.split() == ["Product", "·", "Strength"]
    assert [one.text for one in page.sections[2].blocks] == ["After"]


def test_anchors_and_figures(page):
    first, _, _, _, row, note = page.sections[1].blocks
    assert (first.anchor, row.anchor, note.anchor) == ("first", "a", "says")
    assert [first.text[start:end] for start, end in first.figures] == ["2\u00a0g/kg"]
    assert [row.text[start:end] for start, end in row.figures] == ["100"]
    assert note.figures == []


def test_signposts_and_remarks_count_less(page):
    sentence, _, signpost, within, _, note = (one.weight for one in page.sections[1].blocks)
    assert signpost < note < sentence == within == 1


@pytest.fixture
def root(tmp_path):
    for lang in ("nb", "da"):
        shutil.copytree(ROOT / "docs/search", tmp_path / "docs/search", dirs_exist_ok=True)
        shutil.copytree(ROOT / f"docs/{lang}/about", tmp_path / f"docs/{lang}/about")
    return tmp_path


def test_the_pages_of_terms_give_pairs(root):
    assert ("kulderystelser", ["frysninger"]) in word_pairs(root, "nb")
    assert ("frysninger", ["kulderystelser"]) in word_pairs(root, "da")
    assert all(word and meanings and word not in meanings for lang in ("nb", "da") for word, meanings in word_pairs(root, lang))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[means", "kan ikke leses"),
        ('ignore = ["og"]\n[means]\n[calculators]\n', "se på pages"),
        ('ignore = ["og"]\n[means]\n"drypp" = "infusjon"\n[calculators]\n[pages]\n', "means: drypp: skriv en liste"),
        ('ignore = ["og"]\n[means]\n"drypp" = []\n[calculators]\n[pages]\n', "means: drypp: skriv en liste"),
        ('ignore = ["og"]\n[means]\n"a" = ["b"]\n"a" = ["c"]\n[calculators]\n[pages]\n', "kan ikke leses"),
    ],
)
def test_a_slip_in_the_list_is_told_in_the_editors_language(root, written, said):
    (root / "docs/search/nb.toml").write_text(written, "utf-8")
    with pytest.raises(WordListError, match=r"^docs/search/nb\.toml: ") as told:
        read_words(root, "nb")
    assert said in str(told.value)


def test_a_missing_list(root):
    (root / "docs/search/da.toml").unlink()
    with pytest.raises(WordListError, match="Hent filen tilbage"):
        read_words(root, "da")


@pytest.mark.parametrize(
    ("table", "line", "said"),
    [
        ("calculators", 'ivig-speed = ["fort"]', "ingen kalkulator ivig-speed. Disse finnes: ivig-"),
        ("pages", '"ivig/dose#nowhere" = ["Kiovig"]', "overskriften ivig/dose#nowhere finnes ikke"),
    ],
)
def test_a_place_that_does_not_exist(root, page, table, line, said):
    tables = {"calculators": "", "pages": ""} | {table: line}
    text = "".join(f"[{name}]\n{lines}\n" for name, lines in tables.items())
    (root / "docs/search/nb.toml").write_text(f'ignore = ["og"]\n[means]\n{text}', "utf-8")
    with pytest.raises(WordListError) as told:
        content(root, "nb", [page], current())
    assert said in str(told.value)


def test_what_is_as_usual_is_not_written(root, page):
    (root / "docs/search/nb.toml").write_text('ignore = ["og"]\n[means]\n[calculators]\nivig-course = ["dose"]\n[pages]\n', "utf-8")
    made = content(root, "nb", [page], current())
    assert {"section": 1, "text": "It lasts."} in made["entries"]
    [asked] = made["calculators"]
    assert made["sections"][asked["section"]]["calculator"] == "ivig-course"
    assert {"kiovig", "kg"} <= set(asked["inputs"])
