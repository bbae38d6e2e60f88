import type { Cancel, Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { InfoStore, SeriesStore } from "@signalbox/timeseries-store";
import { purge, type Purged, type PurgeSlices } from "./purge.js";

/** As much of a store as ageing needs. */
export interface AgeingStore {
  readonly info: Pick<InfoStore, "removeOlderThan">;
  readonly series: Pick<SeriesStore, "removeBefore">;
}

export interface AgeingOptions {
  readonly store: AgeingStore;
  readonly clock: Clock;
  /** Age above which info objects are removed, counted from their `ts`; 0: never. */
  readonly infoMs: number;
  /** Age above which points are removed; 0: never. */
  readonly pointsMs: number;
  /** Pause between the end of one look and the next. */
  readonly intervalMs: number;
  /** Default: 1000 objects and 10,000 points at once. */
  readonly slices?: Partial<PurgeSlices>;
  /** Told after each look what was removed, zeros too. */
  readonly onPurged?: (purged: Purged) => void;
  /** Told of a look that ended early; the next one goes on. */
  readonly onFailure?: (error: AppError) => void;
}

export interface Ageing {
  /** Looks at once, or joins the look under way. Never rejects. */
  run(): Promise<void>;
  /** Ends the look under way after its slice; no other begins. */
  close(): Promise<void>;
}

const DEFAULT_SLICES: PurgeSlices = { objects: 1000, points: 10_000 };

/**
 * Removes what is too old, again and again: info objects that nobody has refreshed, and points, apart from each other
 * (datastore-polling, 4.7, 9.36). In slices, between which others have their turn; never two looks at once.
 */
export function startAgeing(options: AgeingOptions): Ageing {
  return new AgeingLoop(options);
}

class AgeingLoop implements Ageing {
  readonly #options: AgeingOptions;
  readonly #end = new AbortController();
  #running: Promise<void> | undefined;
  #cancel: Cancel = () => undefined;

  constructor(options: AgeingOptions) {
    this.#options = options;
    this.#arm();
  }

  run(): Promise<void> {
    if (this.#end.signal.aborted) return Promise.resolve();
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined;
      this.#arm();
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#cancel();
    await this.#running;
  }

  #arm(): void {
    this.#cancel();
    if (this.#end.signal.aborted) return;
    const { clock, intervalMs } = this.#options;
    this.#cancel = clock.after(intervalMs, () => void this.run());
  }

  async #look(): Promise<void> {
    const { store, clock, infoMs, pointsMs, slices, onPurged, onFailure } = this.#options;
    this.#cancel();
    try {
      const purged = await purge({
        store,
        clock,
        infoMs,
        pointsMs,
        slices: { ...DEFAULT_SLICES, ...slices },
        signal: this.#end.signal,
      });
      onPurged?.(purged);
    } catch (reason) {
      onFailure?.(AppError.from(reason));
    }
  }
}
