"""The flow chart of the start criteria is made from the rules: change them, and it changes."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import markdown
import pytest

import calculators
from calculators import words
from calculators.answer import Criterion
from calculators.element import html
from calculators.engine.examples import examples_of
from calculators.facts.read import figures_of
from calculators.sid.eligibility import criteria
from calculators.sid.eligibility.criteria import flow
from calculators.sid.eligibility.flowchart import FlowChart
from calculators.sid.eligibility.flowwords import FlowWords
from calculators.sid.eligibility.rule import (
    CONSIDER,
    MEETS,
    NOT_MET,
    POPULATIONS,
    Answers,
    Case,
    EligibilityFigures,
    decide,
    verdict,
)
from calculators.sid.eligibility.trace import for_chart, trace
from calculators.sid.eligibility.walk import walk
from guide.markdown import extension as guide_markdown
from tests.frozen import FROZEN
from tests.unit.test_charts import box

FIGURES = figures_of(EligibilityFigures, FROZEN)
DOCS = Path(guide_markdown.__file__).parents[2] / "docs"
THERAPY = date(2026, 1, 1)
GROUPS = pytest.mark.parametrize("population", POPULATIONS)
LANGS = pytest.mark.parametrize("lang", ["nb", "da"])


def text_of(svg) -> str:
    """All words of a picture on one line."""
    return " ".join("".join(text.itertext()) for text in svg.iter("text"))


def items_of(svg) -> dict:
    return {group.get("data-item"): group for group in svg.iter("g") if group.get("data-item")}


def known(population: str, case: Case) -> Answers:
    """The case as a clinician would have answered it."""
    return Answers(
        population=population,
        child=case.child,
        igg_g_l=case.igg_g_l,
        igg_confirmed=case.confirmed,
        below_age_range=case.below_age_range,
        severe_or_recurrent=case.severe,
        low_igg_decisive=case.decisive,
        hospital_infections_6m=0,
        sepsis_6m=int(case.infections),
        verified_infections_6m=int(case.infections),
        m_component=case.paresis,
        immunoparesis=case.paresis,
        therapy_date=THERAPY,
        assessment_date=date(2026, 2, 1) if case.early else date(2027, 1, 1),
        specialist_workup=case.workup,
    )


def asked(population: str, case: Case) -> bool:
    """Are all answers that are yes of the group's own form?"""
    if population == "other" and case.paresis:
        return False
    return population == "cart_bispecific" or not (case.early or case.child)


def walked(answers: Answers, figures=FIGURES):
    plan = flow(answers.population, figures)
    states = {criterion.id: criterion.state for criterion in for_chart(answers, figures)}
    return plan, walk(plan, FlowWords(plan, answers.population, "nb", states).state)


@GROUPS
def test_the_flow_ends_where_the_rule_ends(population):
    """Every case in which all answers are known: the chart's way leads to the rule's verdict, and to no other."""
    levels = (Decimal("3.9"), Decimal("4"), Decimal("5.9"), Decimal("6"))
    for states in product(levels, *((False, True),) * (len(Case._fields) - 1)):
        case = Case(*states)
        if not asked(population, case):
            continue
        plan, way = walked(known(population, case))
        expected = verdict(population, case, FIGURES)
        assert {outcome for outcome, state in way.ends(plan).items() if state} == {expected}
        assert None not in way.ends(plan).values()


@GROUPS
def test_what_the_chart_marks_is_what_the_rule_decides(population):
    """With unknown answers: a way that is sure ends in the verdict that is given."""
    unknown = (None, False, True)
    levels = (None, Decimal("3.9"), Decimal(5), Decimal(7))
    workups, children = (unknown if population == group else (None,) for group in ("other", "cart_bispecific"))
    for igg, confirmed, severe, decisive, sepsis, workup, child in product(levels, *(unknown,) * 4, workups, children):
        answers = Answers(
            population,
            child,
            igg,
            confirmed,
            severe_or_recurrent=severe,
            low_igg_decisive=decisive,
            sepsis_6m=None if sepsis is None else int(sepsis),
            specialist_workup=workup,
            therapy_date=THERAPY,
            assessment_date=date(2026, 2, 1) if confirmed else None,
        )
        plan, way = walked(answers)
        outcome = decide(answers, FIGURES).outcome
        ends = way.ends(plan)
        sure = [end for end, state in ends.items() if state]
        assert sure in ([], [outcome])
        if outcome in ends and outcome != "undetermined":
            assert ends[outcome] is not False


@LANGS
@GROUPS
def test_every_criterion_of_the_trace_is_in_the_chart(population, lang):
    answers = Answers(population)
    found = for_chart(answers, FIGURES)
    svg = FlowChart(population, FIGURES, found, "undetermined")(lang)
    assert {criterion.id for criterion in found} <= set(items_of(svg))
    static = FlowChart(population, FIGURES)(lang)
    assert set(items_of(static)) == set(items_of(svg))
    for item in (item for step in flow(population, FIGURES).every_step for item in step.items):
        words_of_item = FlowWords(flow(population, FIGURES), population, lang).item(item)
        assert words_of_item in text_of(static), item.id
        assert words_of_item in static.find("desc").text


@LANGS
def test_states_stand_in_words_and_signs(lang):
    inputs = {"population": "haematological", "igg_g_l": "5", "severe_or_recurrent": "yes", "m_component": "no"}
    result = calculators.run("sid-eligibility", inputs, lang, FROZEN)
    states = {criterion.id: criterion.state for criterion in result.answer.criteria}
    assert set(states.values()) == {True, False, None}
    for id, group in items_of(result.answer.chart(lang)).items():
        word = words.common(lang)["ui"][{True: "state_true", False: "state_false", None: "state_unknown"}[states[id]]]
        sign = {True: "✓", False: "✗", None: "?"}[states[id]]
        assert group.get("data-state") == {True: "true", False: "false", None: "unknown"}[states[id]]
        assert text_of(group).startswith(f"{sign} {word}: ")
        assert group.find("text/tspan").text == f"{word}:"
    assert f"{words.common(lang)['ui']['state_true']}: " in result.answer.chart(lang).find("desc").text


def test_without_answers_nothing_is_marked():
    for population in POPULATIONS:
        svg = FlowChart(population, FIGURES)("nb")
        assert not any(element.get("data-state") or element.get("data-reached") is not None for element in svg.iter())
        assert not re.search(r"ig-flow-(taken|open|met|unknown)", html(svg))


ANSWERED = [one for one in examples_of("sid-eligibility") if calculators.run("sid-eligibility", one.inputs, "nb", FROZEN).status == "ok"]


@pytest.mark.parametrize("example", ANSWERED, ids=lambda e: e.name["nb"])
def test_the_verdict_is_marked(example):
    result = calculators.run("sid-eligibility", example.inputs, "nb", FROZEN)
    svg = result.answer.chart("nb")
    marked = [group.get("data-end") for group in svg.iter("g") if group.get("data-reached") is not None]
    plan = flow(result.inputs["population"], FIGURES)
    has_end = {step.met for step in plan.every_step} | {step.unmet for step in plan.every_step} | {plan.unmet}
    if result.answer.outcome in has_end - {"undetermined"}:
        assert set(marked) == {result.answer.outcome}
    else:
        assert set(marked) <= {result.answer.outcome}


LATE = {"population": "cart_bispecific", "child": "no", "igg_g_l": "3,6", "severe_or_recurrent": "yes",
        "therapy_date": "2026-01-15", "assessment_date": "2026-09-01", "m_component": "no"}  # fmt: skip


@LANGS
@pytest.mark.parametrize("confirmed", ["", "no"])
def test_where_the_readings_part_the_chart_ends_in_both(lang, confirmed):
    result = calculators.run("sid-eligibility", LATE | {"igg_confirmed": confirmed}, lang, FROZEN)
    marked = [group for group in result.answer.chart(lang).iter("g") if group.get("data-reached") is not None]
    assert [group.get("data-end") for group in marked] == ["undetermined"]
    assert words.calculator_words("sid-eligibility", lang)["flow_end"]["undetermined_reading"] in text_of(marked[0])


def test_a_criterion_that_the_answers_rule_out_is_said_to_be_so():
    inputs = {"population": "cart_bispecific", "child": "no", "igg_g_l": "3", "therapy_date": "2026-01-01", "assessment_date": "2026-02-01"}
    result = calculators.run("sid-eligibility", inputs, "nb", FROZEN)
    late = items_of(result.answer.chart("nb"))
    assert text_of(late["late_low_igg"]).startswith("– Ikke aktuelt: ")
    assert text_of(late["late_period"]).startswith("✗ Ikke oppfylt: Minst 6")


# --- a rule changes -----------------------------------------------------------------------------


@LANGS
def test_a_changed_limit_changes_the_chart(lang):
    group = FIGURES.haematological
    stricter = replace(FIGURES, haematological=replace(group, igg4_g_per_l=Decimal(3), hospital=5, period_months=9))
    before, after = (text_of(FlowChart("haematological", figures)(lang)) for figures in (FIGURES, stricter))
    assert "4\N{NO-BREAK SPACE}g/l" in before and "3\N{NO-BREAK SPACE}g/l" not in before
    assert "3\N{NO-BREAK SPACE}g/l" in after and "4\N{NO-BREAK SPACE}g/l" not in after
    assert re.search(r"(minst|mindst) 5 ", after) and not re.search(r"(minst|mindst) 5 ", before)
    assert "9\N{NO-BREAK SPACE}" in after and "6\N{NO-BREAK SPACE}m" not in after


def test_a_changed_limit_changes_the_marked_way():
    stricter = replace(FIGURES, hsct_igg_g_per_l=Decimal(3))
    answers = Answers("hsct", igg_g_l=Decimal("3.5"))
    for figures, outcome in ((FIGURES, MEETS), (stricter, NOT_MET)):
        svg = FlowChart("hsct", figures, for_chart(answers, figures), decide(answers, figures).outcome)("nb")
        assert [g.get("data-end") for g in svg.iter("g") if g.get("data-reached") is not None] == [outcome]


@pytest.mark.parametrize("population", ["haematological", "other", "cart_bispecific"])
def test_a_group_without_the_wider_route_loses_it_in_chart_and_trace(population, monkeypatch):
    monkeypatch.setattr(criteria, "_wider_route", lambda *_: ())
    svg = FlowChart(population, FIGURES)("nb")
    assert not any("wider" in id or "sepsis" in id for id in items_of(svg))
    assert not any("wider" in c.id for c in trace(Answers(population), FIGURES))
    ends = [group.get("data-end") for group in svg.iter("g") if group.get("data-end")]
    assert NOT_MET in ends
    assert (CONSIDER in ends) == (population == "other")


def test_a_new_criterion_needs_no_drawing(monkeypatch):
    old = criteria._hsct

    def stricter(figures):
        step = old(figures)
        more = criteria.Item("severe_or_recurrent", ("mr-hsct",), lambda a: a.severe_or_recurrent)
        return replace(step, rows=(*step.rows, (more,)))

    monkeypatch.setattr(criteria, "_hsct", stricter)
    assert set(items_of(FlowChart("hsct", FIGURES)("nb"))) == {"hsct_igg", "severe_or_recurrent"}
    assert [c.id for c in trace(Answers("hsct"), FIGURES)] == ["hsct_igg", "severe_or_recurrent"]


# --- words, text and page -----------------------------------------------------------------------


@LANGS
def test_every_item_step_and_end_has_words_and_no_word_is_left_over(lang):
    own = words.calculator_words("sid-eligibility", lang)
    plans = [flow(population, FIGURES) for population in POPULATIONS]
    steps = [step for plan in plans for step in plan.every_step]
    assert set(own["flow_item"]) == {item.id for step in steps for item in step.items}
    assert set(own["flow_step"]) == {step.name for step in steps}
    ends = {end for step in steps for end in (step.met, step.unmet) if end} | {plan.unmet for plan in plans}
    assert set(own["flow_end"]) == ends | {"undetermined_reading"}, "the end of that step has words of its own"
    assert {item.turns or item.id for step in steps for item in step.items if item.in_trace} == set(own["criterion"])


@LANGS
@GROUPS
def test_the_list_says_all_that_the_picture_says(population, lang):
    chart = FlowChart(population, FIGURES)
    said = "\n".join(chart.as_list(lang).itertext())
    plan = flow(population, FIGURES)
    say = FlowWords(plan, population, lang)
    for step in plan.every_step:
        assert say.heading(step) in said
        assert all(say.item(item) in said for item in step.items)
    picture = text_of(chart(lang))
    ends = {say.end(end, step) for step in plan.every_step for end in (step.met, step.unmet) if end} | {say.end(plan.unmet)}
    if plan.last:  # where the routes join, their own ends are not drawn
        ends = {say.end(end) for end in {g.get("data-end") for g in chart(lang).iter("g")} - {None}}
    assert all(end in said and end in picture for end in ends)


@LANGS
@GROUPS
def test_words_stay_inside_their_box(population, lang):
    for found in (None, tuple(Criterion(c.id, None) for c in for_chart(Answers(population), FIGURES))):
        svg = FlowChart(population, FIGURES, found)(lang)
        for group in svg.iter("g"):
            frame = group.find("rect")
            if frame is None:
                continue
            left, top = float(frame.get("x")), float(frame.get("y"))
            right, bottom = left + float(frame.get("width")), top + float(frame.get("height"))
            for text in group.iter("text"):
                a, b, c, d = box(text)
                assert left <= a and c <= right and top <= b and d <= bottom + 2, "".join(text.itertext())


@LANGS
def test_the_page_leaves_the_chart_to_the_answer(lang):
    """The text says the same, and the answer draws the chart of the patient's group with the answers lit."""
    assert "/// flowchart" not in (DOCS / lang / "sid/start.md").read_text("utf-8")


@LANGS
def test_the_block_makes_picture_and_list(lang):
    token = guide_markdown.PAGE.set(guide_markdown.Page(lang, "../../"))
    try:
        made = markdown.markdown("/// flowchart | hsct\n///\n", extensions=[guide_markdown.GuideExtension()])
    finally:
        guide_markdown.PAGE.reset(token)
    assert '<div class="ig-flowchart">' in made
    assert "<svg" in made and "<details" in made and "<ol>" in made
    with pytest.raises(calculators.UsageError):
        markdown.markdown("/// flowchart | elsewhere\n///\n", extensions=[guide_markdown.GuideExtension()])
