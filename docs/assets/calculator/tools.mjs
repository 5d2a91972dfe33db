// What can be done with an answer: copy it, print it, save its dates in a calendar, keep it on the screen.

import { make } from "./dom.mjs";

const TOLD_MS = 2500;
/** Long enough for the slowest save dialogue. */
const FILE_MS = 60_000;

/** Whether this is a device to touch that can hand something to another app. @param {ShareData} data */
const canShare = (data) => matchMedia("(pointer: coarse)").matches && (navigator.canShare?.(data) ?? false);

/** Whether it was handed over, or the reader thought better of it. @param {ShareData} data */
const shared = (data) => navigator.share(data).then(() => true, (error) => error instanceof DOMException && error.name === "AbortError");

export class Tools {
  /** What is chosen for the answer, below it. */
  element = make("div", { class: "ig-tools" });
  /** Copying, sharing, printing: they stand where the answer has its place for them, with the verdict. @type {HTMLElement[]} */
  #ways = [];
  #keep = make("input", { type: "checkbox", autocomplete: "off" });
  // That the button's words have changed is not told by itself.
  #heard = make("span", { class: "ig-heard", role: "status" });
  #words;

  /** @param {import("../common/texts.mjs").Words} words */
  constructor(words) {
    this.#words = words;
    const button = (/** @type {string} */ action, /** @type {string} */ text) =>
      make("button", { type: "button", class: "ig-button ig-button--quiet", "data-action": action }, text);
    if (navigator.clipboard) this.#ways.push(button("copy", this.#words.copy));
    // On an installed app a file does not open and the clipboard is a detour: there the device's own sheet for sharing leads on.
    if (canShare({ text: "-" })) this.#ways.push(button("share", this.#words.share));
    this.#ways.push(button("print", this.#words.print));
    const choice = (/** @type {HTMLElement} */ box, /** @type {string} */ text, /** @type {string} */ name) => {
      const label = make("label", { class: name });
      label.append(box, make("span", {}, text));
      return label;
    };
    // Quiet until they are asked for: the styles hide the links of the lines as long as this is not ticked.
    const sources = make("input", { type: "checkbox", autocomplete: "off" });
    this.element.append(choice(this.#keep, this.#words.keep, "ig-keep"), choice(sources, this.#words.sources, "ig-sources"), this.#heard);
    this.element.hidden = true;
  }

  /** An answer has come: the buttons go to their place in it. @param {ParentNode} answer */
  standIn(answer) {
    answer.querySelector(".ig-take")?.prepend(...this.#ways);
  }

  /** Whether the clinician asked to keep the answer until it is cleared by hand. */
  get keeps() {
    return this.#keep.checked;
  }

  /** The answer is gone, and with it what was asked for it. */
  forget() {
    this.#keep.checked = false;
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {string} text
   */
  async copy(button, text) {
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    button.textContent = done ? this.#words.copied : this.#words.copyFailed;
    button.dataset["done"] = String(done);
    this.#heard.textContent = button.textContent;
    setTimeout(() => {
      this.#heard.textContent = "";
      button.textContent = this.#words.copy;
      delete button.dataset["done"];
    }, TOLD_MS);
  }

  /** @param {string} text */
  async share(text) {
    await shared({ text });
  }

  /** @param {{ name: string, ics: string }} file */
  async save({ name, ics }) {
    const file = new File([ics], name, { type: "text/calendar" });
    if (canShare({ files: [file] }) && (await shared({ files: [file] }))) return;
    const address = URL.createObjectURL(new Blob([ics], { type: "text/calendar;charset=utf-8" }));
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), FILE_MS);
  }
}
