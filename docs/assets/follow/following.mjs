// A plan that is followed: kept, asked about anew each minute, and told to whoever shows it. It decides nothing: where the
// infusion stands is worked out by the calculators from the plan, the events and the clock.

import { build, runtimeBuild } from "../common/page.mjs";
import { RuntimeFailure } from "../runtime/protocol.mjs";
import { follow as askWorker } from "../runtime/runtime.mjs";
import { jumped, nowS, offsets } from "./clock.mjs";
import { forget, isSafe, onOtherTab, read, write } from "./store.mjs";

/**
 * @typedef {import("./store.mjs").Kept} Kept
 * @typedef {import("../runtime/protocol.mjs").FollowReply} FollowReply
 * @typedef {{ kind: string } & Record<string, string>} NewEvent
 * @typedef {"none" | "waiting" | "shown" | "jumped" | "foreign" | "failed"} State
 *   none: nothing is followed; waiting: the calculators are asked; shown: `reply` holds; jumped: the clock has to be confirmed;
 *   foreign: the plan was made by another release; failed: the calculators cannot say
 * @typedef {{ state: State, kept: Kept | null, reply: FollowReply | null, jump: "" | "back" | "forward", isSafe: boolean }} View
 */

/** How often it is asked anew, at the least. */
const MINUTE_MS = 60_000;
/** How soon once more after a first failure. */
const AGAIN_MS = 1000;

/** @type {Kept | null} */ let kept = null;
/** @type {FollowReply | null} */ let reply = null;
/** @type {State} */ let state = "none";
/** @type {"" | "back" | "forward"} */ let jump = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */ let timer;
/** Whether the last question failed and is to be asked once more before anybody is told. */
let isAgain = false;
/** Rises with every question: only the answer to the last one counts. */
let round = 0;
let lang = "nb";
let root = "";

/** @type {Set<(view: View) => void>} */
const views = new Set();

/** @returns {View} */
const view = () => ({ state, kept, reply: state === "shown" ? reply : null, jump, isSafe });

/** Tells everybody who shows it how it stands. */
export function tell() {
  for (const show of [...views]) show(view());
}

/** @param {State} next */
function become(next) {
  state = next;
  tell();
}

/**
 * Calls back at once and at every change. @param {(view: View) => void} show
 * @returns {() => void} ends it
 */
export function watch(show) {
  views.add(show);
  show(view());
  return () => void views.delete(show);
}

/** Whether a plan is followed: an update then waits. */
export const isFollowing = () => kept !== null || read(nowS()) !== null;

/** The language that is spoken, and the way from the page to its root. @param {string} language @param {string} way */
export function speak(language, way) {
  const changed = language !== lang || way !== root;
  lang = language;
  root = way;
  if (kept && changed) void look();
}

/** Takes up again what the device has kept. */
export function resume() {
  kept = read(nowS());
  reply = null;
  if (!kept) {
    end(false);
    return;
  }
  void look();
}

/**
 * Begins to follow a plan. Rejects where it can't be.
 * @param {string} calculator @param {string} page @param {Record<string, string>} inputs
 */
export async function begin(calculator, page, inputs) {
  const now = nowS();
  /** @type {Kept} */
  const fresh = { v: 1, runtime: runtimeBuild(), calculator, page, inputs, start: null, events: [], until: now + 60, seen: now };
  const first = await question(fresh, now, null);
  take(fresh, first, now);
}

/**
 * Adds what has been done. Gives the errors of what was typed; none if it was taken over.
 * @param {NewEvent} event
 * @returns {Promise<{ field: string, message: string }[]>}
 */
export async function add(event) {
  if (!kept) return [];
  const own = ++round;
  const now = nowS();
  const got = await question(kept, now, event);
  if (own !== round || !kept) return [];
  take(kept, got, now);
  return got.errors;
}

/** Takes the last event back. */
export async function undo() {
  if (!kept || !kept.events.length) return;
  kept = { ...kept, events: kept.events.slice(0, -1) };
  write(kept);
  await look();
}

/** Ends it by hand: the device forgets it. */
export function end(byHand = true) {
  round += 1;
  clearTimeout(timer);
  if (byHand || kept) forget();
  kept = null;
  reply = null;
  jump = "";
  become("none");
}

/** The clock is right after all. */
export function confirmClock() {
  if (!kept) return;
  kept = { ...kept, seen: nowS() };
  write(kept);
  jump = "";
  void look();
}

/**
 * @param {Kept} plan @param {number} now @param {NewEvent | null} event
 * @returns {Promise<FollowReply>}
 */
function question(plan, now, event) {
  const { calculator, inputs, start, events } = plan;
  const first = Math.min(start ?? now, now);
  return askWorker({ calculator, inputs, lang, root, build: build(), now, offsets: offsets(first, now), start, events, new: event });
}

/** @param {Kept} plan @param {FollowReply} got @param {number} now */
function take(plan, got, now) {
  kept = { ...plan, start: got.start, events: got.events, until: got.until, seen: now };
  reply = got;
  isAgain = false;
  write(kept);
  become("shown");
  planNext(got, now);
}

/** Asks again at the next change, at the next minute, or when it is to be forgotten. @param {FollowReply} got @param {number} now */
function planNext(got, now) {
  clearTimeout(timer);
  const toMinute = MINUTE_MS - (Date.now() % MINUTE_MS);
  const toNext = got.next === null ? Infinity : Math.max((got.next - now) * 1000, 0);
  timer = setTimeout(() => void look(), Math.min(toMinute, toNext) + 50);
}

/** Where it stands now. */
export async function look() {
  clearTimeout(timer);
  const now = nowS();
  const plan = read(now);
  if (!plan) {
    if (kept || state !== "none") end(false);
    return;
  }
  kept = plan;
  if (plan.runtime !== runtimeBuild()) {
    become("foreign");
    return;
  }
  jump = jumped(plan.seen, now);
  if (jump) {
    become("jumped");
    return;
  }
  const own = ++round;
  if (state !== "shown") become("waiting");
  try {
    const got = await question(plan, now, null);
    if (own === round && kept) take(plan, got, now);
  } catch (error) {
    if (own !== round) return;
    const isFinal = error instanceof RuntimeFailure && error.code === "version";
    // A lost worker is replaced at the next question, and one that was asked before the tablet slept is late through no fault of its own.
    isAgain = !isAgain && !isFinal;
    if (!isAgain) {
      console.error(error);
      become("failed");
    }
    if (!isFinal) timer = setTimeout(() => void look(), isAgain ? AGAIN_MS : MINUTE_MS);
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && kept) void look();
});
onOtherTab(() => resume());
