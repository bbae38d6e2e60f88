import type { Steps } from "@signalbox/clock";
import { checkInstant, checkSeriesKey, invalid } from "../arguments.js";
import type { SeriesKey, SeriesPoints } from "../series-store.js";
import { seriesText } from "./series-ids.js";

/** Points of one series, ascending by time, each time once. */
export interface PointRun {
  readonly key: SeriesKey;
  /** Of `key`, as `seriesText` makes it. */
  readonly text: string;
  readonly ts: readonly number[];
  readonly values: readonly number[];
}

/** A batch as it is written: `first` counts against what is there, then `last` replaces without counting. */
export interface PointBatch {
  readonly points: number;
  /** Every time of the batch with the first value it has there. */
  readonly first: readonly PointRun[];
  /** Times that the batch names again, with the last value. */
  readonly last: readonly PointRun[];
  /** Among the points that name a time again. */
  readonly duplicates: number;
  readonly replaced: number;
}

interface Columns {
  readonly key: SeriesKey;
  ts: readonly number[];
  values: readonly number[];
}

/** Points looked at between two steps. */
const POINTS_A_STEP = 5000;

/** @throws AppError `invalid_argument` */
export function* preparePoints(batch: readonly SeriesPoints[]): Steps<PointBatch> {
  const bySeries = new Map<string, Columns>();
  let seen = 0;
  let points = 0;
  for (const part of batch) {
    if ((seen += part.ts.length + 1) > POINTS_A_STEP) yield void (seen = 0);
    checkColumns(part);
    points += part.ts.length;
    if (part.ts.length > 0) addColumns(bySeries, part);
  }
  const repeated = { last: new Array<PointRun>(), duplicates: 0, replaced: 0 };
  const first: PointRun[] = [];
  for (const [text, { key, ts, values }] of bySeries) {
    if ((seen += ts.length) > POINTS_A_STEP) yield void (seen = 0);
    const run = { key, text, ts, values };
    first.push(isAscending(ts) ? run : sortRun(run, repeated));
  }
  return { points, first, ...repeated };
}

function checkColumns({ series, ts, values }: SeriesPoints): void {
  checkSeriesKey(series);
  if (ts.length !== values.length) {
    throw invalid(`series ${series.objectId} has ${ts.length} times and ${values.length} values`);
  }
  for (const time of ts) if (!Number.isSafeInteger(time)) checkInstant("ts", time);
  for (const value of values) {
    if (!Number.isFinite(value)) throw invalid(`value of ${series.objectId} is ${value}`);
  }
}

function addColumns(bySeries: Map<string, Columns>, { series, ts, values }: SeriesPoints): void {
  const text = seriesText(series);
  const before = bySeries.get(text);
  if (before === undefined) bySeries.set(text, { key: series, ts, values });
  else {
    before.ts = before.ts.concat(ts);
    before.values = before.values.concat(values);
  }
}

function isAscending(ts: readonly number[]): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (const time of ts) {
    if (time <= before) return false;
    before = time;
  }
  return true;
}

interface Repeated {
  readonly last: PointRun[];
  duplicates: number;
  replaced: number;
}

/** @param repeated is told of the times that come more than once */
function sortRun(run: PointRun, repeated: Repeated): PointRun {
  const points = run.ts.map((ts, index) => ({ ts, value: run.values[index] ?? 0 }));
  // The sort is stable: of one time, what came last stays last.
  points.sort((one, other) => one.ts - other.ts);
  const first = { ...run, ts: new Array<number>(), values: new Array<number>() };
  const last = new Map<number, number>();
  let before: { readonly ts: number; readonly value: number } | undefined;
  for (const point of points) {
    if (before?.ts === point.ts) {
      if (before.value === point.value) repeated.duplicates += 1;
      else repeated.replaced += 1;
      last.set(point.ts, point.value);
    } else {
      first.ts.push(point.ts);
      first.values.push(point.value);
    }
    before = point;
  }
  if (last.size > 0)
    repeated.last.push({ ...run, ts: [...last.keys()], values: [...last.values()] });
  return first;
}
