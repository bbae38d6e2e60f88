import { type Instant, instantFromNs } from "../instant.js";
import { NANOS_PER_UNIT, type Precision } from "../precision.js";
import { readDigits } from "./value-reader.js";

const NANO_DIGITS = 9;
const MIN_NS = -(2n ** 63n);
const MAX_NS = 2n ** 63n - 1n;
const MAX_TIME_CHARS = 20;
const TIME = /^-?[0-9]+$/;
/** Seconds below this are within 64 bits of nanoseconds whatever follows. */
const SAFE_SECONDS = 9_223_372_036;

function readAnyTime(text: string, precision: Precision): Instant | undefined {
  if (text.length > MAX_TIME_CHARS || !TIME.test(text)) return undefined;
  const ns = BigInt(text) * NANOS_PER_UNIT[precision];
  return ns < MIN_NS || ns > MAX_NS ? undefined : instantFromNs(ns);
}

/**
 * Reads the time of a line, in units of `precision`; exact, within 64 bits of nanoseconds.
 *
 * @returns undefined when the text is no such time.
 */
export function readTime(
  text: string,
  from: number,
  to: number,
  precision: Precision,
): Instant | undefined {
  if (precision === "ns") {
    const seconds = readDigits(text, from, to - NANO_DIGITS);
    const nanos = readDigits(text, to - NANO_DIGITS, to);
    if (seconds >= 0 && seconds < SAFE_SECONDS && nanos >= 0) return { seconds, nanos };
  }
  return readAnyTime(text.slice(from, to), precision);
}
