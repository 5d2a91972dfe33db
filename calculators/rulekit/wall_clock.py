"""What the clock on the wall shows at an instant, and back; with its jump at the change to summer or winter time.

An instant is a whole number of seconds since 1970 in UTC, as the device counts them. The device also says how far the wall
is ahead of UTC, and from when: no clock and no table of time zones is read here.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

DAY_S, MINUTE_S = 86_400, 60
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class WallClock:
    """`offsets`: pairs of an instant and the minutes that the wall is ahead of UTC from it on, in order of time."""

    offsets: tuple[tuple[int, int], ...]

    def _ahead_s(self, instant_s: int) -> int:
        known = [minutes for since, minutes in self.offsets if since <= instant_s]
        return (known[-1] if known else self.offsets[0][1]) * MINUTE_S

    def read(self, instant_s: int) -> tuple[date, time]:
        """Day and time of day at an instant, the minute begun."""
        days, seconds = divmod(instant_s + self._ahead_s(instant_s), DAY_S)
        return _EPOCH + timedelta(days=days), time(*divmod(seconds // MINUTE_S, 60))

    def instants(self, shown: time, near_s: int) -> tuple[int, ...]:
        """When the wall shows this time of day, from a day before `near_s` to a day after it, in order.

        The hour that comes twice in autumn gives two instants, the hour that spring leaves out gives none.
        """
        found = set()
        for minutes in {minutes for _, minutes in self.offsets}:
            today = (near_s + minutes * MINUTE_S) // DAY_S
            for day in range(today - 1, today + 2):
                instant = day * DAY_S + (shown.hour * 60 + shown.minute - minutes) * MINUTE_S
                if self._ahead_s(instant) == minutes * MINUTE_S:
                    found.add(instant)
        return tuple(sorted(found))

    def nearest(self, shown: time, near_s: int) -> int | None:
        """The instant nearest to `near_s` at which the wall shows this time of day; the earlier of two as near; None in a gap."""
        return min(self.instants(shown, near_s), key=lambda instant: abs(instant - near_s), default=None)

    def latest(self, shown: time, until_s: int) -> int | None:
        """The last instant up to and with `until_s` at which the wall shows this time of day."""
        return max((instant for instant in self.instants(shown, until_s) if instant <= until_s), default=None)
