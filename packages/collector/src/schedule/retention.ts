import type { Clock } from "@signalbox/clock";
import type { TimeseriesStore } from "@signalbox/timeseries-store";

export interface RetentionOptions {
  readonly store: Pick<TimeseriesStore, "info" | "series">;
  readonly clock: Clock;
  /** 0: never. */
  readonly pointsMs: number;
  /** 0: never. */
  readonly goneInfoMs: number;
  readonly onRemoved: (kind: "points" | "info", count: number) => void;
}

const US_PER_MS = 1000;
/** What one removal may take, so that writes are never kept waiting for long. */
const POINTS_PER_SLICE = 10_000;
const OBJECTS_PER_SLICE = 500;
/** What one look may take; the next one goes on. */
const MAX_SLICES = 1000;

/** Removes what is older than it is kept, slice by slice. @throws AppError as the store does */
export async function removeOld(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { store, clock, pointsMs, goneInfoMs, onRemoved } = options;
  const beforeUs = (keptMs: number): number => Math.floor((clock.wallMs() - keptMs) * US_PER_MS);
  const slices = async (limit: number, remove: () => Promise<number>, kind: "points" | "info") => {
    for (let slice = 0; slice < MAX_SLICES && !signal.aborted; slice += 1) {
      const removed = await remove();
      if (removed > 0) onRemoved(kind, removed);
      if (removed < limit) return;
    }
  };
  if (pointsMs > 0) {
    const remove = (): Promise<number> =>
      store.series.removeBefore({ beforeUs: beforeUs(pointsMs), limit: POINTS_PER_SLICE });
    await slices(POINTS_PER_SLICE, remove, "points");
  }
  if (goneInfoMs > 0) {
    const remove = (): Promise<number> =>
      store.info.removeOlderThan({
        beforeUs: beforeUs(goneInfoMs),
        by: "goneSince",
        limit: OBJECTS_PER_SLICE,
      });
    await slices(OBJECTS_PER_SLICE, remove, "info");
  }
}
