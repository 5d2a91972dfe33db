// The theme puts a table of the text into a box that scrolls. A box that does scroll must be reachable by key, says what it is,
// and shows at its edge that there is more.

import { onPage } from "../common/page.mjs";

const OF_TEXT = ".md-typeset__scrollwrap, .md-typeset__scrollwrap table";
/** Those of the calculators are reachable always, and have names. */
const OF_CALCULATORS = ".ig-table-box, .ig-rows-box";
const BOXES = `${OF_TEXT}, ${OF_CALCULATORS}`;

/** The table's caption, or the last heading or folded part before it. @param {Element} box */
function nameOf(box) {
  const article = box.closest("article") ?? document;
  const table = box.querySelector("table") ?? box;
  const before = [...article.querySelectorAll("h1, h2, h3, h4, summary")]
    .filter((one) => one.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
  const name = (table.querySelector("caption") ?? before.at(-1))?.cloneNode(true);
  if (name instanceof Element) for (const link of name.querySelectorAll(".headerlink")) link.remove();
  return name?.textContent?.trim() ?? "";
}

/** @param {Element} box */
const more = (box) => box.toggleAttribute("data-more", box.scrollWidth - box.clientWidth - box.scrollLeft > 2);

/** @param {Element} box */
function mark(box) {
  more(box);
  if (box.matches(OF_CALCULATORS)) return;
  const scrolls = box.scrollWidth > box.clientWidth;
  if (scrolls) box.setAttribute("tabindex", "0");
  else box.removeAttribute("tabindex");
  // A table keeps the role it has, and what stands in a named box needs no second name.
  if (box.localName === "table" || box.parentElement?.closest("[role='region']")) return;
  if (scrolls) {
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", nameOf(box));
  } else {
    box.removeAttribute("role");
    box.removeAttribute("aria-label");
  }
}

/** Also when a folded part opens, or the screen is turned. */
const sizes = new ResizeObserver((changed) => changed.forEach(({ target }) => mark(target)));

export function installTables() {
  // The theme makes the boxes after it has told of the page.
  onPage(() => void setTimeout(() => {
    sizes.disconnect();
    for (const box of document.querySelectorAll(BOXES)) sizes.observe(box);
  }, 100));
  addEventListener("scroll", ({ target }) => {
    if (target instanceof Element && target.matches(BOXES)) more(target);
  }, { capture: true, passive: true });
}
