"""What the decision table asks of a trough."""

from decimal import Decimal

from calculators.decision import Section, levels, yes_no
from calculators.sid.trough.rule import ABOVE_RANGE, BELOW_TARGET, CONSIDER, ON_TARGET, REDUCTION, TroughFigures


def sections(figures: TroughFigures) -> tuple[Section, ...]:
    questions = (
        levels("trough_g_l", figures.limits_g_per_l, "0.1"),
        yes_no("serious_infections"),
        yes_no("high_in_interval"),
        levels("infection_free_months", (Decimal(figures.free_months),), str(figures.free_months)),  # below: none at all
    )
    return (Section("all", questions, (ABOVE_RANGE, CONSIDER, BELOW_TARGET, REDUCTION, ON_TARGET)),)
