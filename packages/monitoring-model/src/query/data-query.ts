import type { DataQueryLimits } from "./query-limits.js";

/** First and last microsecond since 1970 that a query can ask for: integers that a double, and a store, hold exactly. */
export const MIN_TIME_US = -Number.MAX_SAFE_INTEGER;
export const MAX_TIME_US = Number.MAX_SAFE_INTEGER;

/** A question for points of one object type (datastore-polling, 3.1). */
export interface DataQuery {
  /** Without the prefix, in the order asked, none twice; at least one. Not necessarily known. */
  readonly events: readonly string[];
  /** First and last microsecond since 1970, both included, `fromUs <= toUs`. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Not necessarily known. */
  readonly objectType: string;
  /** In the order asked, none twice, at least one; `"*"`: all that have points of the event. */
  readonly ids: readonly string[] | "*";
}

export const AGGREGATIONS = ["min", "max", "avg", "last", "sum", "count"] as const;
export type DataAggregation = (typeof AGGREGATIONS)[number];

/** The extended form: several object types, the latest value only, steps. A plain query is one with a single entry in `queries`. */
export interface DataRequest {
  /** One per object type, at least one; events and times are the same in all. */
  readonly queries: readonly DataQuery[];
  /** Only the last point of each series within the times. */
  readonly latest: boolean;
  /** One value per step that has points; steps begin at multiples of their width since 1970. */
  readonly downsample?: { readonly stepUs: number; readonly aggregation: DataAggregation };
  /** Also send items without points (9.9). */
  readonly withEmpty: boolean;
  /** Also tell which events and ids were left out (9.8). */
  readonly withLeftOut: boolean;
}

/** What a refused query did wrong. */
export type DataQueryErrorCode =
  | "missing_query"
  | "not_json"
  | "missing_key"
  | "wrong_type"
  | "bad_event"
  | "missing_bound"
  | "bad_bound"
  | "bad_extension"
  | "limit_exceeded";

export interface DataQueryOptions {
  /**
   * `compatible`: a missing or unreadable bound and an event without prefix give no points, as with the original. `strict`:
   * they are errors.
   */
  readonly mode: "compatible" | "strict";
  /** Read what is not JSON once more as Python's notation: single quotes, missing closing brackets at the end (9.4). */
  readonly tolerant: boolean;
  readonly limits?: Partial<DataQueryLimits>;
}

interface Remarks {
  /** One line each for what was passed over or understood in another way than it was written. */
  readonly notes: readonly string[];
  /** What only the tolerant reader takes, for a `Warning` header; empty when the text is JSON. */
  readonly tolerated: readonly string[];
}

/** The query asks for nothing; the reply is `[]` with status 200. */
export interface EmptyQuery extends Remarks {
  readonly kind: "empty";
  readonly reason: string;
}

export interface DataQueryError {
  readonly kind: "error";
  readonly code: DataQueryErrorCode;
  /** For `error_message`; holds the query's text, cut to 4,096 characters, where the original's does. */
  readonly message: string;
  /** HTTP status of a strict server, 400 or 413; a compatible one sends 200 with the same body. */
  readonly status: number;
  /** With `limit_exceeded`: which limit. */
  readonly limit?: keyof DataQueryLimits;
}

export type DataQueryReading =
  ({ readonly kind: "query"; readonly query: DataQuery } & Remarks) | EmptyQuery | DataQueryError;

export type DataRequestReading =
  | ({ readonly kind: "request"; readonly request: DataRequest } & Remarks)
  | EmptyQuery
  | DataQueryError;
