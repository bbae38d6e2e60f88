import type { LockTarget } from "./asker.js";
import type { FillLock } from "./fill-lock.js";

/** What a listing shows of a lock. */
export interface LockDescription extends LockTarget {
  readonly heldMs: number;
  readonly leaseLeftMs: number;
  readonly waiters: number;
}

/** At most `limit` of the locks, those with the most waiters first, then the oldest. */
export function describeLocks(
  locks: Iterable<FillLock>,
  options: { nowMs: number; limit: number; isShown: (namespace: string) => boolean },
): LockDescription[] {
  const { nowMs, limit, isShown } = options;
  const shown = [...locks].filter((lock) => isShown(lock.target.namespace));
  shown.sort((a, b) => b.waiters.size - a.waiters.size || a.grantedAtMs - b.grantedAtMs);
  return shown.slice(0, limit).map((lock) => ({
    ...lock.target,
    heldMs: nowMs - lock.grantedAtMs,
    leaseLeftMs: lock.heldSinceMs + lock.leaseMs - nowMs,
    waiters: lock.waiters.size,
  }));
}
