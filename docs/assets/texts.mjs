// The few sentences that the page itself says. All that is clinical comes from the calculators.

const nb = {
  empty: "Svaret kommer her når feltene er fylt ut.",
  waiting: "Svaret kommer når kalkulatoren har startet.",
  handed: "Overført fra «{title}»: {values}. Kontroller tallene.",
  handedStale: "Beregningen over er endret etter overføringen, derfor er feltene her tømt. Overfør på nytt.",
  reload: "Last siden på nytt",
  retry: "Prøv igjen",
  keep: "Hold svaret på skjermen til jeg tømmer det",
  copy: "Kopier som tekst",
  copied: "Kopiert",
  copyFailed: "Kunne ikke kopiere",
  print: "Skriv ut",
};

/** @type {typeof nb} */
const da = {
  empty: "Svaret vises her, når felterne er udfyldt.",
  waiting: "Svaret vises, når beregneren er startet.",
  handed: "Overført fra »{title}«: {values}. Kontrollér tallene.",
  handedStale: "Beregningen ovenfor er ændret efter overførslen, og felterne her er derfor tømt. Overfør igen.",
  reload: "Genindlæs siden",
  retry: "Prøv igen",
  keep: "Behold svaret på skærmen, indtil jeg tømmer det",
  copy: "Kopiér som tekst",
  copied: "Kopieret",
  copyFailed: "Kunne ikke kopiere",
  print: "Udskriv",
};

/** @param {string} lang */
export const textsFor = (lang) => (lang === "da" ? da : nb);

/**
 * Puts values into the {braces} of a sentence.
 * @param {string} sentence
 * @param {Record<string, string>} values
 */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
