// Figures that one calculator takes over from another: which of its fields came so, and what becomes of them.

import { fillIn } from "./fields.mjs";
import { fill } from "../common/texts.mjs";

/** @typedef {import("./form.mjs").Form} Form */
/** @typedef {{ value: string, words: string }} Taken  what was filled in, and how the notice says it */
/** @typedef {{ is: "own" } | { is: "taken over", source: HandOver, title: string, values: Map<string, Taken> }} State */

/**
 * What a button of an answer hands over: the calculator to go on to, and its inputs by name.
 * @param {HTMLButtonElement} button
 * @returns {{ to: string, values: Record<string, unknown> } | null}
 */
export function offerOf(button) {
  try {
    return { to: button.dataset["to"] ?? "", values: JSON.parse(button.dataset["values"] ?? "") };
  } catch {
    return null;
  }
}

export class HandOver {
  /** @type {State} */ #state = { is: "own" };
  /** The calculators that took something over from this one. @type {Set<HandOver>} */ #targets = new Set();
  #form;
  #tell;
  #empty;
  #words;

  /**
   * @param {Form} form
   * @param {(notice: string) => void} tell  shows the notice above the form; an empty one takes it away
   * @param {() => void} empty  empties the calculator
   * @param {{ handed: string, handedStale: string }} words
   */
  constructor(form, tell, empty, words) {
    this.#form = form;
    this.#tell = tell;
    this.#empty = empty;
    this.#words = words;
  }

  /** Nothing here is another calculator's any more. */
  forget() {
    this.#state = { is: "own" };
  }

  /**
   * Fills in what another calculator worked out.
   * @param {Record<string, unknown>} values
   * @param {HandOver} source
   * @param {string} title  of the other calculator
   * @returns {boolean} whether there was anything to fill in
   */
  take(values, source, title) {
    /** @type {Map<string, string>} */
    const words = new Map();
    for (const [name, value] of Object.entries(values)) {
      const field = this.#form.field(name);
      const said = field && fillIn(field, String(value));
      if (said) words.set(name, said);
      this.#form.showFields();
    }
    if (words.size === 0) return false;
    const inputs = this.#form.inputs();
    const taken = new Map([...words].map(([name, said]) => [name, { value: inputs[name] ?? "", words: said }]));
    this.#state = { is: "taken over", source, title, values: taken };
    if (source !== this) source.#targets.add(this); // one that hands over to itself has nothing to take back
    this.#say();
    return true;
  }

  /** The form has changed: the notice names only what still stands as it was taken over. */
  onChange() {
    const state = this.#state;
    if (state.is === "own") return;
    const inputs = this.#form.inputs();
    const before = state.values.size;
    for (const [name, { value }] of state.values) if (inputs[name] !== value) state.values.delete(name);
    if (state.values.size === before) return;
    if (state.values.size === 0) this.#state = { is: "own" };
    this.#say();
  }

  /** The answer here is gone: what others made from it goes too. */
  takeBack() {
    for (const target of this.#targets) {
      if (target.#state.is === "own" || target.#state.source !== this) continue;
      target.#empty();
      target.#tell(this.#words.handedStale);
    }
    this.#targets.clear();
  }

  get isTakenOver() {
    return this.#state.is === "taken over";
  }

  #say() {
    const state = this.#state;
    if (state.is === "own") return this.#tell("");
    const values = [...state.values.values()].map(({ words }) => words).join(", ");
    this.#tell(fill(this.#words.handed, { title: state.title.trim(), values }));
  }
}
