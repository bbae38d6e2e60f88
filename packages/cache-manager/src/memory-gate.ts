import type { Clock } from "@signalbox/clock";

/** What the program itself is granted beside its values, in bytes; */
const PROGRAM_BYTES = 100 * 1024 * 1024;
/** ... or its size when the gate is made and this much, if that is more: a loader or a host program may be in it. */
const WORKING_BYTES = 16 * 1024 * 1024;
/** For how long one reading of the process's size is good enough, in milliseconds. */
const READING_GOOD_FOR_MS = 20;

export interface MemoryGateOptions {
  /** The limit of the cache in bytes; not 0. */
  readonly maxCacheBytes: number;
  readonly clock: Clock;
  /** Resident memory of the process in bytes. */
  readonly rssBytes: () => number;
}

/**
 * Tells whether the cache may take more memory from the system: only while the process is not larger than the limit and
 * the program together. What requests under way leave behind for the collector then takes room from the cache, not from the
 * machine, and a quarter of the limit is left for bursts. Source: design 4, "bounds what the process really uses".
 */
export function createMemoryGate(options: MemoryGateOptions): () => boolean {
  const { maxCacheBytes, clock, rssBytes } = options;
  const programBytes = Math.max(PROGRAM_BYTES, rssBytes() + WORKING_BYTES);
  let readAtMs = -Infinity;
  let isOpen = true;
  return () => {
    const nowMs = clock.monotonicMs();
    if (nowMs - readAtMs >= READING_GOOD_FOR_MS) {
      readAtMs = nowMs;
      isOpen = rssBytes() <= maxCacheBytes + programBytes;
    }
    return isOpen;
  };
}
