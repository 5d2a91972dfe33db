"""The calendar file: the dates of the answer and nothing else, as another parser reads them."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import vobject

import calculators
from calculators import browser, words
from calculators.element import html
from calculators.engine.examples import examples_of
from calculators.errors import UsageError
from calculators.page.answer import answer_element
from calculators.result.calendar_file import CalendarError, as_ics, entries, file_name
from tests.frozen import FROZEN

ROOT = Path(__file__).resolve().parents[2]
WITH_DATES = ("ivig-maintenance", "sid-followup")
EXAMPLES = [(id, example) for id in WITH_DATES for example in examples_of(id)]
ANSWERED = [(id, example) for id, example in EXAMPLES if example.expect["status"] == "ok"]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
BUILD = "0123456789ab"
NOW = datetime(2026, 11, 30, 8, 15, tzinfo=UTC)


def ids(case):
    return f"{case[0]}: {case[1].name['nb']}"


def result_of(case, lang="nb"):
    id, example = case
    return calculators.run(id, example.inputs, lang, FROZEN)


def dates_of(result) -> set[date]:
    """Every date that the answer shows, by its JSON."""
    data = result.to_json()
    shown = [*data["values"].values(), *(value for row in data["rows"] for value in row.values())]
    return {date.fromisoformat(value["value"]) for value in shown if DAY.fullmatch(value["value"])}


def parsed(ics: str):
    return vobject.readOne(ics).vevent_list


def command(*arguments, **env):
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **env}
    done = subprocess.run([sys.executable, "-m", "calculators", *arguments], cwd=ROOT, capture_output=True, env=environment, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


# --- what is in it


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("case", ANSWERED, ids=ids)
def test_the_entries_are_the_dates_of_the_answer(case, lang):
    result = result_of(case, lang)
    found = entries(result)
    assert {entry.date for entry in found} == dates_of(result) != set()
    assert [entry.date for entry in found] == sorted(entry.date for entry in found)
    assert len({(entry.date, entry.summary) for entry in found}) == len(found), "one for each date and what it is for"
    assert len({entry.uid for entry in found}) == len(found)


def test_every_date_has_its_entry_once():
    """By hand, for the first example: reviews at 3, 6, then every 6 months, the window, the summer."""
    result = calculators.run("sid-followup", {"start_date": "2025-10-01", "population": "haematological"}, "nb", FROZEN)
    assert [(entry.date.isoformat(), entry.summary.removeprefix("Immunglobulin: ")) for entry in entries(result)] == [
        ("2026-01-01", "kontroll 3 måneder"),
        ("2026-04-01", "første dag i seponeringsvinduet"),
        ("2026-04-01", "kontroll 6 måneder"),
        ("2026-05-01", "mulig sommerpause begynner"),
        ("2026-10-01", "siste dag i seponeringsvinduet"),
        ("2026-10-01", "mulig sommerpause slutter"),
        ("2026-10-01", "kontroll 12 måneder"),
        ("2027-04-01", "kontroll 18 måneder"),
        ("2027-10-01", "kontroll 24 måneder"),
        ("2028-04-01", "kontroll 30 måneder"),
        ("2028-10-01", "kontroll 36 måneder"),
    ]


@pytest.mark.parametrize("case", [case for case in EXAMPLES if case not in ANSWERED], ids=ids)
def test_no_answer_no_entries(case):
    result = result_of(case)
    assert entries(result) == ()
    with pytest.raises(UsageError):
        as_ics(result, NOW)


def test_the_other_calculators_give_none():
    for calculator in calculators.catalog():
        for example in examples_of(calculator.id):
            found = entries(calculators.run(calculator.id, example.inputs, "nb", FROZEN))
            assert not found or calculator.id in WITH_DATES


# --- as another parser reads it


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("case", ANSWERED, ids=ids)
def test_another_parser_reads_the_same(case, lang):
    result = result_of(case, lang)
    found, events = entries(result), parsed(as_ics(result, NOW, BUILD))
    assert len(events) == len(found)
    for entry, event in zip(found, events, strict=True):
        assert type(event.dtstart.value) is date and type(event.dtend.value) is date, "whole days"
        assert event.dtstart.value == entry.date
        assert event.dtend.value == entry.date + timedelta(days=1), "the end is the first day after"
        assert event.dtstamp.value == event.last_modified.value == NOW, "a later file is a newer one: it takes the place of this"
        assert (event.summary.value, event.description.value, event.uid.value) == (entry.summary, entry.description, entry.uid)
        assert event.transp.value == "TRANSPARENT"


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("case", ANSWERED, ids=ids)
def test_lines_are_folded_and_end_as_the_format_wants(case, lang):
    data = as_ics(result_of(case, lang), NOW, BUILD).encode()
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines), "something was folded"
    for line in lines:
        line.decode()  # no letter is cut in two
    assert re.findall(rb"\nVERSION:(.*)\r", data) == [b"2.0"]
    assert re.findall(rb"\nPRODID:(.*)\r", data) == [f"-//Immunglobulinguiden//{BUILD}//{lang.upper()}".encode()]


@pytest.mark.parametrize("case", ANSWERED, ids=ids)
def test_ids_are_the_same_in_both_languages(case):
    assert [entry.uid for entry in entries(result_of(case, "nb"))] == [entry.uid for entry in entries(result_of(case, "da"))]


def unstamped(file: bytes) -> bytes:
    """The file without the moment at which it was made."""
    return re.sub(rb"(DTSTAMP|LAST-MODIFIED):\d{8}T\d{6}Z", rb"\1", file)


def test_two_runs_give_the_same_bytes_but_for_the_moment():
    asked = ("run", "sid-followup", "start_date=2025-10-01", "population=hsct", "--ics")
    one = command(*asked, PYTHONHASHSEED="1", TZ="Pacific/Auckland")
    two = command(*asked, PYTHONHASHSEED="2", TZ="America/St_Johns")
    assert unstamped(one[1]) == unstamped(two[1]) != one[1]
    assert one[0] == two[0] == 0 and len(parsed(one[1].decode())) == 11


def test_ids_differ_where_the_entries_do():
    uids = {}
    for case in ANSWERED:
        for entry in entries(result_of(case)):
            assert uids.setdefault(entry.uid, (case[0], entry.date, entry.summary)) == (case[0], entry.date, entry.summary)
    assert len(uids) > 30


# --- what must not be in it


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("case", ANSWERED, ids=ids)
def test_nothing_typed_is_in_it_but_dates(case, lang):
    result = result_of(case, lang)
    say = result.wording
    months = {show for row in result.to_json()["rows"] if "months" in row for show in [row["months"]["value"]]}
    for entry in entries(result):
        text = f"{entry.summary}\n{entry.description}".replace(say.source().replace("\N{NO-BREAK SPACE}", " "), "")
        assert set(re.findall(r"\d+", text)) <= months, "no number but that of the months"
        for field in result.fields:
            value = result.inputs[field.name]
            if value is not None and not isinstance(value, bool):
                assert say.typed(field, value).replace("\N{NO-BREAK SPACE}", " ").lower() not in text.lower(), field.name


def test_other_inputs_leave_no_trace():
    """Two patients who differ in all but the dates get the same file."""
    asked = {"first_course_date": "2026-11-20", "first_response": "suboptimal"}
    one = calculators.run("ivig-maintenance", {**asked, "weight_kg": "25"}, "nb", FROZEN)
    two = calculators.run("ivig-maintenance", {**asked, "weight_kg": "83,7", "taper_courses": "9", "second_response": "none"}, "nb", FROZEN)
    assert as_ics(one, NOW) == as_ics(two, NOW)
    one, two = (
        calculators.run("sid-followup", {"start_date": "2025-10-01", "population": group}, "nb", FROZEN) for group in ("hsct", "other")
    )
    assert as_ics(one, NOW) == as_ics(two, NOW)


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_each_entry_names_its_source_and_says_whom_it_is_not_about(lang):
    for case in ANSWERED:
        result = result_of(case, lang)
        for entry in entries(result):
            assert result.wording.source().replace("\N{NO-BREAK SPACE}", " ") in entry.description
            assert result.wording.ui("calendar_nobody") in entry.description
            assert entry.summary.startswith("Immunglobulin: ")


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_doubts_of_the_answer_are_said(lang):
    remarks = words.calculator_words("sid-followup", lang)["calendar"]["remark"]
    early = {"population": "cart_bispecific", "therapy_date": "2025-10-15", "start_date": "2025-12-01", "treated_before_therapy": "no"}

    def said(code, **changes):
        result = calculators.run("sid-followup", early | changes, lang, FROZEN)
        return {entry.summary for entry in entries(result) if remarks[code] in entry.description}, entries(result)

    stop = words.calculator_words("sid-followup", lang)["calendar"]["entry"]
    undetermined, _ = said("undetermined", child="no")
    assert undetermined == {stop["stop_by"], stop["stop_trial_from"], stop["stop_trial_to"]}
    unknown, all_of_them = said("child_unknown")
    assert unknown == {entry.summary for entry in all_of_them}
    late, all_of_them = said("after_stop_by", child="no")
    reviews = [entry for entry in all_of_them if re.search(r"\d+ måneder$", entry.summary)]
    assert late == {entry.summary for entry in reviews if entry.date > date(2026, 4, 15)} and len(late) == 6
    assert said("after_stop_by", child="no", started_on_igg_only="yes")[0] == set(), "the deadline holds: there is none after it"
    assert said("little_winter", population="other", start_date="2026-04-01", therapy_date="", treated_before_therapy="")[0] == {
        stop["stop_trial_from"],
        stop["stop_trial_to"],
    }


@pytest.mark.parametrize("id", WITH_DATES)
def test_no_words_are_left_over(id):
    for lang in ("nb", "da"):
        own = words.calculator_words(id, lang)["calendar"]
        assert set(own) <= {"file", "entry", "remark"}
        assert re.fullmatch(r"[a-z-]+\.ics", own["file"])
        results = [calculators.run(id, example.inputs, lang, FROZEN) for _, example in EXAMPLES if _ == id]
        named = {value.name for result in results if result.answer for value in result.answer.values}
        named |= {value.name for result in results if result.answer for row in result.answer.rows for value in row}
        assert set(own["entry"]) <= named
        said = "\n".join(entry.description for result in results for entry in entries(result))
        assert [code for code, text in own.get("remark", {}).items() if text not in said] == []


# --- where it is offered


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_the_answer_offers_it_only_where_there_are_dates(lang):
    for calculator in calculators.catalog():
        for example in examples_of(calculator.id):
            result = calculators.run(calculator.id, example.inputs, lang, FROZEN)
            offered = html(answer_element(result, "../../")).count('data-action="calendar"')
            assert offered == (calculator.id in WITH_DATES and result.status == "ok")


def test_the_page_gets_the_file_as_text():
    asked = {"calculator": "sid-followup", "inputs": {"start_date": "2025-10-01", "population": "hsct"}, "lang": "da"}
    reply = json.loads(browser.calendar(json.dumps(asked | {"now": "2026-11-30T08:15:00.000Z"})))
    result = calculators.run("sid-followup", asked["inputs"], "da")
    assert reply == {"build": browser.BUILD, "ics": as_ics(result, NOW, browser.BUILD), "name": file_name(result)}


@pytest.mark.parametrize(
    "request_",
    [
        "",
        "{}",
        '{"calculator": "ivig-rate", "inputs": {}, "lang": "nb"}',
        '{"calculator": "sid-followup", "inputs": {}, "lang": "nb"}',
        '{"calculator": "sid-followup", "inputs": {"start_date": 1}, "lang": "nb"}',
    ],
)
def test_a_request_without_dates_is_an_error_and_no_exception(request_):
    assert set(json.loads(browser.calendar(request_))) == {"build", "error"}


def test_without_the_library_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(CalendarError, match="icalendar"):
        as_ics(result_of(ANSWERED[0]), NOW)


def test_the_start_imports_no_library():
    """The snapshot is taken after this import: what is in memory then is in it."""
    script = "import sys, calculators.browser as b; b.self_test(); print([n for n in sys.modules if n.split('.')[0] in %r])"
    libraries = ("icalendar", "dateutil", "tzdata", "zoneinfo")
    done = subprocess.run([sys.executable, "-c", script % (libraries,)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- the command line


def test_the_command_line_prints_it():
    code, out, err = command("run", "ivig-maintenance", "first_course_date=20.11.2026", "--lang", "da", "--ics")
    assert (code, err) == (0, "")
    assert [event.dtstart.value for event in parsed(out.decode())] == [date(2026, 12, 11)]
    assert b"\r\n" in out and b"\r\r\n" not in out


@pytest.mark.parametrize(
    ("arguments", "expected", "said"),
    [
        (("ivig-rate", "weight_kg=60", "volume_ml=600", "product=kiovig"), 64, "no dates: 'ivig-rate'"),
        (("ivig-rate",), 64, "no dates"),
        (("ivig-maintenance", "first_course_date=2026-11-20", "--json"), 64, "not allowed with"),
        (("ivig-maintenance", "first_course_date=31.02.2026"), 2, "first_course_date: not_a_date"),
    ],
)
def test_the_command_line_says_in_one_line_why_not(arguments, expected, said):
    code, out, err = command("run", *arguments, "--ics")
    assert (code, out, len(err.splitlines())) == (expected, b"", 1)
    assert said in err


def test_a_refusal_leaves_the_file_empty_and_says_why():
    code, out, err = command("run", "sid-followup", "start_date=2025-12-01", "population=cart_bispecific", "child=yes", "--ics")
    assert (code, out) == (3, b"")
    assert "Kilden" in err
