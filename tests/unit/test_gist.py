"""The one line that stands for a whole answer."""

import pytest

import calculators
from calculators.facts.figure import NBSP
from calculators.page.gist import gist

COURSE = {"weight_kg": "60", "days": "5", "product": "kiovig"}


def of(calculator: str, inputs: dict[str, str], lang: str = "nb") -> str:
    return gist(calculators.run(calculator, inputs, lang))


def test_the_first_figure_with_its_name_where_none_is_named():
    monthly = {"weight_kg": "70", "monthly_dose_g_per_kg": "0,4", "product": "cutaquig"}
    assert of("sid-dose", monthly) == f"Dose per måned: 28{NBSP}g"


def test_a_course_is_grams_and_millilitres_a_day():
    assert of("ivig-course", COURSE) == f"Dose per dag: 25{NBSP}g · Volum per dag: 250{NBSP}ml"


RATE = {"weight_kg": "72", "volume_ml": "720", "product": "kiovig"}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ({}, "Varighet, minst: 139 min"),
        ({"start_time": "08:30"}, "Tidligst ferdig: 10:49"),
        ({"start_time": "23:00"}, "Tidligst ferdig: 01:19 · Sluttdag: neste dag"),
    ],
)
def test_a_plan_is_its_first_rate_and_its_end(start, end):
    assert of("ivig-rate", RATE | start).replace(NBSP, " ") == f"Trinn 1: 36 ml per time · {end}"


@pytest.mark.parametrize(("lang", "start"), [("nb", "Vekt: «tung»"), ("da", "Vægt: »tung«")])
def test_the_first_error_by_its_field(lang, start):
    assert of("ivig-course", COURSE | {"weight_kg": "tung"}, lang).startswith(start)


def test_nothing_while_answers_are_only_missing():
    assert of("ivig-course", {"weight_kg": "60"}) == ""


def test_a_refusal_says_that_the_source_is_silent():
    assert of("ivig-rate", {"weight_kg": "60", "volume_ml": "600", "product": "octagam-50"}) == "Kilden gir ingen regel for dette"


def test_a_verdict_before_any_figure():
    met = {"population": "haematological", "igg_g_l": "3,1", "igg_confirmed": "yes", "severe_or_recurrent": "yes"}
    verdict = of("sid-eligibility", met)
    assert verdict and ":" not in verdict and len(verdict.split()) < 30


CLEAR = dict.fromkeys(("iga_deficiency", "severe_renal_failure", "severe_heart_failure", "ivig_allergy"), "no")


@pytest.mark.parametrize(
    ("calculator", "inputs", "said"),
    [
        (
            "serology-window",
            {"last_infusion_date": "2026-10-01", "sample_date": "2026-11-20"},
            "komme fra kuren, til omtrent 30. november 2026",
        ),
        ("ivig-precheck", CLEAR | {"iga_deficiency": "yes"}, "Kontraindikasjon ifølge kilden: IgA-mangel."),
        ("ivig-precheck", CLEAR | {"iga_deficiency": "yes", "ivig_allergy": "yes"}, "kilden: IgA-mangel og allergi mot IVIG."),
        ("ivig-precheck", CLEAR | {"bloods_taken": "yes"}, "Ikke tatt ennå: diagnostiske autoantistoffer."),
        ("ivig-precheck", {}, "Ikke utelukket ennå: IgA-mangel, alvorlig nyresvikt, alvorlig hjertesvikt og allergi mot IVIG. Ikke tatt"),
        # Where it is medically important not to wait, the answer on IgA holds nothing up: what has not been taken does.
        (
            "ivig-precheck",
            CLEAR | {"iga_deficiency": "unknown", "urgent": "yes", "bloods_taken": "yes"},
            "Ikke tatt ennå: diagnostiske autoantistoffer.",
        ),
        ("ivig-maintenance", {"first_course_date": "2026-11-02"}, "Vurder effekten av første kur 23. november 2026"),
        (
            "ivig-maintenance",
            {"first_course_date": "2026-11-02", "first_response": "suboptimal"},
            "Ny kur 14. desember 2026 og ny vurdering 4. januar 2027",
        ),
        ("sid-trough", {"trough_g_l": "5,9"}, "Bunnverdien er under målet på 6 g/l."),
        ("igg-samples", {"igg_1_g_l": "3,5", "date_1": "2026-11-02"}, "Én prøve er ikke nok"),
    ],
)
def test_a_verdict_says_the_thing_itself(calculator, inputs, said):
    assert said in of(calculator, inputs).replace(NBSP, " ")
