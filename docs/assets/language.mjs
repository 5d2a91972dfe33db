// The language link leads to the same page and place in the other language. The header stays when
// instant navigation changes the page, so the link is worked out from the address that is open.

import { onPage, siteRoot } from "./page.mjs";

/** @param {HTMLAnchorElement} link */
function aim(link) {
  const root = siteRoot();
  const [language, ...page] = location.pathname.slice(root.pathname.length).split("/");
  // The page for unknown addresses can stand anywhere: it keeps the link it was made with.
  if (!location.pathname.startsWith(root.pathname) || !/^[a-z]{2}$/.test(language ?? "")) return;
  const target = new URL(`${link.dataset["language"]}/${page.join("/")}`, root);
  target.hash = location.hash; // the anchors are the same in both; what was searched for is not
  link.href = target.href;
}

export function installLanguage() {
  const links = () => /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-language]"));
  const aimAll = () => links().forEach(aim);
  onPage(aimAll);
  addEventListener("hashchange", aimAll);
  // Before any other handler: the address may have changed without either of the above.
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-language]") : null;
    if (link instanceof HTMLAnchorElement) aim(link);
  }, { capture: true });
}
