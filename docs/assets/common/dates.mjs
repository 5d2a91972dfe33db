// Days and moments as both languages write them, by the clock of the device and whatever its language is.

/** After so many days without looking for a newer release the reader is told. */
export const STALE_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/** @param {string} iso  2026-11-20 */
export const dayOf = (iso) => iso.split("-").reverse().join(".");

/** @param {Date} date */
export const isoOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** @param {Date} date */
export const clockOf = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

/** @param {Date} date */
export const momentOf = (date) => `${dayOf(isoOf(date))} kl. ${clockOf(date)}`;

/** Whether more than 30 days lie between. @param {Date} then @param {Date} now */
export const isStale = (then, now) => now.getTime() - then.getTime() > STALE_DAYS * DAY_MS;

/**
 * Whether something that is done now and then is due: it never was done, or is so long ago, or the clock was set back behind it.
 * @param {Date | null} last @param {Date} now @param {number} everyMs
 */
export const isDue = (last, now, everyMs) => !last || last > now || now.getTime() - last.getTime() > everyMs;

/** Whether the day is over: on the day itself it is not. @param {string} iso @param {Date} now */
export const isOver = (iso, now) => isoOf(now) > iso;
