"""Whatever a nurse notes, the page gets an answer: in both languages, with a plan that adds up, and at its end a time to forget it."""

import random

import pytest

from tests.unit.test_follow import ask, instant

KINDS = ("pause", "resume", "rate", "stop")


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_events_is_answered(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        plan = {"weight_kg": str(rng.choice((4, 45, 72, 140))), "volume_ml": str(rng.choice((1, 18, 250, 720, 4000)))}
        begin = instant("2026-11-30", "08:30")
        now = begin + rng.choice((-7200, -60, 0, 0, 600, 4000))
        got = ask(now, **plan)
        for _ in range(6):
            assert "error" not in got, got
            assert got["until"] > now or got["phase"] in ("done", "stopped")
            assert got["html"] and got["text"] and got["bar"] and got["gist"]
            now += rng.choice((0, 0, 60, 300, 1800, 30_000))
            clock = f"{(now - begin + 8 * 3600 + 1800) // 3600 % 24:02}:{(now - begin + 1800) // 60 % 60:02}"
            new = {
                "kind": rng.choice(KINDS),
                "at": rng.choice((clock, clock, clock, "08:30", "x", "")),
                "step": rng.choice(("", "1", "5")),
                "rate_ml_h": rng.choice(("", "", "0,1", "100", "2000", "-")),
                "given_ml": rng.choice(("", "", "0", "1", "720", "9999")),
            }
            got = ask(now, start=got["start"], events=got["events"], new=new, lang=rng.choice(("nb", "da")), **plan)
