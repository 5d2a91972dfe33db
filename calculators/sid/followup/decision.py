"""What the decision table asks before the dates of follow-up: a table for the groups without a deadline, and one after CAR-T."""

from datetime import date, timedelta

from calculators.decision import Option, Question, Section, yes_no
from calculators.rulekit.dates import add_months
from calculators.sid.eligibility.rule import CART, POPULATIONS
from calculators.sid.followup.rule import PAST_DEADLINE, STOP_BY, STOP_TRIAL, FollowupFigures

THERAPY = date(2001, 1, 10)  # any day will do: the rule counts from it
DAY = timedelta(days=1)


def sections(figures: FollowupFigures) -> tuple[Section, ...]:
    groups = tuple(Option(group, {"population": group}) for group in POPULATIONS if group != CART)
    dates = {
        "review_3m": ("start_date", "month"),
        "review_6m": ("start_date", "month"),
        "stop_trial_from": ("start_date", "month"),
        "stop_trial_to": ("start_date", "month"),
    }
    day = add_months(THERAPY, figures.cart_early_months)
    started = {"before": THERAPY - DAY, "early": day - DAY, "on_the_day": day, "late": day + DAY}
    start = Question("start", tuple(Option(code, {"start_date": one.isoformat()}) for code, one in started.items()))
    cart = {"population": CART, "therapy_date": THERAPY.isoformat()}
    asked = (yes_no("child"), start, yes_no("started_on_igg_only"), yes_no("treated_before_therapy"))
    # Reviews before a deadline hang on how much of it is left: its own words say so.
    cart_dates = {name: dates[name] for name in ("stop_trial_from", "stop_trial_to")} | {"stop_by": ("therapy_date", "month")}
    return (
        Section("without_deadline", (Question("population", groups),), (STOP_TRIAL,), {"start_date": THERAPY.isoformat()}, dates),
        Section(CART, asked, ("not_covered", STOP_BY, PAST_DEADLINE, STOP_TRIAL), cart, cart_dates),
    )
