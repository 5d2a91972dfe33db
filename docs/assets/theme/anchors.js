// @ts-check
// A step through the history within one page must not load that page anew: the theme's instant navigation
// does so the first time, and what was typed into a calculator would be gone. Loaded before the theme's own
// script, so that this listener comes first.
(() => {
  let shown = location.pathname;
  // After the theme has handled a click the address is that of the page being opened.
  document.addEventListener("click", () => (shown = location.pathname));
  addEventListener("popstate", (event) => {
    if (location.pathname !== shown) {
      shown = location.pathname;
      return;
    }
    event.stopImmediatePropagation();
    // The theme has switched the browser's own memory for scrolling off; it keeps the place in the state.
    const place = event.state;
    if (place && typeof place.y === "number") scrollTo(place.x ?? 0, place.y);
  });
})();
