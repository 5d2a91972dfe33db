/**
 * Loads the WebAssembly engine for Pyodide, and notices what Pyodide lets pass: when the engine cannot be loaded it
 * never settles, and when another file is missing it logs a line and goes on.
 */
import { RuntimeFailure, isShortOfMemory } from "./protocol.mjs";

/** The shortest WebAssembly module there is. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** Fails if the browser has no WebAssembly, or a policy forbids to compile it. */
export function requireWebAssembly() {
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (error) {
    throw new RuntimeFailure("no-webassembly", String(error));
  }
}

/**
 * Compiles while it arrives where the server gives the right type, else afterwards.
 * @param {Response} response
 */
async function compile(response) {
  if (!response.ok) throw new RuntimeFailure("runtime-missing", `${response.url}: HTTP ${response.status}`);
  try {
    if (response.headers.get("Content-Type")?.startsWith("application/wasm")) {
      return await WebAssembly.compileStreaming(response);
    }
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw new RuntimeFailure(isShortOfMemory(error) ? "no-memory" : "runtime-missing", `${response.url}: ${error}`);
  }
}

/**
 * WebKit (seen in 2.50) hands out two objects for one function, one as an export and one from the table, where there must
 * be one. Emscripten then enters hundreds of functions anew, the table is another than the one that the snapshot was
 * made with, and restoring it fails. A function's name is its number in the module: by that, the export is the table's.
 * @param {unknown} table
 * @param {WebAssembly.Instance} instance
 * @returns {{ exports: WebAssembly.Exports }}
 */
function withTheFunctionsOf(table, instance) {
  if (!(table instanceof WebAssembly.Table)) return instance;
  /** @type {Map<string, Function>} */
  const numbered = new Map();
  for (let index = 0; index < table.length; index += 1) {
    const found = table.get(index);
    if (found) numbered.set(found.name, found);
  }
  const exports = Object.entries(instance.exports);
  const isTwofold = exports.some(([, value]) => typeof value === "function" && (numbered.get(value.name) ?? value) !== value);
  if (!isTwofold) return instance;
  return { exports: Object.fromEntries(exports.map(([name, value]) => [name, (typeof value === "function" && numbered.get(value.name)) || value])) };
}

/**
 * Begins to load the engine, and takes the places through which Pyodide would load it itself: only one download,
 * begun before the other scripts have arrived, and used again if Python has to be started a second time.
 * @param {string} address of pyodide.asm.wasm
 */
export function loadEngine(address) {
  const fetchFile = self.fetch;
  const response = fetchFile(address).catch((error) => {
    throw new RuntimeFailure("runtime-missing", `${address}: ${error}`);
  });
  const module = response.then(compile);
  module.then(() => performance.mark("compiled"), () => {});
  /** @type {(error: unknown) => void} */
  let fail = () => {};
  /** Rejects as soon as a file turns out to be missing; never fulfils. @type {Promise<never>} */
  const failure = new Promise((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {}); // it may come before anyone waits
  module.catch(fail);

  self.fetch = async (input, init) => {
    const wanted = input instanceof Request ? input.url : String(input);
    if (wanted === address) return response;
    try {
      const answer = await fetchFile(input, init);
      if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
      return answer;
    } catch (error) {
      fail(new RuntimeFailure("runtime-missing", `${wanted}: ${error}`));
      throw error;
    }
  };
  WebAssembly.instantiateStreaming = async (_source, imports) => {
    const compiled = await module;
    try {
      const instance = await WebAssembly.instantiate(compiled, imports);
      performance.mark("instantiated");
      return { module: compiled, instance: withTheFunctionsOf(imports?.["env"]?.["__indirect_function_table"], instance) };
    } catch (error) {
      // Pyodide logs it and waits for ever.
      fail(new RuntimeFailure(isShortOfMemory(error) ? "no-memory" : "internal", String(error)));
      throw error;
    }
  };
  return { module, failure };
}
