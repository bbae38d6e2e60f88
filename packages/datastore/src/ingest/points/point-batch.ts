import { AppError } from "@signalbox/errors";
import { isInfoType } from "@signalbox/monitoring-model";
import type { SeriesKey, SeriesPoints } from "@signalbox/timeseries-store";
import { eventProblem, nameProblem } from "../names.js";
import type { RejectedSeries, RejectionCode } from "./points-report.js";
import { Rejections } from "./rejections.js";
import { timeProblem, type TimeRule } from "./time-rule.js";

/** Columns of one series that points are added to. */
export interface Columns {
  readonly series: SeriesKey;
  readonly ts: number[];
  readonly values: number[];
}

export interface PointBatchOptions {
  readonly maxPoints: number;
  readonly maxDescribed: number;
  readonly rule: TimeRule;
}

/** The points of one write, those that are fit to be stored and those that are not. */
export class PointBatch {
  readonly rule: TimeRule;
  readonly rejections: Rejections;
  /** By the parts of their key. */
  readonly #columns = new Map<string, Columns>();
  readonly #maxPoints: number;
  #points = 0;

  constructor({ maxPoints, maxDescribed, rule }: PointBatchOptions) {
    this.rule = rule;
    this.#maxPoints = maxPoints;
    this.rejections = new Rejections(maxDescribed);
  }

  /** Those with points. */
  get series(): readonly SeriesPoints[] {
    return [...this.#columns.values()].filter(({ ts }) => ts.length > 0);
  }

  /** Counted so far, fit or not. */
  get points(): number {
    return this.#points;
  }

  /** Counts a point, fit or not. @throws AppError `item_too_large` above the limit */
  count(): void {
    this.#points++;
    if (this.#points <= this.#maxPoints) return;
    throw new AppError(
      "item_too_large",
      `body has more than ${this.#maxPoints} points, the limit (ingest.max_points)`,
    );
  }

  /**
   * Takes columns of fit points over; they are no longer the caller's.
   *
   * @returns what is wrong with the series when it cannot be stored
   */
  take(columns: Columns): string | undefined {
    const known = this.#open(columns);
    if (typeof known === "string") return known;
    if (known !== columns) append(columns, known);
    return undefined;
  }

  /** Columns to add to, the same for the same series. @returns what is wrong with it when it cannot be stored */
  columnsOf(objectType: string, event: string, objectId: string): Columns | string {
    const series = { source: "", objectType, event, objectId };
    return this.#open({ series, ts: [], values: [] });
  }

  /** The columns of the same series that were the first, else these. */
  #open(columns: Columns): Columns | string {
    const { objectType, event, objectId } = columns.series;
    const problem = seriesProblem(columns.series);
    if (problem !== undefined) return problem;
    const name = `${objectType}\n${event}\n${objectId}`;
    const known = this.#columns.get(name);
    if (known) return known;
    this.#columns.set(name, columns);
    return columns;
  }

  /** Adds a point of a time and a value that are numbers, or refuses it. */
  add({ series, ts, values }: Columns, tsUs: number, value: number): void {
    const { rule } = this;
    if (!Number.isSafeInteger(tsUs)) {
      this.reject(
        shown(series),
        "bad_time",
        "ts is not a whole number of microseconds within 2^53",
      );
    } else if (!Number.isFinite(value)) {
      this.reject(shown(series), "bad_value", "v is not a finite number", tsUs);
    } else if (tsUs > rule.maxUs || tsUs < rule.minUs) {
      const { code, reason } = timeProblem(tsUs, rule);
      this.reject(shown(series), code, reason, tsUs);
    } else {
      ts.push(tsUs);
      values.push(value);
    }
  }

  reject(series: RejectedSeries, code: RejectionCode, reason: string, ts?: number): void {
    this.rejections.add({ series, ...(ts !== undefined && { ts }), points: 1, code, reason });
  }
}

function append({ ts, values }: Columns, to: Columns): void {
  for (const [at, tsUs] of ts.entries()) {
    to.ts.push(tsUs);
    to.values.push(values[at] ?? NaN);
  }
}

const shown = ({ objectType, event, objectId }: SeriesKey): RejectedSeries => ({
  type: objectType,
  event,
  id: objectId,
});

function seriesProblem({ objectType, event, objectId }: SeriesKey): string | undefined {
  if (!isInfoType(objectType)) return "no such object type";
  const problem = nameProblem(objectId);
  return problem === undefined ? eventProblem(event) : `id ${problem}`;
}
