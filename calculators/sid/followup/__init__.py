"""`sid-followup`: when to review, when to try to stop, when to pause."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from calculators.answer import Answer, Handover, Note, Quantity, Refusal, Step, Value, Verdict
from calculators.answer.quantities import counted
from calculators.calculator import Calculator, TextProblem, between
from calculators.facts import Facts
from calculators.facts.read import figures_of
from calculators.form.fields import YES_NO, Field, FieldError, contradiction
from calculators.rulekit.dates import add_months
from calculators.rulekit.logic import changing, yes_or_no
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
    FollowupInputs,
    Known,
    Sentence,
    deadline,
    first_pause,
    reviews,
    route,
    winter_days,
    winters,
)

WINTER_FACTS = (Sentence.STOP_WINTER, Sentence.SUMMER)


def fields(figures: FollowupFigures) -> tuple[Field, ...]:
    when = ("population", (CART,))

    def yesno(name: str) -> Field:
        return Field(name, "yesno", options=YES_NO, group="therapy", when=when)

    return (
        Field("start_date", "date", required=True, group="start"),
        Field("population", "choice", required=True, options=POPULATIONS, group="start"),
        yesno("child"),
        Field("therapy_date", "date", group="therapy", when=when),
        yesno("started_on_igg_only"),
        yesno("treated_before_therapy"),
    )


def conflicts(known: Known, figures: FollowupFigures) -> list[FieldError]:
    """After CAR-T the date of the therapy is needed, and a start before it was treatment before it."""
    start, therapy = known.start_date, known.therapy_date
    if known.population != CART or known.child:
        return []
    if therapy is None:
        return [FieldError("therapy_date", "required", {})]
    if start and start < therapy and known.treated_before_therapy is False:
        return contradiction("start_date", "treated_before_therapy", "started_before")
    return []


def solve(inputs: FollowupInputs, figures: FollowupFigures) -> Answer:
    """The days of review, stop trial and pause (Medicinrådet, stopping); a refusal for children after CAR-T and past the stop rule."""
    start = inputs.start_date
    cart = None
    if inputs.population == CART:
        if inputs.child:
            return Answer(refusal=Refusal("not_covered", (Sentence.CART_CHILDREN,)))
        assert inputs.therapy_date is not None  # by the form
        cart = CartAnswers(inputs.therapy_date, inputs.started_on_igg_only, inputs.treated_before_therapy)
    outcome = route(start, cart, figures)
    stop_by = deadline(start, cart, outcome, figures)
    if outcome == PAST_DEADLINE:
        assert stop_by is not None  # it has passed
        return Answer(refusal=Refusal("past_deadline", (Sentence.STOP_CART,), {"stop_by": stop_by, "start": start}))
    return _dates(inputs, figures, cart, outcome, stop_by)


def asked(inputs: FollowupInputs, figures: FollowupFigures, given: Collection[str]) -> Iterable[str]:
    """The unanswered questions that can change the rule that holds, or a date."""
    if inputs.population != CART:
        return ()

    def said(one: FollowupInputs) -> tuple[object, ...]:
        answer = solve(one, figures)
        return (answer.outcome, answer.verdict, answer.refusal, *((value.name, value.shown) for value in answer.values))

    return changing(said, inputs, yes_or_no("child", "started_on_igg_only", "treated_before_therapy"))


def _stop_trial(start: date, cart: CartAnswers | None, figures: FollowupFigures) -> dict[str, tuple[date, int, str]]:
    """The window of the stop trial: day, months from the start, fact. A patient treated before CAR-T has a sentence of their own."""
    if cart is None or cart.treated_before_therapy is False:
        months, fact = (figures.stop_from_months, figures.stop_to_months), Sentence.STOP_WINDOW
    else:
        months = (figures.stop_before_therapy_from_months, figures.stop_before_therapy_to_months)
        fact = Sentence.STOP_CART_BEFORE
    return {name: (add_months(start, count), count, fact) for name, count in zip(("stop_trial_from", "stop_trial_to"), months, strict=True)}


def _dates(
    inputs: FollowupInputs, figures: FollowupFigures, cart: CartAnswers | None, outcome: str, stop_by: date | None
) -> Answer:
    start = inputs.start_date
    planned = reviews(start, outcome, stop_by, figures)
    days: dict[str, tuple[date, str]] = {}
    working = []
    for name, (months, day) in zip(("review_3m", "review_6m"), planned, strict=False):
        days[name] = day, Sentence.REVIEWS
        working.append(_months_step(name, start, months, day, (Sentence.REVIEWS,)))
    trial = _stop_trial(start, cart, figures)
    if outcome != STOP_BY:
        for name, (day, months, fact) in trial.items():
            days[name] = day, fact
            working.append(_months_step(name, start, months, day, (fact,)))
    if cart and stop_by:
        days["stop_by"] = stop_by, Sentence.STOP_CART
        working.append(_months_step("stop_by", cart.therapy_date, figures.cart_deadline_months, stop_by, (Sentence.STOP_CART,)))
    winter: dict[str, Quantity] = {}
    if outcome != STOP_BY:  # the source speaks of the winter with the window, not with the deadline
        for name, months in (("winter_days_at_6m", figures.stop_from_months), ("winter_days_at_12m", figures.stop_to_months)):
            end = add_months(start, months)
            winter[name] = counted(winter_days(start, end, figures), "day")
            working += _winter_steps(start, end, figures)
    pause = first_pause(start, figures)
    has_pause = outcome != STOP_BY or (stop_by is not None and pause[0] <= stop_by)
    season = {"pause_from": (pause[0], Sentence.SUMMER), "pause_to": (pause[1], Sentence.SUMMER)} if has_pause else {}
    rows = []
    for months, day in planned:
        fact = Sentence.REVIEWS if months <= figures.second_review_months else Sentence.LATER_REVIEWS
        row = [Value("months", counted(months, "month")), Value("review_date", day, (fact,))]
        if outcome == UNDETERMINED and stop_by:  # it may hold; where it does, the later ones fall away
            row.append(Value("after_stop_by", "after" if day > stop_by else "before"))
        rows.append(tuple(row))
    earliest = stop_by if stop_by else trial["stop_trial_from"][0]
    winter_until_stop = None if outcome == STOP_BY else winter_days(start, earliest, figures)
    return Answer(
        outcome=outcome,
        verdict=_verdict(outcome, trial, stop_by),
        values=(
            *(Value(name, day, (fact,)) for name, (day, fact) in days.items()),
            *(Value(name, count, WINTER_FACTS) for name, count in winter.items()),
            *(Value(name, day, (fact,)) for name, (day, fact) in season.items()),
        ),
        rows=tuple(rows),
        missing=_missing(inputs, outcome),
        notes=(
            *_stop_notes(inputs, figures, cart, outcome, stop_by),
            *(Note(code, "info", (Sentence.STOP_FOLLOW, Sentence.STOP_CART)) for code in _reviews_notes(outcome, planned)),
            *_season_notes(winter_until_stop, has_pause),
            # The source says it of the window, not of the deadline.
            *(() if outcome == STOP_BY else (Note("resume", "info", (Sentence.RESUME,)),)),
        ),
        working=tuple(working),
        handovers=(Handover("sid-trough", {}),),
        chart=FollowupChart(start, {name: day for name, (day, _) in (days | season).items()}, winter, figures),
    )


def _verdict(outcome: str, trial: dict[str, tuple[date, int, str]], stop_by: date | None) -> Verdict | None:
    """The outcome with its days. Where the deadline had passed before the start, the outcome's own words stand."""
    window = {name: day for name, (day, _, _) in trial.items()}
    if outcome == STOP_TRIAL:
        return Verdict("stop_trial" if trial["stop_trial_from"][2] == Sentence.STOP_WINDOW else "stop_trial_before", window)
    if stop_by is None:
        return None
    return Verdict("stop_by", {"stop_by": stop_by}) if outcome == STOP_BY else Verdict("undetermined", window | {"stop_by": stop_by})


def _reviews_notes(outcome: str, planned: tuple[tuple[int, date], ...]) -> tuple[str, ...]:
    """Why the table ends where it does."""
    if outcome != STOP_BY:
        return ()
    return ("reviews_to_deadline",) if planned else ("no_review_before_deadline",)


def _months_step(name: str, start: date, months: int, day: date, facts: tuple[str, ...]) -> Step:
    return Step(name, {"start": start, "months": counted(months, "month"), "day": day}, facts)


def _winter_steps(start: date, end: date, figures: FollowupFigures) -> list[Step]:
    """Each stretch of winter before `end`, with its days."""
    return [
        Step(
            "winter",
            {"end": end, "first": first, "last": after - timedelta(days=1), "days": counted((after - first).days, "day")},
            WINTER_FACTS,
        )
        for first, after in winters(start, end, figures)
    ]


def _is_early(start: date, cart: CartAnswers, figures: FollowupFigures) -> bool:
    return cart.therapy_date <= start < _six_months(cart, figures)


def _six_months(cart: CartAnswers, figures: FollowupFigures) -> date:
    """The first day that no longer counts as early."""
    return add_months(cart.therapy_date, figures.cart_early_months)


def _missing(inputs: FollowupInputs, outcome: str) -> tuple[str, ...]:
    """What could still turn the rule; a child would have none here, whatever the rest."""
    asked = {"child": inputs.child} if inputs.population == CART else {}
    if outcome == UNDETERMINED:
        asked |= {"started_on_igg_only": inputs.started_on_igg_only, "treated_before_therapy": inputs.treated_before_therapy}
    return tuple(name for name, state in asked.items() if state is None)


def _stop_notes(
    inputs: FollowupInputs, figures: FollowupFigures, cart: CartAnswers | None, outcome: str, stop_by: date | None
) -> tuple[Note, ...]:
    if cart is None:
        return ()
    notes = []
    last = {"stop_by": add_months(cart.therapy_date, figures.cart_deadline_months)}
    if inputs.child is None:
        notes.append(Note("child_unknown", "warning", (Sentence.CART_CHILDREN,)))
    if outcome == UNDETERMINED and stop_by is None:
        notes.append(Note("deadline_passed", "warning", (Sentence.STOP_CART, Sentence.STOP_CART_BEFORE), last))
    elif outcome == UNDETERMINED:
        notes.append(Note("both_sets", "info", (Sentence.STOP_CART, Sentence.STOP_CART_BEFORE)))
    if stop_by:
        notes.append(Note("extension", "info", (Sentence.STOP_CART,)))
        notes.append(Note("reviews_from_start", "info", (Sentence.STOP_FOLLOW, Sentence.STOP_CART)))
        if outcome == UNDETERMINED:
            notes.append(Note("winter_and_deadline", "info", (Sentence.STOP_WINDOW, Sentence.STOP_WINTER, Sentence.STOP_CART)))
    may_be_bound = cart.started_on_igg_only is not False and cart.treated_before_therapy is not True
    if may_be_bound and inputs.start_date == _six_months(cart, figures):
        notes.append(Note("reading_six_months", "info", (Sentence.CART_EARLY, Sentence.STOP_CART)))
    if inputs.started_on_igg_only is False and _is_early(inputs.start_date, cart, figures):
        notes.append(Note("reading_not_igg_only", "info", (Sentence.CART_EARLY_STOP, Sentence.STOP_CART, Sentence.STOP_WINDOW), last))
    return tuple(notes)


def _season_notes(winter_until_stop: int | None, has_pause: bool) -> tuple[Note, ...]:
    """On winter and summer; `winter_until_stop` is None where the winter does not count."""
    notes = []
    if winter_until_stop is not None and winter_until_stop < FEWEST_WINTER_DAYS:
        days = {"days": counted(winter_until_stop, "day"), "least": counted(FEWEST_WINTER_DAYS, "day")}
        notes.append(Note("little_winter", "warning", (Sentence.STOP_WINTER,), days))
    if winter_until_stop is not None:
        notes.append(Note("reading_winter", "info", (Sentence.SUMMER, Sentence.STOP_WINTER)))
    if has_pause:
        notes.append(Note("pause_optional", "info", (Sentence.SUMMER, Sentence.ANTIBIOTICS)))
    return tuple(notes)


def check_text(facts: Facts) -> list[TextProblem]:
    """The deadline in the start section and the one in the stop section must be one."""
    figures = figures_of(FollowupFigures, facts)
    if figures.cart_deadline_at_start_months == figures.cart_deadline_months:
        return []
    return [TextProblem("figures_disagree", Sentence.STOP_CART, "deadline", Sentence.CART_EARLY_STOP)]


CALCULATOR = Calculator(
    "sid-followup",
    "sid/stopping",
    reads=FollowupFigures,
    sentences=Sentence,
    inputs=FollowupInputs,
    fields=fields,
    solve=solve,
    check_text=check_text,
    conflicts=between(Known, conflicts),
    asked=asked,
)
