/**
 * The page's side of the checks: one worker, started when the page opens, ended and replaced when it fails.
 */
import { EditorFailure, LIMIT_MS, VERSION } from "./protocol.mjs";

/**
 * @typedef {import("./protocol.mjs").Kind} Kind
 * @typedef {import("./protocol.mjs").WorkerMessage} WorkerMessage
 * @typedef {{ kind: Kind, resolve: (reply: any) => void, reject: (failure: EditorFailure) => void, step: (reply: any) => void, timer: number }} Waiting
 */

/** What a failure says that the page itself wanted. */
export const STOPPED = "ended by the page";

export class Checks {
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #lastId = 0;
  #address;
  #build;
  /** @type {Worker | undefined} */
  #worker;

  /**
   * @param {string} address of the worker's script
   * @param {string} build
   */
  constructor(address, build) {
    this.#address = address;
    this.#build = build;
  }

  /**
   * Asks the worker. A failure ends it: the next question starts another.
   * @param {Kind} kind
   * @param {object} request
   * @param {(reply: any) => void} [step] hears the steps of what takes long
   * @returns {Promise<any>}
   */
  ask(kind, request, step = () => {}) {
    const fresh = !this.#worker;
    let worker;
    try {
      worker = this.#worker ??= this.#start();
    } catch (error) {
      return Promise.reject(new EditorFailure("internal", String(error)));
    }
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const limit = LIMIT_MS[kind] + (fresh && kind !== "start" ? LIMIT_MS.start : 0);
      const timer = window.setTimeout(() => this.#end(new EditorFailure("late", `${kind}: ${limit} ms`)), limit);
      this.#waiting.set(id, { kind, resolve, reject, step, timer });
      worker.postMessage({ v: VERSION, build: this.#build, id, kind, request: JSON.stringify(request) });
    });
  }

  /** Ends the worker, and with it whatever is being worked out. */
  stop() {
    this.#end(new EditorFailure("lost", STOPPED));
  }

  #start() {
    const worker = new Worker(this.#address, { type: "module", name: "editor" });
    worker.addEventListener("message", (event) => this.#receive(event.data));
    worker.addEventListener("messageerror", () => this.#end(new EditorFailure("internal", "unreadable message")));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#end(new EditorFailure(this.#lastId > 1 ? "lost" : "missing", event.message ?? ""));
    });
    return worker;
  }

  /** @param {EditorFailure} failure */
  #end(failure) {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(failure);
    }
  }

  /** @param {WorkerMessage} message */
  #receive(message) {
    const waiting = this.#waiting.get(message.id);
    if (message.v !== VERSION || message.build !== this.#build) {
      this.#end(new EditorFailure("version", `worker of ${message.build}, page of ${this.#build}`));
    } else if (message.kind === "failed") {
      this.#end(new EditorFailure(message.code, message.detail)); // Python may be in any state
    } else if (waiting) {
      // The worker does one thing at a time: a sign of life of one is one of all.
      for (const [id, other] of this.#waiting) {
        clearTimeout(other.timer);
        if (id !== message.id || message.kind === "step")
          other.timer = window.setTimeout(() => this.#end(new EditorFailure("late", other.kind)), LIMIT_MS[other.kind]);
      }
      const reply = JSON.parse(message.reply);
      if (message.kind === "step") return waiting.step(reply);
      this.#waiting.delete(message.id);
      if (reply.error) waiting.reject(new EditorFailure("internal", reply.error));
      else waiting.resolve(reply);
    }
  }
}
