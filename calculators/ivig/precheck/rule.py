"""Before the first infusion of IVIG (NEL, contraindications; ordering and tests)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from calculators.facts.read import read
from calculators.rulekit.logic import Truth, either, settle

CONTRAINDICATED, INCOMPLETE = "contraindicated", "incomplete"
READY_BEFORE_IGA, READY = "ready_before_iga", "ready"


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on."""

    CONTRA_IGA = "nel-contra-iga"
    CONTRA_RENAL = "nel-contra-renal"
    CONTRA_HEART = "nel-contra-heart"
    CONTRA_ALLERGY = "nel-contra-allergy"
    AUTOANTIBODIES = "nel-autoantibodies-before"
    BLOODS = "nel-bloods"
    BLOODS_REPEAT = "nel-bloods-repeat"
    IGA_FREQUENCY = "nel-iga-frequency"
    IGA_RISK = "nel-iga-risk"
    IGA_START_ANYWAY = "nel-iga-start-anyway"
    IGA_RARE_ANYWAY = "nel-iga-rare-anyway"
    ANAPHYLAXIS = "nel-act-anaphylaxis"
    THROMBOSIS = "nel-ae-thrombosis"
    LAB_GENERAL = "nel-lab-general"
    HAEMOLYSIS = "nel-lab-haemolysis"
    HEADACHE = "nel-act-headache"


@dataclass(frozen=True)
class PrecheckFigures:
    """Nothing is computed with these: they are said in the wording of the answer, so their form is asserted."""

    iga_frequency_low_per_1000: Decimal = read(Sentence.IGA_FREQUENCY, "per 1000", part="low")
    iga_frequency_high_per_1000: Decimal = read(Sentence.IGA_FREQUENCY, "per 1000", part="high")
    iga_frequency_elsewhere_percent: Decimal = read(Sentence.ANAPHYLAXIS, "%", name="frequency")
    thrombosis_percent: Decimal = read(Sentence.THROMBOSIS, "%")
    thrombosis_years: Decimal = read(Sentence.THROMBOSIS, "year", name="period")


@dataclass(frozen=True)
class Answers:
    """What decides; None is unknown. The first four are the contraindications."""

    iga_deficiency: Truth = None
    severe_renal_failure: Truth = None
    severe_heart_failure: Truth = None
    ivig_allergy: Truth = None
    autoantibodies_taken: Truth = None
    bloods_taken: Truth = None
    urgent: Truth = None


@dataclass(frozen=True)
class PrecheckInputs(Answers):
    """All that the clinician answered: what decides, and what only calls for a remark."""

    repeat_course: Truth = None
    vascular_risk: Truth = None
    low_blood_counts: Truth = None


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
    possible: dict[str, tuple[Truth, ...]] = {name: either(state) for name, state in given.items()}
    if answers.iga_deficiency is None:
        possible["iga_deficiency"] = (None, False, True)  # it may stay open
    _, could_change = settle(possible, lambda **states: verdict(Answers(**states)))
    return could_change
