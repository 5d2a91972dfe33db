// The language link leads to the same page and place in the other language. The header stays when
// instant navigation changes the page, so the link is worked out from the address that is open.

import { onPage, siteRoot } from "../common/page.mjs";

/**
 * The paragraph that is read now, by an id that both languages have: the one that the address names while it is in sight,
 * else the heading or marked sentence nearest to the top.
 */
function place() {
  // An id of ours needs no decoding; what does is no address of ours.
  const named = location.hash && document.getElementById(location.hash.slice(1));
  const inSight = (/** @type {Element} */ one) => {
    const { top, bottom, height } = one.getBoundingClientRect();
    return height > 0 && bottom > 0 && top < innerHeight;
  };
  if (named && inSight(named)) return location.hash;
  if (scrollY < 40) return "";
  const edge = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
  let [nearest, least] = ["", Infinity];
  for (const one of document.querySelectorAll(".md-content :is(h2, h3, h4, .ig-fact)[id]")) {
    const distance = Math.abs(one.getBoundingClientRect().top - edge);
    if (distance < least && one.getClientRects().length) [nearest, least] = [one.id, distance];
  }
  return nearest && `#${nearest}`;
}

/** @param {HTMLAnchorElement} link */
function aim(link) {
  const root = siteRoot();
  const [language, ...page] = location.pathname.slice(root.pathname.length).split("/");
  // The page for unknown addresses can stand anywhere: it keeps the link it was made with.
  if (!location.pathname.startsWith(root.pathname) || !/^[a-z]{2}$/.test(language ?? "")) return;
  const target = new URL(`${link.dataset["language"]}/${page.join("/")}`, root);
  target.hash = place(); // the anchors are the same in both; what was searched for is not
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
