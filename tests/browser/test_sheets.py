"""Every page on paper: what belongs together is on one sheet, no sheet is blank, and a ready-made table is there to be read.

Each page is printed as the browser's own menu does it, and its sheets are read. To find each piece of text again, a link of its
own is laid around it first: a PDF says of every link on which sheet it is.
"""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import SITE

EDITION = "about/paper"
MARK = "https://piece.invalid/"
# What must not be parted: [kind, words, first piece, last piece, how many pieces of what follows].
LAID_OUT = """(mark) => {
  dispatchEvent(new Event("beforeprint"));
  const pieces = [];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
    && !one.closest("svg, script, style, noscript, template") && one.getClientRects().length > 0
    && getComputedStyle(one.closest("thead") ?? one).position !== "absolute"; // for screen readers, where rows are stacked
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (/[\\p{L}\\p{N}]/u.test(node.data) && seen(node.parentElement)) pieces.push(node);
  const words = (element) => element.textContent.replace(/\\s+/g, " ").trim().slice(0, 60);
  const SHEET = 250 / 25.4 * 96; // the head of a table comes again on each sheet
  const height = (one) => one.getBoundingClientRect().height;
  const together = [];
  const add = (kind, element, further = 0) => {
    if (!element.getClientRects().length || height(element) > SHEET) return;
    const inside = pieces.flatMap((piece, at) => (element.contains(piece) ? [at] : []));
    if (inside.length) together.push([kind, words(element), inside[0], inside.at(-1), further]);
  };
  const all = (selector) => [...document.querySelectorAll(selector)];
  all("tbody tr").forEach((one) => add("row", one));
  all(".admonition").forEach((one) => add("note", one));
  all("dl > div").forEach((one) => add("term and its meaning", one));
  all("li:not(:has(li))").forEach((one) => add("point", one));
  all("h1, h2, h3, h4, summary, caption, thead").forEach((one) => add("heading", one, 1));
  all("ig-calculator > details.ig-table").forEach((one) => add("ready-made table", one.querySelector("tr")));
  const drawings = all(".md-content svg").filter((one) => height(one) > SHEET).map(words);
  const tables = all("ig-calculator > details.ig-table").length;
  pieces.forEach((piece, at) => {
    const link = Object.assign(document.createElement("a"), { href: `${mark}${at}` });
    link.style.all = "unset";
    piece.replaceWith(link);
    link.append(piece);
  });
  dispatchEvent(new Event("afterprint"));
  return { pieces: pieces.map((one) => one.data.trim()), together, drawings, tables };
}"""


def sheets_of_pieces(pdf: PdfReader) -> dict[int, set[int]]:
    """On which sheets each piece of text stands."""
    found: dict[int, set[int]] = {}
    for number, sheet in enumerate(pdf.pages, 1):
        for annotation in sheet.get("/Annots", ()):
            address = str(annotation.get_object().get("/A", {}).get("/URI", ""))
            if address.startswith(MARK):
                found.setdefault(int(address.removeprefix(MARK)), set()).add(number)
    return found


def faults(page, name: str) -> tuple[list[str], PdfReader]:
    """What is wrong with a page on paper, and the paper."""
    # As a calculator that is ready leaves them.
    page.evaluate("document.querySelectorAll('details.ig-table').forEach((one) => { one.open = false; })")
    page.emulate_media(media="print")
    laid_out = page.evaluate(LAID_OUT, MARK)
    page.emulate_media(media="null")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    on = sheets_of_pieces(pdf)
    filled = set().union(*on.values())
    wrong = [f"sheet {number} is blank" for number in range(1, len(pdf.pages) + 1) if number not in filled]
    lost = [text for at, text in enumerate(laid_out["pieces"]) if at not in on]
    wrong += [f"not on paper: {lost}"] if lost else []
    wrong += [f"longer than a sheet: drawing «{words}»" for words in laid_out["drawings"]]
    for kind, words, first, last, further in laid_out["together"]:
        parts = [on[at] for at in range(first, last + 1) if at in on]
        if further and parts:  # the head of a table comes again on each sheet; what follows must begin below the first
            parts = [{min(set().union(*parts))}, *({min(on[at])} for at in range(last + 1, last + 1 + further) if at in on)]
        if len(set().union(*parts)) > 1:
            wrong.append(f"parted: {kind} «{words}»")
    shown = sum(kind == "ready-made table" for kind, *_ in laid_out["together"])
    if shown != laid_out["tables"]:
        wrong.append(f"{laid_out['tables'] - shown} ready-made tables are not on paper")
    return [f"{name}: {fault}" for fault in wrong], pdf


@pytest.mark.parametrize("lang", ["nb", "da"])
def test_what_belongs_together_is_on_one_sheet(open_tab, lang):
    tab = open_tab(lang, viewport={"width": 688, "height": 1016})  # what a sheet holds: what is measured is as on paper
    tab.page.route(re.compile(r"/runtime/[0-9a-f]{12}/"), lambda route: None)  # no calculator is needed, nor its failure
    names = sorted(path.parent.relative_to(SITE / lang).as_posix() for path in (SITE / lang).rglob("index.html"))
    assert len(names) > 20
    wrong = []
    for name in names:
        tab.go("" if name == "." else name)
        expect(tab.page.locator(".ig-noscript")).to_have_count(0)  # the calculators' script is there
        found, pdf = faults(tab.page, name)
        wrong += found
        if name == EDITION:
            titles = [title.strip() for title in tab.page.locator(".ig-edition :is(h2, h3)").all_text_contents()]
            sheets = [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in pdf.pages]
    assert not wrong, "\n".join(wrong)
    assert len(titles) > 16 and len(sheets) > 20, "the whole guide"
    assert [title for title in titles if not any(title in sheet for sheet in sheets)] == []
