// Lights up the sentence that a link points at. CSS does it with :target alone; this adds what CSS cannot:
// a second click on the same link, and pages that came by instant navigation, where :target stays behind.

import { onPage } from "./page.mjs";

const BLOCK = "li, tr, dd, dt, p, figure, h1, h2, h3, h4";

/** @param {string} hash */
function light(hash) {
  for (const lit of document.querySelectorAll(".ig-lit")) lit.classList.remove("ig-lit");
  let id;
  try {
    id = decodeURIComponent(hash.slice(1));
  } catch {
    return; // not an address of ours
  }
  const target = id ? document.getElementById(id) : null;
  if (!target || !target.closest(".md-content") || !target.matches(".ig-fact, [id^='ref-']")) return;
  const details = target.closest("details");
  if (details) details.open = true;
  const block = target.closest(BLOCK) ?? target;
  void (/** @type {HTMLElement} */ (block).offsetWidth); // lets the animation start anew
  block.classList.add("ig-lit");
}

export function installTargets() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href*='#']") : null;
    if (!(link instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const samePage = link.pathname === location.pathname && link.origin === location.origin;
    // After the browser has moved, so that it finds the new target.
    if (samePage) setTimeout(() => light(link.hash));
  });
  addEventListener("hashchange", () => light(location.hash));
  onPage(() => void setTimeout(() => light(location.hash)));
}
