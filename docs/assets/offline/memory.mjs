// What is kept in storage about the saved guide. Nothing that anybody typed.

import { siteRoot } from "../common/page.mjs";

/**
 * looked: when a newer release was last looked for, and the one that was found could be had.
 * tried: when that was last tried. saved: the build that was saved. unsaved: why the newest could not be saved.
 * withdrawn: that a build must not be used, and what readers are told about it.
 * @typedef {{ build: string, day: string, nb: string, da: string }} Withdrawn
 * @typedef {{ looked?: number, tried?: number, saved?: string, unsaved?: { reason: string, file: string } | null, withdrawn?: Withdrawn | null }} Memory
 */

const KEY = `${siteRoot().pathname}.offline`;
/** Where storage is switched off it lasts as long as the page. @type {Memory} */
let here = {};

/** @returns {Memory} */
export function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { ...here, ...(kept && typeof kept === "object" ? kept : {}) };
  } catch {
    return here; // storage switched off, or a value that is not ours
  }
}

/** @param {Memory} more */
export function remember(more) {
  const all = { ...remembered(), ...more };
  here = all;
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // storage switched off or full
  }
}

/** When something was; a moment still to come is a clock that was wrong. @param {"looked" | "tried"} what @param {Date} now */
export function momentOfLast(what, now) {
  const then = remembered()[what];
  return typeof then === "number" && then <= now.getTime() ? new Date(then) : null;
}
