"""Cases of `ivig-maintenance` worked out by hand from the contract; the working stands in the comments."""

import pytest

from tests.oracles.result import codes, errors, rows, values
from tests.unit.by_hand.asked import column, run, some


def maintenance(lang: str = "nb", **inputs: str) -> dict:
    return run("ivig-maintenance", {"first_course_date": "2026-01-05"}, lang, inputs)


def test_first_review_only() -> None:
    # 5 January + 21 days = 26 January.
    got = maintenance()
    assert (got["outcome"], values(got)) == ("await_first_review", {"first_review_date": "2026-01-26"})
    assert not rows(got)


def test_second_course_over_the_end_of_february() -> None:
    # 5 January + 42 days: 26 days to 31 January, 16 more: 16 February. + 21: 12 to 28 February, 9 more: 9 March.
    got = maintenance(first_response="suboptimal")
    assert got["outcome"] == "second_course"
    assert some(got, "first_review_date", "second_course_date", "second_review_date") == ("2026-01-26", "2026-02-16", "2026-03-09")


def test_review_on_a_leap_day() -> None:
    # 8 February 2028 + 21 = 29 February; + 42: 21 days more, 21 March; + 63: 21 + 21 = 42, that is 11 April.
    got = maintenance(first_course_date="08.02.2028", first_response="suboptimal", second_response="none")
    assert got["outcome"] == "stop_non_responder"
    assert some(got, "first_review_date", "second_course_date", "second_review_date") == ("2028-02-29", "2028-03-21", "2028-04-11")
    assert not rows(got)


def test_taper_after_a_good_first_response() -> None:
    # 2; 2 × 0.8 = 1.6; × 0.8 = 1.28; 1.024; 0.8192. At 60 kg: 120; 96; 76.8; 61.44; 49.152.
    got = maintenance(first_response="good", weight_kg="60")
    assert got["outcome"] == "follow_responder"
    assert column(got, "course") == ["2", "3", "4", "5", "6"]
    assert column(got, "dose_g_per_kg") == ["2", "1.6", "1.28", "1.02", "0.82"]
    assert column(got, "dose_g") == ["120", "96", "76.8", "61.44", "49.15"]
    assert "below_high_dose" in codes(got)
    assert "second_course_date" not in values(got)


def test_taper_after_a_good_second_response() -> None:
    # Starts at the third course; the fourth row is 1.024, not below 1.
    got = maintenance(first_response="suboptimal", second_response="effect", taper_courses="4")
    assert got["outcome"] == "follow_responder"
    assert column(got, "course") == ["3", "4", "5", "6"]
    assert column(got, "dose_g_per_kg") == ["2", "1.6", "1.28", "1.02"]
    assert all("dose_g" not in row for row in rows(got))
    assert "below_high_dose" not in codes(got)


def test_taper_ends_above_the_lowest_dose() -> None:
    # 0.8192; 0.65536; 0.524288; 0.4194304; 0.33554432; the tenth would be 0.268…, below 0.3.
    # At 60 kg the ninth is 20.1326…
    got = maintenance(first_response="good", weight_kg="60", taper_courses="10")
    assert column(got, "dose_g_per_kg") == ["2", "1.6", "1.28", "1.02", "0.82", "0.66", "0.52", "0.42", "0.34"]
    assert column(got, "dose_g")[-1] == "20.13"


@pytest.mark.parametrize("first", ["good", "unknown", ""])
def test_a_second_response_needs_a_suboptimal_first(first: str) -> None:
    got = maintenance(first_response=first, second_response="effect")
    assert errors(got) == {("first_response", "contradiction"), ("second_response", "contradiction")}
