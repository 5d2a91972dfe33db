"""What a trace of Chromium is read for: no time counts twice, and each part of an answer gets its own."""

import pytest

from guide.measuring.answering import late, parts_of, read_answers
from guide.measuring.starting import outermost, read_start
from guide.measuring.tracing import Event, Trace, read
from guide.setup.toolchain import SetupError

MAIN, WORKER, POOL, OTHER = (7, 1), (7, 2), (7, 3), (8, 1)


def event(
    name: str,
    at: float,
    ms: float,
    cpu: float,
    thread: tuple[int, int] = MAIN,
    *,
    thread_ms: float = 0,
    category: str = "devtools.timeline",
) -> Event:
    return Event(name, category, at, ms, cpu, thread, thread_ms, {})


def mark(name: str, at: float, thread: tuple[int, int] = MAIN, thread_ms: float = 0) -> Event:
    return event(name, at, 0, 0, thread, thread_ms=thread_ms, category="blink.user_timing")


def test_an_event_within_another_one_of_its_thread_is_left_out():
    outer, inner, beside = event("RunTask", 0, 10, 5), event("RunTask", 2, 3, 3), event("RunTask", 2, 3, 3, WORKER)
    assert outermost([outer, inner, beside, event("RunTask", 10, 1, 1)]) == [outer, beside, event("RunTask", 10, 1, 1)]


def test_style_and_layout_that_a_script_forces_are_theirs_and_not_the_scripts():
    parts = parts_of(
        [
            event("HandlePostMessage", 0, 9, 8, WORKER),
            event("HandlePostMessage", 10, 10, 10),
            event("FunctionCall", 11, 8, 8),
            event("UpdateLayoutTree", 12, 2, 2),
            event("Layout", 15, 3, 3),
            event("Layout", 21, 4, 4),
            event("PrePaint", 25, 1, 1),
            event("Paint", 26, 2, 2),
        ],
        MAIN,
        {WORKER},
    )
    assert parts == {"worker": 8, "insertion": 5, "style": 2, "layout": 7, "paint": 3}


def test_an_answer_begins_at_the_last_question_before_it():
    events = [mark("asked", 5), event("Layout", 6, 1, 1), mark("asked", 10), event("Layout", 12, 2, 2), mark("painted", 15)]
    trace = Trace(events, {WORKER: "DedicatedWorker thread"})
    [answer] = read_answers(trace)
    assert (answer.clock, answer.busy, answer.parts["layout"]) == (5, 2, 2)


def test_a_start_counts_its_own_process_and_the_worker_by_the_clock_of_its_thread():
    trace = Trace(
        [
            event("RunTask", 0, 10, 10),  # half of it is before the opening
            mark("opened", 5),
            mark("scripts", 20, WORKER, thread_ms=6),
            event("RunTask", 20, 1, 50, OTHER),
            event("RunTask", 21, 4, 3, POOL),
            mark("tested", 30, WORKER, thread_ms=11),
            mark("answered", 32),
        ]
    )
    start = read_start(trace)
    assert start.at_ms == {"opened": 0, "scripts": 15, "tested": 25, "answered": 27}
    assert start.cpu_ms == {"opened": 0, "scripts": 5 + 6, "tested": 5 + 3 + 11, "answered": 5 + 3 + 11}


def test_a_trace_without_a_start_is_an_error():
    with pytest.raises(SetupError, match="no start"):
        read_start(Trace([event("RunTask", 0, 1, 1)]))


def test_events_are_read_in_ms_and_without_a_thread_clock_by_the_wall_clock():
    trace = Trace()
    read(
        {
            "traceEvents": [
                {"ph": "M", "name": "thread_name", "pid": 7, "tid": 2, "args": {"name": "DedicatedWorker thread"}},
                {"ph": "X", "name": "b", "cat": "v8", "ts": 2000, "dur": 1500, "tdur": 500, "tts": 250, "pid": 7, "tid": 2},
                {"ph": "X", "name": "a", "cat": "v8", "ts": 1000, "dur": 1500, "pid": 7, "tid": 2},
                {"ph": "B", "name": "no length", "cat": "v8", "ts": 0, "pid": 7, "tid": 2},
            ]
        },
        trace,
    )
    assert trace.thread("DedicatedWorker") == {WORKER}
    found = [(one.name, one.at_ms, one.ms, one.cpu_ms, one.thread_ms) for one in trace.events]
    assert found == [("a", 1, 1.5, 1.5, 0), ("b", 2, 1.5, 0.5, 0.25)]


def test_a_twentieth_may_be_slower_than_what_is_told():
    assert late([float(one) for one in range(1, 21)]) == 20
    assert late([float(one) for one in range(1, 41)]) == 39
