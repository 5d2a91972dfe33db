/// <reference lib="webworker" />
/**
 * The service worker: one for both languages, at the root of the site. It saves a whole release or none of it, and
 * answers from that release alone. Workbox keeps the list, the cache and its versions; what stands here is what the
 * release must promise beyond that: nothing of another build is ever mixed in.
 */
import { PrecacheController } from "workbox-precaching/PrecacheController.js";

/**
 * @typedef {{ url: string, revision: string, integrity: string, bytes: number }} Entry
 * @typedef {"damaged" | "missing" | "network" | "quota" | "server" | "storage"} Reason
 */

// Put in by guide/build/offline.mjs.
/** @type {string} */ const BUILD = __BUILD__;
/** The snapshot as a file that is not packed, for hosts that pack it better on the way. @type {{ url: string, integrity: string }} */
const UNPACKED_FILE = __UNPACKED__;
/** @type {string} */ const POLICY = __POLICY__;
/** Pages for a file of the saved release that is gone and cannot be had again, by language. @type {Record<string, string>} */
const LOST = __LOST__;

const sw = /** @type {ServiceWorkerGlobalScope & { __WB_MANIFEST: Entry[] }} */ (/** @type {unknown} */ (self));
const ENTRIES = self.__WB_MANIFEST;
const NAMES = new Set(ENTRIES.map((entry) => entry.url));
const BYTES = new Map(ENTRIES.map((entry) => [new URL(entry.url, location.href).href, entry.bytes]));
const TOTAL = ENTRIES.reduce((sum, entry) => sum + entry.bytes, 0);
const RUNTIME = /^runtime\/([^/]+)\//.exec(UNPACKED_FILE.url)?.[1] ?? "";
const SCOPE = new URL("./", location.href);
/** What the release has at its top. What lies beside it on the same host is somebody else's, and so is the list of withdrawn builds. */
const TOP = new Set(["index.html", ...ENTRIES.map((entry) => entry.url.split("/")[0])]);

/** The snapshot travels packed and is unpacked once, here; the worker of the calculators looks for this header. */
const PACKED = /^runtime\/[^/]+\/snapshot\.packed$/;
const UNPACKED = "Ig-Unpacked";
/** The hash a stored file had when it came: an update takes over what has not changed. */
const INTEGRITY = "Ig-Integrity";

// --- saving -----------------------------------------------------------------------------------------

/** Why the running install failed, by the first file that did. @type {{ reason: Reason, file: string } | undefined} */
let failure;
let done = 0;
/** Whether the running install has failed: what is still on its way is no progress any more. */
let hasEnded = false;
/** Whether the host packs with brotli on the way. */
let isBrotli = false;

/** @param {string} address */
const nameOf = (address) => {
  const path = new URL(address).pathname.slice(SCOPE.pathname.length);
  return path || "./";
};

/** @param {object} message */
async function tell(message) {
  // The page that is being saved for the first time is not controlled yet.
  for (const client of await sw.clients.matchAll({ type: "window", includeUncontrolled: true })) client.postMessage({ build: BUILD, ...message });
}

/**
 * What is put into the cache: the file, its hash, and the policy that a host without headers does not send.
 * @param {Response} response
 * @param {string} name
 * @param {string} integrity
 */
function stored(response, name, integrity) {
  const headers = new Headers(response.headers);
  for (const stale of ["Content-Encoding", "Content-Length", "ETag", "Last-Modified", "Cache-Control", "Date"]) headers.delete(stale);
  headers.set(INTEGRITY, integrity);
  if (/\.m?js$/.test(name)) headers.set("Content-Security-Policy", POLICY);
  let body = response.body;
  const isUnpacked = response.url === new URL(UNPACKED_FILE.url, location.href).href;
  if (body && PACKED.test(name) && (isUnpacked || typeof DecompressionStream === "function")) {
    if (!isUnpacked) body = body.pipeThrough(new DecompressionStream("gzip"));
    headers.set("Content-Type", "application/octet-stream");
    headers.set(UNPACKED, "1");
  }
  return new Response(body, { status: 200, headers });
}

/** Why the host does not give a file: it has none, or is in trouble itself. @param {Response} response @returns {Reason} */
const refusal = ({ status }) => ([404, 410].includes(status) ? "missing" : "server");
/** What a host answers that gives files, but not their heads alone. */
const NO_HEAD = [405, 501];

/**
 * The browser refuses a file whose hash is wrong without saying so: asking once more tells it from a lost network.
 * @param {string} address
 * @returns {Promise<Reason>}
 */
async function reasonOf(address) {
  // Twice: a connection that breaks off once is no lost network.
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      const again = await fetch(address, { method: "HEAD", cache: "no-store" });
      return again.ok || NO_HEAD.includes(again.status) ? "damaged" : refusal(again);
    } catch {
      await new Promise((go) => setTimeout(go, 500));
    }
  }
  return "network";
}

/**
 * The same bytes in the release before: an update fetches only what has changed, though folders carry the build.
 * @param {Cache} cache
 * @param {string} name
 * @param {string} integrity
 */
async function fromBefore(cache, name, integrity) {
  const [, file] = /^runtime\/[^/]+\/(.+)$/.exec(name) ?? [];
  if (!file) return undefined;
  for (const key of await cache.keys()) {
    const other = nameOf(key.url);
    if (other === name || !other.startsWith("runtime/") || !other.endsWith(`/${file}`)) continue;
    const found = await cache.match(key);
    if (found?.headers.get(INTEGRITY) === integrity) return found;
  }
  return undefined;
}

/** @param {string} key of the cache */
const integrityOf = (key) => controller.getIntegrityForCacheKey(key) ?? "";

const controller = new PrecacheController({
  fallbackToNetwork: false,
  plugins: [
    {
      // Asked about each time, sent only if it changed: what the page has just loaded does not travel twice.
      requestWillFetch: async ({ request }) =>
        isBrotli && PACKED.test(nameOf(request.url))
          ? new Request(new URL(UNPACKED_FILE.url, location.href), { integrity: UNPACKED_FILE.integrity, cache: "no-cache", credentials: "same-origin" })
          : new Request(request, { cache: "no-cache" }),
      fetchDidFail: async ({ request }) => {
        failure ??= { reason: await reasonOf(request.url), file: nameOf(request.url) };
      },
      cacheWillUpdate: async ({ request, response }) => {
        if (response.ok) return stored(response, nameOf(request.url), integrityOf(controller.getCacheKeyForURL(request.url) ?? ""));
        failure ??= { reason: refusal(response), file: nameOf(request.url) };
        return null;
      },
      cachedResponseWillBeUsed: async ({ cachedResponse, request, event }) => {
        if (cachedResponse || event?.type !== "install") return cachedResponse;
        const cache = await caches.open(controller.strategy.cacheName);
        const found = await fromBefore(cache, nameOf(request.url), integrityOf(request.url));
        if (found) await cache.put(request, found.clone());
        return found;
      },
      handlerDidComplete: async ({ request, error, event }) => {
        if (error || hasEnded || failure || event?.type !== "install") return;
        done += BYTES.get(request.url) ?? 0;
        await tell({ kind: "progress", done, total: TOTAL });
      },
    },
  ],
});
controller.addToCacheList(ENTRIES);

/** @param {ExtendableEvent} event */
async function install(event) {
  failure = undefined;
  hasEnded = false;
  done = 0;
  // A file that the worker of the calculators looks at in the same way.
  const seen = await fetch(new URL("manifest.json", new URL(UNPACKED_FILE.url, location.href)), { cache: "no-cache" }).catch(() => undefined);
  isBrotli = seen?.headers.get("Content-Encoding") === "br";
  try {
    await controller.install(event);
  } catch (error) {
    hasEnded = true;
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    if (isFull) await forgetUnfinished();
    const { reason, file } = isFull ? { reason: "quota", file: "" } : (failure ?? { reason: "storage", file: String(error) });
    await tell({ kind: "failed", reason, file });
    // What a worker says in its last moment is lost in Firefox.
    await new Promise((go) => setTimeout(go, 300));
    throw error;
  }
}

/** Gives back what a release that does not fit has taken. Without a release in use nothing else is there. */
async function forgetUnfinished() {
  if (!sw.registration.active) await caches.delete(controller.strategy.cacheName);
}

sw.addEventListener("install", (event) => event.waitUntil(install(event)));
// The page that was there first works without network from now on, too. What was saved for the release before stays
// until no page of it is open: see "tidy".
sw.addEventListener("activate", (event) => event.waitUntil(sw.clients.claim()));

// --- answering --------------------------------------------------------------------------------------

/** @param {number} status @param {string} html */
const pageOf = (status, html) =>
  new Response(html, { status, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY } });

/** @param {string} name */
const languageOf = (name) => (name.startsWith("da/") ? "da" : "nb");

/**
 * Fetches a file that has gone from the cache; only the bytes of this release are taken.
 * @param {string} name
 */
async function mend(name) {
  const key = controller.getCacheKeyForURL(name) ?? "";
  const response = await fetch(new URL(name, SCOPE), { integrity: integrityOf(key), cache: "no-cache" });
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  const kept = stored(response, name, integrityOf(key));
  const answer = kept.clone();
  const cache = await caches.open(controller.strategy.cacheName);
  await cache.put(key, kept).catch(() => {}); // no room: it can still be shown
  return answer;
}

/** The files of this release that are not in the cache. */
async function lacking() {
  const cache = await caches.open(controller.strategy.cacheName);
  const there = new Set((await cache.keys()).map((request) => request.url));
  return ENTRIES.map((entry) => entry.url).filter((name) => !there.has(controller.getCacheKeyForURL(name) ?? ""));
}

/** Fetches again whatever is gone; returns how many files could not be had. */
async function mendAll() {
  let left = 0;
  for (const name of await lacking()) await mend(name).catch(() => (left += 1));
  return left;
}

/**
 * @param {string} name
 * @param {Request} request
 */
async function fromRelease(name, request) {
  const kept = await controller.matchPrecache(name);
  if (kept) return kept;
  try {
    return await mend(name);
  } catch {
    await tell({ kind: "lost", file: name });
    if (request.mode === "navigate") return pageOf(503, LOST[languageOf(name)] ?? "");
    return new Response(`${name} is no longer saved\n`, { status: 503 });
  }
}

/** Whether an address is this guide's to answer: the guide may have the root of a host that other things share. @param {string} name */
const isOurs = (name) => TOP.has(name.split("/")[0] ?? "");

/**
 * An address under the guide's own names that this release does not have. The network is not asked: it may hold a page of another build.
 * @param {string} name
 * @param {Request} request
 */
async function notFound(name, request) {
  if (request.mode !== "navigate") return new Response(`${name} is not in this release\n`, { status: 404 });
  const front = /^(nb|da)\//.exec(name)?.[0] ?? "";
  const page = await fromRelease(`${front}404.html`, request);
  return page.ok ? new Response(page.body, { status: 404, headers: page.headers }) : page;
}

/**
 * @param {Request} request
 * @param {URL} url
 */
async function answer(request, url) {
  const name = nameOf(url.href);
  if (NAMES.has(name)) return fromRelease(name, request);
  if (/(^|\/)index\.html$/.test(name)) return Response.redirect(new URL(`./${url.search}`, url).href);
  if (NAMES.has(`${name}/`)) return Response.redirect(`${url.origin}${url.pathname}/${url.search}`);
  if (name.startsWith("runtime/")) {
    // A page of the release before that is still open goes on with its own runtime.
    const cache = await caches.open(controller.strategy.cacheName);
    const old = await cache.match(new Request(`${url.origin}${url.pathname}`), { ignoreSearch: true });
    if (old) return old;
  }
  return notFound(name, request);
}

sw.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== SCOPE.origin || !url.pathname.startsWith(SCOPE.pathname)) return;
  if (isOurs(nameOf(url.href))) event.respondWith(answer(event.request, url));
});

// --- what the page asks -----------------------------------------------------------------------------

/**
 * @param {ExtendableMessageEvent} event
 * @returns {Promise<object | undefined>}
 */
async function handle({ data, source }) {
  if (data.kind === "status") return { build: BUILD, missing: (await lacking()).length };
  if (data.kind === "mend") return { build: BUILD, missing: await mendAll() };
  if (data.kind === "use") {
    // Whole or not at all, also if something went between being saved and being used.
    const missing = await mendAll();
    if (missing === 0) await sw.skipWaiting();
    return { build: BUILD, missing };
  }
  // Of a release that waits: the page of the one in use says what it changes.
  if (data.kind === "facts") {
    const kept = await controller.matchPrecache("facts.json");
    return { build: BUILD, runtime: RUNTIME, facts: kept ? await kept.text() : "" };
  }
  if (data.kind === "texts") {
    const kept = await controller.matchPrecache(`editor/${BUILD}/project.json`);
    return { build: BUILD, texts: kept ? await kept.text() : "" };
  }
  if (data.kind === "tidy") {
    const open = await sw.clients.matchAll({ type: "window", includeUncontrolled: true });
    const alone = open.length === 1 && source instanceof Client && open[0]?.id === source.id;
    if (alone && data.build === BUILD && !sw.registration.installing && !sw.registration.waiting) return { tidy: true };
  }
  return undefined;
}

sw.addEventListener("message", (event) => {
  event.waitUntil(
    handle(event).then(async (reply) => {
      if (reply && "tidy" in reply) await controller.activate(event);
      else event.ports[0]?.postMessage(reply ?? {});
    }),
  );
});
