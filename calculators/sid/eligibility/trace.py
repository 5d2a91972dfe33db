"""The whole decision trace of `sid-eligibility`: each criterion met, not met or unknown."""

from collections.abc import Iterator

from calculators.answer import Criterion, Outstanding
from calculators.sid.eligibility.criteria import Item, flow
from calculators.sid.eligibility.rule import OTHER, Answers, EligibilityFigures, EligibilityInputs, Sentence


def trace(answers: Answers, figures: EligibilityFigures) -> tuple[Criterion, ...]:
    """The criteria of the group that the answers call for, in the order of the source."""
    return tuple(criterion for item, criterion in _all(answers, figures) if item.in_trace)


def for_chart(answers: Answers, figures: EligibilityFigures) -> tuple[Criterion, ...]:
    """The same, with what the chart gathers from several of them."""
    return tuple(criterion for _, criterion in _all(answers, figures))


def _all(answers: Answers, figures: EligibilityFigures) -> Iterator[tuple[Item, Criterion]]:
    items = (item for step in flow(answers.population, figures).every_step for item in step.items)
    for item in items:
        if item.turns is None and item.applies(answers):
            yield item, Criterion(item.id, item.state(answers), item.facts, item.said(answers), item.args)


def outstanding(answers: EligibilityInputs) -> tuple[Outstanding, ...]:
    """What the source wants done before a start and the answers do not say is done."""
    wanted = [
        ("vaccination", "vaccinated", answers.vaccinated is not True, (Sentence.VACCINATION,)),
        ("antibiotics", "antibiotics_considered", answers.antibiotics_considered not in ("yes", "not_applicable"), (Sentence.ANTIBIOTICS,)),
        ("second_igg_sample", "igg_confirmed", answers.igg_confirmed is None, (Sentence.TWO_SAMPLES,)),
        ("iga_igm", "iga_igm_measured", answers.iga_igm_measured is not True, (Sentence.IGA_IGM,)),
        ("workup", "specialist_workup", answers.population == OTHER and answers.specialist_workup is not True, (Sentence.OTHER,)),
    ]
    return tuple(Outstanding(code, facts, name) for code, name, is_wanted, facts in wanted if is_wanted)
