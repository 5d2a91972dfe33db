// The form of a calculator: what stands in it, which of its fields are shown, and which error is told beside which.

import { controlsOf, fillIn, setError } from "./fields.mjs";
import { dayOf, isoOf } from "../common/dates.mjs";

/** @typedef {Record<string, string>} Inputs */
/** @typedef {{field: string, code: string, message: string}} FieldError */

/** Two forms with the same token ask the same question. @param {Inputs} inputs */
export const tokenOf = (inputs) => JSON.stringify(Object.entries(inputs).sort());

/** @param {HTMLElement} field */
const nameOf = (field) => field.dataset["field"] ?? "";

/** Whether what stands in it counts for nothing now. @param {HTMLElement} field */
const isOff = (field) => controlsOf(field).some((control) => control.disabled);

/** What stands in it, sent or not. @param {HTMLElement} field */
function valueOf(field) {
  const controls = controlsOf(field);
  if (controls[0]?.type !== "radio") return controls[0]?.value.trim() ?? "";
  return controls.find((one) => one instanceof HTMLInputElement && one.checked)?.value ?? "";
}

/** @param {HTMLButtonElement} button @returns {Record<string, string>} */
const valuesOf = (button) => JSON.parse(button.dataset["values"] ?? "{}");

export class Form {
  /** @type {HTMLFormElement} */ element;
  /** The fields in which somebody has been. @type {Set<string>} */ #visited = new Set();
  /** What the calculator asks by what stands in the form; null where it asks everything. @type {Set<string> | null} */ #asked = null;
  /** The fields that were given today's date, and as what it was written. @type {Map<string, string>} */ #todays = new Map();
  /** The field in which somebody is: it stays under the finger. @type {HTMLElement | null} */ #entered = null;
  #untouched = "";

  /** @param {HTMLFormElement} element */
  constructor(element) {
    this.element = element;
  }

  /** @returns {HTMLElement[]} */
  fields() {
    return [...this.element.querySelectorAll(".ig-field")].filter((one) => one instanceof HTMLElement);
  }

  /** @param {string} name */
  field(name) {
    return this.fields().find((field) => nameOf(field) === name) ?? null;
  }

  /** What stands in the form and is asked; empty fields left out. @returns {Inputs} */
  inputs() {
    /** @type {Inputs} */
    const inputs = {};
    for (const [name, value] of new FormData(this.element))
      if (typeof value === "string" && value.trim() !== "") inputs[name] = value;
    return inputs;
  }

  token() {
    return tokenOf(this.inputs());
  }

  /** Whether the form stands as it came, also where it does not show. */
  get isUntouched() {
    return this.#everything() === this.#untouched;
  }

  #everything() {
    return JSON.stringify(this.fields().map((field) => valueOf(field)));
  }

  /** What the calculator asks now. @param {string[]} names */
  ask(names) {
    this.#asked = new Set(names);
    this.showFields();
  }

  /**
   * Shows the fields that the answers so far call for. What stands in one that has no meaning now is kept, switched off, for when it
   * has one again; any other that holds something stays, for what is used must be seen.
   */
  showFields() {
    let again = true;
    // A field that disappears can take another with it.
    while (again) {
      again = false;
      const inputs = this.inputs();
      for (const field of this.fields()) {
        const off = !this.#hasMeaning(field, inputs);
        const hidden = off || !this.#isShown(field);
        if (hidden) this.#takeToday(field);
        else this.#fillToday(field);
        if (hidden === field.hidden && off === isOff(field)) continue;
        again = true;
        field.hidden = hidden;
        for (const control of controlsOf(field)) control.disabled = off;
        if (hidden) {
          this.#visited.delete(nameOf(field));
          setError(field, "");
        }
      }
    }
    this.#showShortcuts();
    for (const group of this.element.querySelectorAll(".ig-group")) {
      const fields = [...group.querySelectorAll(".ig-field")];
      if (group instanceof HTMLElement && fields.length)
        group.hidden = fields.every((field) => field instanceof HTMLElement && field.hidden);
    }
  }

  /** @param {HTMLElement} field @param {Inputs} inputs */
  #hasMeaning(field, inputs) {
    const { when, whenIs } = field.dataset;
    return !when || (whenIs ?? "").split(/\s+/).includes(inputs[when] ?? "");
  }

  /** @param {HTMLElement} field */
  #isShown(field) {
    const name = nameOf(field);
    if (!this.#asked || this.#asked.has(name)) return true;
    if (field === this.#entered) return true;
    const value = valueOf(field);
    return value !== "" && value !== this.#todays.get(name);
  }

  /** Where the date is mostly today's it stands there when it is first asked for, to be changed. @param {HTMLElement} field */
  #fillToday(field) {
    const name = nameOf(field);
    const [control] = controlsOf(field);
    if (!("today" in field.dataset) || this.#todays.has(name) || !control || control.value) return;
    control.value = dayOf(isoOf(new Date()));
    this.#todays.set(name, control.value);
  }

  /** A date that nobody wrote goes with its question. @param {HTMLElement} field */
  #takeToday(field) {
    const name = nameOf(field);
    const [control] = controlsOf(field);
    if (!control || !this.#todays.has(name)) return;
    if (control.value === this.#todays.get(name)) control.value = "";
    if (control.value === "") this.#todays.delete(name);
  }

  /** One tap for several answers, as long as one of them is asked for and not given. */
  #showShortcuts() {
    for (const button of this.element.querySelectorAll("[data-action='fill']")) {
      if (!(button instanceof HTMLButtonElement)) continue;
      const open = Object.keys(valuesOf(button)).map((name) => this.field(name));
      const place = button.parentElement;
      if (place) place.hidden = !open.some((field) => field && !field.hidden && valueOf(field) === "");
    }
  }

  /** Fills in what one tap answers. @param {HTMLButtonElement} button */
  fill(button) {
    for (const [name, value] of Object.entries(valuesOf(button))) {
      const field = this.field(name);
      if (!field || isOff(field)) continue;
      fillIn(field, value);
      setError(field, "");
    }
  }

  /** The form as it came, with nothing left of what stood in it. */
  empty() {
    this.element.reset();
    this.#visited.clear();
    this.#todays.clear();
    this.#entered = null;
    const { asks } = this.element.dataset;
    this.#asked = asks === undefined ? null : new Set(asks.split(" "));
    for (const field of this.fields()) setError(field, "");
    this.showFields();
    this.#untouched = this.#everything();
  }

  /** Somebody has come to a field. @param {Element | null} field */
  enter(field) {
    this.#entered = field instanceof HTMLElement ? field : null;
  }

  /** Nobody is in it any more. @param {HTMLElement} field */
  leave(field) {
    if (this.#entered === field) this.#entered = null;
    this.showFields();
  }

  /** From now on a missing answer in this field is told. @param {Element | null | undefined} field */
  visit(field) {
    if (field instanceof HTMLElement) this.#visited.add(nameOf(field));
  }

  /** Puts each error at its field; one for a missing answer only where somebody has been. @param {FieldError[]} errors */
  showErrors(errors) {
    for (const field of this.fields()) {
      const error = errors.find((one) => one.field === nameOf(field));
      const early = error?.code === "required" && !this.#visited.has(nameOf(field));
      setError(field, error && !early ? error.message : "");
    }
  }

  /** @param {FocusOptions} [options] */
  focusFirst(options) {
    const first = this.fields().find((field) => !field.hidden);
    if (!first) return;
    const controls = controlsOf(first);
    (controls.find((control) => control instanceof HTMLInputElement && control.checked) ?? controls[0])?.focus(options);
  }
}
