"""What is offered to paste was tried; what is wrong with a page as a file; each reason is told once."""

import re

import pytest

from guide.build.configuration import with_sources
from guide.editing.all_checks import all_checks, ground
from guide.editing.finding import LANGUAGES
from tests.unit.test_edits import CASES as EDITS
from tests.unit.test_edits import PAGES, TODAY, edited, files_with, found_in, of_case

PLAN = "docs/nb/ivig/infusion.md"


def case(name):
    return of_case(next(path for path in EDITS if path.stem == name))[1]


def test_a_sixth_step_is_not_offered_the_name_of_the_fifth():
    found = [one for one in case("sixth-step-with-a-mark") if one.code == "unknown_fact"]
    assert found
    for one in found:
        assert one.paste == () and "nel-rate-5" not in one.message, one.message


def test_a_link_is_not_offered_an_address_that_does_not_exist():
    pages = edited([{"file": PLAN, "find": "(adverse-effects.md#measures)", "put": "(adverse-efects.md#measure)"}])
    [one] = [one for one in found_in(pages) if one.code == "link_page"]
    assert one.paste == ()


def test_a_link_to_a_fact_that_lost_its_mark_is_not_offered_another_fact():
    """Another group's limit has a name that is nearly the same."""
    pages = edited([{"file": "docs/nb/sid/start.md", "find": "[< 6 g/l]{#mr-haem-igg6}", "put": "< 6 g/l"}])
    broken = [one for one in found_in(pages) if one.code == "link_anchor"]
    assert broken and all(one.paste == () and "mr-other" not in one.message for one in broken)
    pages = edited([{"file": "docs/nb/sid/index.md", "find": "start.md#mr-haem-nonserious", "put": "start.md#mr-haem-nonserius"}])
    [one] = [one for one in found_in(pages) if one.code == "link_anchor"]
    assert "(start.md#mr-haem-nonserious)" in one.paste[0].text


def test_an_item_that_is_indented_a_little_goes_where_the_other_language_has_it():
    cases = (("docs/da/sid/basis.md", "- [Dokumenter]", 0), ("docs/nb/sid/start.md", "    - [minst én]{#mr-haem-sepsis}", 4))
    for file, line, blanks in cases:
        found = found_in(edited([{"file": file, "find": f"\n{line}", "put": f"\n  {line.lstrip()}"}]))
        [one] = [one for one in found if one.code == "indent"]
        assert one.paste[0].text.startswith(line) and f" {blanks} " in one.message


def test_no_example_is_asked_for_with_more_digits_than_anybody_writes():
    edits = [{"file": f"docs/{lang}/ivig/dose.md", "find": "[100 mg/ml]{#nel-products-100}", "put": "[70 mg/ml]{#nel-products-100}"}
             for lang in LANGUAGES]
    found = [one for one in found_in(edited(edits)) if one.code == "example_differs"]
    assert found
    for one in found:
        assert not re.search(r"[.,][0-9]{4}", one.message), one.message
        assert not any(re.search(r"\[[^]]*[.,][0-9]{3}", paste.text) for paste in one.paste)


def test_a_day_that_no_calendar_has_is_told_once():
    pages = {lang: dict(PAGES[lang]) for lang in LANGUAGES}
    for lang in LANGUAGES:
        for file, text in pages[lang].items():
            if "\nsource: " in text:
                day = "2026-02-31" if file == PLAN else "2026-02-28"
                pages[lang][file] = text.replace("\nsource: ", f"\nlast_confirmed: {day}\nsource: ", 1)
    found = [one for one in all_checks(files_with(pages), pages, TODAY) if one.level == "error" and one.file == PLAN]
    assert [one.code for one in found if one.code.startswith("front_matter")] == ["front_matter_date"], [one.message for one in found]


def test_a_page_that_no_menu_names_is_told():
    pages = {lang: {**PAGES[lang], f"docs/{lang}/ivig/lost.md": PAGES[lang][f"docs/{lang}/ivig/dose.md"]} for lang in LANGUAGES}
    assert {one.file for one in found_in(pages) if one.code == "not_in_menu"} == {f"docs/{lang}/ivig/lost.md" for lang in LANGUAGES}


def test_a_picture_that_is_there_is_new_until_the_page_had_it():
    pages = {lang: dict(PAGES[lang]) for lang in LANGUAGES}
    pages["nb"][PLAN] += "\n![kurve](curve.png)\n"
    files = {**files_with(pages), "docs/nb/ivig/curve.png": ""}
    assert {one.code for one in all_checks(files, PAGES, TODAY) if one.code.startswith("image")} == {"image_new"}
    assert not {one.code for one in all_checks(files, pages, TODAY) if one.code.startswith("image")}


@pytest.mark.parametrize("name", ["ivig/x.html", "x.js", "ivig/x.svg", "sid/x.pdf", "x.markdown", "ivig/X.MD", "toc.yml", "ivig/x.md~"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_is_no_page_and_no_picture_is_told_and_stops_the_build(lang, name):
    """MkDocs hands out what lies among the pages: a document with a script of its own would stand in the site."""
    files = {**files_with(PAGES), f"docs/{lang}/{name}": "", f"docs/{lang}/a.png": "", f"docs/{lang}/.DS_Store": "", "docs/editor/x.js": ""}
    assert [(one.code, one.file) for one in ground(files)] == [("file_kind", f"docs/{lang}/{name}")]
    assert [one.file for one in all_checks(files, PAGES, TODAY) if one.code == "file_kind"] == [f"docs/{lang}/{name}"]


def test_empty_fields_beside_a_day_that_no_calendar_has_are_no_slips():
    files = files_with(PAGES)
    file = "docs/nb/sid/dose.md"
    files[file] = files[file].replace("source: mr\n", "source: mr\napproved: 2026-02-30\nlast_confirmed:\nnext_review:\n", 1)
    found = [one for one in all_checks(files, PAGES, TODAY) if one.code == "front_matter_date"]
    assert [(one.file, files[file].splitlines()[one.line - 1]) for one in found] == [(file, "approved: 2026-02-30")]


def test_the_build_stops_where_a_rule_lost_its_ground():
    assert ground(files_with(PAGES)) == []
    lost = [{"file": f"docs/{lang}/ivig/dose.md", "find": "Octagam, Privigen |", "put": "Octagam |"} for lang in LANGUAGES]
    assert {(one.code, one.lang) for one in ground(files_with(edited(lost)))} == {("cell_differs", lang) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_source_more_is_counted_and_named_wherever_the_others_are(lang):
    """At the foot of a page by itself; in a sentence of the guide it is told where it is left out."""
    files = files_with(PAGES)
    assert not {"sources_counted", "sources_named"} & {one.code for one in all_checks(files, PAGES, TODAY)}
    third = files["docs/guidelines.toml"].partition("\n[sid]\n")[2]
    third = "\n[iron]\n" + third.replace("[sid.", "[iron.").replace('source = "mr"', 'source = "iron"').replace("Medicinrådet", "Jernboken")
    files["docs/guidelines.toml"] += third
    found = [one for one in all_checks(files, PAGES, TODAY) if one.code == "sources_named" and one.lang == lang]
    assert {one.file for one in found} == {f"docs/{lang}/index.md", f"docs/{lang}/about/index.md"}
    assert all("NEL, Medicinrådet" in one.message and "Jernboken" in one.message for one in found)
    assert with_sources(lang, "{count}: {sources}") == "to: Norsk elektronisk legehåndbok (NEL) og Medicinrådet"
