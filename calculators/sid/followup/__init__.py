"""`sid-followup`: when to review, when to try to stop, when to pause."""

from datetime import date, timedelta
from decimal import Decimal

from calculators.answer import Answer, Note, Quantity, Refusal, Step, Value, Verdict
from calculators.calculator import Calculator, TextProblem
from calculators.facts import Facts, Read
from calculators.form.fields import YES_NO, Field, FieldError, contradiction
from calculators.rulekit.dates import add_months
from calculators.sid.eligibility.rule import CART, POPULATIONS
from calculators.sid.followup.chart import FollowupChart
from calculators.sid.followup.rule import (
    FEWEST_WINTER_DAYS,
    PAST_DEADLINE,
    STOP_BY,
    STOP_TRIAL,
    UNDETERMINED,
    CartAnswers,
    FollowupFigures,
    deadline,
    first_pause,
    reviews,
    route,
    winter_days,
    winters,
)

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
WINTER_FACTS = ("mr-stop-winter", "mr-pause-summer")
# Quoted in the wording of the answer: its shape is asserted too.
WORDED_READS = {"cart_igg": Read("mr-stop-cart", "g/l", "<")}


def figures(facts: Facts) -> FollowupFigures:
    facts.numbers(WORDED_READS)
    summer_from, summer_to = facts.season("mr-pause-summer")
    months = {name: int(number) for name, number in facts.numbers(READS).items()}
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
        return contradiction("start_date", "treated_before_therapy", "started_before")
    return []


def solve(values: dict, figures: FollowupFigures) -> Answer:
    """The days of review, stop trial and pause (Medicinrådet, stopping); a refusal for children after CAR-T and past the stop rule."""
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


def _stop_trial(start: date, cart, figures) -> dict[str, tuple[date, int, str]]:
    """The window of the stop trial: day, months from the start, fact. A patient treated before CAR-T has a sentence of their own."""
    if cart is None or cart.treated_before_therapy is False:
        months, fact = (figures.stop_from_months, figures.stop_to_months), "mr-stop-window"
    else:
        months = (figures.stop_before_therapy_from_months, figures.stop_before_therapy_to_months)
        fact = "mr-stop-cart-before"
    return {name: (add_months(start, count), count, fact) for name, count in zip(("stop_trial_from", "stop_trial_to"), months, strict=True)}


def _dates(values, figures, cart, outcome, stop_by) -> Answer:
    start = values["start_date"]
    planned = reviews(start, outcome, stop_by, figures)
    shown, working = [], []
    for name, (months, day) in zip(("review_3m", "review_6m"), planned, strict=False):
        shown.append(Value(name, day, ("mr-mon-3-6",)))
        working.append(_months_step(name, start, months, day, ("mr-mon-3-6",)))
    trial = _stop_trial(start, cart, figures)
    if outcome != STOP_BY:
        for name, (day, months, fact) in trial.items():
            shown.append(Value(name, day, (fact,)))
            working.append(_months_step(name, start, months, day, (fact,)))
    if stop_by:
        shown.append(Value("stop_by", stop_by, ("mr-stop-cart",)))
        working.append(_months_step("stop_by", cart.therapy_date, figures.cart_deadline_months, stop_by, ("mr-stop-cart",)))
    if outcome != STOP_BY:  # the source speaks of the winter with the window, not with the deadline
        for name, months in (("winter_days_at_6m", figures.stop_from_months), ("winter_days_at_12m", figures.stop_to_months)):
            end = add_months(start, months)
            shown.append(Value(name, Quantity(Decimal(winter_days(start, end, figures)), "day"), WINTER_FACTS))
            working += _winter_steps(start, end, figures)
    pause = first_pause(start, figures)
    has_pause = outcome != STOP_BY or pause[0] <= stop_by
    if has_pause:
        shown += [Value("pause_from", pause[0], ("mr-pause-summer",)), Value("pause_to", pause[1], ("mr-pause-summer",))]
    rows = []
    for months, day in planned:
        fact = "mr-mon-3-6" if months <= figures.second_review_months else "mr-mon-every-6"
        row = [Value("months", Quantity(Decimal(months), "month")), Value("review_date", day, (fact,))]
        if outcome == UNDETERMINED and stop_by:  # it may hold; where it does, the later ones fall away
            row.append(Value("after_stop_by", "after" if day > stop_by else "before"))
        rows.append(tuple(row))
    earliest = stop_by if stop_by else trial["stop_trial_from"][0]
    winter_until_stop = None if outcome == STOP_BY else winter_days(start, earliest, figures)
    return Answer(
        outcome=outcome,
        verdict=_verdict(outcome, trial, stop_by),
        values=tuple(shown),
        rows=tuple(rows),
        missing=_missing(values, outcome),
        notes=(
            *_stop_notes(values, figures, cart, outcome, stop_by),
            *(Note(code, "info", ("mr-stop-follow", "mr-stop-cart")) for code in _reviews_notes(outcome, planned)),
            *_season_notes(winter_until_stop, has_pause),
            # The source says it of the window, not of the deadline.
            *(() if outcome == STOP_BY else (Note("resume", "info", ("mr-stop-resume",)),)),
        ),
        working=tuple(working),
        chart=FollowupChart(start, {value.name: value.shown for value in shown}, figures),
    )


def _verdict(outcome: str, trial: dict[str, tuple[date, int, str]], stop_by: date | None) -> Verdict | None:
    """The outcome with its days. Where the deadline had passed before the start, the outcome's own words stand."""
    window = {"first": trial["stop_trial_from"][0], "last": trial["stop_trial_to"][0]}
    if outcome == STOP_TRIAL:
        return Verdict("stop_trial" if trial["stop_trial_from"][2] == "mr-stop-window" else "stop_trial_before", window)
    if stop_by is None:
        return None
    return Verdict("stop_by", {"stop_by": stop_by}) if outcome == STOP_BY else Verdict("undetermined", window | {"stop_by": stop_by})


def _reviews_notes(outcome: str, planned: tuple[tuple[int, date], ...]) -> tuple[str, ...]:
    """Why the table ends where it does."""
    if outcome != STOP_BY:
        return ()
    return ("reviews_to_deadline",) if planned else ("no_review_before_deadline",)


def _months_step(name: str, start: date, months: int, day: date, facts: tuple[str, ...]) -> Step:
    return Step(name, {"start": start, "months": Quantity(Decimal(months), "month"), "day": day}, facts)


def _winter_steps(start: date, end: date, figures) -> list[Step]:
    """Each stretch of winter before `end`, with its days."""
    return [
        Step(
            "winter",
            {"end": end, "first": first, "last": after - timedelta(days=1), "days": Quantity(Decimal((after - first).days), "day")},
            WINTER_FACTS,
        )
        for first, after in winters(start, end, figures)
    ]


def _is_early(start: date, cart: CartAnswers, figures) -> bool:
    return cart.therapy_date <= start < _six_months(cart, figures)


def _six_months(cart: CartAnswers, figures) -> date:
    """The first day that no longer counts as early."""
    return add_months(cart.therapy_date, figures.cart_early_months)


def _missing(values, outcome) -> tuple[str, ...]:
    """What could still turn the rule; a child would have none here, whatever the rest."""
    asked = ("child",) if values["population"] == CART else ()
    if outcome == UNDETERMINED:
        asked += ("started_on_igg_only", "treated_before_therapy")
    return tuple(name for name in asked if values[name] is None)


def _stop_notes(values, figures, cart, outcome, stop_by) -> tuple[Note, ...]:
    notes = []
    if cart and values["child"] is None:
        notes.append(Note("child_unknown", "warning", ("mr-cart-children",)))
    if outcome == UNDETERMINED and stop_by is None:
        last = {"stop_by": add_months(cart.therapy_date, figures.cart_deadline_months)}
        notes.append(Note("deadline_passed", "warning", ("mr-stop-cart", "mr-stop-cart-before"), last))
    elif outcome == UNDETERMINED:
        notes.append(Note("both_sets", "info", ("mr-stop-cart", "mr-stop-cart-before")))
    if stop_by:
        notes.append(Note("extension", "info", ("mr-stop-cart",)))
        notes.append(Note("reviews_from_start", "info", ("mr-stop-follow", "mr-stop-cart")))
        if outcome == UNDETERMINED:
            notes.append(Note("winter_and_deadline", "info", ("mr-stop-window", "mr-stop-winter", "mr-stop-cart")))
    may_be_bound = cart and cart.started_on_igg_only is not False and cart.treated_before_therapy is not True
    if may_be_bound and values["start_date"] == _six_months(cart, figures):
        notes.append(Note("reading_six_months", "info", ("mr-cart-early", "mr-stop-cart")))
    if cart and values["started_on_igg_only"] is False and _is_early(values["start_date"], cart, figures):
        last = {"stop_by": add_months(cart.therapy_date, figures.cart_deadline_months)}
        notes.append(Note("reading_not_igg_only", "info", ("mr-cart-early-stop", "mr-stop-cart", "mr-stop-window"), last))
    return tuple(notes)


def _season_notes(winter_until_stop: int | None, has_pause: bool) -> tuple[Note, ...]:
    """On winter and summer; `winter_until_stop` is None where the winter does not count."""
    notes = []
    if winter_until_stop is not None and winter_until_stop < FEWEST_WINTER_DAYS:
        days = {"days": Quantity(Decimal(winter_until_stop), "day"), "least": Quantity(Decimal(FEWEST_WINTER_DAYS), "day")}
        notes.append(Note("little_winter", "warning", ("mr-stop-winter",), days))
    if winter_until_stop is not None:
        notes.append(Note("reading_winter", "info", ("mr-pause-summer", "mr-stop-winter")))
    if has_pause:
        notes.append(Note("pause_optional", "info", ("mr-pause-summer", "mr-pause-antibiotics")))
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
    check_text=check_text,
    conflicts=conflicts,
)
