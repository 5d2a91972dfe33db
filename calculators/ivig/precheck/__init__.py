"""`ivig-precheck`: contraindications and tests before the first infusion."""

from calculators.answer import Answer, Criterion, Note, Outstanding
from calculators.calculator import Calculator
from calculators.facts import Facts, Read
from calculators.form.fields import YES_NO, Field
from calculators.ivig.precheck.rule import READY_BEFORE_IGA, Answers, missing, verdict
from calculators.rulekit.logic import any_of, negated

# Nothing is computed with these: they are said in the wording, so their shape is asserted.
READS = {
    "iga_frequency_low": Read("nel-iga-frequency", "per 1000", part="low"),
    "iga_frequency_high": Read("nel-iga-frequency", "per 1000", part="high"),
    "iga_frequency_elsewhere_percent": Read("nel-act-anaphylaxis", "%", name="frequency"),
    "thrombosis_percent": Read("nel-ae-thrombosis", "%"),
    "thrombosis_years": Read("nel-ae-thrombosis", "year", name="period"),
}
CONTRAINDICATIONS = {
    "iga_deficiency": "nel-contra-iga",
    "severe_renal_failure": "nel-contra-renal",
    "severe_heart_failure": "nel-contra-heart",
    "ivig_allergy": "nel-contra-allergy",
}


def figures(facts: Facts) -> None:
    facts.numbers(READS)


def fields(figures: None) -> tuple[Field, ...]:
    def yesno(name, group, when=None):
        return Field(name, "yesno", options=YES_NO, group=group, when=when)

    return (
        *(yesno(name, "contraindications") for name in CONTRAINDICATIONS),
        yesno("autoantibodies_taken", "tests"),
        yesno("bloods_taken", "tests"),
        yesno("repeat_course", "tests"),
        yesno("urgent", "tests", ("iga_deficiency", ("unknown",))),
        yesno("vascular_risk", "risk"),
        yesno("low_blood_counts", "risk"),
    )


def solve(values: dict, figures: None) -> Answer:
    """Whether the course can start, and what is not done yet (NEL, before treatment)."""
    answers = Answers(**{name: values[name] for name in Answers.__dataclass_fields__})
    outcome = verdict(answers)
    return Answer(
        outcome=outcome,
        outcome_facts=_outcome_facts(answers, outcome),
        criteria=_criteria(answers),
        missing=missing(answers),
        outstanding=_outstanding(answers),
        notes=_notes(values, outcome),
    )


def _outcome_facts(answers: Answers, outcome: str) -> tuple[str, ...]:
    if outcome == READY_BEFORE_IGA:
        return ("nel-iga-start-anyway",)
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
        Criterion("iga_known_or_urgent", iga_known_or_urgent, ("nel-iga-start-anyway",)),
        Criterion("autoantibodies_taken", answers.autoantibodies_taken, ("nel-autoantibodies-before",)),
        Criterion("bloods_taken", answers.bloods_taken, ("nel-bloods",)),
    )


def _outstanding(answers: Answers) -> tuple[Outstanding, ...]:
    """What the source wants done before the course and the answers do not say is done."""
    wanted = (
        ("autoantibodies", answers.autoantibodies_taken is not True, ("nel-autoantibodies-before",)),
        ("bloods", answers.bloods_taken is not True, ("nel-bloods",)),
    )
    return tuple(Outstanding(code, facts) for code, is_wanted, facts in wanted if is_wanted)


def _notes(values: dict, outcome: str) -> tuple[Note, ...]:
    notes = []
    if values["vascular_risk"]:
        notes.append(Note("vascular_risk", "warning", ("nel-ae-thrombosis",)))
    if values["low_blood_counts"]:
        notes.append(Note("low_blood_counts", "warning", ("nel-lab-general",)))
    if values["iga_deficiency"] is not False:
        facts = ("nel-contra-iga", "nel-iga-risk", "nel-iga-frequency", "nel-iga-rare-anyway", "nel-act-anaphylaxis")
        notes.append(Note("iga", "info", facts))
    if outcome == READY_BEFORE_IGA:
        notes.append(Note("reading_iga", "info", ("nel-contra-iga", "nel-iga-start-anyway")))
    if values["repeat_course"]:
        notes.append(Note("repeat_course", "info", ("nel-bloods-repeat",)))
    notes.append(Note("haemoglobin", "info", ("nel-lab-haemolysis",)))
    notes.append(Note("hydration", "info", ("nel-act-headache",)))
    return tuple(notes)


CALCULATOR = Calculator(
    "ivig-precheck",
    "ivig/before",
    (
        *CONTRAINDICATIONS.values(),
        "nel-autoantibodies-before",
        "nel-bloods",
        "nel-bloods-repeat",
        "nel-iga-risk",
        "nel-iga-start-anyway",
        "nel-iga-rare-anyway",
        "nel-lab-general",
        "nel-lab-haemolysis",
        "nel-act-headache",
    ),
    READS,
    figures,
    fields,
    solve,
)
