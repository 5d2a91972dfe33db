"""The courses given and the reviews as a time line, and the taper after them as falling bars."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from calculators import words
from calculators.answer import Quantity
from calculators.drawing.picture import FONT, LINE, WIDTH, drawing, text_width, written
from calculators.drawing.timeline import DAY, WINDOW, Row, Tick, Timeline
from calculators.element import el
from calculators.words import Words, show

BAR = 46  # from one bar to the next


@dataclass(frozen=True)
class MaintenanceChart:
    """Draws the figures of an answer: its days by name, the courses to come, each with its dose, and the lowest dose."""

    first_course: date
    days: Mapping[str, date]
    courses: tuple[tuple[Quantity, Quantity], ...]
    lowest: Quantity

    def __call__(self, lang: str) -> Element:
        own = words.calculator_words("ivig-maintenance", lang)
        say = own["chart"]
        line = Timeline(self.first_course, max(self.days.values()))
        rows = tuple(self._timeline_rows(own, lang))
        weeks = {row.periods[0][0]: (row.periods[0][0] - self.first_course).days // 7 for row in rows}
        ticks = tuple(Tick(day, show.number(Decimal(count), lang)) for day, count in weeks.items())
        parts, height = line.draw(rows, ticks, say["scale"])
        said = [row.label for row in rows]
        if self.courses:
            bars, height, spoken = self._taper(say, lang, height + LINE)
            parts += bars
            said += spoken
        return drawing(say["title"], say["description"] + f" {'. '.join(said)}.", height, *parts)

    def _timeline_rows(self, own: Words, lang: str) -> Iterator[Row]:
        days = {"first_course": self.first_course, **self.days}
        labels = {"first_course": own["chart"]["first_course"], **own["value"]}
        for name, day in days.items():
            # A course is given, a review is held: the mark tells them apart.
            kind = DAY if "course" in name else WINDOW
            yield Row(name, kind, f"{labels[name]}: {show.day(day, lang)}", ((day, day),))

    def _taper(self, say: Words, lang: str, y: float) -> tuple[list[Element], float, list[str]]:
        """A bar for each course to come, with the lowest dose of the source as a line through them."""
        names = [say["course"].format(course=show.quantity(course, lang)) for course, _ in self.courses]
        doses = [show.quantity(dose, lang) for _, dose in self.courses]
        left = max(map(text_width, names)) + 16
        longest = WIDTH - left - max(map(text_width, doses)) - 16
        top = float(max(dose.value for _, dose in self.courses))

        def length(dose: Quantity) -> float:
            return round(longest * float(dose.value) / top, 1)

        parts = written([say["taper"]], 0, y + LINE - 8, class_="ig-drawing-head")
        y += LINE + 10
        start = y
        for (course, dose), name, shown in zip(self.courses, names, doses, strict=True):
            bar = el("rect", x=round(left, 1), y=y, width=length(dose), height=BAR - 12, class_="ig-chart-steps")
            middle = y + (BAR - 12) / 2 + FONT * 0.36
            texts = written([name], 0, middle) + written([shown], left + length(dose) + 10, middle)
            parts.append(el("g", *texts, bar, data_course=str(course.value), data_dose=str(dose.value)))
            y += BAR
        limit = say["lowest"].format(dose=show.quantity(self.lowest, lang))
        at = round(left + length(self.lowest), 1)
        parts.append(el("line", x1=at, x2=at, y1=start - 8, y2=y, class_="ig-line-cut", data_lowest=str(self.lowest.value)))
        parts += written([limit], max(at - 12, 0), y + LINE - 8)
        spoken = [f"{name}: {shown}" for name, shown in zip(names, doses, strict=True)]
        return parts, y + LINE + 6, [say["taper"], *spoken, limit]
