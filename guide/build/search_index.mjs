// @ts-check
/**
 * Makes the search's index of a language.
 *
 *   node search_index.mjs <content.json> <index.json>
 *
 * The bytes depend on the content alone.
 */
import fs from "node:fs";

import { stemmer as da } from "@orama/stemmers/danish";
import { stemmer as nb } from "@orama/stemmers/norwegian";
import MiniSearch from "minisearch";

import { makeIndex } from "../../docs/assets/search/engine.mjs";

const [from, to] = process.argv.slice(2);
if (!from || !to) throw new Error("usage: search_index.mjs <content.json> <index.json>");
const content = JSON.parse(fs.readFileSync(from, "utf8"));
fs.writeFileSync(to, JSON.stringify(makeIndex(MiniSearch, { nb, da }, content)));
