"""Whatever is typed, every calculator gives a result of the right form; none fails, and none refuses but where the source is silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import calculators
from tests.frozen import FROZEN
from tests.oracles.amount import examples
from tests.oracles.result import answer
from tests.oracles.writing import any_text, check_sound
from tests.worked import fullest

REFUSALS = {"ivig-rate": {"no_rate_for_strength"}, "sid-followup": {"not_covered", "past_deadline"}}
ALL = [one.id for one in calculators.catalog()]


def fields_of(calculator: str) -> tuple[str, ...]:
    found = calculators.find(calculator)
    return tuple(field.name for field in found.fields(found.figures(FROZEN)))


TYPED = {calculator: any_text(fields_of(calculator), fullest(calculator)) for calculator in ALL}


@examples(1200)
@given(st.sampled_from(ALL).flatmap(lambda one: st.tuples(st.just(one), TYPED[one])), st.sampled_from(("nb", "da")))
def test_any_text_gives_a_result(asked: tuple[str, dict[str, str]], lang: str) -> None:
    calculator, inputs = asked
    got = answer(calculator, inputs, lang)
    check_sound(got, fields_of(calculator))
    assert got["status"] in {"ok", "invalid", "refused"}
    if got["status"] == "refused":
        assert got["refusal"]["code"] in REFUSALS.get(calculator, set())


@pytest.mark.parametrize("calculator", ALL)
def test_what_is_varied_is_answered(calculator: str) -> None:
    """Or the test above would vary what is refused anyhow."""
    assert answer(calculator, fullest(calculator))["status"] == "ok"
