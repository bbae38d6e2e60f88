import type { TimeseriesStore } from "@signalbox/timeseries-store";
import { MemoryStore } from "../read/memory-store.js";

/** A store in memory, with as much of the interface as a datastore that is only read needs. */
export function aStore(memory = new MemoryStore()): TimeseriesStore {
  const stats = {
    backend: "sqlite",
    infoObjects: memory.objects.size,
    series: memory.points.size,
    points: 0,
    bytes: 0,
    waitingWrites: 0,
  } as const;
  const store: Partial<TimeseriesStore> = {
    // Only reading is asked for.
    info: memory.info as unknown as TimeseriesStore["info"],
    series: memory.series as unknown as TimeseriesStore["series"],
    stats: () => Promise.resolve(stats),
    close: () => Promise.resolve(),
  };
  return store as TimeseriesStore;
}
