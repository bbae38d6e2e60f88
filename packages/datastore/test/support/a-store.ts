import type { TimeseriesStore } from "@signalbox/timeseries-store";

/** A store in memory, with as much of the interface as there is of it. */
export function aStore(memory: { info: object; series: object }): TimeseriesStore {
  const stats = {
    backend: "sqlite",
    infoObjects: 0,
    series: 0,
    points: 0,
    bytes: 0,
    waitingWrites: 0,
  } as const;
  const store: Partial<TimeseriesStore> = {
    // A test asks for no more than it has.
    info: memory.info as TimeseriesStore["info"],
    series: memory.series as TimeseriesStore["series"],
    stats: () => Promise.resolve(stats),
    close: () => Promise.resolve(),
  };
  return store as TimeseriesStore;
}
