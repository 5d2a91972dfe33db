// Asks the search of a built site, with the modules and the index that the page loads:
//   node ask.mjs <site> <language>
// Each line of standard input is a list of queries as JSON; each line of standard output has of each the results, and the words
// that nothing is found on.
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [site, language] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(path.join(site, "assets", name)).href);
const { Search } = await load("search/engine.mjs");
const { default: MiniSearch } = await load("search/vendor/minisearch.mjs");
const stemmers = { nb: (await load("search/vendor/stemmer-nb.mjs")).stemmer, da: (await load("search/vendor/stemmer-da.mjs")).stemmer };
const data = JSON.parse(fs.readFileSync(path.join(site, language, "search/index.json"), "utf8"));
const search = new Search(MiniSearch, stemmers, data);
for await (const line of createInterface({ input: process.stdin })) {
  const said = JSON.parse(line).map((query) => ({ results: search.search(query), unfound: search.unfound }));
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
