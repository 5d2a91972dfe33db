"""A followed infusion once more, second by second: a pump that is told what to do, and asked what it has given.

Volumes are whole numbers of 0.1 ml / 3600, so that a second at a rate of tenths of a ml an hour is exact. Nothing here looks
ahead: the end is where the pump runs out.
"""

from dataclasses import dataclass

TENTH = 3600  # units of volume in 0.1 ml


@dataclass
class Pump:
    """`steps` are (rate in 0.1 ml/h, seconds) of steps 1 to 5; the last runs on."""

    volume: int  # in 0.1 ml
    steps: list[tuple[int, int]]
    given: int = 0
    second: int = 0
    step: int | None = 1
    rate: int = 0
    left_of_step: int | None = 0
    state: str = "running"
    waiting: tuple[int | None, int | None] = (None, None)

    def __post_init__(self) -> None:
        self._set(1, None, None)

    @property
    def whole(self) -> int:
        return self.volume * TENTH

    def tick(self) -> None:
        """One second."""
        if self.state == "done":
            return
        self.second += 1
        if self.state in ("paused", "stopped"):
            return
        self.given += self.rate
        if self.given >= self.whole:
            self.given, self.state = self.whole, "done"
            return
        if self.left_of_step is not None:
            self.left_of_step -= 1
            if self.left_of_step == 0:
                self._set((self.step or 0) + 1, None, None)

    def _set(self, step: int | None, rate: int | None, seconds: int | None) -> None:
        self.step = step
        if step is None:
            assert rate is not None
            self.rate, self.left_of_step = rate, None
            return
        own_rate, own_seconds = self.steps[step - 1]
        self.rate = own_rate if rate is None else rate
        self.left_of_step = (own_seconds if seconds is None else seconds) if step < len(self.steps) else None

    def do(self, kind: str, given: int | None, step: int | None, rate: int | None) -> None:
        """What the nurse does now; `given` in 0.1 ml is what the pump shows."""
        if given is not None:
            self.given = given * TENTH
            if self.given == self.whole:
                self.state = "done"
                return
        if kind in ("stop", "pause"):
            if self.state == "running":
                self.waiting = (self.step, self.left_of_step)
            self.state = {"stop": "stopped", "pause": "paused"}[kind]
        else:
            under_way, left = self.waiting if self.state in ("paused", "stopped") else (self.step, self.left_of_step)
            self.state = "running"
            self._set(step, rate, left if step is not None and step == under_way else None)
