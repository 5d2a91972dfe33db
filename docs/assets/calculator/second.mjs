// An independent check: a colleague enters the figures that matter once more, without seeing the first entries, and is then told
// field by field whether the two agree. No names, nothing kept; what was agreed goes with the answer, on paper too, and no further.

import { momentOf } from "../common/dates.mjs";
import { build } from "../common/page.mjs";
import { fill } from "../common/texts.mjs";
import { run } from "../runtime/runtime.mjs";
import { controlsOf, setError } from "./fields.mjs";
import { checked } from "./insert.mjs";

/** @typedef {{ open: string, title: string, help: string, compare: string, close: string, agrees: string, differs: string, all: string,
 *   not: string, done: string, failed: string }} Words */
/** @typedef {{ name: string, label: string, first: string, second: string }} Compared */

/**
 * @param {string} tag @param {Partial<Record<string, string>>} [attributes] @param {string} [text]
 */
function dress(tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

/** The inputs as an answer repeats them: what the calculators read, whatever way it was typed. @param {ParentNode} answer */
function inputsRead(answer) {
  /** @type {Record<string, string>} */
  const read = {};
  for (const line of answer.querySelectorAll(".ig-inputs [data-field]"))
    read[line.getAttribute("data-field") ?? ""] = line.querySelector("dd")?.textContent?.trim() ?? "";
  return read;
}

class SecondReading {
  /** @type {HTMLElement} */ #card;
  /** @type {string[]} */ #names;
  /** @type {Words} */ #words;
  /** @type {Record<string, string>} */ #inputs;
  #box = /** @type {HTMLDialogElement} */ (dress("dialog", { class: "ig-second" }));
  #form = dress("form", { method: "dialog", autocomplete: "off", novalidate: "" });
  #told = dress("div", { role: "status", class: "ig-second-told" });

  /** @param {HTMLElement} card @param {string[]} names @param {Record<string, string>} inputs @param {Words} words */
  constructor(card, names, inputs, words) {
    this.#card = card;
    this.#names = names;
    this.#inputs = inputs;
    this.#words = words;
    this.#box.setAttribute("aria-label", words.title);
    this.#form.append(dress("h4", {}, words.title), dress("p", { class: "ig-help" }, words.help));
    for (const name of names) this.#addField(name);
    this.#form.append(
      dress("button", { type: "submit", class: "ig-button" }, words.compare),
      dress("button", { type: "button", class: "ig-button ig-button--quiet", "data-second": "close" }, words.close),
    );
    this.#box.append(this.#form, this.#told);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#compare();
    });
    this.#form.addEventListener("input", () => this.#told.replaceChildren());
    this.#box.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-second='close']")) this.#box.close();
    });
    // Nothing of it outlives the dialog.
    this.#box.addEventListener("close", () => this.#box.remove());
    card.append(this.#box);
    this.#box.showModal();
  }

  close() {
    this.#box.close();
  }

  /** The same field as in the form, empty. @param {string} name */
  #addField(name) {
    const field = this.#card.querySelector(`form .ig-field[data-field="${CSS.escape(name)}"]`);
    const copy = field?.cloneNode(true);
    if (!(copy instanceof HTMLElement)) return;
    for (const one of copy.querySelectorAll("button, .ig-help")) one.remove();
    for (const one of copy.querySelectorAll("[id]")) one.id = `second--${one.id}`;
    for (const one of copy.querySelectorAll("[for]")) one.setAttribute("for", `second--${one.getAttribute("for")}`);
    for (const one of copy.querySelectorAll("[aria-describedby]")) {
      const ids = (one.getAttribute("aria-describedby") ?? "").split(/\s+/).map((id) => `second--${id}`);
      one.setAttribute("aria-describedby", ids.filter((id) => copy.querySelector(`[id="${CSS.escape(id)}"]`)).join(" "));
    }
    copy.hidden = false;
    setError(copy, "");
    this.#form.append(copy);
    for (const control of controlsOf(copy)) {
      control.disabled = false;
      if (control instanceof HTMLInputElement && control.type === "radio") control.checked = control.value === "unknown";
      else control.value = "";
    }
  }

  #entered() {
    /** @type {Record<string, string>} */
    const entered = {};
    for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (this.#form)))
      if (typeof value === "string" && value.trim() !== "") entered[name] = value;
    return entered;
  }

  async #compare() {
    const words = this.#words;
    const { calculator, lang, root } = this.#card.dataset;
    const shown = this.#card.querySelector(".ig-answer");
    if (!calculator || !shown) return;
    /** @type {Record<string, string>} */
    const others = {};
    for (const [name, value] of Object.entries(this.#inputs)) if (!this.#names.includes(name)) others[name] = value;
    try {
      const reply = await run({ calculator, inputs: { ...others, ...this.#entered() }, lang: lang ?? "nb", root: root ?? "", build: build() });
      const errors = /** @type {{ field: string, message: string }[]} */ (reply.result.errors ?? []);
      for (const field of this.#form.querySelectorAll(".ig-field"))
        setError(field, errors.find((one) => one.field === field.getAttribute("data-field"))?.message ?? "");
      if (errors.length) return this.#told.replaceChildren();
      const first = inputsRead(shown);
      const second = inputsRead(checked(reply.html));
      this.#tell(this.#names.map((name) => ({ name, label: this.#label(name), first: first[name] ?? "–", second: second[name] ?? "–" })));
    } catch (error) {
      console.error(error);
      this.#told.textContent = words.failed;
    }
  }

  /** @param {string} name */
  #label(name) {
    const label = this.#form.querySelector(`[data-field="${CSS.escape(name)}"] :is(label, legend)`);
    return label?.firstChild?.textContent?.trim() ?? name;
  }

  /** @param {Compared[]} compared */
  #tell(compared) {
    const words = this.#words;
    const differing = compared.filter(({ first, second }) => first !== second);
    const list = dress("ul");
    for (const { label, first, second } of compared)
      list.append(dress("li", { "data-agrees": String(first === second) }, fill(first === second ? words.agrees : words.differs, { label, first, second })));
    this.#told.replaceChildren(dress("p", { class: "ig-second-verdict" }, differing.length ? words.not : words.all), list);
    this.#card.querySelector(".ig-second-done")?.remove();
    if (differing.length) return;
    const time = momentOf(new Date());
    const done = fill(words.done, { time, fields: compared.map(({ label, first }) => `${label} ${first}`).join(", ") });
    this.#card.querySelector(".ig-answer > .ig-result")?.prepend(dress("p", { class: "ig-second-done" }, done));
  }
}

/** @type {WeakMap<Element, SecondReading>} */
const open = new WeakMap();

/** An answer whose inputs a second person can check gets the button for it. @param {CustomEvent<{ inputs: Record<string, string> }>} event */
function onAnswer(event) {
  const card = event.target;
  if (!(card instanceof HTMLElement) || !card.dataset["second"]) return;
  // The answer has changed: what was compared with the one before says nothing of it.
  open.get(card)?.close();
  open.delete(card);
  card.querySelector(".ig-second-open")?.remove();
  if (card.dataset["answer"] !== "ok") return;
  const words = /** @type {Words} */ (JSON.parse(card.dataset["secondWords"] ?? "{}"));
  const names = card.dataset["second"].split(" ").filter((name) => event.detail.inputs[name]);
  const button = dress("button", { type: "button", class: "ig-button ig-button--quiet ig-second-open" }, words.open);
  const inputs = { ...event.detail.inputs };
  button.addEventListener("click", () => open.set(card, new SecondReading(card, names, inputs, words)));
  card.querySelector(".ig-tools")?.prepend(button);
}

export function installSecondReading() {
  document.addEventListener("ig-answer", (event) => onAnswer(/** @type {any} */ (event)));
}
