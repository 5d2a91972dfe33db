/**
 * The worker: starts Python from the snapshot or, failing that, cold, lets each calculator test itself before its first
 * answer, and passes requests on to them. It decides nothing. The build puts it into `runtime/<id>/`, beside all that
 * it loads, so that the parts are always of one build.
 */
import { loadEngine, requireWebAssembly } from "./engine.mjs";
import { RuntimeFailure, SNAPSHOT_MS, VERSION, isShortOfMemory } from "./protocol.mjs";

/**
 * @typedef {import("./protocol.mjs").Origin} Origin
 * @typedef {import("./protocol.mjs").PageMessage} PageMessage
 * @typedef {{ build: string, snapshot: { size: number }, files: Record<string, { sha256: string }> }} Manifest
 * @typedef {{ answer: (request: string) => string, follow: (request: string) => string, calendar: (request: string) => string, self_test: (calculators: string) => string }} Calculators
 * @typedef {{ ok: boolean, checked: number, failed?: string[], tested: string[], unknown: string[] }} SelfTest
 * @typedef {{ from: Origin, ms: number, note?: string }} Started
 */

const PACKAGE = "calculators";
const MODULE = "calculators.browser";
const SNAPSHOT = "snapshot.packed";
/** The same, unpacked: a third smaller where the host packs it with brotli on the way. */
const UNPACKED = "snapshot.bin";
/** What writes calendar files: too large for the snapshot, and seldom wanted. The same as in guide/build/runtime.py. */
const CALENDAR_PACKAGES = ["icalendar", "python-dateutil", "tzdata"];
/** The same as in snapshot.mjs: a cold start must not differ from a restored one. */
const ENVIRONMENT = { HOME: "/home/pyodide", LANG: "C.UTF-8", PYTHONHASHSEED: "0", TZ: "UTC" };

const folder = new URL("./", import.meta.url).href;
/** As it is before the engine watches what is missing. */
const fetchFile = self.fetch.bind(self);
/** @type {Promise<Started> | undefined} */
let starting;
/** @type {Calculators | undefined} */
let calculators;
/** @type {string | undefined} */
let ownBuild;
/** Calculators that have reproduced their known answers here. @type {Set<string>} */
const tested = new Set();
/** The interpreter that the calculators run in. @type {any} */
let running;
/** @type {Promise<void> | undefined} */
let loadingCalendar;

/** For `scripts/bench.py` and a browser's own profiler: how far the start is. @param {string} what */
const reached = (what) => void performance.mark(what);

/** @param {unknown} error */
const words = (error) => (/** @type {any} */ (error)?.message ?? String(error));

/**
 * @param {string} name
 * @param {RequestInit} [init]
 */
async function get(name, init) {
  const response = await fetchFile(folder + name, init);
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return response;
}

/**
 * Fails if the file is not the one that the manifest names. Without a secure context there is no `crypto.subtle`;
 * the CRC in the file, the length and the self-test are left then.
 * @param {Uint8Array<ArrayBuffer>} file
 * @param {string} name
 * @param {Manifest} manifest
 */
async function checkHash(file, name, manifest) {
  if (!globalThis.crypto?.subtle) return;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", file));
  const found = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== manifest.files[name]?.sha256) throw new Error(`${name}: not the file of this build`);
}

/**
 * Asks for the snapshot, in the form that travels best from the host that the manifest came from.
 * @param {Promise<Response>} manifest
 */
async function askForSnapshot(manifest) {
  const isBrotli = (await manifest).headers.get("Content-Encoding") === "br";
  return get(isBrotli ? UNPACKED : SNAPSHOT, { signal: AbortSignal.timeout?.(SNAPSHOT_MS) });
}

/**
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {Uint8Array} memory to fill, to its end
 */
async function collect(reader, memory) {
  const size = memory.length;
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (length + part.value.length > size) throw new Error(`${SNAPSHOT}: longer than ${size} bytes`);
    memory.set(part.value, length);
    length += part.value.length;
  }
  if (length !== size) throw new Error(`${SNAPSHOT}: ${length} bytes instead of ${size}`);
}

/**
 * Fills the memory to restore, from a file that was checked. Unpacked in one go, which costs least.
 * @param {Response} response
 * @param {Manifest} manifest
 * @param {Uint8Array} memory
 */
async function readSnapshot(response, manifest, memory) {
  // Checked and unpacked when it was saved for use without network: see the service worker.
  if (response.headers.get("Ig-Unpacked")) return collect(/** @type {ReadableStream} */ (response.body).getReader(), memory);
  const packed = new Uint8Array(await response.arrayBuffer());
  if (new URL(response.url).pathname.endsWith(`/${UNPACKED}`)) {
    if (packed.length !== memory.length) throw new Error(`${UNPACKED}: ${packed.length} bytes instead of ${memory.length}`);
    await checkHash(packed, UNPACKED, manifest);
    memory.set(packed);
    return;
  }
  await checkHash(packed, SNAPSHOT, manifest); // first, in 6 ms: beside the unpacking, parts could come after the memory was emptied
  const gunzip = new DecompressionStream("gzip");
  const writer = gunzip.writable.getWriter();
  await Promise.all([collect(gunzip.readable.getReader(), memory), writer.write(packed), writer.close()]);
}

/**
 * @param {any} loader pyodide.mjs
 * @param {object} [more]
 */
function loadPython(loader, more) {
  return loader.loadPyodide({
    indexURL: folder,
    packageBaseUrl: folder,
    env: { ...ENVIRONMENT },
    stdout: () => {},
    stderr: () => {},
    ...more,
  });
}

/**
 * @param {any} python
 * @param {string} build
 * @returns {Calculators}
 */
function importCalculators(python, build) {
  const module = python.pyimport(MODULE);
  const imported = JSON.parse(module.answer("{}")).build;
  if (imported !== build) throw new RuntimeFailure("version", `calculators of ${imported}, page of ${build}`);
  running = python;
  return module;
}

/**
 * The engine is set up while the memory is still being unpacked: Pyodide wants to know at first only how large it is, and looks into it
 * when its file system is ready, which waits for that.
 * @param {any} loader
 * @param {Promise<Response>} fetched
 * @param {Manifest} manifest
 */
async function restore(loader, fetched, manifest) {
  const response = await fetched; // where there is no snapshot nothing is set up in vain
  const memory = new Uint8Array(manifest.snapshot.size);
  const unpacked = readSnapshot(response, manifest, memory).finally(() => reached("unpacked"));
  // A snapshot without its first bytes is refused by Pyodide itself: what failed a check is never restored.
  const settled = unpacked.catch(() => void memory.fill(0));
  const python = await loadPython(loader, { _loadSnapshot: memory, fsInit: () => settled }).catch(async (/** @type {unknown} */ error) => {
    await unpacked; // says better what was wrong
    throw error;
  });
  await unpacked;
  reached("restored");
  // The files that were there when the snapshot was made are not here.
  python.pyimport("importlib").invalidate_caches();
  return importCalculators(python, manifest.build);
}

/**
 * @param {any} loader
 * @param {string} build
 */
async function startCold(loader, build) {
  const python = await loadPython(loader);
  reached("restored");
  await loadPackages(python, [PACKAGE]).catch((error) => {
    throw new RuntimeFailure("runtime-missing", words(error));
  });
  return importCalculators(python, build);
}

/**
 * Loads wheels of this build. The lock file holds their hashes; they are checked here.
 * @param {any} python
 * @param {string[]} names all that are needed: of those that are there already nothing more is loaded
 */
async function loadPackages(python, names) {
  /** @type {string[]} */
  const errors = [];
  await python.loadPackage(names, {
    messageCallback: () => {},
    errorCallback: (/** @type {string} */ line) => errors.push(line),
  });
  const lacking = names.filter((name) => !(name in python.loadedPackages));
  if (lacking.length) throw new Error(errors.join(" ") || `${lacking.join(", ")} not loaded`);
}

/**
 * Makes a calendar file. That its library cannot be had is told in the reply: answers need nothing of it.
 * @param {Calculators} module
 * @param {string} request
 */
async function makeCalendar(module, request) {
  try {
    await (loadingCalendar ??= loadPackages(running, CALENDAR_PACKAGES));
  } catch (error) {
    loadingCalendar = undefined;
    return JSON.stringify({ build: ownBuild, error: words(error) });
  }
  return module.calendar(request);
}

/**
 * No calculator answers before it has reproduced its known answers: those of the page at the start, every other one before its
 * own first answer. One that fails closes them all.
 * @param {Calculators} module
 * @param {string[]} names all calculators if none is named
 */
function selfTest(module, names) {
  const untested = names.filter((name) => !tested.has(name));
  if (names.length && !untested.length) return;
  /** @type {SelfTest} */
  const report = JSON.parse(module.self_test(JSON.stringify(untested)));
  // A name that no calculator has is refused by `answer` itself.
  const isOnlyUnknown = untested.length > 0 && report.unknown?.length === untested.length;
  if (report.ok !== true || (!(report.checked > 0) && !isOnlyUnknown)) {
    throw new RuntimeFailure("self-test", [report.failed ?? "nothing checked"].flat().join(", "));
  }
  for (const name of report.tested) tested.add(name);
}

/** Whom a request asks; nobody if it cannot be read, which the calculators will say. @param {string} request */
function askedOf(request) {
  try {
    return String(JSON.parse(request).calculator);
  } catch {
    return "";
  }
}

/** The calculators, once the one that a request asks has tested itself. @param {string} request */
function calculatorsFor(request) {
  if (!calculators) throw new RuntimeFailure("internal", "not started");
  selfTest(calculators, [askedOf(request)]);
  return calculators;
}

/**
 * @param {string} build
 * @param {string[]} names of the calculators that are asked for first
 * @returns {Promise<Started>}
 */
async function start(build, names) {
  const began = performance.now();
  requireWebAssembly();
  const asked = get("manifest.json");
  // Not among what the engine watches for: without this one file there still is a start.
  const packed = askForSnapshot(asked);
  packed.catch(() => {}); // looked at in restore
  const engine = loadEngine(`${folder}pyodide.asm.wasm`);
  const [manifest, loader] = await Promise.all([
    asked.then((response) => /** @type {Promise<Manifest>} */ (response.json())),
    import(`${folder}pyodide.mjs`),
    import(`${folder}pyodide.asm.js`), // Pyodide itself would ask for it only after the other
  ]).catch((error) => {
    throw new RuntimeFailure("runtime-missing", words(error));
  });
  reached("scripts");
  if (manifest.build !== build) throw new RuntimeFailure("version", `runtime of ${manifest.build}, page of ${build}`);

  /** @type {Omit<Started, "ms">} */
  let origin = { from: "snapshot" };
  /** @type {Calculators} */
  let module;
  try {
    module = await Promise.race([restore(loader, packed, manifest), engine.failure]);
  } catch (error) {
    origin = { from: "cold", note: words(error) };
    module = await Promise.race([startCold(loader, build), engine.failure]);
  }
  reached("imported");
  selfTest(module, names);
  reached("tested");
  calculators = module;
  ownBuild = build;
  return { ...origin, ms: performance.now() - began };
}

/** @param {PageMessage} message */
async function handle(message) {
  if (message.v !== VERSION) throw new RuntimeFailure("version", `protocol ${message.v}, worker speaks ${VERSION}`);
  if (ownBuild && message.build !== ownBuild) {
    throw new RuntimeFailure("version", `page of ${message.build}, runtime of ${ownBuild}`);
  }
  if (message.kind === "start") {
    return { kind: "started", ...(await (starting ??= start(message.build, message.calculators))) };
  }
  if (message.kind === "run") {
    return { kind: "answer", reply: calculatorsFor(message.request).answer(message.request) };
  }
  if (message.kind === "follow") {
    return { kind: "followed", reply: calculatorsFor(message.request).follow(message.request) };
  }
  if (message.kind === "calendar") {
    return { kind: "file", reply: await makeCalendar(calculatorsFor(message.request), message.request) };
  }
  throw new RuntimeFailure("internal", "unknown kind of message");
}

self.addEventListener("message", async (/** @type {MessageEvent<PageMessage>} */ { data }) => {
  const { v, build, id } = data;
  const answer = await handle(data).catch((error) => ({
    kind: "failed",
    code: isShortOfMemory(error) ? "no-memory" : error instanceof RuntimeFailure ? error.code : "internal",
    detail: words(error),
  }));
  self.postMessage({ v, build, id, ...answer });
});
