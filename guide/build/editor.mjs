// @ts-check
/**
 * Bundles the scripts of the page of proposals, each with what it imports, so that nothing of them is loaded elsewhere.
 *
 *   node editor.mjs <sources> <folder> <settings: build, runtime> <name>…
 *
 * The bytes depend on nothing but the inputs.
 */
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const [sources = "", out = "", settings = "{}", ...names] = process.argv.slice(2);
/** @type {{ build: string, runtime: string }} */
const told = JSON.parse(settings);

try {
  await build({
    entryPoints: names.map((name) => path.join(sources, name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
    define: { __BUILD__: JSON.stringify(told.build), __RUNTIME__: JSON.stringify(told.runtime) },
  });
} catch (error) {
  fs.writeSync(2, `${/** @type {any} */ (error)?.message ?? error}\n`);
  process.exitCode = 1;
}
