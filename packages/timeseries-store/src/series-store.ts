/** What is measured, of what, as told by which store. Unique in a store. */
export interface SeriesKey {
  /** Id of the datastore it was read from; "" in a datastore of one's own. */
  readonly source: string;
  readonly objectType: string;
  /** Without the prefix `ops_monitoring:`. */
  readonly event: string;
  readonly objectId: string;
}

/** Points of one series in columns of equal length; any order when written, ascending by time when read. */
export interface SeriesPoints {
  readonly series: SeriesKey;
  /** Microseconds since 1970, integers of at most 2^53. */
  readonly ts: readonly number[];
  /** Finite numbers; kept exactly. */
  readonly values: readonly number[];
}

/** What became of the points of one write; their sum is the number of points. */
export interface WriteReport {
  readonly inserted: number;
  /** Already there with the same value. */
  readonly duplicates: number;
  /** Already there with another value, which is replaced (datastore-polling, 9.21). */
  readonly replaced: number;
}

export interface TimeRange {
  /** First and last microsecond, both included; an empty range gives no points. */
  readonly fromUs: number;
  readonly toUs: number;
}

export interface PointsRequest extends TimeRange {
  /** At most 10,000. */
  readonly series: readonly SeriesKey[];
  /** Points of all series together, after which reading ends with `item_too_large`; default: no limit. */
  readonly maxPoints?: number;
}

export type Aggregation = "min" | "max" | "avg" | "last" | "sum" | "count";

export interface DownsampleRequest extends PointsRequest {
  /** Width of a step in microseconds; steps begin at multiples of it since 1970. */
  readonly stepUs: number;
  readonly aggregation: Aggregation;
}

export interface SeriesFilter {
  readonly source?: string;
  readonly objectType?: string;
  /** Any of them. */
  readonly events?: readonly string[];
  readonly objectIds?: readonly string[];
}

/** A line of the catalogue. */
export interface SeriesSummary {
  readonly series: SeriesKey;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly lastValue: number;
}

/** Time series. Every method rejects with AppError: `invalid_argument`, `unavailable`, or `item_too_large` where it says so. */
export interface SeriesStore {
  /** All of them or none; resolves when they would survive the end of the process. `unavailable` when too many writes wait. */
  put(batch: readonly SeriesPoints[]): Promise<WriteReport>;
  /**
   * Series by series in the order asked, each in pieces of bounded size; series without points are left out. The next piece is
   * fetched when it is asked for.
   */
  read(request: PointsRequest): AsyncIterable<SeriesPoints>;
  /** As `read`; a point's time is the start of its step. */
  downsample(request: DownsampleRequest): AsyncIterable<SeriesPoints>;
  /** In the order asked; `undefined` for a series without points. */
  latest(
    series: readonly SeriesKey[],
  ): Promise<readonly ({ readonly ts: number; readonly value: number } | undefined)[]>;
  /** By source, type, event and id; `limit` 1 .. 10,000, default 1000. Only series with points. */
  list(
    page: SeriesFilter & { readonly limit?: number; readonly cursor?: string },
  ): Promise<{ readonly series: readonly SeriesSummary[]; readonly cursor?: string }>;
  /** Retention: removes at most about `limit` (default 10,000) points before `beforeUs`. @returns how many; less than the limit: no more. */
  removeBefore(options: {
    readonly beforeUs: number;
    readonly filter?: SeriesFilter;
    readonly limit?: number;
  }): Promise<number>;
}
