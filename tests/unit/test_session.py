"""The clock that empties the fields, with the device's own clock set back and forward: in Node, with clocks of our own."""

import json

import pytest

from tests.unit.test_offline import JS, node

DAY = 24 * 60
SCRIPT = """
const heard = {};
const listen = (kind, work) => (heard[kind] ??= []).push(work);
globalThis.document = { addEventListener: listen, visibilityState: "visible" };
globalThis.addEventListener = listen;
let wall = 1_800_000_000_000, up = 5_000, timers = [], set = 0, cleared = [];
Date.now = () => wall;
performance.now = () => up;
globalThis.setTimeout = (work, ms) => (set += 1, timers.push({ work, at: up + (ms > 2 ** 31 - 1 ? 1 : ms) }), timers.at(-1));
globalThis.clearTimeout = (timer) => { timers = timers.filter((one) => one !== timer); };
const pass = (ms) => {
  const end = up + ms, start = wall - up;
  for (let runs = 0; runs < 1000; runs += 1) {
    const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    if (!next) break;
    timers = timers.filter((one) => one !== next);
    [up, wall] = [next.at, start + next.at];
    next.work();
  }
  [up, wall] = [end, start + end];
};
const { join, IDLE_MS } = await import(FROM);
const one = { filled: true, kept: false, clear: (note) => cleared.push(note) };
join(one);
for (const work of heard.keydown) work({ type: "keydown" });
"""


def play(steps: str):
    return node(SCRIPT.replace("FROM", json.dumps((JS / "calculator/session.mjs").as_uri())) + steps)


@pytest.mark.parametrize("minutes", [0, -1, -60, -26 * DAY, -4000 * DAY], ids=["as-it-goes", "minute", "hour", "26-days", "years"])
def test_the_fields_are_emptied_after_a_quarter_of_an_hour_wherever_the_clock_was_set_back_to(minutes):
    before, after, count = play(
        f"""pass(60_000); wall += {minutes} * 60_000; pass(IDLE_MS - 61_000);
        const before = [...cleared]; pass(2_000);
        console.log(JSON.stringify([before, cleared, set]));"""
    )
    assert before == [] and after == ["expired"]
    assert count <= 4, "timers spin"


def test_a_clock_set_forward_and_a_tablet_that_slept_count_as_time_that_passed():
    assert play(
        """wall += IDLE_MS + 1; for (const work of heard.visibilitychange) work();
        console.log(JSON.stringify(cleared));"""
    ) == ["expired"]  # fmt: skip


def test_what_is_typed_holds_it_up():
    assert play(
        """wall -= 40 * 24 * 3600_000;
        for (let n = 0; n < 8; n += 1) { pass(IDLE_MS / 2); for (const work of heard.input) work({ type: "input" }); }
        console.log(JSON.stringify([cleared, set < 40]));"""
    ) == [[], True]  # fmt: skip
