"""What the decision table asks of two samples."""

from datetime import date, timedelta

from calculators.decision import Option, Question, Section, levels, yes_no
from calculators.sid.igg_samples.rule import BELOW_4, BELOW_6, INFECTION_BOTH, NOT_LASTING, NOT_LOW, TOO_CLOSE, SampleFigures

FIRST = date(2001, 1, 1)  # any day will do: the rule looks at the time between the samples


def sections(figures: SampleFigures) -> tuple[Section, ...]:
    later = {"close": FIRST + figures.apart - timedelta(days=1), "apart": FIRST + figures.apart}
    apart = tuple(Option(code, {"date_1": FIRST.isoformat(), "date_2": day.isoformat()}) for code, day in later.items())
    limits = (figures.igg4_g_per_l, figures.igg6_g_per_l)
    questions = (
        Question("apart", apart),
        yes_no("infection_1"),
        yes_no("infection_2"),
        levels("igg_1_g_l", limits, "0.1"),
        levels("igg_2_g_l", limits, "0.1"),
    )
    return (Section("all", questions, (TOO_CLOSE, INFECTION_BOTH, BELOW_4, BELOW_6, NOT_LASTING, NOT_LOW)),)
