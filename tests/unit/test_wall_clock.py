"""What the clock on the wall shows, worked out by hand: seconds since 1970, and how far the wall is ahead from when on."""

from datetime import date, time

import pytest

from calculators.rulekit.wall_clock import WallClock

# An hour ahead, from 5000 s on two: at that instant 02:23 has become 03:23.
TWO = WallClock(((1000, 60), (5000, 120)))


@pytest.mark.parametrize(
    ("instant", "shown"),
    [(0, time(1)), (999, time(1, 16)), (1000, time(1, 16)), (4999, time(2, 23)), (5000, time(3, 23)), (80_000, time(0, 13))],
)
def test_the_offset_is_that_of_the_instant_and_before_all_of_them_the_first(instant, shown):
    assert TWO.read(instant) == (date(1970, 1, 1 if instant < 80_000 else 2), shown)


def test_one_offset_holds_always():
    one = WallClock(((1000, 60),))
    assert [one.read(instant)[1] for instant in (0, 1000, 3600)] == [time(1), time(1, 16), time(2)]
    # 01:16 is 960 s after 1970, a day later 87 360: of three days, in order.
    assert one.instants(time(1, 16), 1000) == (960 - 86_400, 960, 960 + 86_400)
    assert (one.nearest(time(1, 16), 1000), one.nearest(time(1, 16), 70_000)) == (960, 960 + 86_400)
    assert (one.latest(time(1, 16), 960), one.latest(time(1, 16), 959)) == (960, 960 - 86_400)


def test_the_hour_that_spring_leaves_out_has_no_instant():
    """From 02:23 to 03:23 the wall shows nothing that day: 02:30 is there the day before and the day after."""
    assert [TWO.read(instant) for instant in TWO.instants(time(2, 30), 5000)] == [
        (date(1969, 12, 31), time(2, 30)), (date(1970, 1, 2), time(2, 30)),
    ]  # fmt: skip
