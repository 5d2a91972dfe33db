// @ts-check
/**
 * Makes the memory snapshot of the runtime: Pyodide with the calculators already imported.
 *
 *   node snapshot.mjs <pyodide folder> <package folder> <output .packed> <standard library .zip>
 *
 * The package folder holds what the wheel holds (compiled, no .py). Prints one JSON line with the sizes.
 * The bytes depend on nothing but the inputs: clock, random numbers, hash seed and environment are fixed.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";

const MODULE = "calculators.browser";
/** 2024-01-01T00:00:00Z: any fixed moment will do. */
const MOMENT = 1704067200000;
/** Python asks for its memory in arenas of this size, so that smaller gaps in the heap do not count as room. */
const PROBE_BYTES = 256 * 1024;

/** Replaces every source of chance that Emscripten or Python reads while starting. */
function freezeChance() {
  process.env.TZ = "UTC";
  const RealDate = Date;
  class FixedDate extends RealDate {
    /** @param {any[]} args */
    constructor(...args) {
      // @ts-expect-error the overloads of Date are not worth repeating
      super(...(args.length ? args : [MOMENT]));
    }
    static now() {
      return MOMENT;
    }
  }
  // @ts-expect-error callable Date is not needed here
  globalThis.Date = FixedDate;
  Object.defineProperty(performance, "now", { value: () => 0 });
  Math.random = () => 0.5;
  /** @param {any} view */
  const fill = (view) => {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(0x2a);
    return view;
  };
  Object.defineProperty(globalThis.crypto, "getRandomValues", { value: fill });
  Object.assign(crypto, { randomFillSync: fill });
  syncBuiltinESMExports();
}

/**
 * Copies a folder into the in-memory file system (which lives outside the heap).
 * @param {any} FS
 * @param {string} from
 * @param {string} to
 */
function copyTree(FS, from, to) {
  FS.mkdirTree(to);
  for (const name of fs.readdirSync(from).sort()) {
    const source = path.join(from, name);
    const target = `${to}/${name}`;
    if (fs.statSync(source).isDirectory()) copyTree(FS, source, target);
    else FS.writeFile(target, fs.readFileSync(source));
  }
}

/**
 * How much more could be allocated before the heap has to grow.
 * @param {any} module the Emscripten module; not usable for anything else afterwards
 */
function roomLeft(module) {
  const size = module.HEAP8.length;
  let room = 0;
  while (module._PyMem_RawMalloc(PROBE_BYTES) && module.HEAP8.length === size) room += PROBE_BYTES;
  return room;
}

/**
 * Overwrites with zeros what was freed while starting: it would travel along for nothing.
 * @param {any} module
 */
function clearFree(module) {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError("no more memory for this");
  };
  /** @type {number[]} */
  const blocks = [];
  for (let size = 1 << 20; size >= 16; size >>= 1) {
    for (let block = module._PyMem_RawMalloc(size); block; block = module._PyMem_RawMalloc(size)) {
      module.HEAPU8.fill(0, block, block + size);
      blocks.push(block);
    }
  }
  for (const block of blocks) module._PyMem_RawFree(block);
  WebAssembly.Memory.prototype.grow = grow;
}

/** @param {Uint8Array} bytes */
function gzip(bytes) {
  const packed = zlib.gzipSync(bytes, { level: 9 });
  packed.fill(0, 4, 8); // no time
  packed[9] = 255; // no operating system
  return packed;
}

async function main() {
  const [pyodideDir, packageDir, output, library] = process.argv.slice(2).map((name) => path.resolve(name));
  if (!library) throw new Error("usage: snapshot.mjs <pyodide folder> <package folder> <output .packed> <standard library .zip>");
  freezeChance();
  process.argv.length = 1; // Emscripten would read the program's name, a path of this machine
  process.argv[1] = "calculators";

  const { loadPyodide, version } = await import(pathToFileURL(path.join(pyodideDir, "pyodide.mjs")).href);
  const pyodide = await loadPyodide({
    indexURL: pyodideDir,
    stdLibURL: library,
    _makeSnapshot: true,
    _sysExecutable: "calculators",
    // The same environment as in worker.mjs.
    env: { HOME: "/home/pyodide", LANG: "C.UTF-8", PYTHONHASHSEED: "0", TZ: "UTC" },
    lockFileContents: { info: JSON.parse(fs.readFileSync(path.join(pyodideDir, "pyodide-lock.json"), "utf8")).info, packages: {} },
    packageBaseUrl: pyodideDir,
    stdout: () => {},
    stderr: (/** @type {string} */ line) => process.stderr.write(`${line}\n`),
  });
  copyTree(pyodide.FS, packageDir, pyodide.runPython("import site; site.getsitepackages()[0]"));
  pyodide.runPython(`
import importlib, sys
importlib.invalidate_caches()
importlib.import_module("${MODULE}")
for name, module in sys.modules.items():
    if name.partition(".")[0] == "${MODULE.split(".")[0]}" and not module.__file__.endswith(".pyc"):
        raise ImportError(f"{name} was not imported from a compiled file but from {module.__file__}")
del name, module
import gc
gc.collect()
del gc, importlib, sys
`);
  clearFree(pyodide._module);
  const heap = pyodide._module.HEAP8.length;
  const snapshot = pyodide.makeMemorySnapshot();
  const selfTest = JSON.parse(pyodide.pyimport(MODULE).self_test());
  const room = roomLeft(pyodide._module);
  const packed = gzip(snapshot);
  fs.writeFileSync(output, packed);
  fs.writeFileSync(output.replace(/\.packed$/, ".bin"), snapshot); // for hosts that pack better on the way
  const report = { version, heap, room, snapshotBytes: snapshot.length, packedBytes: packed.length, selfTest };
  fs.writeSync(1, `${JSON.stringify(report)}\n`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  // Only the message: Node would print the line where it was thrown, and Pyodide's script has few lines.
  fs.writeSync(2, `${/** @type {any} */ (error)?.message ?? error}\n`);
  process.exit(1);
}
