import type { AppError } from "@signalbox/errors";
import type { DataProblem, DataQuery, DataSeries } from "@signalbox/monitoring-model";

export interface DataQueryOptions {
  /** `measRef` of the aggregate or the external check store; default `<url>/data/`. */
  readonly measRef?: string;
  /** Requests under way at once, the parts of long queries; default 2, at most `maxSockets` help. */
  readonly parallel?: number;
  /** Ends the query early; what is not answered then fails with the signal's reason if that is an AppError, else `unavailable`. */
  readonly signal?: AbortSignal;
}

/** What a store sent for a part of a query. */
export interface DataPoints {
  readonly kind: "points";
  /** The part of the query that this answers. */
  readonly query: DataQuery;
  /** Only series and times that were asked for; one series may come in several items. Points are in the order sent. */
  readonly items: readonly DataSeries[];
  /** Points and items that cannot be used or were not asked for; none of them is in `items`. */
  readonly lostPoints: number;
  readonly lostItems: number;
  /** What was lost or had to be interpreted, the first `maxProblems`. */
  readonly problems: readonly DataProblem[];
  readonly problemCount: number;
}

/** A part of a query without an answer; the other parts are not touched by it. */
export interface DataFailure {
  readonly kind: "failed";
  readonly query: DataQuery;
  readonly error: AppError;
}

export type DataPart = DataPoints | DataFailure;
