"""How fresh a page is: read from its front matter, never made up, and never against the source's own document data."""

from datetime import date

import pytest
import yaml

from calculators.facts.marks import SOURCES
from guide.records import page_status
from guide.records.page_status import StatusError
from tests.frozen import FROZEN

MR = 'source: mr\nsource_version: "1.1"\napproved: 2026-02-18\nlast_confirmed:\nnext_review:\n'
NEL = "source: nel\nsource_version:\napproved:\nlast_confirmed:\nnext_review:\n"


def read(front: str):
    return page_status.read(yaml.safe_load(front), FROZEN)


def test_a_page_that_rests_on_no_source_has_none():
    assert read("title: x") is None


def test_nothing_is_made_up_where_nobody_confirmed():
    status = read(MR)
    assert (status.source_version, status.approved, status.last_confirmed, status.next_review) == ("1.1", date(2026, 2, 18), None, None)
    assert page_status.rows(status, "nb") == [
        ("Versjon", "1.1, godkjent 18.\N{NO-BREAK SPACE}februar\N{NO-BREAK SPACE}2026", ""),
        ("Kontrollert av kliniker", "ikke ennå", ""),
        ("Neste gjennomgang", "ikke fastsatt", ""),
    ]


def test_a_source_without_version_or_date_is_said_to_have_none():
    assert page_status.rows(read(NEL), "da")[0] == ("Version", "kilden har hverken version eller dato", "")


def test_confirmed_and_due():
    front = MR.replace("last_confirmed:", "last_confirmed: 2026-12-01").replace("next_review:", "next_review: 2027-12-01")
    shown = page_status.rows(read(front), "da")
    assert [day for *_, day in shown] == ["", "2026-12-01", "2027-12-01"]
    assert shown[1][1] == "1.\N{NO-BREAK SPACE}december\N{NO-BREAK SPACE}2026"


@pytest.mark.parametrize(("front", "said"), [
    (MR.replace('"1.1"', '"1.0"'), r"source_version: read 1\.0; the marked text \(mr-version\) says 1\.1"),
    (MR.replace("2026-02-18", "2026-02-19"), r"approved: read 2026-02-19; the marked text \(mr-approved\) says 2026-02-18"),
    (NEL.replace("source_version:", 'source_version: "2"'), "source_version: read 2; the source gives none: leave it empty"),
    (NEL.replace("approved:", "approved: 2026-01-01"), "approved: read 2026-01-01; the source gives none"),
])
def test_a_version_that_is_not_the_sources_own(front, said):
    with pytest.raises(StatusError, match=said):
        read(front)


@pytest.mark.parametrize(("front", "said"), [
    (MR.replace("next_review:\n", ""), "next_review: missing; write `next_review:`"),
    (MR.replace("source: mr", "source: who"), f"source: read 'who'; write one of {', '.join(sorted(SOURCES))}"),
    (MR.replace('"1.1"', "1.1"), "source_version: read 1.1; write it in quotes"),
    (MR.replace("last_confirmed:", "last_confirmed: 1. desember"), "last_confirmed: read '1. desember'; write a date as 2026-02-18"),
    (MR.replace("last_confirmed:", "last_confirmed: 2026-12-01 10:00:00"), "write a date as 2026-02-18"),
    (MR.replace("next_review:", "next_review: 2027-01-01"), "last_confirmed is empty"),
    (MR.replace("confirmed:", "confirmed: 2027-01-01").replace("next_review:", "next_review: 2027-01-01"), "not after last_confirmed"),
])
def test_front_matter_that_cannot_be_used(front, said):
    with pytest.raises(StatusError, match=said):
        read(front)


def test_both_languages_have_the_same_words():
    nb, da = page_status.words("nb"), page_status.words("da")
    assert {part: set(words) for part, words in nb.items()} == {part: set(words) for part, words in da.items()}
