// @ts-check
/**
 * Makes a built site installable and usable without network: draws the icons, bundles the service worker, and lists
 * every file of the release in it with its hash.
 *
 *   node offline.mjs icons <drawing.svg> <folder>
 *   node offline.mjs worker <site> < settings.json     settings: build, policy, lost, unpacked, left_out
 *
 * Prints one JSON line with what was made. The bytes depend on nothing but the inputs.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const SOURCE = path.join(ROOT, "docs/offline/service-worker.mjs");
const LARGEST = 64 * 1024 * 1024;

/** Endings that hosts take for a way of packing. */
const ENCODED = /\.(?:gz|tgz|svgz|br|zst|Z|bz2|xz|deflate)$/i;

/** Paper and drawing of the icons; a maskable one keeps the drawing inside the circle that a device may cut out. */
const PAPER = "#f6f5f1";
const ICONS = [
  { name: "icon-192.png", size: 192, part: 0.78 },
  { name: "icon-512.png", size: 512, part: 0.78 },
  { name: "icon-maskable-512.png", size: 512, part: 0.56 },
  { name: "apple-touch-icon.png", size: 180, part: 0.72 },
];

/**
 * @param {string} drawing
 * @param {string} folder
 */
async function drawIcons(drawing, folder) {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  await initWasm(fs.readFileSync(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const inner = fs.readFileSync(drawing, "utf8").replace(/^[^]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  fs.mkdirSync(folder, { recursive: true });
  for (const { name, size, part } of ICONS) {
    const scale = (size * part) / 32;
    const margin = (size * (1 - part)) / 2;
    const svg =
      `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="${size}" height="${size}" fill="${PAPER}"/>` +
      `<g transform="translate(${margin} ${margin}) scale(${scale})">${inner}</g></svg>`;
    fs.writeFileSync(path.join(folder, name), new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng());
  }
  return { icons: ICONS.map(({ name }) => name) };
}

/** @param {string} folder @returns {string[]} all files below it, with `/`, dotfiles too */
const filesOf = (folder) =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();

/** @param {string} file */
const integrityOf = (file) => `sha256-${crypto.createHash("sha256").update(fs.readFileSync(file)).digest("base64")}`;

/** The address that a file is asked for: a folder for its index.html. @param {string} file */
const addressOf = (file) => file.replace(/(^|\/)index\.html$/, "$1") || "./";

/**
 * Pages first, the large runtime last: until then the page that is open has loaded its own.
 * @param {string} url
 */
const rank = (url) => (url.startsWith("runtime/") ? 1 : 0);

/**
 * @param {string} site
 * @param {{ build: string, policy: string, lost: Record<string, string>, unpacked: string, left_out: string[] }} settings
 */
async function writeWorker(site, { build, policy, lost, unpacked, left_out }) {
  const esbuild = await import("esbuild");
  // Its other half is a bundler of its own, which takes as long to load as all the rest of this.
  const { injectManifest } = await import("workbox-build/build/inject-manifest.js");
  const work = fs.mkdtempSync(path.join(path.dirname(site), "worker-"));
  const listed = new Set();
  try {
    const bundled = path.join(work, "sw.js");
    await esbuild.build({
      entryPoints: [SOURCE],
      outfile: bundled,
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2022",
      legalComments: "none",
      absWorkingDir: ROOT,
      logLevel: "silent",
      define: {
        "process.env.NODE_ENV": '"production"',
        __BUILD__: JSON.stringify(build),
        __POLICY__: JSON.stringify(policy),
        __LOST__: JSON.stringify(lost),
        __UNPACKED__: JSON.stringify({ url: unpacked, integrity: integrityOf(path.join(site, unpacked)) }),
      },
    });
    const { count, size, warnings } = await injectManifest({
      swSrc: bundled,
      swDest: path.join(site, "sw.js"),
      globDirectory: site,
      globPatterns: ["**/*"],
      globIgnores: ["sw.js", ...left_out],
      maximumFileSizeToCacheInBytes: LARGEST,
      manifestTransforms: [
        async (entries) => {
          const manifest = entries.map((entry) => {
            const file = path.join(site, entry.url);
            return { ...entry, url: addressOf(entry.url), integrity: integrityOf(file), bytes: fs.statSync(file).size };
          });
          for (const { url } of manifest) listed.add(url);
          return { manifest: manifest.sort((a, b) => rank(a.url) - rank(b.url) || (a.url < b.url ? -1 : 1)) };
        },
      ],
    });
    const encoded = [...listed].filter((name) => ENCODED.test(name));
    if (encoded.length)
      throw new Error(`hosts send these with a Content-Encoding, and a browser unpacks them before it looks at the hash: ${encoded.join(", ")}; name them otherwise`);
    // A warning of Workbox is a file that it left out.
    if (warnings.length) throw new Error(`Workbox left something out of the offline set: ${warnings.join("; ")}`);
    const lacking = filesOf(site).filter((file) => file !== "sw.js" && !left_out.includes(file) && !listed.has(addressOf(file)));
    if (lacking.length) throw new Error(`left out of the offline set: ${lacking.join(", ")}; add each to it, or to LEFT_OUT in guide/build/offline.py with the reason`);
    return { count, bytes: size };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

try {
  const [task, first = "", second = ""] = process.argv.slice(2);
  const report = task === "icons" ? await drawIcons(first, second) : await writeWorker(path.resolve(first), JSON.parse(fs.readFileSync(0, "utf8")));
  fs.writeSync(1, `${JSON.stringify(report)}\n`);
} catch (error) {
  fs.writeSync(2, `${/** @type {any} */ (error)?.message ?? error}\n`);
  process.exitCode = 1;
}
