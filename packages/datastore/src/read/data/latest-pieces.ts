import type { SeriesKey, SeriesPoints, TimeRange } from "@signalbox/timeseries-store";
import type { ReadableStore } from "../read-options.js";

/** Width of the first window that is searched backwards, and how much wider each next one is. */
const FIRST_WINDOW_US = 3_600_000_000;
const WIDER = 8;

interface Point {
  readonly ts: number;
  readonly value: number;
}

/** The last point within the range of each series that has one there, in the order asked. */
export async function* latestPieces(
  store: ReadableStore,
  series: readonly SeriesKey[],
  range: TimeRange,
): AsyncGenerator<SeriesPoints, void, undefined> {
  const newest = await store.series.latest(series);
  for (const [at, key] of series.entries()) {
    const point = await lastWithin(store, key, newest[at], range);
    if (point) yield { series: key, ts: [point.ts], values: [point.value] };
  }
}

async function lastWithin(
  store: ReadableStore,
  key: SeriesKey,
  newest: Point | undefined,
  { fromUs, toUs }: TimeRange,
): Promise<Point | undefined> {
  if (!newest || newest.ts < fromUs) return undefined;
  return newest.ts <= toUs ? newest : searchBack(store, key, { fromUs, toUs });
}

/** In windows that grow, so that a question about the past does not read a whole history for one point. */
async function searchBack(
  store: ReadableStore,
  key: SeriesKey,
  { fromUs, toUs }: TimeRange,
): Promise<Point | undefined> {
  let widthUs = FIRST_WINDOW_US;
  for (let endUs = toUs; endUs >= fromUs; widthUs *= WIDER) {
    const startUs = Math.max(fromUs, endUs - widthUs);
    const found = await lastRead(store, key, { fromUs: startUs, toUs: endUs });
    if (found) return found;
    endUs = startUs - 1;
  }
  return undefined;
}

async function lastRead(
  store: ReadableStore,
  key: SeriesKey,
  range: TimeRange,
): Promise<Point | undefined> {
  let last: Point | undefined;
  for await (const { ts, values } of store.series.read({ series: [key], ...range })) {
    const [at, value] = [ts.at(-1), values.at(-1)];
    if (at !== undefined && value !== undefined) last = { ts: at, value };
  }
  return last;
}
