/** When a store is asked again. */
export interface Pacing {
  /** Pause after the first failure in a row; doubles. */
  readonly initialMs: number;
  readonly maxMs: number;
  /** Least time between two polls. */
  readonly minIntervalMs: number;
  /** Share of an interval that a poll is early by chance, 0 to 1. */
  readonly jitter: number;
}

/**
 * Pause after a failure: between half of it and all of it, by chance, so that stores that failed together are not asked together.
 *
 * @param failures In a row, at least 1.
 */
export function backoffMs(failures: number, pacing: Pacing, random: () => number): number {
  const { initialMs, maxMs } = pacing;
  const fullMs = Math.min(initialMs * 2 ** Math.min(failures - 1, 52), maxMs);
  return fullMs * (0.5 + random() / 2);
}

/** Time from the start of a poll to that of the next. @param periodMs shortest period of the store's series */
export function pollIntervalMs(periodMs: number, pacing: Pacing, random: () => number): number {
  const { minIntervalMs, jitter } = pacing;
  return Math.max(periodMs * (1 - jitter * random()), minIntervalMs);
}
