"""The whole decision trace of `sid-eligibility`: each criterion met, not met or unknown."""

from calculators.answer import Criterion, Outstanding
from calculators.sid.eligibility.criteria import flow
from calculators.sid.eligibility.rule import OTHER, Answers, EligibilityFigures, EligibilityInputs, Sentence


def trace(answers: Answers, figures: EligibilityFigures) -> tuple[Criterion, ...]:
    """The criteria of the group that the answers call for, in the order of the source."""
    items = (item for step in flow(answers.population, figures).every_step for item in step.items)
    return tuple(Criterion(i.id, i.state(answers), i.facts) for i in items if i.turns is None and i.applies(answers))


def outstanding(answers: EligibilityInputs) -> tuple[Outstanding, ...]:
    """What the source wants done before a start and the answers do not say is done."""
    wanted = [
        ("vaccination", answers.vaccinated is not True, (Sentence.VACCINATION,)),
        ("antibiotics", answers.antibiotics_considered not in ("yes", "not_applicable"), (Sentence.ANTIBIOTICS,)),
        ("second_igg_sample", answers.igg_confirmed is None, (Sentence.TWO_SAMPLES,)),
        ("iga_igm", answers.iga_igm_measured is not True, (Sentence.IGA_IGM,)),
        ("workup", answers.population == OTHER and answers.specialist_workup is not True, (Sentence.OTHER,)),
    ]
    return tuple(Outstanding(code, facts) for code, is_wanted, facts in wanted if is_wanted)
