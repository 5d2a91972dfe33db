// A plan that is followed, on every page: the bar that leads back to it, the button that begins it, the panel on its own page.

import { onPage, siteRoot } from "../common/page.mjs";
import { join } from "../calculator/session.mjs";
import { begin, isFollowing, resume, speak, tell, watch } from "./following.mjs";
import { Panel } from "./panel.mjs";
import { make, place, words } from "./words.mjs";

/** @typedef {import("./following.mjs").View} View */
/** @typedef {import("../calculator/session.mjs").Clearable} Clearable */

/** @type {Panel | null} */ let panel = null;
/** @type {HTMLElement | null} */ let card = null;
let focusNext = false;

/** The page as the language's folder has it: `ivig/infusion/`. */
function pagePath() {
  const path = location.pathname.slice(siteRoot().pathname.length);
  return path.split("/").slice(1).join("/").replace(/index\.html$/, "");
}

const language = () => place()?.getAttribute("data-lang") ?? "nb";

/** @param {View} view */
function showBar({ state, kept, reply }) {
  const bar = place();
  if (!(bar instanceof HTMLElement)) return;
  bar.hidden = !kept || state === "none";
  document.documentElement.toggleAttribute("data-following", !bar.hidden);
  if (bar.hidden || !kept) {
    bar.replaceChildren();
    return;
  }
  const say = words();
  bar.setAttribute("aria-label", say["barLabel"] ?? "");
  const text = state === "shown" && reply ? reply.bar : (say[state === "waiting" ? "barWaiting" : "barStopped"] ?? "");
  const href = new URL(`${language()}/${kept.page}`, siteRoot()).href;
  const link = bar.querySelector("a");
  if (link && link.href === href) {
    const line = link.lastElementChild;
    if (line && line.textContent !== text) line.textContent = text;
    return;
  }
  const title = make("strong", {}, say["title"] ?? "");
  bar.replaceChildren(make("a", { href, class: "ig-follow-link" }, title, " ", make("span", {}, text)));
}

/** The panel stands in the card of the calculator whose plan is followed, if the page has it. @param {View} view */
function showPanel({ kept }) {
  const found = kept && document.querySelector(`ig-calculator[data-calculator="${CSS.escape(kept.calculator)}"]`);
  if (found === card && Boolean(found) === Boolean(panel)) return;
  panel?.close();
  panel = null;
  card = found instanceof HTMLElement ? found : null;
  if (!card) return;
  panel = new Panel(card);
  if (focusNext) panel.focus();
  focusNext = false;
}

/** An answer that can be followed gets the button for it, at its top. @param {CustomEvent<{ inputs: Record<string, string>, canFollow: boolean }>} event */
function onAnswer(event) {
  const from = event.target;
  if (!(from instanceof HTMLElement)) return;
  from.querySelector(".ig-follow-begin")?.remove();
  if (!event.detail.canFollow || document.documentElement.hasAttribute("data-following")) return;
  const say = words();
  const button = make("button", { type: "button", class: "ig-button" }, say["follow"] ?? "");
  const said = make("p", { class: "ig-follow-said", role: "status" });
  const box = make("div", { class: "ig-follow-begin" }, button, make("p", { class: "ig-help" }, say["kept"] ?? ""), said);
  const inputs = { ...event.detail.inputs };
  button.addEventListener("click", async () => {
    button.disabled = true;
    focusNext = true;
    try {
      await begin(from.dataset["calculator"] ?? "", pagePath(), inputs);
      // All that stood in the form stands in the panel now.
      /** @type {Clearable} */ (/** @type {unknown} */ (from)).clear();
    } catch (error) {
      console.error(error);
      focusNext = false;
      button.disabled = false;
      said.textContent = say["notBegun"] ?? "";
    }
  });
  from.querySelector(".ig-answer")?.before(box);
}

export function installFollow() {
  document.addEventListener("ig-answer", (event) => onAnswer(/** @type {any} */ (event)));
  watch((view) => {
    showBar(view);
    showPanel(view);
  });
  // A new release waits until the infusion is ended, but for one that takes the place of a withdrawn one; emptying the fields of
  // the page does not end it.
  const isWithdrawn = () => document.documentElement.hasAttribute("data-withdrawn");
  join({
    get filled() { return isFollowing() && !isWithdrawn(); },
    get following() { return place()?.querySelector(".ig-follow-link")?.lastElementChild?.textContent || words()["title"] || "…"; },
    kept: false,
    clear() {},
  });
  let first = true;
  onPage(() => {
    // The card and the place of the bar are those of another page now.
    panel?.close();
    panel = card = null;
    const root = document.querySelector("ig-calculator")?.getAttribute("data-root") ?? "";
    speak(language(), root);
    if (first) resume();
    first = false;
    tell();
  });
}
