// Lights up the sentence that a link points at. CSS does it with :target alone; this adds what CSS cannot:
// a second click on the same link, and pages that came by instant navigation, where :target stays behind.
// A link within the page stays within the page, whatever stands in the calculators.
// A link to another page ends at its sentence, also when it was tapped while the page still rolled.

import { onPage } from "../common/page.mjs";

/** The link to another page that was followed last, until that page is there. */
let followed = "";

const BLOCK = "li, tr, dd, dt, p, figure, h1, h2, h3, h4";

/** @param {string} hash  with its "#" */
function idOf(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1); // no address of ours, but it may begin with one
  }
}

/** Signs that word processors and chats put in a name, and nobody sees. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const HYPHENS = /[\u2010-\u2015\u2212]/g;

/**
 * A link that was written down or pasted may have come in capitals, with other hyphens, with the full stop or bracket of its
 * sentence, or with what a chat hangs on: the place that is meant is gone to all the same.
 */
function mend() {
  const id = idOf(location.hash);
  if (!id || document.getElementById(id) || /^[a-z]+=/.test(id)) return; // `#page=ivig/dose` asks the page of proposals for one
  const [meant] = /[a-z0-9]+(?:[.-][a-z0-9]+)*/.exec(id.toLowerCase().replace(UNSEEN, "").replace(HYPHENS, "-")) ?? [];
  if (meant && meant !== id && document.getElementById(meant)) location.replace(`#${meant}`);
}

/** @param {string} hash */
function light(hash) {
  for (const lit of document.querySelectorAll(".ig-lit")) lit.classList.remove("ig-lit");
  const id = idOf(hash);
  const target = id ? document.getElementById(id) : null;
  if (!target || !target.closest(".md-content") || !target.matches(".ig-fact, [id^='ref-']")) return;
  const details = target.closest("details");
  if (details) details.open = true;
  const block = target.closest(BLOCK) ?? target;
  void (/** @type {HTMLElement} */ (block).offsetWidth); // lets the animation start anew
  block.classList.add("ig-lit");
}

const LOCKED = "data-md-scrolllock"; // on the body while the search lies over a small screen, and up to 400 ms longer

/**
 * Rolls to a place; while the search still holds the page fast, as soon as it has let go. It then rolls to where the page was
 * before, so that a hit opened at the top of its page.
 * @param {string} hash
 */
function rollTo(hash) {
  const roll = () => document.getElementById(idOf(hash))?.scrollIntoView();
  if (!document.body.hasAttribute(LOCKED)) {
    roll();
    return;
  }
  const observer = new MutationObserver(() => {
    if (document.body.hasAttribute(LOCKED)) return;
    observer.disconnect();
    if (location.hash === hash) setTimeout(roll); // after the theme's own
  });
  observer.observe(document.body, { attributes: true, attributeFilter: [LOCKED] });
}

/**
 * The theme writes the place rolled to into the history 100 ms after the page came to rest. When a link is tapped in that
 * time, it takes this for a place to come back to, and shows the new page there and not at the sentence.
 */
function arrive() {
  mend();
  light(location.hash);
  if (followed === location.href) rollTo(location.hash);
  followed = "";
}

/** @param {MouseEvent} event */
function onClick(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href*='#']") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || event.defaultPrevented) return;
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || !link.hash) return;
  if (link.pathname !== location.pathname) {
    followed = link.href;
    return;
  }
  // The theme would load the page anew, with empty calculators. The address changes in its last part only.
  event.preventDefault();
  event.stopPropagation();
  if (link.hash !== location.hash) location.hash = link.hash;
  rollTo(link.hash);
  light(link.hash);
}

export function installTargets() {
  addEventListener("click", onClick, { capture: true });
  addEventListener("hashchange", () => {
    mend();
    light(location.hash);
  });
  onPage(() => void setTimeout(arrive));
}
