"""What a flow chart says, as text and as the picture: the same words for both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from calculators import words
from calculators.element import el
from calculators.rulekit.logic import Truth, negated
from calculators.sid.eligibility.criteria import Flow, Item, Step
from calculators.sid.eligibility.walk import routes
from calculators.words import Words, phrase, show

STATES = {True: "state_true", False: "state_false", None: "state_unknown"}


@dataclass(frozen=True)
class FlowWords:
    """The words of one flow. `states` are those of the trace, by criterion; None: no answers at all."""

    flow: Flow
    population: str
    lang: str
    states: Mapping[str, Truth] | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    """By criterion: which wording says what met it."""

    @property
    def _own(self) -> Words:
        return words.calculator_words("sid-eligibility", self.lang)

    @property
    def title(self) -> str:
        return phrase(self._own, "flow", "title").format(group=self._own["choice"]["population"][self.population])

    def ui(self, key: str) -> str:
        return phrase(self._own, "flow", key)

    def yes_no(self, yes: bool) -> str:
        return phrase(words.common(self.lang), "choice", "yes" if yes else "no").lower()

    def applies(self, item: Item) -> bool:
        return self.states is None or (item.turns or item.id) in self.states

    def state(self, item: Item) -> Truth:
        """The state that the trace gives; a criterion that it leaves out cannot be met."""
        assert self.states is not None
        state = self.states.get(item.turns or item.id, False)
        return state if item.turns is None else negated(state)

    def state_word(self, item: Item) -> str:
        if not self.applies(item):
            return phrase(words.common(self.lang), "choice", "not_applicable")
        return phrase(words.common(self.lang), "ui", STATES[self.state(item)])

    def item(self, item: Item) -> str:
        shown = {name: show.quantity(value, self.lang) for name, value in item.args.items()}
        if said := self.said.get(item.id):
            return phrase(self._own, "said", said).format(**shown)
        return phrase(self._own, "flow_item", item.id).format(**shown)

    def end(self, outcome: str | None, step: Step | None = None) -> str:
        """Where a way leads: to an outcome, for which a step may have its own words, or with None on to the next step."""
        if not outcome:
            return self.ui("leads_on")
        own = f"{outcome}_{step.name}" if step else ""
        return phrase(self._own, "flow_end", own if own in self._own["flow_end"] else outcome)

    def heading(self, step: Step) -> str:
        name = self._own["flow_step"][step.name]
        return f"{name}: {self.ui('all')}" if len(step.rows) > 1 else name

    def exits(self, step: Step) -> tuple[str, ...]:
        """Where the step leads, both ways."""
        if step.is_remark:
            return ()
        ahead = [self.end(step.met, step), self.end(step.unmet, step)]
        if step.met and self.flow.last and step is not self.flow.last:
            ahead[0] = self.ui("to_last")
        if step is routes(self.flow)[-1]:
            ahead[1] = self.end(self.flow.unmet)
        return tuple(f"{self.yes_no(way)}: {end}" for way, end in zip((True, False), ahead, strict=True))

    def as_list(self) -> Element:
        """The whole flow as nested lists."""

        def row(items: tuple[Item, ...]) -> Element:
            if len(items) == 1:
                return el("li", self._said(items[0]))
            return el("li", self.ui("any"), el("ul", *(el("li", self._said(item)) for item in items)))

        steps = (
            el("li", self.heading(step), el("ul", *map(row, step.rows), *(el("li", text) for text in self.exits(step))))
            for step in self.flow.every_step
        )
        return el("ol", *steps)

    def as_text(self) -> str:
        """The whole flow in one line, for those who do not see the picture."""
        parts = [self.ui("description")]
        for step in self.flow.every_step:
            rows = []
            for items in step.rows:
                said = "; ".join(map(self._said, items))
                rows.append(said if len(items) == 1 else f"{self.ui('any')} {said}")
            parts.append(f"{self.heading(step)}. {'; '.join((*rows, *self.exits(step)))}.")
        return " ".join(parts)

    def _said(self, item: Item) -> str:
        return self.item(item) if self.states is None else f"{self.state_word(item)}: {self.item(item)}"
