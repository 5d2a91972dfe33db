// The search in the header: the theme's place, looks and keys, our engine behind it. Nothing is loaded before somebody searches.
// What is typed stays in the field; what is found enters the page as text.

import { language, onPage, siteRoot } from "../common/page.mjs";

/** @typedef {import("./engine.mjs").Search} Search */
/** @typedef {import("./engine.mjs").Result} Result */
/** @typedef {{hint: string, loading: string, none: string, one: string, many: string, failed: string, calculator: string,
 *   silent: string, unfound: string}} Words */

/** The theme's keys for the search. */
const OPEN_KEYS = new Set(["/", "s"]);
/** A choice too: who fills in a form means the form. */
const TYPED_IN = "input, select, textarea, [contenteditable]";
/** What remembers that somebody switched the single letters off. */
const SWITCH = "ig-search-keys";

/** @returns {Promise<Search>} */
async function load() {
  const root = siteRoot();
  /** @param {string} name */
  const vendor = (name) => import(new URL(`assets/search/vendor/${name}`, root).href);
  const index = fetch(new URL(`${language()}/search/index.json`, root), { cache: "no-cache" }).then((response) => {
    if (!response.ok) throw new Error(`the search's index: ${response.status}`);
    return response.json();
  });
  const [{ Search }, library, nb, da, data] = await Promise.all([
    import("./engine.mjs"),
    vendor("minisearch.mjs"),
    vendor("stemmer-nb.mjs"),
    vendor("stemmer-da.mjs"),
    index,
  ]);
  return new Search(library.default, { nb: nb.stemmer, da: da.stemmer }, data);
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} className
 * @param {...(Node | string)} content
 */
function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}

/** @param {Result["line"][number]} piece */
function piece({ text, marked, figure }) {
  const words = marked ? element("mark", "", text) : text;
  return figure ? element("strong", "ig-search-figure", words) : words;
}

/**
 * @param {Result} result
 * @param {number} number
 * @param {Words} words
 */
function option(result, number, words) {
  const where = element("p", "ig-search-where");
  if (result.kind !== "text") where.append(element("span", "ig-search-kind", words[result.kind]), " ");
  where.append(result.page);
  const article = element("div", "md-search-result__article md-typeset", where);
  if (result.heading !== result.page) article.append(element("p", "ig-search-heading", result.heading));
  if (result.line.length) article.append(element("p", "ig-search-line", ...result.line.map(piece)));
  const link = element("a", "md-search-result__link", article);
  link.href = new URL(`${language()}/${result.url}`, siteRoot()).href;
  link.id = `ig-search-option-${number}`;
  link.tabIndex = -1;
  link.dataset["guideline"] = result.guideline;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  const item = element("li", "md-search-result__item", link);
  item.setAttribute("role", "none");
  return item;
}

/** Whether a letter alone opens the search. Somebody who dictates opens it unawares, and can switch that off (WCAG 2.1.4). */
function lettersOpen() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true; // no storage: as it comes
  }
}

/** The switch at the foot of each page. */
function dressSwitch() {
  const button = document.querySelector("button[data-ig-search-keys]");
  if (!(button instanceof HTMLButtonElement)) return;
  const { on = "", off = "" } = button.dataset;
  button.hidden = false;
  button.textContent = lettersOpen() ? on : off;
  button.onclick = () => {
    try {
      if (lettersOpen()) localStorage.setItem(SWITCH, "off");
      else localStorage.removeItem(SWITCH);
    } catch {
      button.hidden = true; // it could not be kept
    }
    dressSwitch();
  };
}

class SearchBox {
  /** @type {Promise<Search> | null} */
  loading = null;
  active = -1;
  /** What the shown results answer; null while none do. @type {string | null} */
  answered = null;

  /** @param {HTMLElement} box  @param {HTMLInputElement} toggle  the theme's checkbox: checked is open */
  constructor(box, toggle) {
    /** @template {HTMLElement} T @param {string} selector @returns {T} */
    const find = (selector) => /** @type {T} */ (box.querySelector(selector));
    this.box = box;
    this.toggle = toggle;
    this.input = /** @type {HTMLInputElement} */ (find("input"));
    this.status = find("[role=status]");
    this.list = find("[role=listbox]");
    this.scroll = find(".md-search__scrollwrap");
    this.words = /** @type {Words} */ (JSON.parse(box.dataset["igSearch"] ?? "{}"));
    const form = /** @type {HTMLFormElement} */ (find("form"));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => (this.input.focus(), void this.update())));
    this.input.addEventListener("focus", () => this.setOpen(true));
    this.input.addEventListener("input", () => void this.update());
    box.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("a")) this.setOpen(false);
    });
    toggle.addEventListener("change", () => this.onToggle());
    addEventListener("keydown", (event) => this.onPageKey(event));
  }

  /** @param {boolean} open */
  setOpen(open) {
    if (this.toggle.checked !== open) this.toggle.click(); // the theme listens to the checkbox
  }

  onToggle() {
    if (this.toggle.checked) {
      this.scroll.tabIndex = 0;
      this.input.focus();
      void this.update();
    } else {
      this.scroll.removeAttribute("tabindex");
      this.select(-1);
      if (this.box.contains(document.activeElement)) /** @type {HTMLElement} */ (document.activeElement).blur();
    }
    this.input.setAttribute("aria-expanded", String(this.toggle.checked && !this.list.hidden));
  }

  /** @param {KeyboardEvent} event */
  onPageKey(event) {
    if (this.toggle.checked) {
      if (event.key === "Escape") this.setOpen(false);
      return;
    }
    if (event.defaultPrevented || event.altKey) return;
    const isCommand = event.key === "k" && (event.metaKey || event.ctrlKey) && !event.shiftKey;
    const isTyping = event.target instanceof Element && event.target.closest(TYPED_IN) !== null;
    const isLetter = OPEN_KEYS.has(event.key) && !event.metaKey && !event.ctrlKey && !isTyping && lettersOpen();
    if (!isCommand && !isLetter) return;
    event.preventDefault(); // or the browser's own search would open, or the letter be typed into the field
    this.setOpen(true); // closed, a narrow screen hides the field
    this.input.focus();
    this.input.select();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Tab") this.setOpen(false);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const count = this.options().length;
      const by = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are results: between the last and the first stands the field itself.
      this.select(((this.active + 1 + by + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && event.target === this.input) {
      event.preventDefault();
      void this.follow();
    }
  }

  options() {
    return /** @type {HTMLAnchorElement[]} */ ([...this.list.querySelectorAll("a")]);
  }

  /** Marks a result as the one that Enter opens; -1 for none. @param {number} number */
  select(number) {
    const options = this.options();
    options[this.active]?.setAttribute("aria-selected", "false");
    this.active = number;
    const chosen = options[number];
    if (chosen) {
      chosen.setAttribute("aria-selected", "true");
      chosen.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", chosen.id);
    } else this.input.removeAttribute("aria-activedescendant");
  }

  /** Opens the chosen result, or the first. */
  async follow() {
    const chosen = this.active;
    await this.update();
    const option = this.options()[Math.max(chosen, 0)];
    if (!option) return;
    // Closed first: its blur must not come after the page has moved on.
    this.setOpen(false);
    option.click();
  }

  /** Shows what there is for what stands in the field. */
  async update() {
    if (!this.loading) {
      this.say(this.words.loading);
      this.loading = load();
    }
    /** @type {Search} */
    let search;
    try {
      search = await this.loading;
    } catch (error) {
      console.error(error);
      this.loading = null; // the next key tries again
      this.show([]);
      this.answered = null;
      this.say(this.words.failed);
      return;
    }
    const query = this.input.value.trim(); // now, not when the loading began
    if (query === this.answered) return;
    this.answered = query;
    const results = search.search(query);
    this.show(results);
    const { hint, none, one, many, unfound } = this.words;
    const count = results.length === 1 ? one : many.replace("{count}", String(results.length));
    // What nothing was found on is named: the results are about the rest.
    const nothingOn = search.unfound.length ? `${unfound.replace("{words}", search.unfound.join(", "))} ` : "";
    this.say(!query ? hint : nothingOn + (results.length ? count : none));
  }

  /** @param {Result[]} results */
  show(results) {
    this.select(-1);
    this.list.replaceChildren(...results.map((result, number) => option(result, number, this.words)));
    this.list.hidden = !results.length;
    this.scroll.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(this.toggle.checked && results.length > 0));
  }

  /** @param {string} words */
  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}

export function installSearch() {
  const box = document.querySelector("[data-ig-search]");
  const toggle = document.querySelector("[data-md-toggle='search']");
  if (box instanceof HTMLElement && toggle instanceof HTMLInputElement) new SearchBox(box, toggle);
  onPage(dressSwitch);
}
