"""`sid-trough` from the contract: adjust by trough IgG."""

from fractions import Fraction

from .worlds import missing as could_change

TARGET = Fraction(6)  # g/l, mr-dose-trough, mr-dose-trough-serious
TOP = Fraction(8)  # g/l, mr-dose-trough-serious, mr-dose-higher
FREE_MONTHS = 6  # mr-dose-reduce
BOTH = (True, False)
LEAST_MONTHS, MOST_MONTHS = 0, 600

#: Where a trough can lie: its grade stands for it.
GRADES = ("below", "at_target", "in_range", "over")


def grade(trough: Fraction) -> str:
    if trough > TOP:
        return "over"
    return "below" if trough < TARGET else "at_target" if trough == TARGET else "in_range"


def verdict(a: dict) -> str:
    """Reading: the order is kept to the letter, so a trough below 6 with unknown infections is `below_target`."""
    if a["trough"] == "over":
        return "above_range"
    if a["serious_infections"]:
        return "consider_adjusting"
    if a["trough"] == "below":
        return "below_target"
    if a["serious_infections"] is None:
        return "undetermined"
    free = a["infection_free_months"]
    if a["trough"] == "in_range" and a["high_in_interval"] and free is not None and free >= FREE_MONTHS:
        return "reduction_possible"
    return "on_target"


def contradicts(a: dict) -> bool:
    return bool(a["serious_infections"] and a["infection_free_months"])


def trough(level: str, serious: bool | None, high: bool | None, months: int | None) -> dict:
    """Reading: months free of bacterial infections with serious infections unknown stays unknown; they settle nothing."""
    a = {"trough": level, "serious_infections": serious, "high_in_interval": high, "infection_free_months": months}
    if months is not None and not LEAST_MONTHS <= months <= MOST_MONTHS:
        return {"status": "invalid", "errors": {("infection_free_months", "out_of_range")}}
    if contradicts(a):
        return {"status": "invalid", "errors": {("serious_infections", "contradiction"), ("infection_free_months", "contradiction")}}
    states = {
        "above_range": level == "over",
        "serious_infections": serious,
        "below_target": level == "below",
        "above_range_low": level in ("in_range", "over"),
        "high_in_interval": high,
        "infection_free": None if months is None else months >= FREE_MONTHS,
    }
    options = {"serious_infections": BOTH, "high_in_interval": BOTH, "infection_free_months": (0, FREE_MONTHS)}
    return {
        "status": "ok",
        "outcome": verdict(a),
        "criteria": states,
        "missing": could_change(verdict, a, options, lambda answers: not contradicts(answers)),
    }
