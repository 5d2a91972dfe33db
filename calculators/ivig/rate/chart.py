"""The infusion plan as a step chart: ml an hour over time, legible without colour and on paper."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from calculators import words
from calculators.answer import Quantity
from calculators.element import el
from calculators.ivig.rate.rule import PlanStep
from calculators.words import show

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 28, 52


def step_chart(steps: tuple[PlanStep, ...], lang: str) -> Element:
    """The plan as SVG. Every figure in it stands in the table too; the title says what it shows."""
    say = words.calculator_words("ivig-rate", lang)["chart"]
    total_min = float(sum(step.minutes for step in steps))
    top_rate = float(max(step.rate_ml_h for step in steps))

    def x(minute: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (minute / total_min if total_min else 0), 1)

    def y(rate: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * rate / top_rate, 1)

    path, labels, guides = [], [], []
    minute = 0.0
    base = y(0)
    path.append(f"M{x(0)} {base}")
    for step in steps:
        rate, end = float(step.rate_ml_h), minute + float(step.minutes)
        path.append(f"V{y(rate)}H{x(end)}")
        guides.append(el("line", x1=x(end), x2=x(end), y1=base, y2=base + 5))
        # Narrow steps would run their figures together: each label hangs left of its step's end.
        middle = step is steps[-1]
        labels.append(
            el(
                "text",
                show.number(step.rate_ml_h, lang),
                x=x((minute + end) / 2) if middle else max(x(end), LEFT) - 2,
                y=y(rate) - 6,
                **{"text-anchor": "middle" if middle else "end", "class": "ig-chart-rate"},
            )
        )
        minute = end
    path.append(f"V{base}")
    total = show.quantity(Quantity(sum((step.minutes for step in steps), Decimal(0)), "min"), lang)
    drawn = (
        el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=base, y2=base, **{"class": "ig-chart-axis"}),
        el("line", x1=LEFT, x2=LEFT, y1=TOP, y2=base, **{"class": "ig-chart-axis"}),
        el("path", d="".join(path), **{"class": "ig-chart-steps"}),
        el("g", *guides, **{"class": "ig-chart-axis"}),
        el("g", *labels),
        el("text", "0", x=LEFT, y=base + 20, **{"text-anchor": "middle"}),
        el("text", total, x=WIDTH - RIGHT, y=base + 20, **{"text-anchor": "end"}),
        el("text", say["time_axis"], x=(LEFT + WIDTH - RIGHT) / 2, y=HEIGHT - 8, **{"text-anchor": "middle"}),
        el("text", say["rate_axis"], x=8, y=16),
    )
    return el(
        "svg",
        el("title", say["title"]),
        el("desc", say["description"]),
        # Its figures stand in the table: a screen reader is told them once.
        el("g", *drawn, aria_hidden="true"),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )
