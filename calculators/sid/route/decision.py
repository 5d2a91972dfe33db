"""What the decision table asks before SCIG or IVIG."""

from calculators.decision import Section, yes_no
from calculators.sid.products import Table
from calculators.sid.route.rule import IVIG_ROUTE, MONTHLY_ROUTE, PLAIN_ROUTE, SCIG_ROUTE, Patient


def sections(figures: Table) -> tuple[Section, ...]:
    questions = tuple(yes_no(name) for name in Patient.__dataclass_fields__)
    return (Section("all", questions, (IVIG_ROUTE, PLAIN_ROUTE, MONTHLY_ROUTE, SCIG_ROUTE)),)
