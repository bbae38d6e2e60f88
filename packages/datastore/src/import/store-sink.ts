import type { Clock } from "@signalbox/clock";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import { KnownObjects } from "../ingest/points/known-objects.js";
import { PointBatch } from "../ingest/points/point-batch.js";
import { PointWriter } from "../ingest/points/point-writer.js";
import { timeRule } from "../ingest/points/time-rule.js";
import type { ImportSink } from "./import-sink.js";

export interface StoreSinkOptions {
  /** Closed with the sink. */
  readonly store: TimeseriesStore;
  readonly clock: Clock;
  /** Whether points of objects without info are refused. */
  readonly requireInfo: boolean;
  readonly limits: { readonly maxFutureSkewMs: number; readonly maxAgeMs: number };
  readonly maxDescribed: number;
}

/** Writes straight into a store, by the rules of the ingest API. */
export function createStoreSink(options: StoreSinkOptions): ImportSink {
  const { store, clock, requireInfo, limits, maxDescribed } = options;
  const known = requireInfo ? new KnownObjects({ store: store.info, clock }) : undefined;
  const writer = new PointWriter({ store: store.series, known });
  return {
    putObjects: (objects) => store.info.put(objects.map(({ object }) => object)),
    putPoints: (series) => {
      const rule = timeRule(clock.wallMs(), limits);
      const batch = new PointBatch({ maxPoints: Infinity, maxDescribed, rule });
      for (const points of series) addAll(batch, points);
      return writer.write(batch);
    },
    close: () => store.close(),
  };
}

type Points = Parameters<ImportSink["putPoints"]>[0][number];

/** One by one, because the rule of times is looked at for each. */
function addAll(batch: PointBatch, { series, ts, values }: Points): void {
  const columns = batch.columnsOf(series.objectType, series.event, series.objectId);
  if (typeof columns === "string") return;
  for (const [at, tsUs] of ts.entries()) batch.add(columns, tsUs, values[at] ?? NaN);
}
