"""No figure in the text is decoration: shift it, and an answer changes, the build stops, or the
register says that it is text only and why."""

from dataclasses import replace
from decimal import Decimal

import pytest

import calculators
from calculators.engine.examples import examples_of
from calculators.facts import Facts
from calculators.facts.check import register
from calculators.facts.figure import Written
from calculators.sid import products as sid_products
from tests.frozen import FROZEN

# Inputs beside the worked examples, on both sides of limits that no example stands at.
PROBES = [(c.id, example.inputs) for c in calculators.catalog() for example in examples_of(c.id)]
PROBES += [
    ("ivig-course", {"weight_kg": "60", "days": "5", "product": "kiovig", "dose_g_per_kg": dose})
    for dose in ("0,3", "0,5", "0,51", "0,99", "1", "2")
]
PROBES += [("ivig-rate", {"weight_kg": "60", "volume_ml": "600", "product": "kiovig", "step4_minutes": m}) for m in ("5", "10")]
PROBES += [
    ("sid-eligibility", {"population": group, "igg_g_l": "5", "low_igg_decisive": "yes", "severe_or_recurrent": "no", **counts})
    for group in ("haematological", "cart_bispecific", "other")
    for counts in ({"sepsis_6m": "1"}, {"verified_infections_6m": "2"}, {"hospital_infections_6m": "2"})
]
PROBES += [("sid-eligibility", {"population": group}) for group in ("haematological", "cart_bispecific", "hsct", "other")]
PROBES += [("sid-dose", {"weight_kg": "70", "monthly_dose_g_per_kg": "0,5", "product": product}) for product in sid_products.PRODUCTS]
# Between each group's own limits and those limits shifted by an eighth.
CART = {"population": "cart_bispecific", "child": "no", "therapy_date": "2026-01-10"}
EARLY, LATE = CART | {"assessment_date": "2026-02-10"}, CART | {"assessment_date": "2026-08-10"}
OTHER = {"population": "other", "specialist_workup": "yes"}
LASTING = {"igg_g_l": "4,2", "igg_confirmed": "yes", "severe_or_recurrent": "yes", "low_igg_decisive": "no", "m_component": "no"}
WIDER = {"igg_g_l": "6,2", "below_age_range": "no", "m_component": "no", "severe_or_recurrent": "no", "low_igg_decisive": "yes"}
WIDER |= {"sepsis_6m": "1"}
PROBES += [("sid-eligibility", group | route) for group in (EARLY, LATE, OTHER) for route in (LASTING, WIDER)]
# Figures that no rule compares or multiplies with: they stand in a sentence of the answer, and nowhere else.
QUOTED = {
    ("mr-dose-reduce", "value", "high"),  # the rule takes the low end
    ("mr-haem-igg6", "period", "low"),  # the time that the counts are for
    ("mr-other-igg6", "period", "low"),
    ("mr-populations", "value", "low"),
    ("mr-stop-cart", "value", "low"),  # the clinician answers whether IgG was the only ground
    ("mr-switch-tender", "value", "low"),
    ("nel-act-anaphylaxis", "frequency", "low"),  # the other frequency of IgA deficiency
    ("nel-ae-thrombosis", "value", "low"),
    ("nel-ae-thrombosis", "period", "low"),
    ("nel-iga-frequency", "value", "low"),
    ("nel-iga-frequency", "value", "high"),
    ("nel-lab-half-life", "value", "low"),  # what is left after the window is said in words
    ("nel-maint-half-lives", "value", "low"),
}
ENDS = [
    (fact, name, end)
    for fact in FROZEN.by_id.values()
    for name, figure in fact.figures.items()
    for end in ("low", *(["high"] if isinstance(figure, Written) or figure.high is not None else []))
]
WHOLE = {"month", "week", "day", "min", "count"}


# What a rule reads that is no number: shifted at either end.
SHIFTED_WRITTEN = {
    ("mr-ratio", "low"): "2:1",
    ("mr-ratio", "high"): "1:2",
    ("mr-pause-summer", "low"): "05-02/10-01",
    ("mr-pause-summer", "high"): "05-01/10-02",
}


def shifted(fact, name, end) -> Facts:
    figure = fact.figures[name]
    if isinstance(figure, Written):
        other = replace(figure, value=SHIFTED_WRITTEN[fact.id, end])
        return Facts({**FROZEN.by_id, fact.id: replace(fact, figures={**fact.figures, name: other})})
    step = Decimal(1) if figure.unit in WHOLE else getattr(figure, end) / 8
    other = replace(figure, **{end: getattr(figure, end) + step})
    changed = replace(fact, figures={**fact.figures, name: other})
    return Facts({**FROZEN.by_id, fact.id: changed})


def answers(facts):
    return [calculators.run(id, inputs, "nb", facts).to_json() for id, inputs in PROBES]


def decided(found):
    """An answer without its sentences: a figure that is only quoted changes nothing here."""
    if isinstance(found, dict):
        return {key: decided(value) for key, value in found.items() if key not in ("text", "message")}
    return [decided(value) for value in found] if isinstance(found, list) else found


BEFORE = answers(FROZEN)


@pytest.mark.parametrize(("fact", "name", "end"), ENDS, ids=lambda v: v if isinstance(v, str) else v.id)
def test_a_shifted_figure_is_noticed(fact, name, end):
    entry = register()[fact.id]
    if entry.text_only:
        return
    facts = shifted(fact, name, end)
    stopped = any(calculator.check_text(facts) for calculator in calculators.catalog())
    if stopped:
        return
    after = answers(facts)
    assert after != BEFORE, f"{fact.id}.{name} ({end}) can change and nothing notices"
    if (fact.id, name, end) not in QUOTED:
        assert decided(after) != decided(BEFORE), f"{fact.id}.{name} ({end}) changes a sentence, and no verdict, value or row"


GROUPS = {"early": EARLY, "late": LATE, "other": OTHER, "hsct": {"population": "hsct"}, "haematological": {"population": "haematological"}}


@pytest.mark.parametrize(
    ("fact", "answers_given", "changed"),
    [
        # 4 and an eighth of it is 4.5: 4.2 g/l is now below the limit of that group, and of no other.
        ("mr-cart-early", LASTING, {"early": "meets"}),
        ("mr-cart-late", LASTING, {"late": "meets"}),
        ("mr-other-igg4", LASTING, {"other": "consider"}),
        ("mr-hsct", LASTING, {"hsct": "meets"}),
        ("mr-haem-igg4", LASTING, {"haematological": "meets"}),
        # 6.75: 6.2 g/l is below it.
        ("mr-cart-igg6", WIDER, {"early": "consider", "late": "consider"}),
        ("mr-other-igg6", WIDER, {"other": "consider"}),
        ("mr-haem-igg6", WIDER, {"haematological": "consider"}),
    ],
)
def test_each_group_is_judged_by_its_own_limit(fact, answers_given, changed):
    facts = shifted(FROZEN[fact], "value", "low")
    found = {
        name: calculators.run("sid-eligibility", group | answers_given, "nb", facts).to_json()["outcome"] for name, group in GROUPS.items()
    }
    assert found == dict.fromkeys(GROUPS, "not_met") | changed


def test_what_a_calculator_declares_it_uses_and_the_reverse():
    """Each sentence that it declares is read, or cited in some answer; and no answer cites another."""
    used = {c.id: {one.read.fact for one in c.declared} for c in calculators.catalog()}
    for answer in BEFORE:
        used[answer["calculator"]] |= set(answer["facts"])
    for calculator in calculators.catalog():
        assert used[calculator.id] == set(calculator.facts), calculator.id
