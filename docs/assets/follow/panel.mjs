// The followed plan on its own page: the moment, what the nurse does, and every stretch, at the top of the calculator's card.

import { clockOf } from "../common/dates.mjs";
import { insertAnswer } from "../calculator/insert.mjs";
import { printAnswer } from "../calculator/printing.mjs";
import { canStayAwake, stayAwake } from "./awake.mjs";
import { add, confirmClock, end, look, undo, watch } from "./following.mjs";
import { make, words } from "./words.mjs";

/** @typedef {import("./following.mjs").View} View */

const TOLD_MS = 2500;

/** What the form of an event asks, by its kind. */
const ASKS = { pause: ["at", "given_ml"], stop: ["at", "given_ml"], rate: ["at", "step", "rate_ml_h", "given_ml"], resume: ["at", "step", "rate_ml_h"] };
/** @typedef {keyof typeof ASKS} Kind */

export class Panel {
  #words = words();
  #box = make("section", { class: "ig-follow", tabindex: "-1" });
  #now = make("div", { class: "ig-follow-answer" });
  #said = make("p", { class: "ig-follow-said", role: "status" });
  #actions = make("div", { class: "ig-follow-actions" });
  #event = make("div", { class: "ig-follow-event" });
  #folds = make("div", { class: "ig-follow-folds" });
  #picture = make("div", { class: "ig-follow-picture" });
  #awake = make("p", { class: "ig-follow-awake", role: "status" });
  #keeping = make("p", { class: "ig-follow-kept" });
  /** The steps that can be chosen, in words. @type {string[]} */ #choices = [];
  /** The event whose form is open. @type {Kind | ""} */ #open = "";
  #shown = "";
  /** The log, to be copied. */ #plain = "";
  #folded = "";
  #gist = "";
  #stop = () => {};

  /** @param {HTMLElement} card */
  constructor(card) {
    const { title, alarm } = this.#words;
    this.#box.setAttribute("aria-label", title ?? "");
    this.#box.append(
      make("p", { class: "ig-follow-title" }, title ?? ""),
      this.#said, this.#now, this.#actions, this.#event, this.#folds, this.#picture,
      make("p", { class: "ig-follow-alarm" }, alarm ?? ""),
      ...this.#wakeSwitch(), this.#keeping,
    );
    this.#box.addEventListener("click", (event) => this.#onClick(event));
    card.querySelector(".ig-title")?.after(this.#box);
    card.setAttribute("data-followed", "");
    this.#stop = watch((view) => this.#show(view));
  }

  close() {
    this.#stop();
    stayAwake(false, () => {});
    this.#box.closest("[data-followed]")?.removeAttribute("data-followed");
    this.#box.remove();
  }

  focus() {
    this.#box.scrollIntoView({ block: "start" });
    this.#box.focus({ preventScroll: true });
  }

  #wakeSwitch() {
    if (!canStayAwake()) return [];
    const box = make("input", { type: "checkbox", autocomplete: "off" });
    box.addEventListener("change", () =>
      stayAwake(box.checked, (held) => {
        this.#awake.textContent = !box.checked ? "" : (held ? this.#words["awakeHeld"] : this.#words["awakeLost"]) ?? "";
      }));
    return [make("label", { class: "ig-follow-switch" }, box, make("span", {}, this.#words["awake"] ?? "")), this.#awake];
  }

  /** @param {View} view */
  #show({ state, reply, jump, isSafe, kept }) {
    this.#keeping.textContent = (isSafe ? this.#words["kept"] : this.#words["unsafe"]) ?? "";
    this.#box.dataset["state"] = state;
    if (state === "shown" && reply) {
      if (reply.html !== this.#shown) this.#insert(reply.html);
      this.#shown = reply.html;
      this.#choices = reply.choices;
      this.#plain = reply.text;
      // Told once, when the step or the phase changes; volumes are not read out each minute.
      if (reply.gist !== this.#gist) this.#said.textContent = reply.gist;
      this.#gist = reply.gist;
      if (this.#open && !reply.actions.includes(this.#open)) this.#closeEvent();
      this.#setActions([...reply.actions, ...(reply.events.length ? ["undo"] : []), ...(navigator.clipboard ? ["copy"] : []), "print", "end"]);
      return;
    }
    if (state === "waiting" && this.#shown) return; // what stands there is a minute old at most
    this.#now.replaceChildren();
    this.#picture.replaceChildren();
    this.#shown = "";
    this.#gist = "";
    this.#closeEvent();
    const key = state === "jumped" ? (jump === "back" ? "jumpedBack" : "jumpedForward") : state;
    this.#said.textContent = (this.#words[key] ?? "").replaceAll("{now}", clockOf(new Date())).replaceAll("{seen}", kept ? clockOf(new Date(kept.seen * 1000)) : "");
    this.#setActions(state === "jumped" ? ["clockRight", "end"] : state === "failed" ? ["retry", "end"] : ["end"]);
  }

  /**
   * The moment anew. What is done about it stands right under it, then what to do at a reaction, which stays as the reader
   * opened it, and the picture.
   * @param {string} html
   */
  #insert(html) {
    insertAnswer(this.#now, html);
    const taken = (/** @type {string} */ selector) => [...this.#now.querySelectorAll(selector)];
    this.#picture.replaceChildren(...taken(".ig-chart"));
    const folds = taken(".ig-fold");
    const text = folds.map((one) => one.textContent).join("");
    if (text === this.#folded) for (const one of folds) one.remove();
    else this.#folds.replaceChildren(...folds);
    this.#folded = text;
  }

  /** @param {string[]} names */
  #setActions(names) {
    const standing = [...this.#actions.children].map((one) => one.getAttribute("data-follow"));
    if (standing.join() === names.join()) return;
    const focused = document.activeElement?.getAttribute("data-follow");
    this.#actions.replaceChildren(...names.map((name) =>
      make("button", { type: "button", class: name in ASKS ? "ig-button" : "ig-button ig-button--quiet", "data-follow": name }, this.#words[name] ?? name)));
    const again = focused && this.#actions.querySelector(`[data-follow="${focused}"]`);
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button[data-follow]") : null;
    const name = button?.getAttribute("data-follow") ?? "";
    if (name in ASKS) this.#openEvent(/** @type {Kind} */ (name));
    else if (name === "save") void this.#save();
    else if (name === "cancel") this.#closeEvent();
    else if (name === "undo") void undo();
    else if (name === "clockRight") confirmClock();
    else if (name === "retry") void look();
    else if (name === "end") this.#askToEnd();
    else if (name === "endSure") end();
    else if (name === "print") this.#print();
    else if (name === "copy" && button instanceof HTMLButtonElement) void this.#copy(button);
  }

  #print() {
    const card = this.#box.closest("ig-calculator");
    if (card instanceof HTMLElement) printAnswer(card, "followed");
  }

  /** @param {HTMLButtonElement} button */
  async #copy(button) {
    const done = await navigator.clipboard.writeText(this.#plain).then(() => true, () => false);
    button.textContent = (done ? this.#words["copied"] : this.#words["copyFailed"]) ?? "";
    this.#said.textContent = button.textContent;
    setTimeout(() => { button.textContent = this.#words["copy"] ?? ""; }, TOLD_MS);
  }

  /** What is thrown away can't be had again: asked once more. */
  #askToEnd() {
    this.#open = "";
    this.#event.replaceChildren(
      make("p", {}, this.#words["endAsk"] ?? ""),
      make("button", { type: "button", class: "ig-button", "data-follow": "endSure" }, this.#words["endSure"] ?? ""),
      make("button", { type: "button", class: "ig-button ig-button--quiet", "data-follow": "cancel" }, this.#words["cancel"] ?? ""),
    );
    this.#event.querySelector("button")?.focus();
  }

  /** @param {Kind} kind */
  #openEvent(kind) {
    this.#open = kind;
    const fields = ASKS[kind].map((name) => this.#field(name));
    this.#event.replaceChildren(
      make("p", { class: "ig-follow-event-title" }, this.#words[kind] ?? ""),
      ...(kind === "resume" ? [make("p", {}, this.#words["noRate"] ?? "")] : []),
      ...fields,
      make("button", { type: "button", class: "ig-button", "data-follow": "save" }, this.#words["save"] ?? ""),
      make("button", { type: "button", class: "ig-button ig-button--quiet", "data-follow": "cancel" }, this.#words["cancel"] ?? ""),
    );
    this.#event.querySelector("input")?.focus();
  }

  /** @param {string} name */
  #field(name) {
    const id = `ig-follow--${name}`;
    const label = make("label", { for: id }, this.#words[`field_${name}`] ?? "");
    const error = make("p", { class: "ig-error", id: `${id}--error`, hidden: "" });
    const common = { id, name, autocomplete: "off", "aria-describedby": `${id}--error` };
    if (name === "step") {
      const first = make("option", { value: "" }, this.#words["choose"] ?? "");
      const options = this.#choices.map((text, at) => make("option", { value: String(at + 1) }, text));
      return make("div", { class: "ig-field" }, label, make("div", { class: "ig-input" }, make("select", common, first, ...options)), error);
    }
    const input = make("input", { ...common, type: "text", spellcheck: "false", inputmode: name === "at" ? "numeric" : "decimal" });
    if (name === "at") input.value = clockOf(new Date());
    return make("div", { class: "ig-field" }, label, make("div", { class: "ig-input" }, input), error);
  }

  #closeEvent() {
    this.#open = "";
    this.#event.replaceChildren();
  }

  async #save() {
    const kind = this.#open;
    if (!kind) return;
    /** @type {Record<string, string>} */
    const typed = {};
    for (const control of this.#event.querySelectorAll("input, select"))
      if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) typed[control.name] = control.value;
    try {
      const errors = await add({ kind, ...typed });
      this.#tellErrors(errors);
      if (!errors.length) {
        this.#closeEvent();
        this.focus(); // what it led to, and a warning of it, stand at the top
      }
    } catch (error) {
      console.error(error);
      this.#tellErrors([{ field: "at", message: this.#words["notSaved"] ?? "" }]);
    }
  }

  /** @param {{ field: string, message: string }[]} errors */
  #tellErrors(errors) {
    for (const place of this.#event.querySelectorAll(".ig-error")) {
      const control = place.previousElementSibling?.querySelector("input, select");
      const found = errors.find((one) => `ig-follow--${one.field}--error` === place.id);
      place.textContent = found?.message ?? "";
      place.toggleAttribute("hidden", !found);
      if (found) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
    // An error at a field that this event does not ask stands at the first one.
    const homeless = errors.find((one) => !this.#event.querySelector(`#ig-follow--${one.field}--error`));
    const first = this.#event.querySelector(".ig-error");
    if (homeless && first) {
      first.textContent = homeless.message;
      first.removeAttribute("hidden");
    }
    const wrong = this.#event.querySelector("[aria-invalid]");
    if (wrong instanceof HTMLElement) wrong.focus();
  }
}
