"""A form asks only what can still change its answer: tried in every state, an unseen question cannot.

In the start criteria the verdict of each state comes from the second implementation; elsewhere from the calculator itself, asked
with the unseen questions answered in every combination.
"""

from functools import cache
from itertools import product

import pytest

import calculators
from calculators.engine.asked import asked, asked_at_first
from tests.frozen import FROZEN
from tests.oracles import eligibility as oracle

ASKING = {one.id: one for one in calculators.catalog() if one.asked}
YES_NO = ("", "yes", "no", "unknown")
TWO = ("", "yes", "no")
DAY = ("", "2026-03-01")


def run(calculator, typed):
    return calculators.run(calculator, typed, "nb", FROZEN)


# --- the start criteria, against the second implementation

LEVELS = {"": None, "3,9": 0, "4": 1, "6": 2}
FIELDS = {
    "confirmed": ("igg_confirmed",),
    "below_age": ("below_age_range",),
    "severe": ("severe_or_recurrent",),
    "decisive": ("low_igg_decisive",),
    "infections": ("verified_infections_6m", "sepsis_6m", "hospital_infections_6m"),
    "monoclonal": ("m_component", "immunoparesis"),
    "workup": ("specialist_workup",),
}
PERIOD = {None: {}, True: {"assessment_date": "2026-08-31"}, False: {"assessment_date": "2026-09-01"}}
TRUTH = {"yes": True, "no": False, "unknown": None, None: None}
COUNT = {"yes": "2", "no": "0"}
KNOWN = ("yes", "no", None)


def typed_of(state):
    """The state as it is typed; of three kinds of infection the one that settles them, of two conditions both."""
    typed = {"igg_g_l": state["level"]} if state["level"] else {}
    for name, fields in FIELDS.items():
        if state.get(name):
            is_count = name == "infections"
            typed |= dict.fromkeys(fields[:1] if is_count else fields, COUNT[state[name]] if is_count else state[name])
    return typed


def verdict_of(population, state):
    counts = {"yes": 2, "no": 0, None: None}[state.get("infections")]
    parts = oracle.parts(
        oracle.Answers(
            population,
            child=state.get("child"),
            confirmed=TRUTH[state.get("confirmed")],
            below_age=TRUTH[state.get("below_age")],
            severe=TRUTH[state.get("severe")],
            decisive=TRUTH[state.get("decisive")],
            verified=counts,
            m_component=TRUTH[state.get("monoclonal")],
            immunoparesis=TRUTH[state.get("monoclonal")],
            workup=TRUTH[state.get("workup")],
        )
    )
    level = LEVELS[state["level"]]
    early = state.get("early") if population == oracle.CART else False
    return oracle.judged(population, parts._replace(level=level, early=early))


@pytest.mark.parametrize(
    "population, questions, early, answers",
    [
        (oracle.HSCT, (), (None,), KNOWN),
        (oracle.HAEM, ("infections", "confirmed", "severe", "decisive", "monoclonal", "below_age"), (None,), (*KNOWN, "unknown")),
        (oracle.CART, ("infections", "confirmed", "severe", "decisive", "monoclonal", "below_age"), (None, True, False), KNOWN),
        (oracle.OTHER, ("infections", "confirmed", "severe", "decisive", "below_age", "workup"), (None,), KNOWN),
    ],
)
def test_an_unseen_question_on_the_start_criteria_cannot_change_the_verdict(population, questions, early, answers):
    calculator = ASKING["sid-eligibility"]
    figures = calculator.figures(FROZEN)
    fields = {one.name: one for one in calculator.fields(figures)}
    start = {"population": population} | ({"child": "no", "therapy_date": "2026-03-01"} if population == oracle.CART else {})
    seen_something = set()
    choices = [answers if name in ("confirmed", "monoclonal") else KNOWN for name in questions]
    for level, period, *given in product(LEVELS, early, *choices):
        state = {"level": level, "early": period, "child": False, **dict(zip(questions, given, strict=True))}
        typed = start | PERIOD[period] | typed_of(state)
        values = {name: fields[name].parse(typed.get(name, "")) for name in fields}
        seen = frozenset(calculator.asked(calculator.inputs(**values), figures, frozenset(typed)))
        seen_something |= seen
        now = verdict_of(population, state)
        unseen = [name for name in questions if state[name] is None and not seen & set(FIELDS[name])]
        levels = [one for one in LEVELS if one] if not level and "igg_g_l" not in seen else [level]
        periods = (True, False) if population == oracle.CART and period is None and "assessment_date" not in seen else (period,)
        for one, when, *more in product(levels, periods, *[("yes", "no")] * len(unseen)):
            other = state | {"level": one, "early": when} | dict(zip(unseen, more, strict=True))
            assert verdict_of(population, other) == now, f"{typed}: asked {sorted(seen)}, and still {other} gives another verdict"
    wanted = {field for name in questions for field in FIELDS[name]}
    assert wanted <= seen_something, "each question is asked in some state"


@pytest.mark.parametrize("counts", list(product(("", "0", "1", "2"), repeat=3)))
def test_an_unseen_count_of_infections_cannot_change_the_verdict(counts):
    """Each of the three by itself: where one is settled by another it falls silent."""
    names = ("verified_infections_6m", "sepsis_6m", "hospital_infections_6m")
    patient = {"population": "haematological", "igg_g_l": "5", "severe_or_recurrent": "no", "low_igg_decisive": "yes"}
    check("sid-eligibility", patient | {n: c for n, c in zip(names, counts, strict=True) if c}, dict.fromkeys(names, ("0", "1", "2")))


# --- all others, against themselves

SPACES = {
    "sid-trough": {"trough_g_l": ("5,9", "6", "6,1", "8", "8,1"), "serious_infections": YES_NO, "high_in_interval": YES_NO,
                   "infection_free_months": ("", "0", "5", "6")},
    "sid-route": dict.fromkeys(
        ("short_treatment", "very_high_dose", "skin_problems", "self_injection_trouble", "small_child", "prefers_monthly"), TWO),
    "ivig-precheck": {"iga_deficiency": YES_NO, "severe_renal_failure": TWO, "severe_heart_failure": ("", "no"), "ivig_allergy": ("", "no"),
                      "autoantibodies_taken": TWO, "bloods_taken": TWO, "urgent": TWO},
    "serology-window": {"last_infusion_date": ("2026-03-05",), "first_infusion_date": ("", "2026-03-01"), "earlier_course_60d": YES_NO,
                        "sample_date": ("", "2026-02-28", "2026-03-01", "2026-03-04", "2026-03-05", "2026-05-04", "2026-05-05")},
    "igg-samples": {"igg_1_g_l": ("3,9", "4", "6"), "date_1": ("2026-03-01",), "igg_2_g_l": ("", "3,9", "4", "6"),
                    "date_2": ("", "2026-03-21", "2026-03-22"), "infection_1": YES_NO, "infection_2": YES_NO},
    "sid-followup": {"start_date": ("2026-02-28", "2026-03-01", "2026-08-31", "2026-09-01", "2026-09-02"),
                     "population": ("hsct", "cart_bispecific"), "therapy_date": DAY, "child": YES_NO,
                     "started_on_igg_only": YES_NO, "treated_before_therapy": YES_NO},
}  # fmt: skip


@cache
def said(calculator, typed):
    """What an unseen question must not change; None for inputs that cannot be used."""
    answer = run(calculator, dict(typed)).answer
    if answer is None:
        return None
    todo = tuple(one.code for one in answer.outstanding)
    values = tuple((value.name, value.shown) for value in answer.values)
    return answer.outcome, answer.verdict and answer.verdict.code, answer.refusal and answer.refusal.code, todo, values


def key(typed):
    return tuple(sorted(typed.items()))


def check(calculator, typed, space):
    result = run(calculator, typed)
    if result.answer is None:
        return
    seen = asked(result, typed)
    unseen = [name for name in space if name not in seen]
    for more in product(*(("", *[one for one in space[name] if one]) for name in unseen)):
        other = typed | {name: one for name, one in zip(unseen, more, strict=True) if one}
        then = said(calculator, key(other))
        assert then is None or then == said(calculator, key(typed)), f"{typed} asks {seen}, and still {other} says something else"
    missing = set(result.answer.missing)
    assert not missing or missing & set(seen), f"{typed}: {missing} could change the verdict, and nothing of it is on show"


@pytest.mark.parametrize("calculator", SPACES)
def test_an_unseen_question_cannot_change_the_answer(calculator):
    space = SPACES[calculator]
    for answers in product(*space.values()):
        check(calculator, {name: one for name, one in zip(space, answers, strict=True) if one}, space)


def test_every_calculator_that_asks_only_what_matters_is_tried():
    assert ASKING.keys() == {*SPACES, "sid-eligibility"}


# --- what is seen at first, and what stays

AT_FIRST = {
    "sid-eligibility": ("on_immunoglobulin", "population"),
    "sid-trough": ("trough_g_l",),
    "sid-followup": ("start_date", "population"),
    "igg-samples": ("igg_1_g_l", "date_1"),
    "serology-window": ("last_infusion_date",),
    "ivig-precheck": ("iga_deficiency", "severe_renal_failure", "severe_heart_failure", "ivig_allergy", "autoantibodies_taken",
                      "bloods_taken", "repeat_course", "vascular_risk", "low_blood_counts"),
}  # fmt: skip


@pytest.mark.parametrize("calculator", AT_FIRST)
def test_an_empty_form_asks_what_is_needed_for_an_answer(calculator):
    assert asked_at_first(ASKING[calculator], FROZEN) == AT_FIRST[calculator]


def test_a_calculator_of_figures_asks_everything():
    assert asked(run("ivig-course", {}), {}) is None


def test_what_holds_an_answer_stays():
    typed = {"population": "hsct", "igg_g_l": "3", "low_igg_decisive": "unknown"}
    assert "low_igg_decisive" in asked(run("sid-eligibility", typed), typed)


def test_a_slip_of_the_finger_changes_nothing_about_the_form():
    typed = {"population": "haematological", "igg_g_l": "3,"}
    assert asked(run("sid-eligibility", typed), typed) is None


# --- how many answers decide: from the front, only what is asked, until nothing could change the verdict any more

MOST = [
    ({"population": "haematological", "igg_g_l": "3,8", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}, {}, "meets", 4),
    ({"population": "cart_bispecific", "child": "no", "therapy_date": "2026-08-01", "igg_g_l": "3,2"},
     {"assessment_date": "2026-12-01"}, "meets", 5),
    ({"population": "hsct", "igg_g_l": "4,0"}, {}, "not_met", 2),
]  # fmt: skip


@pytest.mark.parametrize("patient, stands, outcome, most", MOST)
def test_so_many_answers_decide(patient, stands, outcome, most):
    typed = {}
    while True:
        result = run("sid-eligibility", typed)
        seen = asked(result, typed)
        typed |= {name: value for name, value in stands.items() if name in seen}  # today's date, which the page fills in
        result = run("sid-eligibility", typed)
        wanted = result.answer.missing if result.answer else [error.field for error in result.errors]
        open_now = [name for name in seen if name in wanted and name not in typed]
        if not open_now:
            break
        typed[open_now[0]] = patient[open_now[0]]
    assert result.answer.outcome == outcome
    assert len(typed.keys() - stands.keys()) <= most


def test_a_patient_on_immunoglobulin_is_asked_nothing_more():
    typed = {"on_immunoglobulin": "yes", "population": "haematological"}
    assert set(asked(run("sid-eligibility", typed), typed)) == set(typed)
