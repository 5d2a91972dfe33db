// The device's clock, as the calculators need it: seconds since 1970, and how far the clock on the wall is ahead of UTC.

const HOUR_S = 3600;

/** Seconds since 1970, whole. */
export const nowS = () => Math.floor(Date.now() / 1000);

/** Minutes that the wall is ahead of UTC. @param {number} second */
const aheadAt = (second) => -new Date(second * 1000).getTimezoneOffset();

/**
 * Pairs of a second and the minutes that the wall is ahead from it on, from two days before `from` to two days after `to`.
 * @param {number} from @param {number} to
 * @returns {[number, number][]}
 */
export function offsets(from, to) {
  const first = from - 48 * HOUR_S;
  /** @type {[number, number][]} */
  const found = [[first, aheadAt(first)]];
  for (let hour = first; hour < to + 48 * HOUR_S; hour += HOUR_S) {
    const ahead = aheadAt(hour + HOUR_S);
    if (ahead === found[found.length - 1]?.[1]) continue;
    let [low, high] = [hour, hour + HOUR_S]; // the change lies after `low`, at or before `high`
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (aheadAt(middle) === ahead) high = middle;
      else low = middle;
    }
    found.push([high, ahead]);
  }
  return found;
}

/** A step of the clock that nobody can tell from a wrong one: back, or on by more than an hour. */
export const FORWARD_S = HOUR_S;

/**
 * Whether the clock has jumped since it was last seen. A tablet that slept looks the same as one whose clock was put forward.
 * @param {number} seen @param {number} now
 * @returns {"" | "back" | "forward"}
 */
export function jumped(seen, now) {
  if (now < seen - 60) return "back"; // a minute: clocks are corrected by seconds all day
  return now > seen + FORWARD_S ? "forward" : "";
}
