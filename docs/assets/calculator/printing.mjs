// Prints one answer and nothing else of the page, as large as its sheet allows.

import { momentOf } from "../common/dates.mjs";

/** What a sheet of A4 holds within its margins (see theme/print.css), with some to spare; and the sizes to try on it. */
const PAPER_MM = { width: 182, height: 255 };
const PAPER_SIZES = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.66];

/**
 * Sets the size at which the answer just fits on its sheet, laid out as on paper for as long as that takes.
 * @param {HTMLElement} card
 */
function fitPaper(card) {
  const sheets = [...document.styleSheets].filter(({ media }) => media.mediaText === "print");
  for (const { media } of sheets) media.mediaText = "all";
  card.style.width = `${PAPER_MM.width}mm`;
  const limit = (PAPER_MM.height * 96) / 25.4;
  for (const size of PAPER_SIZES) {
    card.style.setProperty("--ig-paper-zoom", String(size));
    if (card.getBoundingClientRect().height <= limit) break;
  }
  card.style.width = "";
  for (const { media } of sheets) media.mediaText = "print";
}

/** @param {HTMLElement} card  a calculator that shows an answer */
export function printAnswer(card) {
  const time = momentOf(new Date());
  for (const place of card.querySelectorAll(".ig-printed")) place.textContent = time;
  card.classList.add("ig-printing");
  document.body.classList.add("ig-print-one");
  fitPaper(card);
  addEventListener("afterprint", () => {
    card.classList.remove("ig-printing");
    document.body.classList.remove("ig-print-one");
  }, { once: true });
  print();
}
