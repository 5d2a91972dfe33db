"""The start criteria of a group as a flow chart, with or without a patient's answers.

A step is a panel with its criteria; the way goes on downwards, and where it ends it turns off to
the right. Answers show by sign, word and line: thick where they lead, dashed where it is open.
"""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from calculators import words
from calculators.answer import Criterion
from calculators.drawing.picture import LINE, WIDTH, arrow, drawing, text_width, wrapped, written
from calculators.element import el
from calculators.rulekit.logic import Truth
from calculators.sid.eligibility.criteria import Flow, Item, Step, flow
from calculators.sid.eligibility.flowwords import FlowWords
from calculators.sid.eligibility.rule import CONSIDER, MEETS, NOT_COVERED, NOT_MET, UNDETERMINED, EligibilityFigures
from calculators.sid.eligibility.walk import Walk, routes, walk
from calculators.words import phrase

EDGE, RAIL = 4, 628  # the left edge of the panels, and the way past them
ON, OFF = 46, 380  # where the way goes on, and where it turns off
END_WIDTH = 290
DROP = 54  # length of an arrow with its word beside it
SIGNS = {True: "✓", False: "✗", None: "?"}
END_SIGNS = {MEETS: "✓", CONSIDER: "◐", NOT_MET: "✗", UNDETERMINED: "?", NOT_COVERED: "–"}
WAYS = {True: "ig-flow-taken", False: "ig-flow-left", None: "ig-flow-open"}
WORD = {True: "ig-drawing-head", False: None, None: None}


# Which way out of a step, and the verdict that it leads to.
End = tuple[bool, str]


def _end(yes: bool, outcome: str | None) -> End | None:
    return (yes, outcome) if outcome else None


@dataclass(frozen=True)
class FlowChart:
    """Draws the flow of a group. Without answers no way is marked."""

    population: str
    figures: EligibilityFigures
    criteria: tuple[Criterion, ...] | None = None
    outcome: str | None = None

    def __call__(self, lang: str) -> Element:
        plan = flow(self.population, self.figures)
        said = {criterion.id: criterion.said for criterion in self.criteria or ()}
        say = FlowWords(plan, self.population, lang, self._states, said)
        return _Drawn(plan, say, self.outcome, walk(plan, say.state) if self._states is not None else None).picture()

    def as_list(self, lang: str) -> Element:
        """The same as text: the criteria as lists."""
        return FlowWords(flow(self.population, self.figures), self.population, lang, self._states).as_list()

    def summary(self, lang: str) -> str:
        """What to call the lists."""
        return phrase(words.calculator_words("sid-eligibility", lang), "flow", "as_text")

    @property
    def _states(self) -> dict[str, Truth] | None:
        return None if self.criteria is None else {criterion.id: criterion.state for criterion in self.criteria}


@dataclass
class _Drawn:
    """A drawing under way: `y` is how far down it has come."""

    plan: Flow
    say: FlowWords
    outcome: str | None
    way: Walk | None
    y: float = EDGE
    parts: list[Element] = field(default_factory=list)
    rails: list[tuple[float, Truth]] = field(default_factory=list)

    @property
    def right(self) -> int:
        """The right edge of the panels: room is left for a way past them where there is one."""
        return RAIL - 20 if self.plan.last else WIDTH - EDGE

    def picture(self) -> Element:
        for step in self.plan.steps:
            self._panel(step)
            self._leave(step)
        if self.plan.last:
            self._panel(self.plan.last)
            self._ends(_end(True, self.plan.last.met), _end(False, self.plan.last.unmet), self.plan.last)
        if self.way:
            lines = wrapped(self.say.ui("key"), WIDTH)
            self.parts += written(lines, EDGE, self.y + LINE)
            self.y += LINE * len(lines) + 12
        return drawing(self.say.title, self.say.as_text(), self.y + EDGE, *self.parts)

    def _reached(self, step: Step) -> Truth:
        return False if self.way is None else self.way.reached[step.name]

    def _taken(self, step: Step, yes: bool) -> Truth:
        if self.way is None:
            return False
        return (self.way.met if yes else self.way.unmet)[step.name]

    def _panel(self, step: Step) -> None:
        """A step with its criteria, each with sign and state."""
        top, inside = self.y, []
        self.y += 8
        heading = wrapped(self.say.heading(step), self.right - EDGE - 32)
        inside += written(heading, EDGE + 16, self.y + LINE - 8, class_="ig-drawing-head")
        self.y += LINE * len(heading) + 6
        for row in step.rows:
            indent = 16.0
            if len(row) > 1:
                inside += written([self.say.ui("any")], EDGE + indent, self.y + LINE - 8)
                self.y += LINE + 4
                indent = 40.0
            for item in row:
                inside.append(self._item(item, EDGE + indent))
        self.y += 6
        shape = "ig-flow-remark" if step.is_remark else f"ig-flow-step {WAYS[self._reached(step)]}"
        box = el("rect", x=EDGE, y=top, width=self.right - EDGE, height=round(self.y - top, 1), rx=8, class_=shape)
        self.parts.append(el("g", box, *inside, data_step=step.name))
        if step is self.plan.last:
            self._rails(top + (self.y - top) / 2)

    def _item(self, item: Item, x: float) -> Element:
        """One criterion. Its state stands before it as a sign, and in words."""
        text = self.say.item(item)
        state = None if self.way is None else self.say.state_word(item)
        lines = wrapped(f"{state}: {text}" if state else text, self.right - x - 48)
        middle = self.y + LINE / 2
        texts = written(lines, x + 40, self.y + LINE - 8)
        if state:
            texts[0].text = None
            texts[0].append(el("tspan", f"{state}:", class_="ig-drawing-head"))
            texts[0][0].tail = lines[0].removeprefix(f"{state}:")
        sign = self._sign(item, x + 14, middle)
        self.y += LINE * len(lines) + 8
        known = self.way is not None and self.say.applies(item)
        shown = {True: "true", False: "false", None: "unknown"}[self.say.state(item)] if known else None
        return el("g", *sign, *texts, data_item=item.id, data_state=shown)

    def _sign(self, item: Item, x: float, y: float) -> list[Element]:
        if self.way is None:
            return [el("circle", cx=x, cy=y, r=5, class_="ig-line-day")]
        if not self.say.applies(item):
            return written(["–"], x, y + 9, text_anchor="middle")
        state = self.say.state(item)
        ring = {True: "ig-flow-met", False: "ig-flow-unmet", None: "ig-flow-unknown"}[state]
        on = "ig-flow-on" if state else "ig-drawing-head"
        return [el("circle", cx=x, cy=y, r=15, class_=ring), *written([SIGNS[state]], x, y + 9, text_anchor="middle", class_=on)]

    def _leave(self, step: Step) -> None:
        """The two ways out of a step: on to the next one, and off to an end."""
        if step.is_remark:
            self._arrow(ON, self.y, 34, self._taken(step, True), "")
            self.y += 34
        elif step.unmet:
            self._ends(_end(False, step.unmet), None, step, on=True)
        else:
            is_last = step is routes(self.plan)[-1]
            on = None if is_last else True
            end = _end(True, step.met)
            if self.plan.last:
                self._to_rail(step)
                end = None
            self._ends(end, _end(False, self.plan.unmet) if is_last else None, step, on)

    def _ends(self, off: End | None, down: End | None, step: Step, on: bool | None = None) -> None:
        """Ends side by side: `off` to the right, `down` where the way would go on; or the way on."""
        top = self.y
        ends = [(place, x, end) for place, x, end in ((off, OFF, "right"), (down, ON, "left")) if place]
        lowest = top + DROP + (0 if ends else 6)
        for (yes, outcome), x, side in ends:
            taken = self._taken(step, yes)
            self._arrow(x, top, DROP, taken, self.say.yes_no(yes))
            lowest = max(lowest, self._verdict(step, outcome, taken, top + DROP, side))
        if on:
            yes = step.met is None
            gap = 26 if ends else 0
            self._arrow(ON, top, lowest + gap - top, self._taken(step, yes), self.say.yes_no(yes))
            self.y = lowest + gap
        else:
            self.y = lowest + (26 if self.plan.last and step is not self.plan.last else 0)

    def _verdict(self, step: Step, outcome: str, taken: Truth, y: float, side: str) -> float:
        """A verdict; the one that holds is marked by sign and a thick line."""
        # Open answers elsewhere leave the verdict undetermined too; that is not the end of this name.
        is_verdict = outcome == self.outcome and self._is_verdict(step, outcome, taken)
        end = self.say.end(outcome, step)
        text = f"{END_SIGNS[outcome]} {end}" if is_verdict else end
        lines = wrapped(text, END_WIDTH - 28)
        x = self.right - END_WIDTH if side == "right" else EDGE
        height = LINE * len(lines) + 16
        way = WAYS[True if is_verdict else taken]
        box = el("rect", x=x, y=y, width=END_WIDTH, height=height, rx=24, class_=f"ig-flow-end {way}")
        texts = written(lines, x + END_WIDTH / 2, y + LINE - 2, text_anchor="middle", class_=WORD[is_verdict])
        self.parts.append(el("g", box, *texts, data_end=outcome, data_reached="" if is_verdict else None))
        return y + height

    def _is_verdict(self, step: Step, outcome: str, taken: Truth) -> bool:
        if outcome != UNDETERMINED:
            return taken is not False
        if step is self.plan.last:
            return self._reached(step) is True
        # Whether the step before is met may be what is open: then this is what it is open between.
        return taken is not False and all(self.say.state(item) for item in step.items)

    def _arrow(self, x: float, y: float, length: float, taken: Truth, word: str) -> None:
        way = el("path", d=f"M{x} {y}V{round(y + length - 3, 1)}", class_=f"ig-flow-way {WAYS[taken]}")
        head = arrow(x, round(y + length, 1), class_="ig-line-day")
        self.parts.append(el("g", way, head, *self._word(word, x + 16, y + 36, taken)))

    def _word(self, word: str, x: float, y: float, taken: Truth) -> list[Element]:
        if not word:
            return []
        return written([word], x, y, class_=WORD[taken])

    def _to_rail(self, step: Step) -> None:
        """Turn off into the way past the panels that follow."""
        taken = self._taken(step, True)
        word = self.say.yes_no(True)
        down = self.y + 26
        self.parts.append(el("path", d=f"M{OFF} {self.y}V{down}H{RAIL}", class_=f"ig-flow-way {WAYS[taken]}"))
        self.parts += written([word], OFF - 14 - text_width(word), self.y + 36, class_=WORD[taken])
        self.rails.append((down, taken))

    def _rails(self, y: float) -> None:
        """The way past the panels, into the last one."""
        for start, taken in sorted(self.rails, key=lambda rail: (False, None, True).index(rail[1])):
            self.parts.append(el("path", d=f"M{RAIL} {start}V{y}H{self.right + 3}", class_=f"ig-flow-way {WAYS[taken]}"))
        head = f"{self.right + 14},{y - 8} {self.right + 14},{y + 8} {self.right},{y}"
        self.parts.append(el("polygon", points=head, class_="ig-line-day"))
