import type { Clock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { EventCatalogue } from "@signalbox/monitoring-model";
import type { InfoStore, SeriesStore } from "@signalbox/timeseries-store";
import type { ApiRoute } from "../api/api-route.js";

/** As much of a store as reading needs; a `TimeseriesStore` is one. */
export interface ReadableStore {
  readonly info: Pick<InfoStore, "get" | "getMany" | "list" | "referrers">;
  readonly series: Pick<SeriesStore, "read" | "downsample" | "latest" | "list">;
}

/** Bounds of questions and answers. */
export interface ReadLimits {
  /** Points in one array reply; NDJSON is not limited. */
  readonly maxPoints: number;
  /** Object ids in one query. */
  readonly maxIds: number;
  /** Characters of a query's text; also bytes of the body of `POST /data`. */
  readonly maxQueryBytes: number;
  /** Objects on one page of a list. */
  readonly maxList: number;
  /** Questions that read from the store at once. */
  readonly maxConcurrent: number;
  /** Questions that wait for one of them to end; above: `unavailable`. */
  readonly maxWaiting: number;
  /** Events times ids in one query; default 250,000. */
  readonly maxSeries?: number;
  /** Objects in one reply with `depth=all`; default 100,000. */
  readonly maxTreeObjects?: number;
  /** Points of an array reply that are gathered before the first is sent; above, points are counted first. Default 50,000. */
  readonly bufferedPoints?: number;
}

export interface PublishedOpsconfig {
  readonly id: string;
  /** Asked at each request. */
  readonly fields: () => Readonly<Record<string, unknown>>;
}

export interface ReadApiOptions {
  readonly store: ReadableStore;
  /** Base of every URL in replies, path prefix included, without a slash at the end; a function where it is known later. */
  readonly baseUrl: string | (() => string);
  /** `monitoring_version` in replies. */
  readonly version: string;
  /** Statuses 400, 404 and 413 for errors; otherwise they are 200 with an error object (datastore-polling, 9.1). */
  readonly strict: boolean;
  /** Python's notation in queries is read, too (9.4). */
  readonly tolerant: boolean;
  readonly limits: ReadLimits;
  readonly clock: Clock;
  /** Units of events; default: the 34 known ones. */
  readonly events?: EventCatalogue;
  /** The one opsconfig object. */
  readonly opsconfig?: PublishedOpsconfig;
  /** Calls answered by others under the same URL, for `/openapi.json`. */
  readonly otherRoutes?: readonly ApiRoute[];
  /** Told of every failure that is not the caller's: what is answered with a status of 500 or more. */
  readonly onFailure?: (error: AppError) => void;
}
