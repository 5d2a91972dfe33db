"""A proposal: the patch that git takes, hostile patches that nobody takes, and whom it changes."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from calculators.facts.check import check_pages, read_pages
from guide.clinical.compare import Comparison
from guide.editing import check, sentences
from guide.editing.all_checks import all_checks
from guide.proposing import browser, confirm, issue, preview, whom
from guide.proposing.patch import NO_NEWLINE, NotTaken, Proposal, as_patch, diff, files_of

ROOT = Path(__file__).resolve().parents[2]
RATE = {lang: f"docs/{lang}/ivig/infusion.md" for lang in ("nb", "da")}
PAGES = {lang: read_pages(ROOT, lang) for lang in ("nb", "da")}
OLD = {"nb": "[0,5 ml/kg per time]{#nel-rate-1}", "da": "[0,5 ml/kg pr. time]{#nel-rate-1}"}


def edited(*languages, old="0,5", new="0,4"):
    found = {}
    for lang in languages:
        text = PAGES[lang][RATE[lang]]
        assert text.count(OLD[lang]) == 1
        found[RATE[lang]] = text.replace(OLD[lang], OLD[lang].replace(old, new))
    return found


def git(folder, *arguments, **more):
    return subprocess.run(["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.invalid", *arguments], check=True,
                          capture_output=True, text=True, **more).stdout


def test_git_am_takes_the_patch_with_both_languages_and_no_word_of_the_reason_is_read_as_a_part_of_it(tmp_path):
    git(tmp_path, "init", "-q")
    texts = {name: PAGES[lang][name] for lang, name in RATE.items()} | {"docs/nb/none.md": "uten linjeskift til slutt"}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "as released")
    after = edited("nb", "da") | {"docs/nb/none.md": "med\u2028skille\n"}
    why = "Kilden sier «0,4».\n---\ndiff --git a/x b/x\nFrom: someone@else.invalid"
    one = Proposal("Første trinn\nSubject: other", why, "NEL, avsnittet om infusjon", "Åse Ødegård <x@y>",
                   datetime(2026, 11, 30, tzinfo=UTC),
                   {name: (texts[name], text) for name, text in after.items()}, "# Rapport\n---\n--- a/x\n+++ b/x\n@@ -1 +1 @@")
    (tmp_path / "one.patch").write_text(as_patch(one), "utf-8")
    git(tmp_path, "am", "-q", "one.patch")
    assert {name: (tmp_path / name).read_text("utf-8") for name in after} == after
    said = git(tmp_path, "log", "-1", "--format=%an|%s|%b")
    assert said.startswith("Åse Ødegård x y|Første trinn Subject: other|Why:") and "diff --git a/x b/x" in said
    assert set(git(tmp_path, "show", "--name-only", "--format=").split()) == set(after)


GOOD = diff({RATE["nb"]: (PAGES["nb"][RATE["nb"]], edited("nb")[RATE["nb"]])})


@pytest.mark.parametrize(
    "patch",
    [
        "",
        GOOD.replace("docs/nb/ivig/infusion.md", "guide/setup/toolchain.py"),
        GOOD.replace("docs/nb/ivig/infusion.md", "docs/nb/../../scripts/build.md"),
        GOOD.replace("docs/nb/ivig/infusion.md", ".github/workflows/x.md"),
        GOOD.replace("docs/nb/ivig/infusion.md", "docs/nb/ivig/infusion.md.py"),
        GOOD.replace("--- a/", "new file mode 120000\n--- a/"),
        GOOD.replace("--- a/", "old mode 100644\nnew mode 100755\n--- a/"),
        GOOD.replace("--- a/docs/nb/ivig/infusion.md", "--- /dev/null"),
        GOOD.replace("+++ b/docs/nb/ivig/infusion.md", "+++ b/docs/nb/ivig/other.md"),
        GOOD.replace("+++ b/docs/nb/ivig/infusion.md", "+++ /dev/null"),
        GOOD.replace("diff --git", "similarity index 90%\nrename from x\nrename to y\ndiff --git"),
        GOOD + "diff --git a/x b/x\nGIT binary patch\nliteral 0\n",
        GOOD + GOOD,
        GOOD + "--- a/guide/x.py\n+++ b/guide/x.py\n@@ -1 +1 @@\n-a\n+b\n",
        GOOD + "x" * 200_000,
        GOOD.replace("0,4", "0,4\x00"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("docs/nb/ivig/infusion.md", "docs/nb/../nb/ivig/infusion.md"),
        GOOD.replace("docs/nb/ivig/infusion.md", "docs/nb//ivig/infusion.md"),
        GOOD.replace("docs/nb/ivig/infusion.md", "docs/nb/ivig/Infusion.md"),
        GOOD.replace("docs/nb/ivig/infusion.md", "docs/sv/ivig/infusion.md"),
        GOOD.replace("diff --git a/docs/nb/ivig/infusion.md", "diff --git a/docs/nb/ivig/other.md"),
        re.sub(r"([ab]/docs/nb/ivig/infusion\.md)", r'"\1"', GOOD),
        GOOD.replace("--- a/", "index 1111111..2222222 160000\n--- a/"),
        GOOD.replace("--- a/", "deleted file mode 100644\n--- a/"),
        GOOD.replace("diff --git", "From: x@example.org\n\ndiff --git", 1),
        re.sub(r"@@ -(\d+),(\d+)", r"@@ -\1,99", GOOD),
        GOOD[: GOOD.rindex("\n", 0, -1) + 1],
    ],
)
def test_a_hostile_patch_is_not_taken(patch):
    assert files_of(GOOD) == (RATE["nb"],)
    with pytest.raises(NotTaken):
        files_of(patch)


ALL = {file: text for of in PAGES.values() for file, text in of.items()}
BOTH = edited("nb", "da")
PATCH = diff({name: (ALL[name], text) for name, text in BOTH.items()})


def as_issue(patch):
    """As the page of proposals fills it in, and a browser's form sends it."""
    return {"issue": {"body": f"Hvorfor\n\n````diff\n{patch}````\n\n# Rapport\n```\nx\n```\n".replace("\n", "\r\n")}}


def test_an_issue_becomes_the_pages_that_git_makes_of_its_patch(tmp_path):
    assert issue.proposal(as_issue(PATCH), ALL) == {"files": BOTH}
    git(tmp_path, "init", "-q")
    grown = {name: f"En ny linje.\n{ALL[name]}" for name in BOTH}
    for name, text in grown.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, "utf-8")
    git(tmp_path, "apply", "-", input=PATCH)
    assert issue.proposal(as_issue(PATCH), grown) == {"files": {name: (tmp_path / name).read_text("utf-8") for name in BOTH}}


@pytest.mark.parametrize(
    ("body", "pages", "says"),
    [
        (None, ALL, "no text"),
        ("bare ord", ALL, "0 blocks"),
        (f"````diff\n{PATCH}````\n````diff\n{PATCH}````\n", ALL, "2 blocks"),
        ("x" * 200_001, ALL, "at most"),
        (PATCH.replace("+| 1 |", "+| 1\u202e |"), ALL, "cannot be seen"),
        (PATCH.replace("+| 1 |", "+| 1\u200b |"), ALL, "cannot be seen"),
        (PATCH, {name: text for name, text in ALL.items() if "/da/" not in name}, "is no page of the guide"),
        (PATCH, ALL | {RATE["nb"]: ALL[RATE["nb"]].replace("0,5 ml/kg", "0,7 ml/kg")}, "does not stand in"),
        (PATCH, ALL | {RATE["nb"]: "x\n" + ALL[RATE["nb"]] * 2}, "more than once"),
        (PATCH.replace("+| 1 |", "+| " + "x" * 100_001, 1), ALL, "at most 100000"),
        (PATCH.replace("docs/da/ivig/infusion.md", "docs/da/../x.md"), ALL, "is no page"),
        (PATCH + NO_NEWLINE + "\n", ALL, "does not stand in"),
        (PATCH.replace("+| 1 |", "+\rx |"), ALL, "control character"),
    ],
)
def test_what_does_not_fit_or_deceives_is_not_taken(body, pages, says):
    event = as_issue(body) if body and body.startswith("diff") else {"issue": {"body": body}}
    said = issue.proposal(event, pages)
    assert set(said) == {"refused"} and says in said["refused"]


SAID = {"lang": "nb", "version": "1", "build": "abc", "title": "t", "why": "w", "source": "s", "author": "", "now": "2026-11-30T12:00:00Z"}


# --- one word in a pull request

DOSE = "docs/nb/ivig/dose.md"
NOW = sentences.as_text(sentences.record(PAGES))
WORDS = {"docs/nb/ivig/infusion.md": ("Anafylaksi: stopp infusjonen", "Ved anafylaksi: stopp infusjonen"),
         "docs/da/ivig/infusion.md": ("Anafylaksi: stop infusionen", "Ved anafylaksi: stop infusionen")}


def reworded():
    found = dict(ALL)
    for name, (old, new) in WORDS.items():
        assert found[name].count(old) == 1
        found[name] = found[name].replace(old, new)
    return found


def waiting_in(pages, record):
    texts = {lang: {name: text for name, text in pages.items() if name.startswith(f"docs/{lang}/")} for lang in PAGES}
    return list(sentences.stale(texts, sentences.parse(record), record))


def test_one_word_confirms_what_waits_and_nothing_else_of_the_record_changes():
    pages = reworded()
    [found] = waiting_in(pages, NOW)
    for comment in ("bekreft", "Bekræft\r\n\r\nLest.", f"bekreft {found.confirm}", "bekreft docs/nb/ivig/infusion.md", "bekreft alt"):
        said = confirm.confirmed(comment, pages, NOW)
        assert said["count"] == 1 and "Ved anafylaksi: stopp" in said["shown"][0]["nb"], said
        assert "Ved anafylaksi: stop " in said["shown"][0]["da"]
        assert waiting_in(pages, said["record"]) == []
        lines = [set(text.replace(",", "").split("\n")) for text in (NOW, said["record"])]
        assert len(lines[0] - lines[1]) == len(lines[1] - lines[0]) == 1


MORE = {"docs/nb/ivig/infusion.md": ("Urtikaria: stopp infusjonen.", "Urtikaria: stopp alltid infusjonen."),
        "docs/da/ivig/infusion.md": ("Urticaria: stop infusionen.", "Urticaria: stop altid infusionen."),
        "docs/nb/ivig/before.md": ("svært sjelden: [1", "uhyre sjelden: [1")}


def test_what_still_waits_is_told_as_before_when_another_sentence_is_confirmed():
    """By what it was confirmed as: else each difference that there ever was would be told as a new doubt."""
    pages = dict(ALL)
    for name, (old, new) in MORE.items():
        assert pages[name].count(old) == 1
        pages[name] = pages[name].replace(old, new)
    for name, line in (("docs/nb/ivig/infusion.md", "Overvåk pasienten"), ("docs/da/ivig/infusion.md", "Hold øje med")):
        pages[name] = pages[name].replace(line, f"Nøye: {line}")
    waiting = waiting_in(pages, NOW)
    assert len(waiting) == 3 and {one.code for one in waiting} <= {"sentence_stale", "meaning_differs"}
    for found in waiting:
        texts = {lang: {name: text for name, text in pages.items() if name.startswith(f"docs/{lang}/")} for lang in PAGES}
        after = sentences.as_text(sentences.agreed_with(texts, sentences.parse(NOW), [found.agreed]))
        said = [[(one.code, one.message) for one in list_] for list_ in (waiting_in(pages, after), waiting)]
        assert said[0] == [one for one in said[1] if one != (found.code, found.message)]


def texts_of(pages):
    return {lang: {name: text for name, text in pages.items() if name.startswith(f"docs/{lang}/")} for lang in PAGES}


def confirmed_elsewhere(pages):
    """The record after somebody confirmed a sentence of another page."""
    [place] = [one for one in sentences.places(texts_of(pages)) if "mr-hsct" in one.pair.facts]
    return sentences.as_text(sentences.agreed_with(texts_of(pages), sentences.parse(NOW), sentences.agreed_of(place)))


def test_a_sentence_that_is_gone_is_told_until_somebody_agrees():
    """It has no partner of its own: the languages are built otherwise there, so that nothing else misses it."""
    name, line = "docs/da/sid/stopping.md", "- Børn er ikke omfattet af disse kriterier, se [opstartskriterierne](start.md#cart).\n"
    assert ALL[name].count(line) == 1
    pages = ALL | {name: ALL[name].replace(line, "")}
    [found] = waiting_in(pages, NOW)
    assert (found.code, found.file, found.level) == ("sentence_gone", name, "warning")
    assert waiting_in(pages, confirmed_elsewhere(pages)) == [found]
    for comment in ("bekreft", f"bekræft {name}"):
        said = confirm.confirmed(comment, pages, NOW)
        assert said["count"] == 1 and waiting_in(pages, said["record"]) == []
    agreed = sentences.agreed_with(texts_of(pages), sentences.parse(NOW), [found.agreed])
    assert waiting_in(pages, sentences.as_text(agreed)) == []


PUT_BACK = [("\n| 3 |", "\n\n| 3 |"), ("{#plan}", "{#planen}"), ("- Kilden gir", "Kilden gir"), ("Urtikaria: stopp infusjonen.", "")]


@pytest.mark.parametrize(("old", "new"), PUT_BACK)
def test_what_is_put_back_as_it_was_needs_no_other_reading(old, new):
    name = "docs/nb/ivig/infusion.md"
    assert ALL[name].count(old) == 1
    assert waiting_in(ALL, confirmed_elsewhere(ALL | {name: ALL[name].replace(old, new)})) == []
    assert waiting_in(ALL, confirmed_elsewhere({one: text for one, text in ALL.items() if one != name})) == []


@pytest.mark.parametrize(
    ("comment", "pages", "record", "says"),
    [
        ("Jeg bekrefter at dette er bra", None, NOW, "does not begin"),
        ("bekreft $(rm -rf /)", None, NOW, "does not begin"),
        ("bekreft `id`; nel-rate-1", None, NOW, "does not begin"),
        ("> bekreft", None, NOW, "does not begin"),
        ("bekreft docs/nb/../../etc/passwd", None, NOW, "is no fact"),
        ("bekreft " + "x " * 50, None, NOW, "does not begin"),
        ("bekreft nel-rate-99", None, NOW, "nel-rate-99 is no fact"),
        ("bekreft", ALL, NOW, "nothing waits"),
        ("bekreft", None, "[" * 100_000, "cannot be read"),
        ("bekreft", None, '{"said": 1}', "cannot be read"),
        ("bekreft", None, " " * 1_000_001, "at most"),
        ("bekreft", ALL | {DOSE: ALL[DOSE].replace("{#nel-days-short}", "")}, NOW, "a mark is missing"),
    ],
)
def test_a_word_that_is_none_or_fits_nothing_is_not_taken(comment, pages, record, says):
    said = confirm.confirmed(comment, pages or reworded(), record)
    assert set(said) == {"refused"} and says in said["refused"]


def test_the_record_and_the_pages_are_never_read_through_a_link(tmp_path):
    (tmp_path / "docs/nb").mkdir(parents=True)
    (tmp_path / "secret").write_text('{"said": {}}')
    (tmp_path / "docs/sentences.json").symlink_to(tmp_path / "secret")
    assert confirm.record_of(tmp_path) == "" and confirm.comment_of({"comment": {"body": 3}}) == confirm.comment_of([]) == ""


def test_one_tap_in_the_editor_goes_with_the_patch_and_only_for_those_very_words():
    changed = {name: text for name, text in reworded().items() if text != ALL[name]}
    waiting = [one for one in findings_for("nb", changed) if one["agreed"]]
    [found] = [one for one in waiting if "Ved anafylaksi" in one["message"]]
    assert found["code"] == "sentence_stale"
    tapped = json.dumps(SAID | {"edited": changed, "today": "2026-11-30", "agreed": [found["agreed"]]})
    left = [one for one in json.loads(browser.check(tapped))["findings"] if one["agreed"]]
    assert left == [one for one in waiting if one != found]
    made = json.loads(browser.pack(tapped))
    assert "docs/sentences.json" in made["patch"] and "docs/sentences.json" not in made["diff"] and made["files"] == sorted(changed)
    assert files_of(made["diff"]) == tuple(sorted(changed))
    without = {"nb": "Uten anafylaksi", "da": "Uden anafylaksi"}
    other = {name: text.replace("Ved anafylaksi", without[name.split("/")[1]]) for name, text in changed.items()}
    asked_again = {"edited": other, "today": "2026-11-30", "lang": "nb", "agreed": [found["agreed"]]}
    still = json.loads(browser.check(json.dumps(asked_again)))["findings"]
    assert [one for one in still if one["agreed"] and "anafylaksi" in one["message"]], "other words were not agreed to"


def test_the_command_needs_nothing_installed_and_follows_no_link(tmp_path):
    copied = {name: ALL[name] for name in BOTH}
    for name, text in copied.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "docs/nb/linked.md").symlink_to("/etc/passwd")
    (tmp_path / "docs/nb/folder").symlink_to(tmp_path / "docs/da")
    assert issue.pages_of(tmp_path) == copied
    (tmp_path / "event.json").write_text(json.dumps(as_issue(PATCH)), "utf-8")
    command = [sys.executable, "-S", "-m", "guide.proposing.issue", str(tmp_path / "event.json"), str(tmp_path / "out.json")]
    subprocess.run(command, cwd=ROOT, check=True, env={"PATH": os.environ["PATH"]})
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == {"files": BOTH}


def test_a_changed_comparator_or_a_figure_in_one_language_alone_answers_nobody():
    for texts in (edited("nb"), edited("nb", "da", old="[0,5", new="[≤ 0,5")):
        after = {lang: PAGES[lang] | {name: text for name, text in texts.items() if f"/{lang}/" in name} for lang in PAGES}
        [found] = whom.compared(PAGES, after)
        assert isinstance(found, Comparison) and not found.answered and found.problems and found.exit_code == 2


def test_facts_that_were_read_are_known():
    facts = check_pages(PAGES).by_id
    other = dict(facts) | {"nel-rate-2": facts["nel-rate-1"]}
    watched = whom.Watched(facts)
    assert not watched.differ_in(other) and watched["nel-rate-1"] and not watched.differ_in(other)
    assert watched.get("nel-rate-2") and watched.differ_in(other)
    whole = whom.Watched(facts)
    assert list(whole.values()) and whole.differ_in(other)


def test_the_page_finds_what_the_command_line_finds():
    changed = edited("nb")
    expected = [one.to_json() for one in all_checks(check.read_files(ROOT) | changed, PAGES, date(2026, 11, 30))]
    assert json.loads(browser.check(json.dumps({"edited": changed, "today": "2026-11-30"})))["findings"] == expected
    assert "languages_differ" in {one["code"] for one in expected}


def findings_for(reader, changed):
    return json.loads(browser.check(json.dumps({"edited": changed, "today": "2026-11-30", "lang": reader})))["findings"]


@pytest.mark.parametrize(
    ("lang", "find", "put", "reader", "code", "says"),
    [
        # A Danish reader, and the Norwegian file: his words, its spelling.
        ("nb", "[0,5 ml/kg per time]", "[0,5 ml/kg pr. time]", "da", "unknown_unit",
         "nel-rate-1: her står »0,5 ml/kg pr. time« med en enhed, der ikke findes. Forventet: ét tal i »ml/kg per time«."),
        ("nb", "[2 dager]{#nel-days-short}", "[2 dage]{#nel-days-short}", "da", "unknown_unit",
         "nel-days-short: her står »2 dage« med en enhed, der ikke findes. Forventet: et antal »dager«."),
        ("nb", "Oppgi vekten.", "Opgiv vægten.", "da", "wrong_language", "»vægten« er dansk. Skriv »vekten«."),
        ("nb", "kroppsvekt", "kroppsvekten", "da", "page_one_language", "siden er rettet på norsk, men ikke på dansk."),
        ("nb", "\n## ", "\n#### ", "da", "heading_skips", "springer et niveau over"),
        # A Norwegian reader, and the Danish one.
        ("da", "[0,5 ml/kg pr. time]", "[0,5 ml/kg per time]", "nb", "unknown_unit",
         "nel-rate-1: her står «0,5 ml/kg per time» med en enhet som ikke finnes. Ventet: ett tall i «ml/kg pr. time»."),
        ("da", "legemsvægt", "legemsvægten", "nb", "page_one_language", "siden er endret på dansk, men ikke på norsk."),
    ],
)
def test_a_finding_is_told_in_the_language_of_whoever_reads_it_and_the_spelling_of_the_file(lang, find, put, reader, code, says):
    file = next((name for name, text in PAGES[lang].items() if find in text and "/about/" not in name), RATE[lang])
    text = PAGES[lang][file]
    changed = {file: text.replace(find, put, 1) if find in text else f"{text}\n{put}\n"}
    own = [one["message"] for one in findings_for(lang, changed) if one["code"] == code]
    told = [one["message"] for one in findings_for(reader, changed) if one["code"] == code]
    assert len(told) == len(own) > 0 and not set(told) & set(own)
    assert any(says in one for one in told), told


def test_the_same_in_the_other_language_in_its_spelling():
    reply = json.loads(browser.twin(json.dumps({"edited": edited("nb"), "fact": "nel-rate-1", "lang": "nb"})))
    assert (reply["file"], reply["figure"]) == (RATE["da"], "0,4 ml/kg pr. time") and "[0,4 ml/kg pr. time]{#nel-rate-1}" in reply["text"]
    words = json.loads(browser.twin(json.dumps({"edited": {}, "fact": "nel-rate-slow", "lang": "nb"})))
    assert (words["text"], words["is_words"]) == (None, True)


def test_the_preview_shows_the_edited_figure_and_no_markup_of_the_text():
    after = {lang: PAGES[lang] | {RATE[lang]: edited("nb", "da")[RATE[lang]]} for lang in PAGES}
    shown = preview.html_of(RATE["nb"], after, check_pages(PAGES), "../../", "nb")
    assert 'id="nel-rate-1">0,4\u00a0ml/kg\u00a0per\u00a0time</span>' in shown and ".md" not in shown and "<form" not in shown
    after["nb"][RATE["nb"]] += "\n<script>alert(1)</script>\n"
    with pytest.raises(preview.NotShown):
        preview.html_of(RATE["nb"], after, check_pages(PAGES), "../../", "nb")
    after["nb"][RATE["nb"]] = PAGES["nb"][RATE["nb"]].replace("/// calculator | ivig-rate", "/// calculator | ivig-rat")
    with pytest.raises(preview.NotShown, match="Rett funnene først"):
        preview.html_of(RATE["nb"], after, check_pages(PAGES), "../../", "nb")
    assert "<img" not in browser.as_html("| a |\n| --- |\n| <img src=x onerror=y> |\n\n<details><summary>x</summary>\n\n<b>\n\n</details>")


def asked(texts):
    return json.dumps(SAID | {"edited": texts})


@pytest.fixture
def a_few_patients(monkeypatch):
    """Of the infusion plan alone: what is said of them is what is tried here."""
    every = whom.read_patients
    monkeypatch.setattr(whom, "read_patients", lambda options: tuple(one for one in every(options) if one.calculator == "ivig-rate")[:40])


def compared(texts):
    assert json.loads(browser.begin(asked(texts))) == {"begun": True}
    while "report" not in (reply := json.loads(browser.go_on(asked(texts)))):
        assert "error" not in reply, reply
        last = reply
    return last, reply


def test_a_rate_that_changes_is_said_to_change_though_no_dose_does(a_few_patients):
    """That the grams stay the same is no comfort where the pump runs otherwise."""
    step, whole = compared(edited("nb", "da"))
    for said in (step, whole):
        assert said["changed"] > 0
        assert f"Infusjonshastigheten endrer seg for {said['changed']} pasienter." in said["kinds"] and "Tiden endrer seg" in said["kinds"]
        assert "dose" not in said["kinds"].lower()


def test_another_release_is_told_as_an_edit_is_with_pages_that_came_and_went(a_few_patients):
    """What a release that waits changes: the same report, with both releases by name."""
    theirs = ALL | edited("nb", "da") | {f"docs/{lang}/about/more.md": "---\ntitle: x\n---\n\n# x\n" for lang in PAGES}
    for lang in PAGES:
        del theirs[f"docs/{lang}/about/terms.md"]
    request = SAID | {"texts": theirs, "waiting": {"version": "2", "build": "def"}}
    assert json.loads(browser.begin(json.dumps(request))) == {"begun": True}
    while "report" not in (reply := json.loads(browser.go_on(json.dumps(request)))):
        assert "error" not in reply, reply
    _, same = compared(edited("nb", "da"))
    assert (reply["changed"], reply["kinds"]) == (same["changed"], same["kinds"]) and reply["changed"] > 0
    assert "`1` (abc)" in reply["report"] and "`2` (def)" in reply["report"] and "0,5" in reply["report"] and "0,4" in reply["report"]
    unread = {name: text.replace("#nel-rate-1}", "#nel-rate-9}") for name, text in theirs.items()}
    browser.begin(json.dumps(request | {"texts": unread}))
    assert json.loads(browser.go_on(json.dumps(request)))["answered"] is False


def test_a_report_goes_along_with_the_texts_that_it_was_made_of_and_no_others(a_few_patients):
    first, second = edited("nb", "da"), edited("nb", "da", new="0,3")
    compared(first)
    assert "0,4" in json.loads(browser.pack(asked(first)))["report"]
    later = json.loads(browser.pack(asked(second)))
    assert later["report"] == "" and "0,3" in later["patch"] and "0,4" not in later["patch"]
    compared(second)
    assert "0,3" in json.loads(browser.pack(asked(second)))["report"]
