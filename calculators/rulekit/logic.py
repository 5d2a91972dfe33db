"""Three-valued logic for the decision trace: None is unknown, and unknown never counts as no."""

from collections.abc import Callable, Mapping
from itertools import product

Truth = bool | None


def all_of(*states: Truth) -> Truth:
    """True when all are, False when one is not, else unknown."""
    if any(state is False for state in states):
        return False
    return None if any(state is None for state in states) else True


def any_of(*states: Truth) -> Truth:
    """True when one is, False when none is, else unknown."""
    if any(state is True for state in states):
        return True
    return None if any(state is None for state in states) else False


def negated(state: Truth) -> Truth:
    """The opposite; of unknown, unknown."""
    return None if state is None else not state


def settle(possible: Mapping[str, tuple[object, ...]], verdict: Callable[..., str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Every verdict that the open answers leave, and the open answers that could change it.

    `possible` gives for each argument of `verdict` the values it may still turn out to have.
    """
    names = tuple(possible)
    found = {states: verdict(**dict(zip(names, states, strict=True))) for states in product(*possible.values())}
    could_change = []
    for at, name in enumerate(names):
        if len(possible[name]) < 2:
            continue
        by_rest: dict[tuple[object, ...], set[str]] = {}
        for states, outcome in found.items():
            by_rest.setdefault((*states[:at], *states[at + 1 :]), set()).add(outcome)
        if any(len(outcomes) > 1 for outcomes in by_rest.values()):
            could_change.append(name)
    return frozenset(found.values()), tuple(could_change)


def either(state: Truth) -> tuple[bool, ...]:
    """What a yes/no answer may still turn out to be."""
    return (False, True) if state is None else (state,)
