"""Paper: every answer prints on one A4 page, by itself, with the figures that stood on the screen."""

import io
import re
import unicodedata

import pytest
from pypdf import PageObject, PdfReader

import calculators
from calculators.answer import Quantity
from tests.worked import asked_for

# The figures as shown, open details aside; in a table the unit stands in the head.
FIGURES = """(result) => [...result.querySelectorAll(":scope > :not(details) data")].map((figure) => {
  const shown = figure.cloneNode(true);
  shown.querySelector(".ig-cell-unit")?.remove();
  return shown.textContent;
})"""
LONGEST = {
    # The longest answers: as much as fits on a screen must fit on a page.
    "ivig-rate": {"weight_kg": "72,5", "volume_ml": "725", "product": "privigen", "start_time": "22:30"},
    "sid-eligibility": {"population": "cart_bispecific", "child": "no", "igg_g_l": "3,9", "assessment_date": ""},
    "sid-followup": {"start_date": "2025-12-01", "population": "cart_bispecific", "therapy_date": "2025-10-15"},
}


def inputs_of(calculator: str) -> dict[str, str]:
    """The longest answer where one is named, else the first worked example that is answered."""
    if calculator in LONGEST:
        return LONGEST[calculator]
    return asked_for(calculator, "ok")[0]


def squeezed(text: str) -> str:
    """Without blanks and ligatures: a PDF breaks lines and words where it likes, and some fonts join "ff"."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def figures_of(calculator: str, inputs: dict[str, str], lang: str) -> list[str]:
    """The figures of the answer as Python gives them: what the page lost on its way to the paper can't be missing here too."""
    answer = calculators.run(calculator, inputs, lang).answer
    values = [*answer.values, *(value for row in answer.rows for value in row)]
    shown = [value.shown.value for value in values if isinstance(value.shown, Quantity)]
    return [format(abs(value).normalize(), "f").replace(".", ",") for value in shown]


def printed(tab, one) -> PdfReader:
    """Prints with the page's own button, but into a file."""
    tab.page.evaluate("window.print = () => { window.printed = true; }")
    one.card.locator('[data-action="print"]').click()
    assert tab.page.evaluate("window.printed")
    return PdfReader(io.BytesIO(tab.page.pdf(format="A4", prefer_css_page_size=True)))


@pytest.mark.parametrize("lang", ["nb", "da"])
@pytest.mark.parametrize("calculator", [c.id for c in calculators.catalog()])
def test_an_answer_prints_on_one_page_with_all_its_figures(warm_tab, calculator, lang):
    tab = warm_tab(lang)
    one = tab.calculator(calculator)
    one.answer(inputs_of(calculator))
    figures = one.result.evaluate(FIGURES)
    say = calculators.words.common(lang)["ui"]
    title = calculators.words.calculator_words(calculator, lang)["title"]
    build = tab.page.locator('meta[name="ig-build"]').get_attribute("content")
    lead = tab.page.locator("article > p:not([class])").first.text_content()

    pdf = printed(tab, one)
    text = squeezed("".join(page.extract_text() for page in pdf.pages))
    assert len(pdf.pages) == 1
    for words in (title, say["patient_label"], say["signature"], say["sentences"], say["source_line"], build):
        assert squeezed(words) in text, words
    assert figures or calculator in ("ivig-precheck", "igg-samples", "sid-trough", "sid-route", "sid-eligibility")
    for figure in [*figures, *figures_of(calculator, inputs_of(calculator), lang)]:
        assert squeezed(figure) in text, figure
    assert squeezed(lead) not in text, "the page printed with the answer"


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_large_volume_is_whole_on_paper(warm_tab, lang):
    """Above 999 a number has a space within."""
    tab = warm_tab(lang)
    one = tab.calculator("ivig-rate")
    large = {"weight_kg": "100", "volume_ml": "1234", "product": "kiovig"}
    one.answer(large)
    text = squeezed(printed(tab, one).pages[0].extract_text())
    found = figures_of("ivig-rate", large, lang)
    assert "1117,3" in found and "1234" in found
    for figure in found:
        assert figure in text, figure


def heights(page: PageObject, texts: tuple[str, ...]) -> list[float]:
    """Where on the sheet each of the texts first stands, in mm from its foot."""
    found: dict[str, float] = {}

    def visit(text, user, place, _font, _size):
        points = place[4] * user[1] + place[5] * user[3] + user[5]
        for wanted in texts:
            if wanted in text:
                found.setdefault(wanted, points / 72 * 25.4)

    page.extract_text(visitor_text=visit)
    return [found[text] for text in texts]


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_the_plan_is_a_sheet_to_work_with(warm_tab, lang):
    """It takes the page: what it is for at the top, rows to write in, a line for each hour of step 5, the signature at the foot. The
    browser's own menu and the button give the same."""
    tab = warm_tab(lang)
    one = tab.calculator("ivig-rate")
    one.answer({"weight_kg": "40", "volume_ml": "800", "product": "kiovig", "start_time": "08:30"})
    pdf = printed(tab, one)
    text = pdf.pages[0].extract_text()
    words = calculators.words.calculator_words("ivig-rate", lang)
    for column in words["paper"].values():
        assert squeezed(column) in squeezed(text)
    # 40 kg: 46.7 ml after 50 min, then 240 ml an hour: 286.7 ml at 10:20, 526.7 at 11:20, 766.7 at 12:20, all at 12:29. In their order,
    # in the place of the whole step.
    hours = "5240286,709:2010:20" "5240526,710:2011:20" "5240766,711:2012:20" "524080012:2012:29"
    for hour in (hours, "Kiovig100mg/ml", "08:30"):
        assert hour in squeezed(text), hour
    weight, first, second, signature = heights(
        pdf.pages[0], ({"nb": "Vekt", "da": "Vægt"}[lang], "09:00", "09:05", calculators.words.common(lang)["ui"]["signature"])
    )
    assert weight > 220, "what it is for stands at the top"
    assert first - second >= 7.9, "a row to write in"
    assert signature < 60, "it takes the whole page"
    tab.page.evaluate("dispatchEvent(new Event('afterprint'))")
    menu = PdfReader(io.BytesIO(tab.page.pdf(format="A4", prefer_css_page_size=True)))
    timeless = [re.sub(r"kl\. \d\d:\d\d", "", one) for one in (text, *(page.extract_text() for page in menu.pages))]
    assert len(timeless) == 2 and timeless[0] == timeless[1], "each says when it was printed, which may be a minute later"
    # A start that is not known has its line to write on.
    one.put("start_time", "")
    one.settle()
    assert one.result.locator(".ig-blank").count() == 1


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_a_guideline_page_prints_without_forms(warm_tab, lang):
    tab = warm_tab(lang)
    tab.go("ivig/infusion")
    pdf = PdfReader(io.BytesIO(tab.page.pdf(format="A4")))
    text = squeezed("".join(page.extract_text() for page in pdf.pages))
    assert "0,5ml/kg" in text
    assert squeezed(calculators.words.common(lang)["ui"]["clear"]) not in text
