/**
 * The worker of the page of proposals: an interpreter of its own, beside that of the calculators, with the same Python that checks the
 * pages on the command line. It starts cold, from the files of this build alone.
 */
import { loadEngine, requireWebAssembly } from "../assets/runtime/engine.mjs";
import { isShortOfMemory, RuntimeFailure } from "../assets/runtime/protocol.mjs";
import { EditorFailure, VERSION } from "./protocol.mjs";

/**
 * @typedef {import("./protocol.mjs").PageMessage} PageMessage
 * @typedef {import("./protocol.mjs").Code} Code
 * @typedef {{ build: string, runtime: string, files: Record<string, string> }} Manifest
 * @typedef {Record<"start" | "check" | "show" | "twin" | "begin" | "go_on" | "pack", (request: string) => string>} Checks
 */

/* global __BUILD__, __RUNTIME__ */
/** @type {string} */
// @ts-expect-error put in by the build
const BUILD = __BUILD__;
/** @type {string} */
// @ts-expect-error put in by the build
const RUNTIME = __RUNTIME__;

const MODULE = "guide.proposing.browser";
/** The same as in the calculators' worker. */
const ENVIRONMENT = { HOME: "/home/pyodide", LANG: "C.UTF-8", PYTHONHASHSEED: "0", TZ: "UTC" };

const own = new URL("./", import.meta.url).href;
const runtime = new URL(`../../runtime/${RUNTIME}/`, import.meta.url).href;

/** @type {Promise<Checks> | undefined} */
let starting;
/** The comparison that is wanted now: an older one ends at its next step. */
let comparing = 0;

/** @param {unknown} error */
const words = (error) => (/** @type {any} */ (error)?.message ?? String(error));

/** @param {string} name */
async function get(name) {
  const response = await fetch(own + name);
  if (!response.ok) throw new EditorFailure("missing", `${name}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * A file of this build. Without a secure context there is no `crypto.subtle`; then the zip's own sums are left.
 * @param {string} name
 * @param {Manifest} manifest
 */
async function getChecked(name, manifest) {
  const bytes = await get(name);
  if (globalThis.crypto?.subtle) {
    const hash = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hash !== manifest.files[name]) throw new EditorFailure("version", `${name}: not the file of this build`);
  }
  return bytes;
}

/** @returns {Promise<Checks>} */
async function start() {
  requireWebAssembly();
  const engine = loadEngine(`${runtime}pyodide.asm.wasm`);
  /** @type {Manifest} */
  const manifest = JSON.parse(new TextDecoder().decode(await get("manifest.json")));
  if (manifest.build !== BUILD || manifest.runtime !== RUNTIME) throw new EditorFailure("version", `files of ${manifest.build}, worker of ${BUILD}`);
  const [loader, python, project] = await Promise.all([
    import(`${runtime}pyodide.mjs`),
    getChecked("python.bin", manifest),
    getChecked("project.json", manifest),
    import(`${runtime}pyodide.asm.js`),
  ]).catch((error) => {
    throw error instanceof EditorFailure ? error : new EditorFailure("missing", words(error));
  });
  const run = async () => {
    const pyodide = await loader.loadPyodide({ indexURL: runtime, packageBaseUrl: runtime, env: { ...ENVIRONMENT }, stdout: () => {}, stderr: () => {} });
    await pyodide.loadPackage(["calculators"], { messageCallback: () => {}, errorCallback: () => {} });
    if (!("calculators" in pyodide.loadedPackages)) throw new EditorFailure("missing", "calculators");
    const place = pyodide.runPython("import site; site.getsitepackages()[0]");
    pyodide.unpackArchive(python, "zip", { extractDir: place });
    for (const [name, text] of Object.entries(JSON.parse(new TextDecoder().decode(project)))) {
      const file = `${place}/${name}`;
      pyodide.FS.mkdirTree(file.slice(0, file.lastIndexOf("/")));
      pyodide.FS.writeFile(file, text);
    }
    pyodide.pyimport("importlib").invalidate_caches();
    return pyodide.pyimport(MODULE);
  };
  const checks = await Promise.race([run(), engine.failure]);
  const told = JSON.parse(checks.start("{}"));
  if (!(told.facts > 0)) throw new EditorFailure("internal", told.error ?? "no facts");
  return checks;
}

/** @param {PageMessage} message @param {(reply: string) => void} tell */
async function compare(message, tell) {
  const checks = await /** @type {Promise<Checks>} */ (starting);
  const mine = ++comparing;
  const begun = JSON.parse(checks.begin(message.request));
  if (begun.error) return JSON.stringify(begun);
  for (;;) {
    const reply = checks.go_on(message.request);
    if (!reply.startsWith('{"done"')) return reply;
    tell(reply);
    await new Promise((resolve) => setTimeout(resolve)); // lets what was typed meanwhile be checked first
    if (mine !== comparing) return JSON.stringify({ stopped: true });
  }
}

/** @param {PageMessage} message @param {(reply: string) => void} tell @returns {Promise<string>} */
async function handle(message, tell) {
  if (message.v !== VERSION || message.build !== BUILD) throw new EditorFailure("version", `page of ${message.build}, worker of ${BUILD}`);
  const checks = await (starting ??= start());
  if (message.kind === "whom") return compare(message, tell);
  if (message.kind === "start") return "{}";
  const entry = checks[message.kind];
  if (!entry) throw new EditorFailure("internal", "unknown kind of message");
  return entry(message.request);
}

/** @param {unknown} error @returns {Code} */
function codeOf(error) {
  if (isShortOfMemory(error)) return "no-memory";
  if (error instanceof EditorFailure) return error.code;
  if (error instanceof RuntimeFailure) return error.code === "runtime-missing" ? "missing" : error.code === "no-webassembly" ? error.code : "internal";
  return "internal";
}

self.addEventListener("message", async (/** @type {MessageEvent<PageMessage>} */ { data }) => {
  const envelope = { v: VERSION, build: BUILD, id: data.id };
  try {
    const reply = await handle(data, (step) => self.postMessage({ ...envelope, kind: "step", reply: step }));
    self.postMessage({ ...envelope, kind: "done", reply });
  } catch (error) {
    self.postMessage({ ...envelope, kind: "failed", code: codeOf(error), detail: words(error) });
  }
});
