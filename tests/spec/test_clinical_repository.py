"""The clinical diff on a copy of the project with a history of its own: what a reviewer is told of a changed figure.

What the plans must be comes from the second implementation in `tests/oracles/rate.py`, given the rates that the two
commits have, so that an edit of the live text can't turn this red.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from calculators import catalog
from calculators.facts.now import current
from tests.oracles import rate as oracle

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/clinical_diff.py"
STEP_4 = re.compile(r"\[([0-9,]+) ([^\]]*)\](?=\{#nel-rate-4\})")
PAGES = {"nb": "docs/nb/ivig/infusion.md", "da": "docs/da/ivig/infusion.md"}


def git(repo: Path, *args: str) -> str:
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(["git", "-C", str(repo), "-c", "user.name=t", "-c", "user.email=t@t.invalid", *args], check=True,
                          capture_output=True, env=env, text=True).stdout


# What most of the tests ask needs no thousands of patients.
FEW = """
[[ivig-rate]]
weight_kg = ["60", "90"]
volume_ml = ["250", "600"]
product = ["@options"]
start_time = ["", "08:00"]
[[sid-dose]]
weight_kg = ["70"]
monthly_dose_g_per_kg = ["0,5"]
product = ["@options"]
[[sid-trough]]
trough_g_l = ["5,9", "6,0"]
"""


def commit(repo: Path, name: str) -> None:
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "--allow-empty", "-m", name)
    git(repo, "tag", name)


def diff(repo: Path, *args: str) -> tuple[int, str, str]:
    env = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run([sys.executable, str(SCRIPT), *args, "--repo", str(repo)], capture_output=True, text=True, env=env,
                          encoding="utf-8", timeout=300)
    return done.returncode, done.stdout, done.stderr


def few_for_all() -> str:
    """A few patients of some calculators, and one with nothing filled in of every other."""
    others = (c.id for c in catalog() if f"[[{c.id}]]" not in FEW)
    return FEW + "".join(f'[[{id}]]\nwhy = "nothing filled in"\n' for id in others)


def change_step_4(repo: Path, lang: str, to: str) -> int:
    """Write another rate at step 4; returns the line."""
    path = repo / PAGES[lang]
    text, count = STEP_4.subn(rf"[{to} \2]", path.read_text("utf-8"))
    assert count == 1
    path.write_text(text, "utf-8")
    return text[: text.index("{#nel-rate-4}")].count("\n") + 1


OLD = STEP_4.search((ROOT / PAGES["nb"]).read_text("utf-8"))[1]
NEW = "3,0" if OLD != "3,0" else "2,5"


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    """empty – project – both (step 4 slower in both languages); then one (Norwegian only), from project."""
    repo = tmp_path_factory.mktemp("project")
    git(repo, "init", "-q", "-b", "main")
    (repo / ".gitignore").write_text("/.cache/\n__pycache__/\n", "utf-8")
    commit(repo, "empty")
    (repo / ".cache").mkdir()
    (repo / ".cache/few.toml").write_text(few_for_all(), "utf-8")
    for name in ("docs/nb", "docs/da", "calculators"):
        shutil.copytree(ROOT / name, repo / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    shutil.copy(ROOT / "docs/guidelines.toml", repo / "docs")
    commit(repo, "project")
    for lang in PAGES:
        change_step_4(repo, lang, NEW)
    commit(repo, "both")
    git(repo, "checkout", "-q", "-b", "norwegian", "project")
    change_step_4(repo, "nb", NEW)
    commit(repo, "one")
    git(repo, "remote", "add", "origin", "git@github.com:example/guide.git")
    return repo


def line_of(repo: Path, lang: str) -> int:
    text = (repo / PAGES[lang]).read_text("utf-8")
    return text[: text.index("{#nel-rate-4}")].count("\n") + 1


def total_minutes(inputs: dict[str, str], rates: tuple[Fraction, ...], monkeypatch) -> int | None:
    """The whole plan of a patient by the second implementation; None where it gives none."""
    def read(name, otherwise):
        return Fraction(inputs[name].replace(",", ".")) if name in inputs else otherwise

    monkeypatch.setattr(oracle, "RATES", rates)
    found = oracle.rate(read("weight_kg", None), read("volume_ml", None), inputs["product"], step2=read("step2_minutes", 5),
                        step3=read("step3_minutes", 5), step4=read("step4_minutes", 10))
    return int(found["values"]["total_minutes"]) if found["status"] == "ok" else None


def test_a_slower_step_leads_with_rates_and_times_and_names_the_fact_both_lines_and_every_longer_plan(repo, tmp_path, monkeypatch):
    out = tmp_path / "diff.json"
    code, text, stderr = diff(repo, "project", "both", "--json-file", str(out))
    assert (code, stderr) == (1, "")
    head = text[: text.index("## ")] if "## " in text else text
    assert "**The infusion rate changes for " in head and "**The time changes for " in head
    assert "No dose changes" not in head, "that the grams stay the same is no comfort where the rate does not"
    commits = {tag: git(repo, "rev-parse", tag).strip() for tag in ("project", "both")}
    for lang, page in PAGES.items():
        for tag, rate in (("project", OLD), ("both", NEW)):
            line = line_of(repo, lang)
            link = f"[{page}:{line}](https://github.com/example/guide/blob/{commits[tag]}/{page}?plain=1#L{line})"
            assert re.search(rf"\| {lang} \|.*{rate} ml/kg [^|]*{re.escape(link)}", text), (lang, tag)

    live = [Fraction(current().figure(f"nel-rate-{n}").low) for n in range(1, 6)]
    slower = [*live[:3], Fraction(NEW.replace(",", ".")), live[4]]
    [told] = [c for c in json.loads(out.read_text("utf-8"))["calculators"] if c["id"] == "ivig-rate"]
    longer = 0
    for patient in told["patients"]:
        before, after = (total_minutes(patient["inputs"], tuple(rates), monkeypatch) for rates in (live, slower))
        shown = [side["values"]["total_minutes"]["value"] for side in (patient["before"], patient["after"])]
        assert shown == [str(before), str(after)], patient["inputs"]
        typed = " ".join(f"{name}={value}" for name, value in patient["inputs"].items())
        if after > before:
            longer += 1
            assert f"| `{typed}` | `total_minutes` {before} min → {after} min, +{after - before} min (longer)" in text
    assert longer > 100 and f"longer for {longer} patients" in text
    assert [c["id"] for c in json.loads(out.read_text("utf-8"))["calculators"] if c["patients"]] == ["ivig-rate"]


def test_norwegian_only_carries_the_editors_error_and_tells_no_answer(repo):
    code, text, _ = diff(repo, "project", "one")
    assert code == 2 and "## The head does not build" in text
    assert f"her står «{NEW} ml/kg per time», i {PAGES['da']}:{line_of(repo, 'da')} står «{OLD} ml/kg pr. time»" in text
    assert "No dose changes" not in text and "No answer changes" not in text
    assert f"`{PAGES['nb']}`, but not `{PAGES['da']}`" in text


def test_reviewers_get_the_report_in_their_languages_with_the_names_of_the_form(repo, tmp_path):
    code, text, _ = diff(repo, "project", "both", "--lang", "nb", "--folder", str(tmp_path), "--patients", str(repo / ".cache/few.toml"))
    assert code == 1 and text == (tmp_path / "clinical.nb.md").read_text("utf-8")
    assert "**Ingen dose endrer seg.**" in text and "Vekt: 60 kg; Volum i dag: 250 ml; Preparat: Kiovig" in text
    danish = (tmp_path / "clinical.da.md").read_text("utf-8")
    assert "**Ingen dosis ændrer sig.**" in danish and "længere for" in danish
    assert not re.search(r"total_minutes|weight_kg(?!=)", text + danish)


def test_the_files_as_they_lie_there_are_judged_without_a_commit(repo):
    git(repo, "checkout", "-q", "project")
    try:
        for lang in PAGES:
            change_step_4(repo, lang, NEW)
        code, text, _ = diff(repo, "project", "--json", "--patients", str(repo / ".cache/few.toml"))
        assert code == 1 and json.loads(text)["sides"]["head"] == {"name": "working tree", "commit": ""}
        assert json.loads(text)["facts"][0]["fact"] == "nel-rate-4"
    finally:
        git(repo, "checkout", "-q", "-f", "norwegian")


def test_nothing_changed_and_nothing_left_behind(repo):
    code, text, _ = diff(repo, "project", "project", "--patients", str(repo / ".cache/few.toml"))
    assert code == 0 and "**No answer changes**" in text
    assert git(repo, "worktree", "list").count("\n") == 1 and not list((repo / ".cache").glob("clinical-*"))


def test_a_base_without_calculators(repo):
    code, text, _ = diff(repo, "empty", "project", "--patients", str(repo / ".cache/few.toml"))
    assert code == 1 and "The base has no calculators" in text and "### `ivig-rate`" in text and "is new" in text
    assert "No dose changes" not in text, "nobody had a dose that could change"


def test_a_base_with_another_calculator_and_a_missing_question(repo):
    """The older side has one calculator less and one question less, and code of its own."""
    git(repo, "checkout", "-q", "-B", "older", "project")
    shutil.rmtree(repo / "calculators/sid/trough")
    rate = repo / "calculators/ivig/rate/__init__.py"
    edited = rate.read_text("utf-8")
    for old, new in (
        ('        Field("start_time", "time", group="times"),\n', ""),
        ("inputs.weight_kg, inputs.volume_ml, inputs.start_time", "inputs.weight_kg, inputs.volume_ml, None"),
    ):
        assert old in edited
        edited = edited.replace(old, new)
    rate.write_text(edited, "utf-8")
    rule = repo / "calculators/ivig/rate/rule.py"
    rule.write_text(rule.read_text("utf-8").replace("    start_time: time | None\n", "", 1), "utf-8")
    register = repo / "calculators/facts/register.toml"
    nobody = re.sub(r"(\[mr-dose-(?:trough|higher|reduce|with)[a-z-]*\]\n)", r'\1text_only = "for the test"\n', register.read_text("utf-8"))
    register.write_text(nobody, "utf-8")  # the facts of the calculator that is not there
    commit(repo, "older")
    code, text, _ = diff(repo, "older", "project", "--patients", str(repo / ".cache/few.toml"))
    git(repo, "checkout", "-q", "norwegian")
    assert code == 1, text
    assert "### `sid-trough`" in text and "The calculator is new" in text and "New questions: `start_time`" in text


def test_a_calculator_that_fails_is_named_and_nothing_is_claimed(repo):
    git(repo, "checkout", "-q", "-B", "broken", "project")
    rule = repo / "calculators/sid/dose/__init__.py"
    edited = rule.read_text("utf-8").replace("def solve(inputs: DoseInputs, figures", "def solve(inputs: DoseInputs, figure", 1)
    rule.write_text(edited, "utf-8")
    commit(repo, "failing")
    code, text, _ = diff(repo, "project", "failing", "--patients", str(repo / ".cache/few.toml"))
    git(repo, "checkout", "-q", "norwegian")
    assert code == 2 and "a calculator fails for sid-dose weight_kg=" in text and "NameError" in text


def test_code_that_does_not_start_is_named(repo):
    git(repo, "checkout", "-q", "-B", "no-start", "project")
    (repo / "calculators/rulekit/logic.py").write_text("def (", "utf-8")
    commit(repo, "no-start-here")
    code, text, _ = diff(repo, "project", "no-start-here")
    git(repo, "checkout", "-q", "norwegian")
    assert code == 2 and "the calculators do not start: calculators/rulekit/logic.py:1: SyntaxError" in text
    assert "Changed facts" not in text, "facts that could not be read are not gone"


def test_a_commit_that_does_not_exist(repo):
    code, text, stderr = diff(repo, "nowhere")
    assert code == 2 and "nowhere: no such commit here" in text and stderr.startswith("clinical_diff: ") and "Traceback" not in stderr
