"""Writing answers as people type them, and what every result must look like whatever was typed."""

import json
import random
import re
from datetime import date, timedelta

from hypothesis import strategies as st

from .result import DATE, ERROR_CODES, KEYS, NUMBER, TIME, cell, errors

YES_NO = {True: "yes", False: "no", None: "unknown"}
ANY = (True, False, None)
WORD = re.compile(r"[a-z][a-z0-9_-]*")


def typed_date(rng: random.Random, day: date) -> str:
    mark = rng.choice("-./")
    text = rng.choice((day.isoformat(), f"{day.day:02d}{mark}{day.month:02d}{mark}{day.year:04d}"))
    return f" {text} " if rng.random() < 0.05 else text


def yes_no(rng: random.Random, inputs: dict[str, str], name: str, answer: bool | None) -> None:
    """An unknown answer is left out, or typed as unknown."""
    if answer is not None or rng.random() < 0.5:
        inputs[name] = YES_NO[answer]


def any_day(rng: random.Random, first: int = 2001, last: int = 2090) -> date:
    """Often one of the last days of a month, a leap day or the turn of a year."""
    kind = rng.random()
    day = date(first, 1, 1) + timedelta(days=rng.randrange((date(last, 1, 1) - date(first, 1, 1)).days))
    if kind < 0.35:
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return following - timedelta(days=rng.randint(1, 4))
    if kind < 0.45:
        return date(rng.choice((2004, 2024, 2028, 2032, 2056)), 2, 29) + timedelta(days=rng.choice((-1, 0, 1)))
    if kind < 0.6:
        return date(day.year, rng.choice((1, 3, 5, 8, 10, 12)), rng.choice((1, 31, 30, 2)) if day.month != 4 else 1)
    return day


def check_sound(got: dict, fields: tuple[str, ...]) -> None:
    """As `check_form` of `result`, with words allowed in the table."""
    assert set(got) >= KEYS
    assert json.loads(json.dumps(got)) == got
    assert got["status"] in {"ok", "invalid", "refused"}
    assert bool(got["errors"]) == (got["status"] == "invalid")
    assert bool(got["refusal"]) == (got["status"] == "refused")
    for error in got["errors"] or []:
        assert error["code"] in ERROR_CODES and error["message"].strip(), error
    assert {field for field, _ in errors(got)} <= set(fields)
    if got["status"] != "ok":
        assert not got["values"] and not got["rows"]
    for entry in got["values"].values():
        text = cell(entry)
        assert text is None or (text != "-0" and any(form.fullmatch(text) for form in (NUMBER, DATE, TIME))), text
    for row in got["rows"] or []:
        for entry in row.values():
            text = cell(entry)
            assert text is None or (text != "-0" and any(form.fullmatch(text) for form in (NUMBER, DATE, TIME, WORD))), text
    assert set(got["missing"]) <= set(fields)
    for note in got["notes"] or []:
        assert note["level"] in {"info", "warning"}, note
    for entry in [*(got["notes"] or []), *(got["outstanding"] or []), *(got["criteria"] or [])]:
        assert set(entry["facts"]) <= set(got["facts"]), entry


#: Any text: letters of any script, what looks like numbers and dates, and what is nearly right.
scraps = st.one_of(
    st.text(max_size=14),
    st.text(alphabet="0123456789.,-/ −<>eE+%kgml\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}٣５½", max_size=13),
    st.sampled_from(
        (
            *(
                "",
                " ",
                "yes",
                "no",
                "unknown",
                "YES",
                "ja",
                "0",
                "-0",
                "1",
                "4",
                "6",
                "8,0",
                "70",
                "1.200",
                "<1,1",
                "<4",
                "<4,5",
                "<",
                "1e3",
            ),
            *("2026-01-31", "31.08.2027", "29.02.2028", "29.02.2027", "2100-12-31", "2000-01-01", "1999-12-31", "01.01.2101", "0000-00-00"),
            *("good", "suboptimal", "effect", "none", "hizentra", "hyqvia", "cutaquig", "cart_bispecific", "hsct", "no_effect", "tender"),
            *("nan", "inf", "∞", "9" * 12, "9" * 40, "2,5", "NaN", "\x00", "\ud7ff", "2026-13-01", "31/04/2026"),
        )
    ),
)


def any_text(fields: tuple[str, ...], sound: dict[str, str]) -> st.SearchStrategy[dict[str, str]]:
    """Sound answers, with any text in some of the fields and some of them left out."""
    kept = st.sets(st.sampled_from(tuple(sound))).map(lambda names: {name: sound[name] for name in sound if name not in names})
    strange = st.dictionaries(st.sampled_from(fields), scraps, max_size=3)
    return st.one_of(
        st.tuples(st.just(sound), strange).map(lambda pair: pair[0] | pair[1]),
        st.tuples(kept, st.dictionaries(st.sampled_from(fields), scraps, max_size=len(fields))).map(lambda pair: pair[0] | pair[1]),
    )
