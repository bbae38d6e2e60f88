import type { Clock } from "@signalbox/clock";
import type { AgeingStore } from "./start-ageing.js";

const US_PER_MS = 1000;

/** What one question to the store removes at most. */
export interface PurgeSlices {
  readonly objects: number;
  readonly points: number;
}

/** What one look removed. */
export interface Purged {
  readonly objects: number;
  readonly points: number;
}

export interface PurgeOptions {
  readonly store: AgeingStore;
  readonly clock: Clock;
  /** 0: never. */
  readonly infoMs: number;
  readonly pointsMs: number;
  readonly slices: PurgeSlices;
  /** Ends it after the slice under way. */
  readonly signal: AbortSignal;
}

/** Removes all that is too old at its beginning, in slices. @throws AppError of the store */
export async function purge(options: PurgeOptions): Promise<Purged> {
  const { store, clock, infoMs, pointsMs, slices } = options;
  const nowMs = clock.wallMs();
  const before = (ageMs: number): number => Math.floor((nowMs - ageMs) * US_PER_MS);
  const objects = await inSlices(options, infoMs, slices.objects, (limit) =>
    store.info.removeOlderThan({ beforeUs: before(infoMs), by: "ts", limit }),
  );
  const points = await inSlices(options, pointsMs, slices.points, (limit) =>
    store.series.removeBefore({ beforeUs: before(pointsMs), limit }),
  );
  return { objects, points };
}

async function inSlices(
  { clock, signal }: PurgeOptions,
  ageMs: number,
  limit: number,
  remove: (limit: number) => Promise<number>,
): Promise<number> {
  if (ageMs <= 0) return 0;
  let removed = 0;
  while (!signal.aborted) {
    const more = await remove(limit);
    removed += more;
    if (more < limit) break;
    await new Promise<void>((resolve) => void clock.soon(resolve));
  }
  return removed;
}
