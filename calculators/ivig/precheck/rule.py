"""Before the first infusion of IVIG (NEL, contraindications; ordering and tests)."""

from dataclasses import dataclass

from calculators.rulekit.logic import Truth, either, settle

CONTRAINDICATED, INCOMPLETE = "contraindicated", "incomplete"
READY_BEFORE_IGA, READY = "ready_before_iga", "ready"


@dataclass(frozen=True)
class Answers:
    """What the clinician answered; None is unknown. The first four are the contraindications."""

    iga_deficiency: Truth = None
    severe_renal_failure: Truth = None
    severe_heart_failure: Truth = None
    ivig_allergy: Truth = None
    autoantibodies_taken: Truth = None
    bloods_taken: Truth = None
    urgent: Truth = None


def verdict(answers: Answers) -> str:
    """How far the preparations are. An unknown answer never counts as no.

    IgA deficiency is a contraindication, yet the text calls a start before the answer defensible
    where it is medically important not to wait: that alone may stand open.
    """
    others = (answers.severe_renal_failure, answers.severe_heart_failure, answers.ivig_allergy)
    if answers.iga_deficiency or any(others):
        return CONTRAINDICATED
    if None in others or not answers.autoantibodies_taken or not answers.bloods_taken:
        return INCOMPLETE
    if answers.iga_deficiency is None:
        return READY_BEFORE_IGA if answers.urgent else INCOMPLETE
    return READY


def missing(answers: Answers) -> tuple[str, ...]:
    """The unanswered fields that could still change the verdict."""
    given = {name: getattr(answers, name) for name in Answers.__dataclass_fields__}
    possible = {name: either(state) for name, state in given.items()}
    if answers.iga_deficiency is None:
        possible["iga_deficiency"] = (None, False, True)  # it may stay open
    _, could_change = settle(possible, lambda **states: verdict(Answers(**states)))
    return could_change
