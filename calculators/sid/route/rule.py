"""Which form the source points at, SCIG or IVIG (Medicinrådet, recommendations for SCIG and IVIG)."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

from calculators.rulekit.logic import Truth, either, settle
from calculators.sid.products import FACILITATED, IVIG, SCIG, Product, Table

IVIG_ROUTE, PLAIN_ROUTE, MONTHLY_ROUTE, SCIG_ROUTE = "ivig_can_be_considered", "plain_scig", "facilitated_scig", "scig"
# The forms of each outcome: their products come first in the list.
FORMS = {IVIG_ROUTE: (IVIG,), PLAIN_ROUTE: (SCIG,), MONTHLY_ROUTE: (FACILITATED,), SCIG_ROUTE: (SCIG, FACILITATED)}
# The categories of Table 1, by the source's own names.
CATEGORY = {SCIG: "anvend", FACILITATED: "anvend", IVIG: "overvej"}


class Sentence(StrEnum):
    """The sentences of the text that the answer rests on, besides those of the products."""

    PREFER_SCIG = "mr-prefer-scig"
    IVIG_WHEN = "mr-ivig-when"
    IVIG_EQUAL = "mr-ivig-equal"
    SMALL_CHILDREN = "mr-small-children"
    MONTHLY_REASONS = "mr-monthly-reasons"
    FACILITATED = "mr-fscig"


@dataclass(frozen=True)
class Patient:
    """What the clinician answered; None is unknown."""

    short_treatment: Truth = None
    very_high_dose: Truth = None
    skin_problems: Truth = None
    self_injection_trouble: Truth = None
    small_child: Truth = None
    prefers_monthly: Truth = None


def verdict(
    short_treatment: bool,
    very_high_dose: bool,
    skin_problems: bool,
    self_injection_trouble: bool,
    small_child: bool,
    prefers_monthly: bool,
) -> str:
    """The route of a patient of whom every answer is known."""
    if short_treatment or very_high_dose or skin_problems or self_injection_trouble:
        return IVIG_ROUTE
    if small_child:
        return PLAIN_ROUTE  # whatever else speaks for monthly treatment: the volume is too large
    return MONTHLY_ROUTE if prefers_monthly else SCIG_ROUTE


def decide(patient: Patient) -> tuple[str, tuple[str, ...]]:
    """The route by the answers given, and the unanswered questions that could change it.

    Nothing speaks for leaving the source's first choice until an answer does.
    """
    answers = asdict(patient)
    outcome = verdict(**{name: state is True for name, state in answers.items()})
    _, could_change = settle({name: either(state) for name, state in answers.items()}, verdict)
    return outcome, could_change


def listed(outcome: str, products: Iterable[Product]) -> tuple[Product, ...]:
    """All products, those of the outcome first, otherwise in the order of the table."""
    return tuple(sorted(products, key=lambda product: product.form not in FORMS[outcome]))


def asked(patient: Patient, figures: Table, given: Collection[str]) -> Iterable[str]:
    """The unanswered questions that can change the route."""
    return decide(patient)[1]
