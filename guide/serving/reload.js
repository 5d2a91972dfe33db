// @ts-check
// The development server adds this to the pages it serves; it is in no built site.
(() => {
  /** @type {string | undefined} */
  let seen;
  const banner = document.createElement("pre");
  banner.setAttribute("role", "alert");
  Object.assign(banner.style, {
    position: "fixed", inset: "auto 0 0 0", zIndex: "999", margin: "0", padding: "1rem", maxHeight: "50vh",
    overflow: "auto", whiteSpace: "pre-wrap", font: "14px monospace", background: "#7a0000", color: "#fff",
  });
  const events = new EventSource("/__dev/events");
  events.onmessage = ({ data }) => {
    /** @type {{version: string, error: string}} */
    const { version, error } = JSON.parse(data);
    if (seen !== undefined && seen !== version) location.reload();
    seen = version;
    banner.textContent = error && `This is the last site that could be built.\n${error}`;
    if (error) document.documentElement.append(banner);
    else banner.remove();
  };
  // An open stream would keep the page out of the back/forward cache.
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
})();
