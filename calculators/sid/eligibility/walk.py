"""The way that answers take through a flow, with unknown answers left open."""

from collections.abc import Callable
from dataclasses import dataclass

from calculators.rulekit.logic import Truth, all_of, any_of, negated
from calculators.sid.eligibility.criteria import Flow, Item, Step

State = Callable[[Item], Truth]


@dataclass(frozen=True)
class Walk:
    """For each step by name: is it come to, and is it left as met or as unmet? None is open."""

    reached: dict[str, Truth]
    met: dict[str, Truth]
    unmet: dict[str, Truth]

    def ends(self, flow: Flow) -> dict[str, Truth]:
        """Each verdict that the flow can end in: is it the end?"""
        found: dict[str, list[Truth]] = {}
        for step in flow.every_step:
            if step.met and (flow.last is None or step is flow.last):
                found.setdefault(step.met, []).append(self.met[step.name])
            if step.unmet:
                found.setdefault(step.unmet, []).append(self.unmet[step.name])
        found.setdefault(flow.unmet, []).append(self.unmet[routes(flow)[-1].name])
        return {outcome: any_of(*states) for outcome, states in found.items()}


def routes(flow: Flow) -> tuple[Step, ...]:
    """The steps that lead to a start when they are met."""
    return tuple(step for step in flow.steps if step.met)


def walk(flow: Flow, state: State) -> Walk:
    """Go through the steps in order; what follows an open step is itself open."""
    reached: dict[str, Truth] = {}
    met: dict[str, Truth] = {}
    unmet: dict[str, Truth] = {}
    at: Truth = True
    for step in flow.every_step:
        if step is flow.last:
            # It is come to by any route that was met: unless none was.
            at = negated(at)
        is_met = True if step.is_remark else all_of(*(any_of(*map(state, row)) for row in step.rows))
        reached[step.name] = at
        met[step.name], unmet[step.name] = all_of(at, is_met), all_of(at, negated(is_met))
        at = unmet[step.name] if step.met else met[step.name]
    return Walk(reached, met, unmet)
