/**
 * The page's side of the runtime: one worker for the life of the page, started when the first calculator asks for
 * it, kept through instant navigation, ended and replaced when it fails.
 */
import { meta, runtimeBuild } from "../common/page.mjs";
import { ANSWER_MS, CALENDAR_MS, FINAL, RESTARTS, RuntimeFailure, START_MS, VERSION } from "./protocol.mjs";

/**
 * @typedef {import("./protocol.mjs").Code} Code
 * @typedef {import("./protocol.mjs").Request} Request
 * @typedef {import("./protocol.mjs").Reply} Reply
 * @typedef {import("./protocol.mjs").WorkerMessage} WorkerMessage
 * @typedef {import("./protocol.mjs").StartedMessage} StartedMessage
 * @typedef {import("./protocol.mjs").AnswerMessage} AnswerMessage
 * @typedef {import("./protocol.mjs").FollowedMessage} FollowedMessage
 * @typedef {import("./protocol.mjs").FollowRequest} FollowRequest
 * @typedef {import("./protocol.mjs").FollowReply} FollowReply
 * @typedef {import("./protocol.mjs").FileMessage} FileMessage
 * @typedef {import("./protocol.mjs").CalendarFile} CalendarFile
 * @typedef {"off" | "starting" | "ready" | "failed"} State
 * @typedef {{ from: import("./protocol.mjs").Origin, ms: number, note?: string }} Started
 * @typedef {{ resolve: (message: any) => void, reject: (failure: RuntimeFailure) => void, timer: number }} Waiting
 */

// Read once: later the address is that of another page.
const build = runtimeBuild();
const folder = new URL(`${meta("ig-root") || "./"}runtime/${build}/`, document.baseURI).href;

/** The calculators that this page holds. */
const namesOnPage = () =>
  [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("ig-calculator"))].flatMap(({ dataset }) => dataset["calculator"] ?? []);

/** One worker, from its start to its end. */
class Session {
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #lastId = 0;
  #heard = false;
  /** Calendar files being made now. */
  #files = 0;
  /** @type {RuntimeFailure | undefined} */
  #ended;
  /** @type {Worker} */
  #worker;
  /** @type {(failure: RuntimeFailure) => void} */
  #onEnd;
  /** @type {Promise<StartedMessage>} */
  started;

  /** @param {(failure: RuntimeFailure) => void} onEnd called once, if the worker fails */
  constructor(onEnd) {
    this.#onEnd = onEnd;
    this.#worker = createWorker(`${folder}worker.mjs`);
    this.#worker.addEventListener("message", (event) => this.#receive(event.data));
    this.#worker.addEventListener("messageerror", () => this.end(new RuntimeFailure("internal", "unreadable message")));
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.end(new RuntimeFailure(this.#heard ? "worker-lost" : "runtime-missing", event.message ?? ""));
    });
    this.started = this.#ask({ kind: "start", calculators: namesOnPage() }, START_MS, "start-timeout");
  }

  /**
   * @param {string} request
   * @returns {Promise<AnswerMessage>}
   */
  run(request) {
    // The worker does one thing at a time, and a first calendar file keeps it busy for longer than an answer may take.
    return this.#ask({ kind: "run", request }, ANSWER_MS + (this.#files ? CALENDAR_MS : 0), "answer-timeout");
  }

  /**
   * @param {string} request
   * @returns {Promise<FollowedMessage>}
   */
  follow(request) {
    return this.#ask({ kind: "follow", request }, ANSWER_MS + (this.#files ? CALENDAR_MS : 0), "answer-timeout");
  }

  /**
   * @param {string} request
   * @returns {Promise<FileMessage>}
   */
  async calendar(request) {
    this.#files += 1;
    try {
      return await this.#ask({ kind: "calendar", request }, CALENDAR_MS, "answer-timeout");
    } finally {
      this.#files -= 1;
    }
  }

  /** @param {RuntimeFailure} failure */
  end(failure) {
    if (this.#ended) return;
    this.#ended = failure;
    this.#worker.terminate();
    this.#onEnd(failure);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(failure);
    }
    this.#waiting.clear();
  }

  /**
   * @param {{ kind: string, request?: string, calculators?: string[] }} message
   * @param {number} limit
   * @param {Code} late
   * @returns {Promise<any>}
   */
  #ask(message, limit, late) {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = window.setTimeout(() => this.end(new RuntimeFailure(late, `${limit} ms`)), limit);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#worker.postMessage({ v: VERSION, build, id, ...message });
    });
  }

  /** @param {WorkerMessage} message */
  #receive(message) {
    this.#heard = true;
    const waiting = this.#waiting.get(message.id);
    if (message.v !== VERSION || message.build !== build) {
      this.end(new RuntimeFailure("version", `worker of ${message.build}, page of ${build}`));
    } else if (message.kind === "failed") {
      // Python may be in any state after a failure: a new worker is the safe way on.
      this.end(new RuntimeFailure(message.code, message.detail));
    } else if (waiting) {
      clearTimeout(waiting.timer);
      this.#waiting.delete(message.id);
      waiting.resolve(message);
    }
  }
}

/**
 * A browser that knows module workers reads `type`; another would run the module as an old script.
 * @param {string} address
 */
function createWorker(address) {
  if (typeof WebAssembly === "undefined") throw new RuntimeFailure("no-webassembly");
  if (typeof Worker === "undefined") throw new RuntimeFailure("no-module-worker");
  let asked = false;
  const worker = new Worker(address, {
    name: "calculators",
    get type() {
      asked = true;
      return /** @type {const} */ ("module");
    },
  });
  if (asked) return worker;
  worker.terminate();
  throw new RuntimeFailure("no-module-worker");
}

/** @type {Session | undefined} */
let session;
/** @type {RuntimeFailure | undefined} */
let lastFailure;
let restarts = 0;
/** @type {State} */
let state = "off";
/** @type {Set<(state: State, code?: Code) => void>} */
const listeners = new Set();

/** @param {State} next */
function setState(next) {
  state = next;
  for (const listener of [...listeners]) listener(state, code());
}

const code = () => (state === "failed" ? lastFailure?.code : undefined);

/** @param {RuntimeFailure} failure */
function fail(failure) {
  session = undefined;
  lastFailure = failure;
  setState("failed");
}

/** The living session, or a new one as long as that makes sense. */
function current() {
  if (session) return session;
  if (lastFailure) {
    if (FINAL.has(lastFailure.code) || restarts >= RESTARTS) throw lastFailure;
    restarts += 1;
  }
  setState("starting");
  try {
    const opened = new Session(fail);
    session = opened;
    opened.started.then(
      () => opened === session && setState("ready"),
      () => {}, // `fail` has told
    );
    return opened;
  } catch (error) {
    const failure = error instanceof RuntimeFailure ? error : new RuntimeFailure("internal", String(error));
    fail(failure);
    throw failure;
  }
}

/**
 * Starts the runtime if it is not running yet.
 * @returns {Promise<Started>}
 */
export async function start() {
  const { from, ms, note } = await current().started;
  return { from, ms, ...(note !== undefined && { note }) };
}

/**
 * Has one request answered; starts the runtime first if need be. A request that the calculators do not understand
 * rejects as `internal`, and leaves the runtime ready.
 * @param {Request} request
 * @returns {Promise<Reply>}
 */
export async function run(request) {
  const open = current();
  await open.started;
  const { reply } = await open.run(JSON.stringify(request));
  /** @type {Reply & { error?: string }} */
  const answer = checkedReply(open, reply);
  restarts = 0;
  if (answer.error) throw new RuntimeFailure("internal", answer.error);
  return answer;
}

/**
 * Has a followed plan worked out at its moment; starts the runtime first if need be. Rejects as `run` does.
 * @param {FollowRequest} request
 * @returns {Promise<FollowReply>}
 */
export async function follow(request) {
  const open = current();
  await open.started;
  const { reply } = await open.follow(JSON.stringify(request));
  /** @type {FollowReply & { error?: string }} */
  const answer = checkedReply(open, reply);
  restarts = 0;
  if (answer.error) throw new RuntimeFailure("internal", answer.error);
  return answer;
}

/**
 * Has the dates of an answer made into a calendar file. Whatever goes wrong with it alone rejects as `calendar`.
 * @param {Omit<Request, "root" | "build">} request
 * @returns {Promise<CalendarFile>}
 */
export async function calendar(request) {
  try {
    const open = current();
    await open.started;
    const { reply } = await open.calendar(JSON.stringify({ ...request, now: new Date().toISOString() }));
    /** @type {CalendarFile & { error?: string }} */
    const file = checkedReply(open, reply);
    if (file.error) throw new RuntimeFailure("calendar", file.error);
    return file;
  } catch (error) {
    if (error instanceof RuntimeFailure && (FINAL.has(error.code) || error.code === "calendar")) throw error;
    throw new RuntimeFailure("calendar", String(error));
  }
}

/**
 * A reply that was read; one of another build ends the session.
 * @param {Session} open
 * @param {string} reply
 */
function checkedReply(open, reply) {
  const read = JSON.parse(reply);
  if (read.build === build) return read;
  const failure = new RuntimeFailure("version", `calculators of ${read.build}, page of ${build}`);
  open.end(failure);
  throw failure;
}

/**
 * Calls `listener` at once with the state as it is, then at every change.
 * @param {(state: State, code?: Code) => void} listener
 * @returns {() => void} ends it
 */
export function onState(listener) {
  listeners.add(listener);
  listener(state, code());
  return () => void listeners.delete(listener);
}
