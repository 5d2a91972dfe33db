// Why the site cannot be saved, as far as a page can find out.

import { siteRoot } from "../common/page.mjs";

/** What the browser offers for it; nothing in some private windows, and where somebody took it away. */
export function container() {
  try {
    return isSecureContext ? /** @type {ServiceWorkerContainer | undefined} */ (navigator.serviceWorker) : undefined;
  } catch {
    return undefined; // in a frame with little right, to ask for it throws
  }
}

/** Why this browser cannot save the site at all; "" if it can. */
export async function obstacle() {
  if (!isSecureContext) return "insecure";
  if (!container() || !("caches" in globalThis)) return "no_service_worker";
  try {
    await caches.has("probe");
    return "";
  } catch {
    return "storage";
  }
}

/**
 * What stands behind the address of the service worker: browsers give the same error for a lost network, a missing file, and
 * a page to log in at. "" if it is there as it should be.
 * @returns {Promise<"network" | "missing" | "server" | "not_a_script" | "">}
 */
export async function scriptProblem() {
  try {
    // A redirect is refused for a service worker, wherever it leads.
    const response = await fetch(new URL("sw.js", siteRoot()), { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout?.(20_000) });
    if (response.type === "opaqueredirect") return "not_a_script";
    if (!response.ok) return [404, 410].includes(response.status) ? "missing" : "server";
    const isScript = /^(?:text|application)\/(?:x-)?javascript\b/i.test(response.headers.get("Content-Type") ?? "");
    return isScript && !(await response.text()).trimStart().startsWith("<") ? "" : "not_a_script";
  } catch {
    return "network";
  }
}
