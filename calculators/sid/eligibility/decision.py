"""What the decision table asks before a start: a table for each group, with the questions that its criteria read."""

from datetime import date, timedelta

from calculators.decision import Option, Question, Section, levels, yes_no
from calculators.rulekit.dates import add_months
from calculators.sid.eligibility.rule import (
    CART,
    CONSIDER,
    HSCT,
    MEETS,
    NOT_COVERED,
    NOT_MET,
    OTHER,
    POPULATIONS,
    UNDETERMINED,
    EligibilityFigures,
    GroupFigures,
    group_figures,
    limits,
)

# After CAR-T a case that hangs on "lasting" stays open even where it could be considered; in other patients the work-up comes last.
ORDER = {CART: (NOT_COVERED, MEETS, UNDETERMINED, CONSIDER, NOT_MET), OTHER: (CONSIDER, UNDETERMINED, NOT_MET)}
THERAPY = date(2001, 1, 10)  # any day will do: the rule looks at the time since


def sections(figures: EligibilityFigures) -> tuple[Section, ...]:
    return tuple(
        Section(
            group, _questions(group, figures), ORDER.get(group, (MEETS, CONSIDER, NOT_MET)), {"population": group}, named_by="population"
        )
        for group in POPULATIONS
    )


def _questions(group: str, figures: EligibilityFigures) -> tuple[Question, ...]:
    igg = levels("igg_g_l", limits(group, False, figures), "0.1")
    if group == HSCT:
        return (igg,)
    start = (yes_no("child"), _period(figures)) if group == CART else ()
    end = (yes_no("specialist_workup"),) if group == OTHER else ()
    paresis = () if group == OTHER else (_paresis(),)
    asked = (igg, yes_no("igg_confirmed"), *paresis, yes_no("severe_or_recurrent"), yes_no("below_age_range"), yes_no("low_igg_decisive"))
    return (*start, *asked, _infections(group_figures(group, figures), group), *end)


def _period(figures: EligibilityFigures) -> Question:
    """On the day itself the later criteria hold, so it stands with what comes after."""
    day = add_months(THERAPY, figures.cart_early_months)
    assessed = {"early": day - timedelta(days=1), "late": day}
    typed = {"therapy_date": THERAPY.isoformat()}
    return Question("period", tuple(Option(code, typed | {"assessment_date": one.isoformat()}) for code, one in assessed.items()))


def _paresis() -> Question:
    """Both together count, or neither."""
    both = {"yes": {"m_component": "yes", "immunoparesis": "yes"}, "no": {"m_component": "no", "immunoparesis": "no"}}
    return Question("paresis", tuple(Option(code, typed) for code, typed in both.items()))


def _infections(group: GroupFigures, name: str) -> Question:
    """Any of the three kinds in its number is enough; which one makes no difference to the verdict."""
    enough = {"hospital_infections_6m": "0", "sepsis_6m": "0", "verified_infections_6m": str(group.verified)}
    none = dict.fromkeys(enough, "0")
    return Question("infections", (Option("yes", enough), Option("no", none)))
