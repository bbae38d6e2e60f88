import type { CacheStatus } from "./admin-replies.js";

const PERCENT = 100;

/** Reads answered from memory, in percent; undefined before the first read or on a server that does not count. */
export function hitPercent(status: CacheStatus): number | undefined {
  const hits = status.number("hits");
  const misses = status.number("misses");
  if (hits === undefined || misses === undefined || hits + misses === 0) return undefined;
  return (hits / (hits + misses)) * PERCENT;
}
