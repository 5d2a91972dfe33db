"""`sid-switch` from the contract: from one product to another, gram for gram (mr-switch-gram, mr-ratio)."""

from fractions import Fraction

from .numbers import shown
from .sid_dose import STRENGTH
from .worlds import missing as could_change

REASONS = ("adverse_effects", "no_effect", "practical", "tender")
BOTH = (True, False)
NAMED_VALUES = frozenset({"grams_per_4_weeks", "dose_per_infusion_g", "volume_per_infusion_ml"})


def verdict(a: dict) -> str:
    """mr-switch-no-effect; a rise that is known to be inadequate leaves the product itself as the cause."""
    if a["reason"] == "no_effect" and a["adequate_igg_rise"] is not False:
        return "do_not_switch" if a["adequate_igg_rise"] else "undetermined"
    return "switch_gram_for_gram"


def switch(
    source: str,
    dose: Fraction | None,
    volume: Fraction | None,
    from_weeks: int,
    target: str,
    to_weeks: int,
    reason: str | None = None,
    rise: bool | None = None,
) -> dict:
    """Exactly one of `dose` (g) and `volume` (ml) per infusion.

    Reading: an unknown reason is passed over, and named as missing where its answer could change the verdict.
    """
    a = {"reason": reason, "adequate_igg_rise": rise}
    wanted = {
        "status": "ok",
        "outcome": verdict(a),
        "missing": could_change(verdict, a, {"reason": REASONS, "adequate_igg_rise": BOTH}),
        "values": {},
    }
    if wanted["outcome"] == "switch_gram_for_gram":
        grams = dose if dose is not None else volume * STRENGTH[source] / 1000
        month = grams * 4 / from_weeks
        each = month * to_weeks / 4
        wanted["values"] = {
            "grams_per_4_weeks": shown(month, 2),
            "dose_per_infusion_g": shown(each, 2),
            "volume_per_infusion_ml": shown(each * 1000 / STRENGTH[target], 1),
        }
    return wanted


def facts(source: str, target: str, reason: str | None, small_child: bool | None) -> set[str]:
    """The facts that the notes the contract asks for must rest on, where there are figures."""
    wanted = set()
    if reason == "adverse_effects":
        wanted.add("mr-switch-ae")
    if reason == "tender":
        wanted.add("mr-switch-tender")
    if (source == "hyqvia") != (target == "hyqvia"):
        wanted |= {"mr-switch-home", "mr-switch-training"}  # volume and pump; training
    if small_child and target == "hyqvia":
        wanted.add("mr-small-children")
    return wanted
