"""From one product to another (Medicinrådet, switching): gram for gram, unless the class failed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculators.facts import Ratio
from calculators.facts.read import read
from calculators.rulekit.logic import Truth
from calculators.rulekit.numbers import CONTEXT
from calculators.sid.products import Product, Table

WEEKS_IN_A_PERIOD = 4
MG_PER_G = Decimal(1000)
DO_NOT_SWITCH, SWITCH, UNDETERMINED = "do_not_switch", "switch_gram_for_gram", "undetermined"
REASONS = ("adverse_effects", "no_effect", "practical", "tender")


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on, besides those of the products."""

    RATIO = "mr-ratio"
    GRAM_FOR_GRAM = "mr-switch-gram"
    NO_EFFECT = "mr-switch-no-effect"
    ADVERSE_EFFECTS = "mr-switch-ae"
    HOME = "mr-switch-home"
    TRAINING = "mr-switch-training"
    SMALL_CHILDREN = "mr-small-children"
    TENDER = "mr-switch-tender"
    SAVING = "mr-switch-saving"


@dataclass(frozen=True)
class SwitchFigures:
    """The ratio of equal doses, and the strengths."""

    table: Table
    ratio: Ratio = read(Sentence.RATIO, "ratio")

    @property
    def new_grams_per_old(self) -> Decimal:
        """Grams of the new product for each gram of the old one."""
        return Decimal(self.ratio.new) / Decimal(self.ratio.old)


@dataclass(frozen=True)
class SwitchInputs:
    """The old product as it is given, in grams or in ml, the new one, and why. None is unknown or left empty."""

    from_product: str
    dose_g: Decimal | None
    volume_ml: Decimal | None
    from_interval_weeks: int
    to_product: str
    to_interval_weeks: int
    reason: str | None
    adequate_igg_rise: Truth
    small_child: Truth


@dataclass(frozen=True)
class OldDose:
    """The two ways to give the old dose, as far as they could be read."""

    dose_g: Decimal | None
    volume_ml: Decimal | None


@dataclass(frozen=True)
class Switch:
    """The new product in exact figures."""

    old_dose_g: Decimal
    grams_per_4_weeks: Decimal
    dose_per_infusion_g: Decimal
    volume_per_infusion_ml: Decimal


def verdict(reason: str | None, adequate_igg_rise: Truth) -> str:
    """No effect although IgG rose adequately is an effect of the class: another product is none."""
    if reason != "no_effect" or adequate_igg_rise is False:
        return SWITCH
    return UNDETERMINED if adequate_igg_rise is None else DO_NOT_SWITCH


def missing_fields(reason: str | None, adequate_igg_rise: Truth) -> tuple[str, ...]:
    """The unanswered fields that could still turn the verdict: both must point at the class effect."""
    if reason not in (None, "no_effect") or adequate_igg_rise is False:
        return ()
    answers = {"reason": reason, "adequate_igg_rise": adequate_igg_rise}
    return tuple(name for name, answer in answers.items() if answer is None)


def switch(
    old: Product,
    old_dose_g: Decimal | None,
    old_volume_ml: Decimal | None,
    old_interval_weeks: int,
    new: Product,
    new_interval_weeks: int,
    figures: SwitchFigures,
) -> Switch:
    """The same grams in 4 weeks, in infusions of the new product. One of dose and volume is given."""
    if old_dose_g is None:
        assert old_volume_ml is not None  # by the form
        old_dose_g = CONTEXT.divide(old_volume_ml * old.strength_mg_per_ml, MG_PER_G)
    per_4_weeks = CONTEXT.divide(old_dose_g * WEEKS_IN_A_PERIOD * figures.new_grams_per_old, old_interval_weeks)
    infusion_g = CONTEXT.divide(per_4_weeks * new_interval_weeks, WEEKS_IN_A_PERIOD)
    return Switch(old_dose_g, per_4_weeks, infusion_g, CONTEXT.divide(infusion_g * MG_PER_G, new.strength_mg_per_ml))
