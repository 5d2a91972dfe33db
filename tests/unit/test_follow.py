"""A followed infusion, worked by hand: 72 kg and 720 ml from 08:30. The steps give 36, 72, 144, 288 and 432 ml an hour."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, time

import pytest

from calculators.browser import follow
from calculators.rulekit.wall_clock import WallClock

WINTER, SUMMER = 60, 120  # minutes that Oslo and Copenhagen are ahead of UTC


def instant(day: str, clock: str, ahead: int = WINTER) -> int:
    return int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC).timestamp()) - ahead * 60


def ask(now: int, *, start=None, events=(), new=None, lang="nb", offsets=((0, WINTER),), **inputs) -> dict:
    request = {
        "calculator": "ivig-rate",
        "inputs": {"weight_kg": "72", "volume_ml": "720", "product": "kiovig", "start_time": "08:30", **inputs},
        "lang": lang,
        "root": "../../",
        "build": "x",
        "now": now,
        "offsets": offsets,
        "start": start,
        "events": list(events),
        "new": new,
    }
    return json.loads(follow(json.dumps(request)))


def at(clock: str, **more) -> dict:
    return ask(instant("2026-11-30", clock), **more)


def after(*events: tuple[str, Mapping[str, str]], **inputs) -> dict:
    """What stands when these events have been noted, each at its time of day."""
    got = at("08:30", **inputs)
    for clock, event in events:
        got = at(clock, start=got["start"], events=got["events"], new={"at": clock, **event}, **inputs)
        assert not got["errors"], got["errors"]
    return got


def plain(got: Mapping[str, str], key: str) -> str:
    return got[key].replace("\N{NO-BREAK SPACE}", " ")


def test_the_moment_of_a_plan_that_runs_as_planned() -> None:
    # 30 min at 36 give 18 ml, 5 at 72 give 6, 2 at 144 give 4.8: 28.8. 84 ml after 50 min, 636 ml at 432 take 88.33: 10:48.33.
    got = at("09:07")
    assert plain(got, "bar") == "Trinn 3: 144 ml per time · Fra 09:10: trinn 4, 288 ml per time"
    assert "Gitt 28,8 ml, gjenstår 691,2 ml" in plain(got, "text")
    assert "Ferdig tidligst 10:49" in plain(got, "html")
    assert got["next"] == instant("2026-11-30", "09:10")
    assert got["until"] == instant("2026-11-30", "11:49"), "an hour after the end"
    assert plain(at("09:07", lang="da"), "bar") == "Trin 3: 144 ml pr. time · Fra 09:10: trin 4, 288 ml pr. time"


@pytest.mark.parametrize(("lang", "says"), [("nb", "Start 08:30"), ("da", "Start 08:30")])
def test_what_the_plan_is_for_is_said_in_a_line(lang: str, says: str) -> None:
    line = re.search(r'class="ig-follow-for">([^<]*)<', at("09:07", lang=lang)["html"])
    assert line and line[1].replace("\N{NO-BREAK SPACE}", " ") == f"72 kg · 720 ml · Kiovig 100 mg/ml · {says}"


@pytest.mark.parametrize(
    ("clock", "bar"),
    [
        ("08:29", "Starter 08:30: trinn 1, 36 ml per time"),
        ("08:30", "Trinn 1: 36 ml per time · Fra 09:00: trinn 2, 72 ml per time"),
        ("08:59", "Trinn 1: 36 ml per time · Fra 09:00: trinn 2, 72 ml per time"),
        ("09:00", "Trinn 2: 72 ml per time · Fra 09:05: trinn 3, 144 ml per time"),
        ("09:20", "Trinn 5: 432 ml per time · Ferdig tidligst 10:49"),
        ("10:48", "Trinn 5: 432 ml per time · Ferdig tidligst 10:49"),
        ("10:49", "Etter planen er hele volumet gitt"),
    ],
)
def test_steps_change_on_their_minute(clock: str, bar: str) -> None:
    assert plain(at(clock, start=instant("2026-11-30", "08:30")), "bar") == bar


@pytest.mark.parametrize(("clock", "is_warned"), [("06:29", True), ("06:30", False), ("08:30", False)])
def test_a_start_far_ahead_is_warned_of(clock: str, is_warned: bool) -> None:
    assert ("start_far_ahead" in at(clock)["html"]) is is_warned


def test_the_picture_marks_the_moment_with_a_flag_in_words() -> None:
    def flag(got: dict) -> list[str]:
        return re.findall(r'class="ig-chart-flag"[^>]*>([^<]*)<', got["html"])

    assert flag(at("09:07")) == ["nå 09:07: Trinn 3"]
    assert flag(at("09:07", lang="da")) == ["nu 09:07: Trin 3"]
    assert flag(after(("08:50", {"kind": "pause"}))) == ["nå 08:50: Pause"]
    assert flag(after(("09:07", {"kind": "rate", "rate_ml_h": "100"}))) == ["nå 09:07: Egen hastighet"]
    assert flag(at("08:29")) == flag(at("10:49")) == flag(after(("09:07", {"kind": "stop"}))) == [], "nothing is under way"
    assert at("08:29")["html"].count("<svg") == 1


def test_a_stop_at_the_very_start_can_be_shown() -> None:
    got = after(("08:30", {"kind": "stop"}))
    assert (got["phase"], got["html"].count("<svg")) == ("stopped", 0)


def test_what_was_stopped_for_a_reaction_can_be_started_again() -> None:
    """The source has it for urticaria: stopped, and on improvement started cautiously; it gives no rate for that."""
    stop = ("09:07", {"kind": "stop"})
    stopped = after(stop)
    assert plain(stopped, "bar") == "Infusjonen ble stoppet 09:07" and 'data-code="restart"' in stopped["html"]
    # Step 3 has 3 minutes left: 7.2 ml to 36 by 09:33, 48 to 84 by 09:43; 636 ml at 432 take 88.33 min: 11:11.33.
    again = after(stop, ("09:30", {"kind": "resume", "step": "3"}))
    assert (again["phase"], plain(again, "bar")) == ("running", "Trinn 3: 144 ml per time · Fra 09:33: trinn 4, 288 ml per time")
    assert "Ferdig tidligst 11:12" in plain(again, "html")
    assert "09:07-09:30 Stoppet: 0 ml per time, gitt totalt 28,8 ml" in plain(again, "text").splitlines()


def test_a_row_that_was_not_planned_says_so_and_leaves_no_field_open() -> None:
    html = after(("08:50", {"kind": "pause"}), ("09:15", {"kind": "resume", "step": "1"}))["html"]
    planned = re.findall(r'<td data-name="planned"[^>]*>([^<]*)</td>', html)
    assert planned == ["08:30", "–", "–", "09:00", "09:05", "09:10", "09:20"], "pause and the rest of step 1"


def test_a_pump_that_is_behind_the_plan_can_be_noted_after_its_end() -> None:
    over = at("10:50", start=instant("2026-11-30", "08:30"))
    assert (over["phase"], over["actions"]) == ("done", ["pause", "rate", "stop"])
    assert after(("10:50", {"kind": "stop", "given_ml": "720"}))["actions"] == [], "all has been given, by the pump"


def test_a_pause_and_the_rest_of_its_step() -> None:
    paused = after(("08:50", {"kind": "pause"}))
    assert (paused["phase"], paused["actions"]) == ("paused", ["resume", "stop"])
    assert "Gitt 12 ml, gjenstår 708 ml" in plain(paused, "text")
    # The 10 minutes left of step 1 to 09:25, 84 ml by 09:45, 88.33 min: 11:13.33.
    resumed = after(("08:50", {"kind": "pause"}), ("09:15", {"kind": "resume", "step": "1"}))
    assert "Ferdig tidligst 11:14" in plain(resumed, "html")
    assert plain(resumed, "text").splitlines()[-7:-5] == [
        "08:30-08:50 Trinn 1: 36 ml per time, planlagt fra 08:30, gitt totalt 12 ml",
        "08:50-09:15 Pause: 0 ml per time, gitt totalt 12 ml",
    ]
    # Another step runs for all of its time: step 2 to 09:20, step 3 to 09:25, 4 to 09:35: 12 + 6 + 12 + 48 = 78; 642 ml take 89.17 min.
    assert "Ferdig tidligst 11:05" in plain(after(("08:50", {"kind": "pause"}), ("09:15", {"kind": "resume", "step": "2"})), "html")


@pytest.mark.parametrize(("rate", "code"), [("432", None), ("432,1", "rate_above_source"), ("500", "rate_above_source")])
def test_a_rate_above_all_that_the_source_gives_for_the_weight_is_a_warning(rate: str, code: str | None) -> None:
    html = after(("09:07", {"kind": "rate", "rate_ml_h": rate}))["html"]
    assert ('data-level="warning"' in html) == (code is not None)
    assert ("rate_above_source" in html) == (code is not None)


@pytest.mark.parametrize(("rate", "noted"), [("72", False), ("72,1", True)])
def test_a_rate_above_that_of_the_chosen_step_is_a_note(rate: str, noted: bool) -> None:
    html = after(("08:50", {"kind": "pause"}), ("09:15", {"kind": "resume", "step": "2", "rate_ml_h": rate}))["html"]
    assert ("rate_above_step" in html) == noted
    assert 'data-level="warning"' not in html


def test_a_rate_of_ones_own_holds_until_the_end() -> None:
    # 28.8 ml by 09:07; 691.2 ml at 100 take 414.72 min: 16:01.72.
    got = after(("09:07", {"kind": "rate", "rate_ml_h": "100"}))
    assert plain(got, "bar") == "Egen hastighet: 100 ml per time · Ferdig tidligst 16:02"


def test_what_the_pump_shows_overrules_the_plan() -> None:
    got = after(("09:07", {"kind": "stop", "given_ml": "25"}))
    assert (got["phase"], got["actions"], got["next"]) == ("stopped", ["resume"], None)
    assert "Gitt 25 ml, gjenstår 695 ml" in plain(got, "text")


@pytest.mark.parametrize(
    ("clock", "new", "field", "says"),
    [
        ("08:45", {"kind": "pause", "at": "08:46"}, "at", "08:30"),
        ("08:45", {"kind": "pause", "at": "08:29"}, "at", "08:29"),
        ("08:45", {"kind": "pause", "at": ""}, "at", "Fyll inn"),
        ("08:45", {"kind": "pause", "at": "08:45", "given_ml": "720,1"}, "given_ml", "720"),
        ("08:45", {"kind": "rate", "at": "08:45"}, "step", "Velg trinn"),
        ("08:45", {"kind": "rate", "at": "08:45", "rate_ml_h": "0"}, "rate_ml_h", "0,1"),
        ("08:45", {"kind": "resume", "at": "08:45", "step": "1"}, "at", "går allerede"),
        ("10:50", {"kind": "pause", "at": "10:50"}, "given_ml", "10:49"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_taken_over(clock, new, field, says) -> None:
    got = at(clock, start=instant("2026-11-30", "08:30"), new=new)
    assert [error["field"] for error in got["errors"]] == [field]
    assert says in got["errors"][0]["message"].replace("\N{NO-BREAK SPACE}", " ")
    assert got["events"] == []


def test_the_pump_may_be_slower_than_the_plan() -> None:
    got = at("10:55", start=instant("2026-11-30", "08:30"), new={"kind": "pause", "at": "10:55", "given_ml": "715"})
    assert (got["phase"], got["errors"]) == ("paused", [])
    assert "Gitt 715 ml, gjenstår 5 ml" in plain(got, "text")


def test_midnight_is_passed() -> None:
    # 23:00 and 720 ml: the same 139 minutes, to 01:19 on the day after.
    start = instant("2026-11-30", "23:00")
    got = ask(instant("2026-12-01", "00:10"), start=start, start_time="23:00")
    assert plain(got, "bar") == "Trinn 5: 432 ml per time · Ferdig tidligst 01:19"
    assert got["until"] == instant("2026-12-01", "02:19")


def test_an_infusion_over_the_change_to_winter_time_lasts_as_long_as_any() -> None:
    # On 25 October 2026 the clock goes from 03:00 back to 02:00. From 01:30 summer time, 139 minutes end at 02:49 winter time.
    back = instant("2026-10-25", "03:00", SUMMER)
    offsets = ((0, SUMMER), (back, WINTER))
    start = instant("2026-10-25", "01:30", SUMMER)
    got = ask(start + 100 * 60, start=start, start_time="01:30", offsets=offsets)
    assert plain(got, "bar") == "Trinn 5: 432 ml per time · Ferdig tidligst 02:49"
    assert got["until"] == start + (139 + 60) * 60


def test_the_start_is_the_one_nearest_to_now() -> None:
    assert at("08:29")["start"] == instant("2026-11-30", "08:30")
    assert at("12:00")["start"] == instant("2026-11-30", "08:30")
    assert at("23:55", start_time="00:05")["start"] == instant("2026-12-01", "00:05")
    assert at("00:10", start_time="23:50")["start"] == instant("2026-11-29", "23:50")


def test_what_cannot_be_followed_is_an_error_and_no_plan() -> None:
    assert "not followed" in at("09:00", start_time="")["error"]
    assert "not followed" in at("09:00", product="octagam-50")["error"]
    for broken in ({"kind": "pause"}, {"kind": "fly", "at_s": "1", "given_ml": "", "step": "", "rate_ml_h": ""}):
        assert "error" in at("09:00", start=instant("2026-11-30", "08:30"), events=[broken])


def test_the_wall_clock_reads_both_ways() -> None:
    back = instant("2026-10-25", "03:00", SUMMER)
    wall = WallClock(((0, SUMMER), (back, WINTER)))
    assert wall.read(back - 60)[1] == time(2, 59)
    assert wall.read(back)[1] == time(2, 0)
    assert wall.instants(time(2, 30), back)[1:3] == (back - 1800, back + 1800), "the hour that comes twice"
    assert wall.latest(time(2, 30), back + 1800) == back + 1800
    assert wall.latest(time(2, 30), back + 1799) == back - 1800
    on = instant("2026-03-29", "02:00", WINTER)  # the hour that is left out
    spring = WallClock(((0, WINTER), (on, SUMMER)))
    assert [spring.read(one)[0].day for one in spring.instants(time(2, 30), on)] == [28, 30]
