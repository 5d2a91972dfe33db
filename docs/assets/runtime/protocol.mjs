/**
 * What page and worker say to each other. The page imports this file from `assets/runtime/`, the worker a copy of it
 * that stands beside it in `runtime/<id>/`.
 */

/** Version of the protocol; stands in every message as `v`. */
export const VERSION = 2;

/** Longest wait for a start, and for an answer. */
export const START_MS = 20_000;
export const ANSWER_MS = 2_000;
/** Longest wait for a calendar file: what writes it is loaded at the first one. */
export const CALENDAR_MS = 10_000;
/** Longest wait for the snapshot, after which the worker starts without it. */
export const SNAPSHOT_MS = 8_000;
/** So many new workers in a row after failures; an answer sets the count back. */
export const RESTARTS = 3;

/**
 * @typedef {"start-timeout" | "answer-timeout" | "worker-lost" | "no-webassembly" | "no-module-worker"
 *   | "no-memory" | "runtime-missing" | "self-test" | "version" | "calendar" | "unsafe" | "internal"} Code
 *
 * start-timeout      not ready after 20 s
 * answer-timeout     no answer after 2 s, or no calendar file after 10 s
 * worker-lost        the worker ended by itself
 * no-webassembly     the browser has no WebAssembly, or a policy forbids it
 * no-module-worker   the browser cannot run modules in workers
 * no-memory          the device has not enough memory for the runtime
 * runtime-missing    a file of the runtime could not be loaded
 * self-test          the calculators do not reproduce their known answers
 * version            page, worker and calculators are not of one build
 * calendar           the calendar file could not be made; answers are not touched by it
 * unsafe             an answer held something that has no place in one; the page says so, not the worker
 * internal           anything else
 */

/** Codes that a new worker cannot mend: only a reload can. @type {ReadonlySet<Code>} */
export const FINAL = new Set(/** @type {Code[]} */ (["no-webassembly", "no-module-worker", "self-test", "version"]));

/**
 * @typedef {{ v: number, build: string, id: number }} Envelope
 *
 * From the page; `calculators` are those that it holds, tested before it is told that all is ready; `request` is the JSON text that `answer`, `follow` and `calendar` in `calculators.browser` take:
 * @typedef {Envelope & { kind: "start", calculators: string[] }} StartMessage
 * @typedef {Envelope & { kind: "run", request: string }} RunMessage
 * @typedef {Envelope & { kind: "calendar", request: string }} CalendarMessage
 * @typedef {Envelope & { kind: "follow", request: string }} FollowMessage
 * @typedef {StartMessage | RunMessage | CalendarMessage | FollowMessage} PageMessage
 *
 * From the worker, with the `id` of the message that it answers; `reply` is JSON text, `note` says why there was
 * no start from the snapshot:
 * @typedef {"snapshot" | "cold"} Origin
 * @typedef {Envelope & { kind: "started", from: Origin, ms: number, note?: string }} StartedMessage
 * @typedef {Envelope & { kind: "answer", reply: string }} AnswerMessage
 * @typedef {Envelope & { kind: "followed", reply: string }} FollowedMessage
 * @typedef {Envelope & { kind: "file", reply: string }} FileMessage
 * @typedef {Envelope & { kind: "failed", code: Code, detail: string }} FailedMessage
 * @typedef {StartedMessage | AnswerMessage | FollowedMessage | FileMessage | FailedMessage} WorkerMessage
 *
 * @typedef {{ calculator: string, inputs: Record<string, string>, lang: string, root: string, build: string, today?: string }} Request
 * `today` is the day on the device's clock (2026-11-20): dates far from it are warned of.
 * @typedef {{ build: string, result: any, html: string, text: string, gist: string,
 *   asked: string[] | null }} Reply
 * @typedef {{ build: string, name: string, ics: string }} CalendarFile
 * @typedef {Request & { now: number, offsets: [number, number][], start: number | null, events: Record<string, string>[],
 *   new: Record<string, string> | null }} FollowRequest
 * @typedef {{ build: string, start: number, events: Record<string, string>[], phase: string, until: number, next: number | null,
 *   actions: string[], choices: string[], errors: { field: string, message: string }[], bar: string, gist: string, html: string,
 *   text: string }} FollowReply
 */

/** A failure with one of the codes above. */
export class RuntimeFailure extends Error {
  /**
   * @param {Code} code
   * @param {string} [detail]
   */
  constructor(code, detail = "") {
    super(detail ? `${code}: ${detail}` : code);
    this.name = "RuntimeFailure";
    /** @type {Code} */
    this.code = code;
    this.detail = detail;
  }
}

/** What browsers, Emscripten and Python say when there is no room; a crash ("memory access out of bounds") is another thing. */
const NO_ROOM = /out of memory|could not allocate|cannot allocate|allocation failed|MemoryError|\bOOM\b/i;

/** @param {unknown} error */
export const isShortOfMemory = (error) => NO_ROOM.test(String(error));
