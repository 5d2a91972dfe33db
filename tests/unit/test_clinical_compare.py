"""Comparing and reporting, on results made by hand: what a reviewer is told must be what changed, and no more."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from guide.clinical import compare, language, report
from guide.clinical.compare import Change, Comparison
from guide.clinical.lines import compare_lines
from guide.clinical.patients import GridError, Patient, read_patients
from guide.clinical.trees import WORKING, Side, place

SIDES = (Side("main", "a" * 40, Path("/base")), Side("working tree", WORKING, Path("/head")))


def value(text: str, unit: str = "") -> dict:
    return {"value": text, "unit": unit}


def answer(**given) -> dict:
    whole = {"status": "ok", "refusal": None, "outcome": None, "errors": [], "values": {}, "rows": [], "criteria": {},
             "missing": [], "outstanding": [], "notes": [], "words": {"nb": [], "da": []}, "unasked": []}
    return whole | given


def patient(weight: str = "60", calculator: str = "ivig-rate") -> Patient:
    return Patient(calculator, (("weight_kg", weight),))


def tree(ids=("ivig-rate",), fields=("weight_kg",), marks=None, users=None) -> dict:
    calculators = {id: {"titles": {"nb": f"Plan {id}", "da": f"Plan {id}"}, "fields": {name: [] for name in fields}} for id in ids}
    return {"status": "ok", "marks": marks or {}, "used_by": users or {}, "calculators": calculators}


def of_rate(old: list, new: list, **trees) -> compare.CalculatorDiff:
    """One calculator, a patient for each pair of answers."""
    asked = [patient(str(60 + n)) for n in range(len(old))]
    answers = [{p.id: a for p, a in zip(asked, side, strict=True) if a} for side in (old, new)]
    [diff] = compare.compare_calculators(trees.get("before", tree()), trees.get("after", tree()), asked, *answers)
    return diff


def markdown(*calculators, longest=0, **given) -> str:
    asked = sum(c.asked for c in calculators)
    return report.as_markdown(Comparison(calculators=calculators, asked=asked, **given), SIDES, "", longest)


# --- what a change means


@pytest.mark.parametrize(("unit", "row", "old", "kind"), [
    ("g", 0, "120", "dose"), ("g", 2, "120", "dose"), ("g/kg", 1, "2", "dose"), ("ml", 0, "250", "dose"), ("ml/day", 0, "250", "dose"),
    ("ml", 1, "40", "volume"), ("ml/h", 1, "240", "rate"), ("ml/kg/h", 1, "4", "rate"), ("min", 0, "80", "time"),
    ("", 0, "08:30", "time"), ("", 0, "2026-05-01", "date"), ("day", 0, "182", "number"), ("", 0, "scig", "number"),
])
def test_what_kind_of_figure_changes(unit, row, old, kind):
    assert Change("x", row, unit, old, old).kind == kind


def test_what_is_left_of_a_plan_under_way_is_no_dose():
    assert Change("followed_left_ml", 0, "ml", "58", "70").kind == "volume" and Change("left_ml", 0, "ml", "58", "70").kind == "dose"


@pytest.mark.parametrize(("old", "new", "delta"), [
    ("139", "140", "1"), ("240", "180", "-60"), ("0.1", "0.3", "0.2"), ("2026-02-28", "2026-03-01", "1"),
    ("08:30", "08:45", None), ("scig", "ivig", None), (None, "5", None), ("5", None, None),
])
def test_the_difference_is_exact_and_only_where_it_has_a_meaning(old, new, delta):
    assert Change("x", 0, "", old, new).delta == (None if delta is None else Decimal(delta))


def test_equal_answers_differ_in_nothing():
    same = answer(values={"total_minutes": value("80", "min")})
    assert compare.compare_answers(patient(), same, json.loads(json.dumps(same))) is None


def test_a_lost_row_and_a_gained_value_are_changes():
    old = answer(rows=[{"dose_g": value("120", "g")}, {"dose_g": value("96", "g")}])
    new = answer(rows=[{"dose_g": value("120", "g")}], values={"end": value("12:00")})
    changes = compare.compare_answers(patient(), old, new).changes
    assert [(c.name, c.row, c.old, c.new) for c in changes] == [("end", 0, None, "12:00"), ("dose_g", 2, "96", None)]


def test_a_unit_that_changes_is_a_change_even_if_the_number_stays():
    [change] = compare.compare_answers(patient(), answer(values={"x": value("2", "g")}), answer(values={"x": value("2", "mg")})).changes
    assert (change.old, change.new, change.delta) == ("2 g", "2 mg", None)


@pytest.mark.parametrize(("old", "new", "kind"), [
    (None, answer(), "new"),
    (answer(), None, "gone"),
    (answer(), answer(status="refused", refusal="no_rate"), "refused"),
    (answer(), answer(status="invalid", errors=[["days", "not_in_source"]]), "refused"),
    (answer(status="invalid", errors=[["days", "not_in_source"]]), answer(), "answered"),
    (answer(), {"status": "failed", "failure": "KeyError: 'x'"}, "failed"),
    (answer(outcome="meets"), answer(outcome="consider"), "changed"),
    (answer(notes=[["warning", "a"]]), answer(notes=[["info", "a"]]), "changed"),
    (answer(words={"nb": ["før"], "da": []}), answer(words={"nb": ["etter"], "da": []}), "words"),
])
def test_what_becomes_of_a_patient(old, new, kind):
    assert compare.compare_answers(patient(), old, new).kind == kind


def test_a_verdict_is_outcome_refusal_or_the_fields_in_error():
    assert compare.verdict(answer(outcome="meets")) == "meets"
    assert compare.verdict(answer()) == "answered"
    assert compare.verdict(answer(status="refused", refusal="no_rate")) == "refused: no_rate"
    assert compare.verdict(answer(status="invalid", errors=[["a", "required"], ["b", "required"]])) == "invalid: a required, b required"


# --- the text


def mark(text: str, line: int, file: str = "docs/nb/ivig/infusion.md", sentence: str = "") -> dict:
    return {"file": file, "line": line, "text": text, "sentence": sentence or f"Trinn: {text}"}


def marks(nb: str, da: str) -> dict:
    return {"nel-rate-4": {"value": {"nb": mark(nb, 20), "da": mark(da, 19, "docs/da/ivig/infusion.md")}}}


def test_a_fact_changed_in_one_language_shows_both():
    old, new = tree(marks=marks("4,0 ml/kg per time", "4,0 ml/kg pr. time"), users={"nel-rate-4": ["ivig-rate"]}), tree(
        marks=marks("3,0 ml/kg per time", "4,0 ml/kg pr. time"))
    [diff] = compare.compare_facts(old, new)
    assert (diff.full, diff.languages, diff.used_by) == ("nel-rate-4", ["nb"], ("ivig-rate",))
    text = markdown(facts=(diff,))
    assert "4,0 ml/kg per time (`docs/nb/ivig/infusion.md:20`) | 3,0 ml/kg per time (`docs/nb/ivig/infusion.md:20`)" in text
    assert "| da | 4,0 ml/kg pr. time (`docs/da/ivig/infusion.md:19`) |" in text and "| unchanged |" in text


def test_a_fact_that_moved_or_got_another_blank_is_no_changed_figure():
    old = tree(marks=marks("2 g/kg", "2 g/kg"))
    moved = tree(marks={"nel-rate-4": {"value": {"nb": mark("2\N{NO-BREAK SPACE}g/kg", 99), "da": mark("2 g/kg", 3)}}})
    assert compare.compare_facts(old, moved) == ()


def test_facts_and_languages_that_come_and_go():
    with_both, one = tree(marks=marks("2 g", "2 g")), tree(marks={"nel-rate-4": {"value": {"nb": mark("2 g", 20)}}})
    [lost] = compare.compare_facts(with_both, one)
    assert lost.languages == ["da"]
    [gone] = compare.compare_facts(with_both, tree())
    assert gone.languages == ["nb", "da"]
    assert "not there" in markdown(facts=(gone,))


def test_a_sentence_is_told_once_with_all_its_facts():
    def row(text):
        return {"value": {"nb": mark("4,0", 20, sentence=text)}, "duration": {"nb": mark("5–10 min", 20, sentence=text)}}

    old, new = tree(marks={"nel-rate-4": row("før")}, users={"nel-rate-4": ["ivig-rate"]}), tree(marks={"nel-rate-4": row("etter")})
    [diff] = compare.compare_sentences(old, new)
    assert diff.facts == ("nel-rate-4", "nel-rate-4.duration") and diff.used_by == ("ivig-rate",)
    text = markdown(sentences=(diff,))
    assert "cited by ivig-rate" in text and "- før\n" in text and "+ etter\n" in text


def test_pages_changed_in_one_language_are_named_with_the_other():
    old = {"docs/nb/a.md": b"1", "docs/da/a.md": b"1", "docs/nb/b.md": b"1", "docs/da/b.md": b"1"}
    new = {"docs/nb/a.md": b"2", "docs/da/a.md": b"2", "docs/nb/b.md": b"2", "docs/da/b.md": b"1", "docs/da/c.md": b"1"}
    found = {p.file: (p.how, p.one_language) for p in compare.compare_pages(old, new)}
    assert found == {"docs/nb/a.md": ("changed", False), "docs/da/a.md": ("changed", False), "docs/nb/b.md": ("changed", True),
                     "docs/da/c.md": ("new", True)}
    text = markdown(pages=compare.compare_pages(old, new))
    assert "`docs/nb/b.md`, but not `docs/da/b.md`" in text and "but not `docs/nb/a.md`" not in text


# --- the report


def minutes(total: str, volume: str) -> dict:
    return answer(values={"total_minutes": value(total, "min")}, rows=[{"volume_ml": value(volume, "ml")}])


def test_a_longer_plan_names_every_patient_and_that_no_dose_changes():
    diff = of_rate([minutes("139", "40"), minutes("80", "15"), minutes("51", "5.3")],
                   [minutes("140", "30"), minutes("80", "15"), minutes("53", "4")])
    text = markdown(diff)
    assert "**2 of 3 patients** get another answer" in text and "**No dose changes.**" in text and "**No verdict changes.**" in text
    assert "longer for 2 patients, by 1–2 min; most: 51 min → 53 min, `weight_kg=62`" in text
    assert "less for 2 patients, by 1,3–10 ml; most: 40 ml → 30 ml, `weight_kg=60`" in text
    assert "| `weight_kg=60` | `total_minutes` 139 min → 140 min, +1 min (longer) |" in text
    assert "| `weight_kg=62` | `total_minutes` 51 min → 53 min, +2 min (longer) |" in text
    assert "`weight_kg=61`" not in text


def test_the_headline_leads_with_what_changes_its_patients_and_the_largest_change():
    """6.0 -> 60 ml/kg/h: no dose and no verdict changes, and nothing may lead with that."""
    diff = of_rate([answer(values={"top_ml_h": value(v, "ml/h")}) for v in ("360", "372", "378")],
                   [answer(values={"top_ml_h": value(v, "ml/h")}) for v in ("360", "3720", "3780")])
    head = markdown(diff).partition("## Answers")[0]
    assert "**ivig-rate: 2 of 3 patients get another answer** (`weight_kg`: `61`–`62`)." in head
    assert "**The infusion rate changes for 2 patients.** Most: `top_ml_h` 372 ml/h → 3720 ml/h (`weight_kg=61`)." in head
    assert head.index("infusion rate changes") < head.index("No dose changes")


def test_every_changed_line_stands_with_its_partner_before_anything_is_said_to_stay():
    old = {"docs/nb/x/a.md": "# A {#a}\n\nUrtikaria: stopp infusjonen.\n", "docs/da/x/a.md": "# A {#a}\n\nUrticaria: stop infusionen.\n"}
    new = {**old, "docs/da/x/a.md": "# A {#a}\n\nUrticaria: stop ikke infusionen.\n"}
    text = report.as_markdown(Comparison(lines=compare_lines(old, new), calculators=(of_rate([answer()], [answer()]),), asked=1), SIDES, "")
    row = "*(unchanged)* Urtikaria: stopp infusjonen. | **before:** Urticaria: stop infusionen. **now:** Urticaria: stop ikke infusionen. |"
    assert row in text and "**No answer changes**" not in text
    assert text.index(row) < text.index("None of those tried (1 patient) gets another answer.")


@pytest.mark.parametrize(
    ("put", "said"),
    [
        ("- [2 g/kg]{#nel-initial-dose} x\n- b\n", ("1 g/kg x", "2 g/kg x")),
        ("- a\n    - b\n", None),
        ("- a\n", ("b", None)),
        ("- a\n- b\n- c\n", (None, "c")),
    ],
)
def test_a_figure_a_level_a_lost_and_a_new_item_are_changed_lines(put, said):
    page = "# A {#a}\n\n"
    first = "- [1 g/kg]{#nel-initial-dose} x\n- b\n" if "2 g" in put else "- a\n- b\n"
    old, new = ({f"docs/{lang}/x/a.md": page + text for lang in ("nb", "da")} for text in (first, put))
    [line] = compare_lines(old, new)
    if said is None:
        assert line.built and line.old == line.new
    else:
        assert (line.old["nb"], line.new["nb"]) == said


def test_a_blank_more_is_no_changed_line():
    old = {"docs/nb/x/a.md": "# A {#a}\n\nEn to.\n", "docs/da/x/a.md": "# A {#a}\n\nEn to.\n"}
    assert compare_lines(old, {**old, "docs/nb/x/a.md": "# A {#a}\n\n\nEn  to.\n"}) == ()


def test_a_changed_dose_is_never_called_unchanged():
    diff = of_rate([answer(values={"total_dose_g": value("120", "g")})], [answer(values={"total_dose_g": value("90", "g")})])
    text = markdown(diff)
    assert "No dose changes" not in text and "**The dose changes for 1 patient.**" in text and "−30 g (less)" in text


def test_verdicts_refusals_and_failures_are_counted():
    refused, failed = answer(status="refused", refusal="no_rate"), {"status": "failed", "failure": "KeyError: 'x'"}
    diff = of_rate([answer(outcome="meets"), answer(), refused, answer()], [answer(outcome="consider"), refused, answer(), failed])
    text = markdown(diff)
    assert "| `meets` | `consider` | 1 | `weight_kg=60` |" in text
    for said in ("Newly refused: 1 patient.", "Newly answered: 1 patient.", "Ending in a failure: 1 patient.",
                 "1 patient newly refused, first `weight_kg=61`", "1 patient newly answered", "failed: KeyError: 'x'"):
        assert said in text


def test_nothing_changed_is_said_in_words():
    diff = of_rate([minutes("80", "5")], [minutes("80", "5")])
    found = Comparison(calculators=(diff,), asked=1)
    text = report.as_markdown(found, SIDES, "")
    assert "**No answer changes**: 1 patient tried" in text and "No answer changes in `ivig-rate` (1)" in text
    assert found.exit_code == 0 and report.as_json(found, SIDES)["status"] == "unchanged"


def test_wording_alone_changes_no_answer_but_is_shown():
    old, new = answer(words={"nb": ["Se etter fall."], "da": ["x"]}), answer(words={"nb": ["Se etter blodtrykksfall."], "da": ["x"]})
    diff = of_rate([old], [new])
    text = markdown(diff)
    assert "**No answer changes**" in text and "| nb | Se etter fall. | Se etter blodtrykksfall. | 1 |" in text
    assert Comparison(calculators=(diff,), asked=1).exit_code == 1


def test_calculators_and_questions_that_come_and_go():
    new = of_rate([None, None], [answer(), answer()], before=tree(ids=()))
    assert "is new: 2 patients" in markdown(new) and Comparison(calculators=(new,)).exit_code == 1
    gone = of_rate([answer()], [None], after=tree(ids=()))
    assert "is gone" in markdown(gone)
    asked = of_rate([answer()], [answer()], after=tree(fields=("weight_kg", "height_cm")))
    assert "New questions: `height_cm`" in markdown(asked) and Comparison(calculators=(asked,)).exit_code == 1
    less = of_rate([answer()], [answer()], before=tree(fields=("weight_kg", "height_cm")))
    assert "Questions that are gone: `height_cm`" in markdown(less)


def test_a_head_that_does_not_build_carries_the_editors_error_and_claims_nothing():
    slip = "docs/nb/ivig/infusion.md:20: nel-rate-4: her står «3,0 ml/kg per time», i docs/da/ivig/infusion.md:19 står noe annet"
    found = Comparison(problems=(("head", slip),), answered=False)
    text = report.as_markdown(found, SIDES, "")
    assert found.exit_code == 2 and "## The head does not build" in text
    assert "`docs/nb/ivig/infusion.md:20`: nel-rate-4: her står «3,0 ml/kg per time»" in text
    assert "No answer changes" not in text and "No dose changes" not in text
    assert report.as_json(found, SIDES)["problems"] == [{"side": "head", "message": slip}]


def test_a_problem_wins_over_everything():
    assert Comparison(problems=(("", "x"),), calculators=(of_rate([answer()], [answer(outcome="a")]),)).exit_code == 2


def test_what_cannot_be_compared_at_all():
    data, text = report.cannot_tell("nowhere: no such commit here")
    assert data["status"] == "cannot_tell" and "nowhere: no such commit here" in text


def test_a_report_that_is_too_long_gets_shorter_and_says_so():
    many = of_rate([minutes(str(n), "1") for n in range(300)], [minutes(str(n + 1), "1") for n in range(300)])
    whole = markdown(many)
    assert whole.count("(longer) |\n| `weight_kg=") == 299 and "more patients" not in whole
    short = markdown(many, longest=6000)
    assert len(short) <= 6000 < len(whole) and "longer for 300 patients" in short and "more patients: all are in the JSON" in short
    tiny = markdown(many, longest=200)
    assert len(tiny) <= 200 and tiny.endswith("cut here: the whole report was too long for this place.\n")


def test_ten_in_full_and_no_more():
    many = of_rate([minutes(str(n), "1") for n in range(30)], [minutes(str(n + 1), "1") for n in range(30)])
    assert markdown(many).count("| verdict | answered | answered |") == 10


def test_the_json_has_every_patient_with_both_answers():
    many = of_rate([minutes(str(n), "1") for n in range(30)], [minutes(str(n + 1), "1") for n in range(30)])
    data = report.as_json(Comparison(calculators=(many,), asked=30), SIDES)
    [told] = json.loads(json.dumps(data))["calculators"]
    assert len(told["patients"]) == 30
    assert told["patients"][7]["changes"] == [{"name": "total_minutes", "row": 0, "unit": "min", "before": "7", "after": "8", "delta": "1"}]
    assert told["patients"][7]["before"]["values"]["total_minutes"] == value("7", "min")


def test_a_bar_in_a_sentence_does_not_break_the_table():
    old, new = (answer(words={"nb": [text], "da": []}) for text in ("a | b", "c"))
    assert "| nb | a \\| b | c | 1 |" in markdown(of_rate([old], [new]))


def test_lines_are_linked_where_there_is_a_commit_to_link_to():
    assert place(SIDES[0], "https://github.com/o/r", "docs/nb/a.md", 7) == (
        f"[docs/nb/a.md:7](https://github.com/o/r/blob/{'a' * 40}/docs/nb/a.md?plain=1#L7)")
    assert place(SIDES[1], "https://github.com/o/r", "docs/nb/a.md", 7) == "`docs/nb/a.md:7`"
    assert place(SIDES[0], "", "docs/nb/a.md", 7) == "`docs/nb/a.md:7`"


# --- the report in the reviewers' languages

NAMED = {"ivig-rate": {lang: {
    "title": {"title": title}, "field": {"weight_kg": {"label": weight, "unit": "kg"}, "date": {"label": "Dag", "unit": ""}},
    "choice": {"": {}}, "value": {"total_minutes": total, "rate": "Hastighet", "day": "Dag"}, "outcome": {"wait": f"{weight} er for lav."},
} for lang, title, weight, total in (("nb", "Plan", "Vekt", "Samlet tid"), ("da", "Plan", "Vægt", "Tid i alt"))}}


def in_language(lang: str, *calculators, **given) -> str:
    asked = sum(c.asked for c in calculators)
    return report.as_markdown(Comparison(calculators=calculators, asked=asked, names=NAMED, **given), SIDES, "", lang=lang)


@pytest.mark.parametrize(("lang", "said"), [
    ("nb", ["# Klinisk forskjell", "**1 av 1 pasient** får et annet svar", "**Ingen dose endrer seg.**",
            "| Vekt: 60 kg | Samlet tid 139 min → 140 min, +1 min (lengre) |"]),
    ("da", ["# Klinisk forskel", "**1 af 1 patient** får et andet svar", "**Ingen dosis ændrer sig.**",
            "| Vægt: 60 kg | Tid i alt 139 min → 140 min, +1 min (længere) |"]),
])
def test_a_reviewer_reads_his_own_language_and_the_words_of_the_form(lang, said):
    text = in_language(lang, of_rate([minutes("139", "40")], [minutes("140", "40")]))
    for words in said:
        assert words in text
    assert "total_minutes" not in text and text.count("weight_kg") == 1, "codes stand in the command line only"


def test_units_dates_and_verdicts_are_written_as_on_the_pages():
    old = answer(outcome="wait", values={"rate": value("2.5", "ml/kg/h"), "day": value("2026-05-01")})
    refused = answer(status="refused", refusal="x", said={"nb": {"refusal": "Kilden gir ingen regel."}})
    new = answer(values={"rate": value("3", "ml/kg/h"), "day": value("2026-05-03")})
    text = in_language("nb", of_rate([old, old], [new, refused]))
    assert "Hastighet 2,5 ml/kg per time → 3 ml/kg per time, +0,5 ml/kg per time (raskere)" in text
    assert "Dag 1.\N{NO-BREAK SPACE}mai\N{NO-BREAK SPACE}2026 → 3.\N{NO-BREAK SPACE}mai\N{NO-BREAK SPACE}2026, +2 dager (senere)" in text
    assert "| Vekt er for lav | avvist: Kilden gir ingen regel | 1 |" in text


def test_notes_and_criteria_are_told_in_words():
    def with_words(level, note, state, criterion):
        said = {"nb": {"notes": [note], "criteria": [criterion], "outstanding": []}}
        return answer(notes=[[level, note]], criteria={"a": state}, said=said | {"da": said["nb"]})

    text = in_language("nb", of_rate([with_words("info", "Se etter fall.", True, "IgG under 4 g/l")],
                                     [with_words("warning", "Stopp.", None, "IgG under 4 g/l")]))
    assert "merknader: − merknad: Se etter fall. · + advarsel: Stopp." in text
    assert "kriterier: − «IgG under 4 g/l» oppfylt · + «IgG under 4 g/l» ikke avklart" in text


def test_what_has_no_name_keeps_its_code():
    new = answer(values={"unheard_of": value("2", "g")}, outcome="unheard_of")
    text = report.as_markdown(Comparison(calculators=(of_rate([answer()], [new]),), asked=1), SIDES, "", lang="da")
    assert "`unheard_of` – → 2 g" in text and "`unheard_of`" in text


def test_a_unit_that_changes_stands_with_its_number():
    text = markdown(of_rate([answer(values={"x": value("2", "g")})], [answer(values={"x": value("2", "mg")})]))
    assert "`x` 2 g → 2 mg" in text and "2 g mg" not in text


def test_the_languages_have_the_same_words_with_the_same_places():
    def shape(data):
        if isinstance(data, dict):
            return {key: shape(of) for key, of in data.items()}
        return len(data) if isinstance(data, list) else sorted(set(re.findall(r"\{(\w+)\}", data)))

    english, norwegian, danish = (shape(language.words(lang)) for lang in language.LANGUAGES)
    assert norwegian == english and danish == english


def test_every_word_of_the_report_is_asked_for():
    source = "".join(Path(module.__file__).read_text("utf-8") for module in (report, language))
    parts = {"level", "fact", "kinds", "direction", "count"}  # picked by what is told
    unused = [f"{part}.{key}" for part, of in language.words("en").items() if part not in parts for key in of
              if f"{part}.{key}" not in source and f'"{part}"]["{key}"]' not in source]
    by_kind = {*(f"headline.{k}" for k in report.KINDS),
               *(f"headline.{k}" for k in ("dose", "verdict", "no_dose", "no_verdict", "new", "gone", "refused", "answered", "failed")),
               *(f"problem.{k}" for k in ("base", "head", "other")), *(f"patient.{k}" for k in report.PARTS),
               *(f"answer.{k}" for k in ("new", "gone", "refused", "answered", "failed")), "page.new", "page.gone"}
    assert set(unused) <= by_kind


# --- the file of patients


def grid(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "patients.toml"
    path.write_text(text, "utf-8")
    return path


def test_lists_are_multiplied_boundaries_and_options_put_in_and_doubles_left_out(tmp_path):
    path = grid(tmp_path, '[boundary]\nigg = ["3,9", "4,0"]\n[[a]]\nwhy = "x"\nigg = ["@igg", ""]\ngroup = ["@options"]\n'
                          '[[a]]\nwhy = "y"\nigg = ["3,9"]\ngroup = ["one"]\n')
    found = [p.text for p in read_patients({"a": {"group": ["one", "two"]}}, path)]
    assert found == ["igg=3,9 group=one", "igg=3,9 group=two", "igg=4,0 group=one", "igg=4,0 group=two", "group=one", "group=two"]


@pytest.mark.parametrize(("text", "said"), [
    ('[[a]]\nwhy = "x"\nigg = ["@nowhere"]\n', "a, group 1: igg names the boundary @nowhere"),
    ("[[a]\n", "patients.toml"),
])
def test_a_file_that_cannot_be_used(tmp_path, text, said):
    with pytest.raises(GridError, match=said):
        read_patients({}, grid(tmp_path, text))
