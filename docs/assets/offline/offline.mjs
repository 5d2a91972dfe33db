// Saves the site for use without network and keeps its releases apart: registers the service worker, follows what it
// does, offers a new release, closes a withdrawn one, and never takes the page away from somebody who has filled in a calculator.

import { anyFilled, clearAll, followed } from "../calculator/session.mjs";
import { dayOf, isDue, isOver, isoOf, isStale } from "../common/dates.mjs";
import { build, FILES, language, onPage, RELEASE, runtimeBuild, siteRoot } from "../common/page.mjs";
import { fill } from "../common/texts.mjs";
import { momentOfLast, remember, remembered } from "./memory.mjs";
import { container, obstacle, scriptProblem } from "./obstacle.mjs";
import { View } from "./view.mjs";
import { readWithdrawn } from "./withdrawn.mjs";

/** Looks for a newer release at most so often by itself. */
const LOOK_MS = 60 * 60 * 1000;
/** Without a sign of life for so long, saving has come to a halt. */
const STALL_MS = 60 * 1000;
/** Longest wait for the service worker; mending fetches files. */
const REPLY_MS = 60 * 1000;
/** Longest wait for files that are fetched once more. */
const ANEW_MS = 20 * 1000;

/** The build of the page that was loaded, whatever instant navigation brings. */
const own = build();
/** @type {View} */
let view;
/** @type {ServiceWorkerRegistration | undefined} */
let registration;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let stall;

/** @type {import("./view.mjs").State} */
const state = {
  phase: "saving",
  percent: 0,
  reason: "",
  file: "",
  lost: 0,
  update: "none",
  updatePercent: 0,
  unsaved: null,
  withdrawn: null,
  looked: null,
  looking: "",
  persisted: null,
  refused: false,
};

/** @param {Partial<typeof state>} changes */
function change(changes) {
  Object.assign(state, changes);
  view.show(state);
}

/** @param {string} key */
const said = (key) => view.words.notice[key] ?? "";

// --- one build at a time ----------------------------------------------------------------------------

/** A reload that did not help must not be tried for ever. */
function justReloaded() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming && entry.type === "reload" && performance.now() < 10_000;
}

let guarded = false;

/** From here on every link loads its page anew: what came by instant navigation would be of another build. */
function guardLinks() {
  if (guarded) return;
  guarded = true;
  const native = (/** @type {Event} */ event) => {
    if (event.target instanceof Element && event.target.closest("a[href]")) event.stopImmediatePropagation();
  };
  addEventListener("click", native, { capture: true });
}

/**
 * Page and scripts are of two builds, and a host or a proxy may have told the browser to keep either for a year: a reload
 * alone would bring the same back. So each is fetched past what is kept.
 */
async function loadAnew() {
  const signal = AbortSignal.timeout?.(ANEW_MS);
  const addresses = [location.href, ...FILES.map((name) => new URL(`assets/${name}`, siteRoot()).href)];
  await Promise.allSettled(addresses.map((address) => fetch(address, { cache: "reload", signal })));
  location.reload();
}

/** This page and what answers its requests are of two builds. @param {"old" | "mixed"} kind */
function leaveBehind(kind) {
  if (!anyFilled() && !justReloaded()) {
    if (kind === "mixed") void loadAnew();
    else location.reload();
    return;
  }
  guardLinks();
  view?.notice("update", null);
  view?.notice("old", { text: said(kind), actions: { [kind === "mixed" ? "anew" : "reload"]: said("reload") } });
}

/** Whether scripts and page are of one build: not so if a release was put on the server while the page was loading. */
export const isWhole = () => RELEASE === "development" || RELEASE === build();

// --- the service worker -----------------------------------------------------------------------------

/**
 * @param {ServiceWorker} worker
 * @param {object} message
 * @returns {Promise<{ build?: string, missing?: number, runtime?: string, facts?: string }>}
 */
function ask(worker, message) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => reject(new Error("the service worker does not answer")), REPLY_MS);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.postMessage(message, [port2]);
  });
}

/** The first release could not be saved, or a newer one could not. @param {string} reason @param {string} [file] */
function fail(reason, file = "") {
  clearTimeout(stall);
  if (registration?.active) {
    change({ update: "none" });
    tellUnsaved({ reason, file });
  } else change({ phase: "failed", reason, file });
}

/**
 * There is a newer release, and this device could not save it: said until it is, over reloads too. Null when it is.
 * @param {{ reason: string, file: string } | null} unsaved
 */
function tellUnsaved(unsaved) {
  remember({ unsaved });
  change({ unsaved });
  view.notice("unsaved", unsaved && { text: `${said("unsaved")} ${view.reasonOf(unsaved)}`, actions: { look: said("try_again") } });
}

/** So many files of the saved release are gone; header, panel and notice say the same. @param {number} lost */
function tellLost(lost) {
  change({ lost });
  view.notice("lost_files", lost ? { text: fill(said("lost_files"), { count: String(lost) }) } : null);
}

function alive() {
  clearTimeout(stall);
  stall = setTimeout(() => {
    if (registration?.active) tellUnsaved({ reason: "stalled", file: "" });
    else change({ reason: "stalled" });
  }, STALL_MS);
}

/** Why saving failed, until the worker that said so is gone: only then can it be tried again. @type {{ reason: string, file: string } | undefined} */
let told;

/** Follows a release that is being saved. @param {ServiceWorker} worker */
function follow(worker) {
  let installed = worker.state !== "installing";
  if (registration?.active) change({ update: "saving", updatePercent: 0, reason: "" });
  else change({ phase: "saving", reason: "" });
  alive();
  worker.addEventListener("statechange", () => {
    if (worker.state === "installed") {
      installed = true;
      clearTimeout(stall);
      countLook();
      if (registration?.active) offer();
    } else if (worker.state === "activated") {
      void ready();
    } else if (worker.state === "redundant" && !installed) {
      // Without its last words, what was told of it before: that it stood still, or why it failed.
      const before = registration?.active ? state.unsaved : state;
      fail(told?.reason || before?.reason || "broken", told?.file ?? before?.file);
      told = undefined;
    }
  });
}

/** @param {MessageEvent} event */
function onMessage({ data }) {
  if (data?.kind === "progress") {
    // The last of these may come after the release was installed.
    if (registration && !registration.installing) return;
    const percent = Math.min(99, Math.floor((100 * data.done) / data.total));
    alive();
    if (registration?.active) change({ update: "saving", updatePercent: percent, reason: "" });
    else change({ phase: "saving", percent, reason: "" });
  } else if (data?.kind === "failed") {
    if (registration?.installing) told = data;
    else fail(data.reason, data.file);
  } else if (data?.kind === "lost") {
    tellLost(Math.max(1, state.lost));
  }
}

function offer() {
  clearTimeout(stall);
  change({ update: "waiting", reason: "" });
  tellUnsaved(null);
  if (state.withdrawn) return void useUpdate();
  worked = null; // of a release that waited before this one
  tellUpdate();
  void tellNews();
}

/** What the release that waits changes; null until that is worked out. @type {import("./news.mjs").News | null} */
let worked = null;

/** @param {string} [problem] why it was not taken */
function tellUpdate(problem = "") {
  const text = [said("update"), problem].join(" ").trim();
  view.notice("update", { text, ...(worked && { news: worked }), actions: { use: said("use"), later: said("later") }, report: { address: new URL(`${language()}/about/changes/#waiting`, siteRoot()).href, text: said("report") } });
}

/** Says what the release that waits changes, from its facts and those in use. */
async function tellNews() {
  const waiting = registration?.waiting;
  if (!waiting) return;
  let [before, after, runtime] = ["", "", ""];
  try {
    // Read at once: the worker in use ends no request that is still being read, and the one that waits could not take its place.
    const inUse = fetch(new URL("facts.json", siteRoot())).then((response) => (response.ok ? response.text() : ""));
    const [text, reply] = await Promise.all([inUse, ask(waiting, { kind: "facts" })]);
    before = text;
    after = reply.facts ?? "";
    runtime = reply.runtime ?? "";
  } catch (error) {
    console.error(error); // then it is unknown
  }
  const { read } = await import("./news.mjs");
  if (registration?.waiting !== waiting) return;
  worked = read(before, after, { build: own, same: runtime !== "" && runtime === runtimeBuild(), lang: language(), words: view.words.notice });
  if (view.has("update")) tellUpdate();
}

/** The release is saved: is all of it there, and is it this page's? */
async function ready() {
  const active = registration?.active;
  if (!active) return;
  clearTimeout(stall);
  const status = await ask(active, { kind: "status" });
  if (status.build && status.build !== own && container()?.controller === active) leaveBehind("old");
  change({ phase: "ready", percent: 100, ...(state.update === "none" && { reason: "" }) });
  remember({ saved: own });
  view.notice("lost", null);
  const persisted = (await navigator.storage?.persisted?.().catch(() => null)) ?? null;
  change({ persisted });
  // On the Home Screen somebody has said that they want to keep it. In a tab the reader asks: see "persist".
  if (persisted === false && matchMedia("(display-mode: standalone)").matches) void persist();

  if (status.missing) {
    tellLost(status.missing);
    tellLost((await ask(active, { kind: "mend" })).missing ?? 0);
  }
  active.postMessage({ kind: "tidy", build: own });
}

async function persist() {
  const persisted = await navigator.storage.persist().catch(() => false);
  change({ persisted, refused: !persisted });
}

// --- looking for a newer release --------------------------------------------------------------------

/** How often the browser has found another release on the server. */
let found = 0;

/** A look counts when what it found could be had, or when there was nothing newer. */
function countLook() {
  remember({ looked: Date.now() });
  change({ looked: momentOfLast("looked", new Date()) });
  tellUnsaved(null);
  tellAge();
}

/** Looks for a newer release, and whether this one was withdrawn. @param {boolean} [asked] whether the reader did */
async function look(asked = false) {
  if (state.looking === "looking") return;
  remember({ tried: Date.now() });
  if (asked) change({ looking: "looking" });
  const before = found;
  try {
    await lookAtList();
    await registration?.update();
    const isNew = found !== before || !!registration?.installing;
    // What is being saved counts when it is: see "follow".
    if (registration && !isNew) countLook();
    change({ looking: asked && !isNew && !registration?.waiting ? "newest" : "" });
  } catch {
    // no network, or a network that asks for a password first: what is saved goes on
    if (asked) change({ looking: (await scriptProblem()) === "network" ? "look_failed" : "look_refused" });
    else change({ looking: "" });
  }
  tellAge();
}

/** Says how old the release may be, if nobody could look for a newer one for long. */
function tellAge() {
  const now = new Date();
  const made = view.made;
  const looked = momentOfLast("looked", now);
  if (!container()?.controller) return;
  if (looked && isStale(looked, now)) view.notice("stale", { text: fill(said("stale"), { date: dayOf(isoOf(looked)) }) });
  else if (!looked && made && isStale(new Date(`${made}T00:00`), now)) view.notice("stale", { text: fill(said("stale_unknown"), { date: dayOf(made) }) });
  else view.notice("stale", null);
}

const lookNowAndThen = () => {
  const now = new Date();
  if (document.visibilityState === "visible" && isDue(momentOfLast("tried", now), now, LOOK_MS)) void look();
};

// --- a withdrawn release ----------------------------------------------------------------------------

/** Reads the list of withdrawn builds; what it said last holds without network. */
async function lookAtList() {
  const withdrawn = await readWithdrawn(own);
  remember({ withdrawn });
  tellWithdrawn(withdrawn);
}

/**
 * A withdrawn release calculates nothing any more and says so on every page, on paper too; the corrected one takes its place at once.
 * @param {import("./memory.mjs").Withdrawn | null} withdrawn
 * @param {string} [problem] why what was pressed could not be done
 */
function tellWithdrawn(withdrawn, problem = "") {
  if (!withdrawn && !state.withdrawn) return;
  const isNews = withdrawn && !state.withdrawn;
  document.documentElement.toggleAttribute("data-withdrawn", !!withdrawn);
  change({ withdrawn });
  if (!withdrawn) return view.notice("withdrawn", null);
  const why = withdrawn[language()] || withdrawn.nb || withdrawn.da;
  const text = fill(said("withdrawn"), { date: dayOf(withdrawn.day), why });
  view.notice("withdrawn", { text: `${text} ${problem}`.trim(), actions: { look: said("withdrawn_look"), drop: said("withdrawn_drop") }, urgent: true });
  if (!isNews) return;
  clearAll();
  if (registration?.waiting) void useUpdate();
  else if (registration?.active && !registration.installing) void look();
}

/** Gives up what is saved here, so that the network answers again. */
async function drop() {
  if ((await scriptProblem()) === "network") return tellWithdrawn(state.withdrawn, view.words.state["look_failed"]);
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.endsWith(siteRoot().href)) await caches.delete(name);
  await loadAnew();
}

// --- changing to a new release ----------------------------------------------------------------------

const LOCK = `${siteRoot().pathname} filled`;
let held = false;

/** While a calculator is filled in, this tab holds a lock that keeps every tab from changing the release. */
function holdWhileFilled() {
  if (held || !navigator.locks || !anyFilled()) return;
  held = true;
  void navigator.locks
    .request(LOCK, { mode: "shared" }, () => new Promise((release) => {
      const timer = setInterval(() => {
        if (anyFilled()) return;
        clearInterval(timer);
        release(undefined);
      }, 500);
    }))
    .catch(() => {}) // refused along with storage: another tab then says itself that it was left behind
    .finally(() => (held = false));
}

/** @param {string} problem @param {Record<string, string>} [values] */
const refuse = (problem, values = {}) => tellUpdate(fill(said(problem), values));

async function useUpdate() {
  const waiting = registration?.waiting;
  if (!waiting) return;
  const plan = followed();
  if (plan) return refuse("busy_following", { plan });
  if (anyFilled()) return refuse("busy_here");
  let isAsked = false;
  const go = async (/** @type {unknown} */ lock) => {
    isAsked = true;
    if (!lock) return refuse("busy_elsewhere");
    const { missing } = await ask(waiting, { kind: "use" }).catch(() => ({ missing: 1 }));
    if (missing) return refuse("use_failed");
    // Held until the new release has taken over and this page is loaded anew.
    await new Promise((resolve) => setTimeout(resolve, 5000));
  };
  await navigator.locks?.request(LOCK, { ifAvailable: true }, go).catch(() => {});
  if (!isAsked) await go({}); // no locks, or refused along with storage
}

/** Another release answers from now on. */
async function onController() {
  const controller = container()?.controller;
  if (!controller) return;
  const status = await ask(controller, { kind: "status" }).catch(() => ({ build: "" }));
  if (status.build && status.build !== own) leaveBehind("old");
}

// --- start ------------------------------------------------------------------------------------------

/** @param {string} action */
function onAction(action) {
  if (action === "use") void useUpdate();
  else if (action === "later") view.notice("update", null);
  else if (action === "look") void look(true);
  else if (action === "persist") void persist();
  else if (action === "retry") begin();
  else if (action === "reload") location.reload();
  else if (action === "anew") void loadAnew();
  else if (action === "drop") void drop().catch(console.error);
}

async function register() {
  change({ phase: "saving", percent: 0, reason: "" });
  const reason = await obstacle();
  if (reason) return fail(reason);
  const root = siteRoot();
  alive(); // also a browser that never answers is told
  /** @type {ServiceWorkerRegistration | undefined} */
  let made;
  try {
    made = await container()?.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" });
  } catch (error) {
    const isForbidden = error instanceof DOMException && error.name === "SecurityError";
    return fail((await scriptProblem()) || (isForbidden ? "storage" : "broken"), "sw.js");
  }
  // A policy of the device or an extension may put something in the browser's place that does nothing.
  if (!made || typeof made.addEventListener !== "function") return fail("blocked");
  registration = made;
  registration.addEventListener("updatefound", () => {
    found += 1;
    if (registration?.installing) follow(registration.installing);
  });
  if (registration.installing) follow(registration.installing);
  if (registration.active) {
    if (registration.active.state === "activated") await ready();
    else follow(registration.active);
    const { unsaved } = remembered();
    if (registration.waiting) offer();
    else if (unsaved && !registration.installing) tellUnsaved(unsaved);
    if (state.withdrawn) void look();
    else lookNowAndThen();
  } else if (remembered().saved) view.notice("lost", { text: said("lost") });
  tellAge();
}

/** Whatever goes wrong is said: nobody may wait for something that does not come. */
function begin() {
  register().catch((error) => {
    console.error(error);
    clearTimeout(stall);
    change({ phase: "failed", reason: registration?.active ? "silent" : "broken", file: "" });
  });
}

function tellReview() {
  const due = document.querySelector("[data-review]")?.getAttribute("data-review");
  view.notice("review", due && isOver(due, new Date()) ? { text: fill(said("review"), { date: dayOf(due) }) } : null);
}

export function installOffline() {
  const place = document.querySelector("[data-ig-offline]");
  const notices = document.querySelector("[data-ig-notices]");
  if (!(place instanceof HTMLElement) || !(notices instanceof HTMLElement)) return;
  view = new View(place, notices, onAction);
  onPage(() => {
    tellReview();
    // A new release was put on the server, and instant navigation has brought a page of it.
    if (build() !== own) location.reload();
  });
  setInterval(tellReview, 60 * 1000); // the day ends while a page is open
  if (!isWhole()) return leaveBehind("mixed");
  // Only a site built for release has one.
  if (!document.querySelector("meta[name='ig-service-worker']")) return;

  for (const kind of ["input", "change", "click"]) document.addEventListener(kind, () => void setTimeout(holdWhileFilled), { capture: true, passive: true });
  document.addEventListener("visibilitychange", lookNowAndThen);
  addEventListener("online", () => {
    lookAtList().catch(() => {}); // not reached: what it said last holds
    if (state.lost) begin();
    lookNowAndThen();
  });
  setInterval(lookNowAndThen, LOOK_MS);
  state.looked = momentOfLast("looked", new Date());
  const { withdrawn } = remembered();
  if (withdrawn?.build === own) tellWithdrawn(withdrawn);
  // With or without a service worker; if a look is due, it reads the list once more.
  lookAtList().catch(() => {});
  const workers = container();
  workers?.addEventListener?.("message", onMessage);
  workers?.addEventListener?.("controllerchange", () => void onController());
  workers?.startMessages?.();
  // The page first: what is read now comes before what is saved for later.
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
