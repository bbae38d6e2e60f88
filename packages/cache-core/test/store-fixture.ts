import { AppError } from "@signalbox/errors";
import { EntryStore, type EntryStoreOptions, type EntryTimes } from "../src/index.js";

/** Counts what a store tells. */
export class StoreCounts {
  evicted = 0;
  expired = 0;
  onEvicted(): void {
    this.evicted++;
  }
  onExpired(): void {
    this.expired++;
  }
}

/** A store of 64 kB that evicts the least recently used, with its counters. */
export function aStore(options: Partial<EntryStoreOptions> = {}) {
  const counts = new StoreCounts();
  const store = new EntryStore({
    maxBytes: 65_536,
    maxKeyBytes: 1_024,
    eviction: "lru",
    hashSeed: { low: 1, high: 2 },
    observer: counts,
    ...options,
  });
  return { store, counts };
}

/** Fresh for `ttlMs`, never stale, not refreshed ahead. */
export function times(nowMs: number, ttlMs = 1_000, more: Partial<EntryTimes> = {}): EntryTimes {
  return { nowMs, ttlMs, staleMs: 0, refreshAheadMs: 0, ...more };
}

/** The value under a key as text; undefined when there is none. */
export function read(
  store: EntryStore,
  namespace: string,
  key: string,
  nowMs: number,
): string | undefined {
  const row = store.find(namespace, key, nowMs);
  return row === -1 ? undefined : store.value(row).toString();
}

/** The code of the AppError that `act` throws; undefined when it throws nothing. */
export function refusedWith(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
