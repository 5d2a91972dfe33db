// Saves the site for use without network and keeps its releases apart: registers the service worker, follows what it
// does, offers a new release, and never takes the page away from somebody who has filled in a calculator.
//
// What is kept in storage: when a newer release was last looked for, and that the site was saved. Nothing else.

import { isOver, isStale, dayOf, isoOf } from "../common/dates.mjs";
import { View } from "./view.mjs";
import { build, onPage, RELEASE, siteRoot } from "../common/page.mjs";
import { anyFilled } from "../calculator/session.mjs";
import { fill } from "../common/texts.mjs";

/** Looks for a newer release at most so often by itself. */
const LOOK_MS = 60 * 60 * 1000;
/** Without a sign of life for so long, saving has come to a halt. */
const STALL_MS = 60 * 1000;
/** Longest wait for the service worker; mending fetches files. */
const REPLY_MS = 60 * 1000;

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
  update: "none",
  updatePercent: 0,
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

// --- what is remembered -----------------------------------------------------------------------------

const KEY = `${siteRoot().pathname}.offline`;

/** @returns {{ looked?: number, saved?: string }} */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return {}; // storage switched off, or a value that is not ours
  }
}

/** @param {{ looked?: number, saved?: string }} more */
function remember(more) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...more }));
  } catch {
    // storage switched off or full: the page says that it is not known
  }
}

/** When a newer release was last looked for; a moment still to come is a clock that was wrong. */
function lastLook() {
  const { looked } = remembered();
  return typeof looked === "number" && looked <= Date.now() ? new Date(looked) : null;
}

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

/** This page and what answers its requests are of two builds. @param {"old" | "mixed"} kind */
function leaveBehind(kind) {
  if (!anyFilled() && !justReloaded()) {
    location.reload();
    return;
  }
  guardLinks();
  view?.notice("update", null);
  view?.notice("old", { text: said(kind), actions: { reload: said("reload") } });
}

/** Whether scripts and page are of one build: not so if a release was put on the server while the page was loading. */
export const isWhole = () => RELEASE === "development" || RELEASE === build();

// --- the service worker -----------------------------------------------------------------------------

/**
 * @param {ServiceWorker} worker
 * @param {object} message
 * @returns {Promise<{ build?: string, missing?: number }>}
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

/** @param {string} reason @param {string} [file] */
function fail(reason, file = "") {
  clearTimeout(stall);
  if (registration?.active) change({ update: "failed", reason, file });
  else change({ phase: "failed", reason, file });
}

function alive() {
  clearTimeout(stall);
  stall = setTimeout(() => change({ reason: "stalled" }), STALL_MS);
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
      if (registration?.active) offer();
    } else if (worker.state === "activated") {
      void ready();
    } else if (worker.state === "redundant" && !installed && (told || !state.reason)) {
      fail(told?.reason ?? "broken", told?.file);
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
    view.notice("lost_files", { text: fill(said("lost_files"), { count: "1" }) });
  }
}

function offer() {
  clearTimeout(stall);
  change({ update: "waiting", reason: "" });
  view.notice("update", { text: said("update"), actions: { use: said("use"), later: said("later") } });
}

/** The release is saved: is all of it there, and is it this page's? */
async function ready() {
  const active = registration?.active;
  if (!active) return;
  clearTimeout(stall);
  change({ phase: "ready", percent: 100, ...(state.update === "none" && { reason: "" }) });
  remember({ saved: own });
  view.notice("lost", null);
  const persisted = await navigator.storage?.persisted?.().catch(() => null);
  change({ persisted: persisted ?? null });
  // On the Home Screen somebody has said that they want to keep it. In a tab the reader asks: see "persist".
  if (persisted === false && matchMedia("(display-mode: standalone)").matches) void persist();

  const status = await ask(active, { kind: "status" });
  if (status.build && status.build !== own && navigator.serviceWorker.controller === active) leaveBehind("old");
  if (status.missing) {
    view.notice("lost_files", { text: fill(said("lost_files"), { count: String(status.missing) }) });
    const left = (await ask(active, { kind: "mend" })).missing ?? 0;
    view.notice("lost_files", left ? { text: fill(said("lost_files"), { count: String(left) }) } : null);
  }
  active.postMessage({ kind: "tidy", build: own });
}

async function persist() {
  const persisted = await navigator.storage.persist().catch(() => false);
  change({ persisted, refused: !persisted });
}

/** Looks for a newer release. @param {boolean} [asked] whether the reader did */
async function look(asked = false) {
  if (!registration || state.looking === "looking") return;
  if (asked) change({ looking: "looking" });
  try {
    await registration.update();
    remember({ looked: Date.now() });
    change({ looked: lastLook(), looking: asked && !registration.installing && !registration.waiting ? "newest" : "" });
  } catch {
    // no network, or a network that asks for a password first: what is saved goes on
    if (asked) change({ looking: "look_failed" });
  }
  tellAge();
}

/** Says how old the release may be, if nobody could look for a newer one for long. */
function tellAge() {
  const now = new Date();
  const made = view.made;
  const looked = state.looked;
  if (!navigator.serviceWorker.controller) return;
  if (looked && isStale(looked, now)) view.notice("stale", { text: fill(said("stale"), { date: dayOf(isoOf(looked)) }) });
  else if (!looked && made && isStale(new Date(`${made}T00:00`), now)) view.notice("stale", { text: fill(said("stale_unknown"), { date: dayOf(made) }) });
  else view.notice("stale", null);
}

const lookNowAndThen = () => {
  if (document.visibilityState === "visible" && Date.now() - (state.looked?.getTime() ?? 0) > LOOK_MS) void look();
};

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
    .finally(() => (held = false));
}

/** @param {string} problem */
const refuse = (problem) =>
  view.notice("update", { text: `${said("update")} ${said(problem)}`, actions: { use: said("use"), later: said("later") } });

async function useUpdate() {
  const waiting = registration?.waiting;
  if (!waiting) return;
  if (anyFilled()) return refuse("busy_here");
  const go = async (/** @type {unknown} */ lock) => {
    if (!lock) return refuse("busy_elsewhere");
    const { missing } = await ask(waiting, { kind: "use" }).catch(() => ({ missing: 1 }));
    if (missing) return refuse("use_failed");
    // Held until the new release has taken over and this page is loaded anew.
    await new Promise((resolve) => setTimeout(resolve, 5000));
  };
  if (navigator.locks) await navigator.locks.request(LOCK, { ifAvailable: true }, go);
  else await go({});
}

/** Another release answers from now on. */
async function onController() {
  const controller = navigator.serviceWorker.controller;
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
}

/** Why this browser cannot save the site at all, if so. */
async function obstacle() {
  if (!isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator) || !("caches" in globalThis)) return "no_service_worker";
  try {
    await caches.has("probe");
    return "";
  } catch {
    return "storage";
  }
}

async function register() {
  change({ phase: "saving", percent: 0, reason: "" });
  const reason = await obstacle();
  if (reason) return fail(reason);
  try {
    const root = siteRoot();
    registration = await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname, updateViaCache: "none" });
  } catch (error) {
    return fail(error instanceof DOMException && error.name === "SecurityError" ? "storage" : "network");
  }
  registration.addEventListener("updatefound", () => registration?.installing && follow(registration.installing));
  if (registration.installing) follow(registration.installing);
  if (registration.active) {
    if (registration.active.state === "activated") void ready();
    else follow(registration.active);
    if (registration.waiting) offer();
    lookNowAndThen();
  } else {
    if (remembered().saved) view.notice("lost", { text: said("lost") });
    // The first visit is itself a look: the release that is being saved is the newest.
    remember({ looked: Date.now() });
    change({ looked: lastLook() });
  }
  tellAge();
}

/** Whatever goes wrong is said: nobody may wait for something that does not come. */
function begin() {
  register().catch((error) => {
    console.error(error);
    fail("storage");
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
  if (!isWhole()) return leaveBehind("mixed");
  // Only a site built for release has one.
  if (!document.querySelector("meta[name='ig-service-worker']")) return;

  for (const kind of ["input", "change", "click"]) document.addEventListener(kind, () => void setTimeout(holdWhileFilled), { capture: true, passive: true });
  document.addEventListener("visibilitychange", lookNowAndThen);
  addEventListener("online", lookNowAndThen);
  setInterval(lookNowAndThen, LOOK_MS);
  state.looked = lastLook();
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.addEventListener("message", onMessage);
    navigator.serviceWorker.addEventListener("controllerchange", () => void onController());
    navigator.serviceWorker.startMessages();
  }
  // The page first: what is read now comes before what is saved for later.
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
