"""`ivig-precheck`: contraindications and tests before the first infusion."""

from collections.abc import Collection, Iterable

from calculators.answer import Answer, Criterion, Handover, Note, Outstanding, Verdict
from calculators.calculator import Calculator
from calculators.form.fields import YES_NO, Field
from calculators.ivig.precheck.rule import (
    CONTRAINDICATED,
    INCOMPLETE,
    READY,
    READY_BEFORE_IGA,
    Answers,
    PrecheckFigures,
    PrecheckInputs,
    Sentence,
    missing,
    verdict,
)
from calculators.rulekit.logic import any_of, changing, negated, yes_or_no

CONTRAINDICATIONS = {
    "iga_deficiency": Sentence.CONTRA_IGA,
    "severe_renal_failure": Sentence.CONTRA_RENAL,
    "severe_heart_failure": Sentence.CONTRA_HEART,
    "ivig_allergy": Sentence.CONTRA_ALLERGY,
}


def fields(figures: PrecheckFigures) -> tuple[Field, ...]:
    def yesno(name: str, group: str) -> Field:
        return Field(name, "yesno", options=YES_NO, group=group)

    return (
        *(yesno(name, "contraindications") for name in CONTRAINDICATIONS),
        yesno("autoantibodies_taken", "tests"),
        yesno("bloods_taken", "tests"),
        yesno("urgent", "tests"),
        yesno("repeat_course", "tests"),
        yesno("vascular_risk", "risk"),
        yesno("low_blood_counts", "risk"),
    )


def solve(inputs: PrecheckInputs, figures: PrecheckFigures) -> Answer:
    """Whether the course can start, and what is not done yet (NEL, before treatment)."""
    outcome = verdict(inputs)
    return Answer(
        outcome=outcome,
        verdict=_verdict(inputs, outcome),
        outcome_facts=_outcome_facts(inputs, outcome),
        criteria=_criteria(inputs),
        missing=missing(inputs),
        outstanding=_outstanding(inputs),
        notes=_notes(inputs, outcome),
        handovers=(Handover("ivig-course", {}),) if outcome in (READY, READY_BEFORE_IGA) else (),
    )


def _verdict(answers: Answers, outcome: str) -> Verdict | None:
    """The contraindications by name, or what has yet to be ruled out and taken."""
    if outcome == CONTRAINDICATED:
        return Verdict("contraindicated", listed={"found": tuple(name for name in CONTRAINDICATIONS if getattr(answers, name))})
    if outcome != INCOMPLETE:
        return None
    unknown = (name for name in CONTRAINDICATIONS if getattr(answers, name) is None)
    # A start before the answer on IgA is defensible where it is medically important: then that alone may stand open.
    to_rule_out = tuple(name for name in unknown if name != "iga_deficiency" or not answers.urgent)
    to_take = tuple(item.code for item in _outstanding(answers))
    listed = {name: keys for name, keys in (("open", to_rule_out), ("tests", to_take)) if keys}
    code = "rule_out_and_take" if len(listed) > 1 else "rule_out" if to_rule_out else "take"
    return Verdict(code, listed=listed)


def asked(inputs: PrecheckInputs, figures: PrecheckFigures, given: Collection[str]) -> Iterable[str]:
    """The unanswered questions that can change the verdict, what is outstanding, or that bring a remark of their own."""

    def said(one: PrecheckInputs) -> tuple[str, str | None]:
        outcome = verdict(one)
        words = _verdict(one, outcome)
        return outcome, words.code if words else None

    always = ("autoantibodies_taken", "bloods_taken", *PrecheckInputs.__annotations__)  # what is not taken is outstanding in any case
    deciding = changing(said, inputs, yes_or_no(*Answers.__dataclass_fields__))
    return {*deciding, *(name for name in always if getattr(inputs, name) is None)}


def _outcome_facts(answers: Answers, outcome: str) -> tuple[str, ...]:
    if outcome == READY_BEFORE_IGA:
        return (Sentence.IGA_START_ANYWAY,)
    return tuple(fact for name, fact in CONTRAINDICATIONS.items() if getattr(answers, name))


def _criteria(answers: Answers) -> tuple[Criterion, ...]:
    absent = {
        "no_iga_deficiency": "iga_deficiency",
        "no_severe_renal_failure": "severe_renal_failure",
        "no_severe_heart_failure": "severe_heart_failure",
        "no_ivig_allergy": "ivig_allergy",
    }
    iga_known_or_urgent = any_of(answers.iga_deficiency is not None, answers.urgent)
    return (
        *(Criterion(id, negated(getattr(answers, name)), (CONTRAINDICATIONS[name],)) for id, name in absent.items()),
        Criterion("iga_known_or_urgent", iga_known_or_urgent, (Sentence.IGA_START_ANYWAY,)),
        Criterion("autoantibodies_taken", answers.autoantibodies_taken, (Sentence.AUTOANTIBODIES,)),
        Criterion("bloods_taken", answers.bloods_taken, (Sentence.BLOODS,)),
    )


def _outstanding(answers: Answers) -> tuple[Outstanding, ...]:
    """What the source wants done before the course and the answers do not say is done."""
    wanted = (
        ("autoantibodies", "autoantibodies_taken", answers.autoantibodies_taken is not True, (Sentence.AUTOANTIBODIES,)),
        ("bloods", "bloods_taken", answers.bloods_taken is not True, (Sentence.BLOODS,)),
    )
    return tuple(Outstanding(code, facts, name) for code, name, is_wanted, facts in wanted if is_wanted)


def _notes(inputs: PrecheckInputs, outcome: str) -> tuple[Note, ...]:
    notes = []
    if inputs.vascular_risk:
        notes.append(Note("vascular_risk", "warning", (Sentence.THROMBOSIS,)))
    if inputs.low_blood_counts:
        notes.append(Note("low_blood_counts", "warning", (Sentence.LAB_GENERAL,)))
    if inputs.iga_deficiency is not False:
        facts = (Sentence.CONTRA_IGA, Sentence.IGA_RISK, Sentence.IGA_FREQUENCY, Sentence.IGA_RARE_ANYWAY, Sentence.ANAPHYLAXIS)
        notes.append(Note("iga", "info", facts))
    if outcome == READY_BEFORE_IGA:
        notes.append(Note("reading_iga", "info", (Sentence.CONTRA_IGA, Sentence.IGA_START_ANYWAY)))
    if inputs.repeat_course:
        notes.append(Note("repeat_course", "info", (Sentence.BLOODS_REPEAT,)))
    notes.append(Note("haemoglobin", "info", (Sentence.HAEMOLYSIS,)))
    notes.append(Note("hydration", "info", (Sentence.HEADACHE,)))
    return tuple(notes)


CALCULATOR = Calculator(
    "ivig-precheck",
    "ivig/before",
    reads=PrecheckFigures,
    sentences=Sentence,
    inputs=PrecheckInputs,
    fields=fields,
    solve=solve,
    asked=asked,
)
