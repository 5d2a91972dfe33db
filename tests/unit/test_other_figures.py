"""Figures that are 1 in the source, or fit each other there: away from them a slip in a rule shows. Worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from calculators.facts import Ratio
from calculators.facts.read import figures_of
from calculators.ivig.maintenance.rule import MaintenanceFigures, taper
from calculators.ivig.rate.rule import RateFigures, least_daily_volume_ml
from calculators.ivig.serology_window.rule import WindowFigures
from calculators.sid.dose.rule import DoseFigures, volume_figure_fits
from calculators.sid.followup.rule import STOP_BY, CartAnswers, FollowupFigures, deadline, review_months, winters
from calculators.sid.products import SCIG, Product, Row
from calculators.sid.switch.rule import SwitchFigures
from tests.frozen import FROZEN


def test_the_least_volume_of_a_day_grows_with_the_least_high_dose():
    """60 kg at 2 g/kg are 120 g over 5 days, 24 g a day: 240 ml of 100 mg/ml."""
    figures = replace(figures_of(RateFigures, FROZEN), least_high_dose_g_per_kg=Decimal(2))
    assert least_daily_volume_ml(Decimal(60), Decimal(100), figures) == 240


def test_a_window_of_two_half_lives_leaves_a_quarter():
    figures = figures_of(WindowFigures, FROZEN)
    assert (figures.half_lives, figures.share_left) == (2, Decimal("0.25"))
    assert replace(figures, window_days=90).half_lives == 3


@pytest.mark.parametrize("off", ["lowest_ml_per_kg", "highest_ml_per_kg"])
def test_both_ends_of_the_volume_must_answer_to_the_grams(off):
    figures = figures_of(DoseFigures, FROZEN)
    strength = 1000 * figures.lowest_g_per_kg / figures.lowest_ml_per_kg
    product = Product("hizentra", SCIG, strength, Row.HIZENTRA)
    assert volume_figure_fits(product, figures)
    assert not volume_figure_fits(product, replace(figures, **{off: getattr(figures, off) + 1}))


def test_a_dose_that_is_the_lowest_of_the_text_is_still_given():
    """0.375 g/kg less 20 % is 0.3, the lowest; the next would be 0.24."""
    figures = figures_of(MaintenanceFigures, FROZEN)
    assert [row.dose_g_per_kg for row in taper(1, Decimal("0.375"), 5, figures)] == [Decimal("0.375"), Decimal("0.3")]


def test_half_a_gram_of_the_new_for_a_gram_of_the_old():
    assert replace(figures_of(SwitchFigures, FROZEN), ratio=Ratio(2, 1)).new_grams_per_old == Decimal("0.5")


# --- follow-up


FOLLOWUP = figures_of(FollowupFigures, FROZEN)


def test_reviews_end_with_three_years_however_close_they_are():
    every_month = replace(FOLLOWUP, second_review_months=34, later_reviews_months=1)
    assert review_months(every_month) == (FOLLOWUP.first_review_months, 34, 35, 36)


def test_a_deadline_on_the_day_of_the_start_does_not_lie_before_it():
    cart = CartAnswers(date(2026, 1, 1), started_on_igg_only=None, treated_before_therapy=None)
    assert deadline(date(2026, 7, 1), cart, STOP_BY, FOLLOWUP) == date(2026, 7, 1)
    assert deadline(date(2026, 7, 2), cart, STOP_BY, FOLLOWUP) is None


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        # Summer is from 1 May to 1 October, which is the first day of winter again.
        (date(2026, 6, 1), date(2026, 10, 1), ()),
        (date(2026, 6, 1), date(2026, 10, 2), ((date(2026, 10, 1), date(2026, 10, 2)),)),
        (date(2026, 4, 30), date(2026, 10, 1), ((date(2026, 4, 30), date(2026, 5, 1)),)),
        (date(2026, 5, 1), date(2027, 5, 2), ((date(2026, 10, 1), date(2027, 5, 1)),)),
    ],
)
def test_a_stretch_of_winter_has_a_day_at_least(start, end, found):
    assert winters(start, end, FOLLOWUP) == found
