import type { Clock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { InfoStore, SeriesStore } from "@signalbox/timeseries-store";
import type { InfoReport } from "./info/info-report.js";
import type { PointsReport } from "./points/points-report.js";

/** As much of a store as writing needs; a `TimeseriesStore` is one. */
export interface WritableStore {
  readonly info: Pick<InfoStore, "put" | "getMany" | "referencesOf" | "remove">;
  readonly series: Pick<SeriesStore, "put">;
}

/** Bounds of one write. */
export interface IngestLimits {
  /** Points in one body; more is `item_too_large`. */
  readonly maxPoints: number;
  /** How far points, and info, may be ahead of this machine's clock. */
  readonly maxFutureSkewMs: number;
  /** Age above which points are refused; 0: any age. */
  readonly maxAgeMs: number;
  /** Objects in one write of info; default 10,000. */
  readonly maxObjects?: number;
  /** Bytes of one object as it is sent; default 1 MiB. */
  readonly maxObjectBytes?: number;
  /** Refused points, and problems of objects, that are described in an answer; default 100. All are counted. */
  readonly maxDescribed?: number;
  /** Interfaces whose counters are kept, to make rates of what Telegraf sends; default 100,000. */
  readonly maxCounters?: number;
}

/** Told of what was written, for metrics. */
export interface IngestObserver {
  onPoints?(report: PointsReport): void;
  onInfo?(report: InfoReport): void;
  /** A failure that is not the caller's: what is answered with a status of 500 or more. */
  onFailure?(error: AppError): void;
}

export interface IngestApiOptions {
  readonly store: WritableStore;
  readonly limits: IngestLimits;
  /** Whether points of objects without info are refused (datastore-polling, 9.12). */
  readonly requireInfo: boolean;
  readonly clock: Clock;
  readonly observer?: IngestObserver;
}

/** The limits with their defaults. */
export type FullIngestLimits = Required<IngestLimits>;

export function withDefaults(limits: IngestLimits): FullIngestLimits {
  return {
    maxObjects: 10_000,
    maxObjectBytes: 1024 * 1024,
    maxDescribed: 100,
    maxCounters: 100_000,
    ...limits,
  };
}
