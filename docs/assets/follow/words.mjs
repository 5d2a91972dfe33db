// The sentences of a followed plan that the page says itself. Their wording stands in the calculators' text files; the build
// puts them on the place of the bar, which every page has.

/** @typedef {Record<string, string>} Words */

export const place = () => document.querySelector("[data-ig-follow]");

/** The words in the language of the page. @returns {Words} */
export function words() {
  const data = place()?.getAttribute("data-words");
  return data ? JSON.parse(data) : {};
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<Record<string, string>>} [attributes]
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...content);
  return element;
}
