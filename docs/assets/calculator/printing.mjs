// Paper. However printing was asked for, by the button of an answer or by the browser's own menu, the same comes out: each
// answer on a sheet of its own with the time of printing, or, where there is none, the page with its ready-made tables opened.

import { momentOf } from "../common/dates.mjs";

/** What a sheet of A4 holds within its margins (see theme/print.css), with some to spare; and the sizes to try on it. */
const PAPER_MM = { width: 182, height: 255 };
const PAPER_SIZES = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.66];

/** The card whose button was pressed, until that is printed. @type {HTMLElement | null} */
let chosen = null;
/** Tables that were opened for paper. @type {HTMLDetailsElement[]} */
let opened = [];

/**
 * Sets the size at which each answer just fits on its sheet, laid out as on paper for as long as that takes.
 * @param {HTMLElement[]} cards
 */
function fitPaper(cards) {
  const sheets = [...document.styleSheets].filter(({ media }) => media.mediaText === "print");
  for (const { media } of sheets) media.mediaText = "all";
  const limit = (PAPER_MM.height * 96) / 25.4;
  for (const card of cards) {
    card.style.width = `${PAPER_MM.width}mm`;
    for (const size of PAPER_SIZES) {
      card.style.setProperty("--ig-paper-zoom", String(size));
      if (card.getBoundingClientRect().height <= limit) break;
    }
    card.style.width = "";
  }
  for (const { media } of sheets) media.mediaText = "print";
}

function before() {
  after();
  const answered = [...document.querySelectorAll("ig-calculator:is([data-answer='ok'], [data-answer='refused'])")];
  const cards = answered.filter((card) => card instanceof HTMLElement).filter((card) => !chosen?.isConnected || card === chosen);
  if (cards.length === 0) {
    opened = [...document.querySelectorAll("details.ig-table:not([open])")].filter((one) => one instanceof HTMLDetailsElement);
    for (const table of opened) table.open = true;
    return;
  }
  const time = momentOf(new Date());
  for (const card of cards) {
    for (const place of card.querySelectorAll(".ig-printed")) place.textContent = time;
    card.classList.add("ig-printing");
  }
  document.body.classList.add("ig-print-one");
  fitPaper(cards);
}

function after() {
  for (const card of document.querySelectorAll(".ig-printing")) card.classList.remove("ig-printing");
  document.body.classList.remove("ig-print-one");
  for (const table of opened) table.open = false;
  opened = [];
}

addEventListener("beforeprint", before);
addEventListener("afterprint", () => {
  chosen = null;
  after();
});

/** @param {HTMLElement} card  a calculator that shows an answer: nothing else of the page is printed */
export function printAnswer(card) {
  chosen = card;
  print();
}
