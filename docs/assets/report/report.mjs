// An error is reported without editing: a text that names the sentence in both languages, its fact, page and release, to be copied,
// saved, or opened as an issue where the repository stands. Nothing is sent from here, and nothing is kept.

import { apart } from "../calculator/insert.mjs";
import { dayOf, isoOf } from "../common/dates.mjs";
import { hostName, issueAddress, repository } from "../common/host.mjs";
import { build, language, siteRoot } from "../common/page.mjs";
import { fill } from "../common/texts.mjs";
import { BLOCK } from "./signs.mjs";

/** @typedef {"nb" | "da"} Lang */
/** A sentence: the ids of its marks, and its words. @typedef {{ ids: string[], texts: Record<Lang, string> }} Sentence */
/** A line of the report. @typedef {{ text: string, lang: Lang }} Line */

const OTHER = /** @type {const} */ ({ nb: "da", da: "nb" });
const LONGEST = 1500;

/** The page, as the editor names it: `ivig/infusion`. */
const pageName = () => location.pathname.slice(siteRoot().pathname.length + 3).replace(/\/$/, "") || "index";

/** @param {Lang} lang @param {string} name */
const addressOf = (lang, name) => new URL(`${lang}/${name}/`, siteRoot());

/** Another page of this release; null where it cannot be had. @param {URL} address */
async function pageAt(address) {
  try {
    const response = await fetch(address);
    if (!response.ok) return null;
    const page = apart(await response.text());
    return page.querySelector("meta[name=ig-build]")?.getAttribute("content") === build() ? page : null;
  } catch {
    return null;
  }
}

/** The words stand on the page of proposals, once for all pages. @param {Lang} lang @returns {Promise<Record<string, string>>} */
async function wordsOf(lang) {
  const place = (await pageAt(addressOf(lang, "about/propose")))?.querySelector("[data-ig-editor]");
  const words = JSON.parse(place?.getAttribute("data-words") ?? "{}").report;
  if (!words) throw new Error("the words of the report could not be had");
  return words;
}

/** A mark's name as the text has it: `nel-rate-1.duration`. @param {string} id */
const factOf = (id) => id.replace("--", ".");

/** @param {Element} block */
function textOf(block) {
  const copy = /** @type {Element} */ (block.cloneNode(true));
  for (const one of copy.querySelectorAll("button, .headerlink, ul, ol")) one.remove();
  const parts = copy instanceof HTMLTableRowElement ? [...copy.cells] : [copy];
  return parts.map((part) => (part.textContent ?? "").replace(/\s+/g, " ").trim()).join(" | ");
}

/** Every sentence of this page that carries a fact, with the same one in the other language. @param {Lang} lang @param {Document | null} there */
function sentencesOf(lang, there) {
  /** @type {Map<Element, Sentence>} */
  const found = new Map();
  for (const mark of document.querySelectorAll("article .ig-fact[id]")) {
    const block = mark.closest(BLOCK);
    if (!block) continue;
    const known = found.get(block);
    if (known) known.ids.push(mark.id);
    else {
      const twin = there?.getElementById(mark.id)?.closest(BLOCK);
      const texts = { [lang]: textOf(block), [OTHER[lang]]: twin ? textOf(twin) : "" };
      found.set(block, { ids: [mark.id], texts: /** @type {Record<Lang, string>} */ (texts) });
    }
  }
  return [...found.values()];
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string>} [told] @param {...(Node | string)} children
 */
function el(tag, told = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(told)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

class Report {
  #words;
  #lang;
  #sentences;
  #name = pageName();
  #title = document.querySelector("article h1")?.firstChild?.textContent?.trim() ?? "";
  #box = el("dialog", { class: "ig-report md-typeset", "aria-labelledby": "ig-report-title" });
  #pick = el("select", { id: "ig-report-pick" });
  #what = el("textarea", { id: "ig-report-what", rows: "3", maxlength: String(LONGEST) });
  #message = el("div", { class: "ig-report-message" });
  #issue = el("a", { class: "ig-button", rel: "noreferrer", target: "_blank" });
  #edit = el("a", { class: "ig-button ig-button--quiet" });
  #told = el("p", { role: "status" });

  /** @param {Record<string, string>} words @param {Lang} lang @param {Sentence[]} sentences @param {string} id */
  constructor(words, lang, sentences, id) {
    this.#words = words;
    this.#lang = lang;
    this.#sentences = sentences;
    this.#pick.append(el("option", { value: "" }, this.#say("whole_page")));
    for (const [at, { texts }] of sentences.entries()) this.#pick.append(el("option", { value: String(at) }, texts[lang]));
    const asked = sentences.findIndex(({ ids }) => ids.includes(id));
    this.#pick.value = asked < 0 ? "" : String(asked);
    this.#edit.textContent = this.#say("edit");
    const host = repository() ? [this.#issue] : [];
    this.#box.append(
      el("h2", { id: "ig-report-title" }, this.#say("title")),
      el("p", { class: "ig-report-safe" }, this.#say("no_patient")),
      el("label", { for: "ig-report-pick" }, this.#say("sentence")),
      this.#pick,
      el("label", { for: "ig-report-what" }, this.#say("what")),
      this.#what,
      el("p", { class: "ig-report-head" }, this.#say("message")),
      this.#message,
      ...(repository() ? [] : [el("p", {}, this.#say("nowhere"))]),
      el(
        "div",
        { class: "ig-report-actions" },
        this.#button("copy", () => void this.#copy()),
        this.#button("download", () => this.#download()),
        ...host,
        this.#edit,
        this.#button("close", () => this.#box.close(), "ig-button--quiet"),
      ),
      this.#told,
    );
    this.#issue.textContent = this.#say("open_issue", { host: hostName() });
    this.#pick.addEventListener("change", () => this.#draw());
    this.#what.addEventListener("input", () => this.#draw());
    this.#edit.addEventListener("click", () => this.#box.close());
    this.#box.addEventListener("close", () => this.#box.remove());
    this.#draw();
    document.body.append(this.#box);
    this.#box.showModal();
  }

  /** @param {string} key @param {Record<string, string>} [values] */
  #say(key, values = {}) {
    return fill(this.#words[key] ?? key, values);
  }

  /** @param {string} key @param {() => void} click @param {string} [kind] */
  #button(key, click, kind = "") {
    const made = el("button", { type: "button", class: `ig-button ${kind}`.trim() }, this.#say(key));
    made.addEventListener("click", click);
    return made;
  }

  get #picked() {
    return this.#pick.value === "" ? undefined : this.#sentences[Number(this.#pick.value)];
  }

  /** @returns {Line[]} */
  #lines() {
    const own = this.#lang;
    const release = document.querySelector("[data-ig-offline]");
    /** @param {string} key @param {Record<string, string>} values @param {Lang} [lang] @returns {Line} */
    const line = (key, values, lang = own) => ({ text: this.#say(key, values), lang });
    const picked = this.#picked;
    const lines = [line("line_what", { text: this.#what.value.trim() || "…" })];
    if (picked) {
      lines.push(line("line_fact", { facts: picked.ids.map(factOf).join(", ") }));
      for (const lang of /** @type {const} */ (["nb", "da"])) {
        const text = picked.texts[lang];
        lines.push(line(`line_${lang}`, { text: text || this.#say("not_had") }, text ? lang : own));
      }
    }
    lines.push(line("line_page", { title: this.#title, page: `${own}/${this.#name}` }));
    lines.push(line("line_release", { build: build(), date: dayOf(release?.getAttribute("data-date") ?? "") }));
    return lines;
  }

  #text() {
    return `${this.#lines().map(({ text }) => text).join("\n")}\n`;
  }

  #subject() {
    return this.#say("subject", { page: this.#name, facts: this.#picked ? `: ${this.#picked.ids.map(factOf).join(", ")}` : "" });
  }

  #draw() {
    this.#told.textContent = "";
    this.#message.replaceChildren(...this.#lines().map(({ text, lang }) => el("p", { lang }, text)));
    const fact = this.#picked ? `&fact=${factOf(this.#picked.ids[0] ?? "")}` : "";
    this.#edit.href = `${addressOf(this.#lang, "about/propose")}#page=${this.#name}${fact}`;
    if (!repository()) return;
    const subject = this.#subject();
    this.#issue.href = issueAddress(subject, this.#text()) ?? issueAddress(subject, this.#say("issue_paste")) ?? repository();
  }

  async #copy() {
    const done = await navigator.clipboard?.writeText(`${this.#subject()}\n\n${this.#text()}`).then(() => true, () => false);
    this.#told.textContent = this.#say(done ? "copied" : "not_copied");
  }

  #download() {
    const address = URL.createObjectURL(new Blob([`${this.#subject()}\n\n${this.#text()}`], { type: "text/plain;charset=utf-8" }));
    const link = el("a", { href: address, download: `${this.#say("file")}-${isoOf(new Date())}.txt` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}

/** Whether one is open, or on its way. */
let isOpen = false;

/**
 * Opens the report of a sentence, or of the page. Rejects where its words cannot be had.
 * @param {string} id of a mark, or nothing
 */
export async function open(id) {
  if (isOpen || document.querySelector("dialog.ig-report")) return;
  isOpen = true;
  try {
    const lang = language();
    const [words, there] = await Promise.all([wordsOf(lang), pageAt(addressOf(OTHER[lang], pageName()))]);
    new Report(words, lang, sentencesOf(lang, there), id);
  } finally {
    isOpen = false;
  }
}
