"""Nothing in a page runs, styles or loads but from files of this site."""

import pytest

from guide.serving.dev_server import POLICY
from tests.site.built import LANGUAGES, content, every_file, page, pages, text

DATA = {"application/json", "application/ld+json"}


@pytest.mark.parametrize("file", every_file())
def test_no_inline_script_or_style(file):
    soup = page(file)
    assert [one for one in soup.select("script:not([src])") if one.get("type") not in DATA] == []
    assert soup.select("style") == []
    assert soup.select("[style]") == []
    assert [name for one in soup.find_all(True) for name in one.attrs if name.startswith("on")] == []
    assert [one for one in soup.select("[href]") if one["href"].strip().lower().startswith("javascript:")] == []


@pytest.mark.parametrize("file", every_file())
def test_the_policy_stands_before_all_that_it_rules(file):
    soup = page(file)
    [policy] = soup.select('meta[http-equiv="Content-Security-Policy"]')
    assert policy["content"] == POLICY
    first = soup.select_one("script, link[rel=stylesheet], style, img")
    assert policy.sourceline < first.sourceline
    assert soup.select_one('meta[name="referrer"]')["content"] == "no-referrer"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_is_hidden_until_its_script_opens_it(lang):
    for name in pages(lang):
        for card in content(lang, name).select("ig-calculator"):
            form = card.select_one("form")
            assert form.has_attr("hidden") and form["autocomplete"] == "off"
            assert not form.get("action") and not form.get("method")
            assert text(card.select_one(".ig-noscript")).strip(), "a sentence stands there until the script takes it away"
            assert not card.select("[aria-live]"), "an answer would be read out whole at each change"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fields_come_empty(lang):
    for name in pages(lang):
        for field in content(lang, name).select("ig-calculator input[type=text]"):
            assert not field.get("value") and field["autocomplete"] == "off"
        assert content(lang, name).select("ig-calculator input[checked]") == []
        assert content(lang, name).select("ig-calculator option[selected]") == []
        assert content(lang, name).select("ig-calculator [type=number]") == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_failure_has_words_in_the_language(lang):
    codes = {
        "start-timeout", "answer-timeout", "worker-lost", "no-webassembly", "no-module-worker", "no-memory", "unsafe",
        "runtime-missing", "self-test", "version", "calendar", "*",
    }  # fmt: skip
    for card in content(lang, "ivig/dose").select("ig-calculator"):
        said = {one["data-code"]: text(one).strip() for one in card.select(".ig-failure [data-code]")}
        assert codes <= set(said) and all(said.values())
        assert all(one.has_attr("hidden") for one in card.select(".ig-failure, .ig-failure [data-code]"))


# What keeps spelling and writing help of browsers, keyboards and extensions away: they send what is typed to their makers.
PRIVATE = {
    **{"spellcheck": "false", "autocomplete": "off", "autocorrect": "off", "autocapitalize": "off", "writingsuggestions": "false"},
    **{"data-gramm": "false", "data-enable-grammarly": "false", "data-lt-active": "false"},
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_writing_help_sees_what_is_typed(lang):
    typed = 0
    for name in pages(lang):
        found = content(lang, name)
        assert not found.select("textarea, [contenteditable]")
        for field in found.select("input:not([type=radio], [type=checkbox])"):
            typed += 1
            assert {key: field.get(key) for key in PRIVATE} == PRIVATE, f"{name}: {field.get('id') or field}"
        assert all(one.get("autocomplete") == "off" for one in found.select("select"))
    assert typed > 50
