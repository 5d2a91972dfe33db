"""The decision tables, walked as a reader would: for every case the first row that fits says what the calculator says.

The cases are typed here, other ones than those the tables are made from, and put to the calculator as they are; how an answer reads
in a table (`TOLD`) is written by hand. What a reader does not know must never lead to a verdict that the calculator doesn't give.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import product

import pytest

import calculators
from calculators.decision import Level, NoTable, Section, code_of, rows_of, sections_of
from calculators.page.parts import Place
from calculators.page.table import ready_made_table
from calculators.rulekit.dates import add_months
from calculators.words import calculator_words
from calculators.words.wording import Wording
from guide.editing.structure import TEMPLATE
from tests.frozen import FROZEN

YES_NO = ("yes", "no", "unknown")
DAY = timedelta(days=1)
THERAPY = date(2024, 2, 29)  # six months on is 29 August


def every(**fields):
    return [dict(zip(fields, values, strict=True)) for values in product(*fields.values())]


IGG = ("0,3", "3.99", "4", "5,9", "6", "14")
COUNTS = [("0", "0", "0"), ("1", "0", "1"), ("2", "0", "2"), ("0", "1", "1"), ("0", "0", "2"), ("1", "0", "3")]
ELIGIBILITY = [
    case | dict(zip(("hospital_infections_6m", "sepsis_6m", "verified_infections_6m"), counts, strict=True))
    for case in every(
        igg_g_l=IGG, igg_confirmed=YES_NO[:2], severe_or_recurrent=YES_NO[:2], below_age_range=YES_NO[:2], low_igg_decisive=YES_NO[:2]
    )
    for counts in COUNTS
]
PARESIS = every(m_component=("yes", "no"), immunoparesis=("yes", "no"))
ASSESSED = [THERAPY, date(2024, 8, 28), date(2024, 8, 29), date(2026, 1, 1)]
FEW = [case for at, case in enumerate(ELIGIBILITY) if at % 7 == 0]  # after CAR-T there are many more questions
CASES = {
    ("ivig-precheck", "all"): every(
        **dict.fromkeys(("iga_deficiency", "severe_renal_failure", "severe_heart_failure", "ivig_allergy"), YES_NO),
        autoantibodies_taken=("yes", "no"), bloods_taken=("yes", "no"), urgent=("yes", "no"),
    ),
    ("serology-window", "all"): [
        {"first_infusion_date": "2025-03-01", "last_infusion_date": "2025-03-05", "sample_date": (date(2025, 3, 1) + n * DAY).isoformat()}
        | {"earlier_course_60d": earlier}
        for n in (-400, -1, 0, 1, 4, 5, 63, 64, 65, 500)
        for earlier in YES_NO
    ],
    ("igg-samples", "all"): [
        case | {"date_1": "2025-05-21", "date_2": (date(2025, 5, 21) + n * DAY).isoformat()}
        for n in (-30, -21, -20, 0, 20, 21, 300)
        for case in every(igg_1_g_l=IGG, igg_2_g_l=IGG, infection_1=("yes", "no"), infection_2=("yes", "no"))
    ],
    ("sid-eligibility", "haematological"): [case | paresis for case in ELIGIBILITY for paresis in PARESIS],
    ("sid-eligibility", "cart_bispecific"): [
        case | paresis | {"child": child, "therapy_date": THERAPY.isoformat(), "assessment_date": day.isoformat()}
        for case in FEW for paresis in PARESIS for child in ("yes", "no") for day in ASSESSED
    ],
    ("sid-eligibility", "hsct"): every(igg_g_l=IGG),
    ("sid-eligibility", "other"): [case | {"specialist_workup": done} for case in ELIGIBILITY for done in ("yes", "no")],
    ("sid-route", "all"): every(
        **dict.fromkeys(("short_treatment", "very_high_dose", "skin_problems", "self_injection_trouble"), YES_NO[:2]),
        small_child=YES_NO[:2], prefers_monthly=YES_NO[:2],
    ),
    ("sid-trough", "all"): every(
        trough_g_l=("2", "5,99", "6", "6,1", "8", "8,01", "20"), serious_infections=("yes", "no"), high_in_interval=("yes", "no"),
        infection_free_months=("0", "5", "6", "40"),
    ),
    ("sid-followup", "without_deadline"): every(population=("haematological", "hsct", "other"), start_date=("2024-02-29", "2025-08-31")),
    ("sid-followup", "cart_bispecific"): [
        case | {"therapy_date": THERAPY.isoformat(), "start_date": day.isoformat()}
        for case in every(child=("yes", "no"), started_on_igg_only=("yes", "no"), treated_before_therapy=("yes", "no"))
        for day in (THERAPY - 300 * DAY, THERAPY - DAY, THERAPY, date(2024, 8, 28), date(2024, 8, 29), date(2024, 8, 30), date(2025, 1, 1))
    ],
}  # fmt: skip


def assessed(typed):
    return "early" if date.fromisoformat(typed["assessment_date"]) < date(2024, 8, 29) else "late"


def started(typed):
    day = date.fromisoformat(typed["start_date"])
    if day < THERAPY:
        return "before"
    return "early" if day < date(2024, 8, 29) else "on_the_day" if day == date(2024, 8, 29) else "late"


def sampled(typed):
    day, first, last = (date.fromisoformat(typed[name]) for name in ("sample_date", "first_infusion_date", "last_infusion_date"))
    if day <= first:
        return "first_day" if day == first else "before"
    return "between" if day <= last + 60 * DAY else "after"


def met(typed):
    hospital, sepsis, verified = (int(typed[name]) for name in ("hospital_infections_6m", "sepsis_6m", "verified_infections_6m"))
    return "yes" if hospital >= 2 or sepsis >= 1 or verified >= 2 else "no"


TOLD = {
    "period": assessed,
    "start": started,
    "sample": sampled,
    "infections": met,
    "paresis": lambda typed: "yes" if typed["m_component"] == typed["immunoparesis"] == "yes" else "no",
    "apart": lambda typed: (
        "apart" if abs(date.fromisoformat(typed["date_1"]) - date.fromisoformat(typed["date_2"])) >= 21 * DAY else "close"
    ),
}


def lies_in(level: Level, typed: str) -> bool:
    number = Decimal(typed.replace(",", "."))
    if level.low is not None and level.low == level.high:
        return number == level.low
    return (level.low is None or number > level.low) and (level.high is None or number < level.high)


def fits(question: str, options, typed) -> bool:
    if isinstance(options[0], Level):
        return any(lies_in(level, typed[question]) for level in options)
    told = TOLD[question](typed) if question in TOLD else typed[question]
    return told in [one.code for one in options]


@cache
def tables() -> dict:
    found = {}
    for calculator in calculators.catalog():
        for section in sections_of(calculator, FROZEN):
            found[calculator.id, section.name] = calculator, section, rows_of(calculator, section, FROZEN)
    return found


def test_each_calculator_has_a_table():
    """Weights and doses, or questions: where nothing can be calculated a reader has one or the other."""
    asked = {id for id, _ in tables()}
    named = {one.id: calculator_words(one.id, "nb")["title"] for one in calculators.catalog()}
    written = {id for id, title in named.items() if not TEMPLATE.search(title)}  # the others, check.py names
    assert written - asked == {one.id for one in calculators.catalog() if one.table}
    assert set(CASES) == set(tables())


@pytest.mark.parametrize("of", CASES, ids=" ".join)
def test_the_first_row_that_fits_says_what_the_calculator_says(of):
    calculator, _, rows = tables()[of]
    walked, used = 0, set()
    for typed in CASES[of]:
        population = {"population": of[1]} if of[0] == "sid-eligibility" or of == ("sid-followup", "cart_bispecific") else {}
        result = calculators.run(calculator.id, typed | population, "nb", FROZEN)
        if result.answer is None:
            assert {error.code for error in result.errors} == {"contradiction"}, (typed, result.errors)
            continue
        at, row = next((at, row) for at, row in enumerate(rows) if all(fits(name, o, typed) for name, o in row.conditions.items()))
        assert row.outcome.code == code_of(result.answer), typed
        shown = {value.name: value.shown for value in result.answer.values}
        for one in row.outcome.dates:
            since = date.fromisoformat(typed[one.since])
            assert shown[one.name] == (add_months(since, one.count) if one.unit == "month" else since + one.count * DAY), typed
        walked, used = walked + 1, used | {at}
    assert walked >= len(CASES[of]) / 2
    assert used == set(range(len(rows))), "a row that no case needs, or a case too few"


@pytest.mark.parametrize("of", [one for one in CASES if one[0] in ("igg-samples", "sid-trough", "sid-eligibility")], ids=" ".join)
def test_an_answer_that_is_missing_decides_nothing_against_the_calculator(of):
    """Read with answers unknown: rows that ask for them stand open, and only where all open rows agree is there a verdict."""
    calculator, section, rows = tables()[of]
    decided = 0
    for number, typed in enumerate(CASES[of][:: max(1, len(CASES[of]) // 150)]):
        names = [question.name for question in section.questions if question.name in typed and not question.is_scale]
        unknown = {name for at, name in enumerate(names) if (number >> at) & 1} if names else set()
        population = {"population": of[1]} if of[0] == "sid-eligibility" else {}
        result = calculators.run(calculator.id, {**typed, **dict.fromkeys(unknown, "unknown"), **population}, "nb", FROZEN)
        if result.answer is None:
            continue
        possible = []
        for row in rows:
            known = [fits(name, options, typed) for name, options in row.conditions.items() if name not in unknown]
            if all(known):
                possible.append(row.outcome.code)
                if not unknown & set(row.conditions):
                    break
        if len(set(possible)) == 1:
            decided += 1
            assert code_of(result.answer) in (possible[0], "undetermined"), typed
    assert decided


def test_an_outcome_without_a_place_in_the_table_is_told():
    trough = calculators.find("sid-trough")
    section = sections_of(trough, FROZEN)[0]
    short = Section("all", section.questions, section.order[1:])
    with pytest.raises(NoTable, match="above_range"):
        rows_of(trough, short, FROZEN)


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_table_says_everything_in_words(lang):
    for calculator in calculators.catalog():
        if calculator.table is None:
            table = ready_made_table(calculator, Place(FROZEN, lang, "../"), Wording(calculator.id, lang, FROZEN))
            cells = ["".join(cell.itertext()) for cell in table.iter() if cell.tag in ("th", "td", "li")]
            assert all(cells) and not any("{" in cell or "_" in cell for cell in cells), calculator.id
            sections = [one for id, one in tables() if id == calculator.id]
            rows = sum(len(tables()[calculator.id, name][2]) for name in sections)
            assert len([row for row in table.iter("tr") if row.find("td") is not None]) == rows
