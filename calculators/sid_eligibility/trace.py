"""The whole decision trace of `sid-eligibility`: each criterion met, not met or unknown."""

from calculators.answer import Criterion, Outstanding
from calculators.logic import all_of, any_of
from calculators.sid_eligibility.rule import (
    Answers,
    EligibilityFigures,
    below,
    group_figures,
    infections,
    is_early,
)

_WIDER = {"haematological": "mr-haem", "cart_bispecific": "mr-haem", "other": "mr-other"}


def trace(answers: Answers, figures: EligibilityFigures) -> tuple[Criterion, ...]:
    """The criteria of the group, in the order of the source."""
    population = answers.population
    if population == "hsct":
        return (Criterion("hsct_igg", below(answers.igg_g_l, figures.hsct_igg_g_per_l), ("mr-hsct",)),)
    criteria = []
    early = False
    if population == "cart_bispecific":
        adult = None if answers.child is None else not answers.child
        early = is_early(answers, figures)
        criteria += [
            Criterion("adult", adult, ("mr-cart-children",)),
            Criterion("early_period", early, ("mr-cart-early", "mr-cart-late")),
        ]
    if early is not False:
        criteria.append(Criterion("early_igg", below(answers.igg_g_l, figures.cart_early_igg_g_per_l), ("mr-cart-early",)))
    if population != "other":
        criteria.append(Criterion("immunoparesis", _paresis(answers), ("mr-haem-m-component",)))
    if early is not True:
        criteria += _first_route(answers, figures)
    return (*criteria, *_wider_route(answers, figures), *_workup(answers))


def _paresis(answers: Answers):
    if answers.population == "other":
        return False
    return all_of(answers.m_component, answers.immunoparesis)


def _first_route(answers, figures):
    population = answers.population
    fact = {"cart_bispecific": "mr-cart-late", "other": "mr-other-igg4"}.get(population, "mr-haem-igg4")
    group = group_figures(population, figures)
    paresis = _paresis(answers)
    low = any_of(below(answers.igg_g_l, group.igg4_g_per_l), paresis)
    lasting = any_of(answers.igg_confirmed, paresis)
    code = {"cart_bispecific": "late", "other": "other"}.get(population, "haem")
    yield Criterion(f"{code}_low_igg", low, (fact,))
    # Immunoparesis stands in for two samples, but not in group 4: each line says what it counts.
    yield Criterion("lasting" if population == "other" else "lasting_or_paresis", lasting, (fact, "mr-mon-two"))
    yield Criterion("severe_or_recurrent", answers.severe_or_recurrent, (fact,))


def _wider_route(answers, figures):
    population = answers.population
    prefix = _WIDER[population]
    group = group_figures(population, figures)
    hospital, sepsis, verified = infections(answers, group)
    code = {"cart_bispecific": "cart", "other": "other"}.get(population, "haem")
    limit = {"cart_bispecific": "mr-cart-igg6"}.get(population, f"{prefix}-igg6")
    low = any_of(below(answers.igg_g_l, group.igg6_g_per_l), answers.below_age_range, _paresis(answers))
    kind = "other" if population == "other" else "haem"
    yield Criterion(f"{code}_wider_igg", low, (limit,))
    yield Criterion("decisive", answers.low_igg_decisive, (f"{prefix}-igg6",))
    yield Criterion(f"{kind}_hospital", hospital, (f"{prefix}-hosp",))
    yield Criterion(f"{kind}_sepsis", sepsis, (f"{prefix}-sepsis",))
    yield Criterion(f"{kind}_verified", verified, (f"{prefix}-verified",))


def _workup(answers):
    if answers.population == "other":
        yield Criterion("workup", answers.specialist_workup, ("mr-other",))


def outstanding(values: dict) -> tuple[Outstanding, ...]:
    """What the source wants done before a start and the answers do not say is done."""
    wanted = [
        ("vaccination", values["vaccinated"] is not True, ("mr-pre-vaccination",)),
        ("antibiotics", values["antibiotics_considered"] not in ("yes", "not_applicable"), ("mr-pre-antibiotics",)),
        ("second_igg_sample", values["igg_confirmed"] is None, ("mr-mon-two",)),
        ("iga_igm", values["iga_igm_measured"] is not True, ("mr-mon-iga-igm",)),
        ("workup", values["population"] == "other" and values["specialist_workup"] is not True, ("mr-other",)),
    ]
    return tuple(Outstanding(code, facts) for code, is_wanted, facts in wanted if is_wanted)
