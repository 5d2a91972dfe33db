// What the reader sees of the saving for use without network: a button in the header, what it opens, and notices
// above the page. It shows a state and reports what was pressed; offline.mjs decides.

import { dayOf, momentOf } from "../common/dates.mjs";
import { fill } from "../common/texts.mjs";

/**
 * @typedef {{
 *   phase: "saving" | "ready" | "failed", percent: number, reason: string, file: string, lost: number,
 *   update: "none" | "saving" | "waiting", updatePercent: number, unsaved: Problem | null,
 *   withdrawn: import("./memory.mjs").Withdrawn | null,
 *   looked: Date | null, looking: "" | "looking" | "newest" | "look_failed" | "look_refused",
 *   persisted: boolean | null, refused: boolean,
 * }} State
 *
 * why a newer release could not be saved, and by which file:
 * @typedef {{ reason: string, file: string }} Problem
 *
 * notices by their kind; the text, what can be pressed, and whether it may interrupt:
 * @typedef {{ text: string, news?: import("./news.mjs").News, actions?: Record<string, string>, report?: { address: string, text: string }, urgent?: boolean }} Notice
 * @typedef {Record<"label" | "state" | "reason" | "notice", Record<string, string>>} Words
 */

/** What stands in the header, by its sign. @typedef {"saving" | "ready" | "failed" | "update" | "unsaved" | "incomplete" | "withdrawn"} Kind */
/** @type {Record<Kind, string>} */
const SIGNS = { saving: "↓", ready: "✓", failed: "!", update: "↻", unsaved: "!", incomplete: "!", withdrawn: "!" };

/** The one thing that the header says: what could hurt comes first. @param {State} state @returns {Kind} */
export function kindOf({ withdrawn, phase, lost, update, unsaved }) {
  if (withdrawn) return "withdrawn";
  if (phase !== "ready") return phase;
  if (lost) return "incomplete";
  if (update === "waiting") return "update";
  return unsaved ? "unsaved" : "ready";
}

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {string} [className]
 * @param {string} [text]
 */
function make(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** @param {string} action  what is reported when it is pressed @param {string | undefined} text */
function makeButton(action, text) {
  const button = make("button", "ig-offline-button", text);
  button.type = "button";
  button.dataset["action"] = action;
  return button;
}

/** What a new release changes, line by line. @param {import("./news.mjs").News} [news] */
function newsOf(news) {
  if (!news) return [];
  const list = make("ul", "ig-notice__news");
  list.append(...news.lines.map((line) => make("li", "", line)));
  return [make("p", "", news.lead), ...(news.lines.length ? [list] : []), ...news.rest.map((line) => make("p", "", line))];
}

/** The way to the full report. @param {{ address: string, text: string }} [report] */
function reportOf(report) {
  if (!report) return [];
  const line = make("p");
  const link = make("a", "", report.text);
  link.setAttribute("href", report.address);
  line.append(link);
  return [line];
}

export class View {
  /** @type {Words} */ words;
  #place;
  #notices;
  #button = make("button", "ig-offline__button");
  #sign = make("span", "ig-offline__sign");
  #label = make("span", "ig-offline__label");
  #panel = make("div", "ig-offline__panel");
  #spoken = make("div", "ig-offline__spoken");
  #help;
  #said = "";
  /** @type {Map<string, HTMLElement>} */ #shown = new Map();

  /**
   * @param {HTMLElement} place in the header; carries words, version and date
   * @param {HTMLElement} notices
   * @param {(action: string) => void} onAction
   */
  constructor(place, notices, onAction) {
    this.words = JSON.parse(place.dataset["words"] ?? "{}");
    this.#place = place;
    this.#notices = notices;
    // Read once: instant navigation changes the address that it is relative to.
    this.#help = new URL(place.dataset["help"] ?? "./", document.baseURI).href;

    this.#sign.setAttribute("aria-hidden", "true");
    this.#spoken.setAttribute("role", "status");
    this.#button.type = "button";
    this.#button.setAttribute("aria-expanded", "false");
    this.#button.setAttribute("aria-controls", "ig-offline-panel");
    this.#button.append(this.#sign, this.#label);
    this.#panel.id = "ig-offline-panel";
    this.#panel.hidden = true;
    this.#panel.setAttribute("role", "group");
    this.#panel.setAttribute("aria-label", this.words.state["title"] ?? "");
    place.append(this.#button, this.#panel, this.#spoken);

    this.#button.addEventListener("click", () => this.#open(this.#panel.hidden !== false));
    for (const root of [this.#panel, notices])
      root.addEventListener("click", (event) => {
        const pressed = event.target instanceof Element ? event.target.closest("[data-action]") : null;
        const action = pressed?.getAttribute("data-action") ?? "";
        if (action === "close") this.#open(false, true);
        else if (action) onAction(action);
        else if (event.target instanceof HTMLAnchorElement) this.#open(false);
      });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.#panel.hidden) this.#open(false, true);
    });
    document.addEventListener("click", (event) => {
      if (event.target instanceof Node && event.target.isConnected && !place.contains(event.target)) this.#open(false);
    });
  }

  /** The day this release was made: 2026-11-20. */
  get made() {
    return this.#place.dataset["date"] ?? "";
  }

  /** @param {boolean} open @param {boolean} [back] whether the keyboard goes back to the button */
  #open(open, back = false) {
    this.#panel.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    if (back) this.#button.focus();
  }

  /** @param {State} state */
  show(state) {
    const { label, state: said } = this.words;
    const kind = kindOf(state);
    const percent = String(state.percent);
    const short = fill(label[kind] ?? "", { percent });
    this.#place.hidden = false;
    this.#place.dataset["state"] = kind;
    this.#sign.textContent = SIGNS[kind];
    this.#label.textContent = short;

    const why = this.reasonOf(kind === "unsaved" && state.unsaved ? state.unsaved : state);
    /** @type {HTMLElement[]} */
    const parts = [make("h2", "ig-offline__title", said["title"])];
    /** @param {string | undefined} text @param {string} [className] */
    const line = (text, className) => text && parts.push(make("p", className, text));
    /** @param {string} action @param {string | undefined} text */
    const button = (action, text) => parts.push(makeButton(action, text));

    const isWhole = state.phase !== "ready" || !state.lost;
    line(fill(said[isWhole ? state.phase : "incomplete"] ?? "", { percent, count: String(state.lost) }), "ig-offline__lead");
    if (!isWhole) button("retry", said["mend"]);
    if (state.phase === "saving") {
      const bar = make("progress");
      bar.max = 100;
      bar.value = state.percent;
      bar.setAttribute("aria-label", short);
      parts.push(bar);
    }
    if (state.phase === "saving" && state.reason) line(why);
    if (state.phase === "failed") {
      line(why);
      if (!["no_service_worker", "insecure", "blocked"].includes(state.reason)) button("retry", said["retry"]);
    }
    line(fill(said["version"] ?? "", { build: this.#place.dataset["build"] ?? "", date: dayOf(this.#place.dataset["date"] ?? "") }));
    if (state.phase === "ready") {
      if (state.update === "saving") line(fill(said["update_saving"] ?? "", { percent: String(state.updatePercent) }));
      if (state.unsaved && state.update === "none") line(`${said["update_failed"]} ${this.reasonOf(state.unsaved)}`);
      if (state.update === "waiting") {
        line(this.words.notice["update"]);
        button("use", this.words.notice["use"]);
      }
      line(state.looked ? fill(said["looked"] ?? "", { time: momentOf(state.looked) }) : said["never_looked"]);
      if (state.looking) line(said[state.looking]);
      if (state.looking !== "looking") button("look", said["look"]);
      if (state.persisted !== null) line(said[state.persisted ? "persisted" : "not_persisted"]);
      if (state.persisted === false) {
        if (state.refused) line(said["persist_refused"]);
        else button("persist", said["persist"]);
      }
    }
    const link = make("a", "", said["install"]);
    link.href = this.#help;
    const last = make("p");
    last.append(link);
    parts.push(last);
    const close = makeButton("close", said["close"]);
    parts.push(close);

    const focused = this.#panel.contains(document.activeElement) ? document.activeElement?.getAttribute("data-action") : null;
    this.#panel.replaceChildren(...parts);
    if (focused) {
      const again = this.#panel.querySelector(`[data-action="${focused}"]`) ?? close;
      if (again instanceof HTMLElement) again.focus();
    }

    // Said once for each change, not at every percent.
    const news = `${kind} ${why}`;
    if (news !== this.#said && kind !== "saving" && kind !== "update")
      this.#spoken.textContent = kind === "failed" || kind === "unsaved" ? `${short}. ${why}` : short;
    this.#said = news;
  }

  /** Why something was not saved, in words. @param {Problem} problem */
  reasonOf({ reason: code, file }) {
    const { reason } = this.words;
    return fill(reason[code] ?? reason["broken"] ?? "", { file });
  }

  /**
   * Puts a notice above the page, changes it, or takes it away.
   * @param {string} kind
   * @param {Notice | null} notice
   */
  notice(kind, notice) {
    const old = this.#shown.get(kind);
    if (!notice) {
      old?.remove();
      this.#shown.delete(kind);
      return;
    }
    const text = make("p", "", notice.text);
    const box = old ?? make("div", "ig-notice");
    if (!old) {
      box.dataset["notice"] = kind;
      box.setAttribute("role", notice.urgent ? "alert" : "status");
      this.#notices.append(box);
      this.#shown.set(kind, box);
    }
    const buttons = Object.entries(notice.actions ?? {}).map(([action, words]) => makeButton(action, words));
    // Put in after the box is there: only then a screen reader notices.
    box.replaceChildren(text, ...newsOf(notice.news), ...reportOf(notice.report), ...buttons);
    this.#keepTop();
  }

  /** Whether a notice stands there. @param {string} kind */
  has(kind) {
    return this.#shown.has(kind);
  }

  /** On a reload a browser puts the text back where it was on the screen, and a notice above it out of sight. */
  #keepTop() {
    const look = () => {
      if (scrollY > 0 && scrollY <= this.#notices.offsetHeight + 1) scrollTo({ top: 0, behavior: "instant" });
    };
    if (document.readyState === "complete") requestAnimationFrame(look);
    else addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(look)), { once: true });
  }
}
