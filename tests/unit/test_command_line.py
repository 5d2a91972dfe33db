"""The command line: answers on standard output, errors one line each, the exit code says which."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calculators import words
from calculators.folders import folder_of, guideline_of
from calculators.guidelines import guidelines

ROOT = Path(__file__).resolve().parents[2]
COURSE = ("run", "ivig-course", "weight_kg=60", "days=5", "product=kiovig")


def command(*arguments, **env):
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **env}
    done = subprocess.run([sys.executable, "-m", "calculators", *arguments], cwd=ROOT, capture_output=True, env=environment, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_lists_the_calculators():
    code, out, err = command("list")
    assert (code, err) == (0, "")
    listed = [line.split()[0] for line in out.splitlines()]
    folders = {path.parent for path in (ROOT / "calculators").glob("*/*/examples.toml")}
    assert len(listed) == len(folders) and {folder_of(id) for id in listed} == folders
    order = [guideline_of(id).folder for id in listed]
    # A guideline may still be without a calculator.
    assert list(dict.fromkeys(order)) == [one.folder for one in guidelines() if one.folder in order]
    assert order == sorted(order, key=list(dict.fromkeys(order)).index), "those of a guideline stand together"


def test_answers_in_text_in_each_language():
    for lang in ("nb", "da"):
        label = words.calculator_words("ivig-course", lang)["value"]["total_dose_g"]
        code, out, _ = command(*COURSE, "--lang", lang)
        assert code == 0 and f"{label}: 120\N{NO-BREAK SPACE}g" in out


def test_options_may_stand_anywhere():
    asked = ("run", "ivig-course", "weight_kg=60", "days=5", "product=kiovig", "--lang", "da", "--json")
    reference = command(*asked)
    assert reference[0] == 0
    assert command("--lang=da", *asked[:3], "--json", *asked[3:5]) == reference == command("--json", "--lang", "da", *asked[:5])


def test_the_help_says_the_exit_codes():
    code, out, err = command("--help")
    assert (code, err) == (0, "") and "74" in out and "FIELD=VALUE" in out


def test_answers_in_json():
    code, out, _ = command(*COURSE, "--json")
    assert code == 0
    assert json.loads(out)["values"]["daily_volume_ml"] == {"value": "250", "unit": "ml"}


def test_bad_input_is_a_line_each_and_2():
    code, out, err = command("run", "ivig-course", "weight_kg=tung", "days=3", "product=x")
    assert (code, out) == (2, "")
    assert [line.split(": ")[0:2] for line in err.splitlines()] == [
        ["weight_kg", "not_a_number"],
        ["days", "not_in_source"],
        ["product", "not_a_choice"],
    ]


def test_bad_input_as_json_is_2_too():
    code, out, _ = command("run", "ivig-course", "--json")
    assert code == 2
    assert {error["code"] for error in json.loads(out)["errors"]} == {"required"}


def test_a_refusal_is_3():
    code, out, _ = command("run", "ivig-rate", "weight_kg=60", "volume_ml=500", "product=octagam-50")
    assert code == 3 and "50\N{NO-BREAK SPACE}mg/ml" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "ivig-curse", "weight_kg=60"),
        ("run", "ivig-course", "wieght_kg=60"),
        ("run", "ivig-course", "--lang", "sv"),
        ("run", "ivig-course", "weight_kg"),
        ("run", "ivig-course", "weight_kg=60", "weight_kg=70"),
        ("run", "ivig-course", "--jsn"),
        ("run", "ivig-course", "--js"),
        ("run", "ivig-course", "--lang"),
        ("run", "sid-followup", "--json", "--ics"),
        ("run",),
        ("list", "ivig-course"),
        ("lits",),
        ("lits\nlist",),
        (),
    ],
)
def test_a_wrong_command_is_one_line_and_64(arguments):
    code, out, err = command(*arguments)
    assert (code, out, len(err.splitlines())) == (64, "", 1)
    assert "Traceback" not in err


@pytest.mark.parametrize("value", ["\udcff", "a\nb\nc", "x" * 10_000, "٣", "\u202e60"])
def test_whatever_is_typed_there_is_no_traceback(value):
    code, _, err = command("run", "ivig-course", f"weight_kg={value}", "days=5", "product=kiovig")
    assert code == 2
    assert len(err.splitlines()) == 1 and "Traceback" not in err and len(err) < 400


def test_an_ascii_terminal_is_survived():
    code, out, err = command(*COURSE, PYTHONIOENCODING="ascii")
    assert code == 0 and "120 g" in out and "Traceback" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("closed", "code"),
    [(">&-", 0), ("2>&-", 0), (">&- 2>&-", 0), (">/dev/full", 74), (">/dev/full 2>&-", 74), (">/dev/full 2>/dev/full", 74)],
)
@pytest.mark.parametrize("form", ["", "--ics"])
def test_a_closed_or_full_stream_is_no_traceback(closed, code, form):
    line = f'exec "$0" -m calculators run sid-followup start_date=2026-01-05 population=hsct {form} {closed}'
    done = subprocess.run(["/bin/sh", "-c", line, sys.executable], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr and len(done.stderr.splitlines()) <= 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_help_that_cannot_be_written_is_told():
    line = 'exec "$0" -m calculators --help >/dev/full'
    done = subprocess.run(["/bin/sh", "-c", line, sys.executable], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 74 and b"Traceback" not in done.stderr


def test_a_wrong_input_is_2_with_nowhere_to_say_it():
    for closed in (">&-", "2>&-"):
        line = f'exec "$0" -m calculators run ivig-course {closed}'
        done = subprocess.run(["/bin/sh", "-c", line, sys.executable], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 2 and b"Traceback" not in done.stderr
