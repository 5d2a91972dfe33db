// Keeps the screen on while a plan is followed, where the device can and the reader asked for it.

/** @type {WakeLockSentinel | null} */ let lock = null;
let wanted = false;
/** @type {(held: boolean) => void} */ let told = () => {};

export const canStayAwake = () => "wakeLock" in navigator;

async function hold() {
  if (!wanted || lock || document.visibilityState !== "visible") return;
  try {
    const got = await navigator.wakeLock.request("screen");
    if (!wanted) return void got.release();
    lock = got;
    got.addEventListener("release", () => {
      if (lock === got) lock = null;
      told(false);
    });
    told(true);
  } catch {
    told(false); // low battery, or the device says no
  }
}

/**
 * Switches it on or off. `tell` hears whether the screen is held, now and whenever that changes: the device takes the lock back
 * when the page is put away, and it is asked for again when the page returns.
 * @param {boolean} on @param {(held: boolean) => void} tell
 */
export function stayAwake(on, tell) {
  wanted = on;
  told = tell;
  if (on) void hold();
  else void lock?.release();
}

document.addEventListener("visibilitychange", () => void hold());
