import type { StoreStats, TimeseriesStore } from "@signalbox/timeseries-store";
import { Counter, Gauge, type Registry } from "prom-client";

const GAUGES: readonly (readonly [
  name: string,
  of: keyof Omit<StoreStats, "backend">,
  help: string,
])[] = [
  ["datastore_store_info_objects", "infoObjects", "Info objects kept."],
  ["datastore_store_series", "series", "Series kept."],
  ["datastore_store_points", "points", "Points kept."],
  ["datastore_store_bytes", "bytes", "Size of the store's files or tables."],
  ["datastore_store_waiting_writes", "waitingWrites", "Writes that wait for their turn."],
];

/** What passes in and out of a store. */
export interface StoreCounts {
  onWritten(outcome: "inserted" | "duplicate" | "replaced", points: number): void;
  onRead(points: number): void;
  onRemoved(kind: "info" | "points", count: number): void;
}

export function storeCounts(registry: Registry): StoreCounts {
  const registers = [registry];
  const written = new Counter({
    name: "datastore_points_written_total",
    help: "Points taken, by what became of them.",
    labelNames: ["outcome"] as const,
    registers,
  });
  const read = new Counter({
    name: "datastore_points_read_total",
    help: "Points read from the store for replies.",
    registers,
  });
  const removed = new Counter({
    name: "datastore_aged_out_total",
    help: "Info objects and points removed because of their age.",
    labelNames: ["kind"] as const,
    registers,
  });
  for (const outcome of ["inserted", "duplicate", "replaced"] as const) written.inc({ outcome }, 0);
  for (const kind of ["info", "points"] as const) removed.inc({ kind }, 0);
  return {
    onWritten: (outcome, points) => written.inc({ outcome }, points),
    onRead: (points) => read.inc(points),
    onRemoved: (kind, count) => removed.inc({ kind }, count),
  };
}

/** What the store holds, asked when somebody scrapes; a store that cannot tell has no series. */
export function storeGauges(registry: Registry, store: Pick<TimeseriesStore, "stats">): void {
  let asking: Promise<StoreStats | undefined> | undefined;
  // The gauges are collected together: one question serves them all.
  const ask = (): Promise<StoreStats | undefined> =>
    (asking ??= store
      .stats()
      .catch(() => undefined)
      .finally(() => (asking = undefined)));
  for (const [name, of, help] of GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.reset();
        const stats = await ask();
        if (stats) this.set(stats[of]);
        else this.remove();
      },
    });
  }
}
