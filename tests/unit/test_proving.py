"""The proofs by counting, and the mutants: that they would notice a fault. Run to the end they are by `.ci/nightly`."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from calculators.facts.read import figures_of
from calculators.sid.eligibility import rule
from calculators.sid.eligibility.rule import CART, HAEMATOLOGICAL, HSCT, MEETS, NOT_MET, OTHER, Decision, EligibilityFigures
from guide.proving import choice, counting, run, warm
from guide.proving.mutation import changed_tree, mutants_of
from tests.frozen import FROZEN

# --- by counting


def test_some_weights_and_a_group_are_proved():
    assert counting.rates(FROZEN, 60, 60).against == ()
    assert counting.unknown(FROZEN, (HSCT,)).against == ()


def test_a_rate_above_the_sources_is_noticed(monkeypatch):
    real = counting.plan

    def faster(*args):
        return tuple(replace(step, rate_ml_h=step.rate_ml_h + Decimal("0.1")) for step in real(*args))

    monkeypatch.setattr(counting, "plan", faster)
    assert "60.00 kg, 1 ml" in counting.rates(FROZEN, 60, 60).against[0]


def test_volumes_that_do_not_add_up_are_noticed(monkeypatch):
    real = counting.plan
    monkeypatch.setattr(counting, "plan", lambda *args: (*real(*args)[:-1], replace(real(*args)[-1], volume_ml=Decimal("0.1"))))
    assert any("ml in all" in one for one in counting.rates(FROZEN, 60, 60).against)


def test_a_verdict_that_takes_unknown_for_no_is_noticed(monkeypatch):
    def hasty(answers, figures):
        return Decision(MEETS if answers.igg_g_l == Decimal("3.99") else NOT_MET, False, frozenset())

    monkeypatch.setattr(counting, "decide", hasty)
    assert any("with igg_g_l=3.99 it is meets" in one for one in counting.unknown(FROZEN, (HSCT,)).against)


def test_what_is_left_open_is_all_that_a_verdict_rests_on(monkeypatch):
    """States that leave the same open are decided once: with it held fast, no other answer makes a difference."""
    figures = figures_of(EligibilityFigures, FROZEN)
    for population in (HAEMATOLOGICAL, CART, HSCT, OTHER):
        group = counting.questions(population, figures)
        nothing, everything, some = (
            counting.told(population, group, [which % len(question.values) for question in group]) for which in (0, 1, 2)
        )
        held = rule.possible_cases(nothing, figures)
        monkeypatch.setattr(rule, "possible_cases", lambda answers, figures, held=held: dict(held))
        assert rule.decide(nothing, figures) == rule.decide(everything, figures) == rule.decide(some, figures)
        monkeypatch.undo()


# --- mutants

RULE = '''"""A rule."""


def low(igg, limit, confirmed):
    """Text."""
    if not confirmed:
        return None
    return all_of(igg < limit, igg * 2 >= 1)
'''


@pytest.fixture
def project(tmp_path):
    (tmp_path / "rule.py").write_text(RULE, "utf-8")
    return tmp_path


def test_every_mutant_is_another_program(project):
    found = mutants_of(project, "rule.py")
    programs = {ast.unparse(changed_tree(RULE, mutant)) for mutant in found}
    assert len(programs) == len(found) == len({mutant.id for mutant in found})
    assert ast.unparse(ast.parse(RULE)) not in programs
    said = {(mutant.before, mutant.after) for mutant in found}
    assert said >= {
        ("igg < limit", "igg <= limit"),
        ("igg * 2", "igg / 2"),
        ("not confirmed", "confirmed"),
        ("if not confirmed", "if False"),
        ("all_of(igg < limit, igg * 2 >= 1)", "any_of(igg < limit, igg * 2 >= 1)"),
    }


def test_a_mutant_keeps_its_name_where_its_function_moves(project):
    before = {mutant.id: mutant.line for mutant in mutants_of(project, "rule.py")}
    (project / "rule.py").write_text(RULE.replace("\n\n\ndef", "\n\n\nOTHER = None\n\n\ndef"), "utf-8")
    after = {mutant.id: mutant.line for mutant in mutants_of(project, "rule.py")}
    assert before.keys() == after.keys() and all(after[id] == line + 3 for id, line in before.items())


def test_a_mutant_is_put_to_the_tests_that_run_its_line_the_quickest_first(project):
    [mutant] = [one for one in mutants_of(project, "rule.py") if one.after == "igg <= limit"]
    record = {
        "": {"lines": {"rule.py": [1, 4]}},
        "slow": {"seconds": 2, "lines": {"rule.py": [6, 8]}},
        "quick": {"seconds": 1, "lines": {"rule.py": [8]}},
        "elsewhere": {"seconds": 1, "lines": {"rule.py": [6]}},
        "skipped": {"seconds": 0, "lines": {"rule.py": [8]}, "useless": True},
    }
    assert choice.Tests(record).of(mutant) == ["quick", "slow"]
    # A line that no test was seen to run, because it was run before the watch began.
    unseen = {"": {"lines": {}}, "other": {"seconds": 1, "lines": {"x.py": [1]}}, "file": {"seconds": 1, "lines": {"rule.py": [6]}}}
    assert choice.Tests(unseen).of(mutant) == ["file"]


def test_the_quickest_files_are_tried_first_each_as_a_whole():
    seconds = {"a.py::1": 0.2, "b.py::1": 0.5, "a.py::2": 0.1, "c.py::1": 0.1, "c.py::2": 3, "d.py::1": 9}
    tests = choice.Tests({test: {"seconds": one, "lines": {}} for test, one in seconds.items()})
    asked = sorted(seconds, key=lambda test: seconds[test])
    assert [sorted(batch) for batch in tests.batches(asked)] == [["a.py::1", "a.py::2", "b.py::1"], ["c.py::1", "c.py::2"], ["d.py::1"]]
    assert tests.batches([]) == []


def test_a_line_run_on_import_is_put_to_the_tests_of_its_file_too_those_that_run_it_first(project):
    [mutant] = [one for one in mutants_of(project, "rule.py") if one.after == "igg <= limit"]
    record = {
        "": {"lines": {"rule.py": [8]}},
        "of the file": {"seconds": 1, "lines": {"rule.py": [6]}},
        "of the line": {"seconds": 2, "lines": {"rule.py": [8]}},
    }
    assert choice.Tests(record).of(mutant) == ["of the line", "of the file"]
    assert choice.Tests(record).on_import(mutant) and not choice.Tests(record | {"": {"lines": {"rule.py": [6]}}}).on_import(mutant)


def test_what_a_file_expects_of_the_line_itself_is_asked_apart(project):
    """Its parameters may have been made by the unchanged line: a copy would compare the new with the old."""
    [mutant] = [one for one in mutants_of(project, "rule.py") if one.after == "igg <= limit"]
    record = {
        "": {"lines": {}},
        "import a.py": {"lines": {"rule.py": [8]}},
        "a.py::1": {"seconds": 1, "lines": {"rule.py": [8]}},
        "a.py::2": {"seconds": 1, "lines": {"rule.py": [6]}},
        "b.py::1": {"seconds": 2, "lines": {"rule.py": [8]}},
    }
    tests = choice.Tests(record)
    assert tests.apart(mutant) == (["b.py::1"], ["a.py::1", "a.py::2"])
    assert not tests.on_import(mutant) and tests.files() == ["a.py", "b.py"]


KEPT = '''"""Answers that are kept, and functions kept elsewhere."""

import functools

LIMIT = 4 + 1
KEPT = {"lambda": lambda igg: igg < 5}


@functools.cache
def low(igg, limit=3 + 2):
    return igg < 5


def maker():
    def made(igg):
        return igg < 5
    return made


KEPT["made"] = maker()


class Rule:
    at_most = 2 + 2

    @property
    def low(self):
        return self.igg < 5

    igg = 5
'''


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The module, imported and asked once."""
    file = tmp_path / "kept.py"
    file.write_text(KEPT, "utf-8")
    monkeypatch.setattr(warm, "ROOT", tmp_path)
    monkeypatch.setattr(warm, "OURS", (*warm.OURS, "kept"))
    spec = importlib.util.spec_from_file_location("kept", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert answers(module) == [False] * 4
    return module


def answers(module):
    return [module.low(5), module.KEPT["lambda"](5), module.KEPT["made"](5), module.Rule().low]


def test_a_changed_function_takes_the_place_of_the_old_one_wherever_it_is_kept(kept, tmp_path):
    functions, changed = warm.Functions(str(tmp_path)), []
    for mutant in [one for one in mutants_of(tmp_path, "kept.py") if one.after.endswith("<= 5")]:
        codes = warm.changed_codes(KEPT, mutant)
        assert functions.put_in(codes)
        functions.forget()
        changed.append(answers(kept))
        assert functions.put_in({new: old for old, new in codes.items()})
        functions.forget()
        assert answers(kept) == [False] * 4
    assert sorted(changed) == [[at == which for at in range(4)] for which in (3, 2, 1, 0)]


def test_what_goes_with_a_change_needs_no_new_code(tmp_path):
    source = "def low(states):\n    if any(state < 5 for state in states):\n        return 1\n    return 2\n"
    (tmp_path / "low.py").write_text(source, "utf-8")
    changed = {one.after: warm.changed_codes(source, one) for one in mutants_of(tmp_path, "low.py")}
    assert [code.co_name for code in changed["if True"]] == ["low"]
    assert sorted(code.co_name for code in changed["state <= 5"]) == ["<genexpr>", "low"]


def test_what_a_module_or_a_class_does_itself_is_not_tried_in_a_copy(tmp_path):
    (tmp_path / "kept.py").write_text(KEPT, "utf-8")
    itself = {one.before for one in mutants_of(tmp_path, "kept.py") if warm.changed_codes(KEPT, one) is None}
    assert itself == {"4 + 1", "4", "1", "3 + 2", "3", "2", "2 + 2", "5"}  # the 5 is that of `igg = 5`


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_copy_says_how_it_ended_and_is_ended_when_it_goes_on_for_ever(monkeypatch):
    assert warm.in_a_copy(lambda: 0, 0) == 0
    assert warm.in_a_copy(lambda: 2, 0) == 2
    assert warm.in_a_copy(lambda: 1 // 0, 0) == 1
    monkeypatch.setattr(warm, "limit_s", lambda seconds: 0.1)
    assert warm.in_a_copy(lambda: sum(iter(int, 1)), 0) == 1


COLD = """
import json
from guide.proving import choice, cold, run
from guide.proving.mutation import mutants_of

file = "calculators/ivig/course/rule.py"
times = {"tests/unit/by_hand/test_course.py": 0.5, "tests/unit/by_hand/test_typed.py": 9}
chosen = [one for one in mutants_of(run.ROOT, file) if one.after in ("daily_ml >= 0", "weight_kg / dose_g_per_kg")]
lines = sorted({one.line for one in chosen})
tests = choice.Tests({"": {"lines": {file: lines}}, **{test: {"seconds": s, "lines": {file: lines}} for test, s in times.items()}})
assert len(tests.batches(tests.of(chosen[0]))) == 2
cold.run(chosen, tests, lambda mutant, outcome: print(json.dumps([mutant.after, outcome])))
"""


def test_a_change_that_gives_no_other_answer_lives_where_the_changed_file_is_imported():
    """Compiled as this tool is, with annotations as text, no file with figures could be imported, and all its mutants were "noticed"."""
    env = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run([sys.executable, "-c", COLD], cwd=run.ROOT, capture_output=True, text=True, env=env)
    told = dict(map(json.loads, done.stdout.splitlines()))
    assert told == {"daily_ml >= 0": warm.LIVES, "weight_kg / dose_g_per_kg": warm.NOTICED}, done.stderr


def test_what_is_said_of_the_mutants(project, capsys):
    noticed, lives, explained, *_ = mutants_of(project, "rule.py")
    found = {noticed.id: warm.NOTICED, lives.id: warm.LIVES, explained.id: warm.LIVES}
    three = [noticed, lives, explained]
    assert run.said(three, found, {explained.id: "why"}, 60, all_of_them=True) == 1
    assert capsys.readouterr().out.splitlines() == ["1 noticed, 1 equivalent, 1 live (1 min)", f"lives: {lives}"]
    assert run.said([noticed, explained], found, {explained.id: "why"}, 60, all_of_them=True) == 0
    assert run.said([noticed], found, {noticed.id: "why"}, 60, all_of_them=False) == 1
    assert run.said([noticed], found, {"0123456789": "why"}, 60, all_of_them=False) == 0
    assert run.said([noticed], found, {"0123456789": "why"}, 60, all_of_them=True) == 1
    assert run.said([noticed], {}, {}, 60, all_of_them=True) == 1
    assert "not tried" in capsys.readouterr().out


def test_every_reason_is_of_a_mutant_that_is_there_and_says_something():
    there = {mutant.id for file in run.files([]) for mutant in mutants_of(run.ROOT, file)}
    reasons = run.reasons()
    assert reasons.keys() - there == set()
    assert all(len(why) > 20 for why in reasons.values())
