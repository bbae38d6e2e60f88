import { type Instant, instantFromNs } from "../instant.js";
import { NANOS_PER_UNIT, type Precision } from "../precision.js";

/** Up to this size a time is in seconds (until the year 5138), then in ms, then in us, beyond that in ns. */
const SECONDS_BELOW = 1e11;
const MS_BELOW = 1e14;
const US_BELOW = 1e17;
/** 64 bits of nanoseconds. */
const MAX_NS = 2n ** 63n - 1n;

function unitOf(size: number): Precision {
  if (size < SECONDS_BELOW) return "s";
  if (size < MS_BELOW) return "ms";
  return size < US_BELOW ? "us" : "ns";
}

/**
 * Reads the `timestamp` of a JSON metric, whose unit is told by its size alone: below 10^11 seconds, below 10^14
 * milliseconds, below 10^17 microseconds, else nanoseconds. So milliseconds are told from seconds for all times after
 * March 1973. A fraction counts to the nanosecond. Above 2^53, that is in nanoseconds, the JSON text has been rounded by
 * the reader, to steps of 256 ns today. Source: configuration-and-telegraf 3.2 (`json_timestamp_units`).
 *
 * @returns undefined when the value is no such number.
 */
export function readJsonTime(value: unknown): Instant | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  const nanosPerUnit = NANOS_PER_UNIT[unitOf(Math.abs(value))];
  const whole = Math.floor(value);
  const fraction = Math.floor((value - whole) * Number(nanosPerUnit));
  const ns = BigInt(whole) * nanosPerUnit + BigInt(fraction);
  return ns > MAX_NS || ns < -MAX_NS ? undefined : instantFromNs(ns);
}
