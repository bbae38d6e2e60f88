import type { CacheStatus, LockRow } from "../admin/admin-replies.js";

/** The counters whose change per second is shown, by their names on the wire. */
const RATED = [
  "hits",
  "misses",
  "lock_grants",
  "lock_expiries",
  "wait_timeouts",
  "evictions",
] as const;
export type RatedName = (typeof RATED)[number];

/** One look at the server. */
export interface Sample {
  /** Monotonic milliseconds. */
  readonly takenAtMs: number;
  readonly status: CacheStatus;
  readonly locks: readonly LockRow[];
}

/** Events per second; a counter without a past, or one that went back because the server restarted, is missing. */
export type Rates = Readonly<Partial<Record<RatedName, number>>>;

const MS_PER_SECOND = 1000;

/** How fast each counter grew between two looks. */
export function ratesBetween(before: Sample | undefined, now: Sample): Rates {
  if (before === undefined) return {};
  const seconds = (now.takenAtMs - before.takenAtMs) / MS_PER_SECOND;
  if (!(seconds > 0)) return {};
  const rates: Partial<Record<RatedName, number>> = {};
  for (const name of RATED) {
    const from = before.status.number(name);
    const to = now.status.number(name);
    if (from !== undefined && to !== undefined && to >= from) rates[name] = (to - from) / seconds;
  }
  return rates;
}
