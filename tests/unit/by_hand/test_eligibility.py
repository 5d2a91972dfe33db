"""Cases of `sid-eligibility` worked out by hand from the contract; the working stands in the comments."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

import calculators
from calculators import words
from calculators.element import html
from calculators.facts.read import figures_of
from calculators.form.fields import Below
from calculators.page.answer import answer_element
from calculators.result.plaintext import as_text
from calculators.sid.eligibility.rule import (
    CART,
    HAEMATOLOGICAL,
    HSCT,
    OTHER,
    Answers,
    EligibilityFigures,
    decide,
    fields_of,
    infections,
    is_between_the_readings,
    limits,
)
from tests.frozen import FROZEN
from tests.oracles.result import codes, errors, levels, values
from tests.unit.by_hand.asked import NB, sid

LATE = {"child": "no", "therapy_date": "15.01.2026", "assessment_date": "15.07.2026", "m_component": "no"}

FIGURES = figures_of(EligibilityFigures, FROZEN)
# Several groups share a figure in the text as it stands. With a figure of its own for each, a rule that took another group's is seen.
OWN = replace(
    FIGURES,
    haematological=replace(FIGURES.haematological, igg4_g_per_l=Decimal("4.1"), igg6_g_per_l=Decimal("6.1")),
    cart_late=replace(FIGURES.cart_late, igg4_g_per_l=Decimal("4.2"), igg6_g_per_l=Decimal("6.2")),
    other=replace(FIGURES.other, igg4_g_per_l=Decimal("4.3"), igg6_g_per_l=Decimal("6.3")),
    cart_early_igg_g_per_l=Decimal("3.5"),
    hsct_igg_g_per_l=Decimal("3.9"),
)


def outcome(population: str, igg: str, **answers: object) -> str:
    """With figures of their own, and "no" to what is not named."""
    no = {"igg_confirmed": False, "below_age_range": False, "severe_or_recurrent": False, "low_igg_decisive": False, "m_component": False}
    day = {"therapy_date": date(2026, 1, 15), "assessment_date": date(2026, 7, 15), "child": False}  # six months to the day: late
    asked = no | (day if population == CART else {}) | {"specialist_workup": True} | answers
    return decide(Answers(population=population, igg_g_l=Decimal(igg), **asked), OWN).outcome


def test_each_group_has_limits_of_its_own() -> None:
    assert limits(HAEMATOLOGICAL, None, OWN) == (Decimal("4.1"), Decimal("6.1"))
    assert limits(OTHER, None, OWN) == (Decimal("4.3"), Decimal("6.3"))
    assert limits(CART, False, OWN) == limits(CART, None, OWN) == (Decimal("3.5"), Decimal("4.2"), Decimal("6.2"))
    assert limits(CART, True, OWN) == ()  # children stand outside: no level decides anything
    assert limits(HSCT, None, OWN) == (Decimal("3.9"),)


@pytest.mark.parametrize(
    ("population", "below", "at", "found"),
    [(HAEMATOLOGICAL, "4.09", "4.1", "meets"), (CART, "4.19", "4.2", "meets"), (OTHER, "4.29", "4.3", "consider")],
)
def test_the_first_route_at_the_groups_own_limit(population: str, below: str, at: str, found: str) -> None:
    # Lasting, and severe infections: met below the limit. At it only the wider route is left, and low IgG was not decisive.
    lasting = {"igg_confirmed": True, "severe_or_recurrent": True}
    assert outcome(population, below, **lasting) == found
    assert outcome(population, at, **lasting) == "not_met"


@pytest.mark.parametrize(("population", "below", "at"), [(HAEMATOLOGICAL, "6.09", "6.1"), (CART, "6.19", "6.2"), (OTHER, "6.29", "6.3")])
def test_the_wider_route_at_the_groups_own_limit(population: str, below: str, at: str) -> None:
    # Low IgG decisive and one sepsis: enough below the limit, or at it where the IgG is below the range of the age.
    enough = {"low_igg_decisive": True, "sepsis_6m": 1}
    assert outcome(population, below, **enough) == "consider"
    assert outcome(population, at, **enough) == "not_met"
    assert outcome(population, at, below_age_range=True, **enough) == "consider"


def test_early_after_car_t_the_level_alone_decides_at_its_own_limit() -> None:
    # The last day of the six months. At 3.5, below the later limit: severe infections without lasting low IgG leave nothing open yet.
    early = {"assessment_date": date(2026, 7, 14), "severe_or_recurrent": True}
    assert outcome(CART, "3.49", **early) == "meets"
    assert outcome(CART, "3.5", **early) == "not_met"
    assert outcome(CART, "3.5", severe_or_recurrent=True) == "undetermined"  # a day later neither reading of "lasting" is taken


def test_what_else_is_missing_is_asked_for_an_adult_while_it_is_not_known_whether_it_is_a_child() -> None:
    # Early, and no to all else: the level alone decides, if it is no child. Of a child nothing else would be asked.
    asked = {"therapy_date": date(2026, 1, 15), "assessment_date": date(2026, 7, 14), "severe_or_recurrent": False}
    found = decide(Answers(population=CART, low_igg_decisive=False, below_age_range=False, **asked), OWN)
    assert (found.outcome, found.could_meet, found.open) == ("undetermined", False, {"child", "igg_g_l"})


# Late after CAR-T, below the limit of its own (4.2), severe infections, low IgG not shown to last: the readings of the source part.
APART = Answers(
    CART, False, Decimal("4.19"), None, severe_or_recurrent=True, m_component=False,
    therapy_date=date(2026, 1, 15), assessment_date=date(2026, 7, 15),
)  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [{}, {"igg_confirmed": False}, {"igg_g_l": Below(Decimal("4.2"))}, {"m_component": True, "immunoparesis": False},
     {"m_component": None}, {"low_igg_decisive": True}],
)  # fmt: skip
def test_lasting_alone_stands_between_the_readings(changed: dict[str, object]) -> None:
    assert is_between_the_readings(replace(APART, **changed), OWN)


@pytest.mark.parametrize(
    "changed",
    [
        *({"population": other} for other in (HAEMATOLOGICAL, HSCT, OTHER)),
        # It may be a child; or early, or nobody said when.
        {"child": True}, {"child": None}, {"assessment_date": date(2026, 7, 14)}, {"assessment_date": None},
        # Not below 4.2, or not known to be; and no severe infections, or not known.
        {"igg_g_l": Decimal("4.2")}, {"igg_g_l": None}, {"igg_g_l": Below(Decimal("4.21"))}, {"severe_or_recurrent": False},
        {"severe_or_recurrent": None},
        # It is shown to last; immunoparesis with an M-component counts as that.
        {"igg_confirmed": True}, {"m_component": True, "immunoparesis": True},
    ],
)  # fmt: skip
def test_more_or_less_than_lasting_stands_between_the_readings(changed: dict[str, object]) -> None:
    assert not is_between_the_readings(replace(APART, **changed), OWN)


def test_only_what_is_not_answered_is_asked_for() -> None:
    # One verified infection: fewer than two in hospital for certain, but it may have been the one sepsis.
    assert fields_of(["infections"], Answers(HAEMATOLOGICAL, verified_infections_6m=1), FIGURES) == {"sepsis_6m"}
    assert fields_of(["early", "child"], Answers(CART, child=False, therapy_date=date(2026, 1, 15)), FIGURES) == {"assessment_date"}


def test_after_hsct_the_level_alone_decides_at_its_own_limit() -> None:
    assert outcome(HSCT, "3.89") == "meets"
    assert outcome(HSCT, "3.9") == "not_met"


def test_no_count_is_no_infection() -> None:
    """Also where a text would ask for one verified infection: what was not counted is unknown."""
    one = replace(FIGURES.haematological, verified=1)
    assert infections(Answers(population=HAEMATOLOGICAL), one) == (None, None, None)
    assert infections(Answers(population=HAEMATOLOGICAL, sepsis_6m=1), one)[2] is True


def test_igg_four_never_meets() -> None:
    for population in ("haematological", "cart_bispecific", "hsct", "other"):
        for day in ("2026-02-01", "2026-12-01"):
            answers = {"child": "no", "severe_or_recurrent": "yes", "low_igg_decisive": "yes", "sepsis_6m": "1"}
            if population == "cart_bispecific":
                answers |= {"therapy_date": "2026-01-15", "assessment_date": day}
            for confirmed in ("unknown", "yes", "no"):
                got = sid(population, igg_g_l="4,0", igg_confirmed=confirmed, m_component="no", **answers)
                assert got["outcome"] != "meets"


def test_haematological_meets() -> None:
    got = sid("haematological", igg_g_l="3,9", igg_confirmed="yes", severe_or_recurrent="yes")
    assert got["outcome"] == "meets"
    assert set(got["missing"]) == set()


def test_haematological_consider_and_not_met() -> None:
    # Below 6, low IgG decisive and one sepsis, but not below 4.
    answers = {"igg_g_l": "5,9", "igg_confirmed": "no", "m_component": "no", "severe_or_recurrent": "yes"}
    got = sid("haematological", low_igg_decisive="yes", sepsis_6m="1", **answers)
    assert got["outcome"] == "consider"
    assert "could_meet" not in codes(got)
    assert "mr-haem-weigh" in got["facts"] and "mr-haem-nonserious" in got["facts"]
    # The same with low IgG not decisive.
    got = sid("haematological", low_igg_decisive="no", sepsis_6m="1", **answers)
    assert got["outcome"] == "not_met"
    assert {"mr-haem-primary", "mr-haem-nonserious", "mr-haem-mucosa"} <= set(got["facts"])


def test_consider_could_become_meets() -> None:
    # The wider route holds. A second sample, or immunoparesis with an M-component, would make it lasting.
    got = sid(
        "haematological",
        igg_g_l="3,9",
        severe_or_recurrent="yes",
        low_igg_decisive="yes",
        verified_infections_6m="2",
    )
    assert got["outcome"] == "consider"
    assert "could_meet" in codes(got)
    assert set(got["missing"]) == {"igg_confirmed", "m_component", "immunoparesis"}


def test_not_met_without_an_igg() -> None:
    # Neither route stands without severe or recurrent infections and without any infection.
    got = sid("haematological", severe_or_recurrent="no", verified_infections_6m="0")
    assert got["outcome"] == "not_met"
    assert set(got["missing"]) == set()
    # An unknown count is not a no.
    assert sid("haematological", severe_or_recurrent="no")["outcome"] == "undetermined"


def test_m_component_stands_in_for_low_and_lasting() -> None:
    answers = {
        "igg_g_l": "12",
        "igg_confirmed": "no",
        "below_age_range": "no",
        "severe_or_recurrent": "yes",
        "m_component": "yes",
        "immunoparesis": "yes",
    }
    assert sid("haematological", **answers)["outcome"] == "meets"
    assert sid("other", specialist_workup="yes", **answers)["outcome"] == "not_met"
    assert sid("hsct", **answers)["outcome"] == "not_met"
    # Early after CAR-T it counts in the wider route only.
    early = {"child": "no", "therapy_date": "2026-01-15", "assessment_date": "2026-02-15"}
    assert sid("cart_bispecific", low_igg_decisive="no", **answers, **early)["outcome"] == "not_met"
    assert sid("cart_bispecific", low_igg_decisive="yes", sepsis_6m="1", **answers, **early)["outcome"] == "consider"


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("confirmed", ["no", "unknown"])
def test_late_after_car_t_neither_reading_of_lasting_is_taken(lang: str, confirmed: str) -> None:
    # The sentence: IgG below 4 and severe or recurrent infections. What it refers to: lasting low IgG. 15 July is late.
    base = LATE | {"igg_g_l": "3,99", "severe_or_recurrent": "yes", "igg_confirmed": confirmed}
    got = sid("cart_bispecific", lang, **base)
    assert (got["outcome"], "reading_late_lasting" in codes(got)) == ("undetermined", True)
    note = next(note for note in got["notes"] if note["code"] == "reading_late_lasting")
    assert "vedvarende" in note["text"] and "3 " + {"nb": "uker", "da": "uger"}[lang] in note["text"].replace(NB, " ")
    assert {"mr-cart-late", "mr-haem-igg4", "mr-mon-two"} <= set(note["facts"])
    # Also where the wider route would let it be considered.
    wider = {"low_igg_decisive": "yes", "sepsis_6m": "1"}
    assert sid("cart_bispecific", lang, **base | wider)["outcome"] == "undetermined"
    # Where the readings agree the verdict stands: confirmed, IgG not below 4, no severe infections, or the day before.
    for changed, outcome in (
        ({"igg_confirmed": "yes"}, "meets"),
        ({"igg_g_l": "4,0", "low_igg_decisive": "no"}, "not_met"),
        ({"igg_g_l": "4,0", **wider}, "consider"),
        ({"severe_or_recurrent": "no", "low_igg_decisive": "no"}, "not_met"),
        ({"severe_or_recurrent": "no", **wider}, "consider"),
        ({"assessment_date": "14.07.2026"}, "meets"),
        ({"m_component": "yes", "immunoparesis": "yes"}, "meets"),
        ({"child": "yes"}, "not_covered"),
    ):
        got = sid("cart_bispecific", lang, **base | changed)
        assert (got["outcome"], "reading_late_lasting" in codes(got)) == (outcome, False), changed
    # In haematological disease itself there is one reading: the word is there.
    assert sid("haematological", lang, **{name: base[name] for name in ("igg_g_l", "severe_or_recurrent", "m_component")},
               igg_confirmed="no", low_igg_decisive="no")["outcome"] == "not_met"  # fmt: skip


def test_the_trace_does_not_call_an_igg_low_that_is_not() -> None:
    paresis = {"m_component": "yes", "immunoparesis": "yes", "severe_or_recurrent": "yes"}

    def met(**inputs: str) -> str:
        got = sid("haematological", **inputs)
        return " / ".join(c["text"] for c in got["criteria"] if c["state"] and set(c["facts"]) & {"mr-haem-igg4", "mr-haem-igg6"})

    hidden = met(igg_g_l="28", **paresis).replace(NB, " ")
    assert "IgG under 4 g/l, eller" not in hidden and "IgG under 6 g/l, under" not in hidden and hidden.count("i stedet for IgG") == 2
    assert "IgG under 4 g/l, eller" in met(igg_g_l="3,9", **paresis).replace(NB, " ")
    aged = met(igg_g_l="8", below_age_range="yes", m_component="no").replace(NB, " ")
    assert aged == "IgG under aldersrelatert nedre referansegrense"


def test_no_note_on_infections_where_there_were_none() -> None:
    about = {"nonserious", "mucosa"}
    none = {"severe_or_recurrent": "no", "verified_infections_6m": "0", "igg_g_l": "3,9"}
    got = sid("haematological", **none)
    assert got["outcome"] == "not_met" and not codes(got) & about and "primary_prophylaxis" in codes(got)
    for some in ({"verified_infections_6m": "1"}, {"verified_infections_6m": ""}):
        got = sid("haematological", **none | some, low_igg_decisive="no", m_component="no")
        assert got["outcome"] == "not_met" and about <= codes(got), some


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_who_is_treated_already_is_led_on_and_not_told_to_start(lang: str) -> None:
    for population, igg in (("haematological", "3"), ("hsct", "3"), ("other", "12"), ("cart_bispecific", "")):
        inputs = {"population": population, "igg_g_l": igg, "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
        inputs |= {"on_immunoglobulin": "yes"}
        result = calculators.run("sid-eligibility", inputs, lang, FROZEN)
        assert [handover.to for handover in result.answer.handovers] == ["sid-trough", "sid-followup"]
        assert result.answer.handovers[1].inputs["population"] == population
        page, text = html(answer_element(result, "../../")), as_text(result)
        for code in ("meets", "not_met", "undetermined", "consider"):
            assert words.calculator_words("sid-eligibility", lang)["outcome"][code] not in page + text
            assert f'data-outcome="{code}"' not in page
        assert words.calculator_words("sid-eligibility", lang)["verdict"]["on_treatment"] in text
        assert "ig-criteria" not in page and "ig-missing" not in page and "ig-outstanding" not in page
    first, *_ = calculators.find("sid-eligibility").fields(calculators.find("sid-eligibility").figures(FROZEN))
    assert first.name == "on_immunoglobulin"


def test_hsct_not_met_leads_to_group_1_with_what_was_answered() -> None:
    asked = {"population": "hsct", "igg_g_l": "4,0", "igg_confirmed": "no", "vaccinated": "yes", "antibiotics_considered": "not_applicable"}
    [way] = calculators.run("sid-eligibility", asked, "nb", FROZEN).answer.handovers
    assert (way.to, dict(way.inputs)) == ("sid-eligibility", asked | {"population": "haematological", "igg_g_l": "4"})
    assert not {"reading_two_groups"} & codes(sid("hsct", igg_g_l="4,0")), "the note on group 1 says it"
    assert "reading_two_groups" in codes(sid("hsct", igg_g_l="3,9"))


def test_what_may_be_considered_has_a_next_step_too() -> None:
    consider = {"population": "haematological", "igg_g_l": "5", "low_igg_decisive": "yes", "sepsis_6m": "1", "severe_or_recurrent": "no"}
    result = calculators.run("sid-eligibility", consider, "nb", FROZEN)
    assert (result.answer.outcome, [way.to for way in result.answer.handovers]) == ("consider", ["sid-route", "sid-dose", "sid-followup"])


def test_exactly_six_months() -> None:
    answers = {"child": "no", "igg_g_l": "3,9", "severe_or_recurrent": "no", "low_igg_decisive": "no"}
    before = sid("cart_bispecific", therapy_date="15.01.2026", assessment_date="14.07.2026", **answers)
    assert before["outcome"] == "meets"
    assert values(before)["stop_by"] == "2026-07-15"
    [step] = [step["text"].replace(NB, " ") for step in before["working"]]
    assert step == "15. januar 2026 + 6 måneder = 15. juli 2026"
    on_the_day = sid("cart_bispecific", therapy_date="15.01.2026", assessment_date="15.07.2026", **answers)
    assert on_the_day["outcome"] == "not_met"
    assert "stop_by" not in values(on_the_day)
    assert any(code.startswith("reading_") for code in codes(on_the_day))


def test_six_months_at_the_end_of_february() -> None:
    answers = {"child": "no", "igg_g_l": "3,9", "severe_or_recurrent": "no", "low_igg_decisive": "no"}
    for therapy, last, first_late in (
        ("31.08.2025", "27.02.2026", "28.02.2026"),
        ("31.08.2027", "28.02.2028", "29.02.2028"),
    ):
        assert sid("cart_bispecific", therapy_date=therapy, assessment_date=last, **answers)["outcome"] == "meets"
        late = sid("cart_bispecific", therapy_date=therapy, assessment_date=first_late, **answers)
        assert late["outcome"] == "not_met"


def test_cart_without_a_date_and_children() -> None:
    # Below 4, confirmed, severe: both periods give it.
    answers = {"igg_g_l": "3,9", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
    assert sid("cart_bispecific", child="no", **answers)["outcome"] == "meets"
    assert sid("cart_bispecific", child="yes", **answers)["outcome"] == "not_covered"
    got = sid("cart_bispecific", **answers)
    assert got["outcome"] == "undetermined"
    assert set(got["missing"]) == {"child"}


def test_met_after_cart_without_both_dates_warns_of_the_deadline() -> None:
    # Met by both periods. Six months after 1 January 2026 is 1 July: with both dates it is shown before that day, and has no say after.
    met = {"child": "no", "igg_g_l": "3,9", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
    for dates in ({}, {"therapy_date": "2026-01-01"}, {"assessment_date": "2026-02-01"}):
        assert levels(sid("cart_bispecific", **met, **dates))["deadline_if_early"] == "warning"
    for day, shown in (("2026-06-30", "2026-07-01"), ("2026-07-01", None)):
        got = sid("cart_bispecific", **met, therapy_date="2026-01-01", assessment_date=day)
        assert (got["outcome"], values(got).get("stop_by")) == ("meets", shown)
        assert "deadline_if_early" not in codes(got)


def test_haematological_disease_points_to_the_other_groups() -> None:
    """IgG 3 without infections is not met there, and met early after CAR-T and after HSCT."""
    answers = {"igg_g_l": "3", "igg_confirmed": "yes", "severe_or_recurrent": "no", "low_igg_decisive": "no", "m_component": "no"}
    got = sid("haematological", **answers)
    assert got["outcome"] == "not_met" and "reading_two_groups" in codes(got)
    assert "reading_two_groups" not in codes(sid("other", **answers | {"m_component": ""}))


def test_hsct_reads_one_figure() -> None:
    assert sid("hsct", igg_g_l="3,9", severe_or_recurrent="no")["outcome"] == "meets"
    assert sid("hsct", igg_g_l="4")["outcome"] == "not_met"
    got = sid("hsct")
    assert (got["outcome"], got["missing"]) == ("undetermined", ["igg_g_l"])


def test_other_needs_the_work_up() -> None:
    answers = {"igg_g_l": "3,9", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
    assert sid("other", specialist_workup="yes", **answers)["outcome"] == "consider"
    assert "could_meet" not in codes(sid("other", specialist_workup="yes", **answers))
    got = sid("other", **answers)
    assert got["outcome"] == "undetermined"
    assert set(got["missing"]) == {"specialist_workup"}
    assert sid("other", specialist_workup="no", **answers)["outcome"] == "undetermined"
    # No figure, but nothing that either route could stand on.
    assert sid("other", severe_or_recurrent="no", low_igg_decisive="no")["outcome"] == "not_met"


def test_counts_that_cannot_both_be_true() -> None:
    got = sid("haematological", hospital_infections_6m="3", verified_infections_6m="2")
    assert errors(got) == {("hospital_infections_6m", "contradiction"), ("verified_infections_6m", "contradiction")}
    got = sid("other", sepsis_6m="1", verified_infections_6m="0")
    assert errors(got) == {("sepsis_6m", "contradiction"), ("verified_infections_6m", "contradiction")}
    assert sid("other", sepsis_6m="2", hospital_infections_6m="2", verified_infections_6m="2")["status"] == "ok"


@pytest.mark.parametrize(
    ("counts", "states"),
    [
        # All verified infections are at least as many as any kind of them, and no kind is more than all.
        ({"sepsis_6m": "2"}, (None, True, True)),
        ({"hospital_infections_6m": "2"}, (True, None, True)),
        ({"sepsis_6m": "1"}, (None, True, None)),
        ({"verified_infections_6m": "1"}, (False, None, False)),
        ({"verified_infections_6m": "0"}, (False, False, False)),
        ({"verified_infections_6m": "2"}, (None, None, True)),
    ],
)
def test_one_count_settles_another_in_the_trace(counts: dict[str, str], states: tuple[bool | None, ...]) -> None:
    trace = {criterion["id"]: criterion["state"] for criterion in sid("haematological", **counts)["criteria"]}
    assert (trace["haem_hospital"], trace["haem_sepsis"], trace["haem_verified"]) == states


def test_dates_that_cannot_both_be_true() -> None:
    got = sid("cart_bispecific", therapy_date="2026-03-02", assessment_date="2026-03-01")
    assert errors(got) == {("therapy_date", "contradiction"), ("assessment_date", "contradiction")}
    assert sid("cart_bispecific", therapy_date="2026-03-02", assessment_date="2026-03-02")["status"] == "ok"


def test_outstanding_does_not_change_the_verdict() -> None:
    def asked(**inputs: str) -> tuple[str, set[str]]:
        got = sid("hsct", igg_g_l="3,9", **inputs)
        return got["outcome"], {fact for entry in got["outstanding"] for fact in entry["facts"]}

    everything = {"mr-pre-vaccination", "mr-pre-antibiotics", "mr-mon-two", "mr-mon-iga-igm"}
    outcome, facts = asked()
    assert outcome == "meets" and everything <= facts
    done = {"vaccinated": "yes", "igg_confirmed": "yes", "iga_igm_measured": "yes"}
    outcome, facts = asked(antibiotics_considered="not_applicable", **done)
    assert outcome == "meets" and not everything & facts
