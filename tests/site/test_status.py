"""Each guideline page says how fresh it is; what changed and the facts for others are in the site."""

import json

import pytest

from calculators.facts.figure import bind_units
from guide.records import history, page_status
from tests.site.built import LANGUAGES, SITE, article, build, facts, pages

GUIDELINE = [(lang, name) for lang in LANGUAGES for name in pages(lang) if name.startswith(("ivig", "sid"))]


@pytest.mark.parametrize(("lang", "name"), GUIDELINE)
def test_each_guideline_page_says_how_fresh_it_is(lang, name):
    [status] = article(lang, name).select("dl.ig-freshness")
    said = page_status.words(lang)["status"]
    assert [term.get_text() for term in status.select("dt")] == [said[key] for key in ("source_version", "last_confirmed", "next_review")]
    [line] = article(lang, name).select(".ig-page-head > summary > span:not(.ig-eyebrow)")
    if not status.select("dd")[1].select("time"):
        assert line.get_text().startswith(said["not_confirmed"].capitalize()), "what a phone cuts off is not the no"
    version, approved = page_status.document_of("nel" if name.startswith("ivig") else "mr", facts())
    shown = status.select("dd")[0].get_text()
    assert (version in shown and str(approved.year) in shown) if version else shown == said["no_version"]


@pytest.mark.parametrize("name", sorted({name for _, name in GUIDELINE}))
def test_both_languages_say_the_same_days(name):
    days = [[day["datetime"] for day in article(lang, name).select(".ig-freshness time")] for lang in LANGUAGES]
    assert days[0] == days[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_other_pages_rest_on_no_source(lang):
    assert not article(lang, "about/terms").select(".ig-freshness")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_changed_names_the_version_and_never_claims_a_release(lang):
    text = article(lang, "about/changes").get_text()
    version, changes = history.read_next()
    assert version in text and all(bind_units(change.text[lang]) in text for change in changes)
    assert len(article(lang, "about/changes").select("h2[id^=v]")) == len(history.read_releases())


def test_the_facts_for_others_are_those_of_the_calculators():
    data = json.loads((SITE / "facts.json").read_text("utf-8"))
    from jsonschema import Draft202012Validator  # takes a second, which every process that gathers the tests would pay

    Draft202012Validator(json.loads((SITE / "facts.schema.json").read_text("utf-8"))).validate(data)
    assert data["build"] == build() and data["version"] == history.version_of(facts())
    assert data["facts"] == history.published_facts(facts())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_their_page_names_the_files_and_every_field(lang):
    text = article(lang, "about/data").get_text()
    schema = json.loads((SITE / "facts.schema.json").read_text("utf-8"))
    fields = [*schema["properties"], *schema["$defs"]["fact"]["properties"], *schema["$defs"]["number"]["properties"]]
    for word in ("facts.json", "facts.schema.json", *(field for field in fields if field not in ("$schema", "languages"))):
        assert word in text, word
