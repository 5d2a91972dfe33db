// Loaded on every page, once: instant navigation keeps it.

import { installLanguage } from "./theme/language.mjs";
import { installOffline, isWhole } from "./offline/offline.mjs";
import { installMenu } from "./theme/menu.mjs";
import { build, onPage, siteRoot } from "./common/page.mjs";
import { installSecondReading } from "./calculator/second.mjs";
import { installFollow } from "./follow/follow.mjs";
import { installReport } from "./report/signs.mjs";
import { installSearch } from "./search/search.mjs";
import { installTables } from "./theme/tables.mjs";
import { installTargets } from "./theme/target.mjs";

installLanguage();
installTargets();
installMenu();
installSearch();
installTables();
installReport();
installOffline();
if (isWhole()) installFollow();
if (isWhole()) installSecondReading();

/** Without its script a calculator is the ready-made table that is already there; say why no form opens. @param {string} code */
function tellClosed(code) {
  for (const told of document.querySelectorAll(".ig-noscript")) told.remove(); // what failed is known
  for (const failure of document.querySelectorAll(".ig-failure")) {
    const words = failure.querySelector(`[data-code='${code}']`) ?? failure.querySelector("[data-code='*']");
    for (const element of [failure, words]) element?.removeAttribute("hidden");
  }
}

onPage(() => {
  if (!document.querySelector("ig-calculator")) return;
  if (!isWhole()) return tellClosed("version");
  import("./calculator/calculator.mjs").catch((error) => {
    console.error(error);
    tellClosed("runtime-missing");
  });
});

// The editor is no part of other pages: not a byte of it is loaded there.
/** @type {{ install(place: HTMLElement): Promise<void>, leave(): void } | undefined} */
let editor;
/** What a release that waits changes is worked out by the same script; it is loaded when somebody asks. */
const isWanted = (/** @type {HTMLElement} */ place) => place.dataset["igEditor"] !== "waiting" || location.hash === "#waiting";
const edit = async () => {
  /** @type {HTMLElement | null} */
  const place = document.querySelector("[data-ig-editor]");
  editor?.leave();
  // Behind the `#`: where one reads is told to no server.
  for (const link of document.querySelectorAll("a[data-ig-suggest]"))
    if (link instanceof HTMLAnchorElement) link.hash = `page=${location.pathname.slice(siteRoot().pathname.length + 3).replace(/\/$/, "")}`;
  if (!place || !isWanted(place) || !isWhole()) return;
  try {
    editor = await import(new URL(`editor/${build()}/editor.mjs`, siteRoot()).href);
    await editor?.install(place);
  } catch (error) {
    console.error(error);
    place.querySelector("[data-failed]")?.removeAttribute("hidden");
  }
};
onPage(edit);
addEventListener("hashchange", () => {
  if (location.hash === "#waiting") void edit();
});
