// The box that says what went wrong, and what can be done about it.

import { make } from "./dom.mjs";

/** @typedef {"nothing" | "reload" | "retry"} Remedy */

export class FailureBox {
  #box;
  #words;

  /**
   * @param {HTMLElement | null} box  with a sentence for each code, all of them hidden
   * @param {{ reload: string, retry: string }} words
   */
  constructor(box, words) {
    this.#box = box;
    this.#words = words;
  }

  /**
   * @param {string} code
   * @param {Remedy} remedy  for which a button is offered
   */
  tell(code, remedy) {
    const box = this.#box;
    if (!box) return;
    const sentences = [...box.querySelectorAll("p[data-code]")];
    const withCode = (/** @type {string} */ wanted) => sentences.find((one) => one.getAttribute("data-code") === wanted);
    const fitting = withCode(code) ?? withCode("*");
    for (const one of sentences) if (one instanceof HTMLElement) one.hidden = one !== fitting;
    box.querySelector("button")?.remove();
    const words = remedy === "reload" ? this.#words.reload : this.#words.retry;
    if (remedy !== "nothing") box.append(make("button", { type: "button", class: "ig-button", "data-action": remedy }, words));
    box.hidden = false;
  }

  hide() {
    if (!this.#box) return;
    this.#box.hidden = true;
    this.#box.querySelector("button")?.remove();
  }
}
