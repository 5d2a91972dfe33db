"""A guideline and a calculator laid down in a copy of the project: the pages build and the copy's own tests pass at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("calculators", "docs", "overrides", "releases", "safety", "scripts", "guide", "tests", ".github")
# The copy's tests that know the list of pages, facts, words or calculators.
OWN_TESTS = (
    "tests/spec/test_examples.py",
    "tests/unit/test_declared.py",
    "tests/spec/test_clinical_patients.py::test_a_few_thousand_for_every_calculator",
    "tests/spec/test_clinical_patients.py::test_they_use_every_field_and_no_other",
    "tests/unit/test_history.py",
    "tests/unit/test_page_status.py",
    "tests/unit/test_words.py",
    "tests/unit/test_check.py",
    "tests/unit/test_command_line.py::test_lists_the_calculators",
    "tests/unit/test_edits.py::test_the_pages_as_they_stand_need_no_mending",
    "tests/unit/test_github.py::test_code_owners_names_nobody_who_is_not_there",
    "tests/properties/test_albumin_review_oracle.py",
)


def run(folder, *arguments):
    # The copy has no environment of its own: it borrows this one, and its own code.
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0", "NO_MKDOCS_2_WARNING": "true"}
    return subprocess.run([sys.executable, *map(str, arguments)], cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8")


def new(folder, *arguments):
    return run(ROOT, ROOT / "scripts/new.py", "--root", folder, *arguments)


def copied(folder):
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for path in [*ROOT.glob("mkdocs*.yml"), ROOT / "pyproject.toml", ROOT / "CHANGELOG.md"]:
        shutil.copy(path, folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = copied(tmp_path_factory.mktemp("project"))
    for arguments in (("guideline", "albumin"), ("calculator", "albumin-review", "--page", "albumin/index")):
        done = new(folder, *arguments)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_both_languages_build_and_carry_the_calculator(project, lang):
    done = run(project, "-m", "mkdocs", "build", "--strict", "-f", f"mkdocs.{lang}.yml", "-d", project / "site" / lang)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (project / "site" / lang / "albumin/index.html").read_text("utf-8")
    assert 'data-calculator="albumin-review"' in page and 'id="albumin-review-interval"' in page
    assert "albumin/" in (project / "site" / lang / "index.html").read_text("utf-8")


def test_the_copys_own_tests_pass(project):
    done = run(project, "-m", "pytest", "-q", "-x", *OWN_TESTS)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_the_calculator_answers(project):
    done = run(project, "-m", "calculators", "run", "albumin-review", "start_date=28.02.2028", "--json")
    assert done.returncode == 0 and '"2028-02-29"' in done.stdout


def test_the_check_names_what_is_still_template_text_and_nothing_worse(project):
    script = "from pathlib import Path; from datetime import date; from guide.editing.check import findings_of\n"
    script += "for one in findings_of(Path('.'), date(2026, 11, 20)): print(one.level, one.code, one.file)"
    done = run(project, "-c", script)
    assert done.returncode == 0, done.stderr
    said = [line.split() for line in done.stdout.splitlines()]
    assert [line for line in said if line[0] == "error"] == []
    left = {file for _, code, file in said if code == "template_left"}
    assert {"docs/nb/albumin/index.md", "docs/da/albumin/index.md", "calculators/albumin/review/nb.toml", "docs/guidelines.toml",
            "docs/search/nb.toml", "docs/search/da.toml", "releases/next.toml"} <= left


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("guideline", "albumin"), "is there already"),
        (("guideline", "Albumin Two"), "one short word"),
        (("calculator", "albumin-review", "--page", "albumin/index"), "is there already"),
        (("calculator", "review", "--page", "albumin/index"), "two or more words"),
        (("calculator", "albumin-dose", "--page", "albumin/dose"), "is not there"),
        (("calculator", "albumin-dose", "--page", "about/index"), "names no source"),
    ],
)
def test_what_cannot_be_laid_down_is_refused_in_one_line(project, arguments, says):
    before = sorted(path.relative_to(project) for path in (project / "docs").rglob("*"))
    done = new(project, *arguments)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("new: ") and says in line
    assert sorted(path.relative_to(project) for path in (project / "docs").rglob("*")) == before
