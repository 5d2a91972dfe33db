/**
 * What the page of proposals and its worker say to each other. Both are bundled with this file.
 */

/** Version of the protocol; stands in every message as `v`. */
export const VERSION = 1;

/** Longest wait for each kind of message. The comparison may take long; but each step of it must come in this time. @type {Record<Kind, number>} */
export const LIMIT_MS = { start: 60_000, check: 120_000, show: 30_000, twin: 20_000, whom: 30_000, pack: 30_000 };

/**
 * @typedef {"start" | "check" | "show" | "twin" | "whom" | "pack"} Kind
 * @typedef {"late" | "lost" | "missing" | "no-webassembly" | "no-memory" | "version" | "internal"} Code
 *
 * late             no sign of life in the time allowed
 * lost             the worker ended by itself
 * missing          a file of it could not be loaded
 * no-webassembly   the browser has no WebAssembly, or a policy forbids it
 * no-memory        the device has not enough memory
 * version          page and worker are not of one build
 * internal         anything else
 *
 * @typedef {{ v: number, build: string, id: number }} Envelope
 * @typedef {Envelope & { kind: Kind, request: string }} PageMessage
 * @typedef {Envelope & { kind: "done", reply: string }} DoneMessage
 * @typedef {Envelope & { kind: "step", reply: string }} StepMessage
 * @typedef {Envelope & { kind: "failed", code: Code, detail: string }} FailedMessage
 * @typedef {DoneMessage | StepMessage | FailedMessage} WorkerMessage
 */

/** A failure with one of the codes above. */
export class EditorFailure extends Error {
  /**
   * @param {Code} code
   * @param {string} [detail]
   */
  constructor(code, detail = "") {
    super(detail ? `${code}: ${detail}` : code);
    this.name = "EditorFailure";
    /** @type {Code} */
    this.code = code;
    this.detail = detail;
  }
}
