// <ig-calculator>: carries strings between a form in the page and the calculators in the worker.
// It decides nothing: what was typed goes over as text, and what comes back is shown as it came.
//
// What is typed lives in the fields and nowhere else: not in the address, storage or history.

import { AnswerPlace } from "./answer.mjs";
import { make } from "./dom.mjs";
import { FailureBox } from "./failure.mjs";
import { controlsOf, isControl, isTyped, setError } from "./fields.mjs";
import { Form } from "./form.mjs";
import { HandOver, offerOf } from "./handover.mjs";
import { InsertRefused } from "./insert.mjs";
import { whenLifted } from "./press.mjs";
import { printAnswer } from "./printing.mjs";
import { Questions } from "./questions.mjs";
import { clearAll, join, leave } from "./session.mjs";
import { Tools } from "./tools.mjs";
import { clockOf, isoOf } from "../common/dates.mjs";
import { build, runtimeBuild } from "../common/page.mjs";
import { wordsOf } from "../common/texts.mjs";
import { FINAL, RuntimeFailure } from "../runtime/protocol.mjs";
import { calendar, onState, run, start } from "../runtime/runtime.mjs";

/** After the last key, before an answer: 7 is on the way to 70. */
const PAUSE_MS = 300;

/** @typedef {import("../runtime/protocol.mjs").Reply} Reply */
/** @typedef {import("../runtime/protocol.mjs").Code} Code */
/** @typedef {import("./questions.mjs").Question} Question */

/** What a card is made of: there once its form was found. */
class Parts {
  /**
   * @param {IgCalculator} card
   * @param {HTMLFormElement} form
   * @param {HTMLElement} place  of the answer
   */
  constructor(card, form, place) {
    const words = wordsOf(card.dataset["words"]);
    const box = card.querySelector(".ig-failure");
    this.form = new Form(form);
    this.answer = new AnswerPlace(place, card.querySelector(".ig-gist"), words);
    this.tools = new Tools(words);
    this.failure = new FailureBox(box instanceof HTMLElement ? box : null, words);
    this.notice = make("p", { class: "ig-word", role: "status", tabindex: "-1" });
    this.notice.hidden = true;
    this.handOver = new HandOver(this.form, (notice) => this.say(notice), () => card.empty(), words);
    this.panel = make("div", { class: "ig-panel" });

    const status = card.querySelector(".ig-status");
    const side = make("div", { class: "ig-side" });
    place.before(this.panel);
    this.panel.append(side);
    for (const part of [this.answer.empty, place, this.tools.element, box]) if (part) side.append(part);
    if (status) form.before(status);
    form.before(this.notice);
    const barPlace = make("div", { class: "ig-answer-bar-place" });
    barPlace.append(this.answer.bar);
    form.append(barPlace);
  }

  /** @param {string} notice */
  say(notice) {
    this.notice.textContent = notice;
    this.notice.hidden = !notice;
  }
}

export class IgCalculator extends HTMLElement {
  /** @type {Parts | null} */ #parts = null;
  /** @type {Questions<Reply>} */
  #questions = new Questions((question) => this.#carry(question), (question, outcome) => this.#take(question, outcome));
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #pause;
  /** Not yet able to answer, able to, or closed: then there is no form. @type {"starting" | "open" | "closed"} */
  #access = "starting";
  /** What the status line says when nothing else is to be said. */
  #runtime = "off";
  /** @type {(() => void) | undefined} */ #stopListening;
  /** The day on which the answer on show was asked for. */ #day = "";
  /** @type {ReturnType<typeof setInterval> | undefined} */ #midnight;

  connectedCallback() {
    const parts = this.#parts ?? this.#setUp();
    if (!parts) return;
    join(this);
    parts.answer.watch(parts.panel);
    this.empty();
    this.#stopListening = onState((state, code) => this.#onRuntime(state, code));
    if (this.querySelector("[data-today]")) this.#midnight = setInterval(() => this.#askAnewPastMidnight(), 60 * 1000);
    start().catch((error) => this.#fail(error));
  }

  disconnectedCallback() {
    this.#stopListening?.();
    this.#parts?.answer.unwatch();
    clearTimeout(this.#pause);
    clearInterval(this.#midnight);
    this.#questions.throwAway();
    leave(this);
  }

  // --- what session.mjs asks -------------------------------------------------------------------

  /** Whether anything of a patient stands in it. Having been in a field fills in nothing, nor does the answer to a form as it came. */
  get filled() {
    return this.#parts !== null && !this.#parts.form.isUntouched;
  }

  /** Whether the clinician asked to keep the answer until it is cleared by hand. */
  get kept() {
    return this.#parts !== null && this.#parts.tools.keeps && this.#parts.answer.token !== "";
  }

  /** @param {"expired"} [note] */
  clear(note) {
    const had = this.filled;
    this.empty();
    if (note && had) this.#showStatus("idle");
  }

  // --- set-up ----------------------------------------------------------------------------------

  #setUp() {
    const form = this.querySelector("form");
    const place = this.querySelector(".ig-answer");
    if (!(form instanceof HTMLFormElement) || !(place instanceof HTMLElement)) return null;
    this.#parts = new Parts(this, form, place);
    for (const told of this.querySelectorAll(".ig-noscript")) told.remove();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => this.#onInput(event));
    form.addEventListener("change", (event) => this.#onChange(event));
    form.addEventListener("focusin", (event) => {
      if (event.target instanceof Element) this.#parts?.form.enter(event.target.closest(".ig-field"));
    });
    form.addEventListener("focusout", (event) => this.#onLeave(event));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && isControl(event.target)) this.#settle();
    });
    this.addEventListener("click", (event) => this.#onClick(event));
    return this.#parts;
  }

  /** The form as it came, with nothing left of what stood in it. */
  empty() {
    const parts = this.#parts;
    if (!parts) return;
    this.#questions.throwAway();
    clearTimeout(this.#pause);
    parts.form.empty();
    parts.handOver.forget();
    parts.say("");
    this.#showStatus(this.#runtime);
    this.#drop("none");
    parts.answer.letGo();
    this.#hideFailure();
  }

  // --- events ----------------------------------------------------------------------------------

  /** @param {Event} event */
  #onInput(event) {
    if (!isControl(event.target)) return;
    const field = event.target.closest(".ig-field");
    if (field) setError(field, "");
    this.#changed();
    if (isTyped(event.target)) this.#pause = setTimeout(() => this.#ask(), PAUSE_MS);
    else this.#ask();
  }

  /** @param {Event} event */
  #onChange(event) {
    if (!isControl(event.target)) return;
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
    this.#parts?.form.visit(field);
    this.#changed();
    this.#ask();
    whenLifted(() => {
      if (!field.contains(document.activeElement)) this.#parts?.form.leave(field);
      this.#showErrors();
    });
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button[data-action]") : null;
    if (!(button instanceof HTMLButtonElement) || button.closest("ig-calculator") !== this) return;
    const { action } = button.dataset;
    if (action === "clear") {
      clearAll();
      const first = document.querySelector("ig-calculator");
      (first instanceof IgCalculator ? first : this).#parts?.form.focusFirst();
    } else if (action === "now") {
      this.#fillNow(button.dataset["field"] ?? "");
    } else if (action === "fill") {
      this.#parts?.form.fill(button);
      this.#changed();
      this.#ask();
    } else if (action === "show-answer") {
      this.#parts?.answer.scrollIntoView();
    } else if (action === "reload") {
      location.reload();
    } else if (action === "retry") {
      this.#hideFailure();
      this.#ask();
    } else if (this.#settle()) {
      // These take an answer along: only one that belongs to what stands in the form.
      if (action === "handover") this.#handOver(button);
      else if (action === "copy") void this.#parts?.tools.copy(button, this.#parts.answer.plain);
      else if (action === "share") void this.#parts?.tools.share(this.#parts.answer.plain);
      else if (action === "print") printAnswer(this);
      else if (action === "calendar") void this.#saveCalendar(button);
    }
  }

  /** Counts the field being typed in as left. Returns whether the answer on show is the answer to the form. */
  #settle() {
    const parts = this.#parts;
    if (!parts) return false;
    const active = document.activeElement;
    if (isControl(active) && parts.form.element.contains(active)) parts.form.visit(active.closest(".ig-field"));
    this.#changed();
    this.#ask();
    this.#showErrors();
    return parts.answer.token !== "" && parts.answer.token === parts.form.token();
  }

  /** @param {string} name */
  #fillNow(name) {
    const field = this.#parts?.form.field(name);
    const control = field && controlsOf(field)[0];
    if (!(control instanceof HTMLInputElement)) return;
    control.value = clockOf(new Date());
    setError(/** @type {Element} */ (field), "");
    this.#changed();
    this.#ask();
  }

  // --- asking and showing ----------------------------------------------------------------------

  /** Takes away at once whatever no longer belongs to what stands in the form. */
  #changed() {
    const parts = this.#parts;
    if (!parts) return;
    clearTimeout(this.#pause);
    parts.form.showFields();
    const token = parts.form.token();
    this.#questions.keepOnly(token);
    if (token === parts.answer.token) return;
    if (!parts.form.isUntouched) {
      if (!parts.handOver.isTakenOver) parts.say("");
      this.#showStatus(this.#runtime);
    }
    parts.handOver.onChange();
    if (parts.answer.token !== "") parts.handOver.takeBack();
    this.#drop("waiting");
  }

  /** @param {"none" | "waiting" | "failed"} is */
  #drop(is) {
    const parts = this.#parts;
    if (!parts) return;
    parts.answer.drop(is, this.#access !== "open");
    parts.tools.forget();
    this.#tellAnswer();
  }

  /** Styles, tools and whatever follows an answer learn what stands there now. */
  #tellAnswer() {
    const parts = this.#parts;
    if (!parts) return;
    this.dataset["answer"] = parts.answer.state;
    parts.tools.element.hidden = !parts.answer.isAnswer;
    this.dispatchEvent(new CustomEvent("ig-answer", { bubbles: true, detail: { inputs: parts.form.inputs(), canFollow: parts.answer.canFollow } }));
  }

  #ask() {
    const parts = this.#parts;
    clearTimeout(this.#pause);
    if (!parts || this.#access === "closed") return;
    const question = this.#question(parts.form);
    if (question.token !== parts.answer.token) this.#questions.put(question);
  }

  /** @param {Form} form @returns {Question} */
  #question(form) {
    return { token: form.token(), inputs: form.inputs(), today: isoOf(new Date()) };
  }

  /** An answer says of a date that it is today's: on the day after it is asked for once more, as the form stands. */
  #askAnewPastMidnight() {
    const parts = this.#parts;
    if (!parts || this.#access !== "open" || parts.answer.token === "" || parts.answer.token !== parts.form.token()) return;
    const question = this.#question(parts.form);
    if (question.today !== this.#day) this.#questions.put(question);
  }

  /** @param {Question} question @returns {Promise<Reply>} */
  async #carry({ inputs, today }) {
    const { calculator = "", root = "" } = this.dataset;
    const reply = await run({ calculator, inputs, lang: this.#lang, root, build: build(), today });
    await new Promise((/** @type {(value?: undefined) => void} */ go) => whenLifted(go));
    if (!reply.result) throw new RuntimeFailure("internal", "the question was not understood");
    if (reply.build !== runtimeBuild()) throw new RuntimeFailure("version", "the calculators are of another build than the page");
    if (reply.result.calculator !== calculator) throw new RuntimeFailure("internal", "the answer is for another calculator");
    return reply;
  }

  /**
   * @param {Question} question
   * @param {{ reply: Reply } | { error: unknown }} outcome
   */
  #take({ token, today }, outcome) {
    const parts = this.#parts;
    if (!parts || token !== parts.form.token()) return;
    try {
      if ("error" in outcome) throw outcome.error;
      this.#hideFailure();
      if (outcome.reply.asked) parts.form.ask(outcome.reply.asked);
      // What comes back into sight with something in it is asked along.
      if (token !== parts.form.token()) return this.#ask();
      parts.answer.show(outcome.reply, token);
      this.#day = today;
      parts.tools.standIn(this);
      this.#tellAnswer();
      this.#showErrors();
    } catch (error) {
      this.#fail(error);
    }
  }

  #showErrors() {
    const parts = this.#parts;
    if (parts && parts.answer.token !== "") parts.form.showErrors(parts.answer.errors);
  }

  /** @param {string} state  of the runtime, or "idle" after the form was emptied for want of use */
  #showStatus(state) {
    const status = this.querySelector(".ig-status");
    if (!(status instanceof HTMLElement)) return;
    status.dataset["state"] = state;
    for (const words of status.querySelectorAll("[data-when-state]"))
      if (words instanceof HTMLElement) words.hidden = words.dataset["whenState"] !== state;
  }

  get #lang() {
    return this.dataset["lang"] ?? "nb";
  }

  // --- the runtime -----------------------------------------------------------------------------

  /**
   * @param {"off" | "starting" | "ready" | "failed"} state
   * @param {Code} [code]
   */
  #onRuntime(state, code = "internal") {
    this.#runtime = state;
    this.#showStatus(state);
    // A worker lost later is replaced at the next question; what it answered stays true.
    if (state === "failed" && (this.#access !== "open" || FINAL.has(code))) {
      this.#setAccess("closed");
      this.#fail(new RuntimeFailure(code));
    } else if (state === "ready" && this.#access !== "open") {
      this.#setAccess("open");
      this.#hideFailure();
      this.#openTable(false);
      // Typed while it was starting.
      if (this.#parts && !this.#parts.form.isUntouched) this.#ask();
    } else if (this.#access === "closed") {
      this.#setAccess("starting");
    } else {
      this.#setAccess(this.#access);
    }
  }

  /** @param {"starting" | "open" | "closed"} access */
  #setAccess(access) {
    this.#access = access;
    if (this.#parts) this.#parts.form.element.hidden = access === "closed";
  }

  /** @param {boolean} open */
  #openTable(open) {
    const table = this.querySelector("details.ig-table");
    if (table instanceof HTMLDetailsElement) table.open = open;
  }

  /** @param {unknown} error */
  #fail(error) {
    const code = error instanceof RuntimeFailure ? error.code : error instanceof InsertRefused ? "unsafe" : "internal";
    console.error(error instanceof InsertRefused ? error.message : error);
    this.#drop("failed");
    this.#parts?.answer.letGo();
    this.#openTable(true);
    const hopeless = code === "no-webassembly" || code === "no-module-worker";
    const final = FINAL.has(code) || code === "unsafe" || this.#access === "closed";
    this.#parts?.failure.tell(code, hopeless ? "nothing" : final ? "reload" : "retry");
    // Of two builds no figure can be trusted: nothing more is calculated on this page.
    if (code === "version") this.#setAccess("closed");
  }

  #hideFailure() {
    if (this.#access !== "closed") this.#parts?.failure.hide();
  }

  // --- handing over, saving --------------------------------------------------------------------

  /** @param {HTMLButtonElement} button */
  #handOver(button) {
    const offer = offerOf(button);
    const next = offer && this.#next(offer.to);
    if (next && this.#parts) next.receive(offer.values, this.#parts.handOver, this.querySelector(".ig-title")?.textContent ?? "");
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
   * @param {HandOver} source
   * @param {string} title
   */
  receive(values, source, title) {
    const parts = this.#parts;
    if (!parts) return;
    // With nothing to carry along, the next calculator is only opened, and keeps what it holds.
    const isCarrying = Object.keys(values).length > 0;
    if (isCarrying) this.empty();
    const any = isCarrying && parts.handOver.take(values, source, title);
    this.scrollIntoView({ block: "start" });
    if (!any) {
      parts.form.focusFirst({ preventScroll: true });
      return;
    }
    this.#changed();
    this.#ask();
    parts.notice.focus({ preventScroll: true });
  }

  /**
   * Saves the dates of the answer on show as a calendar file. The answer stays, whatever becomes of the file.
   * @param {HTMLButtonElement} button
   */
  async #saveCalendar(button) {
    const parts = this.#parts;
    const { calculator } = this.dataset;
    if (!parts || !calculator || button.hasAttribute("aria-busy")) return;
    const { token } = parts.answer;
    const isStale = () => parts.answer.token !== token;
    this.#hideFailure();
    button.setAttribute("aria-busy", "true"); // not disabled: it would lose the focus
    try {
      const file = await calendar({ calculator, inputs: parts.form.inputs(), lang: this.#lang });
      if (!isStale()) await parts.tools.save(file);
    } catch (error) {
      if (isStale()) return;
      if (!(error instanceof RuntimeFailure) || FINAL.has(error.code)) return this.#fail(error);
      console.error(error);
      parts.failure.tell(error.code, "nothing");
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}

if (!customElements.get("ig-calculator")) customElements.define("ig-calculator", IgCalculator);
