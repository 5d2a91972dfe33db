// From what is written to what is compared: words, one spelling for both languages, compounds.
// The build and the page use the same functions, or a word would be filed under one key and looked for under another.

/** @typedef {(word: string) => string} Stemmer */

const NUMBER = /^\d/;
/** Shorter words are abbreviations (IgA, uge) that a rule of spelling would confuse. */
const SHORTEST_SPELT = 4;
const SHORTEST_COMPOUND = 8;
const SHORTEST_PART = 3;

/** @type {[RegExp, string][]} In this order; each takes the spelling of one language or of Latin to that of another. */
const SPELLINGS = [
  [/æ|(?<=\p{L})ae/gu, "e"], // anæmi, anemi, anaemia
  [/oe/g, "ø"], // ødem, oedema
  [/ø[yj]|ev(?=r)/g, "eu"], // nøytropeni, neutropenia; nevrologi, neurologi; høy, høj
  [/ß/g, "ss"],
  [/þ/g, "th"],
  [/[ðđ]/g, "d"],
  [/ł/g, "l"],
  [/œ/g, "ø"],
  [/aa/g, "å"],
  [/x/g, "ks"], // anafylaxi
  [/cc(?=[eiyø])/g, "ks"], // vaccination, vaksinasjon
  [/ch/g, "k"],
  [/c(?=[eiyø])/g, "s"], // recidiv, residiv
  [/c/g, "k"], // urticaria, urtikaria
  [/ph/g, "f"],
  [/th/g, "t"],
  [/z/g, "s"],
  [/[ts]ion|sjon/g, "sion"], // reaktion, reaksjon; infusion, infusjon
  [/hed/g, "het"],
  [/(.)\1+/g, "$1"], // blodprop, blodpropp
  [/gt/g, "kt"], // svigt, svikt
  [/(?<=[ln])d/g, ""], // tilbagefald, tilbakefall
  [/(?<=[aeiouyøå])g/g, "k"], // sygehus, sykehus
  [/(?<=[aeiouyøå])d/g, "t"], // uden, uten
  [/(?<=[aeiouyøå])b/g, "p"],
  [/(?<=\p{L}{5})(?:i[as]|[iy])$/u, ""], // anafylaksi, anaphylaxis; terapi, therapy; trombose, thrombosis; anemi, anaemia
];

/** Letters of other languages without their marks; those of ours keep theirs. @param {string} word */
const unmarked = (word) => word.normalize("NFD").replace(/a\u030a/g, "å").replace(/\p{M}/gu, "");

/** A word in our letters, as far as it can be. @param {string} word */
const ours = (word) => unmarked(word.replace(/ä/g, "æ").replace(/ö/g, "ø"));

/** As somebody writes who has none of our letters: odem, oedem; for a word that is found nowhere. @param {string} word */
export const bare = (word) => unmarked(word.replace(/æ|ae|ä/g, "e").replace(/ø|oe|ö/g, "o").replace(/å|aa/g, "a"));

/** @param {string} word */
export const isNumber = (word) => NUMBER.test(word);

/**
 * The words and numbers of a text, in small letters. A number keeps its decimals, written with a comma.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  // Invisible characters, such as a hyphen that is shown at the end of a line only, part no word; nor do the joined letters that are
  // copied out of a PDF, or the wide ones of a keyboard for Chinese.
  const found = text.replace(/[\p{Cf}\p{DI}]/gu, "").normalize("NFKC").toLowerCase().match(/\d+(?:[.,]\d+)*|[\p{L}\p{M}]+/gu) ?? [];
  return found.map((word) => (isNumber(word) ? word.replaceAll(".", ",") : word));
}

/**
 * One spelling for what Norwegian, Danish and Latin spell differently.
 * @param {string} word
 */
export function spelling(word) {
  if (word.length < SHORTEST_SPELT) return word.replace(/[éèêë]/g, "e");
  return SPELLINGS.reduce((spelt, [from, to]) => spelt.replace(from, to), ours(word));
}

/**
 * What a word is filed under: its stem, in the one spelling.
 * @param {string} word
 * @param {Stemmer} stem
 */
export const key = (word, stem) => (isNumber(word) ? word : spelling(stem(ours(word))));

/**
 * The parts of a compound, or none: each part must be known by itself. A linking s or e may stand between them.
 * @param {string} word
 * @param {(part: string) => boolean} known
 * @returns {string[]}
 */
export function parts(word, known) {
  if (word.length < SHORTEST_COMPOUND || isNumber(word)) return [];
  return split(word, known) ?? [];
}

/**
 * @param {string} word
 * @param {(part: string) => boolean} known
 * @returns {string[] | null}
 */
function split(word, known) {
  for (let at = word.length - SHORTEST_PART; at >= SHORTEST_PART; at--) {
    const head = firstPart(word.slice(0, at), known);
    if (head === null) continue;
    const tail = word.slice(at);
    if (known(tail)) return [head, tail];
    const rest = split(tail, known);
    if (rest) return [head, ...rest];
  }
  return null;
}

/**
 * @param {string} written
 * @param {(part: string) => boolean} known
 */
function firstPart(written, known) {
  if (known(written)) return written;
  const unlinked = written.slice(0, -1);
  return /[se]$/.test(written) && unlinked.length >= SHORTEST_PART && known(unlinked) ? unlinked : null;
}
