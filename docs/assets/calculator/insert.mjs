// The one place where HTML from the worker enters the page.
// It is parsed into a document of its own, in which nothing runs or loads, and walked: what is not
// on the lists below is not stripped but refused, because it means that something else is wrong.

import { siteRoot } from "../common/page.mjs";

const HTML = "http://www.w3.org/1999/xhtml";
const SVG = "http://www.w3.org/2000/svg";

/** @param {string} names */
const list = (names) => new Set(names.trim().split(/\s+/));

const HTML_ELEMENTS = list(`
  section div p span h3 h4 h5 h6 strong em b i small sub sup br hr abbr
  dl dt dd ul ol li table caption colgroup col thead tbody tfoot tr th td
  figure figcaption details summary a button data time output`);

const SVG_ELEMENTS = list("svg g path line polyline polygon rect circle text tspan title desc");

const HTML_ATTRIBUTES = list(`
  class id lang dir title role hidden open tabindex value datetime href type disabled
  colspan rowspan span scope headers align start reversed`);

const SVG_ATTRIBUTES = list(`
  class id lang role focusable tabindex viewBox preserveAspectRatio width height
  x y x1 y1 x2 y2 dx dy cx cy r rx ry d points transform
  fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin
  opacity vector-effect text-anchor dominant-baseline font-size font-weight shape-rendering`);

/** What a page of the text has besides: for the preview of an edited one, and for reports. */
export const PAGE = list("h1 h2 code pre blockquote");
const NOTHING_MORE = list("-");

const PREFIXED = /^(aria|data)-[a-z0-9-]+$/;

export class InsertRefused extends Error {
  /** @param {string} what */
  constructor(what) {
    super(`The answer was not shown: ${what}.`);
    this.name = "InsertRefused";
  }
}

/**
 * A link may lead to a place on this site, written relatively, and nowhere else.
 * @param {string} href
 */
function checkLink(href) {
  // Browsers drop control characters and blanks inside a scheme, so none are let through.
  if (/[\u0000-\u0020\\]/.test(href) || /^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith("/"))
    throw new InsertRefused(`it holds a link to "${href}", which is not a relative address`);
  const target = new URL(href, document.baseURI);
  const root = siteRoot();
  if (target.origin !== root.origin || !target.pathname.startsWith(root.pathname))
    throw new InsertRefused(`it holds a link to "${href}", which leads out of this site`);
}

/** @param {Element} element @param {Set<string>} more */
function check(element, more) {
  const name = element.localName;
  const isSvg = element.namespaceURI === SVG;
  const elements = isSvg ? SVG_ELEMENTS : element.namespaceURI === HTML ? HTML_ELEMENTS : new Set();
  if (!elements.has(name) && !(!isSvg && more.has(name))) throw new InsertRefused(`it holds an element <${name}>, which has no place in an answer`);
  const attributes = isSvg ? SVG_ATTRIBUTES : HTML_ATTRIBUTES;
  for (const attribute of element.attributes) {
    if (isSvg && attribute.name === "xmlns" && attribute.value === SVG) continue;
    if (attribute.namespaceURI !== null || !(attributes.has(attribute.name) || PREFIXED.test(attribute.name)))
      throw new InsertRefused(`it holds an attribute "${attribute.name}" on <${name}>, which has no place in an answer`);
    if (isSvg && /url\s*\(/i.test(attribute.value))
      throw new InsertRefused(`its drawing fetches something by "${attribute.name}"`);
  }
  if (name === "a") checkLink(element.getAttribute("href") ?? "");
  else if (element.hasAttribute("href")) throw new InsertRefused(`<${name}> holds an address`);
  if (name === "button" && element.getAttribute("type") !== "button")
    throw new InsertRefused("it holds a button that could send a form");
}

/**
 * A document of its own, in which nothing runs or loads: to be walked, or to be read for its text. Nothing of it may go into the
 * page unchecked.
 * @param {string} html
 */
export const apart = (html) => new DOMParser().parseFromString(html, "text/html");

/**
 * Checks the HTML of an answer and gives its nodes, not yet in the page.
 * @param {string} html
 * @param {Set<string>} [more]  elements that may stand in it besides those of an answer
 * @returns {DocumentFragment}
 */
export function checked(html, more = NOTHING_MORE) {
  const foreign = apart(html);
  // The parser moves some elements to the head; an answer has nothing to look for there.
  const stray = foreign.head.firstElementChild;
  if (stray) throw new InsertRefused(`it holds an element <${stray.localName}>, which has no place in an answer`);
  for (const element of [foreign.documentElement, foreign.body])
    if (element.attributes.length) throw new InsertRefused("it holds attributes for the page itself");
  for (const element of foreign.body.querySelectorAll("*")) check(element, more);
  const fragment = document.createDocumentFragment();
  for (const node of [...foreign.body.childNodes])
    if (node.nodeType === Node.ELEMENT_NODE || node.nodeType === Node.TEXT_NODE) fragment.append(document.adoptNode(node));
  return fragment;
}

/**
 * @param {Element} place  the element that holds the answer
 * @param {string} html
 */
export function insertAnswer(place, html) {
  place.replaceChildren(checked(html));
}
