"""What the decision table asks before the first infusion. An answer that is not known decides something of its own here."""

from calculators.decision import Section, yes_no
from calculators.ivig.precheck.rule import CONTRAINDICATED, INCOMPLETE, READY, READY_BEFORE_IGA, Answers, PrecheckFigures


def sections(figures: PrecheckFigures) -> tuple[Section, ...]:
    taken = ("autoantibodies_taken", "bloods_taken", "urgent")  # what is not known to be so counts as not so
    questions = tuple(yes_no(name) if name in taken else yes_no(name, "unknown") for name in Answers.__dataclass_fields__)
    return (Section("all", questions, (CONTRAINDICATED, READY, READY_BEFORE_IGA, INCOMPLETE)),)
