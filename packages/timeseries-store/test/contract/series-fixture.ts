import { afterEach } from "@jest/globals";
import type {
  DownsampleRequest,
  PointsRequest,
  SeriesKey,
  SeriesPoints,
  TimeseriesStore,
} from "../../src/index.js";
import type { OpenedStore, OpenStore } from "./opened-store.js";

export const MINUTE_US = 60_000_000;
/** A multiple of an hour and of five minutes. */
export const START_US = 1_391_191_200_000_000;

export function aKey(objectId = "pc1", event = "cpu_util", source = ""): SeriesKey {
  return { source, objectType: "node", event, objectId };
}

/** `[time, value]` pairs as columns. */
export function points(
  series: SeriesKey,
  ...pairs: readonly (readonly [number, number])[]
): SeriesPoints {
  return { series, ts: pairs.map(([ts]) => ts), values: pairs.map(([, value]) => value) };
}

/** `count` values 0, 1, 2 … one minute apart. */
export function minutes(series: SeriesKey, count: number, fromUs = START_US): SeriesPoints {
  const ts = Array.from({ length: count }, (_, index) => fromUs + index * MINUTE_US);
  return { series, ts, values: ts.map((_, index) => index) };
}

export const everything = { fromUs: -Number.MAX_SAFE_INTEGER, toUs: Number.MAX_SAFE_INTEGER };

/** All pieces of a read, those of one series that follow each other joined. */
export async function joined(pieces: AsyncIterable<SeriesPoints>): Promise<SeriesPoints[]> {
  const all: { series: SeriesKey; ts: number[]; values: number[] }[] = [];
  for await (const { series, ts, values } of pieces) {
    const last = all.at(-1);
    const isSame = last !== undefined && JSON.stringify(last.series) === JSON.stringify(series);
    const target = isSame ? last : { series, ts: [], values: [] };
    for (const [index, time] of ts.entries()) {
      target.ts.push(time);
      target.values.push(values[index] ?? Number.NaN);
    }
    if (!isSame) all.push(target);
  }
  return all;
}

export function readAll(
  store: TimeseriesStore,
  request: Partial<PointsRequest> & Pick<PointsRequest, "series">,
): Promise<SeriesPoints[]> {
  return joined(store.series.read({ ...everything, ...request }));
}

export function downsampled(
  store: TimeseriesStore,
  request: Partial<DownsampleRequest> & Pick<DownsampleRequest, "series" | "aggregation">,
): Promise<SeriesPoints[]> {
  return joined(store.series.downsample({ ...everything, stepUs: 5 * MINUTE_US, ...request }));
}

/** Opens stores for the tests of one `describe` and removes each after its test. */
export function storeFactory(openStore: OpenStore): OpenStore {
  const opened: OpenedStore[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.dispose();
  });
  return async () => {
    const one = await openStore();
    opened.push(one);
    return one;
  };
}
