// The list of withdrawn builds: `withdrawn.json` at the root of the site. It is never saved, and whoever runs the host can change
// it without a new release, so that an error which could hurt reaches the pages that are in use.

import { siteRoot } from "../common/page.mjs";

/** @typedef {import("./memory.mjs").Withdrawn} Withdrawn */

/** A network that neither answers nor fails must not hold up the look. */
const WAIT_MS = 20 * 1000;

/**
 * What the list says of a build; null if it is not withdrawn.
 * @param {unknown} list  as read
 * @param {string} build
 * @returns {Withdrawn | null}
 * @throws {Error} if it is no such list: what cannot be read is not the same as empty
 */
export function ofBuild(list, build) {
  const all = /** @type {any} */ (list)?.withdrawn;
  if (!Array.isArray(all)) throw new Error("no list of withdrawn builds");
  const found = all.find((one) => one?.build === build);
  if (!found) return null;
  const { day = "", nb = "", da = "" } = found;
  return { build, day: String(day), nb: String(nb), da: String(da) };
}

/** Asks the network, never a cache. @param {string} build @returns {Promise<Withdrawn | null>} */
export async function readWithdrawn(build) {
  const response = await fetch(new URL("withdrawn.json", siteRoot()), { cache: "no-store", signal: AbortSignal.timeout?.(WAIT_MS) });
  if (!response.ok) throw new Error(`withdrawn.json: HTTP ${response.status}`);
  return ofBuild(await response.json(), build);
}
