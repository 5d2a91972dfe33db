"""`igg-samples` from the contract, by possible worlds.

Readings:
* "Missing that could decide": the outcome is `undetermined` where the unknown answers could
  give more than one, so two samples 20 days apart are too close whatever the second one shows.
* "below x" decides every comparison with a limit of at least x. Where x is above 4 and the
  outcome hangs on it, it is `not_exact`. Where x is above 4 but the outcome does not hang on it
  (samples too close …), either is right, and so it is where only `higher_g_l` hangs on it.
* A sample and its date are two answers: either may be unknown by itself.
"""

from datetime import date
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from .numbers import plain
from .worlds import missing as could_change

VERY_LOW = Fraction(4)  # g/l, mr-haem-igg4
LOW = Fraction(6)  # g/l, mr-haem-igg6
APART = 21  # 3 weeks, mr-mon-two
BOTH = (True, False)


class Below(NamedTuple):
    """Typed as "<1,1"."""

    limit: Fraction


def grades(igg: Fraction | Below | None) -> tuple[int, ...]:
    """0 below 4, 1 below 6, 2 from 6 on: those it could be."""
    if igg is None:
        return (0, 1, 2)
    if isinstance(igg, Below):
        return (0,) if igg.limit <= VERY_LOW else (0, 1) if igg.limit <= LOW else (0, 1, 2)
    return (0,) if igg < VERY_LOW else (1,) if igg < LOW else (2,)


def in_world(apart: bool, one: int, other: int, infected: tuple[bool, bool]) -> str:
    if not apart:
        return "too_close"
    if all(infected):
        return "infection_both"
    if one == other == 0:
        return "lasting_below_4"
    if max(one, other) < 2:
        return "lasting_below_6"
    return "not_lasting" if min(one, other) < 2 else "not_low"


def possible(apart: bool | None, one: tuple, other: tuple, infection_1: bool | None, infection_2: bool | None) -> set[str]:
    known = [BOTH if value is None else (value,) for value in (apart, infection_1, infection_2)]
    return {in_world(a, x, y, (i, j)) for a, i, j in product(*known) for x in one for y in other}


def verdict(a: dict) -> str:
    outcomes = possible(
        a["date_2"],
        (a["igg_1_g_l"],),
        (0, 1, 2) if a["igg_2_g_l"] is None else (a["igg_2_g_l"],),
        a["infection_1"],
        a["infection_2"],
    )
    return outcomes.pop() if len(outcomes) == 1 else "undetermined"


def samples(
    igg_1: Fraction | Below,
    date_1: date,
    infection_1: bool | None,
    igg_2: Fraction | Below | None,
    date_2: date | None,
    infection_2: bool | None,
) -> dict:
    """`outcomes` is None where the figure typed as "below" must be refused; `may_refuse` where it may be."""
    days = None if date_2 is None else abs((date_2 - date_1).days)
    apart = None if days is None else days >= APART
    one, other = grades(igg_1), grades(igg_2)
    vague = {field for field, igg in (("igg_1_g_l", igg_1), ("igg_2_g_l", igg_2)) if isinstance(igg, Below) and igg.limit > VERY_LOW}
    higher, open_higher = None, set()
    if igg_2 is not None:
        higher, open_higher = highest(igg_1, igg_2)
    outcomes = possible(apart, one, other, infection_1, infection_2)
    wanted = {"days_apart": None if days is None else str(days), "higher_g_l": None if higher is None else plain(higher, 12)}
    wanted["may_refuse"] = vague | open_higher
    if not vague:
        answers = {
            "igg_1_g_l": one[0],
            "date_2": apart,
            "infection_1": infection_1,
            "infection_2": infection_2,
            "igg_2_g_l": None if igg_2 is None else other[0],
        }
        wanted["outcome"] = verdict(answers)
        wanted["missing"] = could_change(
            verdict, answers, {"igg_2_g_l": (0, 1, 2), "date_2": BOTH, "infection_1": BOTH, "infection_2": BOTH}
        )
    elif len(outcomes) == 1:
        wanted["outcome"] = next(iter(outcomes))
    else:
        wanted["outcome"] = "undetermined" if igg_2 is None or date_2 is None or None in (infection_1, infection_2) else None
    return wanted


def criteria(
    igg_1: Fraction | Below,
    date_1: date,
    infection_1: bool | None,
    igg_2: Fraction | Below | None,
    date_2: date | None,
    infection_2: bool | None,
) -> dict[str, bool | None]:
    """Each rule: what it is in all worlds that the answers leave, unknown where they differ."""

    def certain(seen: set[bool]) -> bool | None:
        return seen.pop() if len(seen) == 1 else None

    pairs = [sorted(pair) for pair in product(grades(igg_1), grades(igg_2))]
    infections = product(*(BOTH if one is None else (one,) for one in (infection_1, infection_2)))
    return {
        "apart": None if date_2 is None else abs((date_2 - date_1).days) >= APART,
        "without_infection": certain({not all(both) for both in infections}),
        "both_below_4": certain({higher == 0 for _, higher in pairs}),
        "both_below_6": certain({higher < 2 for _, higher in pairs}),
        "one_below_6": certain({lower < 2 for lower, _ in pairs}),
    }


def highest(one: Fraction | Below, other: Fraction | Below) -> tuple[Fraction | None, set[str]]:
    """The higher figure where it is certain, else the fields it hangs on."""
    for here, there, field in ((one, other, "igg_1_g_l"), (other, one, "igg_2_g_l")):
        if isinstance(here, Below):
            if not isinstance(there, Below):
                return (there, set()) if there >= here.limit else (None, {field})
            return None, {"igg_1_g_l", "igg_2_g_l"}
    return max(one, other), set()
