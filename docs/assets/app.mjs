// Loaded on every page, once: instant navigation keeps it.

import { installLanguage } from "./language.mjs";
import { onPage } from "./page.mjs";
import { installSearch } from "./search.mjs";
import { installTables } from "./tables.mjs";
import { installTargets } from "./target.mjs";

installLanguage();
installTargets();
installSearch();
installTables();

onPage(() => {
  if (!document.querySelector("ig-calculator")) return;
  import("./calculator.mjs").catch((error) => {
    // Without its script a calculator is the ready-made table that is already there; say why no form opens.
    console.error(error);
    for (const failure of document.querySelectorAll(".ig-failure")) {
      const words = failure.querySelector("[data-code='runtime-missing']") ?? failure.querySelector("[data-code='*']");
      for (const element of [failure, words]) element?.removeAttribute("hidden");
    }
  });
});
