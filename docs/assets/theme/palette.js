// @ts-check
// What the theme's own inline script did: set light or dark on the body before the first paint.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const stored = /** @type {any} */ (window).__md_get("__palette");
  const chosen = stored && stored.color && stored.color.media;
  const automatic = !chosen || chosen === "(prefers-color-scheme)";
  const media = automatic ? `(prefers-color-scheme: ${dark ? "dark" : "light"})` : chosen;
  const option = document.querySelector(`[data-md-color-media="${CSS.escape(media)}"]`);
  for (const part of ["media", "scheme", "primary", "accent"]) {
    const value = option && option.getAttribute(`data-md-color-${part}`);
    if (value) document.body.setAttribute(`data-md-color-${part}`, value);
  }
})();
