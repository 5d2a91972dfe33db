// The few sentences that the page itself says. Their wording stands in the calculators' text files;
// the build puts them on the card.

/** @typedef {{empty: string, waiting: string, handed: string, handedStale: string, reload: string, retry: string,
 *   keep: string, sources: string, share: string, copy: string, copied: string, copyFailed: string, print: string}} Words */

/** @type {Words} */
const none = {
  empty: "",
  waiting: "",
  handed: "",
  handedStale: "",
  reload: "",
  retry: "",
  keep: "",
  sources: "",
  share: "",
  copy: "",
  copied: "",
  copyFailed: "",
  print: "",
};

/**
 * The words that a card carries.
 * @param {string | undefined} data
 * @returns {Words}
 */
export const wordsOf = (data) => (data ? { ...none, ...JSON.parse(data) } : none);

/**
 * Puts values into the {braces} of a sentence.
 * @param {string} sentence
 * @param {Record<string, string>} values
 */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
