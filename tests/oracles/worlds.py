"""Which unknown answers could still change a verdict."""

from collections.abc import Callable, Iterable
from itertools import product


def missing(
    verdict: Callable[[dict], str],
    answers: dict,
    options: dict[str, Iterable],
    consistent: Callable[[dict], bool] = lambda answers: True,
) -> set[str]:
    """The unknown fields of `options` that could.

    Reading: a field is missing when there is a way of answering the other unknown fields, or of
    leaving them unknown, after which its answer changes the verdict. An answer that would
    contradict a known one is no possible answer.
    """
    unknown = [name for name in options if answers[name] is None]
    found = set()
    for name in unknown:
        others = [other for other in unknown if other != name]
        for filling in product(*((None, *options[other]) for other in others)):
            here = answers | dict(zip(others, filling, strict=True))
            if not consistent(here):
                continue
            before = verdict(here)
            if any(consistent(here | {name: a}) and verdict(here | {name: a}) != before for a in options[name]):
                found.add(name)
                break
    return found
