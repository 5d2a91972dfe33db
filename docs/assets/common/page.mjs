// What a page says of itself in its head.

/** What the head says under a name; nothing where it does not. @param {string} name */
export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";

/** The build that this script belongs to; the build of the site puts it in. */
export const RELEASE = "development";

/** Every script and style of the site under `assets`; the build of the site puts them in. @type {string[]} */
export const FILES = [];

/** The language of the page, as it was built: a translator may have changed what the document says of itself. @returns {"nb" | "da"} */
export const language = () => (meta("ig-language") === "da" ? "da" : "nb");

/** The build that this page belongs to. */
export const build = () => meta("ig-build");

/** The build of facts, calculators and interpreter that this page was made with. */
export const runtimeBuild = () => meta("ig-runtime");

/** The address of the site's root: two folders above this module, whatever page is open. */
export const siteRoot = () => new URL("../../", import.meta.url);

/**
 * Runs now and after each instant navigation.
 * @param {() => void} work
 */
export function onPage(work) {
  const pages = /** @type {{document$?: {subscribe(fn: () => void): unknown}}} */ (/** @type {unknown} */ (globalThis)).document$;
  if (pages) pages.subscribe(work);
  else work();
}
