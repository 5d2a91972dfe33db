// What the device keeps of a followed plan, and only while it is followed: what was typed, what has happened, and until when
// it may be kept. Nothing that names a patient. Read by the page that opens next, which throws away what is over.

import { siteRoot } from "../common/page.mjs";

/**
 * @typedef {Record<string, string>} Event  as the calculators gave it; its keys are theirs
 * @typedef {{ v: 1, runtime: string, calculator: string, page: string, inputs: Record<string, string>, start: number | null,
 *   events: Event[], until: number, seen: number }} Kept
 * `page` is the plan's page below its language; `until` and `seen` are seconds since 1970: when it is to be forgotten, and
 * when it was last looked at.
 */

const KEY = `${siteRoot().pathname}.follow`;

/** @param {unknown} value @returns {value is Record<string, string>} */
const isText = (value) => typeof value === "object" && value !== null && Object.values(value).every((one) => typeof one === "string");

/** @param {any} kept @returns {kept is Kept} */
const isKept = (kept) =>
  kept?.v === 1 && typeof kept.runtime === "string" && typeof kept.calculator === "string" && typeof kept.page === "string"
  && isText(kept.inputs) && (kept.start === null || Number.isInteger(kept.start)) && Array.isArray(kept.events)
  && kept.events.every(isText) && Number.isInteger(kept.until) && Number.isInteger(kept.seen);

/** @type {Kept | null} What storage would hold, where there is none. */
let inMemory = null;

/** Whether a reload would find the plan again. */
export let isSafe = true;

/**
 * What is kept, if it is not over. What can't be read, and what is over, is removed.
 * @param {number} now seconds since 1970
 */
export function read(now) {
  /** @type {unknown} */
  let kept = inMemory;
  try {
    const text = localStorage.getItem(KEY);
    if (text !== null) kept = JSON.parse(text);
    else if (isSafe) kept = null; // ended in another tab
  } catch {
    kept = inMemory;
  }
  if (isKept(kept) && now < kept.until) return kept;
  if (kept !== null) forget();
  return null;
}

/** @param {Kept} kept */
export function write(kept) {
  inMemory = kept;
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
    isSafe = true;
  } catch {
    isSafe = false; // switched off or full: the plan lives as long as the page
  }
}

export function forget() {
  inMemory = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // switched off: nothing was kept there
  }
}

/** Calls back when another tab of the site changes what is kept. @param {() => void} changed */
export function onOtherTab(changed) {
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) changed();
  });
}
