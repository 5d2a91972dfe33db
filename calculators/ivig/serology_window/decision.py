"""What the decision table asks of an antibody test."""

from datetime import date, timedelta

from calculators.decision import Option, Question, Section, yes_no
from calculators.ivig.serology_window.rule import (
    AFTER_WINDOW,
    BEFORE_COURSE,
    IN_WINDOW,
    POSSIBLY_AFFECTED,
    UNDETERMINED,
    WindowFigures,
    window_end,
)

FIRST, LAST = date(2001, 1, 1), date(2001, 1, 5)  # any course will do: the rule looks at the time between the days
DAY = timedelta(days=1)


def sections(figures: WindowFigures) -> tuple[Section, ...]:
    end = window_end(LAST, figures)
    taken = {"before": FIRST - DAY, "first_day": FIRST, "between": FIRST + DAY, "last_day": end, "after": end + DAY}
    samples = Question("sample", tuple(Option(code, {"sample_date": day.isoformat()}) for code, day in taken.items()))
    questions = (samples, yes_no("earlier_course_60d", "unknown"))
    order = (AFTER_WINDOW, IN_WINDOW, POSSIBLY_AFFECTED, BEFORE_COURSE, UNDETERMINED)
    course = {"first_infusion_date": FIRST.isoformat(), "last_infusion_date": LAST.isoformat()}
    return (Section("all", questions, order, course, {"window_end": ("last_infusion_date", "day")}),)
