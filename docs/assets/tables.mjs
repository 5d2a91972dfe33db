// The theme puts a table of the text into a box that scrolls. A box that does scroll must be reachable by key.

import { onPage } from "./page.mjs";

function mark() {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset__scrollwrap table")) {
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  }
}

export function installTables() {
  // The theme makes the boxes after it has told of the page.
  onPage(() => void setTimeout(mark, 100));
  addEventListener("resize", mark);
}
