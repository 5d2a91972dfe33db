// <ig-calculator>: carries strings between a form in the page and the calculators in the worker.
// It decides nothing: what was typed goes over as text, and what comes back is shown as it came.
//
// What is typed lives in the fields and nowhere else: not in the address, storage or history.

import { clockOf } from "../common/dates.mjs";
import { controlsOf, fillIn, isControl, isTyped, reset, setError } from "./fields.mjs";
import { InsertRefused, insertAnswer } from "./insert.mjs";
import { build, runtimeBuild } from "../common/page.mjs";
import { whenLifted } from "./press.mjs";
import { printAnswer } from "./printing.mjs";
import { FINAL, RuntimeFailure } from "../runtime/protocol.mjs";
import { calendar, onState, run, start } from "../runtime/runtime.mjs";
import { clearAll, join, leave } from "./session.mjs";
import { fill, wordsOf } from "../common/texts.mjs";

/** After the last key, before an answer: 7 is on the way to 70. */
const PAUSE_MS = 300;

/** @typedef {"none" | "waiting" | "ok" | "invalid" | "refused" | "failed"} AnswerState */

/**
 * @template {Element} E
 * @param {E} element
 * @param {Partial<Record<string, string>>} [attributes]
 * @param {string} [text]
 */
function dress(element, attributes = {}, text = "") {
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

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

/** @param {Record<string, string>} inputs */
const tokenOf = (inputs) => JSON.stringify(Object.entries(inputs).sort());

export class IgCalculator extends HTMLElement {
  /** @type {HTMLFormElement | null} */ #form = null;
  /** @type {HTMLElement | null} */ #answer = null;
  /** @type {HTMLElement | null} */ #failure = null;
  /** @type {HTMLElement} */ #empty = document.createElement("p");
  /** @type {HTMLElement} */ #tools = document.createElement("div");
  /** @type {HTMLElement} */ #word = document.createElement("p");
  /** @type {HTMLInputElement} */ #keep = document.createElement("input");
  /** @type {HTMLElement} */ #heard = document.createElement("span");
  /** @type {HTMLElement} */ #panel = document.createElement("div");
  #peek = document.createElement("button");
  /** @type {IntersectionObserver | undefined} */ #sight;
  /** Height of the answer as last drawn: asking for it would have the whole page laid out before each question. */
  #height = 0;
  #size = new ResizeObserver((seen) => {
    if (this.#answer?.hasChildNodes()) this.#height = seen.at(-1)?.borderBoxSize[0]?.blockSize ?? 0;
  });
  #lang = "nb";
  /** What the page itself says, in its language: from the card. */
  #words = wordsOf(undefined);

  /** The inputs that the answer on show was made from, the inputs asked about now, and those of an untouched form. */
  #shown = "";
  #asked = "";
  #untouched = "";
  /** Rises whenever the form is emptied: an answer asked for before that is thrown away. */
  #round = 0;
  /** One question at a time: what changes meanwhile is asked once, with the form as it then stands. */
  #busy = false;
  #again = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #pause;
  /** @type {Set<string>} */ #left = new Set();
  /** @type {{field: string, code: string, message: string}[]} */ #errors = [];
  #plain = "";
  #ready = false;
  #state = "off";
  /** @type {IgCalculator | null} The calculator that these inputs were handed over from. */ #giver = null;
  /** @type {(() => void) | undefined} */ #stopListening;

  connectedCallback() {
    if (!this.#form && !this.#setUp()) return;
    join(this);
    this.#sight?.observe(this.#panel);
    if (this.#answer) this.#size.observe(this.#answer);
    this.#wipe();
    this.#stopListening = onState((state, code) => this.#onRuntime(state, code));
    start().catch((error) => this.#fail(error));
  }

  disconnectedCallback() {
    this.#stopListening?.();
    this.#sight?.disconnect();
    this.#size.disconnect();
    clearTimeout(this.#pause);
    this.#round += 1;
    this.#again = false;
    leave(this);
  }

  // --- what session.mjs asks -------------------------------------------------------------------

  /** Whether anything of a patient stands in it. */
  get filled() {
    return this.#token() !== this.#untouched || this.#shown !== "" || !this.#word.hidden;
  }

  /** Whether the clinician asked to keep the answer until it is cleared by hand. */
  get kept() {
    return this.#keep.checked && this.#shown !== "";
  }

  /** @param {"expired"} [note] */
  clear(note) {
    const had = this.filled;
    this.#wipe();
    if (note && had) this.#showState("idle");
  }

  // --- set-up ----------------------------------------------------------------------------------

  #setUp() {
    const form = this.querySelector("form");
    const answer = this.querySelector(".ig-answer");
    if (!(form instanceof HTMLFormElement) || !(answer instanceof HTMLElement)) return false;
    this.#form = form;
    this.#answer = answer;
    this.#failure = this.querySelector(".ig-failure");
    this.#lang = this.dataset["lang"] ?? "nb";
    this.#words = wordsOf(this.dataset["words"]);

    this.#empty = dress(document.createElement("p"), { class: "ig-empty" }, this.#words.empty);
    this.#word = dress(document.createElement("p"), { class: "ig-word", role: "status", tabindex: "-1" });
    this.#word.hidden = true;
    this.#panel = dress(document.createElement("div"), { class: "ig-panel" });
    this.#makeTools();
    const status = this.querySelector(".ig-status");
    const side = dress(document.createElement("div"), { class: "ig-side" });
    answer.before(this.#panel);
    this.#panel.append(side);
    for (const part of [this.#empty, answer, this.#tools, this.#failure]) if (part) side.append(part);
    if (status) form.before(status);
    form.before(this.#word);
    // Says again what the answer below says: for the eye alone.
    dress(this.#peek, { type: "button", class: "ig-peek", "data-action": "peek", "aria-hidden": "true", tabindex: "-1" });
    this.#peek.hidden = true;
    const place = dress(document.createElement("div"), { class: "ig-peek-place" });
    place.append(this.#peek);
    form.append(place);
    // Once the answer itself is in view there is nothing to say.
    this.#sight = new IntersectionObserver((seen) => {
      this.#peek.style.visibility = seen.at(-1)?.isIntersecting ? "hidden" : "";
    }, { rootMargin: "0px 0px -80px 0px" });

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => this.#onInput(event));
    form.addEventListener("change", (event) => this.#onChange(event));
    form.addEventListener("focusout", (event) => this.#onLeave(event));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && isControl(event.target)) this.#settle();
    });
    this.addEventListener("click", (event) => this.#onClick(event));
    return true;
  }

  #makeTools() {
    this.#tools = dress(document.createElement("div"), { class: "ig-tools" });
    this.#tools.hidden = true;
    const button = (/** @type {string} */ action, /** @type {string} */ text) =>
      dress(document.createElement("button"), { type: "button", class: "ig-button ig-button--quiet", "data-action": action }, text);
    if (navigator.clipboard) this.#tools.append(button("copy", this.#words.copy));
    this.#tools.append(button("print", this.#words.print));
    this.#keep = dress(document.createElement("input"), { type: "checkbox", autocomplete: "off" });
    const label = dress(document.createElement("label"), { class: "ig-keep" });
    label.append(this.#keep, dress(document.createElement("span"), {}, this.#words.keep));
    // That the button's words have changed is not told by itself.
    this.#heard = dress(document.createElement("span"), { class: "ig-heard", role: "status" });
    this.#tools.append(label, this.#heard);
  }

  // --- the form --------------------------------------------------------------------------------

  /** @returns {HTMLElement[]} */
  #fields() {
    return this.#form ? [...this.#form.querySelectorAll(".ig-field")].filter((one) => one instanceof HTMLElement) : [];
  }

  /** @param {string} name */
  #field(name) {
    return this.#fields().find((field) => field.dataset["field"] === name) ?? null;
  }

  /** What stands in the form, hidden and empty fields left out. */
  #inputs() {
    /** @type {Record<string, string>} */
    const inputs = {};
    if (!this.#form) return inputs;
    for (const [name, value] of new FormData(this.#form))
      if (typeof value === "string" && value.trim() !== "") inputs[name] = value;
    return inputs;
  }

  #token() {
    return tokenOf(this.#inputs());
  }

  /** Shows the fields that the answers so far call for; a hidden one is empty and switched off. */
  #showFields() {
    let again = true;
    // A field that disappears can take another with it.
    while (again) {
      again = false;
      const inputs = this.#inputs();
      for (const field of this.#fields()) {
        const { when, whenIs } = field.dataset;
        if (!when) continue;
        const hidden = !(whenIs ?? "").split(/\s+/).includes(inputs[when] ?? "");
        if (hidden === field.hidden) continue;
        again = true;
        field.hidden = hidden;
        for (const control of controlsOf(field)) {
          control.disabled = hidden;
          if (hidden) reset(control);
        }
        if (hidden) {
          this.#left.delete(field.dataset["field"] ?? "");
          setError(field, "");
        }
      }
    }
    for (const group of this.#form?.querySelectorAll(".ig-group") ?? []) {
      const fields = [...group.querySelectorAll(".ig-field")];
      if (group instanceof HTMLElement && fields.length)
        group.hidden = fields.every((field) => field instanceof HTMLElement && field.hidden);
    }
  }

  /** The form as it came, with nothing left of what stood in it. */
  #wipe() {
    this.#round += 1;
    this.#again = false;
    clearTimeout(this.#pause);
    this.#form?.reset();
    this.#left.clear();
    this.#errors = [];
    for (const field of this.#fields()) setError(field, "");
    this.#showFields();
    this.#untouched = this.#token();
    this.#asked = "";
    this.#giver = null;
    this.#keep.checked = false;
    this.#say("");
    this.#showState(this.#state);
    this.#dropAnswer("none");
    if (this.#answer) this.#answer.style.minHeight = "";
    this.#hideFailure();
    this.#form?.removeAttribute("data-tried");
  }

  /** @param {string} text */
  #say(text) {
    this.#word.textContent = text;
    this.#word.hidden = !text;
  }

  // --- events ----------------------------------------------------------------------------------

  /** @param {Event} event */
  #onInput(event) {
    if (!isControl(event.target)) return;
    const field = event.target.closest(".ig-field");
    if (field) setError(field, "");
    this.#showFields();
    this.#changed();
    if (isTyped(event.target)) this.#pause = setTimeout(() => this.#ask(), PAUSE_MS);
    else this.#ask();
  }

  /** @param {Event} event */
  #onChange(event) {
    if (!isControl(event.target)) return;
    this.#showFields();
    this.#changed();
    this.#ask();
  }

  /** @param {FocusEvent} event */
  #onLeave(event) {
    const field = event.target instanceof Element ? event.target.closest(".ig-field") : null;
    if (!(field instanceof HTMLElement)) return;
    if (event.relatedTarget instanceof Node && field.contains(event.relatedTarget)) return;
    // The window losing focus is not the field being left.
    if (!document.hasFocus()) return;
    // "Clear" empties everything anyway: no error may flash up on the way to it.
    if (event.relatedTarget instanceof Element && event.relatedTarget.closest("[data-action='clear']")) return;
    this.#left.add(field.dataset["field"] ?? "");
    this.#changed();
    this.#ask();
    whenLifted(() => this.#showErrors());
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button[data-action]") : null;
    if (!(button instanceof HTMLButtonElement) || button.closest("ig-calculator") !== this) return;
    const { action } = button.dataset;
    if (action === "clear") {
      clearAll();
      const first = document.querySelector("ig-calculator");
      (first instanceof IgCalculator ? first : this).#firstControl()?.focus();
    } else if (action === "now") {
      this.#fillNow(button.dataset["field"] ?? "");
    } else if (action === "peek") {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.#answer?.scrollIntoView({ block: "start", behavior: still ? "instant" : "smooth" });
    } else if (action === "reload") {
      location.reload();
    } else if (action === "retry") {
      this.#hideFailure();
      this.#asked = "";
      this.#ask();
    } else if (this.#settle()) {
      // These take an answer along: only one that belongs to what stands in the form.
      if (action === "handover") this.#handOver(button);
      else if (action === "copy") void this.#copy(button);
      else if (action === "print") printAnswer(this);
      else if (action === "calendar") void this.#saveCalendar(button);
    }
  }

  /** Counts the field being typed in as left. Returns whether the answer on show is the answer to the form. */
  #settle() {
    const active = document.activeElement;
    if (isControl(active) && this.#form?.contains(active)) {
      const field = active.closest(".ig-field");
      if (field instanceof HTMLElement) this.#left.add(field.dataset["field"] ?? "");
    }
    this.#changed();
    this.#ask();
    this.#showErrors();
    return this.#shown !== "" && this.#shown === this.#token();
  }

  /** @param {string} name */
  #fillNow(name) {
    const field = this.#field(name);
    const control = field && controlsOf(field)[0];
    if (!(control instanceof HTMLInputElement)) return;
    control.value = clockOf(new Date());
    setError(/** @type {Element} */ (field), "");
    this.#changed();
    this.#ask();
  }

  #firstControl() {
    return this.#fields().filter((field) => !field.hidden).flatMap((field) => controlsOf(field))
      .find((control) => control.type !== "radio" || /** @type {HTMLInputElement} */ (control).checked);
  }

  // --- asking and showing ----------------------------------------------------------------------

  /** Takes away at once whatever no longer belongs to what stands in the form. */
  #changed() {
    clearTimeout(this.#pause);
    const token = this.#token();
    if (token !== this.#asked) {
      this.#asked = "";
      this.#again = false;
    }
    if (token === this.#shown) return;
    if (token !== this.#untouched) {
      if (!this.#giver) this.#say("");
      this.#showState(this.#state);
    }
    if (this.#shown !== "") this.#takeBack();
    this.#dropAnswer("waiting");
  }

  /** @param {AnswerState} state */
  #dropAnswer(state) {
    const answer = this.#answer;
    if (!answer) return;
    // The place keeps its height until the next answer, so that the page does not jump under the finger.
    if (answer.hasChildNodes()) answer.style.minHeight = `${this.#height}px`;
    answer.replaceChildren();
    this.#shown = "";
    this.#plain = "";
    this.#setState(state);
  }

  /** @param {AnswerState} state */
  #setState(state) {
    this.dataset["answer"] = state;
    this.#empty.hidden = !(state === "none" || (state === "waiting" && !this.#ready));
    this.#empty.textContent = state === "waiting" ? this.#words.waiting : this.#words.empty;
    this.#tools.hidden = !(state === "ok" || state === "refused");
    this.#peek.textContent = state === "ok" || state === "refused" ? this.#gist() : "";
    this.#peek.hidden = !this.#peek.textContent;
    const canFollow = this.#answer?.querySelector(":scope > [data-can-follow]") !== null;
    this.dispatchEvent(new CustomEvent("ig-answer", { bubbles: true, detail: { inputs: this.#inputs(), canFollow } }));
  }

  /** The answer in one line: its verdict, or its first figure. */
  #gist() {
    const clean = (/** @type {Element | null | undefined} */ one) => one?.textContent?.replace(/[ \t\r\n]+/g, " ").trim() ?? "";
    const verdict = this.#answer?.querySelector(".ig-verdict strong");
    if (verdict) return clean(verdict);
    const first = this.#answer?.querySelector(".ig-value");
    return [clean(first?.querySelector("dt")), clean(first?.querySelector("data, time"))].filter(Boolean).join(": ");
  }

  async #ask() {
    clearTimeout(this.#pause);
    const { calculator, root } = this.dataset;
    const inputs = this.#inputs();
    const token = tokenOf(inputs);
    if (token === this.#shown || token === this.#asked || !calculator || this.#form?.hidden) return;
    this.#asked = token;
    this.#again = this.#busy;
    if (this.#busy) return;
    this.#busy = true;
    const round = this.#round;
    const isStale = () => round !== this.#round || token !== this.#token();
    try {
      const reply = await run({ calculator, inputs, lang: this.#lang, root: root ?? "", build: build() });
      await new Promise((/** @type {(value?: undefined) => void} */ go) => whenLifted(go));
      if (isStale()) return;
      if (!reply.result) throw new RuntimeFailure("internal", "the question was not understood");
      if (reply.build !== runtimeBuild()) throw new RuntimeFailure("version", "the calculators are of another build than the page");
      if (reply.result.calculator !== calculator) throw new RuntimeFailure("internal", "the answer is for another calculator");
      this.#show(reply, token);
    } catch (error) {
      if (isStale()) return;
      this.#again = false;
      this.#fail(error);
    } finally {
      this.#busy = false;
      if (this.#again) {
        this.#again = false;
        this.#asked = "";
        void this.#ask();
      }
    }
  }

  /**
   * @param {import("../runtime/protocol.mjs").Reply} reply
   * @param {string} token
   */
  #show(reply, token) {
    const answer = /** @type {HTMLElement} */ (this.#answer);
    this.#hideFailure();
    insertAnswer(answer, reply.html);
    for (const table of answer.querySelectorAll("table.ig-rows:not([data-glance])")) fitTable(table);
    answer.style.minHeight = "";
    this.#shown = token;
    this.#asked = "";
    this.#plain = reply.text;
    this.#errors = reply.result.errors ?? [];
    this.#showErrors();
    this.#setState(reply.result.status);
  }

  /** Puts each error at its field; one for a missing answer only where somebody has been. */
  #showErrors() {
    if (this.#shown === "") return;
    for (const field of this.#fields()) {
      const name = field.dataset["field"] ?? "";
      const error = this.#errors.find((one) => one.field === name);
      const early = error?.code === "required" && !this.#left.has(name);
      setError(field, error && !early ? error.message : "");
    }
  }

  /** @param {string} state  of the runtime, or "idle" after the form was emptied for want of use */
  #showState(state) {
    const status = this.querySelector(".ig-status");
    if (!(status instanceof HTMLElement)) return;
    status.dataset["state"] = state;
    for (const words of status.querySelectorAll("[data-when-state]"))
      if (words instanceof HTMLElement) words.hidden = words.dataset["whenState"] !== state;
  }

  // --- the runtime -----------------------------------------------------------------------------

  /**
   * @param {"off" | "starting" | "ready" | "failed"} state
   * @param {string} [code]
   */
  #onRuntime(state, code) {
    this.#state = state;
    this.#showState(state);
    // A worker lost later is replaced at the next question; what it answered stays true.
    const lost = state === "failed" && (!this.#ready || FINAL.has(/** @type {any} */ (code)));
    if (this.#form) this.#form.hidden = lost;
    if (lost) {
      this.#fail(new RuntimeFailure(/** @type {any} */ (code ?? "internal")));
    } else if (state === "ready" && !this.#ready) {
      this.#ready = true;
      this.#hideFailure();
      const table = this.querySelector("details.ig-table");
      if (table instanceof HTMLDetailsElement) table.open = false;
      // Typed while it was starting.
      if (this.#token() !== this.#untouched) void this.#ask();
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    const code = error instanceof RuntimeFailure ? error.code : error instanceof InsertRefused ? "unsafe" : "internal";
    console.error(error instanceof InsertRefused ? error.message : error);
    this.#asked = "";
    this.#errors = [];
    this.#dropAnswer("failed");
    if (this.#answer) this.#answer.style.minHeight = "";
    const table = this.querySelector("details.ig-table");
    if (table instanceof HTMLDetailsElement) table.open = true;
    const hopeless = code === "no-webassembly" || code === "no-module-worker";
    this.#tellFailure(code, hopeless ? "" : FINAL.has(code) || code === "unsafe" || this.#form?.hidden ? "reload" : "retry");
    // Of two builds no figure can be trusted: nothing more is calculated on this page.
    if (code === "version" && this.#form) this.#form.hidden = true;
  }

  /**
   * @param {string} code
   * @param {"" | "reload" | "retry"} action
   */
  #tellFailure(code, action) {
    const box = this.#failure;
    if (!box) return;
    const words = [...box.querySelectorAll("p[data-code]")];
    const fitting = words.find((one) => one.getAttribute("data-code") === code) ?? words.find((one) => one.getAttribute("data-code") === "*");
    for (const one of words) if (one instanceof HTMLElement) one.hidden = one !== fitting;
    box.querySelector("button")?.remove();
    if (action)
      box.append(dress(document.createElement("button"), { type: "button", class: "ig-button", "data-action": action },
        action === "reload" ? this.#words.reload : this.#words.retry));
    box.hidden = false;
  }

  #hideFailure() {
    if (!this.#failure || this.#form?.hidden) return;
    this.#failure.hidden = true;
    this.#failure.querySelector("button")?.remove();
  }

  // --- handing over, copying, saving -----------------------------------------------------------

  /** @param {HTMLButtonElement} button */
  #handOver(button) {
    const to = button.dataset["to"] ?? "";
    /** @type {Record<string, unknown>} */
    let values;
    try {
      values = JSON.parse(button.dataset["values"] ?? "");
    } catch {
      return;
    }
    const next = this.#next(to);
    if (!next) return;
    next.receive(values, this, this.querySelector(".ig-title")?.textContent ?? "");
  }

  /**
   * The calculator to hand over to: one that already stands on the page, or the one in the template.
   * @param {string} id
   * @returns {IgCalculator | null}
   */
  #next(id) {
    const selector = `ig-calculator[data-calculator="${CSS.escape(id)}"]`;
    const standing = document.querySelector(selector);
    if (standing instanceof IgCalculator) return standing;
    const template = this.querySelector(`template.ig-next[data-calculator="${CSS.escape(id)}"]`);
    if (!(template instanceof HTMLTemplateElement)) return null;
    const card = template.content.querySelector(selector);
    if (!card) return null;
    const opened = document.importNode(card, true);
    this.after(opened);
    return opened instanceof IgCalculator ? opened : null;
  }

  /**
   * Takes over what another calculator worked out, and says so.
   * @param {Record<string, unknown>} values
   * @param {IgCalculator} giver
   * @param {string} title
   */
  receive(values, giver, title) {
    this.#wipe();
    /** @type {string[]} */
    const said = [];
    for (const [name, value] of Object.entries(values)) {
      const field = this.#field(name);
      const words = field && fillIn(field, String(value));
      if (words) said.push(words);
      this.#showFields();
    }
    if (said.length === 0) {
      // Nothing to carry along: the next calculator is only opened.
      this.scrollIntoView({ block: "start" });
      controlsOf(this)[0]?.focus({ preventScroll: true });
      return;
    }
    this.#giver = giver;
    if (giver !== this) giver.#takers.add(this); // one that hands over to itself has nothing to take back
    this.#say(fill(this.#words.handed, { title: title.trim(), values: said.join(", ") }));
    this.#changed();
    void this.#ask();
    this.scrollIntoView({ block: "start" });
    this.#word.focus({ preventScroll: true });
  }

  /** @type {Set<IgCalculator>} The calculators that took their inputs from this one. */ #takers = new Set();

  /** The answer that was handed over is gone: what was made from it goes too. */
  #takeBack() {
    for (const taker of this.#takers) {
      if (taker.#giver !== this) continue;
      taker.#wipe();
      taker.#say(taker.#words.handedStale);
    }
    this.#takers.clear();
  }

  /** @param {HTMLButtonElement} button */
  async #copy(button) {
    const done = await navigator.clipboard.writeText(this.#plain).then(() => true, () => false);
    button.textContent = done ? this.#words.copied : this.#words.copyFailed;
    button.dataset["done"] = String(done);
    this.#heard.textContent = button.textContent;
    setTimeout(() => {
      this.#heard.textContent = "";
      button.textContent = this.#words.copy;
      delete button.dataset["done"];
    }, 2500);
  }

  /**
   * Saves the dates of the answer on show as a calendar file. The answer stays, whatever becomes of the file.
   * @param {HTMLButtonElement} button
   */
  async #saveCalendar(button) {
    const { calculator } = this.dataset;
    const shown = this.#shown;
    const round = this.#round;
    const isStale = () => round !== this.#round || shown !== this.#shown;
    if (!calculator || button.hasAttribute("aria-busy")) return;
    this.#hideFailure();
    button.setAttribute("aria-busy", "true"); // not disabled: it would lose the focus
    try {
      const { name, ics } = await calendar({ calculator, inputs: this.#inputs(), lang: this.#lang });
      if (isStale()) return;
      const address = URL.createObjectURL(new Blob([ics], { type: "text/calendar;charset=utf-8" }));
      dress(document.createElement("a"), { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      if (isStale()) return;
      if (!(error instanceof RuntimeFailure) || FINAL.has(error.code)) return this.#fail(error);
      console.error(error);
      this.#tellFailure(error.code, "");
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}

if (!customElements.get("ig-calculator")) customElements.define("ig-calculator", IgCalculator);
