// The place of the answer: nothing yet, an answer, or none any more; and the line at the foot of the form that says it in short.

import { make } from "./dom.mjs";
import { insertAnswer } from "./insert.mjs";

/** @typedef {import("../runtime/protocol.mjs").Reply} Reply */
/** @typedef {import("./form.mjs").FieldError} FieldError */
/**
 * An answer on show knows the form that it is the answer to, and itself as plain text.
 * @typedef {{ is: "none" | "waiting" | "failed" }
 *   | { is: "ok" | "refused" | "invalid", token: string, plain: string, errors: FieldError[] }} State
 */

/**
 * Makes a table fit a phone: at each cell the heading of its column, for when CSS turns rows into blocks. The roles
 * say what CSS then takes away.
 * @param {Element} table
 */
function fitTable(table) {
  table.setAttribute("data-reflow", "");
  table.setAttribute("role", "table");
  const headings = [...table.querySelectorAll("thead th")].map((one) => one.textContent?.trim() ?? "");
  for (const group of table.querySelectorAll("thead, tbody")) group.setAttribute("role", "rowgroup");
  for (const row of table.querySelectorAll("tr")) {
    row.setAttribute("role", "row");
    [...row.children].forEach((cell, index) => {
      const inHead = cell.closest("thead") !== null;
      cell.setAttribute("role", inHead ? "columnheader" : cell.localName === "th" ? "rowheader" : "cell");
      if (!inHead && !cell.hasAttribute("data-label")) cell.setAttribute("data-label", headings[index] ?? "");
    });
  }
}

export class AnswerPlace {
  /** @type {State} */ #state = { is: "none" };
  #place;
  #heard;
  #words;
  /** Stands where there is no answer yet. */
  empty = make("p", { class: "ig-empty" });
  /** Says again what the answer below says: for the eye alone. */
  bar = make("button", { type: "button", class: "ig-answer-bar", "data-action": "show-answer", "aria-hidden": "true", tabindex: "-1" });
  /** Height of the answer as last drawn: asking for it would have the whole page laid out before each question. */
  #height = 0;
  #size = new ResizeObserver((seen) => {
    if (this.#place.hasChildNodes()) this.#height = seen.at(-1)?.borderBoxSize[0]?.blockSize ?? 0;
  });
  // Once the answer itself is in view the bar has nothing to say.
  #sight = new IntersectionObserver((seen) => {
    this.bar.style.visibility = seen.at(-1)?.isIntersecting ? "hidden" : "";
  }, { rootMargin: "0px 0px -80px 0px" });

  /**
   * @param {HTMLElement} place
   * @param {Element | null} heard  a status for those who hear the page
   * @param {{ empty: string, waiting: string }} words
   */
  constructor(place, heard, words) {
    this.#place = place;
    this.#heard = heard;
    this.#words = words;
    this.empty.textContent = words.empty;
    this.bar.hidden = true;
  }

  /** @param {Element} panel  what is in view when the answer is */
  watch(panel) {
    this.#sight.observe(panel);
    this.#size.observe(this.#place);
  }

  unwatch() {
    this.#sight.disconnect();
    this.#size.disconnect();
  }

  get state() {
    return this.#state.is;
  }

  /** The form that the answer on show belongs to; empty without an answer. */
  get token() {
    return "token" in this.#state ? this.#state.token : "";
  }

  get plain() {
    return "plain" in this.#state ? this.#state.plain : "";
  }

  get errors() {
    return "errors" in this.#state ? this.#state.errors : [];
  }

  /** Whether it is a plan that can be followed. */
  get canFollow() {
    return this.#place.querySelector(":scope > [data-can-follow]") !== null;
  }

  /** Whether something stands there that can be printed or copied. */
  get isAnswer() {
    return this.#state.is === "ok" || this.#state.is === "refused";
  }

  /**
   * @param {Reply} reply
   * @param {string} token
   */
  show(reply, token) {
    insertAnswer(this.#place, reply.html);
    for (const table of this.#place.querySelectorAll("table.ig-rows:not([data-glance])")) fitTable(table);
    this.letGo();
    this.#state = { is: reply.result.status, token, plain: reply.text, errors: reply.result.errors ?? [] };
    this.empty.hidden = true;
    this.bar.textContent = this.isAnswer ? reply.gist : "";
    this.bar.hidden = !this.bar.textContent;
    this.#say(reply.gist);
  }

  /**
   * Takes the answer away.
   * @param {"none" | "waiting" | "failed"} is
   * @param {boolean} starting  whether the calculators are not there yet
   */
  drop(is, starting) {
    // The place keeps its height until the next answer, so that the page does not jump under the finger.
    if (this.#place.hasChildNodes()) this.#place.style.minHeight = `${this.#height}px`;
    this.#place.replaceChildren();
    this.#state = { is };
    this.empty.hidden = !(is === "none" || (is === "waiting" && starting));
    this.empty.textContent = is === "waiting" ? this.#words.waiting : this.#words.empty;
    this.bar.textContent = "";
    this.bar.hidden = true;
    this.#say("");
  }

  /** Keeps no height for an answer to come. */
  letGo() {
    this.#place.style.minHeight = "";
  }

  scrollIntoView() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#place.scrollIntoView({ block: "start", behavior: still ? "instant" : "smooth" });
  }

  /** For those who hear the page: one line, and not the whole answer at each change. @param {string} gist */
  #say(gist) {
    if (this.#heard) this.#heard.textContent = gist;
  }
}
