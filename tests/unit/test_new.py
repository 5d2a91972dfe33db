"""Guidelines and calculators laid down in a copy of the project, on pages that have some already: it builds and passes at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("calculators", "docs", "overrides", "releases", "safety", "scripts", "guide", "tests", ".github")
GUIDELINES = (("albumin",), ("interferon", "--colour", "plum"), ("zz",))
# Names that sort before and after everything else, of one word and of more, with the guideline's prefix and without; pages with no
# calculator, one, and two; figures with a range, a comparator and a name, one that is none, one that no rule computed with before, words.
CALCULATORS = (
    ("acid", "sid/dose", ("nel-low-dose", "mr-mon-two")),
    ("ivig-zeta-2", "ivig/infusion", ("nel-rate-3", "nel-rate-4", "nel-duration", "nel-act-flu")),
    ("albumin-review", "albumin/index", ()),
)
# The copy's tests that know the list of pages, facts, words or calculators.
OWN_TESTS = (
    "tests/spec/test_examples.py",
    "tests/spec/test_clinical_patients.py::test_a_few_thousand_for_every_calculator",
    "tests/spec/test_clinical_patients.py::test_they_use_every_field_and_no_other",
    "tests/unit/test_declared.py",
    "tests/unit/test_history.py",
    "tests/unit/test_page_status.py",
    "tests/unit/test_words.py",
    "tests/unit/test_readings.py",
    "tests/unit/test_decision_tables.py::test_each_calculator_has_a_table",
    "tests/unit/test_check.py",
    "tests/unit/test_search_content.py",
    "tests/unit/test_command_line.py::test_lists_the_calculators",
    "tests/unit/test_github.py::test_code_owners_names_nobody_who_is_not_there",
)
# What is asked of the search hangs on the text alone; that a new page and a new calculator are found does not.
SEARCH_TESTS = (
    "every_page_is_searched_and_every_hit_exists", "every_calculator_can_be_found_by_its_title", "every_marked_figure_can_be_found",
    "forms_tables_and_traces_are_not_searched", "the_queries_name_pages_and_calculators_that_exist",
    "the_two_lists_of_words_answer_for_the_same_calculators",
)  # fmt: skip
SITE_TESTS = ("tests/site/test_names.py::test_the_heading_over_a_calculator_is_its_name",
              "tests/site/test_languages.py", "tests/site/test_links.py", "tests/site/test_reading.py",
              *(f"tests/site/test_search.py::test_{name}" for name in SEARCH_TESTS))  # fmt: skip


def run(folder, *arguments, python=sys.executable, **env):
    # The copy has no environment of its own: it borrows this one, and its own code.
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0", "NO_MKDOCS_2_WARNING": "true", **env}
    return subprocess.run([python, *map(str, arguments)], cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8")


def new(folder, *arguments):
    return run(folder, folder / "scripts/new.py", "--root", folder, *arguments, python=folder / ".cache/venv/bin/python")


def copied(folder):
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for path in [*ROOT.glob("mkdocs*.yml"), *ROOT.glob("requirements*"), *ROOT.glob("package*.json"), ROOT / "pyproject.toml",
                 ROOT / "CHANGELOG.md", ROOT / "README.md"]:  # fmt: skip
        shutil.copy(path, folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / ".cache").mkdir()
    (folder / ".cache/venv").symlink_to(ROOT / ".cache/venv")
    for kept in ("libraries", "icons"):  # what does not hang on the text is not made anew
        if (ROOT / ".cache" / kept).is_dir():
            shutil.copytree(ROOT / ".cache" / kept, folder / ".cache" / kept)
    return folder


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for part in PARTS for path in (folder / part).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}  # fmt: skip


def changed(folder, before):
    now = tree(folder)
    return sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))


@pytest.fixture(scope="module")
def laid_down(tmp_path_factory):
    """The copy with all of them, and by name the files that each made or changed."""
    folder = copied(tmp_path_factory.mktemp("project"))
    files = {}
    for arguments in GUIDELINES:
        before = tree(folder)
        done = new(folder, "guideline", *arguments)
        assert done.returncode == 0, done.stderr
        files[arguments[0]] = changed(folder, before)
    for name, page, facts in CALCULATORS:
        before = tree(folder)
        done = new(folder, "calculator", name, "--page", page, *(part for fact in facts for part in ("--fact", fact)))
        assert done.returncode == 0, done.stderr
        files[name] = changed(folder, before)
    return folder, files


@pytest.fixture(scope="module")
def project(laid_down):
    return laid_down[0]


@pytest.mark.parametrize(("name", "page", "facts"), CALCULATORS)
def test_a_calculator_is_a_folder_its_page_and_a_word_to_the_readers(laid_down, name, page, facts):
    guideline = page.partition("/")[0]
    folder = f"calculators/{guideline}/{name.removeprefix(f'{guideline}-').replace('-', '_')}/"
    elsewhere = {f"docs/{lang}/{page}.md" for lang in ("nb", "da")} | {"releases/next.toml"}
    # A fact that no rule computed with has a reason in the register, which goes; a guideline's first calculator brings its package.
    more = {"calculators/facts/register.toml"} if "nel-duration" in facts else set()
    more |= {f"calculators/{guideline}/__init__.py"} if guideline not in ("ivig", "sid") else set()
    files = laid_down[1][name]
    assert {file for file in files if not file.startswith(folder)} == elsewhere | more
    assert len(files) <= 8 + len(more)


@pytest.mark.parametrize("name", [name for name, *_ in GUIDELINES])
def test_a_guideline_edits_no_code(laid_down, name):
    files = laid_down[1][name]
    assert [file for file in files if file.endswith((".py", ".mjs", ".css", ".yml"))] == []
    assert {f"docs/nb/{name}/index.md", f"docs/da/{name}/index.md", "docs/nb/index.md", "docs/guidelines.toml"} <= set(files)
    page = (laid_down[0] / f"docs/nb/{name}/index.md").read_text("utf-8")
    assert "last_confirmed:" in page and "next_review:" in page, "its status, not known yet"


def test_a_guideline_has_the_titles_that_were_given(tmp_path):
    from guide.adding.new import Plan, guideline

    plan = Plan(ROOT)
    guideline(plan, "iron", "slate", {"nb": "Jern", "da": "Jernmangel"})
    assert "Jern" in plan.files["docs/nb/iron/index.md"] and "Jernmangel" in plan.files["docs/da/iron/index.md"]
    assert 'name = "Jern"' in plan.files["docs/guidelines.toml"] and 'name = "Jernmangel"' in plan.files["docs/guidelines.toml"]


def test_the_figures_of_a_fact_are_frozen_by_a_command_and_named_to_be_held_against_the_source():
    import json

    from guide.adding.new import Plan, freeze

    plan = Plan(ROOT)
    plan.files["tests/facts.frozen.json"] = "{}"
    said = freeze(plan, ["nel-rate-4"])
    assert said == ["nel-rate-4: 4,0 ml/kg per time (docs/nb/ivig/infusion.md)", "nel-rate-4.duration: 5–10 min (docs/nb/ivig/infusion.md)"]
    [frozen] = json.loads(plan.files["tests/facts.frozen.json"]).values()
    kept = json.loads((ROOT / "tests/facts.frozen.json").read_text("utf-8"))["nel-rate-4"]
    assert frozen["figures"] == kept["figures"] and frozen["pages"] == kept["pages"]


def test_the_site_builds_and_its_tests_pass(project):
    python = project / ".cache/venv/bin/python"
    done = run(project, project / "scripts/build.py", "--live", python=python)
    assert done.returncode == 0, done.stdout + done.stderr
    for lang in ("nb", "da"):
        home = (project / "site" / lang / "index.html").read_text("utf-8")
        for name, page, _ in CALCULATORS:
            text = (project / "site" / lang / page.removesuffix("/index") / "index.html").read_text("utf-8")
            assert f'data-calculator="{name}"' in text
            assert f"({name})" in home, "one tap from home"
    done = run(project, "-m", "pytest", "-q", "-x", "-n", "0", *SITE_TESTS, IG_SITE=str(project / "site"), IG_URL="http://127.0.0.1:8000/")
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_copys_own_tests_pass(project):
    done = run(project, "-m", "pytest", "-q", "-x", "-n", "0", *OWN_TESTS)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_the_linter_finds_nothing(project):
    done = run(project, "-m", "ruff", "check", "--no-cache", "calculators", "tests")
    assert done.returncode == 0, done.stdout


def test_the_calculators_answer(project):
    for name, *_ in CALCULATORS:
        done = run(project, "-m", "calculators", "run", name, "start_date=29.02.2028", "--json")
        assert done.returncode == 0 and '"2028-02-29"' in done.stdout, done.stderr


def test_the_check_names_what_is_still_template_text_and_nothing_worse(project):
    script = "from pathlib import Path; from datetime import date; from guide.editing.check import findings_of\n"
    script += "for one in findings_of(Path('.'), date(2026, 11, 20)): print(one.level, one.code, one.file)"
    said = {}
    for folder in (project, ROOT):
        done = run(folder, "-c", script)
        assert done.returncode == 0, done.stderr
        said[folder] = [tuple(line.split()) for line in done.stdout.splitlines()]
    new = {code for _, code, _ in set(said[project]) - set(said[ROOT])}
    # The pages about the whole guide say how many sources it has, and which.
    wanted = {"template_left", "sentence_new", "sources_counted", "sources_named"}
    assert wanted <= new <= {*wanted, "meaning_differs"}
    left = {file for _, code, file in said[project] if code == "template_left"}
    assert {"docs/nb/albumin/index.md", "docs/da/zz/index.md", "calculators/sid/acid/nb.toml", "docs/guidelines.toml",
            "docs/da/sid/dose.md", "releases/next.toml"} <= left  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        *((("guideline", name), "the name is taken") for name in ("search", "editor", "facts", "errors", "calculators", "class", "da")),
        (("guideline", "albumin"), "is there already"),
        (("guideline", "Albumin Two"), "one short word"),
        (("guideline", "iron", "--colour", "red"), "invalid choice: 'red'"),
        (("calculator", "albumin-review", "--page", "albumin/index"), "is there already"),
        (("calculator", "ivig-rate", "--page", "ivig/dose"), "is there already"),
        (("calculator", "ivig-products", "--page", "ivig/dose"), "is there already"),
        (("calculator", "sid-import", "--page", "sid/dose"), "none of Python's"),
        (("calculator", "2nd", "--page", "sid/dose"), "take words"),
        (("calculator", "albumin-dose", "--page", "albumin/dose"), "is not there"),
        (("calculator", "albumin-dose", "--page", "about/index"), "names no source"),
        (("calculator", "new-one", "--page", "sid/dose", "--fact", "nel-rat-1"), "no such fact; there is nel-rate-1"),
    ],
)
def test_what_cannot_be_laid_down_is_refused_in_one_line(project, arguments, says):
    before = tree(project)
    done = new(project, *arguments)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("new: ") and says in line
    assert changed(project, before) == []
