/** Bounds between the units of a Unix time: each is a date far outside the years metrics come from. */
const SECONDS_BELOW = 1e11; // as seconds the year 5138, as milliseconds 1973
const MILLISECONDS_BELOW = 1e14;
const MICROSECONDS_BELOW = 1e17;
const DECIMAL = /^\d{1,20}(?:\.\d{1,20})?$/;

/**
 * The `timestamp` of a host's data in milliseconds since the epoch. It is a number, or a text of a decimal number; its
 * size tells whether it counts seconds (as the aggregator sends), milli-, micro- or nanoseconds.
 *
 * @returns `undefined` for anything else, and for negative numbers.
 */
export function stampMs(value: unknown): number | undefined {
  const stamp = typeof value === "string" && DECIMAL.test(value) ? Number(value) : value;
  if (typeof stamp !== "number" || !Number.isFinite(stamp) || stamp < 0) return undefined;
  if (stamp < SECONDS_BELOW) return stamp * 1e3;
  if (stamp < MILLISECONDS_BELOW) return stamp;
  if (stamp < MICROSECONDS_BELOW) return stamp / 1e3;
  return stamp / 1e6;
}
