// What answers a query. MiniSearch files and finds the words; here stands what is ours: the words of clinicians, compounds,
// the other language, and which result comes first. Runs in the page and in Node alike: it is given the library.

import { bare, isNumber, key, parts, spelling, words } from "./terms.mjs";

/** @typedef {import("./terms.mjs").Stemmer} Stemmer */
/** @typedef {typeof import("minisearch").default} MiniSearchClass */
/** @typedef {import("minisearch").default} MiniSearch */
/** @typedef {"nb" | "da"} Language */

/** @typedef {{url: string, title: string, guideline: string, weight: number}} PageData */
/** @typedef {{page: number, anchor: string, heading: string, calculator?: string}} SectionData  the first of a page is the page itself */
/** @typedef {{section: number, text?: string, columns?: string, anchor?: string, figures?: [number, number][], weight?: number,
 *   remark?: boolean}} EntryData
 *   a sentence or row, with the places of its marked figures, or a remark on the source; or the heads of the section's tables; or neither, which stands for the
 *   section's heading. Weight 1 is not written. */
/** @typedef {{section: number, asked: string[], inputs: string[], silent?: boolean}} AnswerData  a calculator or page that answers
 *   certain words, or that says in a remark that the source does not treat them */
/** @typedef {{language: Language, pages: PageData[], sections: SectionData[], entries: EntryData[], ignore: string[],
 *   means: [string, string[]][], calculators: AnswerData[], places: AnswerData[]}} Content */
/** @typedef {Content & {index: object}} SearchData */

/** @typedef {{text: string, marked: boolean, figure: boolean}} Piece */
/** @typedef {{kind: "calculator" | "text" | "silent", url: string, guideline: string, page: string, heading: string, line: Piece[]}} Result */

/** @typedef {{keys: string[][], weight: number}} Meaning  all of `keys` together, each in one of its spellings */

const HEADING = 1.8; // a word in a heading says more than one in a sentence
const OTHER_WORD = 0.9;
const COMPOUND = 0.7;
const BEGINNING = 0.55;
const SLIP = 0.5;
const PART_OF_COMPOUND = 0.25;
const FROM_THE_PAGE = 0.35; // what the page's own title adds to its sections
const IN_ONE_LINE = 0.3; // words that stand in one sentence belong together
const SHORTEST_BEGINNING = 3;
const SHORTEST_SLIP = 5;
const SHORTEST_SHARED = 8; // letters that two words begin with alike
const SHARED = 2 / 3; // and how much of the longer that is
const SHORTEST_PART_ADDED = 4; // letters behind a known word that are more than an ending
const ANSWERS = 2;
const MOST_RESULTS = 12;
const MOST_OF_A_PAGE = 3;
const MOST_LETTERS = 170;

/**
 * How MiniSearch files the entries; the same for building and loading.
 * @returns {import("minisearch").Options}
 */
const options = () => ({ fields: ["text", "parts"], storeFields: [], tokenize: (text) => text.split(" "), processTerm: (term) => term });

/**
 * Files the content under its words. For the build.
 * @param {MiniSearchClass} Library
 * @param {Record<Language, Stemmer>} stemmers
 * @param {Content} content
 * @returns {SearchData}
 */
export function makeIndex(Library, stemmers, content) {
  const stem = stemmers[content.language];
  const { sections, entries } = content;
  const texts = entries.map(({ section, text, columns = "" }) => words(text || columns || (sections[section]?.heading ?? "")));
  const ignored = new Set(content.ignore);
  const keyOf = memo((word) => key(word, stem)); // a text is made of few words, said often
  const known = new Set(texts.flat().filter((word) => !ignored.has(word)).map(keyOf));
  const partsOf = memo((word) => parts(word, (part) => !ignored.has(part) && known.has(keyOf(part))));
  const library = new Library(options());
  library.addAll(
    texts.map((found, id) => ({
      id,
      text: found.map(keyOf).join(" "),
      parts: found.flatMap(partsOf).map(keyOf).join(" "),
    })),
  );
  return { ...content, index: library.toJSON() };
}

/**
 * Whether one letter is too many, missing or wrong, or two neighbours changed places.
 * @param {string} one
 * @param {string} other
 */
function isOneSlip(one, other) {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(""));
}

/**
 * @template T
 * @param {(word: string) => T} work
 * @returns {(word: string) => T}
 */
function memo(work) {
  /** @type {Map<string, T>} */
  const kept = new Map();
  return (word) => {
    if (!kept.has(word)) kept.set(word, work(word));
    return /** @type {T} */ (kept.get(word));
  };
}

/**
 * @template K
 * @param {Map<K, number>} scores
 * @param {K} name
 * @param {number} score
 */
function keepBest(scores, name, score) {
  if (score > (scores.get(name) ?? 0)) scores.set(name, score);
}

export class Search {
  /**
   * @param {MiniSearchClass} Library
   * @param {Record<Language, Stemmer>} stemmers
   * @param {SearchData} data  from `makeIndex`
   */
  constructor(Library, stemmers, data) {
    this.Library = Library;
    /** @type {Set<string>} What the last query found in the texts, to be marked there. */
    this.matched = new Set();
    /** @type {string[]} The words of the last query that the guide has nothing on. */
    this.unfound = [];
    this.data = data;
    /** @type {MiniSearch | null} */
    this.dictionary = null;
    /** @type {string[]} */
    this.written = [];
    /** @type {Map<string, string[]> | null} */
    this.bare = null;
    this.stemmers = stemmers;
    this.ignored = new Set(data.ignore);
    this.library = Library.loadJS(/** @type {any} */ (data.index), options());
    this.vocabulary = new Set(/** @type {{index: [string, unknown][]}} */ (data.index).index.map(([term]) => term));
    this.keysOf = memo((/** @type {string} */ word) => {
      const own = stemmers[data.language];
      const other = stemmers[data.language === "nb" ? "da" : "nb"];
      return [...new Set([key(word, own), key(word, other)])];
    });
    /** @type {Map<string, string[][]>} What a word or words of the list mean, by their keys. */
    this.meant = new Map();
    for (const [typed, meanings] of data.means) {
      const others = meanings.map((meaning) => words(meaning)).filter((meaning) => meaning.length);
      for (const name of this.names(this.telling(words(typed)))) this.meant.set(name, [...(this.meant.get(name) ?? []), ...others]);
    }
    this.longest = Math.max(1, ...[...this.meant.keys()].map((name) => name.split(" ").length));
    this.sectionEntries = data.sections.map(() => /** @type {number[]} */ ([]));
    data.entries.forEach((entry, id) => this.sectionEntries[entry.section]?.push(id));
    /** @type {Map<number, number>} The section that stands for a page: its first. */
    const heads = new Map();
    data.sections.forEach(({ page }, section) => heads.has(page) || heads.set(page, section));
    this.head = data.sections.map(({ page }) => heads.get(page) ?? 0);
    this.places = [...data.calculators, ...data.places].map((answer) => ({
      ...answer,
      asked: answer.asked.map((phrase) => this.telling(words(phrase), 2).map((word) => this.keysOf(word))),
      inputs: new Set(answer.inputs.flatMap(words).flatMap((word) => this.keysOf(word))),
    }));
    this.partsOf = memo((/** @type {string} */ word) => parts(word, (part) => !this.ignored.has(part) && this.isKnown(part)));
  }

  /** All the ways to file words: each in the two languages. @param {string[]} found */
  names(found) {
    return found.map((word) => this.keysOf(word)).reduce(
      (names, keys) => names.flatMap((name) => keys.map((one) => `${name} ${one}`.trim())),
      /** @type {string[]} */ ([""]),
    );
  }

  /** @param {string} word */
  isKnown(word) {
    return this.keysOf(word).some((one) => this.meant.has(one) || this.vocabulary.has(one));
  }

  /**
   * The entries that hold one of the keys, with how well.
   * @param {string[]} keys
   * @param {{prefix?: boolean}} [how]
   * @returns {Map<number, number>}
   */
  found(keys, how = {}) {
    /** @type {Map<number, number>} */
    const scores = new Map();
    for (const hit of this.library.search({ combineWith: "OR", queries: keys }, { boost: { parts: 0.6 }, ...how })) {
      const entry = /** @type {EntryData} */ (this.data.entries[hit.id]);
      scores.set(hit.id, hit.score * (entry.weight ?? 1) * (entry.text || entry.columns ? 1 : HEADING));
      for (const term of hit.terms) this.matched.add(term);
    }
    return scores;
  }

  /**
   * What somebody who types these words may mean, the plainest first.
   * @param {string[]} typed  a word, or words that the list knows together
   * @returns {Meaning[]}
   */
  meanings(typed) {
    const names = this.names(typed);
    // "Usual starting dose" says no more of "starting dose" than the word itself.
    const others = names.flatMap((name) => this.meant.get(name) ?? []).filter(
      (other) => typed.length > 1 || other.length === 1 || !other.some((word) => this.keysOf(word).some((one) => names.includes(one))),
    );
    /** @type {Meaning[]} */
    const meanings = [{ keys: typed.map((word) => this.keysOf(word)), weight: 1 }];
    for (const other of others) meanings.push({ keys: other.map((word) => this.keysOf(word)), weight: OTHER_WORD });
    const compound = typed.length === 1 && !others.length ? this.partsOf(typed[0] ?? "") : [];
    if (compound.length) meanings.push({ keys: compound.map((part) => this.withOthers(part)), weight: COMPOUND });
    return meanings;
  }

  /** The keys of a part of a compound and of the single words that mean the same. @param {string} part */
  withOthers(part) {
    const keys = this.keysOf(part);
    const others = keys.flatMap((name) => this.meant.get(name) ?? []).filter((other) => other.length === 1);
    return [...new Set([...keys, ...others.flat().flatMap((word) => this.keysOf(word))])];
  }

  /**
   * Scores of the entries for one word of the query.
   * @param {string[]} typed
   */
  score(typed) {
    /** @type {Map<number, number>} */
    const entries = new Map();
    const [word] = typed;
    // A word nobody wrote that is one slip from a written one is rather that word than a compound of odd parts.
    const slips = word && typed.length === 1 ? this.near(word) : [];
    const near = slips.length || !word || typed.length > 1 ? slips : this.related(word);
    for (const { keys, weight } of this.meanings(typed)) if (!near.length || weight !== COMPOUND) this.add(entries, keys, weight);
    if (typed.length > 1 || !word || isNumber(word)) return entries;
    if (word.length >= SHORTEST_BEGINNING)
      for (const [id, score] of this.found(this.keysOf(word), { prefix: true })) keepBest(entries, id, score * BEGINNING);
    if (!entries.size)
      for (const right of near)
        for (const { keys, weight } of this.meanings([right])) this.add(entries, keys, weight * SLIP);
    return entries;
  }

  /**
   * The words that an unknown one may be a slip for.
   * @param {string} word
   * @returns {string[]}
   */
  near(word) {
    if (isNumber(word) || this.isKnown(word)) return [];
    const same = this.barely().get(bare(word));
    if (same) return same;
    if (word.length < SHORTEST_SLIP) return [];
    // Two letters that changed places count as two in the library's measure.
    const candidates = this.spelt().search(word, { fuzzy: 2 }).map((hit) => /** @type {string} */ (hit["word"]));
    return candidates.filter((one) => isOneSlip(word, one) || isOneSlip(spelling(word), spelling(one)));
  }

  /**
   * The words that an unknown one is made from, or grown from the same root: overvektig from overvekt, sommerferie from sommer,
   * transplantert from transplantasjon. None for a compound whose parts are known.
   * @param {string} word
   * @returns {string[]}
   */
  related(word) {
    if (isNumber(word) || word.length < SHORTEST_SLIP || this.isKnown(word) || this.partsOf(word).length) return [];
    this.spelt();
    const typed = spelling(word);
    let [best, most] = ["", 0];
    for (const one of this.written) {
      const written = spelling(one);
      let alike = 0;
      while (alike < written.length && written[alike] === typed[alike]) alike++;
      const isWhole = alike === written.length && alike >= SHORTEST_SLIP;
      const isRoot = alike >= SHORTEST_SHARED && alike >= SHARED * Math.max(typed.length, written.length);
      if ((isWhole || isRoot) && alike > most) [best, most] = [one, alike];
    }
    return best ? [best] : [];
  }

  /** Whether only the beginning of a compound is known, and what it is about is not: legemiddelinteraksjoner. @param {string[]} need */
  isOther([word = "", ...more]) {
    if (more.length || this.near(word).length) return false;
    const [root] = this.related(word);
    return root !== undefined && word.length - root.length >= SHORTEST_PART_ADDED && spelling(word).startsWith(spelling(root));
  }

  /** The words as somebody writes them who has none of our letters; made at the first word that is found nowhere. */
  barely() {
    if (!this.bare) {
      this.spelt();
      /** @type {Map<string, string[]>} */
      const all = new Map();
      for (const word of this.written) all.set(bare(word), [...(all.get(bare(word)) ?? []), word]);
      this.bare = all;
    }
    return this.bare;
  }

  /** Every word as it is written, in the texts and in the lists; made at the first slip. */
  spelt() {
    if (!this.dictionary) {
      const { entries, sections, means, calculators, places } = this.data;
      const texts = [...entries.map(({ text = "" }) => text), ...sections.map(({ heading }) => heading)];
      const lists = [...means.map(([typed]) => typed), ...[...calculators, ...places].flatMap(({ asked }) => asked)];
      const all = new Set([...texts, ...lists].flatMap(words).filter((word) => word.length >= SHORTEST_SLIP - 1 && !isNumber(word)));
      this.written = [...all];
      this.dictionary = new this.Library({ ...options(), fields: ["word"], storeFields: ["word"] });
      this.dictionary.addAll([...all].map((word, id) => ({ id, word })));
    }
    return this.dictionary;
  }

  /**
   * Adds the entries for words that belong together: wherever in a section they stand.
   * @param {Map<number, number>} entries
   * @param {string[][]} keys
   * @param {number} weight
   */
  add(entries, keys, weight) {
    const each = keys.map((one) => this.found(one));
    if (each.length === 1) {
      for (const [id, score] of each[0] ?? []) keepBest(entries, id, score * weight);
      return;
    }
    const whole = each.map((scores) => this.bySection(scores));
    for (const scores of each)
      for (const [id, score] of scores) {
        const section = this.data.entries[id]?.section ?? 0;
        const all = whole.every((one) => one.has(section) || one.has(this.head[section] ?? 0));
        const sum = each.reduce((total, one) => total + (one.get(id) ?? 0), 0);
        keepBest(entries, id, all ? (weight * (sum + score)) / 2 : (weight * PART_OF_COMPOUND * score) / each.length);
      }
  }

  /** @param {Map<number, number>} entries */
  bySection(entries) {
    /** @type {Map<number, number>} */
    const sections = new Map();
    for (const [id, score] of entries) keepBest(sections, this.data.entries[id]?.section ?? 0, score);
    return sections;
  }

  /**
   * The words that tell something; all of them if fewer than so many would be left.
   * @param {string[]} typed
   * @param {number} [least]
   */
  telling(typed, least = 1) {
    const telling = typed.filter((word) => !this.ignored.has(word));
    return telling.length >= least ? telling : typed;
  }

  /**
   * The query in pieces: words the list knows together stay together; words that say nothing are left out.
   * @param {string[]} typed
   */
  needs(typed) {
    const rest = this.telling(typed);
    /** @type {string[][]} */
    const needs = [];
    for (let at = 0; at < rest.length; ) {
      let length = Math.min(this.longest, rest.length - at);
      while (length > 1 && !this.names(rest.slice(at, at + length)).some((name) => this.meant.has(name))) length--;
      needs.push(rest.slice(at, at + length));
      at += length;
    }
    return needs;
  }

  /**
   * The best results for what was typed, the best first.
   * @param {string} query
   * @returns {Result[]}
   */
  search(query) {
    const typed = words(query);
    this.unfound = [];
    if (!typed.length) return [];
    this.matched = new Set();
    const needs = this.needs(typed).map((need) => ({ need, entries: this.score(need) }));
    this.unfound = needs.filter(({ need, entries }) => !entries.size || this.isOther(need)).flatMap(({ need }) => need);
    const scored = needs.map(({ entries }) => entries).filter((entries) => entries.size);
    const marks = this.matched;
    const best = this.ranked(scored);
    /** @type {Map<number, number>} */
    const shown = new Map();
    const silent = new Set();
    for (const answer of this.answers(typed)) {
      const names = answer.asked.flat(2);
      this.unfound = this.unfound.filter((word) => !this.keysOf(word).some((name) => names.includes(name))); // asked for by a list
      if (answer.silent) silent.add(answer.section);
      shown.set(answer.section, answer.silent ? this.remark(answer.section, scored) : (best.get(answer.section)?.entry ?? -1));
    }
    /** @type {Map<number, number>} */
    const ofPage = new Map();
    for (const [section, { entry }] of [...best].sort(([a, one], [b, other]) => other.score - one.score || a - b)) {
      const page = this.data.sections[section]?.page ?? 0;
      const before = ofPage.get(page) ?? 0;
      if (shown.size >= MOST_RESULTS) break;
      if (shown.has(section) || before >= MOST_OF_A_PAGE) continue;
      ofPage.set(page, before + 1);
      shown.set(section, entry);
    }
    return [...shown].map(([section, entry]) => {
      const result = this.result(section, entry, marks);
      return silent.has(section) ? { ...result, kind: "silent" } : result;
    });
  }

  /**
   * The remark of a section that says most of what is sought.
   * @param {number} section
   * @param {Map<number, number>[]} scored
   */
  remark(section, scored) {
    const remarks = (this.sectionEntries[section] ?? []).filter((id) => this.data.entries[id]?.remark);
    /** @param {number} id */
    const sum = (id) => scored.reduce((total, entries) => total + (entries.get(id) ?? 0), 0);
    return remarks.reduce((best, id) => (best < 0 || sum(id) > sum(best) ? id : best), -1);
  }

  /**
   * The sections that hold something of the query, with their best entry.
   * @param {Map<number, number>[]} scored  for each word the entries that hold it
   */
  ranked(scored) {
    const sections = scored.map((entries) => this.bySection(entries));
    // A word that few sections hold tells more of what is meant than one that stands everywhere.
    const telling = sections.map((one) => Math.log(1 + this.data.sections.length / one.size));
    const all = telling.reduce((sum, one) => sum + one, 0);
    /** @type {Map<number, {score: number, entry: number}>} */
    const ranked = new Map();
    for (const section of new Set(sections.flatMap((one) => [...one.keys()]))) {
      const head = this.head[section] ?? section;
      const scores = sections.map((one) => Math.max(one.get(section) ?? 0, (one.get(head) ?? 0) * FROM_THE_PAGE));
      const covered = scores.reduce((sum, score, at) => sum + (score > 0 ? (telling[at] ?? 0) : 0), 0) / all;
      const page = this.data.pages[this.data.sections[section]?.page ?? 0];
      let entry = -1;
      let most = 0;
      for (const id of this.sectionEntries[section] ?? []) {
        const sum = scored.reduce((total, entries) => total + (entries.get(id) ?? 0), 0);
        if (sum > most) [entry, most] = [id, sum];
      }
      const sum = scores.reduce((total, one) => total + one, 0) + most * IN_ONE_LINE;
      const score = sum * covered ** 2 * (page?.weight ?? 1);
      ranked.set(section, { score, entry });
    }
    return ranked;
  }

  /**
   * The calculators and pages that the words ask for: all of one of their phrases was typed, and nothing that is foreign to them.
   * @param {string[]} typed
   * @returns {{section: number, asked: string[][][], silent?: boolean | undefined}[]}
   */
  answers(typed) {
    const read = typed.map((word, at) => this.readAs(word, at === typed.length - 1));
    /** @param {string[]} keys */
    const isTyped = (keys) => read.some((one) => one.means(keys));
    const found = this.places.map(({ section, asked, inputs, silent }, order) => {
      const isForeign = read.some(({ ignored, number, means, keys }) => {
        const fits = asked.some((phrase) => phrase.some(means)) || keys.some((name) => inputs.has(name));
        return !ignored && !number && !fits;
      });
      const lengths = isForeign ? [] : asked.filter((phrase) => phrase.every(isTyped)).map((phrase) => phrase.length);
      return { section, asked, silent, most: Math.max(0, ...lengths), order };
    });
    const right = found.filter(({ most }) => most > 0).sort((one, other) => other.most - one.most || one.order - other.order);
    return right.filter(({ section }, at) => right.findIndex((one) => one.section === section) === at).slice(0, ANSWERS);
  }

  /**
   * A typed word, and whether it means a word of a phrase: by itself, by the lists, by a slip, or as far as it is typed yet.
   * @param {string} word
   * @param {boolean} last
   */
  readAs(word, last) {
    const own = [word, ...(this.near(word).length ? this.near(word) : this.related(word))].flatMap((one) => this.keysOf(one));
    const single = own.flatMap((name) => this.meant.get(name) ?? []).filter((other) => other.length === 1).flat();
    const keys = [...own, ...single.flatMap((one) => this.keysOf(one))];
    const beginnings = last && word.length > SHORTEST_BEGINNING && !this.isKnown(word) ? this.keysOf(word) : [];
    /** @param {string[]} names */
    const means = (names) => names.some((name) => keys.includes(name) || beginnings.some((start) => name.startsWith(start)));
    return { keys, means, ignored: this.ignored.has(word), number: isNumber(word) };
  }

  /**
   * @param {number} section
   * @param {number} entry  -1 for none in particular
   * @param {Set<string>} marks
   * @returns {Result}
   */
  result(section, entry, marks) {
    const { page, anchor, heading, calculator } = /** @type {SectionData} */ (this.data.sections[section]);
    const { url, title, guideline } = /** @type {PageData} */ (this.data.pages[page]);
    const best = this.data.entries[entry];
    const line = best?.text ? best : this.sectionEntries[section]?.map((id) => this.data.entries[id]).find((one) => one?.text);
    const place = best?.text && !calculator ? best.anchor || anchor : anchor;
    return {
      kind: calculator ? "calculator" : "text",
      url: place ? `${url}#${place}` : url,
      guideline,
      page: title,
      heading,
      line: line ? this.pieces(line, marks) : [],
    };
  }

  /**
   * A sentence in pieces: what was searched for and the marked figures apart from the rest. A long one is cut around the first hit.
   * @param {EntryData} entry
   * @param {Set<string>} marks
   * @returns {Piece[]}
   */
  pieces({ text = "", figures = [] }, marks) {
    const stem = this.stemmers[this.data.language];
    const lower = text.toLowerCase();
    const hits = [...lower.matchAll(/\d+(?:[.,]\d+)*|[\p{L}\p{M}]+/gu)]
      .filter(([word]) => !this.ignored.has(word) && [word, ...this.partsOf(word)].some((part) => marks.has(key(part, stem))))
      .map(({ 0: word, index }) => /** @type {[number, number]} */ ([index, index + word.length]));
    const [from, to] = cut(text, hits[0]?.[0] ?? 0);
    const ends = [from, to, ...[...hits, ...figures].flat().filter((end) => end > from && end < to)].sort((a, b) => a - b);
    /** @param {[number, number][]} ranges @param {number} at */
    const within = (ranges, at) => ranges.some(([start, end]) => start <= at && at < end);
    const pieces = [...new Set(ends)].slice(0, -1).map((start, at, starts) => ({
      text: text.slice(start, starts[at + 1] ?? to),
      marked: within(hits, start),
      figure: within(figures, start),
    }));
    if (from > 0) pieces.unshift({ text: "… ", marked: false, figure: false });
    if (to < text.length) pieces.push({ text: " …", marked: false, figure: false });
    return pieces;
  }
}

/**
 * Where to begin and to end a long text so that the hit is in it, between words.
 * @param {string} text
 * @param {number} hit
 * @returns {[number, number]}
 */
function cut(text, hit) {
  if (text.length <= MOST_LETTERS) return [0, text.length];
  const from = hit < MOST_LETTERS * 0.7 ? 0 : text.indexOf(" ", hit - MOST_LETTERS * 0.4) + 1;
  if (from + MOST_LETTERS >= text.length) return [from, text.length];
  return [from, text.lastIndexOf(" ", from + MOST_LETTERS)];
}
