"""What is asked before a start: as few questions as decide, those that rule most out first."""

from collections.abc import Collection

from calculators.rulekit.logic import changing, enough, yes_or_no
from calculators.sid.eligibility.rule import (
    CART,
    FIELDS_OF_CASE,
    MEETS,
    Case,
    EligibilityFigures,
    EligibilityInputs,
    certain,
    decide,
    fields_of,
    is_early,
    possible_cases,
    verdict,
)
from calculators.sid.eligibility.trace import outstanding

# What is preferred where either of two questions would do.
ORDER = ("child", "early", "igg_g_l", "confirmed", "severe", "decisive", "infections", "paresis", "below_age_range", "workup")
_TO_DO = yes_or_no("igg_confirmed", "specialist_workup", "vaccinated", "iga_igm_measured") | {"antibiotics_considered": ("yes",)}


def asked(answers: EligibilityInputs, figures: EligibilityFigures, given: Collection[str]) -> frozenset[str]:
    """The unanswered questions that can change the verdict, what is outstanding, or the day of the deadline."""
    if answers.on_immunoglobulin:
        return frozenset()  # that verdict stands alone
    on_treatment = changing(lambda one: one.on_immunoglobulin, answers, {"on_immunoglobulin": (True,)})
    return frozenset({*on_treatment, *changing(outstanding, answers, _TO_DO), *_deciding(answers, figures, given)})


def _deciding(answers: EligibilityInputs, figures: EligibilityFigures, given: Collection[str]) -> frozenset[str]:
    if answers.population == CART and answers.child is None:
        return frozenset({"child"})  # nothing is certain before it is known
    possible = possible_cases(answers, figures)
    told = [name for name in possible if name in FIELDS_OF_CASE and fields_of((name,), answers, figures) <= set(given)]
    open_cases = enough(possible, lambda **states: verdict(answers.population, Case(**states), figures), certain, ORDER, told)
    wanted = fields_of(open_cases, answers, figures)
    is_open = answers.population == CART and is_early(answers, figures) is None
    if is_open and "early" not in open_cases and decide(answers, figures).outcome == MEETS:
        wanted |= fields_of(("early",), answers, figures)  # whether there is a deadline
    return wanted
