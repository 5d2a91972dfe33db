"""`scripts/check.py` as a command: what it compares with, its forms, its exit codes; and what carries a figure over."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from calculators.facts.check import read_pages, register
from calculators.facts.figure import COMPARATORS_OF_LANGUAGE, MONTHS_OF_LANGUAGE, NUMBER_WORDS_OF_LANGUAGE, UNITS_OF_LANGUAGE
from calculators.facts.marks import MARK
from guide.editing import report, sentences
from guide.editing.figures import translate
from guide.editing.finding import LANGUAGES, OTHER, WARNING, Finding, words
from guide.editing.structure import TEMPLATE

ROOT = Path(__file__).resolve().parents[2]
PLAN = "docs/nb/ivig/infusion.md"
STEP_4, NEW_STEP_4 = "[4,0 ml/kg per time]{#nel-rate-4}", "[3,0 ml/kg per time]{#nel-rate-4}"


def git(folder, *arguments):
    own = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false")
    return subprocess.run(["git", "-C", str(folder), *own, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def project(tmp_path):
    """The pages in a repository of their own, all sentences confirmed, on a branch off main.

    What scripts/new.py laid down and nobody has written yet is not what these tests are about.
    """
    for lang in LANGUAGES:
        shutil.copytree(ROOT / "docs" / lang, tmp_path / "docs" / lang)
        shutil.copy(ROOT / f"mkdocs.{lang}.yml", tmp_path)
    shutil.copy(ROOT / "docs/guidelines.toml", tmp_path / "docs")
    for path in [*tmp_path.glob("docs/*/**/*.md"), *tmp_path.glob("mkdocs.*.yml"), tmp_path / "docs/guidelines.toml"]:
        path.write_text(TEMPLATE.sub("x", path.read_text("utf-8")), "utf-8")
    sentences.write(tmp_path, sentences.record({lang: read_pages(tmp_path, lang) for lang in LANGUAGES}))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "as it was")
    git(tmp_path, "switch", "-qc", "step-4")
    return tmp_path


def edit(project, file, old, new):
    path = project / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def check(project, *arguments, **env):
    command = [sys.executable, str(ROOT / "scripts/check.py"), "--root", str(project), "--today", "2026-11-20", *arguments]
    env = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8", **env}
    done = subprocess.run(command, capture_output=True, env=env)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_nothing_to_mend(project):
    code, out, err = check(project)
    assert (code, err) == (0, "")
    assert "Ingenting å rette. / Intet at rette." in out


def test_one_language_committed_on_a_branch_is_told_at_both_lines_and_mended_by_what_is_pasted(project):
    edit(project, PLAN, STEP_4, NEW_STEP_4)
    git(project, "commit", "-qam", "slower")
    code, out, _ = check(project, "--json", str(project / "found.json"))
    assert code == 1
    rows = (project / "docs/da/ivig/infusion.md").read_text("utf-8").splitlines()
    danish = next(n for n, line in enumerate(rows, 1) if "nel-rate-4}" in line)
    assert f"docs/da/ivig/infusion.md:{danish}" in out
    found = json.loads((project / "found.json").read_text("utf-8"))["findings"]
    pastes = {(one["file"], one["line"], one["text"]) for finding in found for one in finding["paste"]}
    [(file, line, text)] = pastes  # the side that changed is the new one: nothing offers to change it back
    assert (file, line) == ("docs/da/ivig/infusion.md", danish)
    lines = (project / file).read_text("utf-8").splitlines()
    lines[line - 1] = text
    (project / file).write_text("\n".join(lines) + "\n", "utf-8")
    assert check(project)[0] == 0


def test_annotations_are_githubs_commands_and_the_summary_has_all(project, tmp_path):
    edit(project, PLAN, STEP_4, NEW_STEP_4)
    summary = tmp_path / "summary.md"
    code, out, _ = check(project, "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert code == 1
    commands = [line for line in out.splitlines() if line.startswith("::")]
    assert any(line.startswith(f"::error file={PLAN},line=") and "%0A" in line for line in commands)
    assert any(line.startswith(f"::warning file={PLAN},line=") for line in commands)
    assert "```markdown" in summary.read_text("utf-8")


def test_only_what_github_shows_is_printed_and_the_rest_counted():
    many = [Finding("decimal_point", PLAN, n, "nb", {"read": "50%", "write": "x"}) for n in range(1, 14)]
    lines = report.as_github(many).splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert any(line.startswith("::notice::3 ") for line in lines)
    assert "50%25" in lines[0] and "50% " not in lines[0]


def test_a_sentence_is_stale_until_it_is_confirmed(project):
    old = "Vurder effekten av første kur etter"
    edit(project, "docs/nb/ivig/maintenance.md", old, "Vurder ikke effekten av første kur etter")
    code, out, _ = check(project)
    assert code == 0 and "--confirm nel-maint-review" in out
    assert check(project, "--strict")[0] == 1
    code, out, _ = check(project, "--confirm", "nel-maint-review")
    assert code == 0 and "Vurder ikke effekten" in out and "Vurdér virkningen" in out
    assert "nel-maint-review" not in check(project)[1].replace("page_one_language", "")
    changed = git(project, "diff", "--numstat", "--", "docs/sentences.json").split()[:2]
    assert changed == ["1", "1"], "one fact, one line"


def test_the_line_for_the_record_can_be_pasted(project):
    edit(project, "docs/nb/ivig/maintenance.md", "Vurder effekten av første kur", "Vurder virkningen av første kur")
    _, out, _ = check(project, "--format", "json")
    [paste] = [one for finding in json.loads(out)["findings"] for one in finding["paste"]]
    lines = (project / paste["file"]).read_text("utf-8").splitlines()
    lines[paste["line"] - 1] = paste["text"]
    (project / paste["file"]).write_text("\n".join(lines) + "\n", "utf-8")
    assert "sammenlignet" not in check(project)[1]


def test_the_line_to_paste_is_that_of_its_own_page(project):
    """The same words stand on many pages, each with a line of its own."""
    edit(project, "docs/nb/ivig/infusion.md", '!!! note "Om kilden"', '!!! note "Til kilden"')
    _, out, _ = check(project, "--format", "json")
    lines = (project / "docs/sentences.json").read_text("utf-8").splitlines()
    [at] = [one["line"] for finding in json.loads(out)["findings"] for one in finding["paste"]]
    page = next(line for line in reversed(lines[:at]) if line.endswith(": ["))
    assert "ivig/infusion.md" in page


def test_a_figure_changed_in_both_needs_no_confirmation(project):
    for lang in LANGUAGES:
        edit(project, f"docs/{lang}/sid/switching.md", "[4 år]", "[5 år]")
    code, out, _ = check(project)
    assert code == 0 and "Ingenting å rette" in out


@pytest.mark.parametrize("name", ["nel-nothing-like-it", "nel-initial-dose"])
def test_what_cannot_be_confirmed_is_refused(project, name):
    edit(project, "docs/nb/ivig/dose.md", "[2 g/kg]{#nel-initial-dose}", "2 g/kg")
    code, _, err = check(project, "--confirm", name)
    assert code == 2 and err.startswith(f"{name}: ")


def test_a_page_in_another_encoding_is_told_with_its_line(project):
    (project / PLAN).write_bytes((project / PLAN).read_text("utf-8").encode("latin-1", "replace"))
    code, out, _ = check(project)
    assert code == 1 and out.startswith(f"{PLAN}:") and "UTF-8" in out


def test_a_broken_record_is_told(project):
    (project / "docs/sentences.json").write_text("{ not json")
    code, out, _ = check(project)
    assert code == 1 and "docs/sentences.json:1: feil: filen kan ikke leses" in out
    assert check(project, "--confirm", "nel-what")[0] == 2


@pytest.mark.parametrize(("arguments", "says"), [(("--base", "no-such-branch"), "no-such-branch"), (("--root", "/nowhere"), "/nowhere")])
def test_what_cannot_be_checked_is_one_line_and_2(project, arguments, says):
    code, _, err = check(project, *arguments)
    assert code == 2
    [line] = err.splitlines()
    assert line.startswith("check: ") and says in line


def test_without_git_all_else_is_checked(project):
    shutil.rmtree(project / ".git")
    edit(project, PLAN, STEP_4, NEW_STEP_4)
    code, out, err = check(project, GIT_CEILING_DIRECTORIES=str(project.parent))
    assert code == 1 and "not compared with an earlier version" in err
    # Nobody can tell which one is new: each side gets the other's line.
    assert "[3,0 ml/kg pr. time]{#nel-rate-4}" in out and "[4,0 ml/kg per time]{#nel-rate-4}" in out


def test_a_review_is_overdue_the_day_after(project):
    for lang in LANGUAGES:
        for path in (project / "docs" / lang).rglob("*.md"):
            text = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("next_review:")) + "\n"
            path.write_text(text.replace("\nsource: ", "\nnext_review: 2026-11-20\nsource: "), "utf-8")
    assert "next_review" not in check(project)[1]
    assert "2026-11-20" in check(project, "--today", "2026-11-21")[1]


# --- figures in the other language's spelling ---------------------------------------------------------


def every_spelling():
    """Each unit, comparator, number word and month of a language in a figure of its own."""
    for lang in LANGUAGES:
        for unit in UNITS_OF_LANGUAGE[lang]:
            yield lang, f"3 {unit}", "x"
        for word in COMPARATORS_OF_LANGUAGE[lang]:
            yield lang, f"{word} 3 min", "x"
        for word in NUMBER_WORDS_OF_LANGUAGE[lang]:
            yield lang, word, "count"
        for month in MONTHS_OF_LANGUAGE[lang]:
            yield lang, f"1. {month} 2026", "date"


@pytest.mark.parametrize(("lang", "text", "shape"), list(every_spelling()))
def test_every_spelling_can_be_carried_over(lang, text, shape):
    there = translate(text, lang, shape)
    assert there is not None, f"{text} has no spelling in the other language"
    assert translate(there, OTHER[lang], shape) is not None


def test_every_marked_figure_is_carried_over_to_the_very_same():
    for lang in LANGUAGES:
        for text in read_pages(ROOT, lang).values():
            for match in MARK.finditer(text):
                shape = register()[match["fact"]].shape[match["name"] or "value"]
                assert shape == "text" or translate(match["text"], lang, shape), match[0]


def test_what_does_not_read_as_a_figure_is_not_carried_over():
    assert translate("mye", "nb", "g/kg") is None
    assert translate("3 uker cirka", "nb", "week") is None


# --- words --------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_messages():
    import re

    nb, da = (words(lang) for lang in LANGUAGES)
    for table in ("findings", "report", "units", "meaning"):
        assert set(nb[table]) == set(da[table])
        for key, text in nb[table].items():
            assert set(re.findall(r"(?<!\{)\{(\w+)\}", text)) == set(re.findall(r"(?<!\{)\{(\w+)\}", da[table][key])), key


def test_every_message_is_used():
    code = "".join(path.read_text("utf-8") for path in (ROOT / "guide").rglob("*.py"))
    for table in ("findings", "report"):
        for key in words("nb")[table]:
            key = key.removeprefix("only_text_")  # put before the code of a slip
            assert f'"{key}"' in code or f"'{key}'" in code, f"[{table}] {key} is used nowhere"


def test_no_word_is_foreign_in_both_lists():
    from guide.editing.page import read_page
    from guide.editing.terms import word_lists

    texts = {lang: read_pages(ROOT, lang) for lang in LANGUAGES}
    pages = {file: read_page(file, lang, text) for lang in LANGUAGES for file, text in texts[lang].items()}
    lists = word_lists(pages)
    assert set(lists["nb"]) & set(lists["da"]) == set()
    assert lists["nb"]["dage"] == "dager" and lists["da"]["uker"] == "uger"
    assert all(len(own) > 80 for own in lists.values())


def test_errors_come_first():
    late = Finding("review_past", "docs/da/a.md", 1, "da", {"read": str(date(2026, 1, 1))}, WARNING)
    early = Finding("alt_missing", "docs/nb/z.md", 9, "nb", {"read": "x.png"})
    assert report.in_order([late, early, early]) == [early, late]
