// What a release that waits changes for patients, in words: computed from the facts of both releases. Whatever cannot be
// computed is said to be unknown.

import { fill } from "../common/texts.mjs";

/** @typedef {"nb" | "da"} Lang */
/** @typedef {{ figures: Record<string, unknown>, used_by: string[], sentences: Record<Lang, string> }} Fact */
/** `facts.json` of a release. @typedef {{ rules: string, calculators: Record<string, Record<Lang, string>>, facts: Record<string, Fact> }} Facts */
/** @typedef {{ calculators: string[], before: string, after: string, sentence: string, key: "news_changed" | "news_new" | "news_gone" }} Change */
/** @typedef {{ lead: string, lines: string[], rest: string[] }} News */

/** So many lines are read; of more there is a count. */
const MOST = 6;

/** @param {any} told @param {string} build */
function ofBuild(told, build) {
  if (told?.build !== build) throw new Error(`facts of ${told?.build}, page of ${build}`);
  return told;
}

/**
 * The same from the files as they were read; what cannot be read is unknown.
 * @param {string} before @param {string} after @param {{ build: string, same: boolean, lang: Lang, words: Record<string, string> }} told
 * @param {number} [most] lines
 * @returns {News}
 */
export function read(before, after, { build, ...told }, most = MOST) {
  try {
    return news(ofBuild(JSON.parse(before), build), JSON.parse(after), told, most);
  } catch (error) {
    console.error(error);
    return { lead: told.words["news_unknown"] ?? "", lines: [], rest: [] };
  }
}

/** @param {unknown} value @returns {string} the same for the same figures, in whatever order they are named */
const asText = (value) =>
  JSON.stringify(value, (_, one) => (one && typeof one === "object" && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort()) : one));

/** @param {any} told @returns {Facts} @throws {Error} if it is no such file */
function checked(told) {
  if (!/^[0-9a-f]{12}$/.test(told?.rules)) throw new Error("no rules");
  for (const one of Object.values(told.facts))
    if (typeof one?.figures !== "object" || !Array.isArray(one.used_by) || typeof one.sentences?.nb !== "string" || typeof one.sentences?.da !== "string")
      throw new Error("no facts");
  if (!Object.keys(told.facts).length || typeof (told.calculators ?? "") !== "object") throw new Error("no facts");
  return told;
}

/** Where two sentences differ: what stands between their common beginning and end. @param {string} one @param {string} two */
export function parted(one, two) {
  const [a, b] = [one.split(" "), two.split(" ")];
  let from = 0;
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - from && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  // A word more on either side: a figure alone may want its unit.
  const last = Math.max(0, end - 1);
  return [a.slice(from, a.length - last).join(" "), b.slice(from, b.length - last).join(" ")];
}

/**
 * The facts that differ, by what an answer may hang on: the figures, and of a fact without figures its words.
 * @param {Facts} before @param {Facts} after @param {Lang} lang @returns {Change[]}
 */
export function changes(before, after, lang) {
  /** @type {Change[]} */
  const found = [];
  const titles = (/** @type {Fact[]} */ ...facts) =>
    [...new Set(facts.flatMap((one) => one.used_by))].map((id) => (after.calculators[id] ?? before.calculators[id])?.[lang] ?? id);
  for (const id of new Set([...Object.keys(before.facts), ...Object.keys(after.facts)])) {
    const [old, now] = [before.facts[id], after.facts[id]];
    if (!old || !now) {
      const one = /** @type {Fact} */ (old ?? now);
      found.push({ key: now ? "news_new" : "news_gone", calculators: titles(one), before: "", after: "", sentence: one.sentences[lang] });
      continue;
    }
    const isWords = !Object.keys(old.figures).length && !Object.keys(now.figures).length;
    const [one, two] = [old.sentences[lang], now.sentences[lang]];
    if (isWords ? !now.used_by.length || one === two : asText(old.figures) === asText(now.figures)) continue;
    const [was, is] = one === two ? [asText(old.figures), asText(now.figures)] : parted(one, two);
    found.push({ key: "news_changed", calculators: titles(old, now), before: was ?? "", after: is ?? "", sentence: two });
  }
  return found.sort((a, b) => Number(!a.calculators.length) - Number(!b.calculators.length));
}

/**
 * In words. `same` says that facts, calculators and interpreter of both are one and the same build.
 * @param {unknown} before @param {unknown} after  as `facts.json` has them
 * @param {{ same: boolean, lang: Lang, words: Record<string, string> }} told
 * @param {number} [most] lines
 * @returns {News}
 */
export function news(before, after, { same, lang, words }, most = MOST) {
  const say = (/** @type {string} */ key, values = {}) => fill(words[key] ?? "", values);
  try {
    const [old, now] = [checked(before), checked(after)];
    const found = changes(old, now, lang);
    if (same && !found.length) return { lead: say("news_none"), lines: [], rest: [] };
    const isRules = old.rules !== now.rules;
    if (!found.length) return { lead: say(isRules ? "news_rules_alone" : "news_words"), lines: [], rest: [] };
    const lines = found.slice(0, most).map(({ key, calculators, ...one }) =>
      say(key, { ...one, calculators: calculators.join(", ") || say("news_in_text") }));
    const more = found.length > most ? [say("news_more", { count: String(found.length - most) })] : [];
    return { lead: say("news_lead"), lines: [...lines, ...more], rest: [say(isRules ? "news_rules" : "news_others")] };
  } catch (error) {
    console.error(error);
    return { lead: say("news_unknown"), lines: [], rest: [] };
  }
}
