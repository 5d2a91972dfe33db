"""What the build says to its MkDocs processes arrives there whole; without a build the text itself is read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calculators.facts.now import current
from guide.build import build_input

ROOT = Path(__file__).resolve().parents[2]
SAY = "import json; from guide.build import build_input; print(json.dumps([build_input.runtime('none'), build_input.facts().to_json()]))"


def heard(message: bytes, environment: dict[str, str]) -> list:
    done = subprocess.run([sys.executable, "-c", SAY], cwd=ROOT, input=message, capture_output=True, env=os.environ | environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_the_build_says_is_heard():
    facts = {"one": current().to_json()["nel-initial-dose"]}
    assert heard(build_input.message(json.dumps(facts), "0123"), {build_input.ASKED: "1"}) == ["0123", facts]


@pytest.mark.parametrize("message", [b"", build_input.message("{}", "0123")])
def test_without_a_build_the_text_is_read(message):
    assert heard(message, {}) == ["none", current().to_json()]
