"""The infusion plan as a step chart: ml an hour over time, legible without colour and on paper; followed, with the moment marked."""

from collections.abc import Iterable
from dataclasses import dataclass
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
    return _picture(say["title"], say["description"], drawn)


def _picture(title: str, description: str, drawn: Iterable[Element]) -> Element:
    """What is drawn, with what a screen reader is told of it: its figures stand in the table, and are read once."""
    return el(
        "svg",
        el("title", title),
        el("desc", description),
        el("g", *drawn, aria_hidden="true"),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )


@dataclass(frozen=True)
class Span:
    """A time at one rate, 0 in a pause; seconds on one line of time. `name` says what it is, in words."""

    from_s: Decimal
    to_s: Decimal
    rate_ml_h: Decimal
    name: str


def followed_chart(spans: tuple[Span, ...], now_s: int | None, clocks: tuple[str, str, str], lang: str) -> Element:
    """What was carried out and what is to come. The span under way has a heavy outline, a flag with its name and a line at the
    moment; `now_s` is None before the start and after the end. `clocks` are what the wall shows at the start, now and at the end."""
    say = words.calculator_words("ivig-rate", lang)["chart"]
    begin, end = float(spans[0].from_s), float(spans[-1].to_s)
    top_rate = max(float(span.rate_ml_h) for span in spans) or 1.0
    base, top = HEIGHT - BOTTOM, TOP + 24  # room for the flag

    def x(at_s: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * ((at_s - begin) / (end - begin) if end > begin else 0), 1)

    def y(rate: float) -> float:
        return round(base - (base - top) * rate / top_rate, 1)

    path = f"M{x(begin)} {base}" + "".join(f"V{y(float(span.rate_ml_h))}H{x(float(span.to_s))}" for span in spans) + f"V{base}"
    drawn = [
        el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=base, y2=base, **{"class": "ig-chart-axis"}),
        el("line", x1=LEFT, x2=LEFT, y1=top, y2=base, **{"class": "ig-chart-axis"}),
        el("path", d=path, **{"class": "ig-chart-steps"}),
    ]
    start_clock, now_clock, end_clock = clocks
    current = next((span for span in spans if now_s is not None and span.from_s <= now_s < span.to_s), None)
    if current is not None and now_s is not None:
        left, right, height = x(float(current.from_s)), x(float(current.to_s)), y(float(current.rate_ml_h))
        at = x(now_s)
        is_late = at > (LEFT + WIDTH) / 2
        flag = f"{say['now']} {now_clock}: {current.name}"
        drawn += [
            el("rect", x=left, y=height, width=max(round(right - left, 1), 3), height=round(base - height, 1), class_="ig-chart-now"),
            el("line", x1=at, x2=at, y1=TOP + 2, y2=base + 8, **{"class": "ig-chart-moment"}),
            el("path", d=f"M{at - 8} {base + 18}L{at + 8} {base + 18}L{at} {base + 6}Z", **{"class": "ig-chart-pointer"}),
            el(
                "text",
                flag,
                x=at + (-6 if is_late else 6),
                y=TOP + 12,
                **{"text-anchor": "end" if is_late else "start", "class": "ig-chart-flag"},
            ),
        ]
    drawn += [
        el("text", start_clock, x=LEFT, y=base + 20, **{"text-anchor": "middle"}),
        el("text", end_clock, x=WIDTH - RIGHT, y=base + 20, **{"text-anchor": "end"}),
        el("text", show.number(max(span.rate_ml_h for span in spans), lang), x=LEFT - 8, y=top + 6, **{"text-anchor": "end"}),
        el("text", say["clock_axis"], x=(LEFT + WIDTH - RIGHT) / 2, y=HEIGHT - 8, **{"text-anchor": "middle"}),
        el("text", say["rate_axis"], x=8, y=16),
    ]
    return _picture(say["title"], say["followed"], drawn)
