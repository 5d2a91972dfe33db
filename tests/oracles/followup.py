"""`sid-followup` from the contract: review, stop and pause dates.

Readings, beside those the contract names itself:
* "Within 6 months": from the day of the therapy on, and before the same day 6 months later. A start on
  that very day is compared with both readings (`edge`).
* `stop_by` before the start is refused where `stop_by` would be the answer: on IgG alone and not treated
  before. A later start on other grounds has the window of haematological disease. Where one of the two
  answers is unknown after the deadline, the contract is silent, and nothing is compared (`open`).
* A start before the therapy is a treatment before it, so an unknown `treated_before_therapy` decides nothing there.
* A start after the therapy with `treated_before_therapy` yes is no contradiction (a treatment can be taken up again).
* The contract does not order a child's refusal, a passed deadline and an error between two fields (or a therapy
  date not given): where several hold, any of them is accepted.
* `little_winter` counts up to the earliest of the stop dates shown.
* Where only the deadline holds, the winter does not count: no winter days and no warning of them. Reviews after it
  are not given; one on its very day is. While the answers leave both rules open, both sets stand in full.
* "The first summer pause after the start": a start on 1 May itself is compared with both readings, and
  so is a pause beginning on `stop_by` itself. In `undetermined` a pause after `stop_by` may stand or not.
* The winter days at 6 and 12 months stand wherever a trial of stopping may.
"""

from calendar import monthrange
from datetime import date, timedelta

REVIEWS = (3, 6, 12, 18, 24, 30, 36)  # months, mr-mon-3-6, mr-mon-every-6, mr-stop-follow
TRIAL = (6, 12)  # months, mr-stop-window
DEADLINE = 6  # months, mr-stop-cart, mr-cart-early-stop
PAUSE_FROM, PAUSE_TO = (5, 1), (10, 1)  # mr-pause-summer
FEW_WINTER_DAYS = 90

CART = "cart_bispecific"
POPULATIONS = ("haematological", CART, "hsct", "other")
NAMED_VALUES = frozenset(
    {
        *("review_3m", "review_6m", "stop_trial_from", "stop_trial_to", "stop_by"),
        *("winter_days_at_6m", "winter_days_at_12m", "pause_from", "pause_to"),
    }
)


def later(day: date, months: int) -> date:
    """The same day of a later month, clamped to its last."""
    month = day.month + months
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def winter_days(start: date, end: date) -> int:
    """1 October to 30 April, both included; `end` itself is not counted."""
    return sum(1 for n in range((end - start).days) if (start + timedelta(days=n)).month in (10, 11, 12, 1, 2, 3, 4))


def first_pause(start: date) -> tuple[date, date]:
    year = start.year if (start.month, start.day) < PAUSE_FROM else start.year + 1
    return date(year, *PAUSE_FROM), date(year, *PAUSE_TO)


def followup(
    start: date,
    population: str,
    child: bool | None = None,
    therapy: date | None = None,
    igg_only: bool | None = None,
    before: bool | None = None,
) -> dict:
    cart = population == CART
    trial, deadline = True, None
    edge = False
    if cart:
        if therapy is None:
            return {"status": "invalid", "errors": {("therapy_date", "required")}, "or_refused": bool(child)}
        if start < therapy and before is False:
            return {"status": "invalid", "errors": "contradiction", "or_refused": bool(child)}
        limit = later(therapy, DEADLINE)
        edge = start == limit
        # May the deadline hold, and must it?
        could = igg_only is not False and before is not True and start >= therapy
        must = could and igg_only is True and before is False
        refusals = set()
        if child:
            refusals.add("not_covered")
        if start > limit and must:
            refusals.add("past_deadline")
        if refusals:
            return {"status": "refused", "refusals": refusals}
        if start > limit and could:
            return {"status": "open"}
        if could and start <= limit:
            trial, deadline = not must, limit
    half, whole = (later(start, months) for months in TRIAL)
    bound = bool(deadline) and not trial
    reviews = {months: later(start, months) for months in REVIEWS}
    if bound:
        reviews = {months: day for months, day in reviews.items() if not day > deadline}
    values = {f"review_{months}m": reviews[months] for months in REVIEWS[:2] if months in reviews}
    if trial:
        values |= {"stop_trial_from": half, "stop_trial_to": whole}
        values |= {"winter_days_at_6m": winter_days(start, half), "winter_days_at_12m": winter_days(start, whole)}
    if deadline:
        values["stop_by"] = deadline
    begins, ends = first_pause(start)
    if deadline is None or begins <= deadline:
        values |= {"pause_from": begins, "pause_to": ends}
    earliest = min(half, deadline) if deadline else half
    return {
        "status": "ok",
        "values": {name: str(value) for name, value in values.items()},
        "reviews": [str(day) for day in reviews.values()],
        "reviews_unbound": [str(later(start, months)) for months in REVIEWS],
        "undetermined": bool(deadline and trial),
        "little_winter": trial and winter_days(start, earliest) < FEW_WINTER_DAYS,
        "child_warning": cart and child is None,
        # What is not compared.
        "edge": edge,
        "pause_open": (start.month, start.day) == PAUSE_FROM or begins == deadline or bool(deadline and trial and begins > deadline),
    }
