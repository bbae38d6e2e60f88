import type { Steps } from "@signalbox/clock";
import { checkSeriesKey, invalid } from "../arguments.js";
import type { SeriesPoints } from "../series-store.js";
import { NamedRefs, type KnownSeries } from "./known-series.js";
import { newRecord, recordKind, type WriteRecord } from "./write-record.js";

/** Points between two chances for others. */
const STEP_POINTS = 20_000;
/** What naming a series costs, in points. */
const SERIES_COST = 20;

export interface EncodedPut {
  readonly record: WriteRecord;
  readonly refs: NamedRefs;
}

/**
 * Checks a batch and makes one buffer of it.
 *
 * @param points Of all series together.
 * @throws AppError `invalid_argument` for what cannot be kept
 */
export function* encodePut(
  batch: readonly SeriesPoints[],
  points: number,
  known: KnownSeries,
): Steps<EncodedPut> {
  const record = newRecord(recordKind.put, batch.length, points);
  const refs = new NamedRefs(known, batch.length);
  let at = 0;
  let cost = 0;
  for (const [place, one] of batch.entries()) {
    checkSeriesKey(one.series);
    if (one.ts.length !== one.values.length) throw unequal(one);
    refs.add(one.series);
    record.counts[place] = one.ts.length;
    for (let from = 0; from < one.ts.length; from += STEP_POINTS) {
      const to = Math.min(from + STEP_POINTS, one.ts.length);
      copyPoints(one, from, to, record, at);
      at += to - from;
      cost += to - from;
      if (cost < STEP_POINTS) continue;
      cost = 0;
      yield;
    }
    cost += SERIES_COST;
  }
  if (at !== points) throw invalid("the batch was changed while it was written");
  record.ids.set(refs.ids);
  return { record, refs };
}

/** Points of all series together. */
export function countPoints(batch: readonly SeriesPoints[]): number {
  let count = 0;
  for (const { ts } of batch) count += ts.length;
  return count;
}

function copyPoints(
  { series, ts, values }: SeriesPoints,
  from: number,
  to: number,
  record: WriteRecord,
  at: number,
): void {
  let into = at;
  for (let index = from; index < to; index++, into++) {
    const time = ts[index];
    const value = values[index];
    if (!Number.isSafeInteger(time) || !Number.isFinite(value))
      throw badPoint(series.objectId, time, value);
    // Adding 0 makes 0 of -0, which is the same instant.
    record.ts[into] = (time ?? 0) + 0;
    record.values[into] = value ?? 0;
  }
}

function badPoint(objectId: string, time: number | undefined, value: number | undefined) {
  return Number.isSafeInteger(time)
    ? invalid(`value ${String(value)} of ${objectId} at ${String(time)} is not a finite number`)
    : invalid(
        `time ${String(time)} of ${objectId} is not a whole number of microseconds within 2^53`,
      );
}

function unequal({ series, ts, values }: SeriesPoints) {
  return invalid(`${ts.length} times and ${values.length} values of ${series.objectId}`);
}
