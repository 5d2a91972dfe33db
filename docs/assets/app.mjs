// Loaded on every page, once: instant navigation keeps it.

import { installLanguage } from "./language.mjs";
import { installOffline, isWhole } from "./offline.mjs";
import { installMenu } from "./menu.mjs";
import { onPage } from "./page.mjs";
import { installSearch } from "./search.mjs";
import { installTables } from "./tables.mjs";
import { installTargets } from "./target.mjs";

installLanguage();
installTargets();
installMenu();
installSearch();
installTables();
installOffline();

/** Without its script a calculator is the ready-made table that is already there; say why no form opens. @param {string} code */
function tellClosed(code) {
  for (const failure of document.querySelectorAll(".ig-failure")) {
    const words = failure.querySelector(`[data-code='${code}']`) ?? failure.querySelector("[data-code='*']");
    for (const element of [failure, words]) element?.removeAttribute("hidden");
  }
}

onPage(() => {
  if (!document.querySelector("ig-calculator")) return;
  if (!isWhole()) return tellClosed("version");
  import("./calculator.mjs").catch((error) => {
    console.error(error);
    tellClosed("runtime-missing");
  });
});
