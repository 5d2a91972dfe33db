"""The worked examples of plans that are followed hold, and the reference patients of the clinical diff are followed too."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import calculators
from calculators.engine.followed import events_of, figures, followed_examples, play
from tests.frozen import FROZEN

ROOT = Path(__file__).resolve().parents[2]
CASES = [(c, example) for c in calculators.catalog() for example in followed_examples(c.id)]


@pytest.mark.parametrize(("calculator", "example"), CASES, ids=[f"{c.id}: {one.name['nb']}" for c, one in CASES])
@pytest.mark.parametrize("lang", ["nb", "da"])
def test_example(calculator, example, lang):
    result, answer = play(calculator, example.inputs, example.events, example.now, lang, FROZEN)
    assert result.status == "ok" and answer.errors == ()
    got = {name.removeprefix("followed_"): one["value"] for name, one in figures(answer).items()}
    assert {name: got.get(name) for name in example.expect} == example.expect
    assert ("warnings" in got) == ("warnings" in example.expect)


def test_whatever_can_be_followed_has_examples():
    assert {c.id for c, _ in CASES} == {c.id for c in calculators.catalog() if c.follow}


def test_events_in_a_line():
    assert events_of("08:50 pause; 09:15 resume step=1") == [
        {"at": "08:50", "kind": "pause"},
        {"at": "09:15", "kind": "resume", "step": "1"},
    ]


def test_the_clinical_diff_asks_how_a_followed_plan_stands(tmp_path):
    """72 kg paused at 08:50 has had 12 ml; an event that does not fit is told, and changes nothing."""
    plan = [["weight_kg", "72"], ["volume_ml", "720"], ["product", "kiovig"], ["start_time", "08:30"]]
    patients = [
        ["paused", "ivig-rate", [*plan, ["@events", "08:50 pause"], ["@now", "09:10"]]],
        ["twice", "ivig-rate", [*plan, ["@events", "08:50 pause; 08:55 pause"], ["@now", "09:10"]]],
    ]
    asked, out = tmp_path / "asked.json", tmp_path / "out.json"
    asked.write_text(json.dumps(patients), "utf-8")
    command = [sys.executable, str(ROOT / "guide/clinical/ask.py"), str(ROOT), "answer", str(asked), str(out)]
    subprocess.run(command, check=True, capture_output=True)
    said = json.loads(out.read_text("utf-8"))
    assert said["paused"]["values"]["followed_given_ml"] == {"value": "12", "unit": "ml"}
    assert said["paused"]["values"]["followed_phase"]["value"] == "paused"
    assert said["paused"]["unasked"] == []
    assert said["twice"]["values"]["followed_errors"]["value"] == "not_running"
