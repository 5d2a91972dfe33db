"""What is typed, in whichever field: worked out by hand from the contract."""

import re

import pytest

from tests.oracles.result import answer, cell, check_form, errors, rows, values
from tests.unit.by_hand.asked import NARROW, NB, course, rate, sid


@pytest.mark.parametrize("text", ["72,5", "72.5", " 72,5 ", "72,5 kg"])
def test_a_decimal(text: str) -> None:
    assert values(course(weight_kg=text))["total_dose_g"] == "145"  # 72.5 × 2


@pytest.mark.parametrize("text", ["1 200", f"1{NB}200", f"1{NARROW}200", "1200", "1 200 ml"])
def test_grouping_with_spaces(text: str) -> None:
    assert rows(rate(volume_ml=text))[-1]["cumulative_ml"] == "1200"


@pytest.mark.parametrize("text", ["1.200", "1,200", "1.200,5", "1,200.5"])
def test_grouping_or_decimals(text: str) -> None:
    for lang in ("nb", "da"):
        assert errors(rate(lang, volume_ml=text)) == {("volume_ml", "ambiguous_number")}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1.200", ["1200", "1,2"]),
        ("1,250 ml", ["1250", "1,25"]),
        # Two signs, or the same one twice: only the last of two different ones can be the decimal sign.
        ("1.200,5", ["1200,5"]),
        ("1,200.5", ["1200,5"]),
        ("1.200,500", ["1200,5"]),
    ],
)
def test_the_message_says_how_to_write_what_can_be_meant(text: str, written: list[str]) -> None:
    for lang in ("nb", "da"):
        (error,) = rate(lang, volume_ml=text)["errors"]
        assert error["code"] == "ambiguous_number"
        assert re.findall(r"[-−]?[0-9]+(?:,[0-9]+)?", re.sub("[«»].*[«»]", "", error["message"])) == written


@pytest.mark.parametrize("text", ["1.200.000", "1,200,000 ml", "−1.200,5", "-1.200"])
def test_a_number_without_a_reading_in_range_is_out_of_range(text: str) -> None:
    # Grouped or not, none of these is from 1 to 5000 ml: there is nothing to ask back.
    assert errors(rate(volume_ml=text)) == {("volume_ml", "out_of_range")}


@pytest.mark.parametrize("text", ["0,125", "0.125", "0,125 g/l", "0,125 g/L"])
def test_a_leading_zero_is_no_grouping(text: str) -> None:
    assert sid("hsct", igg_g_l=text)["outcome"] == "meets"
    assert errors(course(dose_g_per_kg=text[:5])) == {("dose_g_per_kg", "out_of_range")}


@pytest.mark.parametrize("text", ["", " ", None])
def test_required(text: str | None) -> None:
    inputs = {"days": "5", "product": "kiovig"} | ({} if text is None else {"weight_kg": text})
    assert errors(answer("ivig-course", inputs)) == {("weight_kg", "required")}


@pytest.mark.parametrize(
    "text",
    [
        "sixty",
        "60 lb",
        "60 g",
        "1e3",
        "nan",
        "∞",
        "60 70",
        "60 7",
        "\u0666\u0660",
        "\uff16\uff10",
        "60,0000000000",
        "6,0,0",
        "60-70",
        ">60",
        "½",
    ],
)
def test_no_number(text: str) -> None:
    assert errors(course(weight_kg=text)) == {("weight_kg", "not_a_number")}


@pytest.mark.parametrize("text", ["-5", "\u22125", "0,4", "0", "300,1", "999"])
def test_out_of_range_names_the_range(text: str) -> None:
    for lang in ("nb", "da"):
        got = course(lang, weight_kg=text)
        assert errors(got) == {("weight_kg", "out_of_range")}
        message = got["errors"][0]["message"]
        assert "0,5" in message and "300" in message


def test_not_whole() -> None:
    got = sid("haematological", hospital_infections_6m="2,5", sepsis_6m="1.5", verified_infections_6m="51")
    assert errors(got) == {
        ("hospital_infections_6m", "not_whole"),
        ("sepsis_6m", "not_whole"),
        ("verified_infections_6m", "out_of_range"),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [("<1,1", "meets"), ("<4", "meets"), ("<4,0", "meets"), ("<4,1", None), ("<6", None), ("<1,1 g/l", "meets")],
)
def test_below_what_a_laboratory_reports(text: str, expected: str | None) -> None:
    for population in ("hsct", "haematological"):
        got = sid(population, igg_g_l=text, igg_confirmed="yes", severe_or_recurrent="yes")
        assert got["outcome"] == expected
        assert errors(got) == (set() if expected else {("igg_g_l", "not_exact")})


def test_below_in_any_other_field() -> None:
    assert errors(course(weight_kg="<60")) == {("weight_kg", "not_a_number")}


@pytest.mark.parametrize("text", ["2026-01-15", "15.01.2026", "15-01-2026", "15/01/2026", "15.01.26", "15/1-2026"])
def test_dates(text: str) -> None:
    got = sid("cart_bispecific", child="no", igg_g_l="3,9", therapy_date=text, assessment_date="2026-02-01")
    assert values(got)["stop_by"] == "2026-07-15"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("26-01-15", "not_a_date"),
        ("01/15/2026", "not_a_date"),
        ("30.02.2026", "not_a_date"),
        ("2026-02-29", "not_a_date"),
        ("2026", "not_a_date"),
        ("yesterday", "not_a_date"),
        ("1999-12-31", "out_of_range"),
        ("01.01.2101", "out_of_range"),
    ],
)
def test_no_date(text: str, code: str) -> None:
    assert errors(sid("cart_bispecific", therapy_date=text)) == {("therapy_date", code)}


@pytest.mark.parametrize("text", ["08:00", "8.00", "0800"])
def test_times(text: str) -> None:
    assert rows(rate(start_time=text))[0]["start"] == "08:00"


@pytest.mark.parametrize("text", ["24:00", "08:60", "25:00", "8 o'clock", "-1:00", "noon"])
def test_no_time(text: str) -> None:
    assert errors(rate(start_time=text)) == {("start_time", "not_a_time")}


def test_no_choice() -> None:
    assert errors(course(product="Gamunex")) == {("product", "not_a_choice")}
    assert errors(sid("autologous")) == {("population", "not_a_choice")}
    assert errors(sid("hsct", child="maybe", vaccinated="not_applicable")) == {
        ("child", "not_a_choice"),
        ("vaccinated", "not_a_choice"),
    }


def test_all_errors_at_once_in_both_languages() -> None:
    inputs = {
        "weight_kg": "abc",
        "dose_g_per_kg": "3",
        "days": "4",
        "product": "",
        "chosen_daily_volume_ml": "1.200",
    }
    said = []
    for lang in ("nb", "da"):
        got = answer("ivig-course", inputs, lang)
        check_form(got)
        assert (got["status"], got["lang"], got["calculator"]) == ("invalid", lang, "ivig-course")
        assert errors(got) == {
            ("weight_kg", "not_a_number"),
            ("dose_g_per_kg", "out_of_range"),
            ("days", "not_in_source"),
            ("product", "required"),
            ("chosen_daily_volume_ml", "ambiguous_number"),
        }
        assert len(got["errors"]) == 5
        assert not values(got) and not rows(got)
        said.append([error["message"] for error in got["errors"]])
    assert said[0] != said[1]


def test_nothing_typed() -> None:
    for calculator, required in (
        ("ivig-course", {"weight_kg", "days", "product"}),
        ("ivig-rate", {"weight_kg", "volume_ml", "product"}),
        ("sid-eligibility", {"population"}),
    ):
        for lang in ("nb", "da"):
            assert errors(answer(calculator, {}, lang)) == {(field, "required") for field in required}


def test_numbers_in_the_text_have_a_comma() -> None:
    got = course(weight_kg="72.5")
    said = " ".join(step["text"] for step in got["working"])
    assert "72,5" in said and not re.search(r"72\.5", said)
    assert cell(got["values"]["total_dose_g"]) == "145"
