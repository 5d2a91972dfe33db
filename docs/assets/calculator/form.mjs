// The form of a calculator: what stands in it, which of its fields are shown, and which error is told beside which.

import { controlsOf, reset, setError } from "./fields.mjs";

/** @typedef {Record<string, string>} Inputs */
/** @typedef {{field: string, code: string, message: string}} FieldError */

/** Two forms with the same token ask the same question. @param {Inputs} inputs */
export const tokenOf = (inputs) => JSON.stringify(Object.entries(inputs).sort());

/** @param {HTMLElement} field */
const nameOf = (field) => field.dataset["field"] ?? "";

export class Form {
  /** @type {HTMLFormElement} */ element;
  /** The fields in which somebody has been. @type {Set<string>} */ #visited = new Set();
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

  /** What stands in the form, hidden and empty fields left out. @returns {Inputs} */
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

  /** Whether the form stands as it came. */
  get isUntouched() {
    return this.token() === this.#untouched;
  }

  /** Shows the fields that the answers so far call for; a hidden one is empty and switched off. */
  showFields() {
    let again = true;
    // A field that disappears can take another with it.
    while (again) {
      again = false;
      const inputs = this.inputs();
      for (const field of this.fields()) {
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
          this.#visited.delete(nameOf(field));
          setError(field, "");
        }
      }
    }
    for (const group of this.element.querySelectorAll(".ig-group")) {
      const fields = [...group.querySelectorAll(".ig-field")];
      if (group instanceof HTMLElement && fields.length)
        group.hidden = fields.every((field) => field instanceof HTMLElement && field.hidden);
    }
  }

  /** The form as it came, with nothing left of what stood in it. */
  empty() {
    this.element.reset();
    this.#visited.clear();
    for (const field of this.fields()) setError(field, "");
    this.showFields();
    this.#untouched = this.token();
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

  focusFirst() {
    this.fields().filter((field) => !field.hidden).flatMap((field) => controlsOf(field))
      .find((control) => control.type !== "radio" || /** @type {HTMLInputElement} */ (control).checked)?.focus();
  }
}
