import type {
  InfoStore,
  SeriesPoints,
  SeriesStore,
  TimeseriesStore,
} from "@signalbox/timeseries-store";
import type { StoreCounts } from "./store-metrics.js";

/** The same store, with what passes in and out of it counted. */
export function countedStore(store: TimeseriesStore, counts: StoreCounts): TimeseriesStore {
  return replacing(store, {
    info: replacing(store.info, countedInfo(store.info, counts)),
    series: replacing(store.series, countedSeries(store.series, counts)),
  });
}

/** `target` with some of its members in another form; the others remain its own, also those that are added later. */
function replacing<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(members, name)) return Reflect.get(members, name) as unknown;
      const own: unknown = Reflect.get(target, name);
      return typeof own === "function" ? (own.bind(target) as unknown) : own;
    },
  });
}

function countedInfo(info: InfoStore, counts: StoreCounts): Partial<InfoStore> {
  return {
    removeOlderThan: async (options) => {
      const removed = await info.removeOlderThan(options);
      counts.onRemoved("info", removed);
      return removed;
    },
  };
}

function countedSeries(series: SeriesStore, counts: StoreCounts): Partial<SeriesStore> {
  return {
    put: async (batch) => {
      const report = await series.put(batch);
      counts.onWritten("inserted", report.inserted);
      counts.onWritten("duplicate", report.duplicates);
      counts.onWritten("replaced", report.replaced);
      return report;
    },
    read: (request) => countedPieces(series.read(request), counts),
    downsample: (request) => countedPieces(series.downsample(request), counts),
    latest: async (keys) => {
      const points = await series.latest(keys);
      counts.onRead(points.filter((point) => point !== undefined).length);
      return points;
    },
    removeBefore: async (options) => {
      const removed = await series.removeBefore(options);
      counts.onRemoved("points", removed);
      return removed;
    },
  };
}

async function* countedPieces(
  pieces: AsyncIterable<SeriesPoints>,
  counts: StoreCounts,
): AsyncIterable<SeriesPoints> {
  for await (const piece of pieces) {
    counts.onRead(piece.ts.length);
    yield piece;
  }
}
