"""`sid-followup`: when to review, when to try to stop, when to pause."""

from datetime import date
from decimal import Decimal

from calculators.answer import Answer, Calculator, Note, Quantity, Refusal, TextProblem, Value
from calculators.dates import add_months
from calculators.facts import Facts, Read
from calculators.fields import YES_NO, Field, FieldError, contradiction
from calculators.sid_eligibility.rule import POPULATIONS
from calculators.sid_followup.chart import FollowupChart
from calculators.sid_followup.rule import (
    FEWEST_WINTER_DAYS,
    PAST_DEADLINE,
    STOP_BY,
    UNDETERMINED,
    CartAnswers,
    FollowupFigures,
    deadline,
    first_pause,
    review_months,
    route,
    winter_days,
)

CART = "cart_bispecific"
READS = {
    "first_review_months": Read("mr-mon-3-6", "month"),
    "second_review_months": Read("mr-mon-3-6", "month", name="second"),
    "later_reviews_months": Read("mr-mon-every-6", "month"),
    "stop_from_months": Read("mr-stop-window", "month", part="low"),
    "stop_to_months": Read("mr-stop-window", "month", part="high"),
    "stop_before_therapy_from_months": Read("mr-stop-cart-before", "month", part="low"),
    "stop_before_therapy_to_months": Read("mr-stop-cart-before", "month", part="high"),
    "cart_early_months": Read("mr-cart-early", "month", "<", name="period"),
    "cart_deadline_months": Read("mr-stop-cart", "month", name="deadline"),
}
# Quoted in the wording of the answer: its shape is asserted too.
WORDED_READS = {"cart_igg": Read("mr-stop-cart", "g/l", "<")}


def figures(facts: Facts) -> FollowupFigures:
    for read in WORDED_READS.values():
        facts.number(read)
    summer_from, summer_to = facts.season("mr-pause-summer")
    months = {name: int(facts.number(read)) for name, read in READS.items()}
    return FollowupFigures(**months, summer_from=summer_from, summer_to=summer_to)


def fields(figures: FollowupFigures) -> tuple[Field, ...]:
    when = ("population", (CART,))

    def yesno(name):
        return Field(name, "yesno", options=YES_NO, group="therapy", when=when)

    return (
        Field("start_date", "date", required=True, group="start"),
        Field("population", "choice", required=True, options=POPULATIONS, group="start"),
        yesno("child"),
        Field("therapy_date", "date", group="therapy", when=when),
        yesno("started_on_igg_only"),
        yesno("treated_before_therapy"),
    )


def conflicts(values: dict, figures: FollowupFigures) -> list[FieldError]:
    """After CAR-T the date of the therapy is needed, and a start before it was treatment before it."""
    start, therapy = values["start_date"], values["therapy_date"]
    if values["population"] != CART or values["child"]:
        return []
    if therapy is None:
        return [FieldError("therapy_date", "required", {})]
    if start and start < therapy and values["treated_before_therapy"] is False:
        return contradiction("start_date", "treated_before_therapy")
    return []


def solve(values: dict, figures: FollowupFigures) -> Answer:
    start, therapy = values["start_date"], values["therapy_date"]
    cart = None
    if values["population"] == CART:
        if values["child"]:
            return Answer(refusal=Refusal("not_covered", ("mr-cart-children",)))
        cart = CartAnswers(therapy, values["started_on_igg_only"], values["treated_before_therapy"])
    outcome = route(start, cart, figures)
    stop_by = deadline(start, cart, outcome, figures)
    if outcome == PAST_DEADLINE:
        return Answer(refusal=Refusal("past_deadline", ("mr-stop-cart",), {"stop_by": stop_by, "start": start}))
    return _dates(values, figures, cart, outcome, stop_by)


def _stop_trial(start: date, cart, figures) -> tuple[Value, Value]:
    """The window of the stop trial; a patient treated before CAR-T has a sentence of their own."""
    if cart is None:
        months, fact = (figures.stop_from_months, figures.stop_to_months), "mr-stop-window"
    else:
        months = (figures.stop_before_therapy_from_months, figures.stop_before_therapy_to_months)
        fact = "mr-stop-cart-before"
    first, last = (add_months(start, count) for count in months)
    return Value("stop_trial_from", first, (fact,)), Value("stop_trial_to", last, (fact,))


def _dates(values, figures, cart, outcome, stop_by) -> Answer:
    start = values["start_date"]
    reviews = [(months, add_months(start, months)) for months in review_months(figures)]
    shown = [
        Value("review_3m", reviews[0][1], ("mr-mon-3-6",)),
        Value("review_6m", reviews[1][1], ("mr-mon-3-6",)),
    ]
    trial = _stop_trial(start, cart, figures)
    if outcome != STOP_BY:
        shown += trial
    if stop_by:
        shown.append(Value("stop_by", stop_by, ("mr-stop-cart",)))
    winter = {}
    for name, months in (("winter_days_at_6m", figures.stop_from_months), ("winter_days_at_12m", figures.stop_to_months)):
        winter[name] = winter_days(start, add_months(start, months), figures)
        shown.append(Value(name, Quantity(Decimal(winter[name]), "day"), ("mr-stop-winter", "mr-pause-summer")))
    pause = first_pause(start, figures)
    pause_past_stop = outcome == STOP_BY and pause[0] > stop_by
    if not pause_past_stop:
        shown += [Value("pause_from", pause[0], ("mr-pause-summer",)), Value("pause_to", pause[1], ("mr-pause-summer",))]
    rows = []
    for months, day in reviews:
        fact = "mr-mon-3-6" if months <= figures.second_review_months else "mr-mon-every-6"
        row = [Value("months", Quantity(Decimal(months), "month")), Value("review_date", day, (fact,))]
        if stop_by:
            row.append(Value("after_stop_by", "after" if day > stop_by else "before"))
        rows.append(tuple(row))
    earliest = stop_by if stop_by else trial[0].shown
    return Answer(
        outcome=outcome,
        values=tuple(shown),
        rows=tuple(rows),
        missing=_missing(values, outcome),
        notes=_notes(values, figures, cart, stop_by, winter_days(start, earliest, figures)),
        chart=FollowupChart(start, {value.name: value.shown for value in shown}, figures),
    )


def _is_early(start: date, cart: CartAnswers, figures) -> bool:
    return cart.therapy_date <= start < add_months(cart.therapy_date, figures.cart_early_months)


def _missing(values, outcome) -> tuple[str, ...]:
    if outcome != UNDETERMINED:
        return ()
    return tuple(name for name in ("started_on_igg_only", "treated_before_therapy") if values[name] is None)


def _notes(values, figures, cart, stop_by, winter_until_stop) -> tuple[Note, ...]:
    notes = []
    if cart and values["child"] is None:
        notes.append(Note("child_unknown", "warning", ("mr-cart-children",)))
    if winter_until_stop < FEWEST_WINTER_DAYS:
        days = {"days": Quantity(Decimal(winter_until_stop), "day"), "least": Quantity(Decimal(FEWEST_WINTER_DAYS), "day")}
        notes.append(Note("little_winter", "warning", ("mr-stop-winter",), days))
    if stop_by:
        notes.append(Note("extension", "info", ("mr-stop-cart",)))
        notes.append(Note("reviews_from_start", "info", ("mr-stop-follow", "mr-stop-cart")))
    if cart and values["started_on_igg_only"] is False and _is_early(values["start_date"], cart, figures):
        notes.append(Note("reading_not_igg_only", "info", ("mr-cart-early-stop", "mr-stop-cart")))
    notes.append(Note("reading_winter", "info", ("mr-pause-summer", "mr-stop-winter")))
    notes.append(Note("pause_optional", "info", ("mr-pause-summer", "mr-pause-antibiotics")))
    notes.append(Note("resume", "info", ("mr-stop-resume",)))
    return tuple(notes)


def check_text(facts: Facts) -> list[TextProblem]:
    """The deadline in the start section and the one in the stop section must be one."""
    at_start = facts.number(Read("mr-cart-early-stop", "month"))
    at_stop = facts.number(READS["cart_deadline_months"])
    return [] if at_start == at_stop else [TextProblem("figures_disagree", "mr-stop-cart", "deadline", "mr-cart-early-stop")]


CALCULATOR = Calculator(
    "sid-followup",
    "sid/stopping",
    ("mr-cart-children", "mr-pause-summer", "mr-cart-early-stop"),
    READS | WORDED_READS,
    figures,
    fields,
    solve,
    check_text,
    conflicts,
)
