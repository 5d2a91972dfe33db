"""The first year of treatment as a time line: reviews, trial of stopping, deadline, winter and summer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from calculators import words
from calculators.answer import Quantity
from calculators.answer.quantities import counted
from calculators.drawing.picture import drawing
from calculators.drawing.timeline import DAY, DEADLINE, HATCHED, OUTLINED, WINDOW, Row, Tick, Timeline
from calculators.facts.figure import MONTHS_OF_LANGUAGE
from calculators.rulekit.dates import add_months
from calculators.sid.followup.rule import FollowupFigures, winters
from calculators.words import Words, show


@dataclass(frozen=True)
class FollowupChart:
    """Draws the figures of an answer: its days by name, those of winter counted, and the day of the start."""

    start: date
    days: Mapping[str, date]
    winter: Mapping[str, Quantity]
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
        stops = [self.days[name] for name in ("stop_trial_to", "stop_by", "review_6m") if name in self.days]
        months = self.figures.stop_to_months if self._winter_counts else self.figures.first_review_months
        return max(add_months(self.start, months), *stops)

    @property
    def _winter_counts(self) -> bool:
        return bool(self.winter)

    def _rows(self, own: Words, lang: str) -> Iterator[Row]:
        say, label = own["chart"], own["value"]

        def day(name: str, kind: str, text: str) -> Row:
            when = self.days[name]
            return Row(name, kind, f"{text}: {show.day(when, lang)}", ((when, when),))

        def period(name: str, kind: str, text: str) -> Row:
            ends = (self.days[f"{name}_from"], self.days[f"{name}_to"])
            return Row(name, kind, text.format(first=show.day(ends[0], lang), last=show.day(ends[1], lang)), (ends,))

        yield Row("start", DAY, f"{say['start']}: {show.day(self.start, lang)}", ((self.start, self.start),))
        for name in ("review_3m", "review_6m"):
            if name in self.days:
                yield day(name, DAY, label[name])
        if "stop_trial_from" in self.days:
            yield period("stop_trial", WINDOW, say["stop_trial"])
        if "stop_by" in self.days:
            yield day("stop_by", DEADLINE, label["stop_by"])
        winter = winters(self.start, self._last(), self.figures)
        if winter and self._winter_counts:
            yield Row("winter", HATCHED, self._winter_words(say["winter"], lang), winter)
        if "pause_from" in self.days:
            yield period("pause", OUTLINED, say["pause"])

    def _winter_words(self, template: str, lang: str) -> str:
        months = {"early_months": self.figures.stop_from_months, "late_months": self.figures.stop_to_months}
        shown = {"early": self.winter["winter_days_at_6m"], "late": self.winter["winter_days_at_12m"]}
        shown |= {name: counted(count, "month") for name, count in months.items()}
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
