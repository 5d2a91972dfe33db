// Paper. However printing was asked for, by the button of an answer or by the browser's own menu, the same comes out: each
// answer on a sheet of its own with the time of printing, or, where there is none, the page with its ready-made tables opened.

import { momentOf } from "../common/dates.mjs";

/** What a sheet of A4 holds within its margins (see theme/print.css), with some to spare; and the sizes to try on it. */
const PAPER_MM = { width: 182, height: 255 };
const PAPER_SIZES = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.66];
/** Heights of a row to write in, the highest first. Before any is too low to write in, the type is made smaller. */
const ROWS_MM = [17, 16, 15, 14, 13, 12, 11, 10, 9, 8.5, 8];
const LOWEST_ROW_MM = 8;
/** What rows that grow leave free: on paper a line breaks now and then where it did not when it was measured. */
const SPARE_MM = 10;

/** What is chosen for paper by its own button: a card's answer, or the plan that is followed in it. @typedef {"answer" | "followed"} Part */
/** The card whose button was pressed, until that is printed. @type {{ card: HTMLElement, part: Part } | null} */
let chosen = null;
/** Parts that were opened for paper. @type {HTMLDetailsElement[]} */
let opened = [];

const ANSWERED = "ig-calculator:is([data-answer='ok'], [data-answer='refused'])";

/**
 * Sets the size at which each answer just fits on its sheet, laid out as on paper for as long as that takes. A sheet to work with
 * takes the whole page: what is left goes to its rows.
 * @param {HTMLElement[]} cards
 */
function fitPaper(cards) {
  const sheets = [...document.styleSheets].filter(({ media }) => media.mediaText === "print");
  for (const { media } of sheets) media.mediaText = "all";
  const limit = (PAPER_MM.height * 96) / 25.4;
  for (const card of cards) {
    const fits = (spare = 0) => (card.getBoundingClientRect().height <= limit - spare);
    const set = (/** @type {string} */ name, /** @type {string} */ value) => card.style.setProperty(name, value);
    for (const size of PAPER_SIZES) {
      card.style.width = `${PAPER_MM.width / size}mm`; // zoomed it is as wide as the sheet
      set("--ig-paper-zoom", String(size));
      set("--ig-paper-row", `${LOWEST_ROW_MM / size}mm`);
      if (!fits()) continue;
      for (const row of card.querySelector("[data-sheet]") ? ROWS_MM : []) {
        set("--ig-paper-row", `${row / size}mm`);
        if (fits((SPARE_MM * 96) / 25.4)) break;
      }
      break;
    }
    card.style.width = "";
  }
  for (const { media } of sheets) media.mediaText = "print";
}

/** @param {string} selector @param {ParentNode} [within] */
function open(selector, within = document) {
  for (const one of within.querySelectorAll(selector))
    if (one instanceof HTMLDetailsElement && !one.open) {
      one.open = true;
      opened.push(one);
    }
}

function before() {
  after();
  const found = [...document.querySelectorAll(`${ANSWERED}, ig-calculator[data-followed]`)].filter((card) => card instanceof HTMLElement);
  const cards = found.filter((card) => !chosen?.card.isConnected || card === chosen.card);
  if (cards.length === 0) {
    open("details.ig-table");
    return;
  }
  const time = momentOf(new Date());
  for (const card of cards) {
    for (const place of card.querySelectorAll(".ig-printed")) place.textContent = time;
    // A card may show an answer beside the plan that is followed in it: two sheets, or the one that was asked for.
    const parts = [card.hasAttribute("data-followed") ? "followed" : "", card.matches(ANSWERED) ? "answer" : ""].filter(Boolean);
    card.dataset["prints"] = chosen?.card === card && parts.includes(chosen.part) ? chosen.part : parts.join(" ");
    card.classList.add("ig-printing");
    open("[data-sheet] > details.ig-working, details[data-on-paper]", card);
  }
  document.body.classList.add("ig-print-one");
  fitPaper(cards);
}

function after() {
  for (const card of document.querySelectorAll(".ig-printing")) {
    card.classList.remove("ig-printing");
    card.removeAttribute("data-prints");
  }
  document.body.classList.remove("ig-print-one");
  for (const table of opened) table.open = false;
  opened = [];
}

addEventListener("beforeprint", before);
addEventListener("afterprint", () => {
  chosen = null;
  after();
});

/** @param {HTMLElement} card  a calculator: nothing else of the page is printed @param {Part} [part]  and of it only this */
export function printAnswer(card, part = "answer") {
  chosen = { card, part };
  print();
}
