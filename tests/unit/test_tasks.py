"""The timed tasks: each asks what a calculator can answer, and ends in the verdict that it names."""

import pytest

import calculators
from guide.measuring.tasks import PHONE, TASKS, Walked, table
from tests.frozen import FROZEN


@pytest.mark.parametrize("task", [one for one in TASKS if one.calculator], ids=lambda one: one.name)
def test_a_task_ends_in_its_verdict(task):
    result = calculators.run(task.calculator, {**task.typed, **task.stands}, task.lang, FROZEN)
    assert result.answer and not result.errors
    assert (result.answer.outcome or "") == task.outcome
    assert task.leads.startswith(f"{calculators.find(task.calculator).page}/#")


def test_the_table_has_a_line_for_each():
    assert len({one.name for one in TASKS}) == len(TASKS) >= 10
    assert any(one.screen == PHONE for one in TASKS)
    lines = table([(one, Walked(3, len(one.typed), 0.25, 11.6)) for one in TASKS]).splitlines()
    assert len(lines) == len(TASKS) + 2
    assert "| 3 | 4 | 0.2 | 12 |" in lines[2]
