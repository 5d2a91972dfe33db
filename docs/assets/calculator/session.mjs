// What all calculators of a page share: emptying them together, and the clock that does it by itself.

/** A calculator as far as this module is concerned.
 * `following` names a plan that is followed: it is not emptied but ended.
 * @typedef {{ filled: boolean, kept: boolean, following?: string, clear(note?: "expired"): void }} Clearable */

/** Untouched for so long, the fields are emptied: the tablet may lie where the next person picks it up. */
export const IDLE_MS = 15 * 60 * 1000;

/** @type {Set<Clearable>} */
const open = new Set();
/** When the page was last touched, by two clocks. */
let touched = { at: Date.now(), up: performance.now() };
const touchedNow = () => (touched = { at: Date.now(), up: performance.now() });
/** For how long it was not. One clock can be set back, the other may stand still while a tablet sleeps: the longer time counts. */
const idleMs = () => Math.max(Date.now() - touched.at, performance.now() - touched.up);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Clearable} calculator */
export const join = (calculator) => void open.add(calculator);
/** @param {Clearable} calculator */
export const leave = (calculator) => void open.delete(calculator);

/** Whether anything of a patient stands in a calculator of this page. */
export const anyFilled = () => [...open].some((one) => one.filled);

/** What is followed on this device, in words; nothing where no plan is. */
export const followed = () => [...open].find((one) => one.filled && one.following)?.following ?? "";

/** Empties every calculator on the page. @param {"expired"} [note] */
export function clearAll(note) {
  for (const calculator of [...open]) calculator.clear(note);
}

/** A kept answer keeps the page: the calculators of a page belong to one patient. */
const due = () => anyFilled() && ![...open].some((one) => one.kept);

/** Looks at the clock: a tablet that slept runs no timers. */
function look() {
  clearTimeout(timer);
  const left = IDLE_MS - idleMs();
  if (left > 0) {
    timer = setTimeout(look, left);
    return;
  }
  touchedNow();
  if (due()) clearAll("expired");
}

/** @param {Event} event */
function touch(event) {
  // What is overdue when somebody comes back is emptied before anything else; what was just typed is not overdue.
  if (event.type !== "input" && idleMs() >= IDLE_MS) look();
  touchedNow();
  clearTimeout(timer);
  timer = setTimeout(look, IDLE_MS);
}

for (const kind of ["pointerdown", "keydown", "input", "wheel"])
  document.addEventListener(kind, touch, { capture: true, passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
});

// The back/forward cache freezes a page with what was typed in it: it goes in empty and comes out empty.
addEventListener("pagehide", () => clearAll());
// On a reload some browsers put back what was typed before; nothing that nobody typed here may stand in a field.
let typed = false;
document.addEventListener("input", () => (typed = true), { capture: true, once: true });
addEventListener("pageshow", (event) => {
  if (event.persisted || !typed) clearAll();
});
