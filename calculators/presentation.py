"""How the page shows a calculator: what is special to one, as data in its folder (`page.toml`), so that no shared layer names it.

    order = 2                        its place among the calculators of its guideline
    sticky = true                    the answer stays in sight beside a long form
    now = ["start_time"]             fields for a time of day that get a "start now" button
    today = ["assessment_date"]      dates that mostly are today's: it stands there, to be changed
    signed = ["deviation_percent"]   figures that are shown with their sign
    days_later = ["end_day"]         figures that count days and are said in words: "next day"
    large = ["total_minutes"]        figures that a reader looks for first
    in_words = ["end_day"]           figures that are words, and may take two lines
    strong = ["rate_ml_h"]           columns that stand out in a table
    table_first = true               the table is the answer: it stands before the figures, with what it is for
    figures_first = true             the figures are the answer, together with the verdict: they stand before what is to be done
    general = ["proposed"]           remarks that hold for every answer: they stand in the quiet line at its end
    glance = ["rate_ml_h"]           the columns of the table that are shown and copied; the working has the rest
    paper_only = ["planned_ml"]      figures that say what another says: paper, the copied text and the working have them
    gist = ["total_minutes"]         what the line for the whole answer names, of figures and of the first row; else the first figure
    met = "good"                     a criterion that is met is good: it is shown in green
    chart_on_paper = false           on paper the list of criteria, or the table, says what the chart shows
    sheet = true                     on paper the answer is a sheet to work with: it takes the whole page

    [unit]                           of a field whose choices are numbers
    days = "day"

    [beside]                         a figure that stands in the tile of another, which is the same said otherwise
    daily_volume_ml = "daily_dose_g"

    [instead]                        a column, or a figure of the gist, for as long as there is not the other
    minutes = "start"

    [shortcut.no_infections]         one tap for several answers: its words by this key, the group in which it stands, what it fills in
    group = "infections"
    fills = { severe_or_recurrent = "no", verified_infections_6m = "0" }

    [tone]                           of each outcome; one that has none informs
    meets = "good"

    [calendar]
    numbered_by = "months"           the figure of a row that tells its entries apart
    [[calendar.remark]]              what an entry says besides its summary, and which entries do
    words = "little_winter"          the key of its words; it is said where an outcome or a warning of that code stands
    on = ["stop_trial_from"]         left out: every entry
    row = "after"                    said where the row has this code under that key instead
    always = true                    said whatever the answer is
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from calculators.errors import GuideError
from calculators.folders import folder_of

LAST = 99
SIGNS = {"good": "✓", "middling": "◐", "bad": "✗", "open": "?", "outside": "–", "": "i"}
"""Each tone by its sign. "" is a verdict that is neither good nor bad: it informs."""


class PresentationError(GuideError):
    """A `page.toml` that says something unknown; the text names the file and the key."""

    code = "presentation"


@dataclass(frozen=True)
class Remark:
    """What an entry of the calendar says of itself, by the key of its words. `on` is empty for every entry."""

    words: str
    on: tuple[str, ...] = ()
    row: str = ""
    always: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "on", tuple(self.on))


@dataclass(frozen=True)
class Shortcut:
    """One tap that gives several answers: what it fills in, by field, and the group of fields that it stands in."""

    group: str
    fills: Mapping[str, str]


@dataclass(frozen=True)
class Presentation:
    """What `page.toml` says of one calculator. Names are those of its fields, figures and outcomes."""

    order: int = LAST
    sticky: bool = False
    now: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    days_later: tuple[str, ...] = ()
    large: tuple[str, ...] = ()
    in_words: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    table_first: bool = False
    figures_first: bool = False
    general: tuple[str, ...] = ()
    glance: tuple[str, ...] = ()
    paper_only: tuple[str, ...] = ()
    gist: tuple[str, ...] = ()
    met: str = ""
    chart_on_paper: bool = True
    sheet: bool = False
    beside: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    unit: Mapping[str, str] = field(default_factory=dict)
    tone: Mapping[str, str] = field(default_factory=dict)
    shortcut: Mapping[str, Shortcut] = field(default_factory=dict)
    numbered_by: str = ""
    remarks: tuple[Remark, ...] = ()

    def is_more(self, column: str, row: Collection[str]) -> bool:
        """Whether a column of a table stands in the working only: `glance` leaves it out, and it stands for none that is missing."""
        if not self.glance or column in self.glance:
            return False
        instead = self.instead.get(column, "")
        return not instead or instead in row

    def tone_of(self, outcome: str | None) -> str:
        """The tone of an outcome; "" for one that informs, and where there is none."""
        return self.tone.get(outcome or "", "")


@cache
def presentation_of(calculator: str) -> Presentation:
    """What the calculator's own `page.toml` says; only `order` must be there. Without the file it stands last.

    Raises PresentationError for an unknown key or tone."""
    path = folder_of(calculator) / "page.toml"
    if not path.is_file():
        return Presentation()
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    calendar = said.pop("calendar", {})
    unknown = [*(set(said) - {one.name for one in fields(Presentation)}), *(set(calendar) - {"numbered_by", "remark"})]
    unknown += [tone for tone in [*said.get("tone", {}).values(), said.get("met", "")] if tone not in SIGNS]
    if unknown:
        raise PresentationError(f"{path.parent.name}/{path.name}: {sorted(unknown)[0]!r} is unknown; see {__name__} for what there is")
    if "order" not in said:
        raise PresentationError(f"{path.parent.name}/{path.name}: order is missing: write its place among its guideline's calculators")
    lists: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    lists["shortcut"] = {name: Shortcut(**one) for name, one in said.get("shortcut", {}).items()}
    remarks = tuple(Remark(**one) for one in calendar.get("remark", ()))
    return Presentation(**lists, numbered_by=calendar.get("numbered_by", ""), remarks=remarks)
