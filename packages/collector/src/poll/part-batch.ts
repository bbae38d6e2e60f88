import type { DataSeries } from "@signalbox/monitoring-model";
import type { SeriesKey, SeriesPoints } from "@signalbox/timeseries-store";

/** Points of one write; more are written one after the other. */
const MAX_BATCH_POINTS = 50_000;

/**
 * The points of an answer as writes. A series that needs several is in ascending order, so that a crash between them leaves no hole
 * before its newest point.
 *
 * @param items one for each series, ascending
 */
export function* partBatches(
  { source, objectType }: Pick<SeriesKey, "source" | "objectType">,
  items: readonly DataSeries[],
  maxPoints = MAX_BATCH_POINTS,
): Generator<readonly SeriesPoints[], void, undefined> {
  let batch: SeriesPoints[] = [];
  let room = maxPoints;
  for (const item of items) {
    const series = { source, objectType, event: item.event, objectId: item.objectId };
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
