// The theme opens its menu and its search with labels, which no key reaches and which tell nobody what they do. Here they
// become buttons that say whether what they open is open. What is closed, the styles hide.

import { onPage } from "../common/page.mjs";

const LABELS =
  "header label:is([for='__drawer'], [for='__search']):not(.md-search__overlay), .md-sidebar--primary label[for]:not([for='__drawer'])";
const BUTTONS = "button[for]";
const CONTROLS = "a[href], button";
/** The theme's own keys for the page before and after: a slip on a radio would leave the page and what was typed. */
const THEME_KEYS = new Set(["p", "n", ",", "."]);

const drawer = () => document.querySelector("[data-md-toggle='drawer']");
const sidebar = () => document.querySelector(".md-sidebar--primary");

/** @param {Element | null} element @returns {element is HTMLElement} */
const canBeSeen = (element) =>
  element instanceof HTMLElement && element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

/** @param {Element} button */
const toggleOf = (button) => document.getElementById(button.getAttribute("for") ?? "");

/** Says of each button whether what it opens is open. */
function tell() {
  for (const button of document.querySelectorAll(BUTTONS)) {
    const toggle = toggleOf(button);
    if (toggle instanceof HTMLInputElement) button.setAttribute("aria-expanded", String(toggle.checked));
  }
}

/** @param {Element} label */
function makeButton(label) {
  const button = document.createElement("button");
  button.type = "button";
  // `for` too: the theme's styles go by it.
  for (const { name, value } of label.attributes) if (name !== "tabindex") button.setAttribute(name, value);
  if (!label.textContent?.trim()) button.setAttribute("aria-label", label.getAttribute("title") ?? "");
  if (label.closest(".md-search")) button.tabIndex = -1; // Escape closes the search, and Tab leaves it
  button.append(...label.childNodes);
  label.replaceWith(button);
}

/** The menu's labels come anew with each page. */
function dress() {
  document.querySelectorAll(LABELS).forEach(makeButton);
  tell();
}

/** @param {Iterable<Element>} elements */
function focusFirst(elements) {
  for (const element of elements)
    if (canBeSeen(element)) {
      element.focus({ preventScroll: true });
      return;
    }
}

/** The keyboard follows what opens and closes. @param {HTMLInputElement} toggle */
function follow(toggle) {
  const menu = sidebar();
  const active = document.activeElement;
  if (!menu || !active) return;
  if (toggle === drawer()) {
    if (toggle.checked) focusFirst(menu.querySelectorAll(CONTROLS));
    else if (menu.contains(active)) focusFirst(document.querySelectorAll("header button[for='__drawer']"));
  } else if (menu.contains(toggle) && menu.contains(active)) {
    if (toggle.checked) focusFirst(toggle.parentElement?.querySelectorAll(":scope > nav button, :scope > nav a[href]") ?? []);
    else focusFirst(menu.querySelectorAll(`button.md-nav__link[for="${CSS.escape(toggle.id)}"]`));
  }
}

/** @param {boolean} open */
function setDrawer(open) {
  const toggle = drawer();
  if (toggle instanceof HTMLInputElement && toggle.checked !== open) toggle.click();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (THEME_KEYS.has(event.key) && !event.metaKey && !event.ctrlKey) event.stopPropagation(); // the theme listens at the window
  if (event.key === "Escape") setDrawer(false);
}

export function installMenu() {
  onPage(dress);
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest(BUTTONS) : null;
    if (button) toggleOf(button)?.click();
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || !event.target.matches(".md-toggle")) return;
    tell();
    follow(event.target);
  });
  // An open menu lies over the page: it closes when the keyboard goes on.
  document.addEventListener("focusin", (event) => {
    const menu = sidebar();
    if (event.target instanceof Element && !menu?.contains(event.target) && !event.target.matches("button[for='__drawer']")) setDrawer(false);
  });
}
