"""A time line: each day or period in a row of its own, its words above its mark, a common scale below."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from xml.etree.ElementTree import Element

from calculators.drawing.picture import LINE, WIDTH, text_width, wrapped, written
from calculators.element import el

LEFT, RIGHT = 16, WIDTH - 16
TRACK = 42  # height of the strip that holds the marks of a row
DAY, DEADLINE, WINDOW, HATCHED, OUTLINED = "day", "deadline", "window", "hatched", "outlined"


@dataclass(frozen=True)
class Row:
    """One row: its words and when it is. A day is a period that ends as it begins."""

    name: str
    kind: str
    label: str
    periods: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Tick:
    """A place on the scale."""

    day: date
    label: str


@dataclass(frozen=True)
class Timeline:
    """Rows between two days, first to last from left to right."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day stands; what lies outside stands at the edge."""
        share = (day - self.first).days / (self.last - self.first).days
        return round(LEFT + (RIGHT - LEFT) * min(max(share, 0), 1), 1)

    def draw(self, rows: tuple[Row, ...], ticks: tuple[Tick, ...], scale: str = "", y: float = 0) -> tuple[list[Element], float]:
        """The rows and the scale from `y` down, and where they end."""
        parts = []
        deadlines = [row.periods[0][0] for row in rows if row.kind == DEADLINE]
        for row in rows:
            lines = wrapped(row.label, WIDTH)
            track = y + LINE * len(lines) + TRACK / 2
            marks = [el("line", x1=LEFT, x2=RIGHT, y1=track, y2=track, class_="ig-chart-axis")]
            if row.kind != DEADLINE:
                marks += [self._crossed(day, track) for day in deadlines]
            for start, end in row.periods:
                marks += self._mark(row.kind, start, end, track)
            ends = {"data_from": row.periods[0][0].isoformat(), "data_to": row.periods[-1][1].isoformat()}
            parts.append(el("g", *self._label(row, lines, y), *marks, data_row=row.name, **ends))
            y = track + TRACK / 2 + 6
        return parts + self._scale(ticks, scale, y), y + 18 + LINE * (2 if scale else 1)

    def _label(self, row: Row, lines: list[str], y: float) -> list[Element]:
        """Above the middle of the mark, as far as the edges let it."""
        middle = (self.x(row.periods[0][0]) + self.x(row.periods[-1][1])) / 2
        half = max(map(text_width, lines)) / 2
        where = (0, "start") if middle < half else (WIDTH, "end") if middle > WIDTH - half else (middle, "middle")
        return written(lines, where[0], y + LINE - 8, text_anchor=where[1])

    def _crossed(self, day: date, track: float) -> Element:
        """The deadline where it passes the track of another row, clear of its words."""
        x = self.x(day)
        return el("line", x1=x, x2=x, y1=track - 15, y2=track + 15, class_="ig-line-cut")

    def _mark(self, kind: str, start: date, end: date, y: float) -> list[Element]:
        left, right = self.x(start), self.x(end)
        if kind == DAY:
            return [el("circle", cx=left, cy=y, r=10, class_="ig-line-day")]
        if kind == DEADLINE:
            flag = f"{left},{y - 20} {left + (24 if left < WIDTH / 2 else -24)},{y - 11} {left},{y - 2}"
            pole = el("line", x1=left, x2=left, y1=y - 20, y2=y + 20, class_="ig-line-deadline")
            return [pole, el("polygon", points=flag, class_="ig-line-day")]
        if kind == WINDOW:
            return [el("path", d=f"M{left} {y - 14}V{y + 14}M{right} {y - 14}V{y + 14}M{left} {y}H{right}", class_="ig-line-deadline")]
        box = el("rect", x=left, y=y - 13, width=round(right - left, 1), height=26, class_="ig-line-band")
        inside = el("path", d=_hatching(left, right, y - 13, 26), class_="ig-line-hatch") if kind == HATCHED else None
        on = el("polygon", points=f"{RIGHT},{y - 13} {RIGHT + 14},{y} {RIGHT},{y + 13}", class_="ig-line-day") if end > self.last else None
        return [part for part in (box, inside, on) if part is not None]

    def _scale(self, ticks: tuple[Tick, ...], scale: str, y: float) -> list[Element]:
        line = el("line", x1=LEFT, x2=RIGHT, y1=y + 6, y2=y + 6, class_="ig-chart-axis")
        strokes = [el("line", x1=self.x(t.day), x2=self.x(t.day), y1=y, y2=y + 12) for t in ticks]
        named = [written([tick.label], x, y + 6 + LINE, text_anchor="middle")[0] for tick, x in self._readable(ticks)]
        below = written([scale] if scale else [], WIDTH / 2, y + 6 + 2 * LINE, text_anchor="middle")
        return [line, el("g", *strokes, class_="ig-chart-axis"), *named, *below]

    def _readable(self, ticks: tuple[Tick, ...]) -> list[tuple[Tick, float]]:
        """The labels that have room, all at the same distance: every one, or every second, or …"""
        for every in range(1, len(ticks) + 1):
            placed: list[tuple[Tick, float]] = []
            ends: list[tuple[float, float]] = []
            for tick in ticks[::every]:
                half = text_width(tick.label) / 2
                x = round(min(max(self.x(tick.day), half), WIDTH - half), 1)
                placed.append((tick, x))
                ends.append((x - half, x + half))
            if all(after[0] - before[1] >= 8 for before, after in pairwise(ends)):
                return placed
        return []


def _hatching(left: float, right: float, top: float, height: float) -> str:
    """Slanting lines in a box, cut off at its ends."""
    strokes = []
    x = left - height + 10
    while x < right:
        start, end = max(x, left), min(x + height, right)
        if start < end:
            low, high = top + height - (start - x), top + height - (end - x)
            strokes.append(f"M{round(start, 1)} {round(low, 1)}L{round(end, 1)} {round(high, 1)}")
        x += 12
    return "".join(strokes)
