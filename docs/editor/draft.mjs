/**
 * The draft on the device: what was edited, until it is thrown away. It holds the guide's text and the reason, no patient.
 */
import { siteRoot } from "../assets/common/page.mjs";

/**
 * @typedef {{ v: 1, build: string, files: Record<string, { base: string, text: string }>, why: string, source: string, author: string, agreed?: string[] }} Draft
 */

const KEY = `${siteRoot().pathname}.proposal`;

/** @returns {Draft} */
export const empty = () => ({ v: 1, build: "", files: {}, why: "", source: "", author: "", agreed: [] });

/** @param {any} kept @returns {kept is Draft} */
const isDraft = (kept) =>
  kept?.v === 1 && [kept.build, kept.why, kept.source, kept.author].every((one) => typeof one === "string") && typeof kept.files === "object" && kept.files !== null
  && Array.isArray(kept.agreed ?? []) && (kept.agreed ?? []).every((/** @type {unknown} */ one) => typeof one === "string")
  && Object.values(kept.files).every((one) => typeof one?.base === "string" && typeof one?.text === "string");

/** What the device keeps; an empty draft where there is none, or none that can be read. */
export function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (isDraft(kept)) return kept;
  } catch {
    // switched off, or not ours
  }
  return empty();
}

/** @param {Draft} draft @returns {boolean} whether the device keeps it */
export function write(draft) {
  try {
    if (Object.keys(draft.files).length || draft.why || draft.source) localStorage.setItem(KEY, JSON.stringify(draft));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}
