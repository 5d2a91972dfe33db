"""Whatever an error names as the way out, the same field takes. And what cannot be seen changes no figure."""

import re
import unicodedata
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import calculators
from calculators.characters import as_typed_by_hand, without_format
from calculators.form.fields import Below, Field, FieldError, echo
from calculators.form.slips import BadInput
from calculators.words.wording import Wording
from tests.frozen import FROZEN

FIELDS = [(c.id, field) for c in calculators.catalog() for field in c.fields(c.figures(FROZEN))]
TYPED = [(id, field) for id, field in FIELDS if field.kind in ("number", "whole", "igg", "one_of", "date", "time")]
WAYS = {
    "date": re.compile(r"\d{1,2}\.\d{2}\.\d{4}|\d{1,2}\.\s[a-z]+\s\d{4}"),
    "time": re.compile(r"\d\d:\d\d"),
}
NUMBER = re.compile(r"<?\d+(?:\s\d{3})*(?:[.,]\d+)*")
SLIPS = [
    *("3,125", "8,125", "1,125", "4,001", "<1,125", "<4,001", "1.200", "1,200", "72,500", "1.200,5", "1,200.5", "1.200.000", "-1.200,5"),
    *(",5", ".5", ",125", "072", "0072,500", "01,200", "72,", "5.", "2,5", "1,000", "abc", "60 lb", "60 mg", "1e3", "9" * 13, "٣"),
    *("-5", "0", "<0", "<00", "<0,", "<,0", "<0O", "<5", "<", "99999", "4999,9", "7\x007", "", "1 200 300", "<072", "< ,5"),
    *("31.04.2026", "29.02.2026", "29.02.2100", "2026-02-29", "00.01.2026", "32.01.2026", "12/31/2026", "2026-13-01", "30.07", "3. mai"),
    *("26-07-30", "30-07-26", "31-02-26", "30726", "31.12.1999", "01.01.2101", "2026", "31.04.3026", "30. foo 2026", "30\x00.07.2026"),
    *("24:00", "2400", "25:00", "08:60", "8", "8 o'clock", "08\x00:00"),
    *("72 kg.", "72kilo", "7\u00b2", "I2", "l20", "5l", "1O0l", "<l,5", "1  2 0", "3O.07.2026", "l.7.2026", "3l.04.2026", "O8:00", "08:6O"),
    *("\uff130.07.2026", "0\uff18:00", "20261330", "20260231", "4 uger", "\u20394", "<=4"),
]


def ways(message: str, kind: str) -> list[str]:
    """Every number, date or time that a message names, but for what it repeats."""
    said = re.sub(r"^(Her står )?[«»].*?[«»]", "", message, count=1)
    return WAYS.get(kind, NUMBER).findall(said)


def check(id: str, field: Field, typed: str, lang: str) -> None:
    try:
        field.parse(typed)
    except BadInput as slip:
        error = FieldError(field.name, slip.code, {"read": echo(typed), **slip.values})
        message = Wording(id, lang, FROZEN).error(error, field)
        for way in ways(message, field.kind):
            field.parse(way)  # raises where the message names what is refused
        if slip.values.get("cause") not in ("invisible", "alike"):
            with pytest.raises(BadInput):  # else it would look as if what is shown were refused without a reason
                field.parse(error.values["read"])
        assert "{" not in message and "None" not in message


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize(("id", "field"), TYPED, ids=[f"{id}-{field.name}" for id, field in TYPED])
def test_every_way_out_is_open(id, field, lang):
    for typed in SLIPS:
        check(id, field, typed, lang)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    st.sampled_from(TYPED),
    st.one_of(
        st.text("0123456789.,<- ", max_size=10),
        st.text("0123456789./-: julmai", max_size=12),
        st.text("0123OIl<.,: \u00a0\t\u200b\ufe0f\u2800\u201a\uff1a\u2236\u2044\uff13\u202e", max_size=8),
    ),
    st.sampled_from(("nb", "da")),
)
def test_no_text_leads_to_a_way_that_is_shut(case, typed, lang):
    check(*case, typed, lang)


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize(
    ("id", "inputs", "name"), [("sid-trough", {}, "trough_g_l"), ("sid-eligibility", {"population": "hsct"}, "igg_g_l")]
)
def test_a_report_that_decides_nothing_names_one_that_does(id, inputs, name, lang):
    result = calculators.run(id, inputs | {name: "<9"}, lang, FROZEN)
    [error] = result.errors
    said = result.wording.error(error, result.field(name))
    [way] = [way for way in ways(said, "igg") if way.startswith("<")]
    assert calculators.run(id, inputs | {name: way}, lang, FROZEN).errors == ()


def field_of(id: str, name: str) -> Field:
    return next(field for calculator, field in FIELDS if (calculator, field.name) == (id, name))


WEIGHT = field_of("ivig-course", "weight_kg")
DOSE = field_of("ivig-course", "dose_g_per_kg")
VOLUME = field_of("ivig-rate", "volume_ml")
IGG = field_of("sid-trough", "trough_g_l")
DAY = field_of("serology-window", "sample_date")
CLOCK = field_of("ivig-rate", "start_time")


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        # 3125 kg is no weight, 1125 g/kg no dose, 4001 g/l no IgG: each has one reading.
        (WEIGHT, "3,125", "3.125"), (WEIGHT, "8,125", "8.125"), (WEIGHT, "72.500 kg", "72.500"), (DOSE, "1,125", "1.125"),
        (IGG, "4,001", "4.001"),
        # 5,001 ml: 5001 is more than the 5000 that the field takes.
        (VOLUME, "5.001", "5.001"),
    ],
)  # fmt: skip
def test_a_reading_that_is_out_of_range_makes_no_number_ambiguous(field, typed, read):
    assert field.parse(typed) == Decimal(read)
    assert IGG.parse("<1,125") == Below(Decimal("1.125"))


@pytest.mark.parametrize(("typed", "both"), [("1.200", ("1200", "1,2")), ("1,125", ("1125", "1,1250")), ("5,000", ("5000", "5"))])
def test_two_readings_in_range_are_asked_back(typed, both):
    with pytest.raises(BadInput) as error:
        VOLUME.parse(typed)
    assert (error.value.code, error.value.values) == ("ambiguous_number", {"one": both[0], "two": both[1]})
    assert [VOLUME.parse(way) for way in both] == [Decimal(way.replace(",", ".")) for way in both]


def test_a_field_without_a_unit_names_none():
    """It has no unit that could be another one."""
    with pytest.raises(BadInput) as error:
        field_of("sid-dose", "interval_weeks").parse("4 uker")
    assert (error.value.code, error.value.values.get("cause") or None) == ("not_a_number", None)


@pytest.mark.parametrize(
    ("typed", "way"), [("1.200.5", "1200,5"), ("1.200,5", "1200,5"), ("1,200.50", "1200,5"), ("1.000.250", None), ("1.234.50", "1234,5")]
)
def test_several_separators_are_asked_back_with_the_one_number_they_can_mean(typed, way):
    with pytest.raises(BadInput) as error:
        VOLUME.parse(typed)
    assert (error.value.code, error.value.values.get("way")) == ("ambiguous_number" if way else "out_of_range", way)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [(",5", "no_zero"), ("072", "leading_zero"), ("72,", "nothing_after"), ("72 lb", "unit"), ("7\x002", "invisible"),
     ("1234567890123", "long"), ("\u0667\u0662", "digits"), ("7\u0662", "digits"), ("tung", None), ("7\u00b2", None), ("7\u00bd", None),
     ("6O", "letter"), ("7\u041e,5", "letter"), ("9OO", None), ("I2", "letter"), ("l20,5", "letter"),
     # Behind a number an l is a litre, and no 1.
     ("7l", "unit"), ("1O0l", None), ("1l5", "letter"), ("OO", None), ("lO", None)],
)  # fmt: skip
def test_a_number_is_refused_for_the_reason_that_is_true(typed, reason):
    with pytest.raises(BadInput) as error:
        WEIGHT.parse(typed)
    assert (error.value.code, error.value.values.get("cause") or None) == ("not_a_number", reason)


@pytest.mark.parametrize(
    ("typed", "way"), [("<,5", "<0,5"), ("<04", "<4"), ("<4,", "<4"), ("< .75 g/l", "<0,75"), ("<06,10", "<6,1"), ("<1O", "<10")]
)
def test_the_way_out_of_below_is_below(typed, way):
    """4 is not below 4: a message that drops the sign turns the answer."""
    with pytest.raises(BadInput) as error:
        IGG.parse(typed)
    assert error.value.values["way"] == way
    assert isinstance(IGG.parse(way), Below)


def test_letters_alone_are_no_number_also_where_nought_is_one():
    for field, typed in ((IGG, "O"), (VOLUME, "lO"), (VOLUME, "IO0 ml")):
        with pytest.raises(BadInput) as error:
            field.parse(typed)
        assert error.value.values.get("cause") == ("letter" if "0" in typed else None)
    twelve = Field("free", "number", low=Decimal(0))
    assert twelve.parse("1234567890,5") == Decimal("1234567890.5")
    with pytest.raises(BadInput) as error:
        twelve.parse("1234567890,55")
    assert error.value.values["cause"] == "long"


def test_both_ways_out_of_below_are_below():
    wide = Field("igg", "igg", "mg/l", low=Decimal(0), high=Decimal(99_999))
    with pytest.raises(BadInput) as error:
        wide.parse("<1.200")
    assert (error.value.values["one"], error.value.values["two"]) == ("<1200", "<1,2")


def test_a_field_without_limits_takes_any_number():
    free, low, high = (Field("free", "number", low=low, high=high) for low, high in ((None, None), (Decimal(1), None), (None, Decimal(1))))
    assert [free.parse("-5"), low.parse("5000"), high.parse("-5000")] == [-5, 5000, -5000]
    for field, typed in ((low, "0"), (high, "2")):
        with pytest.raises(BadInput) as error:
            field.parse(typed)
        assert error.value.code == "out_of_range"


def test_a_part_of_a_number_out_of_a_list_is_no_whole_number():
    weeks = Field("weeks", "one_of", options=(1, 2, 3, 4))
    for typed, code in (("2,5", "not_whole"), ("5", "not_in_source")):
        with pytest.raises(BadInput) as error:
            weeks.parse(typed)
        assert error.value.code == code
    assert weeks.parse("2,0") == 2


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("x" * 40, "x" * 40),
        ("x" * 41, "x" * 40 + "…"),
        ("1" + " " * 998 + "2", "1 2"),
        ("1" + " " * 999 + "2", "1 …"),
        (" 7\x00\t2 ", "7 2"),
    ],
    ids=["forty", "forty-one", "a-thousand", "one-more", "control"],
)
def test_a_message_repeats_one_line_of_what_was_typed(typed, shown):
    assert echo(typed) == shown


# --- dates

JULY = date(2026, 7, 30)


@pytest.mark.parametrize(
    "typed",
    ["30.07.26", "30/7-2026", "30.7.2026", "30.07.2026", "30-07-2026", "30/07/2026", "30/7-26", "30. 7. 2026", "300726", "30072026",
     "30. juli 2026", "30 juli 2026", "30.juli 2026", "30. JULI 26", "30. jul. 2026", "2026-07-30", " 30.07.2026 "],
)  # fmt: skip
def test_dates_as_they_are_written_in_norway_and_denmark(typed):
    assert DAY.parse(typed) == JULY


@pytest.mark.parametrize(
    ("typed", "day"),
    [("3/12-2026", (2026, 12, 3)), ("1. mars 2026", (2026, 3, 1)), ("1. marts 2026", (2026, 3, 1)), ("1. maj 2026", (2026, 5, 1)),
     ("1. mai 26", (2026, 5, 1)), ("24. des. 2026", (2026, 12, 24)), ("24 december 2026", (2026, 12, 24)), ("010100", (2000, 1, 1)),
     ("26-07-26", (2026, 7, 26)), ("29.02.28", (2028, 2, 29))],
)  # fmt: skip
def test_the_day_stands_first(typed, day):
    assert DAY.parse(typed) == date(*day)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("31.04.2026", "no_such_day"), ("29.02.2026", "no_such_day"), ("2026-02-29", "no_such_day"), ("31. juni 2026", "no_such_day"),
     ("12/31/2026", "no_such_month"), ("30.07", "no_year"), ("30. juli", "no_year"), ("30726", None), ("i går", None),
     # 26 July 2030 or 30 July 2026, and the other way round: asked back.
     ("26-07-30", "two_days"), ("30-07-26", "two_days"),
     # There is no such day in 2026; that the year could stand first is no reason to take it for 26 February 2029.
     ("29-02-26", "no_such_day"), ("31-11-26", "no_such_day"), ("31-13-26", "no_such_month"),
     ("00.01.2026", "no_day_zero"), ("0/1-2026", "no_day_zero"), ("2026-01-00", "no_day_zero"), ("0. mai 2026", "no_day_zero")],
)  # fmt: skip
def test_a_date_is_refused_for_the_reason_that_is_true(typed, reason):
    with pytest.raises(BadInput) as error:
        DAY.parse(typed)
    assert (error.value.code, error.value.values.get("cause") or None) == ("not_a_date", reason)


@pytest.mark.parametrize("typed", ["31.12.1999", "29.02.1900", "31.04.3026", "30.7.0026", "0000-01-05", "01.01.2101"])
def test_a_year_that_no_field_takes_is_told_with_those_it_takes(typed):
    with pytest.raises(BadInput) as error:
        DAY.parse(typed)
    assert error.value.code == "out_of_range"
    assert (error.value.values["low"], error.value.values["high"]) == (date(2000, 1, 1), date(2100, 12, 31))


def test_what_is_asked_back_names_both_days():
    for lang in ("nb", "da"):
        result = calculators.run("serology-window", {"last_infusion_date": "26-07-30"}, lang, FROZEN)
        [error] = [error for error in result.errors if error.field == "last_infusion_date"]
        said = result.wording.error(error, result.field("last_infusion_date"))
        assert "26.07.2030" in said and "30.07.2026" in said


@pytest.mark.parametrize(("typed", "reason"), [("24:00", "midnight"), ("2400", "midnight"), ("08:60", "no_such_time"), ("8", None)])
def test_a_time_is_refused_for_the_reason_that_is_true(typed, reason):
    with pytest.raises(BadInput) as error:
        CLOCK.parse(typed)
    assert (error.value.code, error.value.values.get("cause") or None) == ("not_a_time", reason)


@pytest.mark.parametrize(
    ("field", "typed", "way"),
    [(DAY, "3O.07.2026", "30.07.2026"), (DAY, "30.07.2O26", "30.07.2026"), (DAY, "l/7-26", "01.07.2026"), (DAY, "2026-O7-30", "30.07.2026"),
     (CLOCK, "O8:00", "08:00"), (CLOCK, "08:O5", "08:05"), (CLOCK, "l8.30", "18:30"), (CLOCK, "\u041e8:00", "08:00")],
)  # fmt: skip
def test_a_letter_among_the_digits_is_named_with_the_date_or_time_that_it_stands_for(field, typed, way):
    with pytest.raises(BadInput) as error:
        field.parse(typed)
    assert (error.value.values["cause"], error.value.values["way"]) == ("letter", way)
    field.parse(way)


@pytest.mark.parametrize(
    ("field", "typed"), [(DAY, "\uff130.07.2026"), (DAY, "\u0663\u0660.07.2026"), (CLOCK, "0\uff18:00"), (CLOCK, "0800\u0660")]
)
def test_digits_of_another_script_are_named(field, typed):
    with pytest.raises(BadInput) as error:
        field.parse(typed)
    assert error.value.values["cause"] == "digits"


@pytest.mark.parametrize(("lang", "said"), [("nb", "har noe annet enn kg bak tallet"), ("da", "har noget andet end kg efter tallet")])
def test_what_stands_behind_a_number_is_not_called_another_unit(lang, said):
    """It may be the same unit, written in another way."""
    for typed in ("72 kg.", "72 kilo", "72 lb"):
        result = calculators.run("ivig-course", {"weight_kg": typed}, lang, FROZEN)
        [error] = [error for error in result.errors if error.field == "weight_kg"]
        assert said in result.wording.error(error, result.field("weight_kg"))


@pytest.mark.parametrize(
    ("typed", "day"),
    [("20260730", JULY), ("20000229", date(2000, 2, 29)), ("21001231", date(2100, 12, 31)), ("20101112", date(2010, 11, 12))],
)
def test_eight_digits_with_the_year_first_have_one_meaning(typed, day):
    """As laboratory systems write them. The day first, the year would be one that no field takes."""
    assert DAY.parse(typed) == day


def test_no_eight_digits_could_be_two_days():
    for day in (date(2000, 1, 1) + timedelta(days=n) for n in range(101 * 365 + 25)):
        assert DAY.parse(f"{day:%d%m%Y}") == DAY.parse(f"{day:%Y%m%d}") == day


# --- what cannot be seen


# Default_Ignorable_Code_Point of the standard, but for format characters and what has no place yet.
NOT_SHOWN = {chr(point) for low, high in (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180D), (0x180F, 0x180F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
) for point in range(low, high + 1)}  # fmt: skip


def test_format_characters_are_those_of_the_standard():
    everything = [chr(point) for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF]
    dropped = {sign for sign in everything if without_format(sign) == ""}
    # But for the one that shows 12 as 21: what was seen is not what would be read.
    assert dropped >= {sign for sign in everything if unicodedata.category(sign) == "Cf"} - {"\u202e"}
    assert "\u202e" not in dropped
    assert dropped >= NOT_SHOWN
    assert {unicodedata.category(sign) for sign in dropped - NOT_SHOWN} <= {"Cf", "Cn"}, "a newer standard may have given more a place"
    for sign in everything:
        if unicodedata.category(sign) in ("Zs", "Zl", "Zp"):
            assert as_typed_by_hand(f"1{sign}2") == "1 2", hex(ord(sign))


UNSEEN = ["\u200e", "\u200f", "\u200b", "\ufeff", "\u202a", "\u202c", "\u00ad", "\u2060", "\u2066", "\ufe0f", "\u034f", "\u3164",
          "\U000e0100"]  # fmt: skip
BLANKS = ["\u00a0", "\u2009", "\u2007", "\u202f", "\u3000", "\t", "\u2002", "\u2800"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_format_characters_are_dropped(sign):
    for at in range(6):
        for field, text, value in (
            (WEIGHT, "72,5kg", Decimal("72.5")), (VOLUME, "1 200 ", Decimal(1200)), (IGG, "<1,1  ", Below(Decimal("1.1"))),
            (DAY, "30.07.2026", JULY), (DAY, "2026-07-30", JULY), (DAY, "30. juli 2026", JULY), (CLOCK, "08:00 ", time(8)),
        ):  # fmt: skip
            assert field.parse(text[:at] + sign + text[at:]) == value, (text, at)


@pytest.mark.parametrize("blank", BLANKS)
def test_all_blanks_are_alike(blank):
    assert VOLUME.parse(f"{blank}1{blank}200{blank}ml{blank}") == Decimal(1200)
    assert DAY.parse(f"30.{blank}juli{blank}2026") == JULY
    assert CLOCK.parse(f"08:00{blank}") == CLOCK.parse(f"08{blank}:{blank}00") == time(8)


@pytest.mark.parametrize("hyphen", [*"\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u02d7\u207b\u2212\u2796\ufe58\ufe63\uff0d"])
def test_hyphens_are_hyphens(hyphen):
    assert DAY.parse(f"30{hyphen}07{hyphen}2026") == DAY.parse(f"2026{hyphen}07{hyphen}30") == JULY
    with pytest.raises(BadInput) as error:
        WEIGHT.parse(f"{hyphen}5")
    assert error.value.code == "out_of_range"


@pytest.mark.parametrize(
    ("field", "typed", "way"),
    [*((WEIGHT, f"72{comma}5", "72,5") for comma in "\u201a\uff0c\u066b\ufe50"), (WEIGHT, "72\u20245", "72.5"), (VOLUME, "1  200", "1 200"),
     *((IGG, f"3{dot}8", "3.8") for dot in "\u00b7\u2027\u22c5"),
     *((CLOCK, f"08{colon}30", "08:30") for colon in "\u2236\uff1a\ua789\ufe55"), (CLOCK, "08\uff0e30", "08.30"),
     (CLOCK, "08 :  30", "08 : 30"),
     *((DAY, f"30{slash}7{slash}2026", "30/7/2026") for slash in "\u2044\u2215\uff0f"), (DAY, "30. \u00a0juli 2026", "30. juli 2026"),
     *((DAY, f"30{stop}7{stop}2026", "30.7.2026") for stop in "\uff0e\u2024"), (IGG, "\uff1c1,1", "<1,1"), (IGG, "\ufe641,1", "<1,1")],
)  # fmt: skip
def test_signs_that_only_look_like_those_of_a_keyboard_are_named(field, typed, way):
    """What the message shows looks like what it asks for."""
    with pytest.raises(BadInput) as error:
        field.parse(typed)
    assert (error.value.values["cause"], error.value.values["way"]) == ("alike", way)
    field.parse(way)


def test_the_true_reason_is_told_also_of_signs_that_look_alike():
    for field, typed, code, cause in (
        (DAY, "31\u20244\u20242026", "not_a_date", "no_such_day"), (CLOCK, "24\u223600", "not_a_time", "midnight"),
        (WEIGHT, "372\u201a5", "out_of_range", None), (WEIGHT, "\u201a5", "not_a_number", "no_zero"),
    ):  # fmt: skip
        with pytest.raises(BadInput) as error:
            field.parse(typed)
        assert (error.value.code, error.value.values.get("cause")) == (code, cause)


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_what_is_still_refused_is_named(lang):
    for id, name, typed in (
        ("ivig-course", "weight_kg", "7\x002"), ("ivig-course", "weight_kg", "\u202e72"), ("ivig-rate", "start_time", "08\x00:00"),
        ("serology-window", "last_infusion_date", "30\x07.07.2026"),
    ):  # fmt: skip
        result = calculators.run(id, {name: typed}, lang, FROZEN)
        [error] = [error for error in result.errors if error.field == name]
        assert "usynlige tegn" in result.wording.error(error, result.field(name))


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_the_example_suits_the_field(lang):
    for id, name, example in (("sid-trough", "trough_g_l", "3,8"), ("ivig-course", "weight_kg", "72,5"), ("ivig-rate", "volume_ml", "250")):
        result = calculators.run(id, {name: "abc"}, lang, FROZEN)
        [error] = [error for error in result.errors if error.field == name]
        said = result.wording.error(error, result.field(name))
        assert said.endswith(f" {example}.") and "abc" in said
