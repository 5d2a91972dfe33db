"""The start criteria of each group as one table: the decision trace and the flow chart read it.

`rule.verdict` says the same in code, as the source does in sentences; a test walks both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from calculators.answer import Quantity
from calculators.answer.quantities import counted
from calculators.rulekit.logic import Truth, all_of, any_of, negated
from calculators.sid.eligibility.rule import (
    CART,
    CONSIDER,
    HSCT,
    MEETS,
    NOT_COVERED,
    NOT_MET,
    OTHER,
    UNDETERMINED,
    Answers,
    EligibilityFigures,
    GroupFigures,
    Sentence,
    below,
    group_figures,
    infections,
    is_early,
)


@dataclass(frozen=True)
class Item:
    """One criterion as it stands in a group: its state from the answers, and what it rests on.

    `args` are the figures that its short wording names. `turns` is the id of a criterion of which
    this one is the opposite: it is in the chart, and in the trace only as the other.
    """

    id: str
    facts: tuple[str, ...]
    state: Callable[[Answers], Truth]
    args: Mapping[str, Quantity] = field(default_factory=dict)
    applies: Callable[[Answers], bool] = lambda answers: True
    turns: str | None = None
    said: Callable[[Answers], str] = lambda answers: ""
    """Which wording says what met it, where it can be met in several ways."""
    in_trace: bool = True
    """Whether it is a criterion of its own; if not, it gathers others for the chart."""


@dataclass(frozen=True)
class Step:
    """A place in the flow, where every row must be met, a row being met by any of its items.

    A route ends in `met` and else leads on; a gate ends in `unmet` and else leads on; a remark
    (neither) only says how something counts.
    """

    name: str
    rows: tuple[tuple[Item, ...], ...]
    met: str | None = None
    unmet: str | None = None

    @property
    def is_remark(self) -> bool:
        """Whether the step decides nothing."""
        return self.met is None and self.unmet is None

    @property
    def items(self) -> tuple[Item, ...]:
        """All criteria of the step, whatever row they stand in."""
        return tuple(item for row in self.rows for item in row)


@dataclass(frozen=True)
class Flow:
    """The steps of a group in the order of the source. Where no route is met it ends in `unmet`.

    `last` is what a met route must pass still; without it a route's own end is the verdict.
    """

    steps: tuple[Step, ...]
    last: Step | None = None
    unmet: str = NOT_MET

    @property
    def every_step(self) -> tuple[Step, ...]:
        """The steps in their order, the last one included."""
        return self.steps if self.last is None else (*self.steps, self.last)


def flow(population: str, figures: EligibilityFigures) -> Flow:
    """The criteria of a group, with its figures."""
    if population == HSCT:
        return Flow((_hsct(figures),))
    if population == OTHER:
        return Flow((*_first_route(population, figures), *_wider_route(population, figures)), _workup())
    start = _early_period(figures) if population == CART else ()
    return Flow((*start, _paresis_counts(), *_first_route(population, figures), *_wider_route(population, figures)))


def _igg(limit: Decimal) -> dict[str, Quantity]:
    return {"limit": Quantity(limit, "g/l")}


def _paresis(answers: Answers) -> Truth:
    """An M-component with general immunoparesis; group 4 does not read it."""
    return False if answers.population == OTHER else all_of(answers.m_component, answers.immunoparesis)


def _why_low(answers: Answers, limit: Decimal, *, is_wider: bool) -> str:
    """What stands in for an IgG below the limit where it is not below it."""
    if below(answers.igg_g_l, limit):
        return ""
    if is_wider and answers.below_age_range:
        return "age_as_low"
    return "paresis_as_low" if _paresis(answers) else ""


def _why_lasting(answers: Answers) -> str:
    return "paresis_as_lasting" if _paresis(answers) and not answers.igg_confirmed else ""


def _hsct(figures: EligibilityFigures) -> Step:
    limit = figures.hsct_igg_g_per_l
    return Step("start", ((Item("hsct_igg", (Sentence.HSCT,), lambda a: below(a.igg_g_l, limit), _igg(limit)),),), met=MEETS)


def _early_period(figures: EligibilityFigures) -> tuple[Step, ...]:
    """Adults only; then the criterion for the first months after the therapy."""

    def adult(answers: Answers) -> Truth:
        return negated(answers.child)

    limit = figures.cart_early_igg_g_per_l
    months = {"months": counted(figures.cart_early_months, "month")}
    early_igg = Item(
        "early_igg",
        (Sentence.CART_EARLY,),
        lambda a: below(a.igg_g_l, limit),
        _igg(limit),
        applies=lambda a: is_early(a, figures) is not False,
    )
    period = Item("early_period", (Sentence.CART_EARLY, Sentence.CART_LATE), lambda a: is_early(a, figures), months)
    return (
        Step("adults", ((Item("adult", (Sentence.CART_CHILDREN,), adult),),), unmet=NOT_COVERED),
        Step("early", ((period,), (early_igg,)), met=MEETS),
    )


def _paresis_counts() -> Step:
    return Step("counts", ((Item("immunoparesis", (Sentence.HAEM_M_COMPONENT,), _paresis),),))


def _first_route(population: str, figures: EligibilityFigures) -> tuple[Step, ...]:
    """Low and lasting IgG with severe or recurrent infections; after CAR-T only from 6 months on."""
    fact = {CART: Sentence.CART_LATE, OTHER: Sentence.OTHER_IGG4}.get(population, Sentence.HAEM_IGG4)
    limit = group_figures(population, figures).igg4_g_per_l
    id = {CART: "late_low_igg", OTHER: "other_low_igg"}.get(population, "haem_low_igg")
    # Immunoparesis stands in for two samples, but not in group 4: each line says what it counts.
    lasting = "lasting" if population == OTHER else "lasting_or_paresis"

    def late(answers: Answers) -> bool:
        return population != CART or is_early(answers, figures) is not True

    def not_early(answers: Answers) -> Truth:
        return negated(is_early(answers, figures))

    apart = {"weeks": counted(figures.samples_apart_weeks, "week")}
    low = Item(
        id,
        (fact,),
        lambda a: any_of(below(a.igg_g_l, limit), _paresis(a)),
        _igg(limit),
        late,
        said=lambda a: _why_low(a, limit, is_wider=False),
    )
    lasts = Item(
        lasting, (fact, Sentence.TWO_SAMPLES), lambda a: any_of(a.igg_confirmed, _paresis(a)), apart, late, said=_why_lasting
    )
    rows = ((low,), (lasts,), (Item("severe_or_recurrent", (fact,), lambda a: a.severe_or_recurrent, applies=late),))
    if population != CART:
        return (Step("start", rows, met=MEETS),)
    months = {"months": counted(figures.cart_early_months, "month")}
    period = Item("late_period", (Sentence.CART_LATE,), not_early, months, turns="early_period")
    # What is left here is not lasting, or the step before would have been met.
    rest = Item(
        "late_but_lasting",
        (fact, Sentence.HAEM_IGG4, Sentence.TWO_SAMPLES),
        lambda a: all_of(not_early(a), below(a.igg_g_l, limit), a.severe_or_recurrent),
        _igg(limit),
        applies=late,
        in_trace=False,
    )
    return (Step("late", ((period,), *rows), met=MEETS), Step("reading", ((rest,),), met=UNDETERMINED))


def _wider_route(population: str, figures: EligibilityFigures) -> tuple[Step, ...]:
    """Low IgG by the higher limit, judged decisive, with infections in number."""
    group = group_figures(population, figures)
    limit = group.igg6_g_per_l
    wider = Sentence.OTHER_IGG6 if population == OTHER else Sentence.HAEM_IGG6
    fact = Sentence.CART_IGG6 if population == CART else wider
    id = {CART: "cart_wider_igg", OTHER: "other_wider_igg"}.get(population, "haem_wider_igg")
    low = Item(
        id,
        (fact,),
        lambda a: any_of(below(a.igg_g_l, limit), a.below_age_range, _paresis(a)),
        _igg(limit),
        said=lambda a: _why_low(a, limit, is_wider=True),
    )
    decisive = Item("decisive", (wider,), lambda a: a.low_igg_decisive)
    return (Step("wider", ((low,), (decisive,), _infections(population, group)), met=CONSIDER),)


def _infections(population: str, group: GroupFigures) -> tuple[Item, ...]:
    if population == OTHER:
        counts = (
            ("other_hospital", Sentence.OTHER_HOSPITAL, group.hospital),
            ("other_sepsis", Sentence.OTHER_SEPSIS, group.sepsis),
            ("other_verified", Sentence.OTHER_VERIFIED, group.verified),
        )
    else:
        counts = (
            ("haem_hospital", Sentence.HAEM_HOSPITAL, group.hospital),
            ("haem_sepsis", Sentence.HAEM_SEPSIS, group.sepsis),
            ("haem_verified", Sentence.HAEM_VERIFIED, group.verified),
        )

    def item(at: int) -> Item:
        id, fact, least = counts[at]
        args = {"count": counted(least), "months": counted(group.period_months, "month")}
        return Item(id, (fact,), lambda a: infections(a, group)[at], args)

    return tuple(item(at) for at in range(len(counts)))


def _workup() -> Step:
    item = Item("workup", (Sentence.OTHER,), lambda a: a.specialist_workup)
    return Step("last", ((item,),), met=CONSIDER, unmet=UNDETERMINED)
