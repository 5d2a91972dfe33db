// Where a sentence that carries a fact can be reported: by a button of its own, which shows when the pointer is over the sentence or a
// link has led to it; by a long press on its mark; and by the button below the page, which needs neither pointer nor sight.
// What then opens is loaded only then.

import { onPage } from "../common/page.mjs";

/** What counts as the sentence of a mark. */
export const BLOCK = "li, tr, dd, dt, p";

const PRESS_MS = 500;
/** A finger that moves further than this scrolls. */
const STILL_PX = 10;
/** So wide that a button beside a sentence moves nothing. */
const WIDE = "(hover: hover) and (min-width: 60em)";

const below = () => document.querySelector("button[data-ig-report]");

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const markAt = (target) => (target instanceof Element && below() ? target.closest("article .ig-fact[id]") : null);

/** The first mark of a sentence itself, not of one inside it. @param {Element | null} block @returns {HTMLElement | null} */
function markOf(block) {
  /** @type {NodeListOf<HTMLElement>} */
  const marks = block?.querySelectorAll(".ig-fact[id]") ?? /** @type {any} */ ([]);
  return [...marks].find((mark) => mark.closest(BLOCK) === block) ?? null;
}

/** @param {string} [id] of a mark; of the whole page without one */
async function report(id = "") {
  try {
    const { open } = await import("./report.mjs");
    await open(id);
  } catch (error) {
    console.error(error);
    const link = document.querySelector("a[data-ig-suggest]");
    if (link instanceof HTMLAnchorElement) location.assign(link.href); // there it is said what is wrong
  }
}

const sign = document.createElement("button");
sign.type = "button";
sign.className = "ig-report-sign";
sign.addEventListener("click", () => void report(sign.dataset["mark"] ?? ""));

/** @param {HTMLElement} mark @param {"beside" | "within"} place */
function show(mark, place) {
  const block = mark.closest(BLOCK);
  const label = below()?.textContent?.trim() ?? "";
  if (!block || !label || (sign.parentElement && sign.dataset["mark"] === mark.id)) return;
  sign.remove();
  sign.textContent = label;
  sign.setAttribute("aria-label", `${label}: ${mark.textContent?.trim()}`);
  sign.dataset["mark"] = mark.id;
  sign.dataset["place"] = place;
  const cell = block instanceof HTMLTableRowElement ? (block.cells[block.cells.length - 1] ?? block) : block;
  cell.insertBefore(sign, cell.querySelector(":scope > ul, :scope > ol"));
}

/** A link has led to a sentence: that is the one that may be doubted. */
function showTarget() {
  sign.remove();
  const target = location.hash ? document.getElementById(decoded(location.hash)) : null;
  const mark = markAt(target);
  if (mark && mark === target) show(mark, "within");
}

/** @param {string} hash */
function decoded(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** @param {PointerEvent} event */
function onOver({ target, pointerType }) {
  if (pointerType !== "mouse" || !below() || !matchMedia(WIDE).matches || !(target instanceof Element) || document.activeElement === sign) return;
  if (sign.contains(target)) return;
  const mark = markOf(target.closest("article")?.contains(target) ? target.closest(BLOCK) : null);
  if (mark) show(mark, "beside");
  else if (sign.dataset["place"] === "beside") sign.remove();
}

// --- long press

let timer = 0;
let [x, y] = [0, 0];
const end = () => clearTimeout(timer);

/** @param {PointerEvent} event */
function onDown(event) {
  end();
  const mark = event.pointerType === "mouse" || !event.isPrimary ? null : markAt(event.target);
  if (!mark) return;
  [x, y] = [event.clientX, event.clientY];
  timer = window.setTimeout(() => void report(mark.id), PRESS_MS);
}

/** @param {PointerEvent} event */
function onMove(event) {
  if (Math.hypot(event.clientX - x, event.clientY - y) > STILL_PX) end();
}

/** Where the device has a menu for a long press, ours takes its place on a mark; a mouse keeps its own. @param {Event} event */
function onMenu(event) {
  const mark = /** @type {PointerEvent} */ (event).pointerType === "mouse" ? null : markAt(event.target);
  if (!mark || !("pointerType" in event)) return;
  event.preventDefault();
  end();
  void report(mark.id);
}

export function installReport() {
  addEventListener("pointerover", onOver, { passive: true });
  addEventListener("pointerdown", onDown, { passive: true });
  addEventListener("pointermove", onMove, { passive: true });
  for (const kind of ["pointerup", "pointercancel", "scroll"]) addEventListener(kind, end, { passive: true, capture: true });
  addEventListener("contextmenu", onMenu);
  addEventListener("hashchange", showTarget);
  addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button[data-ig-report]")) void report();
  });
  onPage(() => {
    below()?.removeAttribute("hidden"); // it can do nothing without this script
    showTarget();
  });
}
