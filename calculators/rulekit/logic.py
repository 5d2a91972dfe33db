"""Three-valued logic for the decision trace: None is unknown, and unknown never counts as no."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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


def enough(
    possible: Mapping[str, tuple[Any, ...]],
    verdict: Callable[..., str],
    certain: Callable[[frozenset[str]], str],
    order: Iterable[str],
    given: Collection[str] = (),
) -> tuple[str, ...]:
    """The open answers to ask for: as few as will do, the first of `order` before the later ones.

    Nothing that the others could turn out to be, in any combination, changes what is certain by now. `certain` is the verdict
    that holds when all of these are still possible. `given` are answered, but not known: nobody is asked for them again.
    """
    names = [name for name in possible if len(possible[name]) > 1]
    cells = _Cells([len(possible[name]) for name in names])
    fixed = {name: states[0] for name, states in possible.items() if len(states) == 1}
    found = (verdict(**fixed, **dict(zip(names, states, strict=True))) for states in product(*(possible[name] for name in names)))
    masks: dict[str, int] = {}
    for at, outcome in enumerate(found):
        masks[outcome] = masks.get(outcome, 0) | 1 << at
    seen = [name for name in order if name in names and name not in given]
    for name in tuple(reversed(seen)):
        fewer = [one for one in seen if one != name]
        told = cells.left_over(masks, [names.index(one) for one in names if one in fewer or one in given])
        if len({certain(outcomes) for outcomes in told}) == 1:
            seen = fewer
    return tuple(seen)


class _Cells:
    """A table of cases, an axis for each open answer, of which sets are held as the bits of a number."""

    def __init__(self, sizes: list[int]) -> None:
        self._sizes = sizes
        self._strides = [1] * len(sizes)
        for at in range(len(sizes) - 2, -1, -1):
            self._strides[at] = self._strides[at + 1] * sizes[at + 1]
        self._count = self._strides[0] * sizes[0] if sizes else 1

    def left_over(self, masks: Mapping[str, int], open_axes: Iterable[int]) -> set[frozenset[str]]:
        """For each combination of the other axes the outcomes that the open ones leave possible; each such set once."""
        where = (1 << self._count) - 1
        for axis in open_axes:
            size, stride = self._sizes[axis], self._strides[axis]
            block = (1 << stride) - 1
            first = sum(block << at for at in range(0, self._count, stride * size))
            masks = {one: _any_shift(mask, size, stride) & first for one, mask in masks.items()}
            where &= first
        sets = [(frozenset[str](), where)]
        for outcome, mask in masks.items():
            halves = [(held | {outcome}, cells & mask) for held, cells in sets] + [(held, cells & ~mask) for held, cells in sets]
            sets = [(held, cells) for held, cells in halves if cells]
        return {held for held, _ in sets}


def _any_shift(mask: int, size: int, stride: int) -> int:
    found = mask
    for step in range(1, size):
        found |= mask >> step * stride
    return found


def changing[Inputs: DataclassInstance](
    part: Callable[[Inputs], object], inputs: Inputs, tried: Mapping[str, Iterable[object]]
) -> tuple[str, ...]:
    """The unanswered of the named inputs that change a part of the answer when they are answered as tried."""
    now = part(inputs)
    unanswered = [name for name in tried if getattr(inputs, name) is None]
    return tuple(name for name in unanswered if any(part(replace(inputs, **{name: value})) != now for value in tried[name]))


def yes_or_no(*names: str) -> dict[str, tuple[bool, bool]]:
    """Questions, each with the answers to be tried."""
    return dict.fromkeys(names, (True, False))
