import type { DataPoints } from "@signalbox/datastore-client";
import type { DataSeries } from "@signalbox/monitoring-model";
import type { SeriesPoints } from "@signalbox/timeseries-store";

/** Points of one write; more are written one after the other. */
const MAX_BATCH_POINTS = 50_000;

/**
 * The points of an answer as writes. A series that needs several is in ascending order, so that a crash between them leaves no hole
 * before its newest point.
 */
export function* partBatches(
  source: string,
  { query, items }: Pick<DataPoints, "query" | "items">,
  maxPoints = MAX_BATCH_POINTS,
): Generator<readonly SeriesPoints[], void, undefined> {
  let batch: SeriesPoints[] = [];
  let room = maxPoints;
  for (const item of mergeItems(items)) {
    const series = {
      source,
      objectType: query.objectType,
      event: item.event,
      objectId: item.objectId,
    };
    for (let at = 0; at < item.ts.length;) {
      const end = Math.min(at + room, item.ts.length);
      batch.push({ series, ...slice(item, at, end) });
      room -= end - at;
      at = end;
      if (room > 0) continue;
      yield batch;
      batch = [];
      room = maxPoints;
    }
  }
  if (batch.length > 0) yield batch;
}

function slice(item: DataSeries, from: number, to: number): Pick<DataSeries, "ts" | "values"> {
  const { ts, values } = item;
  if (from === 0 && to === ts.length) return { ts, values };
  return { ts: ts.slice(from, to), values: values.slice(from, to) };
}

/** One item for each series, ascending. */
function mergeItems(items: readonly DataSeries[]): Iterable<DataSeries> {
  const merged = new Map<string, DataSeries>();
  for (const item of items) {
    const key = `${item.event}\n${item.objectId}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? item : joined(before, item));
  }
  return [...merged.values()].map(ascending);
}

const joined = (one: DataSeries, other: DataSeries): DataSeries => ({
  ...one,
  ts: one.ts.concat(other.ts),
  values: one.values.concat(other.values),
});

function ascending(item: DataSeries): DataSeries {
  if (isAscending(item.ts)) return item;
  const order = item.ts.map((_, index) => index);
  order.sort((one, other) => (item.ts[one] ?? 0) - (item.ts[other] ?? 0));
  return {
    ...item,
    ts: order.map((index) => item.ts[index] ?? 0),
    values: order.map((index) => item.values[index] ?? 0),
  };
}

function isAscending(ts: readonly number[]): boolean {
  for (let at = 1; at < ts.length; at += 1) if ((ts[at] ?? 0) < (ts[at - 1] ?? 0)) return false;
  return true;
}
