/**
 * A moment, exact to the nanosecond: whole seconds since the Unix epoch and what is beyond them. Two integers, because a
 * number alone cannot hold today's nanoseconds and a bigint costs an allocation for each comparison.
 */
export interface Instant {
  /** Whole seconds, rounded down; negative before 1970. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
}

const NANOS = 1_000_000_000;
const NANOS_BIG = 1_000_000_000n;
const MS_PER_SECOND = 1000;
const NANOS_PER_MS = 1_000_000;

/** Negative when `a` is earlier, 0 when equal, positive when later. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.seconds === b.seconds ? a.nanos - b.nanos : a.seconds - b.seconds;
}

/** Seconds from `earlier` to `later`, with fractions; exact while both are whole seconds. */
export function secondsBetween(earlier: Instant, later: Instant): number {
  return later.seconds - earlier.seconds + (later.nanos - earlier.nanos) / NANOS;
}

/** @param epochMs Milliseconds since the Unix epoch, as a clock gives them; fractions count down to the nanosecond. */
export function instantFromMs(epochMs: number): Instant {
  const seconds = Math.floor(epochMs / MS_PER_SECOND);
  const nanos = Math.floor((epochMs - seconds * MS_PER_SECOND) * NANOS_PER_MS);
  return { seconds, nanos: Math.min(Math.max(nanos, 0), NANOS - 1) };
}

/** Milliseconds since the Unix epoch, with fractions; good for comparing with a clock, not for equality. */
export function instantToMs(instant: Instant): number {
  return instant.seconds * MS_PER_SECOND + instant.nanos / NANOS_PER_MS;
}

/** @param epochNs Nanoseconds since the Unix epoch. */
export function instantFromNs(epochNs: bigint): Instant {
  const rest = epochNs % NANOS_BIG;
  const nanos = rest < 0n ? rest + NANOS_BIG : rest;
  return { seconds: Number((epochNs - nanos) / NANOS_BIG), nanos: Number(nanos) };
}

/** Nanoseconds since the Unix epoch, exact. */
export function instantToNs(instant: Instant): bigint {
  return BigInt(instant.seconds) * NANOS_BIG + BigInt(instant.nanos);
}
