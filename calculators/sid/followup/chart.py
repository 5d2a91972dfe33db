"""The first year of treatment as a time line: reviews, trial of stopping, deadline, winter and summer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from calculators import words
from calculators.answer import Quantity, Shown
from calculators.drawing.picture import drawing
from calculators.drawing.timeline import DAY, DEADLINE, HATCHED, OUTLINED, WINDOW, Row, Tick, Timeline
from calculators.facts.figure import MONTHS_OF_LANGUAGE
from calculators.rulekit.dates import add_months
from calculators.sid.followup.rule import FollowupFigures, winters
from calculators.words import show


@dataclass(frozen=True)
class FollowupChart:
    """Draws the figures of an answer: its values by name, and the day of the start."""

    start: date
    values: dict[str, Shown]
    figures: FollowupFigures

    def __call__(self, lang: str) -> Element:
        own = words.calculator_words("sid-followup", lang)
        say = own["chart"]
        line = Timeline(self.start, self._last())
        rows = tuple(self._rows(own, lang))
        parts, height = line.draw(rows, self._months(lang))
        said = [row.label for row in rows]
        return drawing(say["title"], say["description"] + f" {'. '.join(said)}.", height, *parts)

    def _last(self) -> date:
        """A year, or as far as a stop or a review lies beyond it. A deadline that holds is the end, after 3 months at least."""
        stops = [self.values[name] for name in ("stop_trial_to", "stop_by", "review_6m") if name in self.values]
        months = self.figures.stop_to_months if self._winter_counts else self.figures.first_review_months
        return max(add_months(self.start, months), *stops)

    @property
    def _winter_counts(self) -> bool:
        return "winter_days_at_6m" in self.values

    def _rows(self, own: dict, lang: str):
        say, label = own["chart"], own["value"]

        def day(name, kind, text):
            when = self.values[name]
            return Row(name, kind, f"{text}: {show.day(when, lang)}", ((when, when),))

        def period(name, kind, text):
            ends = (self.values[f"{name}_from"], self.values[f"{name}_to"])
            return Row(name, kind, text.format(first=show.day(ends[0], lang), last=show.day(ends[1], lang)), (ends,))

        yield Row("start", DAY, f"{say['start']}: {show.day(self.start, lang)}", ((self.start, self.start),))
        for name in ("review_3m", "review_6m"):
            if name in self.values:
                yield day(name, DAY, label[name])
        if "stop_trial_from" in self.values:
            yield period("stop_trial", WINDOW, say["stop_trial"])
        if "stop_by" in self.values:
            yield day("stop_by", DEADLINE, label["stop_by"])
        winter = winters(self.start, self._last(), self.figures)
        if winter and self._winter_counts:
            yield Row("winter", HATCHED, self._winter_words(say["winter"], lang), winter)
        if "pause_from" in self.values:
            yield period("pause", OUTLINED, say["pause"])

    def _winter_words(self, template: str, lang: str) -> str:
        months = {"early_months": self.figures.stop_from_months, "late_months": self.figures.stop_to_months}
        shown = {"early": self.values["winter_days_at_6m"], "late": self.values["winter_days_at_12m"]}
        shown |= {name: Quantity(Decimal(count), "month") for name, count in months.items()}
        return template.format(**{name: show.quantity(value, lang) for name, value in shown.items()})

    def _months(self, lang: str) -> tuple[Tick, ...]:
        """The first of each month."""
        ticks: list[Tick] = []
        year, month, last = self.start.year, self.start.month, self._last()
        while (day := date(year, month, 1)) <= last:
            if day >= self.start:
                ticks.append(Tick(day, MONTHS_OF_LANGUAGE[lang][month - 1][:3]))
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return tuple(ticks)
