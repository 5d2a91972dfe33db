// @ts-check
// What the theme's own inline script did: the four names that its bundle and the palette look for.
// Only the choice of light or dark is ever kept under them, for both languages together.
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const scope = new URL("../..", script.src);
  /** @param {string} key @param {URL} place */
  const keyed = (key, place) => `${place.pathname}.${key}`;
  // Where cookies are blocked, asking for a storage throws, and the theme asks for both by their names.
  /** @param {"localStorage" | "sessionStorage"} name */
  const kept = (name) => {
    try {
      return window[name];
    } catch {
      /** @type {Map<string, string>} */
      const held = new Map();
      const standIn = /** @type {Storage} */ (/** @type {unknown} */ ({
        getItem: (/** @type {string} */ key) => held.get(key) ?? null,
        setItem: (/** @type {string} */ key, /** @type {string} */ value) => void held.set(key, value),
        removeItem: (/** @type {string} */ key) => void held.delete(key),
      }));
      Object.defineProperty(window, name, { configurable: true, value: standIn });
      return standIn;
    }
  };
  kept("localStorage");
  kept("sessionStorage");
  Object.assign(window, {
    __md_scope: scope,
    /** @param {string} text */
    __md_hash: (text) => [...text].reduce((sum, letter) => ((sum << 5) - sum + letter.charCodeAt(0)) | 0, 0),
    /** @param {string} key */
    __md_get: (key, storage = kept("localStorage"), place = scope) => {
      try {
        return JSON.parse(storage.getItem(keyed(key, place)) ?? "null");
      } catch {
        return null; // storage switched off, or a value that is not ours
      }
    },
    /** @param {string} key @param {unknown} value */
    __md_set: (key, value, storage = kept("localStorage"), place = scope) => {
      try {
        storage.setItem(keyed(key, place), JSON.stringify(value));
      } catch {
        // storage switched off or full: the choice lasts for this page
      }
    },
  });
})();
